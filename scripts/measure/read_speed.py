"""How fast a file of many articles becomes articles, before anything is matched: on one core and on more."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance.reading import Article, Raw, list_folder, open_file, read_raw
from provenance.reading.listing import Found
from provenance.workers import Workers

TOGETHER = 200
"""Articles a shard."""


def count(shard: Sequence[Raw]) -> int:
    """Read the articles of a shard; how many there are."""
    return sum(isinstance(item, Article) for raw in shard for item in read_raw(raw))


def shards(files: Sequence[Found]) -> Iterator[list[Raw]]:
    """The articles of some files, some at a time."""
    waiting: list[Raw] = []
    for found in files:
        for item in open_file(found):
            if isinstance(item, Raw):
                waiting.append(item)
            if len(waiting) >= TOGETHER:
                yield waiting
                waiting = []
    yield waiting


def main(arguments: Sequence[str] | None = None) -> None:
    """Print seconds of wall time and MB a second for each number of processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="a file or folder of articles")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    chosen = parser.parse_args(arguments)
    files = list_folder(chosen.source).files
    size = sum(found.size for found in files)
    for processes in chosen.processes:
        with Workers(processes) as workers:
            list(workers.run(count, [[]] * processes * 2))  # they start here
            begun = time.perf_counter()
            articles = sum(workers.run(count, shards(files)))
            seconds = time.perf_counter() - begun
        speed = size / 1e6 / seconds
        print(f"{processes} processes: {articles:,} articles in {seconds:.1f} s, {speed:,.0f} MB/s")


if __name__ == "__main__":
    main()
