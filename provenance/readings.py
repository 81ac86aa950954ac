"""What the words that two articles share say of them: how near they are, what each keeps that the other lost,
marks that an editor left. It speaks for direct copying or for a third text, never for a direction."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from provenance.evidence import COMMON, DIRECT, NEUTRAL, Evidence, Node, Piece, Term, Third
from provenance.weights import evidence_of


def mutual_loss(a: Node, b: Node, third: Third | None) -> list[Evidence]:
    """Each keeps words of a third text that the other lost: neither can have them from the other."""
    if third is None:
        return []
    count, second = math.log1p(min(third.only_a, third.only_b)), math.log1p(third.second)
    sentence = (
        f"{a.name} has {_runs(third.only_a)} of {third.name} that {b.name} lacks, and {b.name} "
        f"{_runs(third.only_b)} that {a.name} lacks."
    )
    return [
        evidence_of(
            "third text",
            COMMON,
            sentence,
            ("mutual_loss", count, count),
            ("mutual_loss_second", second, second),
        )
    ]


def _runs(count: int) -> str:
    return f"{count} four-word run" + ("" if count == 1 else "s")


def quotation_only(pieces: Sequence[Piece]) -> list[Evidence]:
    """All that is shared is somebody's words: two reporters can have them from the speaker."""
    if not pieces or not all(piece.quoted for piece in pieces):
        return []
    sentence = "All shared words are quotation in both texts: each may have them from the speaker."
    return [evidence_of("quotation", COMMON, sentence, ("quotation_only", 1.0, 1.0))]


def wording(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
    """How alike the shared passages are, and how much they are of all that the two share with anybody: a copy
    has what it shares from one text, and near to its words; two copies of a third differ twice."""
    matched = sum(piece.matched for piece in pieces)
    words = sum(max(piece.words, piece.matched) for piece in pieces)
    if not matched:
        return []
    terms: list[Term] = []
    reworded = math.log1p(REWORDED * (words - matched) / words)
    terms.append(("reworded", reworded, reworded))
    sentence = f"{matched} of {words} words of the shared passages are the same."
    if a.shared and b.shared:
        of_a, of_b = (math.log(min(1.0, matched / max(1, node.shared))) for node in (a, b))
        terms += [("covered", of_b, of_a), ("kept", of_a, of_b)]
        sentence = (
            f"{matched} of {words} words of the shared passages are the same; {a.name} shares {a.shared} "
            f"words with other articles, {b.name} {b.shared}."
        )
    item = evidence_of("wording", NEUTRAL, sentence, *terms)
    push = item.a_to_b + item.b_to_a
    return [replace(item, says=DIRECT if push > 0 else COMMON if push < 0 else NEUTRAL)]


REWORDED = 40.0
"""A share of other words counts as ln(1 + 40 x): .05 is 1.1, .2 is 2.2."""

RETAINED = 30
"""Shared words below which words of one side alone say nothing."""


MOST_RETAINED = 3
"""More words that one side alone has say no more."""


def retention(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
    """Each side keeps words inside the shared passages that the other lacks: weak on real news, so capped.

    Counted from RETAINED shared words and 2 words on each side.
    """
    own_a = [word for piece in pieces for word in piece.own_a]
    own_b = [word for piece in pieces for word in piece.own_b]
    if sum(piece.words for piece in pieces) < RETAINED or not own_a or not own_b:
        return []
    shown_a, shown_b = _shown(own_a), _shown(own_b)
    sentence = (
        f"Inside the shared passages each text has words that the other lacks: {a.name} {shown_a}, "
        f"{b.name} {shown_b}."
    )
    count = min(len(own_a), len(own_b))
    if count < 2:
        return [evidence_of("retention", NEUTRAL, sentence)]
    counted = float(min(count, MOST_RETAINED))
    return [evidence_of("retention", COMMON, sentence, ("retention", counted, counted))]


EDITORS_MARKS = ("[", "\u00a0")
"""The characters without which, in both texts, there are no editor's marks to be found."""
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,40}\]")


def editors_marks(pieces: Sequence[Piece]) -> list[Evidence]:
    """Marks that an editor or a web page left in both texts: kinship without direction."""
    found = []
    brackets = sorted(
        {
            mark
            for piece in pieces
            if piece.text_a
            for mark in _BRACKETS.findall(piece.text_a)
            if mark in piece.text_b
        }
    )
    if brackets:
        sentence = (
            f"Both have an editor's brackets inside the shared words, {_shown(brackets)}: they share a "
            "written text, not only what was said."
        )
        found.append(evidence_of("editor's marks", NEUTRAL, sentence))
    spaces = sum(_shared_spaces(piece.text_a, piece.text_b) for piece in pieces)
    if spaces > 1:
        sentence = f"Both have no-break spaces at the same {spaces} places: they share a digital text."
        found.append(evidence_of("editor's marks", NEUTRAL, sentence))
    return found


def _shared_spaces(text_a: str, text_b: str) -> int:
    """How many gaps between the same words hold a no-break space in both texts."""
    if "\u00a0" not in text_a or "\u00a0" not in text_b:
        return 0
    gaps_a, gaps_b = (re.findall(r"(\w+)(\W+)(?=(\w+))", text) for text in (text_a, text_b))
    marked_a = {(before, after) for before, gap, after in gaps_a if "\u00a0" in gap}
    return len(marked_a & {(before, after) for before, gap, after in gaps_b if "\u00a0" in gap})


def _shown(words: Sequence[str], most: int = 4) -> str:
    """Some words in quote marks."""
    quoted = ", ".join(f"“{word}”" for word in words[:most])
    return quoted + (f" and {len(words) - most} more" if len(words) > most else "")
