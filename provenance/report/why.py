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
from provenance.report.wording import percent
from provenance.sentences import called, figure, listed, many, say

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
                Why(FORM, say("why.form.one_line")),
                Why(STATUS, status(passage, grounds)),
                Why(CREDIT, say("why.credit.one_line")),
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
        return say("why.form.one_text")
    if grounds.over is not None:
        over = grounds.over
        return say(
            "why.form.over_same" if passage.identity == 1 else "why.form.over",
            form=called("form_begins", passage.form),
            path=over.path,
            a=percent(over.a),
            b=percent(over.b),
            least=percent(passage.identity),
        )
    return say_form(passage.form, passage.identity, grounds.equal or 0, grounds.longer, steps)


def say_form(form: str, identity: float, equal: int, longer: int, steps: Sequence[tuple[str, float]]) -> str:
    """The sentence on a form: `equal` of the `longer` side's words are the same, which is the `identity`;
    `steps` are the forms and the identity from which each begins, the highest first."""
    if equal == longer:
        return many("why.form.verbatim", longer, form=called("form", _step(steps, (longer - 1) / longer)))
    near = _next_forms(form, equal, longer, steps)
    return say(
        "why.form.near" if near else "why.form.alone",
        form=called("form_begins", form),
        equal=figure(equal),
        longer=figure(longer),
        share=percent(identity),
        near=listed("comma", near),
    )


def _step(steps: Sequence[tuple[str, float]], identity: float) -> str:
    """The form of an identity."""
    return next((form for form, least in steps if identity >= least), "")


def _next_forms(form: str, equal: int, longer: int, steps: Sequence[tuple[str, float]]) -> list[str]:
    """From where on the form holds, and how far it is to the ones beside it."""
    forms = [one for one, _ in steps]
    if form not in forms:
        return []
    place = forms.index(form)
    said = []
    if place and steps[place - 1][1] > 0:
        above, least = steps[place - 1]
        missing = next((n for n in range(1, longer - equal + 1) if (equal + n) / longer >= least), 0)
        values = {"form": called("form", above), "least": percent(least)}
        if missing and equal + missing < longer:
            said.append(many("why.form.more", missing, **values))
        elif missing:
            said.append(many("why.form.all", longer, **values))
    least = steps[place][1]
    if place + 1 < len(steps) and least > 0:
        fewer = next((n for n in range(1, equal + 1) if (equal - n) / longer < least), 0)
        if fewer:
            below = called("form", steps[place + 1][0])
            said.append(many("why.form.fewer", fewer, form=below, least=percent(least)))
    return said


def _quoted(passage: Passage, grounds: Grounds) -> str:
    a, b = grounds.a, grounds.b
    if not a.quoted and not b.quoted:
        return say("why.quoted.none")
    said = many(
        f"why.quoted.in.{passage.quoted}",
        a.words,
        a=figure(a.quoted),
        b=figure(b.quoted),
        words_b=figure(b.words),
    )
    lacking = [
        many("why.quoted.lacking", half(one.words) - one.quoted, letter=letter)
        for letter, one, holds in (("A", a, passage.quoted in "a both"), ("B", b, passage.quoted in "b both"))
        if not holds and one.quoted < half(one.words)
    ]
    if lacking:
        return say("why.quoted.would_change", said=said, lacking=listed("or", lacking))
    return say("why.quoted.half", said=said, halves=halves(grounds))


def _fragment(passage: Passage, grounds: Grounds) -> list[str]:
    """Whether one side quotes a part of what the other quotes whole."""
    if passage.quoted != "both":
        return []
    sides = (("A", grounds.a), ("B", grounds.b))
    for (part, one), (whole, other) in (sides, sides[::-1]):
        if other.quoted_more and not one.quoted_more:
            return [many("why.quoted.fragment", other.quoted_more, part=part, whole=whole)]
    return []
