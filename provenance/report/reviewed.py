"""What the review says of passages, pairs and articles: the state of each, and all that was said of it.

A passage has its own decision. Where it has none, that of a passage of the same two texts holds whose spans
are nearly the same (another version may cut them otherwise), and it is said that it was carried over. What
is cleared as a pair is cleared in all its passages; any other decision on a pair says nothing of each of
them, as one may be quoted and credited. A decision on an article is on the article alone.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.report.findings import Passage
from provenance.sentences import called, say
from provenance.store.review_subjects import PASSAGE, Subject, of_article, of_pair, of_passage
from provenance.store.reviews import (
    CLEARED,
    CONFIRMED,
    CORRECTED,
    NEEDS_INFO,
    NEW,
    NOTE,
    REPLY,
    Entry,
    decision,
    holding,
    read_entries,
)

OWN, CARRIED, OF_PAIR = "own", "carried over", "pair"


@dataclass(frozen=True, slots=True)
class Review:
    """What was said of a subject. `decision`: the one that holds, None where it is new; `by`: whether that is
    its own, carried over from a passage with nearly the same spans, or that of its pair. `entries`: its own,
    and those that were carried over, the oldest first. `of_pair`: of a passage, the decision on its pair."""

    subject: Subject
    decision: Entry | None = None
    by: str = OWN
    entries: tuple[Entry, ...] = ()
    of_pair: Entry | None = None

    @property
    def state(self) -> str:
        return NEW if self.decision is None or self.decision.state is None else self.decision.state

    @property
    def notes(self) -> tuple[Entry, ...]:
        """Notes and replies that hold, besides what was noted with the decision."""
        return tuple(one for one in holding(self.entries) if one.entry in (NOTE, REPLY))

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.decision or self.entries or self.of_pair)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was said of a subject, whose texts stand at `paths`, before an `entry` and with it."""

    paths: tuple[str, ...]
    before: Review
    after: Review
    entry: Entry


class Reviews:
    """The reviews of a database, or those of subjects with one of some texts; read once."""

    def __init__(self, connection: sqlite3.Connection, texts: Sequence[str] | None = None) -> None:
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._passages: dict[tuple[str, str], dict[str, Subject]] = defaultdict(dict)
        for entry in read_entries(connection, texts):
            subject = entry.subject
            self._entries[subject.id].append(entry)
            if subject.kind == PASSAGE:
                self._passages[subject.text_a, subject.text_b][subject.id] = subject

    def __bool__(self) -> bool:
        return bool(self._entries)

    def subjects(self) -> list[Subject]:
        """Everything of which something was said."""
        return [entries[0].subject for entries in self._entries.values()]

    def of(self, subject: Subject) -> Review:
        """What was said of a subject."""
        own = self._entries.get(subject.id, [])
        decided, by = decision(own), OWN
        entries, pair = tuple(own), None
        if subject.kind == PASSAGE:
            pair = decision(self._entries.get(of_pair(subject.text_a, subject.text_b).id, ()))
            if decided is None:
                for near in self._near(subject):
                    others = self._entries[near.id]
                    entries = (*others, *entries)
                    decided, by = decision(others), CARRIED
                    if decided is not None:
                        break
            if decided is None and pair is not None and pair.state == CLEARED:
                decided, by = pair, OF_PAIR
        return Review(subject, decided, by if decided else OWN, entries, pair)

    def _near(self, subject: Subject) -> list[Subject]:
        """Passages with nearly the same spans of which something was said, the nearest first."""
        known = self._passages.get((subject.text_a, subject.text_b), {})
        met = [(one.meets(subject), one.id, one) for one in known.values() if one.id != subject.id]
        return [one for shared, _, one in sorted(met, key=lambda met: (-met[0], met[1])) if shared]

    def passage(self, passage: Passage) -> Review:
        return self.of(subject_of(passage))

    def pair(self, text_1: str, text_2: str) -> Review:
        return self.of(of_pair(text_1, text_2))

    def article(self, text_id: str) -> Review:
        return self.of(of_article(text_id))


def states(connection: sqlite3.Connection, passages: Iterable[Passage]) -> dict[str, Review]:
    """What was said of some passages, by their ids; also of those of which nothing was."""
    found = [*passages]
    reviews = Reviews(connection, [one.a.text_id for one in found])
    return {one.id: reviews.passage(one) for one in found}


def state_of_all(states: Collection[str]) -> str | None:
    """What a whole is whose parts have these states: `needs-info` or `new` as long as one is, `confirmed`
    where one is, then `corrected`, then `cleared`. None of no parts."""
    for state in (NEEDS_INFO, NEW, CONFIRMED, CORRECTED, CLEARED):
        if state in states:
            return state
    return None


def subject_of(passage: Passage) -> Subject:
    """What a decision on a passage is kept under; it has the passage's id."""
    return of_passage(passage.a.text_id, passage.a.span, passage.b.text_id, passage.b.span)


def as_json(review: Review) -> Mapping[str, object] | None:
    """As reports have it; None where nothing was said. Layout: docs/review-format.md."""
    if not review:
        return None
    decided = review.decision
    return {
        "state": review.state,
        "reason": decided.reason if decided else None,
        "note": decided.note if decided else None,
        "reviewer": decided.reviewer if decided else None,
        "decided_at": decided.made_at if decided else None,
        "by": review.by,
        "decided_on": decided.subject.id if decided else None,
        "pair_state": review.of_pair.state if review.of_pair else None,
        "notes": [
            {
                "note": one.note,
                "reply_by": one.reply_by,
                "reviewer": one.reviewer,
                "made_at": one.made_at,
            }
            for one in review.notes
        ],
    }


def in_words(review: Review) -> str:
    """The state with its reason, who decided, and how it comes to this subject, in one line."""
    decided = review.decision
    if decided is None:
        pair = review.of_pair
        new = called("state", NEW)
        if pair is None or pair.state is None:
            return new
        return say("reviewed.of_pair", new=new, state=called("state", pair.state), **_who(pair))
    state = called("state", review.state)
    if decided.reason:
        state = say("reviewed.reason", state=state, reason=called("reason", decided.reason))
    how = {CARRIED: "carried", OF_PAIR: "with_pair"}.get(review.by, "decided")
    said = say(f"reviewed.{how}", state=state, passage=decided.subject.id, **_who(decided))
    return say("reviewed.noted", said=said, note=decided.note) if decided.note else said


def _who(entry: Entry) -> Mapping[str, str]:
    return {"reviewer": entry.reviewer, "day": entry.made_at[:10]}
