"""Some words and an archive -> where they stand there, the earliest first, and who is credited for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from provenance import kernels, phrases, settings
from provenance.agencies import Agencies
from provenance.agency_lists import Lists
from provenance.annotation import annotate
from provenance.credited import Parts
from provenance.names import same_name_token
from provenance.pages.archive_agencies import archive_agencies
from provenance.pages.lookup import Archive
from provenance.phrases import Phrase
from provenance.report.diff import SAME, diff
from provenance.spans import Span
from provenance.store import articles as stored
from provenance.store.articles import Place
from provenance.store.reading import current_texts
from provenance.tokens import tokenise_all
from provenance.verdicts import Marked, standing

RUN = settings.SHINGLE + settings.WINDOW - 1
"""Words: a run of so many that two texts share always holds a fingerprint of both."""
TEXTS = 1000
"""Texts that are gone through at a time."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the article has other words than those that were asked for; either may be empty."""

    asked: str
    there: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The words where they stand in an article. `identity`: equal words / words of the longer side;
    `aligned`: the same with other spellings counted; `quoted`: in quote marks there; `credited`: whom the
    article names for these words, `partly`: for fewer than half of them. `undecided`: its
    date may be as early as that of the one before it."""

    place: Place
    text_id: str
    span: Span
    words: int
    identity: float
    aligned: float
    quoted: bool
    credited: tuple[str, ...]
    before: str
    text: str
    after: str
    differences: tuple[Difference, ...]
    undecided: bool
    partly: Parts = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Where words stand. `shown` are the first of `found` occurrences in `articles` articles, of which
    `undated` have no date; `texts` were looked at, and `how` says by which way."""

    words: int
    shown: tuple[Occurrence, ...]
    found: int
    articles: int
    undated: int
    texts: int
    how: str


def trace(
    connection: sqlite3.Connection,
    words: str,
    *,
    least: float = settings.NEAR_VERBATIM,
    limit: int | None = None,
    quick: bool = False,
    agencies: Lists | None = None,
) -> Trace:
    """Where `words` stand in the articles of an archive, at most `limit` of the places, the earliest first.

    At least the share `least` of the words of the longer side is aligned; other spellings count as aligned.
    All texts are gone through, unless each place that counts must hold a run of words that the index of
    fingerprints finds; `quick` asks the index alone in any case. `agencies` are known besides those of the
    archive's last scan. Raises ValueError as Phrase does.
    """
    phrase = Phrase(words, least, same_name_token)
    ids, how = _texts(connection, phrase, quick)
    found: dict[int, list[phrases.Place]] = {}
    for part, texts in stored.read_in_turn(connection, ids, TEXTS):
        for place in phrase.find(texts, tokenise_all(texts, edges=False)):
            found.setdefault(part[place.text], []).append(place)
    standing_in = stored.read_places(connection, found)
    ordered = sorted(
        (
            (place, text_id, where)
            for text_id, places in standing_in.items()
            for place in places
            for where in found[text_id]
        ),
        key=lambda one: (one[0].order, one[2].first),
    )
    chosen = ordered if limit is None else ordered[:limit]
    every = {place.path: place for place, _, _ in ordered}
    return Trace(
        words=len(phrase),
        shown=_show(connection, phrase, chosen, archive_agencies(connection, agencies)),
        found=len(ordered),
        articles=len(every),
        undated=sum(place.when is None for place in every.values()),
        texts=len(ids),
        how=how,
    )


def _texts(connection: sqlite3.Connection, phrase: Phrase, quick: bool) -> tuple[list[int], str]:
    """The texts that have to be looked at, and why these."""
    certain = phrase.has_run(RUN)
    if not quick and not certain:
        return current_texts(connection), "all texts were gone through"
    archive = Archive(connection)
    # The archive keeps some of the shingles of a text: of a run of eight words one at least. So all shingles
    # of the phrase are asked for.
    hashes = phrase.tokens.hashes
    values = np.unique(kernels.shingle(hashes, settings.SHINGLE))
    ids = np.intersect1d(archive.holders(values)[1], archive.ids).tolist()
    if certain:
        return ids, f"found by the {archive.how}: every place has a run of {RUN} of the words"
    return ids, (
        f"found by the {archive.how}: places without a run of {RUN} words as they were given may be missing"
    )


def _show(
    connection: sqlite3.Connection,
    phrase: Phrase,
    chosen: Sequence[tuple[Place, int, phrases.Place]],
    agencies: Agencies,
) -> tuple[Occurrence, ...]:
    """The occurrences with what stands around them."""
    ids = sorted({text_id for _, text_id, _ in chosen})
    texts = dict(zip(ids, stored.read_some(connection, ids), strict=True))
    marked = _mark(connection, {text_id: texts[text_id][1] for text_id in ids}, agencies)
    asked = phrase.tokens.span(0, len(phrase)).cut(phrase.text)
    shown: list[Occurrence] = []
    latest: float | None = None
    for place, text_id, where in chosen:
        sha256, text = texts[text_id]
        span = marked[text_id].tokens.span(where.first, where.last)
        stands = standing(marked[text_id], [span])[span]
        undecided = place.when is not None and latest is not None and place.when <= latest
        latest = place.until if place.until is not None else latest
        shown.append(
            Occurrence(
                place=place,
                text_id=sha256,
                span=span,
                words=where.last - where.first,
                identity=where.identity,
                aligned=where.aligned,
                quoted=stands.quoted,
                credited=stands.credited,
                before=text[max(0, span.start - settings.CONTEXT) : span.start],
                text=span.cut(text),
                after=text[span.end : span.end + settings.CONTEXT],
                differences=_differences(asked, span.cut(text)),
                partly=stands.partly,
                undecided=undecided and place.path != shown[-1].place.path,
            )
        )
    return tuple(shown)


def _mark(connection: sqlite3.Connection, texts: Mapping[int, str], agencies: Agencies) -> dict[int, Marked]:
    """The words, quotations and credits of some texts."""
    articles = stored.read_articles(connection, {text_id: ("", text) for text_id, text in texts.items()})
    block = tokenise_all(list(texts.values()))
    found = {}
    for number, text_id in enumerate(texts):
        first, *others = articles[text_id]
        found[text_id] = annotate(first, (), block[number], (), agencies, others).marked
    return found


def _differences(asked: str, there: str) -> tuple[Difference, ...]:
    """Where two wordings differ, in order; marks and white space between equal words are passed over."""
    return tuple(
        Difference(piece.a, piece.b)
        for piece in diff(asked, there)
        if piece.kind != SAME and _has_words((piece.a, piece.b))
    )


def _has_words(parts: Iterable[str]) -> bool:
    return any(char.isalnum() for part in parts for char in part)
