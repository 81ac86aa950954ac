"""The pipeline on one page: articles in, everything that is found out. No files, no database, no terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from provenance import lsh, settings, verdicts, winnowing
from provenance.agencies import load_agencies
from provenance.annotation import Progress, annotate
from provenance.families import Family, Shared, group
from provenance.kinship import Text, TextPair, explain_by_parents, relate_places, trace_places
from provenance.names import same_name_token
from provenance.passages import find_passages
from provenance.reading import Article
from provenance.statements import Lineage
from provenance.stock import (
    ENOUGH,
    FEWEST,
    are_unrelated,
    collapse_numbers,
    common_words,
    count_runs,
    is_stock,
    rare_words,
    story_numbers,
)
from provenance.tokens import Tokens
from provenance.verdicts import Verdict
from provenance.workers import Workers


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All that a scan found. `stock` says for each family whether its passage is a stock phrase; `verdicts`
    has one for each passage of the families; `relations` is by places;
    `counts` tells what was looked at and what a cap left out."""

    articles: tuple[Article, ...]
    texts: tuple[Text, ...]
    families: tuple[Family, ...]
    stock: tuple[bool, ...]
    verdicts: dict[Shared, Verdict]
    pairs: tuple[TextPair, ...]
    relations: dict[tuple[int, int], str]
    lineage: Lineage
    counts: dict[str, int]


SHARD = 500
"""Pairs of texts that a worker compares at a time."""


def analyse(
    articles: Sequence[Article],
    progress: Progress = lambda step, done, total: None,
    workers: Workers | None = None,
) -> Findings:
    """Everything that the articles share, what explains it and where it likely came from.

    The order of `articles` is of no effect (they are taken by path), nor is the number of `workers`.
    """
    workers = workers or Workers()
    ordered = tuple(sorted(articles, key=lambda article: article.path))
    agencies = load_agencies()
    texts, repeated = annotate(ordered, workers, progress)
    proposed, left_out = _propose(texts, progress)
    shared = list(_match(texts, list(proposed), workers, progress))
    progress("explaining", 0, 1)
    families = (*group(shared), *repeated)
    pairs = _pairs(texts, shared, proposed)
    stock, unrelated = _find_stock(texts, families, pairs)
    judged = _judge(texts, families, stock, unrelated)
    progress("explaining", 1, 1)
    progress("tracing", 0, 1)
    traced = trace_places(ordered, texts, families, judged, agencies)
    judged = explain_by_parents(ordered, texts, judged, traced)
    relations = relate_places(ordered, texts, pairs, judged, traced, agencies)
    progress("tracing", 1, 1)
    counts = {
        "articles": len(ordered),
        "texts": len(texts),
        "words": sum(text.words for text in texts),
        "candidate_pairs": len(proposed),
        "candidates_left_out": left_out,
        "passages": len(shared),
        "families": len(families),
        **_count_reuse(families, judged),
    }
    return Findings(ordered, texts, families, stock, judged, pairs, relations, traced, counts)


def _count_reuse(families: Sequence[Family], judged: Mapping[Shared, Verdict]) -> dict[str, int]:
    """How many families are reuse in one of their pairs, and how many texts have one of these."""
    reused = [family for family in families if any(judged[row].status == "reuse" for row in family.passages)]
    sharing = {member.text for family in reused for member in family.members}
    return {"reused": len(reused), "sharing": len(sharing)}


def _propose(texts: Sequence[Text], progress: Progress) -> tuple[dict[tuple[int, int], float | None], int]:
    """Pairs of texts worth aligning, each with the sketches' Jaccard estimate where they proposed it."""
    if len(texts) < 2:
        return {}, 0
    progress("looking for candidates", 0, 1)
    bands, rows = lsh.bands_and_rows(settings.LSH_THRESHOLD, settings.NUM_PERM)
    sketches = [text.sketch for text in texts]
    alike = lsh.propose(sketches, bands=bands, rows=rows, frequent=settings.FREQUENT)
    passing = winnowing.candidates(
        [text.body.hashes for text in texts],
        shingle=settings.SHINGLE,
        window=settings.WINDOW,
        run=settings.CANDIDATE_RUN,
        frequent=settings.FREQUENT,
    )
    proposed: dict[tuple[int, int], float | None] = dict.fromkeys(passing.pairs)
    for a, b in alike.pairs:
        proposed[a, b] = sketches[a].jaccard(sketches[b])
    progress("looking for candidates", 1, 1)
    return dict(sorted(proposed.items())), alike.left_out + passing.left_out


