"""Boilerplate: the words of the page around an article. It is marked, never cut.

Two sources: what reading recognised line by line, and lines learned from a collection: those that recur in
texts that otherwise have nothing in common.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from provenance.coverage import Offsets, covered_words, near
from provenance.spans import Span

if TYPE_CHECKING:
    from provenance.reading.article import Segment

MIN_TEXTS = 5
"""A line counts from this many stories on: two wires, a paper's two versions and one reprint can put a line
that somebody wrote into four texts."""
LONGEST = 40
"""Words. Notices and invitations are shorter; a paragraph of a story may be as long as this."""
BUTTON = 5
"""Words. Lines up to this length ("Advertisement", "Read more") count between paragraphs too; longer
ones at the top or bottom of their texts only, for a quotation that ten articles share is none."""
MOST = 0.5
"""The share of the texts with a line that must be stories of their own, and have it at the top or bottom."""
_STORY_LINES = 3
_LOOSE = 2
"""Lines of a text's own ("3 comments") that may stand among the boilerplate of its top or bottom."""
_COUNT = 63
"""The lowest bits of a line's hash hold its number of words, up to this."""


def find_boilerplate(text: str, segments: Sequence[Segment]) -> tuple[Span, ...]:
    """The spans of the page around the article, ascending: segments of kind `boilerplate`.

    Captions and credits of pictures are not among them: they are written for the article, and a copied
    caption is a finding.
    """
    spans = sorted(segment.span for segment in segments if segment.kind == "boilerplate")
    return tuple(span for span in spans if span.end <= len(text) and span)


def status_of(
    span: Span, boilerplate_spans: Sequence[Span], token_starts: Offsets, token_ends: Offsets
) -> Literal["reuse", "boilerplate"]:
    """boilerplate where at least half of the words of the span stand in boilerplate, else reuse.

    `boilerplate_spans` are ascending and apart; `token_starts` and `token_ends` are the offsets of all words.
    """
    count, words = covered_words(near(boilerplate_spans, span), span, token_starts)
    return "boilerplate" if words and 2 * count >= words else "reuse"


def line_hashes(text: str) -> list[int]:
    """A 64-bit hash of each line that has words, normalised (NFKC, case, white space).

    The lowest six bits hold the number of its words, up to 63, so that no second list has to travel along.
    """
    return [_line_hash(line) for line, _ in _lines(text)]


def line_spans(text: str) -> list[Span]:
    """The spans of the lines that `line_hashes` gives hashes for, in the same order."""
    return [span for _, span in _lines(text)]


def learn_repeated_lines(
    lines_by_text: Iterable[tuple[str, Sequence[int]]], *, min_texts: int = MIN_TEXTS
) -> frozenset[int]:
    """The hashes of the short lines that recur in texts which are different stories, at least `min_texts`.

    `lines_by_text`: the id of each distinct text, with its `line_hashes`. A story reprinted in 2,000 papers
    brings its longest lines along: its texts are one story, and none of its lines is boilerplate; the notice
    of a paper stands below many stories. The order of the texts is of no effect. Time is linear in the lines.
    """
    texts = [tuple(lines) for _, lines in sorted(lines_by_text, key=lambda item: item[0])]
    holders: dict[int, list[int]] = defaultdict(list)
    for number, lines in enumerate(texts):
        for line in dict.fromkeys(lines):
            holders[line].append(number)
    repeated = {line for line, found in holders.items() if len(found) >= min_texts}
    if not repeated:
        return frozenset()
    stories = _stories(texts)
    at_edge: Counter[int] = Counter()
    for lines in texts:
        at_edge.update(_edge_lines(lines, repeated))
    return frozenset(
        line for line in repeated if _is_boilerplate(line, holders[line], stories, at_edge, min_texts)
    )


def _is_boilerplate(
    line: int, found: Sequence[int], stories: Sequence[int], at_edge: Mapping[int, int], min_texts: int
) -> bool:
    words = line & _COUNT
    if words >= LONGEST or len({stories[number] for number in found}) < max(min_texts, MOST * len(found)):
        return False
    return words <= BUTTON or at_edge[line] >= MOST * len(found)


def _stories(texts: Sequence[Sequence[int]]) -> list[int]:
    """For each text the number of its story. Texts that share two of their three longest lines are one story:
    one line may be a notice, two of the longest are the story itself."""
    parents = list(range(len(texts)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    first: dict[tuple[int, ...], int] = {}
    for number, lines in enumerate(texts):
        longest = sorted(set(lines), key=lambda line: (-(line & _COUNT), line))[:_STORY_LINES]
        for pair in combinations(sorted(longest), 2) if len(longest) > 1 else [tuple(longest)]:
            parents[root(number)] = root(first.setdefault(pair, number))
    return [root(number) for number in range(len(texts))]


def _edge_lines(lines: Sequence[int], repeated: Set[int]) -> set[int]:
    """The repeated lines at the top and the bottom of a text, outside its own lines."""
    found: set[int] = set()
    for ordered in (lines, lines[::-1]):
        loose = 0
        for line in ordered:
            if line in repeated:
                found.add(line)
            else:
                loose += 1
                if loose > _LOOSE or line & _COUNT > BUTTON:
                    break
    return found


def _lines(text: str) -> Iterator[tuple[str, Span]]:
    offset = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if any(char.isalnum() for char in bare):
            start = offset + line.index(bare)
            yield bare, Span(start, start + len(bare))
        offset += len(line)


def _line_hash(line: str) -> int:
    words = unicodedata.normalize("NFKC", line).casefold().split()
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & ~_COUNT | min(len(words), _COUNT)
