"""The passages of an archive with the state of each, and what was decided on pairs, articles and passages
that are no longer found."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from provenance.report.facts import Texts
from provenance.report.filters import Chosen, chosen_pairs
from provenance.report.find_subject import places_of
from provenance.report.findings import Pair, Passage, Passages, extent
from provenance.report.reviewed import Review, Reviews, subject_of
from provenance.store.review_subjects import PASSAGE, Subject


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage of a pair, and what the review says of it."""

    pair: Pair
    passage: Passage
    review: Review


@dataclass(frozen=True, slots=True)
class Other:
    """A review of something else than a passage that is found; `paths` are where its texts stand now, empty
    for one that stands nowhere."""

    review: Review
    paths: tuple[str, ...]


def listed(connection: sqlite3.Connection, taken: Chosen, limit: int) -> tuple[list[Listed], bool]:
    """The first passages that are asked for, by the words that their pairs share; whether there are more."""
    found = [*islice(_listed(connection, taken), limit + 1)]
    return found[:limit], len(found) > limit


def _listed(connection: sqlite3.Connection, taken: Chosen) -> Iterator[Listed]:
    for pair, passages in chosen_pairs(connection, extent(connection), taken):
        for one in passages:
            yield Listed(pair, one, taken.reviews.passage(one))


def others(connection: sqlite3.Connection, taken: Chosen) -> list[Other]:
    """What was said of pairs and articles, by their paths, where filters ask for nothing that only passages
    have."""
    found = []
    for subject in taken.reviews.subjects():
        if subject.kind == PASSAGE:
            continue
        review, paths = taken.reviews.of(subject), places_of(connection, subject)
        wanted = not taken.filters.states or review.state in taken.filters.states
        if wanted and (taken.paths is None or not taken.paths.isdisjoint(paths)):
            found.append(Other(review, paths))
    return sorted(found, key=lambda one: (one.review.subject.kind, one.paths, one.review.subject.id))


def lost(connection: sqlite3.Connection, reviews: Reviews) -> list[Other]:
    """What was said of passages that the last scan no longer finds, also not with nearly the same spans, and
    of pairs and articles whose texts stand nowhere any more."""
    passages = Passages(connection, Texts(connection))
    now: dict[tuple[str, ...], list[Subject]] = {}
    found = []
    for subject in reviews.subjects():
        review, paths = reviews.of(subject), places_of(connection, subject)
        if "" not in paths and subject.kind == PASSAGE:
            first, second = sorted(paths)
            if (first, second) not in now:
                now[first, second] = [subject_of(one) for one in passages.between(first, second)]
            if not any(one.id == subject.id or one.meets(subject) for one in now[first, second]):
                found.append(Other(review, paths))
        elif "" in paths:
            found.append(Other(review, paths))
    return sorted(found, key=lambda one: (one.review.subject.kind, one.paths, one.review.subject.id))


def counted(reviews: Reviews) -> Mapping[str, Mapping[str, int]]:
    """How many passages, pairs and articles were decided on themselves, by kind and state."""
    found: dict[str, Counter[str]] = {}
    for subject in reviews.subjects():
        review = reviews.of(subject)
        if review.decision is not None and review.decision.subject == subject:
            found.setdefault(subject.kind, Counter())[review.state] += 1
    return found
