"""The direction between two articles: what says that one took from the other, or both from a third text.

Everything here is of the pair, not of one passage: one act of copying would explain all that they share, so
a date or a credit counts once. Each item carries a sentence that an editor can read, and log-odds.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources

from provenance.evidence import (
    A_FIRST,
    B_FIRST,
    COMMON,
    DIRECT,
    NEUTRAL,
    Evidence,
    Instant,
    Node,
    Piece,
    Third,
    Weighed,
)
from provenance.names import folded_name, same_name

Weights = Mapping[str, float]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The model's log-odds by name, from the package's data."""
    text = (resources.files("provenance.data") / "lineage_weights.json").read_text(encoding="utf-8")
    return {name: value for name, value in json.loads(text).items() if isinstance(value, (int, float))}


def weigh(
    a: Node,
    b: Node,
    pieces: Sequence[Piece],
    *,
    third: Third | None,
    present: frozenset[str],
    known: frozenset[str],
) -> Weighed:
    """All evidence on a pair that shares `pieces`.

    `third` is the text of which each of the pair keeps most that the other lost; `present` are the outlets
    whose articles share these words, `known` the names that are agencies. An arrow
    needs a declared source, a credit to the other's outlet, or an order of dates; dates open it only where
    no absent agency is credited at the shared words (right in 25 of 54 real pairs without that rule, in 24
    of 33 with it).
    """
    weights = load_weights()
    told = (*_declared(a, b, weights), *_credits(a, b, pieces, weights))
    absent = _absent(a, b, pieces, present, known, weights)
    said = {item.says for item in told}
    dates = [_outweighed(item) if said and item.says not in said else item for item in _dates(a, b, weights)]
    found = (
        *dates,
        *told,
        *absent,
        *_mutual_loss(a, b, third, weights),
        *_quotation_only(pieces, weights),
        *_retention(a, b, pieces, weights),
        *_same_outlet(a, b, weights),
        *_editors_marks(pieces),
    )
    dated = set() if absent or said else {item.says for item in dates}
    return Weighed(
        a_to_b=sum(item.a_to_b for item in found),
        b_to_a=sum(item.b_to_a for item in found),
        may_a_to_b=A_FIRST in said | dated,
        may_b_to_a=B_FIRST in said | dated,
        evidence=found,
    )


def _dates(a: Node, b: Node, weights: Weights) -> list[Evidence]:
    """The order of two dates, each an interval whose half is taken for a standard deviation."""
    if a.date is None or b.date is None:
        names = [node.name for node in (a, b) if node.date is None]
        who = f"Neither {a.name} nor {b.name} has" if len(names) == 2 else f"{names[0]} has no"
        have = "a publication date" if len(names) == 2 else "publication date"
        return [Evidence("date", NEUTRAL, 0.0, 0.0, f"{who} {have}, so dates do not say which came first.")]
    ahead, behind = order_llr(a.date, b.date), order_llr(b.date, a.date)
    shown = f"{a.name} is dated {a.date.words} ({a.date.source}), {b.name} {b.date.words} ({b.date.source})"
    if a.date.latest < b.date.earliest:
        says, verdict = A_FIRST, f"{a.name} is likely earlier."
    elif b.date.latest < a.date.earliest:
        says, verdict = B_FIRST, f"{b.name} is likely earlier."
    else:
        return [Evidence("date", NEUTRAL, 0.0, 0.0, f"{shown}: the dates do not say which came first.")]
    return [Evidence("date", says, weights["date"] * ahead, weights["date"] * behind, f"{shown}: {verdict}")]


def _outweighed(item: Evidence) -> Evidence:
    """An order of dates against a declared source or a credit: shown, but without weight, since the page of
    a source often bears the date of its last update (5 of 43 known sources were dated after their copy)."""
    return replace(item, says=NEUTRAL, a_to_b=0.0, b_to_a=0.0)


def order_llr(first: Instant, second: Instant) -> float:
    """Log likelihood ratio that `first` was published before `second`, clipped to -6 .. 0.69.

    ln(Phi((t2 - t1) / sqrt(s1**2 + s2**2)) / .5), s half the interval; a minute at least.
    """
    spread = math.hypot(*(max(60.0, (date.latest - date.earliest) / 2) for date in (first, second)))
    distance = (second.earliest + second.latest - first.earliest - first.latest) / 2
    chance = 0.5 * math.erfc(-distance / spread / math.sqrt(2))
    return min(0.69, max(-6.0, math.log(max(chance, 1e-9) / 0.5)))


def _declared(a: Node, b: Node, weights: Weights) -> list[Evidence]:
    """One of the two is declared a source (a press release, a wire) by the metadata."""
    if a.declared == b.declared:
        return []
    source, other = (a, b) if a.declared else (b, a)
    push = weights["declared_source"]
    return [
        Evidence(
            "declared source",
            A_FIRST if a.declared else B_FIRST,
            push if a.declared else -push,
            push if b.declared else -push,
            f"{source.name} is declared a source by the metadata; {other.name} is not.",
        )
    ]


def _credits(a: Node, b: Node, pieces: Sequence[Piece], weights: Weights) -> list[Evidence]:
    """One text credits the other's outlet for the shared words."""
    found = []
    for node, other, side, says in ((a, b, 1, B_FIRST), (b, a, 0, A_FIRST)):
        if not other.outlet or same_name(other.outlet, node.outlet):
            continue
        count = sum(any(same_name(name, other.outlet) for name in _credit(piece, side)) for piece in pieces)
        if count:
            push = weights["credits_parent"]
            found.append(
                Evidence(
                    "credit",
                    says,
                    push if says == A_FIRST else 0.0,
                    push if says == B_FIRST else 0.0,
                    f"{node.name} credits {other.outlet}, the outlet of {other.name}, for "
                    f"{_passages(count, len(pieces))}.",
                )
            )
    return found


