"""Two texts -> the passages that they share, or the regions. No files, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from provenance.names import same_name_token
from provenance.paraphrases import compare_wording
from provenance.passages import Passage, compare_pairs, passage_of
from provenance.quotes import find_quotations, is_quoted
from provenance.retelling import count_common
from provenance.rewriting import Region, find_regions, join_regions, spans
from provenance.tokens import Tokens, join_tokens, tokenise
from provenance.verdicts import which_side


def compare(text_a: str, text_b: str, *, merge_words: int = 0, min_chars: int = 0) -> list[Passage]:
    """The passages that two texts share, in the order of the first.

    Offsets are half-open code points of the two texts as given. With `merge_words`, regions instead of
    passages: also what one text says in other words (form rewritten) or in fewer (form summary), joined
    where at most so many words stand between on both sides; `matched` counts the words that both sides have,
    in any order. Passages of fewer than `min_chars` code points on either side are left out. Raises
    ValueError where one is negative.
    """
    if merge_words < 0 or min_chars < 0:
        raise ValueError("merge_words and min_chars count words and code points; give 0 or more")
    a, b = tokenise(text_a), tokenise(text_b)
    pair = np.zeros(1, np.int64), np.ones(1, np.int64)
    look = compare_pairs if merge_words else compare_wording
    rows = look([text_a, text_b], join_tokens([a, b]), *pair, same_word=same_name_token)
    found = [passage_of(row) for row in rows.tolist()]
    if merge_words:
        regions = join_regions(find_regions(a, b, found), merge_words)
        found = [_as_passage(region, a, b, found) for region in regions]
    found = [one for one in found if min(len(one.a), len(one.b)) >= min_chars]
    if not found:
        return []
    quotations_a, quotations_b = find_quotations(text_a), find_quotations(text_b)
    return [
        replace(
            passage,
            quoted=which_side(
                is_quoted(passage.a, quotations_a, a.starts), is_quoted(passage.b, quotations_b, b.starts)
            ),
        )
        for passage in found
    ]


def _as_passage(region: Region, a: Tokens, b: Tokens, passages: Sequence[Passage]) -> Passage:
    """A region as a passage: the passage that it is, or one in other words."""
    for passage in passages:
        if Region(passage.first_a, passage.last_a, passage.first_b, passage.last_b) == region:
            return passage
    span_a, span_b = spans(region, a, b)
    sizes = region.last_a - region.first_a, region.last_b - region.first_b
    form = "rewritten" if region.summary == "neither" else "summary"
    matched = count_common(a.hashes[region.first_a : region.last_a], b.hashes[region.first_b : region.last_b])
    return Passage(
        span_a, span_b, min(sizes), matched / max(sizes), form, "neither",
        region.first_a, region.last_a, region.first_b, region.last_b, matched,
    )  # fmt: skip
