"""Offsets said as bytes, lines and columns, and signs for controls."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.offsets import Offsets
from provenance.report.visible import flowing, one_line, visible

TEXTS = st.text(st.sampled_from("ab é语🙂\n\r\t\u2028"), max_size=60)


@given(TEXTS, st.data())
def test_offsets_agree_with_counting(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    offsets = Offsets(text)
    assert offsets.bytes_at(offset) == len(text[:offset].encode())
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        before = before[:-1] + "x"
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert offsets.line_column(offset)[0] == len(lines)
    if "\r\n" not in text[: offset + 1]:
        assert offsets.line_column(offset)[1] == len(lines[-1]) + 1


def test_lines_and_columns_begin_at_one() -> None:
    offsets = Offsets("é\r\nb\rc\n")
    assert [offsets.line_column(place) for place in (0, 1, 3, 5, 7)] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 1),
        (4, 1),
    ]
    assert offsets.bytes_at(3) == 4


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside a text of 3 code points"):
        Offsets("abc").bytes_at(offset)


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    for char in visible(text):
        assert unicodedata.category(char) not in ("Cc", "Zl", "Zp") or char in "\n\t"
        assert not "\u202a" <= char <= "\u202e"
        assert not "\u2066" <= char <= "\u2069"
    assert "\n" not in one_line(text)
    assert "\n" not in flowing(text)


def test_signs_name_what_they_stand_for() -> None:
    assert visible("\x1b[31m\u202e\x9b") == "⟨U+001B⟩[31m⟨U+202E⟩⟨U+009B⟩"
    assert visible("a\r\nb\rc\u2029d") == "a\nb\nc\nd"
    assert visible("[to Astana] :smile: می\u200cخواهم") == "[to Astana] :smile: می\u200cخواهم"
    assert flowing(" a \n\n b\u00a0c") == " a b\u00a0c"
