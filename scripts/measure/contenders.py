"""Who takes part in the benchmark: ourselves, whole and in parts, and the peers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.measure.peers import PEERS, Ready, prepare
from scripts.measure.results import Found, read_database, read_pairs, read_passages

FILES = "files.db"
"""The database of the corpus as single files; `scripts.measure.archive_uses` knows it, too."""

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Contender:
    """A program of the benchmark. `job` is what it does: pairs, passages, scan, or a use of the database
    `needs`, which another one has made. `command` takes the folder of the corpus; what the program writes is
    `out`, read by `read`."""

    name: str
    job: str
    command: Callable[[Path], list[str]]
    out: str
    read: Callable[[Path], Found] | None
    version: str = ""
    problem: str = ""
    needs: str = ""


def environment() -> dict[str, str]:
    """One thread for each program, this checkout first, no hub within reach. Modules are compiled once, as
    those of an installed program are."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
    )
    rest = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **one, **rest}


def scan_help() -> str:
    """What `provenance scan --help` says, for what this version can do."""
    command = [sys.executable, "-m", "provenance", "scan", "--help"]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout


def ourselves(said: str, *, quick: bool) -> list[Contender]:
    """The whole scan, the second one, and the same jobs without a database."""
    given = "articles.jsonl" if "jsonl" in said.lower() else "files"
    found = re.search(r"--(jobs|processes|workers|cores)\b", said)
    option = found.group() if found else ""

    def scan(db: str, *more: str, source: str = given) -> Callable[[Path], list[str]]:
        scanner = [sys.executable, "-m", "provenance", "scan"]
        return lambda folder: [*scanner, str(folder / source), "--db", str(folder / db), "--quiet", *more]

    def archive(program: str) -> Callable[[Path], list[str]]:
        uses = [sys.executable, "-m", "scripts.measure.archive_uses", program]
        return lambda folder: [*uses, str(folder)]

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
        Contender(
            "provenance scan, a file an article", "files", scan(FILES, *one, source="files"), FILES, None
        ),
        Contender(
            "provenance scan, nothing changed", "use", scan(FILES, source="files"), "", None, needs=FILES
        ),
        Contender("provenance scan, one new article", "use", archive("one-more"), "", None, needs=FILES),
        Contender("provenance check", "use", archive("check"), "", None, needs=FILES),
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
