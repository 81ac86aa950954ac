"""Decoding: every encoding that newsrooms use, and a sentence for every file that is no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import NotText, decode

WORDS = "Café “Zürich” – naïve.\r\nΑθήνα, Москва, القاهرة, 東京\n"
WESTERN = "Café “Zürich” – naïve, 20 €.\r\nIt’s a long day in the old town, he said.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("utf-16-le"), "utf-16-le"),
        (WORDS.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + WORDS.encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_unicode(data, encoding):
    decoded = decode(data)
    assert decoded.text == WORDS
    assert decoded.encoding == encoding


def test_windows_1252():
    decoded = decode(WESTERN.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (WESTERN, "cp1252")


def test_arabic_utf_16_without_a_mark():
    text = "أعلنت الحكومة اليوم عن خطة جديدة\nوقال الوزير إن الخطة تبدأ غدا\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding)).text == text


def test_line_ends_and_inner_marks_are_kept():
    text = "one\r\ntwo\rthree\n\ufefffour\u2028five"
    assert decode(text.encode()).text == text


def test_utf_16_le_that_starts_with_a_zero_character_is_no_text():
    with pytest.raises(NotText):
        decode(codecs.BOM_UTF16_LE + b"\x00\x00a\x00b")


def test_a_stray_windows_byte_does_not_spoil_the_utf_8_around_it():
    data = ("“One” said he, “two”, and “three”. ".encode() * 3) + b"it\x92s"
    decoded = decode(data)
    assert decoded.encoding == "utf-8+cp1252"
    assert decoded.text == "“One” said he, “two”, and “three”. " * 3 + "it’s"


def test_a_text_cut_inside_a_character_is_still_read():
    data = "Москва и Киев".encode()[:-1]
    decoded = decode(data)
    assert decoded.text.startswith("Москва и Ки")
    assert decoded.encoding == "utf-8+cp1252"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp1256", "iso8859-7", "shift-jis", "gb18030"])
def test_other_code_pages_are_refused_not_turned_into_nonsense(encoding):
    text = {
        "cp1251": "Правительство объявило сегодня о новом плане",
        "koi8-r": "Правительство объявило сегодня о новом плане",
        "cp1256": "أعلنت الحكومة اليوم عن خطة جديدة",
        "iso8859-7": "Η κυβέρνηση ανακοίνωσε σήμερα νέο σχέδιο",
        "shift-jis": "政府は本日、新しい計画を発表した。大臣は明日から始まると述べた。",
        "gb18030": "政府今天宣布了一项新计划。部长说计划明天开始。",
    }[encoding]
    with pytest.raises(NotText, match="save it as UTF-8"):
        decode(text.encode(encoding))


def test_a_byte_that_windows_1252_does_not_define():
    with pytest.raises(NotText, match="0x81 at 4"):
        decode(b"abc \x81 def ghi jkl mno pqr")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%abc", "PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "PNG"),
        (b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x7fELF\x02\x01", "program"),
        (b"SQLite format 3\x00", "database"),
        (b"{\\rtf1\\ansi text}", "RTF"),
        (bytes(range(256)) * 4, "binary"),
        (b"a text\x00with a zero byte!", "binary"),
        (b"\x01\x02\x03\x04\x05\x06", "binary"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "UTF-16"),
        (codecs.BOM_UTF16_BE + b"\xd8\x00\x00a", "UTF-16"),
        (codecs.BOM_UTF32_BE + b"\x00\x11\x00\x00", "UTF-32"),
        (codecs.BOM_UTF8 + b"caf\xe9 and more", "UTF-8"),
    ],
)
def test_what_is_no_text_says_so_in_a_sentence(data, what):
    with pytest.raises(NotText, match=what) as caught:
        decode(data)
    assert "scan again" in str(caught.value)


def test_control_characters_as_paragraph_marks_are_text():
    text = "".join(f"\x19Paragraph {n} of an old wire story, as long as they are.<\n" for n in range(50))
    assert decode(text.encode()).text == text


def test_nothing_is_an_empty_text():
    assert decode(b"").text == ""


@given(st.binary(max_size=300))
def test_raises_nothing_but_not_text(data):
    try:
        decoded = decode(data)
    except NotText:
        return
    decoded.text.encode("utf-8")  # no lone surrogate ever comes out


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf_8_comes_back(text):
    if text.startswith(("\ufeff", "%PDF-", "{\\rtf")):
        return
    assert decode(text.encode()).text == text
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8")).text == text
