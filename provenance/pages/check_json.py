"""A check as JSON: everything that was found, both sides of each passage. Layout: docs/check-format.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from provenance.credited import Parts
from provenance.pages.checked import Check, Match, Shown, Similar
from provenance.pages.limits import Limits
from provenance.reading import Article
from provenance.report.offsets import Offsets
from provenance.sentences import say
from provenance.spans import Span
from provenance.store.articles import Place

FORMAT, FORMAT_VERSION = "provenance-check", 1

Json = dict[str, object]


def build(
    draft: Article,
    found: Check,
    *,
    searched: Mapping[str, object],
    not_searched: Sequence[str],
    limits: Limits,
) -> Json:
    """The whole of a check, in a fixed order."""
    offsets = Offsets(draft.text)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "standing_sentence": say("said.standing"),
        "draft": {
            "path": draft.path,
            "text_id": draft.text_id,
            "encoding": draft.encoding,
            "words": found.words,
        },
        "searched": {**searched, "looked_at": found.looked_at},
        "not_searched": list(not_searched),
        "excepted": list(found.excepted),
        "same_text": [place_json(place) for place in found.same_text],
        "limits": {**asdict(limits), "counts": limits.rule},
        "exceeded": list(limits.exceeded(found)),
        "longest": found.longest,
        "counted": found.counted,
        "share": round(found.share, 4),
        "passages": [_passage(shown, offsets) for shown in found.passages],
        "articles": [_article(one) for one in found.articles],
    }


def part_credits(parts: Parts) -> list[Json]:
    """Who is credited for fewer than half of the words, and for how many."""
    return [{"name": name, "words": words} for name, words in parts]


def _passage(shown: Shown, offsets: Offsets) -> Json:
    return {
        **_span(shown.span),
        "start_line_column": list(offsets.line_column(shown.span.start)),
        "end_line_column": list(offsets.line_column(shown.span.end)),
        "words": shown.words,
        "quoted": shown.quoted,
        "credits": list(shown.credited),
        "part_credits": part_credits(shown.partly),
        "status": shown.status,
        "counts": shown.counts,
        "before": shown.before,
        "text": shown.text,
        "after": shown.after,
        "families": list(shown.families),
        "standing_in": len({one.place.path for one in shown.elsewhere}),
        "elsewhere": [
            {
                **place_json(one.place),
                **_span(one.span),
                "quoted": one.quoted,
                "credits": list(one.credited),
                "part_credits": part_credits(one.partly),
            }
            for one in shown.elsewhere
        ],
        "matches": [_match(match) for match in shown.matches],
    }


def _match(match: Match) -> Json:
    return {
        "paths": [place.path for place in match.places],
        "text_id": match.text_id,
        **_span(match.span),
        "draft_start": match.draft.start,
        "draft_end": match.draft.end,
        "words": match.words,
        "identity": round(match.identity, 4),
        "form": match.form,
        "status": match.status,
        "quoted": match.quoted,
        "credits": list(match.credited),
        "part_credits": part_credits(match.partly),
        "before": match.before,
        "text": match.text,
        "after": match.after,
    }


def _article(one: Similar) -> Json:
    return {
        "places": [place_json(place) for place in one.places],
        "text_id": one.text_id,
        "passages": one.passages,
        "words": one.words,
        "share_draft": round(one.share_draft, 4),
        "share_article": round(one.share_article, 4),
        "near_duplicate": one.near_duplicate,
        "same_outlet": one.same_outlet,
        "same_byline": one.same_byline,
    }


def place_json(place: Place) -> Json:
    """Where a text stands: its path, what metadata says, its date with where that was read, or null."""
    date = place.metadata.date
    return {
        "path": place.path,
        "title": place.metadata.title,
        "outlet": place.metadata.outlet,
        "byline": place.metadata.byline,
        "declared_source": place.metadata.source_flag,
        "date": None
        if date is None
        else {
            "from": date.earliest,
            "to": date.latest,
            "source": date.source,
            "precision": date.precision,
            "words": date.words,
        },
    }


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}
