"""A span of a text. The boundary rule is said here and nowhere else: start inclusive, end exclusive."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.portable import portable


@portable
@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points of one stored text: `start <= position < end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start} and {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return self.end > self.start

    def cut(self, text: str) -> str:
        """The words of `text` that stand in this span."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many code points both spans hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: Span) -> bool:
        """Whether every code point of `other` is in this span."""
        return self.start <= other.start and other.end <= self.end

    def same_place(self, other: Span) -> bool:
        """Whether the spans overlap by at least half of *both*: the rule by which a span joins a family."""
        shared = self.overlap(other)
        return shared > 0 and 2 * shared >= len(self) and 2 * shared >= len(other)

    def hull(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))
