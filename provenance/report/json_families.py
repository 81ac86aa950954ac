"""Families as JSON: the list, and one with its places. Layout: docs/report-format.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.report import wording
from provenance.report.family_list import Dated, FamilyFigures, FamilyPlace
from provenance.report.json_report import FORMAT_VERSION, Json


def listed(run: str, asked: Mapping[str, object], total: int, found: Sequence[FamilyFigures]) -> Json:
    """A list of families of `total`, with what was `asked` for."""
    return {
        "format": "provenance-families",
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": run,
        **asked,
        "total": total,
        "families": [figures(one) for one in found],
    }


def with_places(run: str, family: FamilyFigures, places: Sequence[FamilyPlace]) -> Json:
    """One family with all its places."""
    return {
        "format": "provenance-family",
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": run,
        "family": figures(family) | {"members": [_place(one) for one in places]},
    }


def figures(one: FamilyFigures) -> Json:
    """A family without its places."""
    return {
        "family": one.id,
        "status": one.status,
        "words": one.words,
        "places": one.places,
        "texts": one.texts,
        "outlets": one.outlets,
        "undated": one.undated,
        "first_date": date(one.first),
        "last_date": date(one.last),
        "days_at_least": one.days,
        "cohesion": one.cohesion,
        "whole_text": one.whole_text,
        "first_words": one.first_words,
        "first_words_cut": one.cut,
    }


def date(one: Dated | None) -> Json | None:
    """A date with its source; null where there is none."""
    if one is None:
        return None
    return {"from": one.earliest, "to": one.latest, "source": one.source, "precision": one.precision}


def _place(one: FamilyPlace) -> Json:
    return {
        "path": one.path,
        "title": one.title,
        "outlet": one.outlet,
        "date": date(one.date),
        "start": one.span.start,
        "end": one.span.end,
        "words": one.words,
        "representative": one.representative,
        "identity": one.identity,
        "quoted": one.quoted,
        "status": one.status,
        "credits": list(one.credits),
        "text": one.text,
    }
