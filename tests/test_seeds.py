"""The five sample articles go in, the answer of a careful human comes out: in the database, whatever the
names of files, outlets and people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import provenance
from tests.conftest import Archive

RENAMED = {
    # Agencies become other agencies, an outlet another invented one, people and groups others.
    "AFP": "dpa",
    "Reuters": "TASS",
    "Anadolu": "Yonhap",
    "Shaam Network": "Orbit Network",
    "Mohammad Alloush": "Teodor Vance",
    "Mohammed Alloush": "Theodore Vance",
    "Mohamed Alloush": "Todor Vance",
    "Alloush": "Vance",
    "Jaish al-Islam": "Northern Front",
    "Ahrar al-Sham": "River League",
    "Astana": "Bukovel",
    "Assad": "Marlow",
    "Malahifji": "Prescott",
}
_RENAMED = re.compile("|".join(sorted(RENAMED, key=len, reverse=True)))


class Seeds:
    """The seeds as scanned: their texts by number, the rows of the views with numbers for paths, and a map
    from the offsets of the original texts."""

    def __init__(self, texts: dict[str, str], moved: dict[str, list[int]], archive: Archive) -> None:
        self.texts, self.archive, self._moved = texts, archive, moved

    def offset(self, number: str, original: int) -> int:
        return self._moved[number][original]

    def passages(self) -> list[dict[str, Any]]:
        rows = self.archive.rows("SELECT * FROM reuse_passages ORDER BY a_path, a_start")
        return [{**row, "a": _number(row["a_path"]), "b": _number(row["b_path"])} for row in rows]


def _number(path: str) -> str:
    found = re.search(r"(\d{3})", path.rsplit("/", 1)[-1])
    assert found
    return found.group()


def _rename(text: str) -> tuple[str, list[int]]:
    """The text with other names, and for each offset of the old text the offset in the new one."""
    pieces, moved, last = [], [], 0
    length = 0
    for match in _RENAMED.finditer(text):
        before = text[last : match.start()]
        moved += range(length, length + len(before))
        length += len(before)
        new = RENAMED[match.group()]
        moved += [length + min(place, len(new)) for place in range(len(match.group()))]
        length += len(new)
        pieces += [before, new]
        last = match.end()
    rest = text[last:]
    moved += range(length, length + len(rest) + 1)
    return "".join([*pieces, rest]), moved


@pytest.fixture(scope="module", params=["as they are", "renamed"])
def scanned_seeds(
    request: pytest.FixtureRequest, seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Seeds:
    folder = tmp_path_factory.mktemp("seeds")
    source = folder / "seeds"
    source.mkdir()
    texts, moved = {}, {}
    for file in sorted(seeds.glob("*.txt")):
        text = file.read_bytes().decode("utf-8")
        number = file.name[:3]
        if request.param == "renamed":
            texts[number], moved[number] = _rename(text)
            name = f"story-{number}.txt"
        else:
            texts[number], moved[number] = text, list(range(len(text) + 1))
            name = file.name
        (source / name).write_bytes(texts[number].encode("utf-8"))
    provenance.scan(source, db=folder / "seeds.db")
    return Seeds(texts, moved, Archive(folder / "seeds.db"))


def test_every_passage_is_a_row_of_its_own(scanned_seeds: Seeds, seed_passages: list[dict[str, Any]]) -> None:
    rows = scanned_seeds.passages()
    wanted = [truth for truth in seed_passages if truth["reuse"]]
    claimed = []
    for number in sorted({truth.get("id", truth.get("alternative_of")) for truth in wanted}):
        extents = [truth for truth in wanted if number in (truth.get("id"), truth.get("alternative_of"))]
        fitting = [
            place for place, row in enumerate(rows) for truth in extents if _fits(scanned_seeds, row, truth)
        ]
        assert len(fitting) == 1, f"passage {number}"
        claimed += fitting
    assert sorted(claimed) == list(range(len(rows))), "nothing else is reported"


def _fits(seeds: Seeds, row: dict[str, Any], truth: dict[str, Any]) -> bool:
    """At least 90 % of the characters on both sides, at most 10 % beyond, and the form, quotation and credits
    as labelled."""
    if (row["a"], row["b"]) != (truth["a"][:3], truth["b"][:3]):
        return False
    for side in "ab":
        start = seeds.offset(row[side], truth[f"{side}_start"])
        end = seeds.offset(row[side], truth[f"{side}_end"])
        found, length = (row[f"{side}_start"], row[f"{side}_end"]), end - start
        covered = max(0, min(found[1], end) - max(found[0], start))
        if covered < 0.9 * length or found[1] - found[0] - covered > 0.1 * length:
            return False
    labels = {
        "form": truth["form"],
        "quoted": truth["quoted"],
        "credit_a": RENAMED.get(truth["credit_a"], truth["credit_a"]),
        "credit_b": RENAMED.get(truth["credit_b"], truth["credit_b"]),
    }
    if not any(name in seeds.texts["001"] for name in ("dpa", "TASS")):
        labels |= {"credit_a": truth["credit_a"], "credit_b": truth["credit_b"]}
    assert {name: row[name] for name in labels} == labels
    assert row["status"] == "reuse"
    return True


def test_no_phrase_and_no_paraphrase_is_reported(
    scanned_seeds: Seeds, seed_passages: list[dict[str, Any]], seed_claims: dict[str, Any]
) -> None:
    negatives = [
        (t["a"][:3], (t["a_start"], t["a_end"]), t["b"][:3], (t["b_start"], t["b_end"]))
        for t in seed_passages
        if not t["reuse"]
    ]
    negatives += [
        (t["a"], tuple(t["a_span"]), t["b"], tuple(t["b_span"])) for t in seed_claims["paraphrase_not_copy"]
    ]
    assert len(negatives) > 32
    for a, span_a, b, span_b in negatives:
        for row in scanned_seeds.passages():
            if (row["a"], row["b"]) == (a, b):
                assert not (
                    _overlaps(scanned_seeds, a, span_a, row["a_start"], row["a_end"])
                    and _overlaps(scanned_seeds, b, span_b, row["b_start"], row["b_end"])
                )


def _overlaps(seeds: Seeds, number: str, span: tuple[int, int], start: int, end: int) -> bool:
    return seeds.offset(number, span[0]) < end and start < seeds.offset(number, span[1])


def test_texts_are_cut_where_the_offsets_say(scanned_seeds: Seeds) -> None:
    for row in scanned_seeds.passages():
        for side in "ab":
            text = scanned_seeds.texts[row[side]]
            assert row[f"{side}_text"] == text[row[f"{side}_start"] : row[f"{side}_end"]]


def test_lineage_is_what_the_evidence_allows(scanned_seeds: Seeds) -> None:
    edges = scanned_seeds.archive.rows("SELECT * FROM lineage_edges")
    shown = sorted((_short(edge["source"]), _short(edge["derived"]), edge["kind"]) for edge in edges)
    assert shown == [
        ("001", "003", "common source"),
        ("unseen source 1", "001", "unseen"),
        ("unseen source 1", "003", "unseen"),
    ]
    for edge in edges:
        assert edge["probability"] >= 0.7
        assert edge["band"] in ("strong", "moderate")
        assert '"sentence"' in edge["reasons"]


def _short(name: str) -> str:
    return _number(name) if "/" in name else name


def test_reasons_name_the_absent_agencies_and_not_the_photographers(scanned_seeds: Seeds) -> None:
    edge = scanned_seeds.archive.rows("SELECT * FROM lineage_edges WHERE kind = 'common source'")[0]
    renamed = "dpa" in scanned_seeds.texts["001"]
    agencies = ("dpa", "TASS") if renamed else ("AFP", "Reuters")
    for agency in agencies:
        assert f"{agency} is credited" in edge["reasons"]
    assert "publication date" in edge["reasons"]
    assert "neutrali" not in edge["reasons"], "house style is no reading of its own"


def test_dates_and_titles(scanned_seeds: Seeds) -> None:
    rows = scanned_seeds.archive.rows("SELECT path, title, date_from, date_to, date_precision FROM articles")
    dated = {_number(row["path"]): row["date_from"] for row in rows}
    assert dated == {"000": None, "001": None, "002": None, "003": None, "004": "2018-01-10T14:18"}
    titled = {_number(row["path"]): row["title"] for row in rows}
    assert titled["000"] is None
    assert titled["004"] == "Syria opposition groups hold talks with Russia outside Ghouta"


def test_relation_and_shares_of_the_pair(scanned_seeds: Seeds) -> None:
    (pair,) = scanned_seeds.archive.rows("SELECT * FROM pairs")
    assert pair["relation"] == "common source"
    assert (pair["degree_a"], pair["degree_b"]) == ("partially", "partially")
    assert pair["passages"] == 8
    assert 140 <= pair["words"] <= 165
    assert pair["share_b"] < pair["share_a"] < 0.35


def test_compare_gives_the_same_passages(scanned_seeds: Seeds) -> None:
    found = provenance.compare(scanned_seeds.texts["001"], scanned_seeds.texts["003"])
    rows = scanned_seeds.passages()
    assert [(p.a.start, p.a.end, p.b.start, p.b.end, p.form, p.quoted, p.words) for p in found] == [
        (r["a_start"], r["a_end"], r["b_start"], r["b_end"], r["form"], r["quoted"], r["words"]) for r in rows
    ]