def _match(
    texts: Sequence[Text], pairs: Sequence[tuple[int, int]], workers: Workers, progress: Progress
) -> Iterator[Shared]:
    """The passages of all candidate pairs."""
    shards = (_pair_shard(texts, pairs[first : first + SHARD]) for first in range(0, len(pairs), SHARD))
    progress("comparing", 0, len(pairs))
    for number, found in enumerate(workers.run(compare_pairs, shards), 1):
        yield from found
        progress("comparing", min(number * SHARD, len(pairs)), len(pairs))


PairShard = tuple[Sequence[tuple[int, int]], Mapping[int, tuple[str, Tokens]]]
"""Pairs of texts by their numbers, and the words of each text that they need."""


def _pair_shard(texts: Sequence[Text], pairs: Sequence[tuple[int, int]]) -> PairShard:
    needed = {number for pair in pairs for number in pair}
    return pairs, {number: (texts[number].text, texts[number].body) for number in needed}


def compare_pairs(shard: PairShard) -> list[Shared]:
    """The passages of some pairs of texts, in the order of the pairs."""
    pairs, texts = shard
    return [
        Shared(a, b, passage)
        for a, b in pairs
        for passage in find_passages(
            *texts[a],
            *texts[b],
            same_word=same_name_token,
            alone=settings.ALONE,
            company=settings.COMPANY,
        )
    ]


def _find_stock(
    texts: Sequence[Text], families: Sequence[Family], pairs: Sequence[TextPair]
) -> tuple[tuple[bool, ...], frozenset[tuple[int, int]]]:
    """For each family whether its passage is a stock phrase of this collection, and the pairs of texts that
    are not about one matter, so that all they share is stock."""
    story = story_numbers(len(texts), ((pair.a, pair.b) for pair in pairs if pair.near_duplicate))
    if len(set(story)) < FEWEST:
        return (False,) * len(families), frozenset()
    words = [collapse_numbers(text.text, text.body.hashes, text.body.starts) for text in texts]
    stories = [words[number] for number in sorted(set(story))]
    unrelated: frozenset[tuple[int, int]] = frozenset()
    if len(stories) >= ENOUGH:
        common = common_words(stories)
        numbers = {number for pair in pairs for number in (pair.a, pair.b)}
        rare = {number: rare_words(words[number], common) for number in numbers}
        unrelated = frozenset((pair.a, pair.b) for pair in pairs if are_unrelated(rare[pair.a], rare[pair.b]))
    frequencies = count_runs(stories)
    result = []
    for family in families:
        first = family.members[0]
        low, high = texts[first.text].body.places(first.span)
        holders = len({story[member.text] for member in family.members})
        foreign = bool(family.passages) and all((row.a, row.b) in unrelated for row in family.passages)
        result.append(foreign or is_stock(words[first.text][low:high], holders, frequencies))
    return tuple(result), unrelated


def _judge(
    texts: Sequence[Text],
    families: Sequence[Family],
    stock: Sequence[bool],
    unrelated: Set[tuple[int, int]],
) -> dict[Shared, Verdict]:
    """The verdict on each passage. A quotation is never a stock phrase: whose words it is matters."""
    judged = {}
    for family, is_phrase in zip(families, stock, strict=True):
        for row in family.passages:
            verdict = verdicts.judge(row.passage, texts[row.a].marked, texts[row.b].marked)
            is_stock_here = is_phrase or (row.a, row.b) in unrelated
            if is_stock_here and verdict.status == "reuse" and verdict.quoted != "both":
                verdict = replace(verdict, status="stock phrase")
            judged[row] = verdict
    return judged


def _pairs(
    texts: Sequence[Text], shared: Sequence[Shared], proposed: dict[tuple[int, int], float | None]
) -> tuple[TextPair, ...]:
    """The pairs of texts that share something; containment on both sides says which are near-duplicates."""
    by_pair: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for row in shared:
        by_pair[row.a, row.b].append(row)
    result = []
    for (a, b), rows in sorted(by_pair.items()):
        words_a = sum(row.passage.last_a - row.passage.first_a for row in rows)
        words_b = sum(row.passage.last_b - row.passage.first_b for row in rows)
        matched = sum(row.passage.matched for row in rows)
        contained = matched / max(len(texts[a].body), len(texts[b].body))
        result.append(
            TextPair(
                a,
                b,
                tuple(rows),
                sum(row.passage.words for row in rows),
                words_a,
                words_b,
                contained >= settings.CONTAINMENT,
                proposed[a, b],
            )
        )
    return tuple(result)
