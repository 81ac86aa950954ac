"""The stories outside the collection that two or more articles likely have their passages from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from provenance.evidence import COMMON, DIRECT
from provenance.statements import Bundle, Pair, Statement, Unseen, band_of, reason_of


def find_unseen(
    rootless: Sequence[tuple[Bundle, list[int]]],
    pairs: Mapping[tuple[int, int], Pair],
) -> tuple[list[Statement], tuple[Unseen, ...]]:
    """The stories outside the collection that two or more articles likely have it from.

    Bundles of which two articles agree are taken for one missing story: one explains them all.
    """
    stories: list[tuple[set[int], list[Bundle]]] = []
    for bundle, roots in rootless:
        children = {
            place
            for place in roots
            if any(
                (pair := pairs.get((min(place, other), max(place, other)))) and pair.points_outside
                for other in roots
                if other != place
            )
        }
        if not children:
            continue
        same = [story for story in stories if len(story[0] & children) >= 2]
        merged = (children.union(*(story[0] for story in same)), [bundle])
        for story in same:
            merged[1].extend(story[1])
            stories.remove(story)
        stories.append(merged)
    statements: list[Statement] = []
    sources: list[Unseen] = []
    names: dict[str, int] = defaultdict(int)
    anonymous = 0
    for number, (children, bundles) in enumerate(sorted(stories, key=lambda story: sorted(story[0])), 1):
        credited = _credited(bundles)
        total = sum(len(bundle.credits) for bundle in bundles)
        everywhere = [name for name, count in credited.items() if count == total]
        if everywhere:
            names[everywhere[0]] += 1
            again = f" {names[everywhere[0]]}" if names[everywhere[0]] > 1 else ""
            name = f"{everywhere[0]} (unseen{again})"
        else:
            anonymous += 1
            name = f"unseen source {anonymous}"
        sources.append(Unseen(number, name))
        for place in sorted(children):
            statements.append(_outside(place, number, children, bundles, credited, pairs))
    return statements, tuple(sources)


def _credited(bundles: Sequence[Bundle]) -> dict[str, int]:
    """How many passages each name is credited for."""
    count: dict[str, int] = defaultdict(int)
    for bundle in bundles:
        for names in bundle.credits:
            for name in names:
                count[name] += 1
    return dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))


def _outside(
    place: int,
    number: int,
    children: set[int],
    bundles: Sequence[Bundle],
    credited: Mapping[str, int],
    pairs: Mapping[tuple[int, int], Pair],
) -> Statement:
    """That one article has its passages from an unseen source: as likely as with its likeliest sibling."""
    keys = [(min(place, other), max(place, other)) for other in children if other != place]
    siblings = [(pairs[key].apart, key) for key in keys if key in pairs]
    probability, best = max(siblings)
    mine = [bundle for bundle in bundles if place in bundle.places]
    return Statement(
        source=None,
        unseen=number,
        derived=place,
        kind="unseen",
        probability=round(probability, 4),
        band=band_of(probability),
        words=sum(bundle.own_words[bundle.places.index(place)] for bundle in mine),
        passages=sum(len(bundle.credits) for bundle in mine),
        agencies=dict(credited),
        reasons=tuple(
            reason_of(item, {COMMON: 1, DIRECT: -1}.get(item.says, 0))
            for item in pairs[best].weighed.evidence
        ),
    )
