"""What `provenance review` prints for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from provenance.cli.lines import in_context

if TYPE_CHECKING:
    from provenance.report.review_list import Listed, Other
    from provenance.report.reviewed import Recorded, Review
    from provenance.store.reviews import Entry


def list_lines(
    counts: Mapping[str, Mapping[str, int]],
    found: Sequence[Listed],
    others: Sequence[Other],
    *,
    more: bool,
    lost: bool,
) -> Iterator[str]:
    from provenance.report.reviewed import in_words
    from provenance.report.visible import one_line
    from provenance.report.wording import credit, number, quoted, standing

    decided = [
        f"{number(sum(states.values()), kind)} ({', '.join(f'{n:,} {state}' for state, n in states.items())})"
        for kind, states in counts.items()
    ]
    yield f"Decided   {', '.join(decided) or 'nothing yet'}"
    for one in found:
        passage = one.passage
        yield ""
        yield one_line(f"{passage.id}  {in_words(one.review)}")
        told = [number(passage.words, "word"), passage.form, credit(passage.credit), quoted(passage.quoted)]
        if passage.status != "reuse":
            told.append(passage.status)
        yield f"   {', '.join(told)}; {one.pair.relation}"
        yield one_line(f"   {passage.a.path}, {passage.b.path}")
        yield f"   {in_context('', passage.a.text, '')}"
        yield from _remarks(one.review)
    if more:
        yield ""
        yield "There are more; --limit shows them."
    if others:
        yield ""
        yield "No longer found:" if lost else "Pairs and articles:"
    for other in others:
        yield one_line(
            f"{other.review.subject.kind} {other.review.subject.id[:16]}  {in_words(other.review)}"
        )
        yield one_line(f"   {', '.join(path or 'no longer there' for path in sorted(other.paths))}")
        yield from _remarks(other.review)
    if not found and not others:
        yield "Nothing is listed here."
    yield ""
    yield f"Note      {standing()}"


def history_lines(review: Review, paths: Sequence[str]) -> Iterator[str]:
    """All that was said of a subject, the oldest first."""
    from provenance.report.reviewed import in_words
    from provenance.report.visible import one_line
    from provenance.store.reviews import holding

    held = {one.uid for one in holding(review.entries)}
    yield one_line(f"{review.subject.kind} {review.subject.id[:16]}  {in_words(review)}")
    yield one_line(f"   {', '.join(sorted(paths))}")
    for one in review.entries:
        gone = "" if one.uid in held or one.entry == "undo" else ", taken back"
        yield one_line(f"   {one.made_at}  {_said(one)}, {one.reviewer}{gone}  [{one.uid}]{_noted(one)}")
    if not review.entries:
        yield "   Nothing was said of it itself."


def recorded_lines(one: Recorded) -> Iterator[str]:
    """What was recorded, and what was said before."""
    from provenance.report.reviewed import in_words
    from provenance.report.visible import one_line

    subject = one.before.subject
    yield one_line(f"{subject.kind} {subject.id[:16]}  {in_words(one.after)}")
    yield one_line(f"   {', '.join(sorted(one.paths))}")
    if one.entry.entry in ("note", "reply"):
        yield one_line(f"   {_said(one.entry)}: {one.entry.note}")
    yield one_line(f"   before: {in_words(one.before)}")


def _remarks(review: Review) -> Iterator[str]:
    """The notes and replies that hold."""
    from provenance.report.visible import one_line

    for one in review.notes:
        yield one_line(f"   {_said(one)}, {one.made_at[:10]}: {one.note}")


def _said(one: Entry) -> str:
    """What kind of entry it is, and what it decided."""
    if one.entry == "decision":
        return f"{one.state} ({one.reason})" if one.reason else str(one.state)
    if one.entry == "reply":
        return f"reply of {one.reply_by}"
    return f"undo of {one.undoes}" if one.entry == "undo" else "note"


def _noted(one: Entry) -> str:
    return f": {one.note}" if one.note else ""
