"""Articles -> Texts: what is found in a text alone, quotations and credits.

Only texts that share something are looked at: nothing else asks what their words stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from provenance.agencies import Agencies
from provenance.credits import find_credits
from provenance.exclusions import find_excluded
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.quotes import find_quotations
from provenance.reading import Article
from provenance.spans import Span
from provenance.stated_credits import linked_owners, stated_credits
from provenance.texts import Text
from provenance.tokens import Tokens, paragraph_starts
from provenance.verdicts import Marked


def annotate(
    article: Article,
    places: tuple[int, ...],
    tokens: Tokens,
    boilerplate: Sequence[Span],
    agencies: Agencies,
    others: Iterable[Article] = (),
    *,
    house: HouseRules = NO_HOUSE_RULES,
) -> Text:
    """The text of an article, which stands in `places`. Its `tokens` in `boilerplate` are no body.

    `others` are the same text in other places, which may state other credits.
    """
    paragraphs = paragraph_starts(article.text)
    quotations = find_quotations(article.text, paragraphs=paragraphs)
    standing = (article, *others)
    found = find_credits(
        article.text,
        quotations,
        article.segments,
        agencies,
        paragraphs=paragraphs,
        links=linked_owners(standing, agencies),
    )
    credits = (*stated_credits(standing, agencies), *found)
    excluded = find_excluded(article.text, tokens, house.excluded)
    marked = Marked(tokens, quotations, credits, tuple(boilerplate), excluded)
    return Text(article.text_id, article.text, marked, tokens.without(boilerplate), places)
