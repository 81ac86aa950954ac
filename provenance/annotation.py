"""Articles -> Texts: what is found in a text alone, quotations and credits.

Only texts that share something are looked at: nothing else asks what their words stand in.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.agencies import Agencies
from provenance.credits import find_credits
from provenance.exclusions import find_excluded
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.kinship import Text
from provenance.quotes import find_quotations
from provenance.reading import Article
from provenance.spans import Span
from provenance.tokens import Tokens, paragraph_starts
from provenance.verdicts import Marked


def annotate(
    article: Article,
    places: tuple[int, ...],
    tokens: Tokens,
    boilerplate: Sequence[Span],
    agencies: Agencies,
    house: HouseRules = NO_HOUSE_RULES,
) -> Text:
    """The text of an article, which stands in `places`. Its `tokens` in `boilerplate` are no body."""
    paragraphs = paragraph_starts(article.text)
    quotations = find_quotations(article.text, paragraphs=paragraphs)
    credits = find_credits(article.text, quotations, article.segments, agencies, paragraphs=paragraphs)
    excluded = find_excluded(article.text, tokens, house.excluded)
    marked = Marked(tokens, quotations, credits, tuple(boilerplate), excluded)
    return Text(article.text_id, article.text, marked, tokens.without(boilerplate), places)
