"""Why a passage has its classes, in sentences, and what would change them. Neutral words only.

A and B are the two articles of the pair, in the order of their paths. Every sentence is about one class:
form, quoted, status or credit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.report.facts import Texts
from provenance.report.findings import Passage
from provenance.report.grounds import Grounds, Reader
from provenance.report.why_credited import credit, half, halves
from provenance.report.why_status import status
from provenance.report.wording import number, percent

FORM, QUOTED, STATUS, CREDIT = "form", "quoted", "status", "credit"


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence, and the class that it is `about`."""

    about: str
    says: str


class Reasons:
    """Says why the passages of a database have their classes."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        self._reader = Reader(connection, texts)

    def of(self, passage: Passage) -> tuple[Why, ...]:
        """The sentences on one passage, two to eight."""
        grounds = self._reader.of(passage)
        steps = self._reader.form_steps
        if grounds.one_line:
            return (
                Why(FORM, "Verbatim: the same line, word for word."),
                Why(STATUS, status(passage, grounds)),
                Why(CREDIT, "Quotations and credits are not looked for in lines of the page."),
            )
        return (
            Why(FORM, _form(passage, grounds, steps)),
            Why(QUOTED, _quoted(passage, grounds)),
            *(Why(QUOTED, says) for says in _fragment(passage, grounds)),
            Why(STATUS, status(passage, grounds)),
            *(Why(CREDIT, says) for says in credit(passage, grounds)),
        )


def _form(passage: Passage, grounds: Grounds, steps: Sequence[tuple[str, float]]) -> str:
    if grounds.one_text:
        return "Verbatim: A and B are one text, character by character."
    if grounds.over is not None:
        over = grounds.over
        least = "all" if passage.identity == 1 else f"at least {percent(passage.identity)}"
        return (
            f"{passage.form.capitalize()}, over another text: A and B were not compared with each other. "
            f"With the passage in {over.path} A has {percent(over.a)} and B {percent(over.b)} of the words "
            f"in common, so {least} with each other."
        )
    return say_form(passage.form, passage.identity, grounds.equal or 0, grounds.longer, steps)


def say_form(form: str, identity: float, equal: int, longer: int, steps: Sequence[tuple[str, float]]) -> str:
    """The sentence on a form: `equal` of the `longer` side's words are the same, which is the `identity`;
    `steps` are the forms and the identity from which each begins, the highest first."""
    if equal == longer:
        changed = _step(steps, (longer - 1) / longer)
        said = "the only word is" if longer == 1 else f"all {longer} words are"
        return f"Verbatim: {said} the same, in the same order; one changed word would make it {changed}."
    said = f"{form.capitalize()}: {equal} of the {longer} words of the longer side are the same"
    near = _next_forms(form, equal, longer, steps)
    return f"{said}, in the same order ({percent(identity)}){near}."


def _step(steps: Sequence[tuple[str, float]], identity: float) -> str:
    """The form of an identity."""
    return next((form for form, least in steps if identity >= least), "")


def _next_forms(form: str, equal: int, longer: int, steps: Sequence[tuple[str, float]]) -> str:
    """From where on the form holds, and how far it is to the ones beside it."""
    forms = [one for one, _ in steps]
    if form not in forms:
        return ""
    place = forms.index(form)
    said = []
    if place and steps[place - 1][1] > 0:
        above, least = steps[place - 1]
        missing = next((n for n in range(1, longer - equal + 1) if (equal + n) / longer >= least), 0)
        if missing:
            more = f"{missing} more" if equal + missing < longer else f"all {longer}"
            said.append(f"with {more} it would be {above} (from {percent(least)})")
    least = steps[place][1]
    if place + 1 < len(steps) and least > 0:
        fewer = next((n for n in range(1, equal + 1) if (equal - n) / longer < least), 0)
        if fewer:
            said.append(f"with {fewer} fewer {steps[place + 1][0]} (below {percent(least)})")
    return f"; {', '.join(said)}" if said else ""


def _quoted(passage: Passage, grounds: Grounds) -> str:
    a, b = grounds.a, grounds.b
    if not a.quoted and not b.quoted:
        return "Not a quotation: none of its words stands in quote marks, in A or in B."
    head = {
        "neither": "Not a quotation",
        "a": "A quotation in A only",
        "b": "A quotation in B only",
        "both": "A quotation in both",
    }[passage.quoted]
    said = (
        f"{head}: {a.quoted} of {number(a.words, 'word')} in quote marks in A, {b.quoted} of {b.words} in B"
    )
    lacking = [
        f"{half(one.words) - one.quoted} more in {letter}"
        for letter, one, holds in (("A", a, passage.quoted in "a both"), ("B", b, passage.quoted in "b both"))
        if not holds and one.quoted < half(one.words)
    ]
    if lacking:
        return f"{said}; half decides, so {' or '.join(lacking)} would change that."
    return f"{said}; half decides ({halves(grounds)})."


def _fragment(passage: Passage, grounds: Grounds) -> list[str]:
    """Whether one side quotes a part of what the other quotes whole."""
    if passage.quoted != "both":
        return []
    sides = (("A", grounds.a), ("B", grounds.b))
    for (part, one), (whole, other) in (sides, sides[::-1]):
        if other.quoted_more and not one.quoted_more:
            return [
                f"{part} quotes these words only; in {whole} the quotation goes on, with "
                f"{number(other.quoted_more, 'word')} outside the passage."
            ]
    return []
