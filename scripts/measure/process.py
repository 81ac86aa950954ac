"""A program as a whole process: CPU seconds of it and all its children, wall time, peak memory."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """`cpu` (user and system) and `wall` in seconds; `memory`, the most that all its processes held, in bytes
    (looked at ten times a second); `problem` is empty where it ended with 0."""

    cpu: float
    wall: float
    memory: int
    problem: str


def run(command: Sequence[str], *, env: Mapping[str, str], limit: float, cwd: Path | None = None) -> Ran:
    """Run a program to its end, or for `limit` seconds of wall time at most."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(env), cwd=cwd, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
        peak, looked, late = 0, 0.0, False
        while True:
            # wait4 counts the children that the process waited for as well.
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            now = time.perf_counter() - begin
            if done:
                break
            if now > limit and not late:
                late = True
                os.killpg(process.pid, signal.SIGKILL)
            if now - looked > 0.1:
                peak, looked = max(peak, _memory(process.pid)), now
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    problem = ""
    if late:
        problem = f"not finished after {limit:.0f} s"
    elif process.returncode:
        problem = f"exit code {process.returncode}: {said[-1] if said else 'nothing was said'}"
    # The kernel's own maximum counts what this process held when it forked: only where there is nothing else.
    return Ran(usage.ru_utime + usage.ru_stime, now, peak or usage.ru_maxrss * 1024, problem)


def _memory(pid: int) -> int:
    """Bytes that a process and its children hold, shared pages in parts, or the most that the process alone
    ever held; 0 where the system does not tell."""
    total, alone = 0, 0
    waiting = [pid]
    while waiting:
        number = waiting.pop()
        try:
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
            status = Path(f"/proc/{number}/status").read_text(encoding="utf-8") if number == pid else ""
            children = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
        except OSError:
            continue
        waiting += [int(child) for child in children.split()]
        total += _field(rollup, "Pss:")
        alone = max(alone, _field(status, "VmHWM:"))
    return max(total, alone) * 1024


def _field(text: str, name: str) -> int:
    """The number of kilobytes in a line of a file of /proc."""
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)
