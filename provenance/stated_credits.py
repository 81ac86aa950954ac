"""Credits that a file states beside its words: `creditText` and `isBasedOn` of a page, the links in it.

A text that stands in several places has what any of them states: to call words uncredited that one of its
pages credits would be a false charge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from provenance.agencies import Agencies
from provenance.credited import Credit
from provenance.mentions import find_places, site_of, site_owner
from provenance.names import folded_name
from provenance.spans import Span

if TYPE_CHECKING:
    from provenance.reading import Article

_LONGEST = 60
"""Code points. Of what is stated at greater length, and holds no name of the list, nothing is a name."""


def stated_credits(articles: Iterable[Article], agencies: Agencies) -> tuple[Credit, ...]:
    """Whom the places of one text credit outside it: credits for all its words, in the role "stated". Their
    span is empty, at the start of the text."""
    found: dict[str, bool] = {}
    size = 0
    for article in articles:
        size = len(article.text)
        own = _own_names(article, agencies)
        for statement in article.metadata.credits:
            for name, known in _names(statement, agencies):
                if folded_name(name) not in own:
                    found[name] = found.get(name, False) or known
    return tuple(
        Credit(name, "stated", Span(0, 0), (Span(0, size),) if size else (), known)
        for name, known in sorted(found.items())
    )


def linked_owners(articles: Iterable[Article], agencies: Agencies) -> tuple[tuple[Span, str], ...]:
    """The words that lead to the site of an agency or outlet of the list, and its name; ascending, once each.
    Links to the article's own outlet credit nobody."""
    found = set()
    for article in articles:
        if article.links:
            own = _own_names(article, agencies)
            for link in article.links:
                owner = site_owner(link.target, agencies)
                if owner and folded_name(owner) not in own:
                    found.add((link.span, owner))
    return tuple(sorted(found))


def _own_names(article: Article, agencies: Agencies) -> frozenset[str]:
    """How the outlet of an article, its author and its site may be called: none credits itself."""
    metadata = article.metadata
    names = [metadata.outlet, agencies.canonical(metadata.outlet), metadata.byline]
    if metadata.url:
        names += [site_of(metadata.url), site_owner(metadata.url, agencies)]
    return frozenset(folded_name(name) for name in names if name)


def _names(statement: str, agencies: Agencies) -> list[tuple[str, bool]]:
    """The names in a statement, and whether each stands in the list."""
    words = " ".join(statement.split())
    if words.startswith(("http://", "https://", "www.")):
        owner = site_owner(words, agencies)
        return [(owner, True)] if owner else [(site, False)] if (site := site_of(words)) else []
    agency = agencies.named(words)
    if agency is not None:
        return [(agency.name, True)] if agency.kind != "pictures" else []
    found = [
        (agencies.names[place.form].name, True)
        for place in find_places(words, agencies)
        if place.kind == "name"
        and place.form in agencies.names
        and agencies.names[place.form].kind != "pictures"
        and (not agencies.names[place.form].weak or _stands_apart(words, place.start, place.end))
    ]
    if found:
        return found
    named = [word.casefold() for word in re.findall(r"\w+", words)]
    if len(words) > _LONGEST or not named or any(word in agencies.words["photo"] for word in named):
        return []
    return [(words.replace(",", ""), False)]


def _stands_apart(words: str, start: int, end: int) -> bool:
    """Whether nothing but marks stands on one side at least up to the end, or a mark that parts names."""
    before, after = words[:start].rstrip(), words[end:].lstrip()
    return (not before or before[-1] in "/,;|(&©+-–") and (not after or after[0] in "/,;|)&+-–.")
