"""What the lineage graph is made of: bundles of families, weighed pairs, statements with their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field

from provenance.calibration import calibrate
from provenance.evidence import BY_DAY, BY_TIME, NEUTRAL, UNDATED, Evidence, Piece, Weighed
from provenance.portable import portable

SURE = 0.7
"""A common source is stated from this probability up, and no arrow with less, but from a declared source."""
BESIDE, OWN, UNCREDITED = " beside a wire", " own", " uncredited"
"""Conditions of what scores are worth: an agency's page is there to be the source; one outlet's versions;
nobody is credited."""
CREDITS = frozenset(("credit", "credit to another", "absent source"))
"""Evidence by which somebody is credited."""
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


@portable
@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for (+1), against (-1) or without direction (0), with its log-odds."""

    sign: int
    weight: float
    sentence: str


@portable
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


@dataclass(frozen=True, slots=True)
class Story:
    """A story outside the collection, not yet numbered: the places that likely have it from there, ascending;
    the name that all its passages credit, or none; a statement for each place; the identifier by which its
    articles name it, or none."""

    children: tuple[int, ...]
    name: str
    statements: tuple[Statement, ...]
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """The lineage of some components: arrows by derived place and source, links by their places, stories."""

    directed: tuple[Statement, ...]
    linked: tuple[Statement, ...]
    stories: tuple[Story, ...]


NOTHING_TRACED = Traced((), (), ())


Facts = tuple[bool, bool, bool, bool, str]
"""Of a pair `own`, `told`, `credited`, `has_third` and `order`."""


def facts_of(evidence: Sequence[Evidence]) -> Facts:
    """What the kinds of some evidence say of a pair."""
    kinds = [item.kind for item in evidence]
    order = UNDATED
    for item in evidence if "date" in kinds else ():
        if item.kind == "date" and item.says != NEUTRAL and order != BY_TIME:
            order = BY_TIME if any(name == "date" for name, _, _ in item.terms) else BY_DAY
    return (
        "same outlet" in kinds,
        "credit" in kinds or "declared source" in kinds,
        not CREDITS.isdisjoint(kinds),
        "third text" in kinds,
        order,
    )


@dataclass(slots=True)
class Pair:
    """What the bundles of two places add up to: word-weighted probabilities, and the evidence.

    `shared` are the words of their passages, `passages` how
    many these are, `agencies` how many of them credit a name; `matched` words are the same on both sides.
    `apart` is the probability of a common source
    by the evidence on these two alone. Among many texts any two are unlikely to be source and copy; that is
    no evidence of a third one.
    """

    weighed: Weighed
    shared: int
    passages: int
    agencies: Mapping[str, int]
    matched: int = 0
    alike: float = 0.0
    apart: float = 0.0
    indirect: float = 0.0
    ahead: float = 0.0
    behind: float = 0.0
    words: int = 0
    in_common: int = 1
    """How many words the two articles have in common; where they were not compared, as many as can be."""
    context: str = ""
    """What else says how often a score is right: whether an agency's page is beside, or else, between
    outlets, nobody is credited for anything that either shares, as where an agency's story goes round without
    its name. Not who is credited for what: made-up newsrooms pass credits on too readily."""
    own: bool = field(init=False, default=False)
    """Whether both are one outlet's own versions."""
    told: bool = field(init=False, default=False)
    """Whether one credits the other's outlet, or is declared a source."""
    credited: bool = field(init=False, default=False)
    """Whether anybody is credited for the shared words."""
    has_third: bool = field(init=False, default=False)
    """Whether a third text of the collection explains what both have."""
    order: str = field(init=False, default=UNDATED)
    """How dates say which of the two came first: by their times, by their days, or not at all."""
    _common_source: float | None = field(init=False, default=None)
    facts_known: InitVar[Facts | None] = None
    """Where the evidence was looked at before, its `facts`."""

    def __post_init__(self, facts_known: Facts | None) -> None:
        # Of a story that thousands reprint each of these is asked for a hundred thousand times.
        self.own, self.told, self.credited, self.has_third, self.order = facts_known or facts_of(
            self.weighed.evidence
        )

    @property
    def facts(self) -> Facts:
        """What follows from the kinds of the evidence, to make the same pair elsewhere."""
        return self.own, self.told, self.credited, self.has_third, self.order

    def add(self, chance: float, words: int, *, first: bool) -> None:
        """Enter how likely the second has so many words from the first, or this one from the second."""
        if first:
            self.ahead += chance * words
        else:
            self.behind += chance * words

    @property
    def forward(self) -> float:
        """The probability that the second has the words from the first."""
        return self.ahead / self.words if self.words else 0.0

    @property
    def backward(self) -> float:
        """The probability that the first has the words from the second."""
        return self.behind / self.words if self.words else 0.0

    def may_be_from(self, *, first: bool) -> bool:
        """Whether an arrow may be drawn, from the first of the two or from the second."""
        return self.weighed.may_a_to_b if first else self.weighed.may_b_to_a

    def way(self, *, first: bool) -> float:
        """The probability of an arrow from the first of the two or from the second."""
        return self.forward if first else self.backward

    @property
    def direct(self) -> float:
        """That one of the two has it from the other, either way."""
        return min(1.0, self.forward + self.backward)

    @property
    def names_absent(self) -> bool:
        """Whether both credit an absent source for the shared words."""
        return self.weighed.absent_a and self.weighed.absent_b

    @property
    def common(self) -> float:
        """A score for both having it from a third text, and neither from the other through one: that is not
        asked where both credit an absent source, as all reprints between them do."""
        through = 0.0 if self.names_absent else self.indirect
        return max(0.0, min(self.apart, 1.0 - self.direct - through))

    @property
    def common_source(self) -> float:
        """The probability of that: to be asked for when all has been entered, as it is kept."""
        if self._common_source is None:
            self._common_source = calibrate(self.condition("common source"), self.common)
        return self._common_source

    def condition(self, kind: str) -> str:
        """The kind of a link with what else says how often its score is right."""
        return f"{kind}{self.context}{self.order}"

    @property
    def sequence(self) -> float:
        """What dates and notes of correction say of the order: log-odds that the first was earlier. Those of
        dates as they are, since one outlet's dates are of one clock."""
        evidence = list(self.weighed.evidence)
        dates = (item for item in evidence if item.kind == "date")
        notes = (item for item in evidence if item.kind == "correction")
        order: float = sum(ahead - behind for item in dates for _, ahead, behind in item.terms)
        return order + sum(item.a_to_b - item.b_to_a for item in notes)

    @property
    def has_common_source(self) -> bool:
        """Whether a common source can be stated: not of one outlet's own versions."""
        return not self.own and self.common_source >= SURE

    @property
    def points_outside(self) -> bool:
        """Whether a common source is likely, and none of the collection explains it."""
        return not self.has_third and self.has_common_source


