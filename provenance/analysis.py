"""The pipeline on one page: articles in, everything that is found out. No files, no database, no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from provenance import lsh, settings, winnowing
from provenance.agencies import load_agencies
from provenance.annotation import Progress, annotate
from provenance.explaining import explain, learn_wording, pair_up, stories
from provenance.families import Family, Shared
from provenance.kinship import Text, TextPair, explain_by_parents, relate_places, trace_places
from provenance.names import same_name_token
from provenance.passages import find_passages
from provenance.reading import Article
from provenance.statements import Lineage
from provenance.tokens import Tokens
from provenance.unseen import gather
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
    pairs = pair_up(texts, shared, proposed)
    collection = learn_wording(texts, stories(len(texts), pairs))
    found = explain(texts, pairs, collection, repeated)
    progress("explaining", 1, 1)
    progress("tracing", 0, 1)
    families = found.families
    traced = trace_places(ordered, texts, families, found.verdicts, agencies)
    judged = explain_by_parents(ordered, texts, families, found.verdicts, traced)
    relations = relate_places(ordered, texts, pairs, families, judged, traced, agencies)
    by_passage = {
        row: verdict
        for family, of_family in zip(families, judged, strict=True)
        for row, verdict in zip(family.passages, of_family, strict=True)
    }
    progress("tracing", 1, 1)
    counts = {
        "articles": len(ordered),
        "texts": len(texts),
        "words": sum(text.words for text in texts),
        "candidate_pairs": len(proposed),
        "candidates_left_out": left_out,
        "passages": len(shared),
        "families": len(families),
        **_count_reuse(families, by_passage),
    }
    return Findings(
        ordered, texts, families, found.stock, by_passage, pairs, relations, gather([traced]), counts
    )


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
