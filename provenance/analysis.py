"""The texts of some components -> all that is found out about them: families, verdicts, lineage, relations.

The second half of the pipeline, after `matching`: a function of a shard, so that processes share the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from provenance.agencies import Agencies, load_agencies
from provenance.agency_lists import Lists
from provenance.altered import Difference, find_differences
from provenance.annotation import annotate
from provenance.collection import Collection
from provenance.components import split
from provenance.corpus import Ints, Part, Spans
from provenance.declared import unshared
from provenance.explaining import Explained, explain, pair_up
from provenance.families import Shared
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.issues import find_issues
from provenance.kinship import trace_places
from provenance.matching import Matches
from provenance.origins import Origin
from provenance.passages import passage_of
from provenance.reading import Article, Link, Metadata, Segment
from provenance.relations import Relations, explain_by_parents, relate_places
from provenance.spans import Span
from provenance.speakers import Speaker, find_speakers
from provenance.statements import Traced
from provenance.texts import Articles, Noticed, Text, TextPair
from provenance.tokens import paragraph_starts, rows_of, tokenise_all

TEXTS = 200
"""Texts that a worker explains at a time, more only where more belong together."""


class Held(Protocol):
    """What the collection says, wherever it is kept: too large to go with every shard."""

    def get(self) -> Collection:
        """It."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One text of a shard: its number, its hash, its segments (kinds with half-open code points), and the
    places where it stands: number, path, metadata; the side of each, where there are sides; the links of the
    places by their numbers (half-open code points, where they lead), and what each says of its own origin."""

    number: int
    text_id: str
    segments: tuple[tuple[str, int, int], ...]
    places: tuple[tuple[int, str, Metadata], ...]
    sides: Mapping[int, int] = field(default_factory=dict)
    links: Mapping[int, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)
    origins: Mapping[int, tuple[Origin, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Whole components: their texts, their words and boilerplate in the same order; the passages between them
    (rows of `Matches`), of each pair the estimate of the sketches; what the collection and the house say;
    what is known besides the agencies of this package (see `agency_lists`). `tidy`: the process may hold much
    that an earlier one left."""

    texts: tuple[Standing, ...]
    part: Part
    boilerplate: Sequence[Spans]
    matches: Matches
    collection: Held
    house: HouseRules = NO_HOUSE_RULES
    agencies: Lists = field(default_factory=dict)
    tidy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All that was found out about the texts of a shard. `texts` are by number, and so are the `speakers` of
    their quotations; `differences` are between quotations of two texts."""

    texts: Mapping[int, Text]
    explained: Explained
    pairs: tuple[TextPair, ...]
    relations: Relations
    traced: Traced
    speakers: Mapping[int, tuple[Speaker | None, ...]]
    differences: tuple[Difference, ...]


def cut(matches: Matches, texts: int, alone: npt.ArrayLike) -> Iterator[tuple[Ints, Matches]]:
    """The components of the texts that share something, some small ones together: the numbers of the texts
    and the passages between them. Texts in `alone` are told of although they may share nothing."""
    first = matches.first
    rank = np.empty(texts, np.int64)
    parts = list(split(texts, first, matches.second, alone, least=TEXTS))
    for number, members in enumerate(parts):
        rank[members] = number
    order = np.argsort(rank[first], kind="stable")
    bounds = np.searchsorted(rank[first][order], np.arange(len(parts) + 1))
    for number, members in enumerate(parts):
        yield members, choose_pairs(matches, np.sort(order[bounds[number] : bounds[number + 1]]))


def choose_pairs(matches: Matches, pairs: Ints) -> Matches:
    """The matches of some pairs, in that order."""
    rows, bounds = rows_of(matches.begins, pairs)
    return Matches(matches.rows[rows], bounds, matches.jaccard[pairs], matches.near[pairs])


def analyse(shard: Shard) -> Findings:
    """Everything that the texts of a shard share, what explains it and where it likely came from."""
    agencies = load_agencies(shard.agencies)
    articles, texts = read_texts(shard, agencies)
    pairs = pairs_of(texts, shard.matches)
    sharing = {number for pair in pairs for number in (pair.a, pair.b)}
    issues = find_issues(articles, texts, sharing)
    explained = explain(texts, pairs, shard.collection.get(), issues=issues)
    traced = trace_places(articles, texts, explained.families, explained.verdicts, agencies)
    judged = explain_by_parents(articles, texts, explained.families, explained.verdicts, traced)
    relations = relate_places(
        articles, texts, pairs, explained.families, judged, traced, agencies, shard.house
    )
    told = Explained(explained.families, explained.stock, judged, explained.standing)
    speakers = {number: speakers_of(text) for number, text in texts.items()}
    differences = find_differences(texts, pairs, speakers)
    traced = with_stated(traced, articles, texts)
    return Findings(texts, told, pairs, relations, traced, speakers, differences)


def read_texts(shard: Shard, agencies: Agencies) -> tuple[dict[int, Article], dict[int, Text]]:
    """The articles of a shard by their places, and its texts by their numbers with what stands in them."""
    words = shard.part.texts()
    block = tokenise_all(words)
    articles: dict[int, Article] = {}
    texts: dict[int, Text] = {}
    for row, standing in enumerate(shard.texts):
        found = articles_of(standing, words[row])
        articles.update(found)
        first, *others = found.values()
        text = annotate(
            first, tuple(found), block[row], shard.boilerplate[row], agencies, others, house=shard.house
        )
        texts[standing.number] = replace(text, sides=standing.sides, origins=standing.origins)
    return articles, texts


def with_stated(traced: Traced, articles: Articles, texts: Mapping[int, Noticed]) -> Traced:
    """Lineage with the arrows that articles state and that no passage has shown."""
    stated = {place: origins for text in texts.values() for place, origins in text.origins.items()}
    alone = unshared(stated, traced.directed, lambda place: articles[place].path.rsplit("/", 1)[-1])
    return replace(traced, directed=(*traced.directed, *alone))


def speakers_of(text: Text) -> tuple[Speaker | None, ...]:
    """Who speaks in each of its quotations."""
    quotations = text.marked.quotations
    return find_speakers(text.text, quotations, paragraph_starts(text.text)) if quotations else ()


def articles_of(standing: Standing, words: str) -> dict[int, Article]:
    """The article of each place of a text."""
    segments = tuple(Segment(kind, Span(start, end)) for kind, start, end in standing.segments)

    def links(place: int) -> tuple[Link, ...]:
        return tuple(Link(target, Span(start, end)) for start, end, target in standing.links.get(place, ()))

    return {
        place: Article(path, words, standing.text_id, 0, "", "", "", metadata, segments, links(place))
        for place, path, metadata in standing.places
    }


def shared_in(matches: Matches) -> list[Shared]:
    """The passages of all pairs."""
    return [Shared(a, b, passage_of((0, *rest))) for a, b, *rest in matches.rows.tolist()]


def pairs_of(texts: Mapping[int, Noticed], matches: Matches) -> tuple[TextPair, ...]:
    """The pairs of texts that share something, ascending."""
    estimates: dict[tuple[int, int], float | None] = {
        (a, b): None if np.isnan(jaccard) else jaccard
        for a, b, jaccard in zip(
            matches.first.tolist(), matches.second.tolist(), matches.jaccard.tolist(), strict=True
        )
    }
    return pair_up(texts, shared_in(matches), estimates)
