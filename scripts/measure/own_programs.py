"""Ourselves without a database: `python -m scripts.measure.own_programs PROGRAM articles.jsonl out`.

`pairs` does the peers' job (near-duplicates); `passages` finds all shared passages; `stages` writes how long
each room took, calling one after the other as `provenance.analysis` does; `steps` writes how long each step
of a scan took. Each imports what it needs: start-up counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import provenance
from provenance.cycles import look_for_cycles_seldom

if TYPE_CHECKING:
    from provenance.corpus import Corpus
    from provenance.store.spool import Spool
    from provenance.workers import Workers

Articles: TypeAlias = tuple[list[str], list[str]]


def read(source: Path) -> Articles:
    """The ids and the texts of a JSONL file."""
    names, texts = [], []
    with source.open("rb") as lines:
        for line in lines:
            row = json.loads(line.decode())
            names.append(row["id"])
            texts.append(row["text"])
    return names, texts


def pairs(source: Path) -> Iterator[str]:
    """Near-duplicates: proposed by fingerprints, decided by aligned coverage of both texts."""
    names, texts = read(source)
    for a, b in provenance.near_duplicates(texts):
        yield f"{names[a]}\t{names[b]}"


def passages(source: Path) -> Iterator[str]:
    """All shared passages, a row each: two ids, four offsets."""
    names, texts = read(source)
    for a, b, a_start, a_end, b_start, b_end, *_ in provenance.shared_passages(texts):
        yield f"{names[a]}\t{names[b]}\t{a_start}\t{a_end}\t{b_start}\t{b_end}"


def make_corpus(spool: Spool, workers: Workers) -> Corpus:
    """The digests of all texts of a spool, with the boilerplate that they show."""
    import numpy as np

    from provenance.boilerplate import learn_repeated_lines
    from provenance.corpus import gather, mark_boilerplate, replace_digests
    from provenance.matching import digest_all, redigest_all

    numbers = np.arange(len(spool))
    corpus = gather(digest_all(numbers, spool, [()] * len(spool), workers), {}, len(spool))
    changed = mark_boilerplate(corpus, learn_repeated_lines(corpus.lines))
    replace_digests(corpus, changed, redigest_all(changed, spool, corpus.spans(changed.tolist()), workers))
    return corpus


def stages(source: Path) -> Iterator[str]:
    """CPU seconds of each room over all articles, a row each: name, seconds, what it made."""
    from provenance.agencies import load_agencies
    from provenance.annotation import annotate
    from provenance.boilerplate import find_boilerplate
    from provenance.matching import match, propose
    from provenance.reading import Article, Metadata
    from provenance.reading.parts.segments import segment
    from provenance.store.spool import Spool
    from provenance.tokens import tokenise
    from provenance.workers import Workers

    took: dict[str, tuple[float, str]] = {}

    @contextmanager
    def timed(name: str) -> Iterator[list[str]]:
        begin = time.process_time()
        made = [f"{len(texts):,} articles"]
        yield made
        took[name] = time.process_time() - begin, made[-1]

    texts: list[str] = []
    with timed("read JSONL") as made:
        texts = read(source)[1]
        made.append(f"{len(texts):,} articles")
    with Spool() as spool, Workers() as workers:
        spool.add(texts)
        with timed("segments") as made:
            segments = [segment(text) for text in texts]
            made.append(f"{sum(map(len, segments)):,}")
        with timed("tokens") as made:
            tokens = [tokenise(text) for text in texts]
            made.append(f"{sum(map(len, tokens)):,} words")
        with timed("quotations and credits"):
            agencies = load_agencies()
            for text, parts, words in zip(texts, segments, tokens, strict=True):
                article = Article("", text, "", 0, "", "", "", Metadata(), parts)
                annotate(article, (0,), words, find_boilerplate(text, parts), agencies)
        with timed("digests and boilerplate") as made:
            corpus = make_corpus(spool, workers)
            made.append(f"{sum(map(len, corpus.boilerplate.values())):,} spans")
        with timed("candidates") as made:
            candidates = propose(corpus)
            made.append(f"{candidates.first.size:,} pairs")
        with timed("comparing") as made:
            matches = match(candidates, corpus, spool, workers, lambda step, done, total: None)
            made.append(f"{len(matches.rows):,} passages")
    for name, (seconds, result) in took.items():
        yield f"{name}\t{seconds:.6f}\t{result}"


def steps(source: Path) -> Iterator[str]:
    """CPU seconds of each step of a whole scan, as it reports its progress, in rows as `stages` gives."""
    from provenance.pages.scan import scan

    took: dict[str, float] = {}
    now, since = "start-up", 0.0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal now, since
        clock = time.process_time()
        took[now] = took.get(now, 0.0) + clock - since
        now, since = (step if done < total else "between the steps"), clock

    with tempfile.TemporaryDirectory() as folder:
        found = scan(source, db=Path(folder, "steps.db"), progress=tell)
        tell("", 1, 1)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    made = {"writing": f"{size / 1e6:.1f} MB", "comparing": f"{found.passages:,} passages shown"}
    for name, seconds in took.items():
        yield f"{name}\t{seconds:.6f}\t{made.get(name, '')}"


PROGRAMS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pairs": pairs,
    "passages": passages,
    "stages": stages,
    "steps": steps,
}


if __name__ == "__main__":
    look_for_cycles_seldom()  # as each command does
    program, given, out = sys.argv[1:]
    with Path(out).open("w", encoding="utf-8") as rows:
        rows.writelines(row + "\n" for row in PROGRAMS[program](Path(given)))
