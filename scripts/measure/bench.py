"""The benchmark: ourselves and the peers on one made-up corpus, in one run, in interleaved rounds.

`scripts/bench` runs it. Every figure is of whole processes: CPU seconds are user and system time of a program
and all its children. Ratios are taken inside a round, so that a busy machine slows both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scripts.measure import performance_page as page
from scripts.measure.corpus import make_corpus
from scripts.measure.peers import PEERS, Ready, prepare
from scripts.measure.process import Ran, run
from scripts.measure.results import Found, read_database, read_pairs, read_passages
from scripts.measure.scoring import Gold, PairScore, PassageScore, read_gold, score_pairs, score_passages

ROOT = Path(__file__).resolve().parent.parent.parent
QUICK = 1_000


@dataclass(frozen=True, slots=True)
class Contender:
    """A program of the benchmark. `job` is what it does: pairs, passages, scan or scan again. `command` takes
    the folder of the corpus; what the program writes is `out`, read by `read`."""

    name: str
    job: str
    command: Callable[[Path], list[str]]
    out: str
    read: Callable[[Path], Found] | None
    version: str = ""
    problem: str = ""


@dataclass(slots=True)
class Measured:
    """What was measured of one program on one corpus, a `Ran` for each round."""

    contender: Contender
    articles: int
    size: int
    rounds: list[Ran] = field(default_factory=list)
    problem: str = ""
    written: int = 0
    pairs: PairScore | None = None
    passages: PassageScore | None = None


def environment() -> dict[str, str]:
    """One thread for each program, this checkout first, no hub within reach."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
    )
    rest = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}
    return {**os.environ, **one, **rest}


def scan_help() -> str:
    """What `provenance scan --help` says, for what this version can do."""
    command = [sys.executable, "-m", "provenance", "scan", "--help"]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout


def ourselves(said: str, *, quick: bool) -> list[Contender]:
    """The whole scan, the second one, and the same jobs without a database."""
    given = "articles.jsonl" if "jsonl" in said.lower() else "files"
    found = re.search(r"--(jobs|processes|workers|cores)\b", said)
    option = found.group() if found else ""

    def scan(db: str, *more: str) -> Callable[[Path], list[str]]:
        scanner = [sys.executable, "-m", "provenance", "scan"]
        return lambda folder: [*scanner, str(folder / given), "--db", str(folder / db), "--quiet", *more]

    def own(program: str) -> Callable[[Path], list[str]]:
        programs = [sys.executable, "-m", "scripts.measure.own_programs", program]
        return lambda folder: [*programs, str(folder / "articles.jsonl"), str(folder / f"own-{program}")]

    one = (option, "1") if option else ()
    contenders = [Contender("provenance scan", "scan", scan("one.db", *one), "one.db", read_database)]
    if quick:
        return contenders
    if option:
        contenders.append(
            Contender(
                "provenance scan, two processes", "scan", scan("two.db", option, "2"), "two.db", read_database
            )
        )
    return [
        *contenders,
        Contender("provenance scan, nothing changed", "scan again", scan("one.db", *one), "", None),
        Contender("provenance, near-duplicates only", "pairs", own("pairs"), "own-pairs", read_pairs),
        Contender(
            "provenance, passages in memory", "passages", own("passages"), "own-passages", read_passages
        ),
    ]


def others() -> list[Contender]:
    """The peers; one that can't be installed carries the reason."""
    return [
        Contender(
            ready.peer.name, "pairs", partial(_peer, ready), ready.peer.program, read_pairs, ready.version,
            ready.problem,
        )
        for ready in prepare(ROOT / ".venv.peers", PEERS)
    ]  # fmt: skip


def _peer(ready: Ready, folder: Path) -> list[str]:
    return ready.command(folder / "articles.jsonl", folder / ready.peer.program)


def measure(
    contenders: Sequence[Contender],
    folder: Path,
    articles: int,
    rounds: int,
    limit: float,
    before: Sequence[Measured],
) -> list[Measured]:
    """Run all programs on one corpus, round by round, each in its turn; then compare with the gold.

    A program that needs more than its part of `limit` in the first round runs once.
    """
    size = _text_bytes(folder)
    measured = [Measured(contender, articles, size) for contender in contenders]
    for number in range(rounds):
        for one in measured:
            one.problem = one.problem or one.contender.problem or _hopeless(one, before, limit)
            if one.problem or (one.rounds and one.rounds[0].wall > limit / rounds):
                continue
            if one.contender.job != "scan again":
                for left in folder.glob(f"{one.contender.out}*"):
                    left.unlink()
            ran = run(one.contender.command(folder), env=environment(), limit=limit, cwd=ROOT)
            one.problem = ran.problem
            if not ran.problem:
                one.rounds.append(ran)
            print(
                f"  round {number + 1}  {one.contender.name:<34} {ran.problem or f'{ran.cpu:8.2f} s CPU'}",
                flush=True,
            )
    gold = read_gold(folder / "gold.jsonl")
    texts = _texts(folder)
    for one in measured:
        if one.rounds and not one.problem and one.contender.read is not None:
            _score(one, one.contender.read(folder / one.contender.out), gold, texts)
            one.written = sum(path.stat().st_size for path in folder.glob(f"{one.contender.out}*"))
    return measured


