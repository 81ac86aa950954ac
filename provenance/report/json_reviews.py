"""Entries and lists of the review as JSON. Layout: docs/review-format.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.report.json_report import FORMAT_VERSION, Json, passage
from provenance.report.review_list import Listed, Other
from provenance.report.reviewed import Recorded, Review, as_json
from provenance.report.wording import standing
from provenance.store.reviews import Entry, holding

EXPORT = "provenance-reviews"


def exported(entries: Sequence[Entry]) -> Json:
    """Entries for another database, by subject and the oldest first: the same entries give the same JSON."""
    return {
        "format": EXPORT,
        "format_version": FORMAT_VERSION,
        "entries": [entry(one) for one in entries],
    }


def entry(one: Entry) -> Json:
    subject = one.subject
    sides = zip((subject.text_a, subject.text_b), (subject.a, subject.b), one.paths, strict=False)
    return {
        "uid": one.uid,
        "kind": subject.kind,
        "subject": subject.id,
        "texts": [
            {"text_id": text, "path": path} | ({"start": span.start, "end": span.end} if span else {})
            for text, span, path in sides
        ],
        "turn": one.turn,
        "entry": one.entry,
        "state": one.state,
        "reason": one.reason,
        "note": one.note,
        "reply_by": one.reply_by,
        "undoes": one.undoes,
        "reviewer": one.reviewer,
        "made_at": one.made_at,
        "run": one.run,
        "tool_version": one.tool_version,
    }


def history(review: Review, paths: Sequence[str]) -> Json:
    """All that was said of a subject; `holds` is false for what was taken back."""
    held = {one.uid for one in holding(review.entries)}
    return {
        "kind": review.subject.kind,
        "subject": review.subject.id,
        "paths": list(paths),
        "review": as_json(review),
        "entries": [entry(one) | {"holds": one.uid in held} for one in review.entries],
    }


def recorded(done: Sequence[Recorded]) -> Json:
    """What was recorded, with what was said of each subject before and after."""
    return {
        "format": "provenance-review",
        "format_version": FORMAT_VERSION,
        "recorded": [
            {
                "subject": one.before.subject.id,
                "paths": list(one.paths),
                "entry": entry(one.entry),
                "before": as_json(one.before),
                "review": as_json(one.after),
            }
            for one in done
        ],
    }


def histories(found: Sequence[tuple[Review, Sequence[str]]]) -> Json:
    """The histories of some subjects, each with the current places of its texts."""
    return {
        "format": "provenance-review-history",
        "format_version": FORMAT_VERSION,
        "subjects": [history(review, paths) for review, paths in found],
    }


def listing(
    run: str,
    asked: Mapping[str, object],
    counts: Mapping[str, Mapping[str, int]],
    found: Sequence[Listed],
    others: Sequence[Other],
    *,
    more: bool,
) -> Json:
    """A list of passages with the state of each, and of what was said of anything else."""
    return {
        "format": "provenance-review-list",
        "format_version": FORMAT_VERSION,
        "standing_sentence": standing(),
        "run": run,
        "asked": dict(asked),
        "decided": {kind: dict(sorted(states.items())) for kind, states in sorted(counts.items())},
        "passages": [
            passage(one.passage) | {"relation": one.pair.relation, "review": as_json(one.review)}
            for one in found
        ],
        "more": more,
        "others": [
            {
                "kind": one.review.subject.kind,
                "subject": one.review.subject.id,
                "paths": list(one.paths),
                "review": as_json(one.review),
            }
            for one in others
        ],
    }
