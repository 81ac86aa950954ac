"""Ourselves without a database: `python -m scripts.measure.own_programs PROGRAM articles.jsonl out`.

`pairs` does the peers' job (near-duplicates); `passages` finds all shared passages; `stages` writes how long
each room took, `steps` how long each step of a scan. The others call the rooms of the package one after the
other, as `provenance.analysis` does.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from provenance import lsh, settings, winnowing
from provenance.agencies import load_agencies
from provenance.boilerplate import find_boilerplate
from provenance.credits import find_credits
from provenance.families import Shared, group
from provenance.minhash import sketch
from provenance.names import same_name_token
from provenance.pages.scan import scan
from provenance.passages import Passage, find_passages
from provenance.quotes import find_quotations
from provenance.reading.segments import segment
from provenance.tokens import Tokens, tokenise

Articles: TypeAlias = tuple[list[str], list[str]]


def read(source: Path) -> Articles:
    """The ids and the texts of a JSONL file."""
    names, texts = [], []
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names.append(row["id"])
            texts.append(row["text"])
    return names, texts


def propose_same_article(tokens: Sequence[Tokens]) -> tuple[tuple[int, int], ...]:
    """Pairs that the sketches propose as copies of one article."""
    bands, rows = lsh.bands_and_rows(settings.LSH_THRESHOLD, settings.NUM_PERM)
    sketches = [
        sketch(
            one.hashes,
            num_perm=settings.NUM_PERM,
            seed=settings.SKETCH_SEED,
            shingle=settings.SKETCH_SHINGLE,
        )
        for one in tokens
    ]
    return lsh.propose(sketches, bands=bands, rows=rows, frequent=settings.FREQUENT).pairs


def propose_shared_passage(tokens: Sequence[Tokens]) -> tuple[tuple[int, int], ...]:
    """Pairs that share fingerprints."""
    return winnowing.candidates(
        [one.hashes for one in tokens],
        shingle=settings.SHINGLE,
        window=settings.WINDOW,
        run=settings.CANDIDATE_RUN,
        frequent=settings.FREQUENT,
    ).pairs


def compare(texts: Sequence[str], tokens: Sequence[Tokens], a: int, b: int) -> list[Passage]:
    """The passages of a pair."""
    return find_passages(texts[a], tokens[a], texts[b], tokens[b], same_word=same_name_token)


def pairs(source: Path) -> Iterator[str]:
    """Near-duplicates: proposed by sketches, decided by aligned coverage of both texts."""
    names, texts = read(source)
    tokens = [tokenise(text) for text in texts]
    for a, b in propose_same_article(tokens):
        matched = sum(passage.matched for passage in compare(texts, tokens, a, b))
        if matched >= settings.CONTAINMENT * max(len(tokens[a]), len(tokens[b])):
            yield f"{names[a]}\t{names[b]}"


def passages(source: Path) -> Iterator[str]:
    """All shared passages, a row each: two ids, four offsets."""
    names, texts = read(source)
    tokens = [tokenise(text) for text in texts]
    for a, b in propose_shared_passage(tokens):
        for passage in compare(texts, tokens, a, b):
            spans = (passage.a.start, passage.a.end, passage.b.start, passage.b.end)
            yield "\t".join((names[a], names[b], *map(str, spans)))


def stages(source: Path) -> Iterator[str]:
    """CPU seconds of each room over all articles, a row each: name, seconds, what it made."""
    took: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        took[name] = time.process_time() - begin

    with timed("read JSONL"):
        _, texts = read(source)
    with timed("tokens"):
        tokens = [tokenise(text) for text in texts]
    agencies = load_agencies()
    with timed("segments"):
        segments = [segment(text) for text in texts]
    with timed("quotes"):
        quotations = [find_quotations(text) for text in texts]
    with timed("credits"):
        found = [
            find_credits(text, quotation, parts, agencies)
            for text, quotation, parts in zip(texts, quotations, segments, strict=True)
        ]
    with timed("boilerplate"):
        plates = [find_boilerplate(text, parts) for text, parts in zip(texts, segments, strict=True)]
    with timed("minhash and lsh"):
        alike = propose_same_article(tokens)
    with timed("winnowing"):
        sharing = propose_shared_passage(tokens)
    proposed = sorted({*alike, *sharing})
    with timed("alignment and passages"):
        shared = [Shared(a, b, passage) for a, b in proposed for passage in compare(texts, tokens, a, b)]
    with timed("families"):
        families = list(group(shared))
    made = {
        "tokens": f"{sum(map(len, tokens)):,} words",
        "segments": f"{sum(map(len, segments)):,}",
        "quotes": f"{sum(map(len, quotations)):,}",
        "credits": f"{sum(map(len, found)):,}",
        "boilerplate": f"{sum(map(len, plates)):,} spans",
        "minhash and lsh": f"{len(alike):,} candidates",
        "winnowing": f"{len(sharing):,} candidates",
        "alignment and passages": f"{len(shared):,} passages of {len(proposed):,} pairs",
        "families": f"{len(families):,}",
    }
    for name, seconds in took.items():
        yield f"{name}\t{seconds:.6f}\t{made.get(name, f'{len(texts):,} articles')}"


def steps(source: Path) -> Iterator[str]:
    """CPU seconds of each step of a whole scan, as it reports its progress, in rows as `stages` gives."""
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
    program, given, out = sys.argv[1:]
    with Path(out).open("w", encoding="utf-8") as rows:
        rows.writelines(row + "\n" for row in PROGRAMS[program](Path(given)))
