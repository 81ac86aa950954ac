"""The benchmark: ourselves and the peers on one made-up corpus, in one run, in interleaved rounds.

`scripts/bench` runs it. Every figure is of whole processes: CPU seconds are user and system time of a program
and all its children. Ratios are taken inside a round, so that a busy machine slows both sides.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.measure import performance_page as page
from scripts.measure.contenders import ROOT, Contender, environment, others, ourselves, scan_help
from scripts.measure.corpus import make_corpus
from scripts.measure.process import Ran, run
from scripts.measure.results import Found
from scripts.measure.scoring import Gold, PairScore, PassageScore, read_gold, score_pairs, score_passages

QUICK = 1_000


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
            if one.contender.needs and not one.problem and not (folder / one.contender.needs).exists():
                one.problem = "left out: the scan that it needs was left out"
            if one.problem or (one.rounds and one.rounds[0].wall > limit / rounds):
                continue
            _clear(folder, one.contender)
            ran = run(one.contender.command(folder), env=environment(), limit=limit, cwd=ROOT)
            one.problem = ran.problem
            if ran.problem:
                _clear(folder, one.contender)
            else:
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


def _clear(folder: Path, contender: Contender) -> None:
    """Take away what an earlier round of a program left, its database with its companions."""
    if contender.out:
        for left in folder.glob(f"{contender.out}*"):
            left.unlink()


def _hopeless(one: Measured, before: Sequence[Measured], limit: float) -> str:
    """Why a program is not even started: smaller corpora say that it would not finish."""
    smaller = [other for other in before if other.contender.name == one.contender.name]
    for other in smaller:
        if other.problem:
            return f"left out: at {other.articles:,} articles {other.problem.removeprefix('left out: ')}"
    if not smaller:
        return ""
    took = [min(ran.cpu for ran in other.rounds) for other in smaller]
    growth = 1.0
    if len(smaller) > 1 and took[-2] > 1:
        growth = math.log(took[-1] / took[-2]) / math.log(smaller[-1].articles / smaller[-2].articles)
    guess = took[-1] * (one.articles / smaller[-1].articles) ** max(1.0, growth)
    return f"left out: it would take about {guess:.0f} s as it has grown so far" if guess > limit else ""


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
    """Print where the CPU time goes: each room by itself, then the steps of a whole scan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_corpus(articles, seed).write(folder, files=True)
        size = _text_bytes(folder)
        print(f"{articles:,} articles, {size / 1e6:.1f} MB of text; CPU seconds")
        for program, what, given in (
            ("stages", "each room by itself, over all articles", "articles.jsonl"),
            ("steps", "the steps of a whole scan", "files"),
        ):
            out = folder / program
            command = [sys.executable, "-m", "scripts.measure.own_programs", program]
            ran = run([*command, str(folder / given), str(out)], env=environment(), limit=3_600, cwd=ROOT)
            if ran.problem:
                raise SystemExit(f"bench: {ran.problem}")
            print(f"{what}: {ran.cpu:.2f} s, {ran.memory >> 20} MiB")
            for line in out.read_text(encoding="utf-8").splitlines():
                room, seconds, made = line.split("\t")
                took = max(float(seconds), 1e-6)
                speed = f"{size / 1e6 / took:9.1f} MB/s  {took / ran.cpu:6.1%}"
                print(f"  {room:<24} {took:8.3f} s  {speed}  {made}")


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
