"""What the lineage graph is made of: bundles of families, weighed pairs, statements with their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenance.evidence import Evidence, Piece, Weighed

SURE = 0.7
"""A common source is stated from this probability up; an arrow from a half."""
BANDS = (("strong", 0.9), ("moderate", 0.7), ("weak", 0.5), ("none", 0.0))
"""The bands, and the probability from which each begins, the highest first."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Families that stand in the same articles: `places` (ascending), `words` that each of them has of the
    families, `credits`: for each family the names that any member credits for it."""

    places: tuple[int, ...]
    own_words: tuple[int, ...]
    credits: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> int:
        """The most words that one of the articles has of the families."""
        return max(self.own_words)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for (+1), against (-1) or without direction (0), with its log-odds."""

    sign: int
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the graph. `source` is a place, or None where `unseen` names a story outside the
    collection; kind: directed, undirected, common source, unseen."""

    source: int | None
    unseen: int | None
    derived: int
    kind: str
    probability: float
    band: str
    words: int
    passages: int
    agencies: Mapping[str, int]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """A story that is not in the collection: its number and its name."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """All statements, and the unseen sources that they name."""

    statements: tuple[Statement, ...]
    unseen: tuple[Unseen, ...]


@dataclass(slots=True)
class Pair:
    """What the bundles of two places add up to: word-weighted probabilities, and the evidence.

    `apart` is the probability of a common source by the evidence on these two alone. Among many texts any two
    are unlikely to be source and copy; that is no evidence of a third one.
    """

    weighed: Weighed
    apart: float
    forward: float = 0.0
    backward: float = 0.0
    words: int = 0

    def add(self, forward: float, backward: float, words: int) -> None:
        total = self.words + words
        self.forward += (forward - self.forward) * words / total
        self.backward += (backward - self.backward) * words / total
        self.words = total

    @property
    def common(self) -> float:
        """That both have it from a third text, or one from the other through one."""
        return max(0.0, 1.0 - self.forward - self.backward)

    @property
    def has_common_source(self) -> bool:
        """Whether a common source can be stated."""
        return min(self.common, self.apart) >= SURE

    @property
    def points_outside(self) -> bool:
        """Whether a common source is likely, and none of the collection explains it."""
        return self.has_common_source and all(item.kind != "third text" for item in self.weighed.evidence)


def of_pair(
    source: int,
    derived: int,
    kind: str,
    probability: float,
    pair: Pair,
    shared: Sequence[Piece],
    signs: Mapping[str, int],
) -> Statement:
    agencies: dict[str, int] = defaultdict(int)
    for piece in shared:
        for name in sorted({*piece.credit_a, *piece.credit_b}):
            agencies[name] += 1
    return Statement(
        source=source,
        unseen=None,
        derived=derived,
        kind=kind,
        probability=round(probability, 4),
        band=band_of(probability),
        words=sum(piece.words for piece in shared),
        passages=len(shared),
        agencies=dict(sorted(agencies.items())),
        reasons=tuple(reason_of(item, signs.get(item.says, 0)) for item in pair.weighed.evidence),
    )


def reason_of(item: Evidence, sign: int) -> Reason:
    """An observation as a reason; one without weight speaks neither for nor against."""
    weight = round(item.weight(), 4)
    return Reason(sign if weight else 0, weight, item.sentence)


def band_of(probability: float) -> str:
    """strong, moderate, weak or none."""
    return next(name for name, least in BANDS if probability >= least)
