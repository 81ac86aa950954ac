"""What others have of an article as JSON. Layout: docs/report-format.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from provenance.report import error_rates, wording
from provenance.report.gathered import Part, Whole
from provenance.report.json_report import FORMAT_VERSION, Json, statement
from provenance.spans import Span


def gathered(run: str, asked: Sequence[str], not_searched: Sequence[str], found: Whole) -> Json:
    """The whole answer; `asked` are the sources that were named, none where all were looked at."""
    lineage = [one.lineage for one in found.parts if one.lineage is not None]
    return {
        "format": "provenance-shares",
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": run,
        "not_searched": list(not_searched),
        "path": found.path,
        "words": found.words,
        "from": list(asked),
        "parts": [_part(one) for one in found.parts],
        "own": {"words": found.own_words, "spans": _spans(found.own)},
        "scattered_words": found.scattered_words,
        "likely_from_it": list(found.derived),
        "not_looked_at": found.not_looked_at,
        "degree": found.degree,
        "taken": round(found.measures.taken, 4),
        "accounted": round(found.measures.accounted, 4),
        "error_rates": error_rates.in_words(lineage),
        "lineage_rates": error_rates.as_json(lineage),
    }


def _part(one: Part) -> Json:
    return {
        "path": one.path,
        "words": one.words,
        "spans": _spans(one.spans),
        "reached": round(one.reached, 4),
        "words_in_all": one.in_all,
        "quoted_words": one.standing.quoted,
        "credited_words": one.standing.credited,
        "credited_to": dict(one.standing.names),
        "neither_words": one.standing.neither,
        "relation": one.relation,
        "lineage": None if one.lineage is None else statement(one.lineage),
    }


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
