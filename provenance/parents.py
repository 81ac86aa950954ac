"""What the bundles say of an article -> its parents: who explains most of it, then who explains the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from provenance.calibration import calibrate
from provenance.declared import sources_of
from provenance.evidence import BY_DAY, BY_TIME, UNDATED, count_words
from provenance.inference import Inferred, Pieces, Way
from provenance.statements import BESIDE, OWN, SURE, Pairs
from provenance.trees import (
    Chances,
)

BEYOND = 25
"""A further source of an article explains at least so many words that its others don't."""


APART = 0.9
"""An arrow between outlets that only dates open is shown from this probability up where no agency's page is
beside it: real outlets' dates alone were right in less than half."""


def parents_of(place: int, inferred: Inferred, pieces: Pieces) -> dict[int, float]:
    """The parents of an article that are shown, with their probabilities: those that it states to come from
    are certain."""
    stated = sources_of(inferred.nodes[place])
    found = {
        source: 1.0 if source in stated else calibrate(condition("directed", source, place, inferred), score)
        for source, score in score_parents(place, inferred, pieces).items()
    }
    return {
        source: chance
        for source, chance in found.items()
        if source in stated or chance >= _bar(source, place, inferred)
    }


def score_parents(place: int, inferred: Inferred, pieces: Pieces) -> dict[int, float]:
    """The parents of an article with their scores: who explains most of it, then who explains most of what is
    left, as long as that is more likely than not and an arrow may be drawn. Before these go those that it
    states to come from, with 1.

    Where several texts are as likely, as reprints of the same words are, it is the one from which the article
    has them directly or through one of the others.
    """
    ways, pairs = inferred.ways[place], inferred.pairs
    stated = [source for source in sources_of(inferred.nodes[place]) if pairs.of(source, place) is not None]
    found = dict.fromkeys(stated, 1.0)
    told = [span for source in stated for span in _spans(place, source, pieces)]
    left = [way for way in ways if way.among.isdisjoint(stated)]
    while left:
        explained: dict[int, float] = defaultdict(float)
        for way in left:
            for source, chance in way.parents.items():
                explained[source] += way.words * chance
        if not explained:
            break
        source = max(explained, key=lambda one: (explained[one], -one))
        chance = explained[source] / _words(left, source)
        if chance < 0.5:
            source, chance = _through_others(place, left, explained, inferred)
        spans = _spans(place, source, pieces) if told or len(ways) > 1 else []
        beyond = not told or count_words([*told, *spans]) - count_words(told) >= BEYOND
        if chance >= 0.5 and beyond and _open(source, place, pairs):
            found[source] = chance
        told += spans
        left = [way for way in left if source not in way.among]
    return found


def _bar(source: int, derived: int, inferred: Inferred) -> float:
    """From which probability an arrow is shown: from a declared source a half is enough. Between two outlets
    of which neither names the other, and without an agency's page beside them, both can have it from an
    agency that nobody names."""
    nodes = inferred.nodes
    if nodes[source].declared and not nodes[derived].declared:
        return 0.5
    pair = inferred.pairs.of(source, derived)
    assert pair is not None, "parents are weighed"
    if pair.told or pair.own or inferred.chances[derived].wire:
        return SURE
    return APART


def _spans(place: int, source: int, pieces: Pieces) -> list[tuple[int, int]]:
    """The words of an article that it shares with another."""
    if source < place:
        return [piece.at_b for piece in pieces(source, place)]
    return [piece.at_a for piece in pieces(place, source)]


def answer_of(place: int, inferred: Inferred) -> tuple[int | None, float]:
    """Whom an article likely has most of its words from, before the gate: the place of another, or None for
    nobody in the collection; and how likely that is."""
    best, score = best_of(inferred.chances[place])
    return best, calibrate(condition("outside" if best is None else "parent", best, place, inferred), score)


def best_of(chances: Chances) -> tuple[int | None, float]:
    """The likeliest answer and its score."""
    parents = chances.parents
    best = max(parents, key=lambda one: (parents[one], -one), default=None)
    if best is None or parents[best] <= chances.root:
        return None, chances.root
    return best, parents[best]


def condition(kind: str, source: int | None, place: int, inferred: Inferred) -> str:
    """The kind of a statement on an article with what else says how often its score is right: whether it is
    of one outlet's own versions, whether an agency's page is there to be the source, or else anybody is
    credited, and how well dates say who came first."""
    nodes = inferred.nodes
    if source is not None and nodes[source].declared and not nodes[place].declared:
        return f"{kind} declared"  # of which nothing was counted: a person's word is taken as it is
    chances = inferred.chances[place]
    among = BESIDE if chances.wire else " credited" if chances.credited else ""
    if source is None:
        date = nodes[place].date
        return f"{kind}{among}{UNDATED if date is None else BY_DAY if date.by_day else BY_TIME}"
    pair = inferred.pairs.of(source, place)
    assert pair is not None, "parents are weighed"
    return f"{kind}{OWN if pair.own else among}{pair.order}"


def _words(ways: Sequence[Way], source: int) -> int:
    return sum(way.words for way in ways if source in way.among)


def _open(source: int, derived: int, pairs: Pairs) -> bool:
    pair = pairs.of(source, derived)
    return pair is not None and pair.may_be_from(first=source < derived)


def _through_others(
    place: int, ways: Sequence[Way], explained: Mapping[int, float], inferred: Inferred
) -> tuple[int, float]:
    """The text that an article likeliest has its words from, directly, through one other, or as one of
    several
    takes of its outlet, and how likely; such from which an arrow may be drawn go before others."""
    pairs, nodes = inferred.pairs, inferred.nodes
    others = [(other, words, nodes[other].outlet) for other, words in explained.items()]
    only = ways[0].words if len(ways) == 1 else 0

    def chance(source: int) -> float:
        outlet, beside, through = nodes[source].outlet, pairs.beside[source], 0.0
        for other, words, of in others:
            if other == source:
                continue
            if outlet is not None and of == outlet:
                through += words
            elif (pair := beside.get(other)) is not None and pair.words:
                # `Pair.way`, which is not called: of a story that thousands reprint this is a tenth of all.
                through += words * ((pair.ahead if source < other else pair.behind) / pair.words)
        return min(1.0, (explained[source] + through) / (only or _words(ways, source)))

    nearly = max(explained.values()) / 2
    chances = {source: chance(source) for source, words in explained.items() if words >= nearly}
    best = max(chances, key=lambda one: (_open(one, place, pairs), chances[one], explained[one], -one))
    return best, chances[best]
