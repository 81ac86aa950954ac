"""What an item says of its own origin: that it is derived, translated or evolved from another item.

An identifier names the other. Where it is clear which article that is, nothing that is inferred goes against
it; where it isn't, nothing follows from it, and that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

EVOLVED = "evolved from"
RELATIONS = ("derived from", EVOLVED, "translated from")
"""The relations to an origin, as statements name them."""
ABSENT = "absent"
SEVERAL = "several"
OTHER_VERSION = "other version"
ITSELF = "itself"
CIRCLE = "circle"

_VERBS = {
    "derived from": "is derived from",
    EVOLVED: "has evolved from",
    "translated from": "is translated from",
}
_DOUBTS = {
    ABSENT: "which is not among these articles.",
    SEVERAL: "which several of these articles are; which of them is meant is not said.",
    OTHER_VERSION: "of which only another version is here; nothing follows from that.",
    ITSELF: "which is its own identifier; nothing follows from that.",
    CIRCLE: "which says the same of it, itself or over others; nothing follows from that.",
}
SAYS = "itself says that it"
"""By these words of a reason reports know that a statement is an item's own."""
_SHOWN = 200
"""Characters of an identifier in a sentence."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One statement: the `relation`, the identifier that is `stated`, and the article (its place) that this
    is) with its `name`; or None, and why no article is taken for it."""

    relation: str
    stated: str
    source: int | None
    name: str = ""
    why: str = ""

    def sentence(self, name: str) -> str:
        """The statement of the article of that name, for readers."""
        shown = self.stated if len(self.stated) <= _SHOWN else f"{self.stated[:_SHOWN]}…"
        said = f"{name} {SAYS} {_VERBS[self.relation]} {shown}"
        return f"{said}, {_DOUBTS[self.why]}" if self.why else f"{said}, which is {self.name}."


def circles(edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some edges (source, derived) that stand in a circle: each article in it would be older than
    itself."""
    left = set(edges)
    while left:  # what nothing leads into, or what leads to nothing, is in no circle
        starts, ends = {source for source, _ in left}, {derived for _, derived in left}
        inner = {(source, derived) for source, derived in left if source in ends and derived in starts}
        if inner == left:
            break
        left = inner
    after: dict[int, list[int]] = defaultdict(list)
    for source, derived in left:
        after[source].append(derived)
    return {(source, derived) for source, derived in left if _leads(derived, source, after)}


def _leads(start: int, end: int, after: dict[int, list[int]]) -> bool:
    met, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        if one == end:
            return True
        for following in after.get(one, ()):
            if following not in met:
                met.add(following)
                waiting.append(following)
    return False
