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
from provenance.sentences import called, figure, listed, say

LEAST = 20
"""Statements. Of fewer no share is told."""
KINDS = (DIRECTED, COMMON, UNDIRECTED, UNSEEN)
BANDS = ("strong", "moderate", "weak")
CONDITIONS = ("wire_missing", "dates_missing", "both_missing")


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
    head = say("rates.head", stories=figure(about["stories"]), measured_on=about["measured_on"])
    lines = (_line(kind, band, rates.rows.get((kind, band))) for kind, band in kinds)
    return [head, *lines, say("rates.advice")]


def in_words(found: Iterable[Statement]) -> str:
    """The same in one line, for files; it says so where there is nothing to tell."""
    return listed("blank", told(found)) or say("errors.none")


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
    return [(kind, band) for kind in KINDS for band in BANDS if (kind, band) in there]


def _line(kind: str, band: str, row: Mapping[str, Any] | None) -> str:
    name = say("rates.name", kind=say(f"rates.kind.{kind}"), band=called("band", band))
    if row is None or not row["of"]:
        return say("rates.nothing", name=name)
    name = say("rates.name_range", name=name, range=_range(row))
    if row["of"] < LEAST:
        return say("rates.few", name=name, right=row["right"], of=row["of"])
    said = say(
        "rates.line",
        name=name,
        right=_share(row),
        under=listed("comma", (say(f"rates.under.{key}", right=_share(row[key])) for key in CONDITIONS)),
        counted=_counted(row),
    )
    low = _shortfall(row)
    return listed("blank", [said, low] if low else [said])


def _counted(row: Mapping[str, Any]) -> str:
    """How many were counted, and the worst and the best of single conditions."""
    of = figure(row["of"])
    if row["single"] <= 1:
        return say("rates.counted", of=of)
    low, high = _share(row["lowest"]), _share(row["highest"])
    return say("rates.counted_single", of=of, low=low, high=high, single=row["single"])


def _range(row: Mapping[str, Any]) -> str:
    """The probabilities of a band."""
    least = round(100 * row["from"])
    if row["below"] is None:
        return say("rates.from", least=least)
    return say("rates.between", least=least, below=round(100 * row["below"]))


def _share(row: Mapping[str, Any]) -> str:
    """Of 100 so many, never rounded up."""
    return str(100 * row["right"] // row["of"]) if row["of"] >= LEAST else say("rates.too_few")


def _shortfall(row: Mapping[str, Any]) -> str:
    """Where statements are right less often than their band says."""
    if _is_low(row, row["from"]):
        return say("rates.low")
    low = [key for key in CONDITIONS if _is_low(row[key], row["from"])]
    if not low and row["lowest"] and _is_low(row["lowest"], row["from"]):
        low = ["worst"]
    if not low:
        return ""
    where = [say(f"rates.where_begins.{low[0]}"), *(say(f"rates.where.{key}") for key in low[1:])]
    return say("rates.low_where", where=listed("and", where))


def _is_low(counted: Mapping[str, Any], least: float) -> bool:
    # In whole hundredths: as the share is told, and not as 0.7 * 30 comes out.
    return bool(counted["of"] >= LEAST and 100 * counted["right"] < round(100 * least) * counted["of"])
