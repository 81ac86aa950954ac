"""Fuzzing of the readers: broken files are made from whole ones until a reader breaks, hangs or reaches out.

Each target runs in a process of its own under atheris, guided by which lines of the readers an input reaches.
A finding is an exception other than the readers' own, an article against the protocol, more than 10 seconds
for 64 KB, more than 2 GB of memory, a connection, a program started or a file written.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.measure.fuzz_beginnings import BEGINNINGS

LONGEST = 65_536
"""Bytes of an input."""


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What came of one target: `inputs` tried in so many seconds, the end of its output where it broke."""

    target: str
    inputs: int
    seconds: float
    covered: int
    broke: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; exit code 1 where something broke."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"{', '.join(sorted(BEGINNINGS))}  [default: all]"
    )
    parser.add_argument("--seconds", type=int, default=20, help="for each target  [default: 20]")
    parser.add_argument("--keep", type=Path, help="keep inputs here, and go on from those of earlier runs")
    given = parser.parse_args(arguments)
    unknown = set(given.targets) - BEGINNINGS.keys()
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as own:
        folder = given.keep or Path(own)
        broke = False
        print("| target | inputs | seconds | edges | outcome |\n| --- | --- | --- | --- | --- |")
        for target in given.targets or sorted(BEGINNINGS):
            found = fuzz(target, given.seconds, folder)
            outcome = "**broke**" if found.broke else "nothing found"
            columns = (target, f"{found.inputs:,}", f"{found.seconds:.0f}", f"{found.covered:,}", outcome)
            print(f"| {' | '.join(columns)} |", flush=True)
            if found.broke:
                broke = True
                print(found.broke, file=sys.stderr)
    return 1 if broke else 0


def fuzz(target: str, seconds: int, folder: Path) -> Fuzzed:
    """Fuzz one target; inputs that reach something new, and one that breaks it, stay below `folder`."""
    inputs = folder / target
    inputs.mkdir(parents=True, exist_ok=True)
    for number, beginning in enumerate(BEGINNINGS[target]):
        (inputs / f"beginning-{number}").write_bytes(beginning)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as room:  # the fuzzer ends its process without removing anything
        ran = subprocess.run(
            [
                sys.executable, "-m", "scripts.measure.fuzz_target", target, str(inputs),
                f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", f"-max_len={LONGEST}",
                f"-artifact_prefix={inputs}/broke-", "-print_final_stats=1",
            ],
            capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "TMPDIR": room},
        )  # fmt: skip
    said = ran.stdout + ran.stderr
    counts = re.findall(r"^#(\d+)\s.*?\bcov: (\d+)", said, re.MULTILINE)
    done = re.search(r"number_of_executed_units: (\d+)", said)
    return Fuzzed(
        target,
        int(done[1]) if done else int(counts[-1][0]) if counts else 0,
        time.monotonic() - begun,
        int(counts[-1][1]) if counts else 0,
        _shortened(said) if ran.returncode else "",
    )


def _shortened(said: str) -> str:
    """What the process said of its end, without what it says of its way there."""
    return "\n".join(
        line for line in said.splitlines() if line and not line.startswith(("INFO:", "#", "WARNING:"))
    )


if __name__ == "__main__":
    sys.exit(main())
