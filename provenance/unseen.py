"""The stories outside the collection that two or more articles likely have their passages from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from provenance.calibration import calibrate
from provenance.evidence import COMMON, DIRECT
from provenance.sentences import say
from provenance.statements import (
    Bundle,
    Lineage,
    Pair,
    Pairs,
    Statement,
    Story,
    Traced,
    Unseen,
    band_of,
    reason_of,
)


@dataclass(slots=True)
class _Growing:
    children: set[int]
    bundles: list[Bundle]


LIKELY = 0.5
"""That an article has something from an unseen story is stated from this probability up."""


def find_unseen(
    rootless: Sequence[tuple[Bundle, list[int]]],
    pairs: Pairs,
    root_of: Mapping[int, float],
    least: float = LIKELY,
) -> tuple[Story, ...]:
    """The stories outside the collection that two or more articles likely have it from, by their places.

    Bundles of which two articles agree are taken for one missing story: one explains them all. `root_of` says
    how likely each article has most of its words from nobody in the collection: with less than `least` for
    having them from such a story it is not among those that do.
    """
    outside: dict[int, set[int]] = defaultdict(set)
    for a, b, pair in pairs.items():
        if pair.points_outside:
            outside[a].add(b)
            outside[b].add(a)
    stories: dict[int, _Growing] = {}
    told: dict[int, set[int]] = defaultdict(set)
    for number, (bundle, roots) in enumerate(rootless):
        rooted = set(roots)
        children = {place for place in roots if place in outside and not outside[place].isdisjoint(rooted)}
        if not children:
            continue
        agreed = Counter(story for place in children for story in told[place])
        same = [story for story, count in agreed.items() if count >= 2]
        # All go into the largest: over all bundles a place then moves a few times only.
        kept = max(same, key=lambda story: len(stories[story].children), default=number)
        growing = stories.setdefault(kept, _Growing(set(), []))
        growing.bundles.append(bundle)
        for story in same:
            if story != kept:
                joining = stories.pop(story)
                growing.bundles += joining.bundles
                children |= joining.children
                for place in joining.children:
                    told[place].discard(story)
        for place in children - growing.children:
            growing.children.add(place)
            told[place].add(kept)
    found = (_story(growing, pairs, root_of, least) for growing in stories.values())
    return tuple(sorted((story for story in found if story is not None), key=lambda story: story.children))


def gather(traced: Iterable[Traced], taken: Container[str] = ()) -> Lineage:
    """The lineage of some components, with the stories outside the collection numbered and named by the
    lowest place of each, but for names that are `taken`."""
    parts = list(traced)
    directed = [row for part in parts for row in part.directed]
    linked = [row for part in parts for row in part.linked]
    stories = sorted((story for part in parts for story in part.stories), key=lambda story: story.children)
    statements = sorted(directed, key=lambda row: (row.derived, row.source))
    statements += sorted(linked, key=lambda row: (row.source, row.derived))
    names: dict[str, int] = defaultdict(int)
    sources: list[Unseen] = []
    stated: dict[str, int] = {}
    for story in stories:
        number = stated.get(story.stated, len(sources) + 1)
        statements += [replace(row, unseen=number) for row in story.statements]
        if story.stated:  # an identifier is one source, in whatever component, and known from earlier scans
            if stated.setdefault(story.stated, number) > len(sources):
                sources.append(Unseen(number, say("reason.unseen.item", item=story.stated)))
            continue
        while True:
            names[story.name] += 1
            name = _name(story.name, names[story.name])
            if name not in taken:
                break
        sources.append(Unseen(number, name))
    return Lineage(tuple(statements), tuple(sources))


def _name(credited: str, number: int) -> str:
    """What the story of that number is called, of those where the same agency is credited everywhere."""
    if not credited:
        return say("reason.unseen.number", number=number)
    return say("reason.unseen.further" if number > 1 else "reason.unseen.first", name=credited, number=number)


def _story(growing: _Growing, pairs: Pairs, root_of: Mapping[int, float], least: float) -> Story | None:
    """What is told of one story; None where fewer than two articles likely have something from it."""
    bundles = growing.bundles
    found = {place: likeliest(place, growing.children, pairs, root_of) for place in growing.children}
    chances = {place: (calibrate(kind, score), pair) for place, (kind, score, pair) in found.items()}
    children = {place for place, (chance, _) in chances.items() if chance >= least}
    if len(children) < 2:
        return None
    credited = _credited(bundles)
    total = sum(len(bundle.credits) for bundle in bundles)
    everywhere = [name for name, count in credited.items() if count == total]
    words: dict[int, int] = defaultdict(int)
    passages: dict[int, int] = defaultdict(int)
    for bundle in bundles:
        for place, own in zip(bundle.places, bundle.own_words, strict=True):
            words[place] += own
            passages[place] += len(bundle.credits)
    ordered = tuple(sorted(children))
    return Story(
        ordered,
        everywhere[0] if everywhere else "",
        tuple(_outside(place, *chances[place], words[place], passages[place], credited) for place in ordered),
    )


def _credited(bundles: Sequence[Bundle]) -> dict[str, int]:
    """How many passages each name is credited for."""
    count: dict[str, int] = defaultdict(int)
    for bundle in bundles:
        for names in bundle.credits:
            for name in names:
                count[name] += 1
    return dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))


def likeliest(
    place: int, children: Set[int], pairs: Pairs, root_of: Mapping[int, float]
) -> tuple[str, float, Pair]:
    """What says most that an article has its passages from an unseen story: the kind of the score, the score,
    and the pair with the sibling that it is of.

    It is as likely as a common source with that sibling, and no likelier than that nobody here is its source.
    The latter is not asked where both credit an absent source: of many reprints each is likelier made from
    one of the others than from none.
    """
    siblings = [
        (pair.names_absent, pair.common_source, min(place, other), max(place, other), pair)
        for other, pair in pairs.beside[place].items()
        if other in children
    ]
    named, common, _, _, pair = max(siblings)  # no two are of the same places, so pairs are not compared
    return ("unseen credited", common, pair) if named else ("unseen", min(common, root_of[place]), pair)


def _outside(
    place: int, chance: float, best: Pair, words: int, passages: int, credited: Mapping[str, int]
) -> Statement:
    """That one article has its passages from an unseen source."""
    shown = round(chance, 4)
    return Statement(
        source=None,
        unseen=0,
        derived=place,
        kind="unseen",
        probability=shown,
        band=band_of(shown),
        words=words,
        passages=passages,
        agencies=credited,
        reasons=tuple(
            reason_of(item, {COMMON: 1, DIRECT: -1}.get(item.says, 0)) for item in best.weighed.evidence
        ),
    )
