"""Two texts -> the passages that they share. No files, no database."""

from __future__ import annotations

from dataclasses import replace

from provenance import settings
from provenance.names import same_name_token
from provenance.passages import Passage, find_passages
from provenance.quotes import find_quotations, is_quoted
from provenance.tokens import tokenise
from provenance.verdicts import which_side


def compare(text_a: str, text_b: str) -> list[Passage]:
    """The passages that two texts share, in the order of the first.

    Offsets are half-open code points of the two texts as given.
    """
    a, b = tokenise(text_a), tokenise(text_b)
    found = find_passages(
        text_a, a, text_b, b,
        same_word=same_name_token, alone=settings.ALONE, company=settings.COMPANY,
    )  # fmt: skip
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
