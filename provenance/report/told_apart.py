"""A passage -> how the words of its sides are told apart: what differs, what was moved, what both have.

Of a nearly verbatim passage the words that differ are marked; of one in other words those that both sides
have, as most of the others differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np

from provenance import word_changes
from provenance.report.diff import CHANGED as DIFFER
from provenance.report.diff import SAME, Piece, diff
from provenance.report.findings import Passage, Side
from provenance.sentences import listed, many, say
from provenance.spans import Span
from provenance.tokens import WITHIN, Tokens, tokenise
from provenance.word_changes import Changes, Mark, find_changes

CHANGED, ONLY_HERE, SHARED, MOVED, OTHER, LEFT_OUT = (
    "changed", "only here", "shared", "moved", "other", "left out",
)  # fmt: skip
"""Kinds of a stretch, besides "same"."""
VERBATIM = "verbatim"
IN_OTHER_WORDS = ("rewritten", "summary")

LONG, TIMES = 120, 3
"""Of a side in other words at most `LONG` words are shown, or so many times those of the other side: the
sentences that have most of the other side."""
PART, BRIDGE = 40, 8
"""Longer sentences are cut into parts of so many words; fewer words between two that are shown stay."""
FEW, SAYS = 2, 0.5
"""Parts with fewer words of the other side are not shown where others have more, nor those that have only
common ones: a word says 1 by the times that it stands in the side."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the words of a side, in code points of the article. Of what is left out also its `words`, and
    how many of these stand in the other side, too (`held`)."""

    span: Span
    kind: str
    words: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """The stretches of both sides, in order, each from the first code point of the passage to its last.

    `says` how many words are shared and moved, empty where nothing is to be said; `of_shared`: whether the
    words that both have are marked, and not those that differ; `shortened`: sides shown in part, "a", "b".
    """

    a: tuple[Stretch, ...]
    b: tuple[Stretch, ...]
    says: str
    of_shared: bool
    shortened: str

    def side(self, letter: str) -> tuple[Stretch, ...]:
        """The stretches of side "a" or "b"."""
        return self.a if letter == "a" else self.b


def tell(passage: Passage, *, whole: bool = False) -> Told:
    """The words of a passage; `whole`: also of a long side that would be shown in part."""
    if passage.form not in IN_OTHER_WORDS:
        return _tell_differences(passage)
    a, b, changes = _changes(passage)
    found = changes.marks(a, b)
    sides, shortened = [], ""
    for letter, side, tokens, other, kinds in (
        ("a", passage.a, a, b, changes.kinds_a), ("b", passage.b, b, a, changes.kinds_b),
    ):  # fmt: skip
        stretches = _in_both(side, found, letter)
        most = max(LONG, TIMES * len(other))
        if not whole and len(tokens) > most and (left_out := _left_out(side, tokens, kinds, most)):
            stretches = _without(stretches, left_out)
            shortened += letter
        sides.append(tuple(stretches))
    return Told(sides[0], sides[1], _says(changes), of_shared=True, shortened=shortened)


def marks(passage: Passage) -> list[Mark]:
    """What became of each word of a passage, in code points of the articles; nothing where it is verbatim."""
    if passage.form == VERBATIM:
        return []
    a, b, changes = _changes(passage)
    return [
        replace(mark, a=_shifted(mark.a, passage.a), b=_shifted(mark.b, passage.b))
        for mark in changes.marks(a, b)
    ]


def _changes(passage: Passage) -> tuple[Tokens, Tokens, Changes]:
    return _changes_of(passage.a.text, passage.b.text)


@lru_cache(maxsize=128)
def _changes_of(text_a: str, text_b: str) -> tuple[Tokens, Tokens, Changes]:
    """Of two texts: copies in many places make the same passage again and again."""
    a, b = tokenise(text_a), tokenise(text_b)
    return a, b, find_changes(text_a, a, text_b, b)


def _shifted(span: Span | None, side: Side) -> Span | None:
    return Span(span.start + side.span.start, span.end + side.span.start) if span else None


def _says(changes: Changes) -> str:
    """How many words both sides have, and in which order."""
    shared, moved = len(changes.shared), len(changes.moved)
    others_a, others_b = (len(kinds) - shared - moved for kinds in (changes.kinds_a, changes.kinds_b))
    parts = [many("told_apart.shared", shared)]
    parts += [many("told_apart.moved", moved)] if moved else []
    both = listed("comma", parts)
    if changes.respelt:
        both = many("told_apart.respelt", changes.respelt, both=both)
    return say("told_apart.words", both=both, others=many("told_apart.others", others_a, b=others_b))


def _tell_differences(passage: Passage) -> Told:
    """Where the two sides differ, down to the marks between words; moved words among these."""
    pieces = diff(passage.a.text, passage.b.text)
    moved: tuple[list[Span], list[Span]] = ([], [])
    says = ""
    if passage.form != VERBATIM:
        a, b, changes = _changes(passage)
        says = _says(changes)
        for mark in changes.marks(a, b):
            if mark.kind == word_changes.MOVED and mark.a and mark.b:
                moved[0].append(mark.a)
                moved[1].append(mark.b)
    sides = [
        tuple(_differences(side, pieces, letter, sorted(spans)))
        for side, letter, spans in ((passage.a, "a", moved[0]), (passage.b, "b", moved[1]))
    ]
    return Told(sides[0], sides[1], says, of_shared=False, shortened="")


def _differences(side: Side, pieces: Sequence[Piece], which: str, moved: Sequence[Span]) -> Iterator[Stretch]:
    ends = [span.end for span in moved]
    at = told = 0
    for piece in pieces:
        text = piece.a if which == "a" else piece.b
        end = at + len(text)
        kind = SAME if piece.kind == SAME else CHANGED if piece.kind == DIFFER else ONLY_HERE
        inside = moved[told : bisect_right(ends, end)]
        told += len(inside)
        edges = [at, *(edge for span in inside for edge in (span.start, span.end)), end]
        for place, (start, stop) in enumerate(pairwise(edges)):
            blank = inside and not side.text[start:stop].strip()
            if start < stop:
                part = Span(side.span.start + start, side.span.start + stop)
                yield Stretch(part, MOVED if place % 2 else SAME if blank else kind)
        at = end


def _in_both(side: Side, marks: Sequence[Mark], which: str) -> list[Stretch]:
    """The words that both sides have, and what stands between them."""
    kinds = {word_changes.SHARED: SHARED, word_changes.MOVED: MOVED}
    spans = [((mark.a if which == "a" else mark.b), kinds.get(mark.kind, "")) for mark in marks]
    found: list[Stretch] = []
    at = 0
    for span, kind in sorted((span, kind) for span, kind in spans if span and kind):
        found += (Stretch(Span(at, span.start), OTHER), Stretch(span, kind))
        at = span.end
    found.append(Stretch(Span(at, len(side.text)), OTHER))
    return [
        replace(one, span=Span(one.span.start + side.span.start, one.span.end + side.span.start))
        for one in found
        if one.span
    ]


def _left_out(side: Side, tokens: Tokens, kinds: Sequence[str], most: int) -> list[Stretch]:
    """What is left out of a long side, so that at most so many words stay, but for short bridges."""
    edges = np.flatnonzero(tokens.edges != WITHIN).tolist()
    cuts = sorted({0, *edges, len(tokens)})
    parts = [
        (low, min(low + PART, high)) for start, high in pairwise(cuts) for low in range(start, high, PART)
    ]
    held = [kind in (word_changes.SHARED, word_changes.MOVED) for kind in kinds]
    # A word that the side has often says little: it stands in any of its sentences.
    often = Counter(tokens.hashes.tolist())
    says = [
        1 / often[word] if is_held else 0.0
        for word, is_held in zip(tokens.hashes.tolist(), held, strict=True)
    ]
    any_held = [part for part in parts if any(held[slice(*part)])]
    telling = [
        part for part in any_held if sum(held[slice(*part)]) >= FEW and sum(says[slice(*part)]) >= SAYS
    ]
    shown = [False] * len(tokens)
    best_first = sorted(telling or any_held, key=lambda part: (-round(sum(says[slice(*part)]), 9), part))
    for low, high in best_first:
        if sum(shown) + high - low <= most:
            shown[low:high] = [True] * (high - low)
    found = []
    low = 0
    for is_shown, places in groupby(range(len(tokens)), key=lambda place: shown[place]):
        high = low + len(list(places))
        if not is_shown and high - low >= BRIDGE:
            start = _gap(side, tokens, low)[0] if low else 0
            end = _gap(side, tokens, high)[1] if high < len(tokens) else len(side.text)
            span = Span(side.span.start + start, side.span.start + end)
            found.append(Stretch(span, LEFT_OUT, high - low, sum(held[low:high])))
        low = high
    return found


def _gap(side: Side, tokens: Tokens, place: int) -> tuple[int, int]:
    """Where the white space before a word begins and ends, in the text of its side; where there is none, both
    times where the word begins."""
    start, end = int(tokens.ends[place - 1]), int(tokens.starts[place])
    blanks = [at for at in range(start, end) if side.text[at].isspace()]
    return (blanks[0], blanks[-1] + 1) if blanks else (end, end)


def _without(stretches: Sequence[Stretch], left_out: Sequence[Stretch]) -> list[Stretch]:
    """The stretches with some parts of the side in their place."""
    found = list(left_out)
    for one in stretches:
        at = one.span.start
        for part in left_out:
            if part.span.overlap(one.span):
                if at < part.span.start:
                    found.append(Stretch(Span(at, part.span.start), one.kind))
                at = part.span.end
        if at < one.span.end:
            found.append(Stretch(Span(at, one.span.end), one.kind))
    return sorted(found, key=lambda one: one.span.start)
