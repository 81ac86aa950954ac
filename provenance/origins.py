"""What an item says of its own origin: that it is derived, translated or evolved from another item.

An identifier names the other. Where it is clear which article that is, nothing that is inferred goes against
it; where it isn't, nothing follows from it, and that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.sentences import say

EVOLVED = "evolved from"
RELATIONS = ("derived from", EVOLVED, "translated from")
"""The relations to an origin, as statements name them."""
ABSENT = "absent"
SEVERAL = "several"
OTHER_VERSION = "other version"
ITSELF = "itself"
CIRCLE = "circle"

SAYS = {relation: f"reason.origin.says.{relation}" for relation in RELATIONS}
"""The texts by which reports know that a statement is an item's own."""
_SHOWN = 200
"""Characters of an identifier in a sentence."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One statement: the `relation`, the identifier that is `stated`, and the article that this is, its
    place and its `name`; or None, and why no article is taken for it."""

    relation: str
    stated: str
    source: int | None
    name: str = ""
    why: str = ""

    def sentence(self, name: str) -> str:
        """The statement of the article of that name, for readers."""
        shown = self.stated if len(self.stated) <= _SHOWN else f"{self.stated[:_SHOWN]}…"
        said = say(SAYS[self.relation], name=name, stated=shown)
        return say(f"reason.origin.{self.why or 'known'}", said=said, source=self.name)


def circles(edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some edges (source, derived) that stand in a circle: each article in it would be older than
    itself. They are those within one strongly connected component (Kosaraju)."""
    own = set(edges)
    after: dict[int, list[int]] = defaultdict(list)
    before: dict[int, list[int]] = defaultdict(list)
    for source, derived in own:
        after[source].append(derived)
        before[derived].append(source)
    ended: list[int] = []
    met: set[int] = set()
    for start in list(after):
        ended += _reached(start, after, met)
    component: dict[int, int] = {}
    met.clear()
    for start in reversed(ended):
        component.update(dict.fromkeys(_reached(start, before, met), start))
    return {(source, derived) for source, derived in own if component[source] == component[derived]}


def _reached(start: int, ways: Mapping[int, Sequence[int]], met: set[int]) -> list[int]:
    """What can be reached over nodes not `met` before, each behind all that is reached from it."""
    if start in met:
        return []
    met.add(start)
    ended: list[int] = []
    path = [(start, iter(ways.get(start, ())))]
    while path:
        node, following = path[-1]
        other = next((one for one in following if one not in met), None)
        if other is None:
            ended.append(node)
            path.pop()
        else:
            met.add(other)
            path.append((other, iter(ways.get(other, ()))))
    return ended
