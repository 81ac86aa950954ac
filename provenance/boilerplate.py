"""Boilerplate: the words of the page around an article. It is marked, never cut.

Two sources: what reading recognised line by line, and lines learned from a collection: those that recur in
texts that otherwise have nothing in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from provenance.coverage import Offsets, cover_half, near
from provenance.kernels import mix64
from provenance.spans import Span
from provenance.tokens import Tokens

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


def is_boilerplate(span: Span, boilerplate: Sequence[Span], token_starts: Offsets) -> bool:
    """Whether at least half of the words of `span` stand in boilerplate.

    The spans of `boilerplate` are ascending and apart; `token_starts` are the offsets of all words.
    """
    return cover_half(near(boilerplate, span), span, token_starts)


def find_lines(text: str, tokens: Tokens) -> tuple[list[int], list[Span]]:
    """The lines of a text that have words: a 64-bit hash of the words of each, and its span.

    The lowest six bits of a hash hold the number of the words, up to 63, so that no second list has to travel
    along.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    if not lines or not len(tokens):
        return [], []
    bounds = np.searchsorted(tokens.starts, np.array([start for start, _ in lines]))
    counts = np.diff(bounds, append=len(tokens))
    filled = np.flatnonzero(counts)
    first, counts = bounds[filled], counts[filled]
    place = np.arange(int(first[0]), len(tokens)) - np.repeat(first, counts)
    words = tokens.hashes[first[0] :].astype(np.uint64)
    sums = np.add.reduceat(mix64(words + (place.astype(np.uint64) << np.uint64(32))), first - first[0])
    hashes = mix64(sums) & ~np.uint64(_COUNT) | np.minimum(counts, _COUNT).astype(np.uint64)
    return hashes.tolist(), [_bare(text, *lines[number]) for number in filled.tolist()]


_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def _bare(text: str, start: int, end: int) -> Span:
    """The span of a line without the white space around it."""
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    return Span(start, start + len(line.strip()))


def learn_repeated_lines(
    lines_by_text: Iterable[tuple[str, Sequence[int]]], *, min_texts: int = MIN_TEXTS
) -> frozenset[int]:
    """The hashes of the short lines that recur in texts which are different stories, at least `min_texts`.

    `lines_by_text`: the id of each distinct text, with its line hashes. A story reprinted in 2,000 papers
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
