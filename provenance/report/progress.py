"""How far the review of a report has come: what was decided on its passages, pairs and articles."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from provenance.report.asked import Asked
from provenance.report.facts import Texts, current_paths
from provenance.report.filters import Chosen
from provenance.report.findings import REUSE, Extent, Passage, Passages
from provenance.report.reviewed import Reviews, state_of_all
from provenance.store.review_subjects import ARTICLE
from provenance.store.reviews import NEW, STATES


@dataclass(frozen=True, slots=True)
class Progress:
    """By state, how many passages and pairs that count have it, and how many articles were decided on as
    such. `reasons`: why passages are cleared; `set_aside`: passages decided on that don't count."""

    passages: Mapping[str, int]
    pairs: Mapping[str, int]
    reasons: Mapping[str, int]
    articles: Mapping[str, int]
    set_aside: int


def progress(
    connection: sqlite3.Connection, over: Extent, found: Asked, taken: Chosen | None
) -> Progress | None:
    """The figures of a report; None where nobody has decided on anything of it.

    Only what something was said of is read; the rest is new. A pair has the state that was decided on it,
    else what follows from its passages that count.
    """
    reviews = Reviews(connection) if taken is None else taken.reviews
    counting = {(one.pair.a_path, one.pair.b_path) for one in found.ordered.findings}
    passages, pairs, reasons = Counter[str](), Counter[str](), Counter[str]()
    set_aside = 0
    for (a_path, b_path), these in _touched(connection, over, found, taken, reviews):
        states = []
        for one in these:
            review = reviews.passage(one)
            if one.status != REUSE:
                set_aside += review.state != NEW
                continue
            states.append(review.state)
            if review.decision is not None and review.decision.reason:
                reasons[review.decision.reason] += 1
        passages.update(states)
        if (a_path, b_path) in counting and states:
            own = reviews.pair(these[0].a.text_id, these[0].b.text_id)
            pairs[own.state if own.decision else state_of_all(states) or NEW] += 1
    articles = _articles(connection, found, reviews)
    if not (passages.total() - passages[NEW] or pairs.total() - pairs[NEW] or articles or set_aside):
        return None
    reuse = sum(count for (status, *_), (count, _) in found.classes.items() if status == REUSE)
    passages[NEW] += max(0, reuse - passages.total())
    pairs[NEW] += len(counting) - pairs.total()
    return Progress(_by_state(passages), _by_state(pairs), dict(reasons.most_common()), articles, set_aside)


def _by_state(counted: Mapping[str, int]) -> dict[str, int]:
    return {state: counted.get(state, 0) for state in STATES}


def _touched(
    connection: sqlite3.Connection, over: Extent, found: Asked, taken: Chosen | None, reviews: Reviews
) -> Iterator[tuple[tuple[str, str], Sequence[Passage]]]:
    """The pairs of places of which something was said, each with the passages of the report."""
    reader = Passages(connection, Texts(connection))
    texts = {(one.text_a, one.text_b) for one in reviews.subjects() if one.kind != ARTICLE}
    for text_a, text_b in sorted(texts):
        # Where not all pairs are composed, a text stands in lists at the first of its places alone.
        a_paths, b_paths = (
            current_paths(connection, text)[: None if over.composed else 1] for text in (text_a, text_b)
        )
        for a_path in a_paths:
            for b_path in b_paths:
                if a_path == b_path or (text_a == text_b and a_path > b_path):
                    continue
                paths = min(a_path, b_path), max(a_path, b_path)
                if found.narrowed is not None and paths not in found.narrowed.pairs:
                    continue
                these = [
                    one
                    for one in reader.between(*paths)
                    if (taken is None or taken.takes(one)) and (over.composed or not one.composed)
                ]
                if these:
                    yield paths, these


def _articles(connection: sqlite3.Connection, found: Asked, reviews: Reviews) -> Mapping[str, int]:
    """Articles of the report that were decided on as such, by state."""
    counted = Counter[str]()
    wanted = None if found.narrowed is None else {*found.narrowed.paths}
    for subject in reviews.subjects():
        if subject.kind != ARTICLE or reviews.of(subject).decision is None:
            continue
        if any(wanted is None or path in wanted for path in current_paths(connection, subject.text_a)):
            counted[reviews.of(subject).state] += 1
    return {state: counted[state] for state in STATES if counted[state]}
