"""The rules by which passages are found, as numbers that a compiled loop can take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What `settings` says of alignment and passages, by the same names. All are counts of words, but
    `refrain` (pairs of places), `unspaced` (a factor) and `nearly` (a share)."""

    seed: int
    gap: int
    refrain: int
    alone: int
    company: int
    kept: int
    rare: int
    unspaced: int
    short_gap: int
    similar_gap: int
    edge_gap: int
    edge_words: int
    tail: int
    nearly: float


@dataclass(frozen=True, slots=True)
class Growth:
    """What `settings` says of regions that are worded anew. `cell`, `margin` and `slack` are words; `seed`,
    `penalty` and `least` scores; a region grows in so many `rounds` at most, and begins in `most` places at
    most."""

    cell: int
    seed: int
    margin: int
    slack: int
    penalty: int
    least: int
    rounds: int
    most: int
