"""How many pages of a web archive are read and scanned a second: made-up pages in `.warc` and `.warc.gz`.

CPU is user and system time of the scan and all its processes, so that other programs on the machine count
little; two quiet cores would take half of it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import provenance
from scripts.measure.web_pages import make_pages


def main() -> None:
    """Print CPU and pages a second of reading and of the whole scan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reading", action="store_true", help="end when all is read")
    chosen = parser.parse_args()
    for name in ("crawl.warc", "crawl.warc.gz"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, name)
            with file.open("wb") as out:
                for record in make_records(chosen.pages, chosen.seed):
                    out.write(gzip.compress(record, 6, mtime=0) if name.endswith("gz") else record)
            print(f"{name}: {chosen.pages} pages, {file.stat().st_size / 1e6:.0f} MB", flush=True)
            _scan(file, Path(folder, "a.db"), chosen.pages, reading=chosen.reading)


def make_records(pages: int, seed: int) -> Iterator[bytes]:
    """The records of a web archive, two for each page: what was asked, and the answer."""
    for number, page in enumerate(make_pages(pages, seed)):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.data
        for kind, block in (("request", b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), ("response", answer)):
            head = (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{number}\r\n"
                f"WARC-Date: 2026-05-06T07:08:09Z\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            yield head.encode() + block + b"\r\n\r\n"


class _ReadError(Exception):
    """All is read."""


def _scan(file: Path, db: Path, pages: int, *, reading: bool) -> None:
    begun, begun_cpu, is_read = time.monotonic(), _cpu(), False

    def tell(what: str) -> None:
        cpu, wall = _cpu() - begun_cpu, time.monotonic() - begun
        print(
            f"  {what:6} {cpu:6.1f} s of CPU, {wall:6.1f} s; {pages / cpu:4.0f} pages a second of CPU,"
            f" {2 * pages / cpu:4.0f} on two cores",
            flush=True,
        )

    def progress(step: str, _done: int, _total: int) -> None:
        nonlocal is_read
        if step == "looking for candidates" and not is_read:
            is_read = True
            tell("read")
            if reading:
                raise _ReadError

    try:
        provenance.scan(file, db=db, processes=2, progress=progress)
    except _ReadError:
        return
    tell("whole")


def _cpu() -> float:
    """Seconds of CPU of this process and of all below it, those that have ended among them (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents, spent = {}, {}
    for entry in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(entry.name)] = int(fields[1])
        spent[int(entry.name)] = sum(map(int, fields[11:15])) / ticks
    total, waiting = 0.0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        total += spent.get(process, 0.0)
        waiting += [child for child, parent in parents.items() if parent == process]
    return total


if __name__ == "__main__":
    main()
