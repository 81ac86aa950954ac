"""The direction between two articles: what says that one took from the other, or both from a third text.

Everything here is of the pair, not of one passage: one act of copying would explain all that they share, so
a date or a credit counts once. Each item carries a sentence that an editor can read, and log-odds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from provenance.declared import evidence_on
from provenance.evidence import (
    A_FIRST,
    B_FIRST,
    COMMON,
    DIRECT,
    EARLIER,
    NEUTRAL,
    Evidence,
    Instant,
    Node,
    Piece,
    Third,
    Weighed,
)
from provenance.names import folded_name, same_name
from provenance.readings import (
    editors_marks,
    mutual_loss,
    quotation_only,
    retention,
    wording,
)
from provenance.sentences import called, listed, say
from provenance.weights import evidence_of, load_weights


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
    whose articles share these words, `known` the names that are agencies. An arrow needs a stated origin, a
    declared source, a credit to the other's outlet, an agency's own page, or an order of dates. The
    last two open it only where no absent agency is credited at the shared words: of real pairs "earlier is
    the source" was right in 25 of 54, in 24 of 33 with that rule, in 30 of 33 where an agency's page is the
    source whatever its date. That is not said where another article here is credited for the words.
    """
    stated = evidence_on(a, b)
    told = (*_declared(a, b), *_credits(a, b, pieces))
    another = _credits_another(a, b, pieces, present)
    agency = _agency(a, b, known)
    absent = _absent(a, b, pieces, present, known)
    said = {item.says for item in (*stated, *told)} & {A_FIRST, B_FIRST}
    dates = _dates(a, b, known)
    if not said.intersection(item.says for item in stated):  # there they are shown with what they weigh
        dates = [_outweighed(item) if said and item.says not in said else item for item in dates]
    found = (
        *stated,
        *dates,
        *told,
        *another,
        *agency,
        *absent,
        *mutual_loss(a, b, third),
        *quotation_only(pieces),
        *wording(a, b, pieces),
        *retention(a, b, pieces),
        *_same_outlet(a, b),
        *_corrected(a, b),
        *editors_marks(pieces),
    )
    opened = {item.says for item in agency or dates}
    if absent or said or (agency and another):
        opened = set()
    return Weighed(
        a_to_b=sum(item.a_to_b for item in found),
        b_to_a=sum(item.b_to_a for item in found),
        may_a_to_b=A_FIRST in said | opened,
        may_b_to_a=B_FIRST in said | opened,
        evidence=found,
        absent_a=bool(absent) and _names_absent(pieces, 1, present),
        absent_b=bool(absent) and _names_absent(pieces, 0, present),
    )


def _names_absent(pieces: Sequence[Piece], side: int, present: frozenset[str]) -> bool:
    here = _folded(present)
    return any(folded_name(name) not in here for piece in pieces for name in _credit(piece, side))


