"""What the words that two articles share say of them: how near they are, what each keeps that the other lost,
marks that an editor left. It speaks for direct copying or for a third text, never for a direction."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from provenance.evidence import COMMON, DIRECT, NEUTRAL, Evidence, Node, Piece, Term, Third
from provenance.names import same_name
from provenance.sentences import listed, number, say
from provenance.weights import evidence_of


def mutual_loss(a: Node, b: Node, third: Third | None) -> list[Evidence]:
    """Each keeps words of a third text that the other lost: neither can have them from the other."""
    if third is None:
        return []
    count, second = math.log1p(min(third.only_a, third.only_b)), math.log1p(third.second)
    sentence = say(
        "reason.third_text",
        a=a.name,
        runs_a=number(third.only_a, "four-word run"),
        b=b.name,
        runs_b=number(third.only_b, "four-word run"),
        third=third.name,
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


def quotation_only(pieces: Sequence[Piece]) -> list[Evidence]:
    """All that is shared is somebody's words: two reporters can have them from the speaker."""
    if not pieces or not all(piece.quoted for piece in pieces):
        return []
    sentence = say("reason.quotation")
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
    sentence = say("reason.wording.same", matched=matched, words=words)
    if a.shared and b.shared:
        of_a, of_b = (math.log(min(1.0, matched / max(1, node.shared))) for node in (a, b))
        if a.outlet and same_name(a.outlet, b.outlet):  # versions grow and shrink
            of_a = of_b = (of_a + of_b) / 2
        terms += [("covered", of_b, of_a), ("kept", of_a, of_b)]
        sentence = say(
            "reason.wording.shared",
            matched=matched,
            words=words,
            a=a.name,
            shared_a=a.shared,
            b=b.name,
            shared_b=b.shared,
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
    sentence = say("reason.retention", a=a.name, words_a=shown_a, b=b.name, words_b=shown_b)
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
        sentence = say("reason.brackets", brackets=_shown(brackets))
        found.append(evidence_of("editor's marks", NEUTRAL, sentence))
    spaces = sum(_shared_spaces(piece.text_a, piece.text_b) for piece in pieces)
    if spaces > 1:
        sentence = say("reason.spaces", places=spaces)
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
    quoted = listed("comma", (say("reason.word", word=word) for word in words[:most]))
    return say("reason.words_more", words=quoted, more=len(words) - most) if len(words) > most else quoted
