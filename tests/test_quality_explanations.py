"""Floors of quality on the labelled snippets that may be looked at: the credits and quotations found.

The floors were measured on 2026-11-22 and rounded down; the rules were made with these snippets. The locked
half has none: its figures are printed once, by `scripts/evaluate explanations --half locked`, when the work
on credits and quotations is over.
"""

from __future__ import annotations

from provenance.agencies import load_agencies
from scripts.measure.explanations import Score, by_language, judge, read_snippets

CREDITS = 0.99
"""F1 of the credits, with their roles."""

KINDS = 0.99
"""F1 of the credits where only text and picture are told apart."""

QUOTATIONS = 0.99
"""F1 of the quotations."""

DEVELOPMENT, PRECISION = 0.98, 0.99
"""F1 and precision of the credits in the snippets of development."""


def scores(half: str) -> Score:
    agencies = load_agencies()
    return by_language([judge(snippet, agencies) for snippet in read_snippets(half)])["all"]


def test_the_snippets_of_development_reach_their_floors() -> None:
    whole = scores("development")
    assert whole.credits.f1 >= DEVELOPMENT
    assert whole.credits.precision >= PRECISION
    assert whole.quotations.labelled == whole.quotations.found == 0


def test_the_open_half_reaches_its_floors() -> None:
    whole = scores("open")
    assert whole.credits.f1 >= CREDITS
    assert whole.kinds.f1 >= KINDS
    assert whole.quotations.f1 >= QUOTATIONS
