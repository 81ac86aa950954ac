"""How often statements of lineage were right, by kind and band, in plain sentences.

Counted on made-up newsrooms by `scripts/evaluate lineage --rates`. Nothing is rounded up, and where a band
says too much that is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN, Statement

LEAST = 20
"""Statements. Of fewer no share is told."""
KIND = {
    DIRECTED: "Who has it from whom",
    COMMON: "Both from a third text",
    UNDIRECTED: "One from the other, which way not told",
    UNSEEN: "From a source that is not in the collection",
}
BANDS = ("strong", "moderate", "weak")
CONDITIONS = (
    ("wire_missing", "with the agency's own page missing"),
    ("dates_missing", "with dates missing"),
    ("both_missing", "with both missing"),
)
NO_STATEMENT = "No statement of lineage is made here whose rate of errors could be told."
ADVICE = "Take a probability as an order of certainty, and read the reasons."


@dataclass(frozen=True, slots=True)
class Rates:
    """What was measured: `about` which measurement, and a row for each kind and band."""

    about: Mapping[str, Any]
    rows: Mapping[tuple[str, str], Mapping[str, Any]]


@lru_cache(maxsize=1)
def load_rates() -> Rates:
    """The rates, from the package's data."""
    found = json.loads((resources.files("provenance.data") / "lineage_rates.json").read_text("utf-8"))
    rows = {(row["kind"], row["band"]): row for row in found.pop("rates")}
    return Rates(found, rows)


def told(found: Iterable[Statement]) -> list[str]:
    """Where it was measured, a line for each kind and band of some statements, and how to take it; nothing
    where no statement has a band."""
    rates, kinds = load_rates(), _present(found)
    if not kinds:
        return []
    about = rates.about
    head = (
        f"How often such statements were right, counted on {about['stories']:,} made-up stories "
        f"({about['measured_on']}). Nothing was measured on news like yours."
    )
    return [head, *(_line(kind, band, rates.rows.get((kind, band))) for kind, band in kinds), ADVICE]


def in_words(found: Iterable[Statement]) -> str:
    """The same in one line, for files; it says so where there is nothing to tell."""
    return " ".join(told(found)) or NO_STATEMENT


def as_json(found: Iterable[Statement]) -> dict[str, object]:
    """The same as figures. Layout: docs/report-format.md."""
    rates = load_rates()
    rows = [rates.rows.get(key) or {"kind": key[0], "band": key[1], "of": 0} for key in _present(found)]
    about = {name: rates.about[name] for name in ("measured_on", "version", "stories", "conditions")}
    return about | {"rates": rows}


def _present(found: Iterable[Statement]) -> list[tuple[str, str]]:
    """The kinds and bands of some statements, in their order; those without sufficient evidence say nothing
    that could be wrong."""
    there = {(one.kind, one.band) for one in found}
    return [(kind, band) for kind in KIND for band in BANDS if (kind, band) in there]


def _line(kind: str, band: str, row: Mapping[str, Any] | None) -> str:
    name = f"{KIND[kind]}, {band}"
    if row is None or not row["of"]:
        return f"{name}: nothing was measured."
    name += f" ({_range(row)})"
    if row["of"] < LEAST:
        return f"{name}: too few were counted to say ({row['right']} of {row['of']} were right)."
    under = ", ".join(f"{words} {_share(row[key])}" for key, words in CONDITIONS)
    counted = f"{row['of']:,} counted"
    if row["single"] > 1:
        low, high = _share(row["lowest"]), _share(row["highest"])
        counted += f"; {low} to {high} in {row['single']} single conditions"
    right = _share(row)
    return f"{name}: of 100 such statements {right} were right; {under} ({counted}).{_shortfall(row)}"


def _range(row: Mapping[str, Any]) -> str:
    """The probabilities of a band."""
    least = round(100 * row["from"])
    return f"{least} % and more" if row["below"] is None else f"{least} to {round(100 * row['below'])} %"


def _share(row: Mapping[str, Any]) -> str:
    """Of 100 so many, never rounded up."""
    return str(100 * row["right"] // row["of"]) if row["of"] >= LEAST else "too few to say"


def _shortfall(row: Mapping[str, Any]) -> str:
    """Where statements are right less often than their band says."""
    if _is_low(row, row["from"]):
        return " That is less often than their probability says."
    low = [words for key, words in CONDITIONS if _is_low(row[key], row["from"])]
    if not low and row["lowest"] and _is_low(row["lowest"], row["from"]):
        low = ["in the worst single condition"]
    where = " and ".join(low)
    return f" {where.capitalize()} that is less often than their probability says." if low else ""


def _is_low(counted: Mapping[str, Any], least: float) -> bool:
    # In whole hundredths: as the share is told, and not as 0.7 * 30 comes out.
    return bool(counted["of"] >= LEAST and 100 * counted["right"] < round(100 * least) * counted["of"])