def _hopeless(one: Measured, before: Sequence[Measured], limit: float) -> str:
    """Why a program is not even started: a smaller corpus says that it would not finish."""
    for smaller in before:
        if smaller.contender.name == one.contender.name and smaller.articles > 10:
            if smaller.problem:
                return f"left out: at {smaller.articles:,} articles {smaller.problem}"
            least = min(ran.wall for ran in smaller.rounds) * one.articles / smaller.articles
            if least > limit:
                return f"left out: it would take more than {limit:.0f} s ({least:.0f} s if it grew linearly)"
    return ""


def _score(one: Measured, found: Found, gold: Gold, texts: dict[str, str]) -> None:
    if one.contender.job in ("scan", "pairs"):
        one.pairs = score_pairs(found, gold, texts)
    if one.contender.job in ("scan", "passages"):
        one.passages = score_passages(found, gold)


def _texts(folder: Path) -> dict[str, str]:
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def _text_bytes(folder: Path) -> int:
    """The bytes of all texts in UTF-8."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        return sum(len(json.loads(line)["text"].encode()) for line in lines)


def stages(articles: int, seed: int) -> None:
    """Print where the time goes, room by room."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_corpus(articles, seed).write(folder)
        out = folder / "stages"
        command = [sys.executable, "-m", "scripts.measure.own_programs", "stages"]
        ran = run(
            [*command, str(folder / "articles.jsonl"), str(out)], env=environment(), limit=3_600, cwd=ROOT
        )
        if ran.problem:
            raise SystemExit(f"bench: {ran.problem}")
        size = _text_bytes(folder)
        print(
            f"{articles:,} articles, {size / 1e6:.1f} MB of text, {ran.cpu:.2f} s CPU, {ran.memory >> 20} MiB"
        )
        for line in out.read_text(encoding="utf-8").splitlines():
            name, seconds, made = line.split("\t")
            took = float(seconds)
            print(
                f"  {name:<24} {took:8.3f} s  {size / 1e6 / took:9.1f} MB/s  {took / ran.wall:6.1%}  {made}"
            )


def start_up(contenders: Sequence[Contender], seed: int) -> dict[str, float]:
    """CPU seconds of each program on two articles: what it costs before any work."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_corpus(2, seed).write(folder, files=True)
        return {
            one.name: run(one.command(folder), env=environment(), limit=120, cwd=ROOT).cpu
            for one in contenders
            if not one.problem
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 where a quick run misses an exact copy or a program of our own fails."""
    given = _arguments(arguments)
    if given.stages:
        stages(given.articles[0] if given.articles else 2_000, given.seed)
        return 0
    said = scan_help()
    contenders = ourselves(said, quick=given.quick) + ([] if given.quick or given.no_peers else others())
    sizes = sorted(given.articles or ([QUICK] if given.quick else [1_000, 10_000]))
    started = start_up(contenders, given.seed) if not given.quick else {}
    measured: list[Measured] = []
    for articles in sizes:
        with tempfile.TemporaryDirectory() as name:
            print(f"{articles:,} articles", flush=True)
            make_corpus(articles, given.seed).write(Path(name), files=True)
            rounds = 1 if given.quick else given.rounds
            measured += measure(contenders, Path(name), articles, rounds, given.limit, measured)
    written = page.render(
        measured, started, given.seed, said, sys.argv[1:] if arguments is None else arguments
    )
    if given.out:
        Path(given.out).write_text(written, encoding="utf-8")
    print(written)
    return _verdict(measured)


def _verdict(measured: Sequence[Measured]) -> int:
    """1 where our own scan failed or missed an exact copy."""
    for one in measured:
        if one.contender.job == "scan" and not one.problem.startswith("left out"):
            if one.pairs is None:
                print(f"bench: {one.contender.name}: {one.problem}", file=sys.stderr)
                return 1
            if one.pairs.found.get("exact", 0) < one.pairs.planted.get("exact", 0):
                print(f"bench: {one.contender.name} missed exact copies", file=sys.stderr)
                return 1
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure ourselves and the peers.")
    parser.add_argument("--articles", type=int, nargs="+", help="sizes of the corpus  [default: 1000 10000]")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds  [default: 3]")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus  [default: 1]")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one program  [default: 900]")
    parser.add_argument("--no-peers", action="store_true", help="ourselves alone")
    parser.add_argument("--quick", action="store_true", help="one round of the scan on 1,000 articles")
    parser.add_argument(
        "--stages", action="store_true", help="where the time goes, room by room, and no more"
    )
    parser.add_argument("--out", help="write the page to this file, for example docs/performance.md")
    given = parser.parse_args(arguments)
    if given.articles and min(given.articles) < 100:
        parser.error("a corpus needs 100 articles or more, so that every kind of copy is in it")
    return given


if __name__ == "__main__":
    sys.exit(main())