def _dates(a: Node, b: Node, known: frozenset[str]) -> list[Evidence]:
    """The order of two dates, each an interval whose half is taken for a standard deviation."""
    if a.date is None or b.date is None:
        names = [node.name for node in (a, b) if node.date is None]
        key = "reason.date.neither" if len(names) == 2 else "reason.date.one"
        return [evidence_of("date", NEUTRAL, say(key, a=a.name, b=b.name, name=names[0]))]
    shown = say(
        "reason.date.shown",
        a=a.name,
        date_a=a.date.words,
        source_a=called("date_source", a.date.source),
        b=b.name,
        date_b=b.date.words,
        source_b=called("date_source", b.date.source),
    )
    if a.date.latest < b.date.earliest:
        says, verdict = A_FIRST, say(EARLIER, name=a.name)
    elif b.date.latest < a.date.earliest:
        says, verdict = B_FIRST, say(EARLIER, name=b.name)
    else:
        return [evidence_of("date", NEUTRAL, say("reason.date.open", dates=shown))]
    later, earlier = (b, a) if says == A_FIRST else (a, b)
    updated = _is_agency(later, known) and not _is_agency(earlier, known)
    if updated:
        verdict = say("reason.date.updated", said=verdict, name=later.name)
    by_day = a.date.by_day or b.date.by_day
    term = "date_of_agency" if updated else "date_by_day" if by_day else "date"
    order = (term, order_llr(a.date, b.date), order_llr(b.date, a.date))
    return [evidence_of("date", says, say("reason.date.order", dates=shown, said=verdict), order)]


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
        evidence_of(
            "declared source",
            A_FIRST if a.declared else B_FIRST,
            say("reason.declared", source=source.name, other=other.name),
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
    sentence = say("reason.agency", agency=agency.name, outlet=agency.outlet, other=other.name)
    return [evidence_of("agency", A_FIRST if agency is a else B_FIRST, sentence, ("agency", sign, -sign))]


def _credits(a: Node, b: Node, pieces: Sequence[Piece]) -> list[Evidence]:
    """One text credits the other's outlet for the shared words."""
    found = []
    for node, other, side, says in ((a, b, 1, B_FIRST), (b, a, 0, A_FIRST)):
        if not other.outlet or same_name(other.outlet, node.outlet):
            continue
        count = sum(any(same_name(name, other.outlet) for name in _credit(piece, side)) for piece in pieces)
        if count:
            found.append(
                evidence_of(
                    "credit",
                    says,
                    say(
                        "reason.credit.parent",
                        name=node.name,
                        outlet=other.outlet,
                        other=other.name,
                        passages=_passages(count, len(pieces)),
                    ),
                    ("credits_parent", float(says == A_FIRST), float(says == B_FIRST)),
                )
            )
    return found


def _credits_another(a: Node, b: Node, pieces: Sequence[Piece], present: frozenset[str]) -> list[Evidence]:
    """One text credits an outlet for the shared words whose article is in the collection, and not the
    other."""
    found = []
    for node, other, side in ((a, b, 1), (b, a, 0)):
        names = {name for piece in pieces for name in _credit(piece, side)}
        if any(same_name(name, other.outlet) or same_name(name, node.outlet) for name in names):
            continue
        named = sorted(name for name in names if folded_name(name) in _folded(present))
        if named:
            sentence = say("reason.credit.another", name=node.name, names=listed("comma", named))
            term = ("credits_another", float(node is b), float(node is a))
            found.append(evidence_of("credit to another", COMMON, sentence, term))
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
        shown = _passages(min(by_a, by_b) or max(by_a, by_b), len(pieces))
        whose = "both" if by_a and by_b else "one"
        sentence = say(
            f"reason.absent.{'agencies' if name == 'agencies' else 'name'}_{whose}",
            name=name,
            passages=shown,
            article=(a if by_a else b).name,
        )
        found.append((weights[term], sentence, term))
    counted = [term for _, _, term in sorted(found)]
    if len(found) > 1:
        counted[1] = "absent_another"
    return [
        evidence_of("absent source", COMMON, sentence, *([(counted[number], 1.0, 1.0)] if number < 2 else []))
        for number, (_, sentence, _) in enumerate(sorted(found))
    ]


@lru_cache(maxsize=1024)
def _folded(names: frozenset[str]) -> frozenset[str]:
    """The names as `same_name` compares them."""
    return frozenset(folded_name(name) for name in names if name)


def _same_outlet(a: Node, b: Node) -> list[Evidence]:
    """Two articles of one outlet: the one is more likely made from the other than from a third text."""
    if not a.outlet or not same_name(a.outlet, b.outlet):
        return []
    sentence = say("reason.same_outlet", outlet=a.outlet)
    return [evidence_of("same outlet", DIRECT, sentence, ("same_outlet", 1.0, 1.0))]


def _corrected(a: Node, b: Node) -> list[Evidence]:
    """Of two versions of one outlet the one that says that it was corrected, or says so more often."""
    if not a.outlet or not same_name(a.outlet, b.outlet) or a.notes == b.notes:
        return []
    later, earlier = (b, a) if b.notes > a.notes else (a, b)
    sign = 1.0 if later is b else -1.0
    sentence = say("reason.corrected", later=later.name, earlier=earlier.name)
    says = A_FIRST if later is b else B_FIRST
    return [evidence_of("correction", says, sentence, ("correction_note", sign, -sign))]


def _passages(count: int, total: int) -> str:
    """ "one of 8 shared passages", "the shared passage"."""
    if total == 1:
        return say("reason.passages.only")
    return say("reason.passages.all" if count == total else "reason.passages.some", count=count, total=total)
