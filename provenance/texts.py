"""The records that judging passes on: texts with what was found in them, and pairs of texts that share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from provenance.amendments import count_notes
from provenance.families import Shared
from provenance.origins import Origin
from provenance.portable import portable
from provenance.reading import Article
from provenance.spans import Span
from provenance.tokens import Tokens
from provenance.verdicts import Marked, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One content: its marks, the tokens outside boilerplate (these are matched), and the places (indexes
    into the articles) where it stands; the side of each where only articles of two sides are compared; what
    each says of its own origin."""

    text_id: str
    text: str
    marked: Marked
    body: Tokens
    places: tuple[int, ...]
    sides: Mapping[int, int] = field(default_factory=dict)
    origins: Mapping[int, tuple[Origin, ...]] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        """Whether it stands in two places that are compared with each other."""
        return len(self.places) > 1 and (not self.sides or len(set(self.sides.values())) > 1)

    @property
    def words(self) -> int:
        """Words of the whole text."""
        return len(self.marked.tokens)

    @property
    def body_words(self) -> int:
        """Words outside boilerplate."""
        return len(self.body)

    @property
    def notes(self) -> int:
        """How often it says of itself that it was corrected."""
        return count_notes(self.text)

    def credited(self, span: Span) -> tuple[str, ...]:
        """The names credited for the words of a span, sorted."""
        return self.marked.credited(span) if self.marked.credits else ()


class Noticed(Protocol):
    """What families and lineage ask of a text, whether it is at hand or was read before; see `Text`."""

    @property
    def places(self) -> tuple[int, ...]: ...
    @property
    def sides(self) -> Mapping[int, int]: ...
    @property
    def origins(self) -> Mapping[int, tuple[Origin, ...]]: ...
    @property
    def is_shared(self) -> bool: ...
    @property
    def words(self) -> int: ...
    @property
    def body_words(self) -> int: ...
    @property
    def notes(self) -> int: ...
    def credited(self, span: Span) -> tuple[str, ...]: ...


@portable
@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts (indexes) that share something: their passages and words, whether they are near-duplicates,
    and the estimate of the sketches where these proposed the pair."""

    a: int
    b: int
    passages: tuple[Shared, ...]
    words: int
    words_a: int
    words_b: int
    near_duplicate: bool
    jaccard: float | None


Texts: TypeAlias = Mapping[int, Text] | Sequence[Text]
"""Texts by their numbers: all, or those of some components."""
AllNoticed: TypeAlias = Mapping[int, Noticed] | Sequence[Noticed]
"""The same, where the texts need not be at hand."""
Articles: TypeAlias = Mapping[int, Article] | Sequence[Article]
"""Articles by their places."""
Verdicts: TypeAlias = Sequence[Sequence[Verdict]]
"""For each family the verdicts on its passages, in its order."""
