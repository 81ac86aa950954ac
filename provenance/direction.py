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
    Term,
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
    of 33 with it), and never from a paper to an agency.
    """
    told = (*_declared(a, b), *_credits(a, b, pieces))
    absent = _absent(a, b, pieces, present, known)
    said = {item.says for item in told}
    dates = [_outweighed(item) if said and item.says not in said else item for item in _dates(a, b, known)]
    found = (
        *dates,
        *told,
        *_credits_another(a, b, pieces, present),
        *_agency(a, b, known),
        *absent,
        *_mutual_loss(a, b, third),
        *_quotation_only(pieces),
        *_wording(a, b, pieces),
        *_retention(a, b, pieces),
        *_same_outlet(a, b),
        *_editors_marks(pieces),
    )
    dated = set() if absent or said else {item.says for item in dates}
    if _is_agency(a, known) != _is_agency(b, known):
        dated.discard(B_FIRST if _is_agency(a, known) else A_FIRST)
    return Weighed(
        a_to_b=sum(item.a_to_b for item in found),
        b_to_a=sum(item.b_to_a for item in found),
        may_a_to_b=A_FIRST in said | dated,
        may_b_to_a=B_FIRST in said | dated,
        evidence=found,
        absent_a=bool(absent) and _names_absent(pieces, 1, present),
        absent_b=bool(absent) and _names_absent(pieces, 0, present),
    )


def _names_absent(pieces: Sequence[Piece], side: int, present: frozenset[str]) -> bool:
    here = _folded(present)
    return any(folded_name(name) not in here for piece in pieces for name in _credit(piece, side))


def _item(kind: str, says: str, sentence: str, *terms: Term) -> Evidence:
    """An observation that counts as its terms do."""
    weights = load_weights()
    return Evidence(
        kind,
        says,
        sum(weights[name] * ahead for name, ahead, _ in terms),
        sum(weights[name] * behind for name, _, behind in terms),
        sentence,
        terms,
    )


def _dates(a: Node, b: Node, known: frozenset[str]) -> list[Evidence]:
    """The order of two dates, each an interval whose half is taken for a standard deviation."""
    if a.date is None or b.date is None:
        names = [node.name for node in (a, b) if node.date is None]
        who = f"Neither {a.name} nor {b.name} has" if len(names) == 2 else f"{names[0]} has no"
        have = "a publication date" if len(names) == 2 else "publication date"
        return [_item("date", NEUTRAL, f"{who} {have}, so dates do not say which came first.")]
    shown = f"{a.name} is dated {a.date.words} ({a.date.source}), {b.name} {b.date.words} ({b.date.source})"
    if a.date.latest < b.date.earliest:
        says, verdict = A_FIRST, f"{a.name} is likely earlier."
    elif b.date.latest < a.date.earliest:
        says, verdict = B_FIRST, f"{b.name} is likely earlier."
    else:
        return [_item("date", NEUTRAL, f"{shown}: the dates do not say which came first.")]
    later, earlier = (b, a) if says == A_FIRST else (a, b)
    updated = _is_agency(later, known) and not _is_agency(earlier, known)
    if updated:
        verdict += f" But {later.name} is from an agency, whose pages often carry their last update."
    term = "date_of_agency" if updated else "date"
    order = (term, order_llr(a.date, b.date), order_llr(b.date, a.date))
    return [_item("date", says, f"{shown}: {verdict}", order)]


def _outweighed(item: Evidence) -> Evidence:
    """An order of dates against a declared source or a credit: shown, but without weight, since the page of
    a source often bears the date of its last update (5 of 43 known sources were dated after their copy)."""
    return replace(item, says=NEUTRAL, a_to_b=0.0, b_to_a=0.0, terms=())


def order_llr(first: Instant, second: Instant) -> float:
    """Log likelihood ratio that `first` was published before `second`, clipped to -6 .. 0.69.

    ln(Phi((t2 - t1) / sqrt(s1**2 + s2**2)) / .5), s half the interval; a minute at least.
    """
    spread = math.hypot(*(max(60.0, (date.latest - date.earliest) / 2) for date in (first, second)))
    distance = (second.earliest + second.latest - first.earliest - first.latest) / 2
    chance = 0.5 * math.erfc(-distance / spread / math.sqrt(2))
    return min(0.69, max(-6.0, math.log(max(chance, 1e-9) / 0.5)))


def _declared(a: Node, b: Node) -> list[Evidence]:
    """One of the two is declared a source (a press release, a wire) by the metadata."""
    if a.declared == b.declared:
        return []
    source, other = (a, b) if a.declared else (b, a)
    sign = 1.0 if a.declared else -1.0
    return [
        _item(
            "declared source",
            A_FIRST if a.declared else B_FIRST,
            f"{source.name} is declared a source by the metadata; {other.name} is not.",
            ("declared_source", sign, -sign),
        )
    ]


def _is_agency(node: Node, known: frozenset[str]) -> bool:
    return node.outlet is not None and node.outlet in known


def _agency(a: Node, b: Node, known: frozenset[str]) -> list[Evidence]:
    """One of the two is an agency's own page: papers take from agencies, hardly ever the other way."""
    if _is_agency(a, known) == _is_agency(b, known):
        return []
    agency, other = (a, b) if _is_agency(a, known) else (b, a)
    sign = 1.0 if agency is a else -1.0
    sentence = f"{agency.name} is from {agency.outlet}, a news agency; {other.name} is not from an agency."
    return [_item("agency", A_FIRST if agency is a else B_FIRST, sentence, ("agency", sign, -sign))]


