"""The tables of docs/performance.md, from what was measured in one run."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from provenance import kernels
from provenance.version import __version__
from scripts.measure.corpus import COPIES
from scripts.measure.scoring import OTHER_SCRIPTS

if TYPE_CHECKING:
    from scripts.measure.bench import Measured

_ONCE = Path(__file__).with_name("once.md")
"""What takes too long to be measured with the rest."""


def render(
    measured: Sequence[Measured], started: Mapping[str, float], seed: int, said: str, arguments: Sequence[str]
) -> str:
    """The page in Markdown."""
    sizes = sorted({one.articles for one in measured})
    again = " ".join(("scripts/bench", *arguments))
    parts = [
        "# Performance",
        f"Every figure on this page was measured in one run of `{again}` on {datetime.now(UTC):%Y-%m-%d}; "
        f"the same command repeats it. The corpus is made up from seed {seed}: `scripts/measure/corpus.py` "
        "says what is planted. CPU is user and system time of whole processes with all their children, "
        "start-up included; programs ran in turn, round by round, one thread each, a slow one in the first "
        "round only.",
        _machine(measured),
    ]
    for articles in sizes:
        parts += _size([one for one in measured if one.articles == articles], articles)
    parts += _growth(measured, started, sizes)
    parts += _cores(measured, said)
    parts.append(_ONCE.read_text(encoding="utf-8").rstrip())
    return "\n\n".join(parts) + "\n"


def _machine(measured: Sequence[Measured]) -> str:
    peers = {f"{one.contender.name} {one.contender.version}" for one in measured if one.contender.version}
    tools = [f"{name} {version(name)}" for name in ("numpy", "datasketch", "jellyfish")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    ours = (
        f"provenance {__version__} with its {kernels.IMPLEMENTATION.name} loops, "
        f"Python {platform.python_version()}, {', '.join(tools)}."
    )
    return (
        f"Machine: {_processor()}, {cores} cores, {_memory()} of memory, {platform.system()}. {ours}"
        + (f" Peers: {'; '.join(sorted(peers))}." if peers else "")
    )  # fmt: skip


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError):
        return "an unknown amount"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _size(measured: Sequence[Measured], articles: int) -> list[str]:
    """Cost, pairs and passages at one size."""
    size = measured[0].size
    parts = [f"## {articles:,} articles, {size / 1e6:.1f} MB of text", _cost(measured)]
    scored = [one for one in measured if one.pairs is not None]
    if scored:
        parts += ["### Near-duplicates", _pairs(scored), _PAIRS_NOTE]
    with_passages = [one for one in measured if one.passages is not None]
    if with_passages:
        parts += ["### Shared passages", _passages(with_passages), _PASSAGES_NOTE]
    return parts


_PAIRS_NOTE = """\
Found of planted, by kind. *Outside*: reported pairs that are not copies of one story; *share half*: of those
that were compared word by word, how many share half of the words of both texts all the same; *negatives*:
outside pairs with a table of results, a weather report or a list of stocks. *False*: the share of all
reported pairs that are neither planted nor share half. A peer that gives clusters reports all
pairs of each."""

_PASSAGES_NOTE = """\
Found of planted: half of the passage or more is covered on both sides. *Covered*: mean share of its
characters, on the worse side. Words are words of the corpus. Below: passages counted as reuse, and those of
them between texts that have nothing from each other by design."""


def _cost(measured: Sequence[Measured]) -> str:
    rows = []
    for one in measured:
        if not one.rounds:
            rows.append([one.contender.name, one.problem, "", "", "", "", ""])
            continue
        cpu, wall = [ran.cpu for ran in one.rounds], [ran.wall for ran in one.rounds]
        rows.append(
            [
                one.contender.name,
                _spread(cpu),
                f"{median(wall):.2f}",
                f"{one.size / 1e6 / median(wall):.2f}",
                f"{max(ran.memory for ran in one.rounds) >> 20:,}",
                f"{one.written / one.size:.2f}" if one.contender.job == "scan" else "",
                _ratios(one, measured),
            ]
        )
    head = [
        "",
        "CPU s (min-max)",
        "wall s",
        "MB/s (wall)",
        "MiB",
        "database / text",
        "CPU against ours (min-max)",
    ]
    note = (
        "The last column is a program's CPU divided by that of our program for near-duplicates only, in the "
    )
    note += "same round; above 1 it needs more than we do."
    return f"{_table(head, rows)}\n\n{note}"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def _ratios(one: Measured, measured: Sequence[Measured]) -> str:
    ours = next(
        (other for other in measured if other.contender.name == "provenance, near-duplicates only"), None
    )
    if ours is None or ours is one or one.contender.job != "pairs" or not ours.rounds:
        return ""
    return _spread([theirs.cpu / own.cpu for theirs, own in zip(one.rounds, ours.rounds, strict=False)])


def _pairs(scored: Sequence[Measured]) -> str:
    known = {kind for one in scored if one.pairs for kind in one.pairs.planted}
    kinds = [kind for kind in (*COPIES, OTHER_SCRIPTS) if kind in known]
    rows = []
    for kind in kinds:
        cells = [_share(one.pairs.found.get(kind, 0), one.pairs.planted[kind]) for one in scored if one.pairs]
        rows.append([kind, *cells])
    scores = [one.pairs for one in scored if one.pairs]
    rows += [
        ["*reported*", *(f"{score.reported:,}" for score in scores)],
        ["*outside*", *(f"{score.outside:,}" for score in scores)],
        ["*of these share half*", *(f"{score.sharing} of {score.checked}" for score in scores)],
        ["*negatives*", *(f"{score.negatives:,}" for score in scores)],
        ["*false*", *(f"{score.false_share:.2%}" for score in scores)],
    ]
    return _table(["", *(one.contender.name for one in scored)], rows)


def _passages(scored: Sequence[Measured]) -> str:
    keys = sorted(
        {key for one in scored if one.passages for key in one.passages.planted},
        key=lambda key: (key[0] != "verbatim", key[1]),
    )
    rows = []
    for kind, words in keys:
        cells = []
        for one in scored:
            if one.passages:
                found = _share(one.passages.found.get((kind, words), 0), one.passages.planted[kind, words])
                cells.append(f"{found}, covered {one.passages.covered[kind, words]:.3f}")
        rows.append([f"{kind}, {words} words", *cells])
    scores = [one.passages for one in scored if one.passages]
    rows += [
        ["*counted as reuse*", *(f"{score.reported:,}" for score in scores)],
        ["*in footers, boxes, tables, weather, stocks*", *(f"{score.furniture:,}" for score in scores)],
        ["*elsewhere, between unrelated texts*", *(f"{score.elsewhere:,}" for score in scores)],
    ]
    return _table(["", *(one.contender.name for one in scored)], rows)


def _share(found: int, planted: int) -> str:
    return f"{found / planted:.3f} ({found} of {planted})"


def _growth(measured: Sequence[Measured], started: Mapping[str, float], sizes: Sequence[int]) -> list[str]:
    """Exponents of CPU between neighbouring sizes, start-up taken off."""
    if len(sizes) < 2:
        return []
    cpu = {
        (one.contender.name, one.articles): median(ran.cpu for ran in one.rounds)
        for one in measured
        if one.rounds
    }
    rows = []
    for name in dict.fromkeys(one.contender.name for one in measured):
        cells = []
        for small, large in pairwise(sizes):
            low, high = cpu.get((name, small)), cpu.get((name, large))
            base = started.get(name, 0.0)
            if low is None or high is None or low - base < 0.05:
                cells.append("not measured" if high is None or low is None else "too short to tell")
            else:
                cells.append(f"{math.log((high - base) / (low - base)) / math.log(large / small):.2f}")
        rows.append([name, f"{started.get(name, 0):.2f}", *cells])
    spans = [f"{small:,} to {large:,}" for small, large in pairwise(sizes)]
    return ["## Growth", "Exponent of CPU seconds over articles, start-up (the first column, s) taken off.",
            _table(["", "start-up", *spans], rows)]  # fmt: skip


def _cores(measured: Sequence[Measured], said: str) -> list[str]:
    """Wall time with two processes against one."""
    two = [one for one in measured if one.contender.name.endswith("two processes") and one.rounds]
    rows = []
    for one in two:
        single = next(
            other for other in measured
            if other.articles == one.articles and other.contender.name == "provenance scan"
        )  # fmt: skip
        pairs = zip(one.rounds, single.rounds, strict=False)
        rows.append([f"{one.articles:,}", _spread([double.wall / alone.wall for double, alone in pairs])])
    if rows:
        return [
            "## Two processes against one",
            _table(["articles", "wall of two / wall of one (min-max)"], rows),
        ]
    return ["Cores: two processes were not measured."]
