"""What a decision is on: a passage, a pair or an article, named by the content of its texts and not by their
places. Offsets are half-open code points of the stored texts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from provenance.spans import Span

PASSAGE, PAIR, ARTICLE = "passage", "pair", "article"


@dataclass(frozen=True, slots=True)
class Subject:
    """Texts are named by the SHA-256 of their UTF-8. `text_b` is empty for an article; only a passage has the
    spans `a` and `b`. The sides stand in the order of their hashes, whichever article is called first
    elsewhere: make one by `of_passage`, `of_pair` or `of_article`."""

    kind: str
    text_a: str
    a: Span | None = None
    text_b: str = ""
    b: Span | None = None

    @property
    def id(self) -> str:
        """16 digits; of an article its text id. The same in every database."""
        if self.a is not None and self.b is not None:
            return passage_id(_key(self.text_a, self.a), _key(self.text_b, self.b))
        return _hash((PAIR, self.text_a, self.text_b)) if self.text_b else self.text_a

    def meets(self, other: Subject) -> int:
        """How many code points two passages of the same texts have in common, on both sides together; 0 where
        that is less than half of any of the four spans."""
        if (self.text_a, self.text_b) != (other.text_a, other.text_b):
            return 0
        if self.a is None or self.b is None or other.a is None or other.b is None:
            return 0
        if not (self.a.same_place(other.a) and self.b.same_place(other.b)):
            return 0
        return self.a.overlap(other.a) + self.b.overlap(other.b)


def of_passage(text_1: str, span_1: Span, text_2: str, span_2: Span) -> Subject:
    """A passage that stands in two texts, given in any order."""
    first, second = sorted((_key(text_1, span_1), _key(text_2, span_2)))
    return Subject(PASSAGE, first[0], Span(*first[1:]), second[0], Span(*second[1:]))


def of_pair(text_1: str, text_2: str) -> Subject:
    """Two texts, given in any order; twice the same where one text stands in two places."""
    return Subject(PAIR, min(text_1, text_2), None, max(text_1, text_2))


def of_article(text_id: str) -> Subject:
    """One text, wherever it stands."""
    return Subject(ARTICLE, text_id)


def passage_id(a: tuple[str, int, int], b: tuple[str, int, int]) -> str:
    """The id of a passage by its two sides, in any order: the text id, the start and the end of each."""
    first, second = sorted((a, b))
    return _hash((first, second))


def _hash(named: object) -> str:
    return hashlib.sha256(repr(named).encode()).hexdigest()[:16]


def _key(text_id: str, span: Span) -> tuple[str, int, int]:
    return text_id, span.start, span.end
