"""Articles -> Texts: what is found in each text alone, and the boilerplate that many of them have.

The lines of the page around the articles are learned from the whole collection. They are marked, shown as
families of their own, and left out of the matching: else most pairs of a site's articles would be looked at
for the sake of its footer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from provenance import settings
from provenance.agencies import Agencies, load_agencies
from provenance.boilerplate import find_boilerplate, find_lines, learn_repeated_lines
from provenance.credits import find_credits
from provenance.families import Family, Member
from provenance.kinship import Text
from provenance.minhash import sketch
from provenance.quotes import find_quotations
from provenance.reading import Article
from provenance.spans import Span
from provenance.tokens import paragraph_starts, tokenise
from provenance.verdicts import Marked
from provenance.workers import Workers

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""


SHARD = 200
"""Articles that a worker marks at a time: about a second of work for the slowest texts."""


def annotate(
    ordered: Sequence[Article], workers: Workers, progress: Progress
) -> tuple[tuple[Text, ...], tuple[Family, ...]]:
    """The distinct texts, by the first place of each, and the families of the boilerplate lines."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, article in enumerate(ordered):
        places[article.text_id].append(index)
    standing = sorted(places.values())
    shards = (
        [(ordered[where[0]], tuple(where)) for where in standing[first : first + SHARD]]
        for first in range(0, len(standing), SHARD)
    )
    texts: list[Text] = []
    progress("reading words", 0, len(standing))
    for found in workers.run(mark_texts, shards):
        texts += found
        progress("reading words", len(texts), len(standing))
    lines = [find_lines(text.text, text.marked.tokens) for text in texts]
    learned = learn_repeated_lines(
        (text.text_id, hashes) for text, (hashes, _) in zip(texts, lines, strict=True)
    )
    marked = tuple(_with_lines(text, *found, learned) for text, found in zip(texts, lines, strict=True))
    return marked, _line_families(marked, lines)


def mark_texts(shard: Sequence[tuple[Article, tuple[int, ...]]]) -> list[Text]:
    """The texts of some articles, each given with its places."""
    agencies = load_agencies()
    return [_text(article, places, agencies) for article, places in shard]


def _text(article: Article, places: tuple[int, ...], agencies: Agencies) -> Text:
    tokens = tokenise(article.text)
    paragraphs = paragraph_starts(article.text)
    quotations = find_quotations(article.text, paragraphs=paragraphs)
    credits = find_credits(article.text, quotations, article.segments, agencies, paragraphs=paragraphs)
    boilerplate = find_boilerplate(article.text, article.segments)
    made = sketch(
        tokens.hashes,
        num_perm=settings.NUM_PERM,
        seed=settings.SKETCH_SEED,
        shingle=settings.SKETCH_SHINGLE,
    )
    marked = Marked(tokens, quotations, credits, boilerplate)
    return Text(article.text_id, article.text, marked, tokens.without(boilerplate), made, places)


def _with_lines(text: Text, hashes: Sequence[int], spans: Sequence[Span], learned: frozenset[int]) -> Text:
    """The text with its learned lines marked as boilerplate, too."""
    if learned.isdisjoint(hashes):
        return text
    known = text.marked.boilerplate
    added = [
        span
        for span, line in zip(spans, hashes, strict=True)
        if line in learned and not any(span.overlap(other) for other in known)
    ]
    boilerplate = tuple(sorted((*known, *added)))
    return replace(
        text,
        marked=replace(text.marked, boilerplate=boilerplate),
        body=text.marked.tokens.without(boilerplate),
    )


def _line_families(
    texts: Sequence[Text], lines: Sequence[tuple[Sequence[int], Sequence[Span]]]
) -> tuple[Family, ...]:
    """A family for each boilerplate line of COMPANY words and up that stands in several texts."""
    standing: dict[int, dict[int, Span]] = defaultdict(dict)
    for number, (text, (hashes, spans)) in enumerate(zip(texts, lines, strict=True)):
        if not text.marked.boilerplate:
            continue
        for span, line in zip(spans, hashes, strict=True):
            if text.marked.is_boilerplate(span):
                standing[line].setdefault(number, span)
    families = []
    for found in standing.values():
        first, span = min(found.items())
        low, high = texts[first].marked.tokens.places(span)
        if len(found) > 1 and high - low >= settings.COMPANY:
            members = tuple(
                Member(number, where, high - low, span, 1.0) for number, where in sorted(found.items())
            )
            families.append(Family(members, (), 1.0))
    return tuple(sorted(families, key=lambda family: (family.members[0].text, family.members[0].span)))