def _credit(piece: Piece, side: int) -> tuple[str, ...]:
    """The names credited on side a (1) or side b (0)."""
    return piece.credit_a if side else piece.credit_b


def _absent(
    a: Node,
    b: Node,
    pieces: Sequence[Piece],
    present: frozenset[str],
    known: frozenset[str],
    weights: Weights,
) -> list[Evidence]:
    """A source is credited for the shared words and none of the articles that share them is from it."""
    found = []
    for name in sorted({name for piece in pieces for name in (*piece.credit_a, *piece.credit_b)}):
        if name and folded_name(name) in _folded(present):
            continue
        by_a = sum(name in piece.credit_a for piece in pieces)
        by_b = sum(name in piece.credit_b for piece in pieces)
        if by_a and by_b:
            everywhere = by_a == by_b == len(pieces)
            push = weights["absent_everywhere" if everywhere else "absent_both_sides"]
        else:
            push = weights["absent_agency_one_side" if name in known else "absent_outlet_one_side"]
        verb = "are" if name == "agencies" else "is"
        shown = _passages(min(by_a, by_b) or max(by_a, by_b), len(pieces))
        who = "both texts" if by_a and by_b else f"{(a if by_a else b).name} only"
        sentence = (
            f"{name} {verb} credited for {shown} by {who}, and no article here "
            f"that shares these words is from {name}."
        )
        found.append((push, sentence))
    left = weights["absent_cap"]
    result = []
    for push, sentence in sorted(found):
        counted = max(push, left)
        left -= counted
        result.append(Evidence("absent source", COMMON, counted, counted, sentence))
    return result


@lru_cache(maxsize=1024)
def _folded(names: frozenset[str]) -> frozenset[str]:
    """The names as `same_name` compares them."""
    return frozenset(folded_name(name) for name in names if name)


def _mutual_loss(a: Node, b: Node, third: Third | None, weights: Weights) -> list[Evidence]:
    """Each keeps words of a third text that the other lost: neither can have them from the other."""
    if third is None:
        return []
    push = weights["mutual_loss"] * math.log1p(min(third.only_a, third.only_b))
    sentence = (
        f"{a.name} has {_runs(third.only_a)} of {third.name} that {b.name} lacks, and {b.name} "
        f"{_runs(third.only_b)} that {a.name} lacks."
    )
    return [Evidence("third text", COMMON, push, push, sentence)]


def _runs(count: int) -> str:
    return f"{count} four-word run" + ("" if count == 1 else "s")


def _quotation_only(pieces: Sequence[Piece], weights: Weights) -> list[Evidence]:
    """All that is shared is somebody's words: two reporters can have them from the speaker."""
    if not pieces or not all(piece.quoted for piece in pieces):
        return []
    push = weights["quotation_only"]
    return [
        Evidence(
            "quotation", COMMON, push, push,
            "All shared words are quotation in both texts: each may have them from the speaker.",
        )
    ]  # fmt: skip


RETAINED = 30
"""Shared words below which words of one side alone say nothing."""


def _retention(a: Node, b: Node, pieces: Sequence[Piece], weights: Weights) -> list[Evidence]:
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
        return [Evidence("retention", NEUTRAL, 0.0, 0.0, sentence)]
    push = max(weights["retention"] * count, weights["retention_cap"])
    return [Evidence("retention", COMMON, push, push, sentence)]


def _same_outlet(a: Node, b: Node, weights: Weights) -> list[Evidence]:
    """Two articles of one outlet: the one is more likely made from the other than from a third text."""
    if not a.outlet or not same_name(a.outlet, b.outlet):
        return []
    push = weights["same_outlet"]
    sentence = f"Both are from {a.outlet}: an outlet reworks its own stories."
    return [Evidence("same outlet", DIRECT, push, push, sentence)]


EDITORS_MARKS = ("[", "\u00a0")
"""The characters without which, in both texts, there are no editor's marks to be found."""
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,40}\]")


def _editors_marks(pieces: Sequence[Piece]) -> list[Evidence]:
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
        found.append(
            Evidence(
                "editor's marks", NEUTRAL, 0.0, 0.0,
                f"Both have an editor's brackets inside the shared words, {_shown(brackets)}: they share a "
                "written text, not only what was said.",
            )
        )  # fmt: skip
    spaces = sum(_shared_spaces(piece.text_a, piece.text_b) for piece in pieces)
    if spaces > 1:
        found.append(
            Evidence(
                "editor's marks", NEUTRAL, 0.0, 0.0,
                f"Both have no-break spaces at the same {spaces} places: they share a digital text.",
            )
        )  # fmt: skip
    return found


def _shared_spaces(text_a: str, text_b: str) -> int:
    """How many gaps between the same words hold a no-break space in both texts."""
    if "\u00a0" not in text_a or "\u00a0" not in text_b:
        return 0
    gaps_a, gaps_b = (re.findall(r"(\w+)(\W+)(?=(\w+))", text) for text in (text_a, text_b))
    marked_a = {(before, after) for before, gap, after in gaps_a if "\u00a0" in gap}
    return len(marked_a & {(before, after) for before, gap, after in gaps_b if "\u00a0" in gap})


def _passages(count: int, total: int) -> str:
    """ "one of 8 shared passages", "the shared passage"."""
    if total == 1:
        return "the shared passage"
    return f"all {total} shared passages" if count == total else f"{count} of {total} shared passages"


def _shown(words: Sequence[str], most: int = 4) -> str:
    """Some words in quote marks."""
    quoted = ", ".join(f"“{word}”" for word in words[:most])
    return quoted + (f" and {len(words) - most} more" if len(words) > most else "")
