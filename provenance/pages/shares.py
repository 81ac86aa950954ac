"""A text and its candidate sources -> what it shares with each, the best first, what stays its own, and its
degree. No files, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from provenance import settings
from provenance.credits import find_credits
from provenance.degrees import Measures, count_words, in_its_language, measure
from provenance.gather import Ranges, Standing, count, gather, merge, standing
from provenance.names import beginnings, same_name_token
from provenance.passages import PAIR, Passage, compare_pairs, passage_of
from provenance.quotes import find_quotations
from provenance.rewriting import find_regions
from provenance.spans import Span
from provenance.tokens import Tokens, join_tokens, tokenise


@dataclass(frozen=True, slots=True)
class Taken:
    """What one source has of the text that no source before it has: so many `words`, where they stand
    (`spans`, half-open code points), how many of them are `reworded` (in regions, but in no passage of equal
    words in a row), and what they stand in. `in_all`: the words that it has of the text, those of other
    sources too; `reached`: the share of the text that it and those before it have, 0 to 1."""

    source: str
    words: int
    spans: tuple[Span, ...]
    reworded: int
    standing: Standing
    in_all: int
    reached: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What a text of so many `words` shares, the best source first. `own`: what no source has; `scattered`:
    what only sources have that add too few words for a step. `degree`: wholly, partially or non-derived;
    None where no other texts were given. It says what they share, not who had it first."""

    words: int
    steps: tuple[Taken, ...]
    own: tuple[Span, ...]
    own_words: int
    scattered: tuple[Span, ...]
    scattered_words: int
    degree: str | None
    measures: Measures


def shares(text: str, sources: Mapping[str, str] | Sequence[str], *, others: Iterable[str] = ()) -> Shares:
    """The best source of a text, what the next adds, and so on, and what stays its own.

    `sources` are texts by name, or in a list: then a source is called by its place, from 0. A step adds at
    least 8 words; passages of equal words count, and regions that say the same in other words. `others` are
    texts of other stories, some ten or more, by which rare words are told for the degree; without any the
    degree is None. Offsets are half-open code points of the text as given. Raises TypeError where `sources`
    is one text.
    """
    if isinstance(sources, str):
        raise TypeError("sources are texts in a list or by name; one text alone goes into a list")
    names = list(sources) if isinstance(sources, Mapping) else [str(place) for place in range(len(sources))]
    given = list(sources.values()) if isinstance(sources, Mapping) else list(sources)
    tokens = tokenise(text)
    against = [tokenise(source) for source in given]
    passages = _passages(text, tokens, given, against)
    copied = [merge((one.first_a, one.last_a) for one in found) for found in passages]
    regions = [
        merge((one.first_a, one.last_a) for one in find_regions(tokens, source, found))
        for source, found in zip(against, passages, strict=True)
    ]
    found = gather(
        len(tokens),
        [(*one, *other) for one, other in zip(copied, regions, strict=True)],
        least=settings.SHARES_LEAST,
    )
    quotations = find_quotations(text)
    quoted = [one.inner for one in quotations if not one.depth]
    credits = find_credits(text, quotations)
    measures = measure(
        text, tokens, against, count_words(in_its_language([tokens, *against], map(tokenise, others)))
    )
    return Shares(
        words=len(tokens),
        steps=tuple(
            Taken(
                source=names[step.source],
                words=step.words,
                spans=_spans(step.ranges, tokens),
                reworded=step.words - _in_both(step.ranges, copied[step.source]),
                standing=standing(step.ranges, tokens, quoted, credits),
                in_all=step.in_all,
                reached=step.reached / len(tokens),
            )
            for step in found.steps
        ),
        own=_spans(found.own, tokens),
        own_words=count(found.own),
        scattered=_spans(found.scattered, tokens),
        scattered_words=count(found.scattered),
        degree=measures.degree,
        measures=measures,
    )


def _passages(
    text: str, tokens: Tokens, sources: Sequence[str], against: Sequence[Tokens]
) -> list[list[Passage]]:
    """The passages of the text with each source."""
    found: list[list[Passage]] = [[] for _ in sources]
    first, second = np.zeros(len(sources), np.int64), np.arange(1, len(sources) + 1)
    block = join_tokens([tokens, *against])
    rows = compare_pairs(
        [text, *sources], block, first, second, same_word=same_name_token, beginnings=beginnings
    )
    for row in rows.tolist():
        found[row[PAIR]].append(passage_of(row))
    return found


def _spans(ranges: Ranges, tokens: Tokens) -> tuple[Span, ...]:
    return tuple(tokens.span(first, last) for first, last in ranges)


def _in_both(one: Ranges, other: Ranges) -> int:
    """How many words stand in ranges of both."""
    return sum(max(0, min(last, end) - max(first, start)) for first, last in one for start, end in other)
