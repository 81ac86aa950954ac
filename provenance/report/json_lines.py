"""The report as JSON Lines: what the JSON report holds, one pair, passage, family or article a line.

So it can be read line by line, by programs that hold no more than a line. Layout: docs/report-format.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from provenance.report import json_report
from provenance.report.escaping import json_line
from provenance.report.filters import Chosen

FORMAT = "provenance-report-lines"
KINDS = {
    "disguises": "disguise",
    "lineage": "statement",
    "differing_quotations": "quotation",
    "pairs": "pair",
    "families": "family",
    "articles": "article",
}
"""The `type` of a line by the part of the report that it is of. A pair's passages follow it, a line each."""


def stream(
    connection: sqlite3.Connection, *, texts: bool = True, taken: Chosen | None = None
) -> Iterator[str]:
    """The lines: first the report's own facts, of type `report`; last one of type `end`, with how many there
    are of each type. Raises NoRunError."""
    parts = json_report.parts(connection, texts=texts, taken=taken)
    lists = {name: parts.pop(name) for name in KINDS}
    counted = dict.fromkeys((*KINDS.values(), "passage"), 0)
    yield _line("report", parts | {"format": FORMAT})
    for name, kind in KINDS.items():
        found = lists[name]
        assert isinstance(found, Iterable)
        for one in found:
            counted[kind] += 1
            passages = one.pop("passages") if kind == "pair" else ()
            yield _line(kind, one)
            for passage in passages:
                counted["passage"] += 1
                yield _line("passage", passage)
    yield _line("end", {"lines": counted})


def _line(kind: str, value: dict[str, Any]) -> str:
    return json_line({"type": kind} | value)
