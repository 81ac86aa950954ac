"""Two texts -> the passages that they share. No files, no database."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from provenance.names import same_name_token
from provenance.passages import Passage, compare_pairs, passage_of
from provenance.quotes import find_quotations, is_quoted
from provenance.tokens import join_tokens, tokenise
from provenance.verdicts import which_side


def compare(text_a: str, text_b: str) -> list[Passage]:
    """The passages that two texts share, in the order of the first.

    Offsets are half-open code points of the two texts as given.
    """
    a, b = tokenise(text_a), tokenise(text_b)
    pair = np.zeros(1, np.int64), np.ones(1, np.int64)
    rows = compare_pairs([text_a, text_b], join_tokens([a, b]), *pair, same_word=same_name_token)
    found = [passage_of(row) for row in rows.tolist()]
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
