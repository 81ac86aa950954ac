"""Which pairs of texts with reworded passages a scan compares, on a corpus in PAN's layout (see `pan`).

All texts of the corpus are taken for one archive; a pair with cases is found where it is among the pairs that
the archive compares.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from provenance import lsh, settings
from provenance.digests import digest
from provenance.paraphrases import Pairing, pair_words
from provenance.postings import Pairs
from provenance.tokens import tokenise_all
from provenance.winnowing import Index, worth_comparing
from scripts.measure.pan import read_pairs

TEXTS = 200
"""Texts that are looked at at a time."""
RUNS = "runs of words, near-duplicates"
PAIRINGS = (
    ("... and --rewritten", Pairing(settings.PAIRED_WORDS, settings.PAIRED_LEAST)),
    ("... as in archives below 1,000 texts", Pairing(settings.PAIRED_WORDS_FEW, settings.PAIRED_LEAST_FEW)),
)


def evaluate(corpus: Path) -> list[str]:
    """What was measured, a line each, as a table of Markdown. Raises ValueError where the folder is none."""
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pair in read_pairs(corpus):
        if pair.cases or pair.kind == "none":
            wanted[pair.kind].add((pair.suspicious, pair.source))
    files = sorted((corpus / "susp").glob("*.txt")) + sorted((corpus / "src").glob("*.txt"))
    numbers = {file.name: number for number, file in enumerate(files)}
    texts = [file.read_bytes().decode("utf-8") for file in files]
    truth = {kind: {(numbers[one], numbers[other]) for one, other in pairs} for kind, pairs in wanted.items()}
    kinds = sorted(truth, key=lambda kind: (kind == "none", kind))
    every = len(texts) * (len(texts) - 1) // 2
    lines = [
        f"{len(texts):,} texts, {sum(map(len, texts)):,} characters, {every:,} pairs",
        "",
        f"| candidates by | {' | '.join(kinds)} | pairs compared | keys a text | CPU s |",
        f"|---|{'---|' * (len(kinds) + 3)}",
    ]
    by_runs, keys, seconds = _by_runs(texts)
    rows = [(RUNS, by_runs, keys, seconds)]
    for name, rule in PAIRINGS:
        more, keys, seconds = _by_words(texts, rule)
        rows.append((name, by_runs | more, keys, seconds))
    for name, pairs, keys, seconds in rows:
        shares = (f"{len(pairs & truth[kind]) / len(truth[kind]):.3f}" for kind in kinds)
        lines.append(f"| {name} | {' | '.join(shares)} | {len(pairs):,} | {keys:.0f} | {seconds:.1f} |")
    return lines


def _parts(texts: Sequence[str]) -> Iterator[tuple[np.ndarray, Sequence[str]]]:
    for begin in range(0, len(texts), TEXTS):
        part = texts[begin : begin + TEXTS]
        yield np.arange(begin, begin + len(part)), part


def _by_runs(texts: Sequence[str]) -> tuple[set[tuple[int, int]], float, float]:
    """The pairs that share runs of words or are alike as a whole, how many fingerprints a text has, and the
    seconds that it took."""
    started = time.process_time()
    index, sketches, keys = Index(), [], 0
    for numbers, part in _parts(texts):
        found = digest(part, [()] * len(part))
        prints = found.prints.load()
        index.add(prints, numbers)
        sketches.append(found.sketches)
        keys += prints.values.size
    signatures = np.concatenate(sketches)
    alike = lsh.propose(
        signatures, bands=settings.LSH_BANDS, rows=settings.LSH_ROWS, frequent=settings.FREQUENT, sides=None
    )
    likely = lsh.jaccard(signatures, alike) >= settings.LSH_LEAST
    near = set(zip(alike.first[likely].tolist(), alike.second[likely].tolist(), strict=True))
    pairs = _named(worth_comparing(index, len(texts))) | near
    return pairs, keys / len(texts), time.process_time() - started


def _by_words(texts: Sequence[str], rule: Pairing) -> tuple[set[tuple[int, int]], float, float]:
    """The same by words that stand near each other."""
    started = time.process_time()
    index, keys = Index(), 0
    for numbers, part in _parts(texts):
        found = pair_words(part, tokenise_all(part), rule.words)
        index.add(found, numbers)
        keys += found.values.size
    pairs = index.sharing(len(texts), least=rule.least, frequent=settings.FREQUENT)
    return _named(pairs), keys / len(texts), time.process_time() - started


def _named(pairs: Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
