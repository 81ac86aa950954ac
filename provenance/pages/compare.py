"""Two texts -> the passages that they share. No files, no database."""

from __future__ import annotations

from dataclasses import replace

from provenance import settings
from provenance.names import same_name_token
from provenance.passages import Passage, find_passages
from provenance.quotes import find_quotations, quoted_share
from provenance.spans import Span
from provenance.tokens import Tokens, tokenise
from provenance.verdicts import HALF, which_side


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
    quoted_a, quoted_b = _quoted(text_a, a), _quoted(text_b, b)
    return [
        replace(passage, quoted=which_side(quoted_a(passage.a), quoted_b(passage.b))) for passage in found
    ]


class _quoted:  # noqa: N801 - used as a function
    """Whether at least half of the words of a span of one text stand in quote marks."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.quotations, self.tokens = find_quotations(text), tokens

    def __call__(self, span: Span) -> bool:
        return quoted_share(self.quotations, span, self.tokens.starts, self.tokens.ends) >= HALF
