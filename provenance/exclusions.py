"""Text -> the words in it that the house has set aside, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from provenance.house_rules import PATTERN, ExcludedWords
from provenance.spans import Span
from provenance.tokens import Tokens, tokenise

Excluded = tuple[Span, int]
"""Half-open code points of a text, and the number of the rule that sets them aside."""


def find_excluded(text: str, tokens: Tokens, rules: Sequence[ExcludedWords]) -> tuple[Excluded, ...]:
    """What the rules set aside in a text, in the order of the text; each rule by itself."""
    found: list[Excluded] = []
    for number, rule in enumerate(rules):
        spans = _matches(text, rule.what) if rule.kind == PATTERN else _runs(tokens, rule.what)
        found += ((span, number) for span in spans)
    return tuple(sorted(found))


def _matches(text: str, pattern: str) -> Iterator[Span]:
    for match in compile_pattern(pattern).finditer(text):
        if match.end() > match.start():
            yield Span(match.start(), match.end())


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression; raises re.error for what is none."""
    return re.compile(pattern)


def _runs(tokens: Tokens, words: str) -> Iterator[Span]:
    """Where some words stand one behind the other, whatever stands between them; never two that overlap."""
    wanted = hashes_of(words)
    last = len(tokens) - wanted.size
    if not wanted.size or last < 0:
        return
    begins = np.flatnonzero(tokens.hashes[: last + 1] == wanted[0])
    free = 0
    for begin in begins.tolist():
        if begin >= free and np.array_equal(tokens.hashes[begin : begin + wanted.size], wanted):
            free = begin + wanted.size
            yield tokens.span(begin, free)


@lru_cache(maxsize=1024)
def hashes_of(words: str) -> npt.NDArray[np.uint32]:
    """The words of a text as they are compared."""
    return tokenise(words).hashes
