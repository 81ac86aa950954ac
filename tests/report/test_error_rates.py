"""How often statements of lineage were right: the sentences say what the data say, and never more."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from provenance.report import error_rates, html_report, json_report, wording
from provenance.report.error_rates import Rates
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN, Statement
from provenance.sentences import say
from scripts.measure.lineage_rates import RATES, Condition, digest_of_weights, rates, write_rates

ONE = Statement("a", "b", DIRECTED, 0.95, "strong", 50, 1, {}, (), None)
ABOUT = {"measured_on": "2026-01-02", "version": "9", "stories": 30, "conditions": 3}


def counted(right: int, of: int) -> dict[str, int]:
    return {"right": right, "of": of}


def row(**changed: object) -> dict[str, object]:
    return {
        "kind": DIRECTED,
        "band": "strong",
        "from": 0.9,
        "below": None,
        "said": 0.95,
        "right": 967,
        "of": 1000,
        "wire_missing": counted(46, 50),
        "dates_missing": counted(47, 50),
        "both_missing": counted(9, 10),
        "single": 3,
        "lowest": counted(19, 20) | {"condition": "x"},
        "highest": counted(20, 20) | {"condition": "y"},
    } | changed


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Rows that stand for those of the package."""
    rows: list[dict[str, object]] = []
    monkeypatch.setattr(
        error_rates,
        "load_rates",
        lambda: Rates(ABOUT, {(str(one["kind"]), str(one["band"])): one for one in rows}),
    )
    return rows


def test_the_sentence_has_the_figures_of_the_data(use: list[dict[str, object]]) -> None:
    use.append(row())
    assert error_rates.told([ONE, ONE]) == [
        "How often such statements were right, counted on 30 made-up stories (2026-01-02). Nothing was "
        "measured on news like yours.",
        "Who has it from whom, strong (90 % and more): of 100 such statements 96 were right; with the "
        "agency's own page missing 92, with dates missing 94, with both missing too few to say "
        "(1,000 counted; 95 to 100 in 3 single conditions).",
        say("rates.advice"),
    ]


def test_what_was_not_measured_is_said(use: list[dict[str, object]]) -> None:
    use.append(row(right=11, of=12))
    use.append(row(kind=COMMON, right=0, of=0))
    found = [ONE, replace(ONE, kind=COMMON), replace(ONE, kind=UNSEEN, band="weak")]
    assert error_rates.told(found)[1:-1] == [
        "Who has it from whom, strong (90 % and more): too few were counted to say (11 of 12 were right).",
        "Both from a third text, strong: nothing was measured.",
        "From a source that is not in the collection, weak: nothing was measured.",
    ]
    rows = error_rates.as_json(found)["rates"]
    assert isinstance(rows, list)
    assert rows[2] == {"kind": UNSEEN, "band": "weak", "of": 0}


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({"right": 899}, ". That is less often than their probability says."),
        ({"right": 900}, ")."),
        (
            {"wire_missing": counted(44, 50), "dates_missing": counted(1, 50)},
            ". With the agency's own page missing and with dates missing that is less often than their "
            "probability says.",
        ),
        ({"wire_missing": counted(1, 19)}, ")."),
        (
            {"lowest": counted(17, 20)},
            ". In the worst single condition that is less often than their probability says.",
        ),
    ],
)
def test_a_band_that_says_too_much_is_said(
    use: list[dict[str, object]], changed: dict[str, object], end: str
) -> None:
    use.append(row(**changed))
    line = error_rates.told([ONE])[1]
    assert line.endswith(end)
    assert ("less often" in line.lower()) == (end != ").")


def test_shares_are_never_rounded_up(use: list[dict[str, object]]) -> None:
    use.append(row(right=999, of=1000, wire_missing=counted(8999, 10000)))
    line = error_rates.told([ONE])[1]
    assert "99 were right; with the agency's own page missing 89," in line
    assert "With the agency's own page missing that is less often" in line


def test_nothing_is_told_where_nothing_is_stated(use: list[dict[str, object]]) -> None:
    use.append(row(kind=UNDIRECTED, band="none"))
    none = [replace(ONE, kind=UNDIRECTED, band="none")]
    assert error_rates.told([]) == error_rates.told(none) == []
    assert error_rates.in_words([]) == say("errors.none")
    assert error_rates.as_json(none)["rates"] == []


def test_the_rates_that_are_shipped_were_measured_with_the_weights_that_are_shipped() -> None:
    assert error_rates.load_rates().about["weights"] == digest_of_weights(), (
        "the weights have changed: run scripts/evaluate lineage --rates"
    )


def test_the_shipped_figures_stand_in_the_reports(seeds: sqlite3.Connection) -> None:
    report = json_report.build(seeds)
    shipped = json.loads(RATES.read_text(encoding="utf-8"))
    found = report["lineage_rates"]
    assert isinstance(found, dict)
    assert found["stories"] == shipped["stories"]
    assert [(one["kind"], one["band"]) for one in found["rates"]] == [
        (COMMON, "moderate"),
        (UNSEEN, "moderate"),
    ]
    assert all(one in shipped["rates"] for one in found["rates"])
    page = html_report.build(seeds).replace("&#39;", "'")
    for one in found["rates"]:
        said = f"of 100 such statements {100 * one['right'] // one['of']} were right"
        assert said in str(report["error_rates"])
        assert said in page
    assert "Nothing was measured on news like yours." in page
    assert not hasattr(wording, "UNMEASURED")


def test_rates_are_counted_by_kind_band_and_condition(tmp_path: Path) -> None:
    strong, weak = [(0.95, True)] * 19 + [(0.9, False)], [(0.6999, True), (0.3, True)]
    conditions = [
        Condition("inside", True, True, {DIRECTED: strong, UNDIRECTED: weak}),
        Condition("no dates", True, False, {DIRECTED: [(0.92, True)] * 20}),
        Condition("nothing", False, False, {DIRECTED: [(0.9, False)] * 5}),
    ]
    first, second = rates(conditions, (DIRECTED, COMMON, UNDIRECTED))
    assert first == {
        "kind": DIRECTED,
        "band": "strong",
        "from": 0.9,
        "below": None,
        "said": 0.93,
        **counted(39, 45),
        "wire_missing": counted(0, 5),
        "dates_missing": counted(20, 25),
        "both_missing": counted(0, 5),
        "single": 2,
        "lowest": counted(19, 20) | {"condition": "inside"},
        "highest": counted(20, 20) | {"condition": "no dates"},
    }
    assert (second["kind"], second["band"], second["from"], second["below"]) == (UNDIRECTED, "weak", 0.5, 0.7)
    assert (second["of"], second["single"], second["lowest"]) == (1, 0, None)
    write_rates(conditions, (DIRECTED, UNDIRECTED), 7, tmp_path / "rates.json")
    written = json.loads((tmp_path / "rates.json").read_text(encoding="utf-8"))
    assert written["rates"] == [first, second]
    assert (written["stories"], written["conditions"]) == (7, 3)
    assert written["weights"] == digest_of_weights()
    before = json.dumps(written | {"measured_on": "2020-01-01"})
    (tmp_path / "rates.json").write_text(before, encoding="utf-8")
    write_rates(conditions, (DIRECTED, UNDIRECTED), 7, tmp_path / "rates.json")
    assert (tmp_path / "rates.json").read_text(encoding="utf-8") == before, "the same but for the day"
    write_rates(conditions, (DIRECTED, UNDIRECTED), 8, tmp_path / "rates.json")
    again = json.loads((tmp_path / "rates.json").read_text(encoding="utf-8"))
    assert again == written | {"stories": 8}