_NOTHING_BESIDE: Mapping[int, Pair] = {}


class Pairs:
    """The weighed pairs of places."""

    __slots__ = ("absent", "beside")

    def __init__(self) -> None:
        self.beside: dict[int, dict[int, Pair]] = defaultdict(dict)
        """For each place its pairs, by the other place."""
        self.absent: dict[int, set[int]] = defaultdict(set)
        """For each place that credits an absent source those with whom it shares the words."""

    def add(self, first: int, second: int, pair: Pair) -> None:
        """Enter a pair that is not there yet; `first` below `second`."""
        self.beside[first][second] = pair
        self.beside[second][first] = pair
        if pair.weighed.absent_a:
            self.absent[first].add(second)
        if pair.weighed.absent_b:
            self.absent[second].add(first)

    def of(self, one: int, other: int) -> Pair | None:
        """The pair of two places in any order."""
        beside = self.beside.get(one)
        return None if beside is None else beside.get(other)

    def items(self) -> Iterator[tuple[int, int, Pair]]:
        """All pairs with their places, the lower first."""
        for first, beside in self.beside.items():
            for second, pair in beside.items():
                if first < second:
                    yield first, second, pair

    def among(self, places: Sequence[int]) -> Iterator[tuple[int, int, Pair]]:
        """The pairs among some places (ascending), these given by their indexes, the lower first."""
        index = {place: number for number, place in enumerate(places)}
        for i, place in enumerate(places):
            beside = self.beside.get(place, _NOTHING_BESIDE)
            others: Sequence[int] = range(i + 1, len(places))
            if len(beside) < len(others):
                others = sorted(index[other] for other in beside if other > place and other in index)
            for j in others:
                pair = beside.get(places[j])
                if pair is not None:
                    yield i, j, pair


def of_pair(
    source: int, derived: int, kind: str, probability: float, pair: Pair, signs: Mapping[str, int]
) -> Statement:
    """The statement on a pair; `signs` tells what speaks for it (+1) and against it (-1)."""
    shown = round(probability, 4)
    return Statement(
        source=source,
        unseen=None,
        derived=derived,
        kind=kind,
        probability=shown,
        band=band_of(shown),
        words=pair.shared,
        passages=pair.passages,
        agencies=pair.agencies,
        reasons=tuple(reason_of(item, signs.get(item.says, 0)) for item in pair.weighed.evidence),
    )


def count_agencies(pieces: Sequence[Piece]) -> Mapping[str, int]:
    """How many of some passages each name is credited for, by name."""
    agencies: dict[str, int] = defaultdict(int)
    for piece in pieces:
        for name in sorted({*piece.credit_a, *piece.credit_b}):
            agencies[name] += 1
    return dict(sorted(agencies.items()))


def reason_of(item: Evidence, sign: int) -> Reason:
    """An observation as a reason; one without weight speaks neither for nor against."""
    weight = round(sign * item.weight(), 4)
    return Reason(sign if weight else 0, weight or 0.0, item.sentence)


def band_of(probability: float) -> str:
    """strong, moderate, weak or none."""
    return next(name for name, least in BANDS if probability >= least)