def _credits(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
    """One text credits the other's outlet for the shared words."""
    found = []
    for node, other, side, says in ((a, b, 1, B_FIRST), (b, a, 0, A_FIRST)):
        if not other.outlet or same_name(other.outlet, node.outlet):
            continue
        count = sum(any(same_name(name, other.outlet) for name in _credit(piece, side)) for piece in pieces)
        if count:
            found.append(
                _item(
                    "credit",
                    says,
                    f"{node.name} credits {other.outlet}, the outlet of {other.name}, for "
                    f"{_passages(count, len(pieces))}.",
                    ("credits_parent", float(says == A_FIRST), float(says == B_FIRST)),
                )
            )
    return found


def _credits_another(a: Node, b: Node, pieces: Sequence[Piece], present: frozenset[str]) -> list[Evidence]:
    """One text credits an outlet for the shared words whose article is in the collection, and not the other."""
    found = []
    for node, other, side in ((a, b, 1), (b, a, 0)):
        names = {name for piece in pieces for name in _credit(piece, side)}
        if any(same_name(name, other.outlet) or same_name(name, node.outlet) for name in names):
            continue
        named = sorted(name for name in names if folded_name(name) in _folded(present))
        if named:
            sentence = (
                f"{node.name} credits {', '.join(named)} for shared words, and another article here that "
                "has them is from there."
            )
            term = ("credits_another", float(node is b), float(node is a))
            found.append(_item("credit to another", COMMON, sentence, term))
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
) -> list[Evidence]:
    """A source is credited for the shared words and none of the articles that share them is from it. Of
    several such sources the one that weighs most counts, and a second a little; the others are shown."""
    weights = load_weights()
    found = []
    for name in sorted({name for piece in pieces for name in (*piece.credit_a, *piece.credit_b)}):
        if name and folded_name(name) in _folded(present):
            continue
        by_a = sum(name in piece.credit_a for piece in pieces)
        by_b = sum(name in piece.credit_b for piece in pieces)
        if by_a and by_b:
            everywhere = by_a == by_b == len(pieces)
            term = "absent_everywhere" if everywhere else "absent_both_sides"
        else:
            term = "absent_agency_one_side" if name in known else "absent_outlet_one_side"
        verb = "are" if name == "agencies" else "is"
        shown = _passages(min(by_a, by_b) or max(by_a, by_b), len(pieces))
        who = "both texts" if by_a and by_b else f"{(a if by_a else b).name} only"
        sentence = (
            f"{name} {verb} credited for {shown} by {who}, and no article here "
            f"that shares these words is from {name}."
        )
        found.append((weights[term], sentence, term))
    counted = [term for _, _, term in sorted(found)]
    if len(found) > 1:
        counted[1] = "absent_another"
    return [
        _item("absent source", COMMON, sentence, *([(counted[number], 1.0, 1.0)] if number < 2 else []))
        for number, (_, sentence, _) in enumerate(sorted(found))
    ]


@lru_cache(maxsize=1024)
def _folded(names: frozenset[str]) -> frozenset[str]:
    """The names as `same_name` compares them."""
    return frozenset(folded_name(name) for name in names if name)


def _mutual_loss(a: Node, b: Node, third: Third | None) -> list[Evidence]:
    """Each keeps words of a third text that the other lost: neither can have them from the other."""
    if third is None:
        return []
    count, second = math.log1p(min(third.only_a, third.only_b)), math.log1p(third.second)
    sentence = (
        f"{a.name} has {_runs(third.only_a)} of {third.name} that {b.name} lacks, and {b.name} "
        f"{_runs(third.only_b)} that {a.name} lacks."
    )
    return [_item("third text", COMMON, sentence, ("mutual_loss", count, count), ("mutual_loss_second", second, second))]


def _runs(count: int) -> str:
    return f"{count} four-word run" + ("" if count == 1 else "s")


def _quotation_only(pieces: Sequence[Piece]) -> list[Evidence]:
    """All that is shared is somebody's words: two reporters can have them from the speaker."""
    if not pieces or not all(piece.quoted for piece in pieces):
        return []
    sentence = "All shared words are quotation in both texts: each may have them from the speaker."
    return [_item("quotation", COMMON, sentence, ("quotation_only", 1.0, 1.0))]


def _wording(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
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
    item = _item("wording", NEUTRAL, sentence, *terms)
    push = item.a_to_b + item.b_to_a
    return [replace(item, says=DIRECT if push > 0 else COMMON if push < 0 else NEUTRAL)]


REWORDED = 40.0
"""A share of other words counts as ln(1 + 40 x): .05 is 1.1, .2 is 2.2."""

RETAINED = 30
"""Shared words below which words of one side alone say nothing."""


MOST_RETAINED = 3
"""More words that one side alone has say no more."""


def _retention(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
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
        return [_item("retention", NEUTRAL, sentence)]
    counted = float(min(count, MOST_RETAINED))
    return [_item("retention", COMMON, sentence, ("retention", counted, counted))]


def _same_outlet(a: Node, b: Node) -> list[Evidence]:
    """Two articles of one outlet: the one is more likely made from the other than from a third text."""
    if not a.outlet or not same_name(a.outlet, b.outlet):
        return []
    sentence = f"Both are from {a.outlet}: an outlet reworks its own stories."
    return [_item("same outlet", DIRECT, sentence, ("same_outlet", 1.0, 1.0))]


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
        sentence = (
            f"Both have an editor's brackets inside the shared words, {_shown(brackets)}: they share a "
            "written text, not only what was said."
        )
        found.append(_item("editor's marks", NEUTRAL, sentence))
    spaces = sum(_shared_spaces(piece.text_a, piece.text_b) for piece in pieces)
    if spaces > 1:
        sentence = f"Both have no-break spaces at the same {spaces} places: they share a digital text."
        found.append(_item("editor's marks", NEUTRAL, sentence))
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
