"""The copy of a database without the words of its articles."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.report import json_report
from provenance.report.withheld import withhold_parameters, without_quotes
from provenance.store.database import open_for_reading
from provenance.store.masking import copy_masked, mask
from tests.conftest import ROOT
from tests.report.nasty import nasty_newsroom


@given(st.text())
def test_a_masked_text_has_its_length_and_its_blanks(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert [place for place, sign in enumerate(masked) if sign.isspace()] == [
        place for place, sign in enumerate(text) if sign.isspace()
    ]
    assert not set("".join(masked.split())) - set("x.")


def masked(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    return copy_masked(connection, path, sentence=without_quotes, parameters=withhold_parameters)


def test_the_copy_says_the_same_without_the_words(tmp_path: Path) -> None:
    provenance.scan(ROOT / "seeds", db=tmp_path / "provenance.db")
    with closing(open_for_reading(tmp_path / "provenance.db")) as connection:
        with closing(masked(connection, tmp_path / "copy.db")) as copy:
            one, other = (json.loads("".join(json_report.stream(each))) for each in (connection, copy))
        texts = [row[0] for row in connection.execute("SELECT text FROM texts")]
    for name in ("counts", "families", "collection", "not_searched"):
        assert one[name] == other[name]
    assert [pair["words"] for pair in one["pairs"]] == [pair["words"] for pair in other["pairs"]]
    for name in ("start", "end", "start_line_column", "end_line_column"):
        places = [
            [
                (passage["a"][name], passage["b"][name])
                for pair in each["pairs"]
                for passage in pair["passages"]
            ]
            for each in (one, other)
        ]
        assert places[0] == places[1] != []
    data = (tmp_path / "copy.db").read_bytes()
    for text in texts:
        for line in filter(None, text.split("\n")):
            words = line.split(". ")[0].strip()
            assert len(words.split()) < 4 or words.encode() not in data


def test_a_copy_that_fails_is_closed(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("This is no database but a text. " * 40)
    with (
        closing(open_for_reading(nasty_newsroom(tmp_path / "nasty.db"))) as connection,
        pytest.raises(sqlite3.DatabaseError),
    ):
        masked(connection, tmp_path / "copy.db")
