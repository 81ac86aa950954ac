"""Near-duplicate pairs by other libraries, each as its documentation does it: `PROGRAM articles.jsonl out`.

Runs in the peers' environment and imports nothing of this project. Words are `\\w+` of the lower-case text,
shingles five words; 128 permutations, threshold .7. LSH candidates count when the library's own estimate
reaches .7.
`out` gets a line for each pair; a line of more ids is a cluster, all pairs of it.
"""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

WORDS = re.compile(r"\w+")
SHINGLE, PERMUTATIONS, THRESHOLD = 5, 128, 0.7


def _read(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The id and the distinct shingles of each article."""
    with source.open("rb") as lines:
        for line in lines:
            row = json.loads(line.decode())
            words = WORDS.findall(row["text"].lower())
            count = max(1, len(words) - SHINGLE + 1)
            yield row["id"], list({" ".join(words[place : place + SHINGLE]) for place in range(count)})


def datasketch_pairs(source: Path, hashing: str) -> Iterator[tuple[str, ...]]:
    """datasketch: MinHash and MinHashLSH, with its default hash or with xxh32."""
    from datasketch import MinHash, MinHashLSH

    hashfunc = import_module("xxhash").xxh32_intdigest if hashing == "xxh32" else None
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    known: dict[str, MinHash] = {}
    for name, shingles in _read(source):
        made = MinHash(num_perm=PERMUTATIONS, hashfunc=hashfunc)
        made.update_batch([shingle.encode() for shingle in shingles])
        for other in index.query(made):
            if made.jaccard(known[other]) >= THRESHOLD:
                yield other, name
        index.insert(name, made)
        known[name] = made


def rensa_pairs(source: Path) -> Iterator[tuple[str, ...]]:
    """rensa: RMinHash and RMinHashLSH (16 bands of 8 rows), in batches of 1,000."""
    rensa = import_module("rensa")
    index = rensa.RMinHashLSH(THRESHOLD, PERMUTATIONS, 16)
    names: list[str] = []
    made = []
    batch: list[list[str]] = []
    for name, shingles in _read(source):
        names.append(name)
        batch.append(shingles)
        if len(batch) == 1_000:
            made += rensa.RMinHash.from_token_sets(batch, PERMUTATIONS, 42)
            batch = []
    if batch:
        made += rensa.RMinHash.from_token_sets(batch, PERMUTATIONS, 42)
    index.insert_many(made)
    for first, others in enumerate(index.query_all(made)):
        for second in others:
            if second > first and made[first].jaccard(made[second]) >= THRESHOLD:
                yield names[first], names[second]


def text_dedup_pairs(source: Path) -> Iterator[tuple[str, ...]]:
    """text-dedup: its own MinHash program with xxh3, one process. It gives clusters."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "text_dedup.minhash", "--debug", "--num_proc", "1"),
            *(
                "--path",
                "json",
                "--data_files",
                str(source.resolve()),
                "--split",
                "train",
                "--column",
                "text",
            ),
            *("--cache_dir", f"{folder}/cache", "--output", f"{folder}/out"),
            *("--ngram", str(SHINGLE), "--num_perm", str(PERMUTATIONS), "--threshold", str(THRESHOLD)),
            *("--hash_func", "xxh3", "--hash_bits", "32"),
        ]
        subprocess.run(command, cwd=folder, check=True)
        with source.open(encoding="utf-8") as lines:
            names = [json.loads(line)["id"] for line in lines]
        with Path(folder, "out", "uf.pkl").open("rb") as file:
            parents = pickle.load(file)
    parents = getattr(parents, "parent", parents)
    clusters: dict[int, list[str]] = defaultdict(list)
    for number in range(len(names)):
        root = number
        while parents.get(root, root) != root:
            root = parents[root]
        clusters[root].append(names[number])
    return (tuple(cluster) for cluster in clusters.values() if len(cluster) > 1)


def main(program: str, source: str, out: str) -> None:
    """Run one of the programs."""
    rows: Iterable[tuple[str, ...]]
    if program.startswith("datasketch"):
        rows = datasketch_pairs(Path(source), program.partition("-")[2])
    elif program == "rensa":
        rows = rensa_pairs(Path(source))
    else:
        rows = text_dedup_pairs(Path(source))
    with Path(out).open("w", encoding="utf-8") as lines:
        lines.writelines("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
