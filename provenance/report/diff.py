"""Two aligned spans -> the words that are the same, changed, or on one side only.

Words are compared as everywhere else (case, accents' encoding and invisible characters do not count), marks
between them apart from the style of quote marks; white space never counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from provenance.report.visible import is_ignorable
from provenance.subsequence import in_order, runs
from provenance.tokens import tokenise

SAME, CHANGED, ONLY_A, ONLY_B = "same", "changed", "only a", "only b"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both texts. The `a` of all pieces joined is the first text, the `b` the second."""

    kind: str
    a: str
    b: str


def diff(text_a: str, text_b: str) -> list[Piece]:
    """The pieces of two texts in order; `kind` is same, changed, only a or only b."""
    a, b = tokenise(text_a), tokenise(text_b)
    starts_a, ends_a, starts_b, ends_b = (side.tolist() for side in (a.starts, a.ends, b.starts, b.ends))
    pieces = _Pieces(text_a, text_b)
    for i, j, words in runs(in_order(a.hashes, b.hashes)):
        pieces.go_between(starts_a[i], starts_b[j])
        end_a, end_b = ends_a[i + words - 1], ends_b[j + words - 1]
        if text_a[starts_a[i] : end_a] == text_b[starts_b[j] : end_b]:
            pieces.go(SAME, end_a, end_b)
            continue
        for word in range(words):
            pieces.go_between(starts_a[i + word], starts_b[j + word])
            pieces.go(SAME, ends_a[i + word], ends_b[j + word])
    pieces.go_between(len(text_a), len(text_b))
    return pieces.joined()


_ONE_STYLE = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‹›", "'"))


class _Pieces:
    """Goes through two texts from piece to piece. Neighbours of one kind become one, empty ones none."""

    def __init__(self, text_a: str, text_b: str) -> None:
        self._texts = text_a, text_b
        self._at = 0, 0
        self._ends: list[tuple[str, int, int]] = []

    def go(self, kind: str, end_a: int, end_b: int) -> None:
        """A piece up to these places."""
        if (end_a, end_b) == self._at:
            return
        self._at = end_a, end_b
        if self._ends and self._ends[-1][0] == kind:
            self._ends.pop()
        self._ends.append((kind, end_a, end_b))

    def go_between(self, end_a: int, end_b: int) -> None:
        """What stands between two aligned words: its ends that agree, and the part that does not."""
        (at_a, at_b), (text_a, text_b) = self._at, self._texts
        gap_a, gap_b = text_a[at_a:end_a], text_b[at_b:end_b]
        if gap_a == gap_b:
            self.go(SAME, end_a, end_b)
            return
        head_a, head_b = _agreeing(gap_a, gap_b)
        tail_a, tail_b = _agreeing(gap_a[head_a:][::-1], gap_b[head_b:][::-1])
        self.go(SAME, at_a + head_a, at_b + head_b)
        only_a, only_b = at_b + head_b == end_b - tail_b, at_a + head_a == end_a - tail_a
        self.go(ONLY_A if only_a else ONLY_B if only_b else CHANGED, end_a - tail_a, end_b - tail_b)
        self.go(SAME, end_a, end_b)

    def joined(self) -> list[Piece]:
        """The pieces as text."""
        (text_a, text_b), at_a, at_b = self._texts, 0, 0
        result = []
        for kind, end_a, end_b in self._ends:
            result.append(Piece(kind, text_a[at_a:end_a], text_b[at_b:end_b]))
            at_a, at_b = end_a, end_b
        return result


def _agreeing(gap_a: str, gap_b: str) -> tuple[int, int]:
    """How many characters at the start of both agree: white space of any length, equal marks."""
    at_a = at_b = 0
    while True:
        while at_a < len(gap_a) and is_ignorable(gap_a[at_a]):
            at_a += 1
        while at_b < len(gap_b) and is_ignorable(gap_b[at_b]):
            at_b += 1
        if at_a == len(gap_a) or at_b == len(gap_b):
            return at_a, at_b
        one, other = gap_a[at_a], gap_b[at_b]
        if one.isalnum() or one.translate(_ONE_STYLE) != other.translate(_ONE_STYLE):
            return at_a, at_b
        at_a, at_b = at_a + 1, at_b + 1
