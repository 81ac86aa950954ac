"""The peers: other libraries for near-duplicates, in an environment of their own that is made on demand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).with_name("peer_programs.py")


@dataclass(frozen=True, slots=True)
class Peer:
    """`program` is what peer_programs.py calls it; `packages` are installed for it, `alone` without what they
    declare to need."""

    name: str
    program: str
    packages: tuple[str, ...]
    alone: tuple[str, ...] = ()


PEERS = (
    Peer("datasketch, xxh32", "datasketch-xxh32", ("datasketch", "xxhash")),
    Peer("datasketch, its default", "datasketch-default", ("datasketch",)),
    Peer("rensa", "rensa", ("rensa",)),
    # text-dedup declares Spark, Sphinx and ONNX (over 1 GB); its MinHash program needs these (about 500 MB).
    Peer(
        "text-dedup",
        "text-dedup",
        (
            *("bitarray", "click", "click-option-group", "datasets", "ftfy", "numpy"),
            *("psutil", "regex", "rich", "scipy", "tqdm", "xxhash"),
        ),
        ("text-dedup",),
    ),
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A peer that can run, or the reason why it can't. `version` as pip tells it."""

    peer: Peer
    python: Path
    version: str
    problem: str

    def command(self, articles: Path, out: Path) -> list[str]:
        """What finds the pairs of a JSONL file."""
        return [str(self.python), str(PROGRAMS), self.peer.program, str(articles), str(out)]


def prepare(environment: Path, peers: Sequence[Peer] = PEERS) -> list[Ready]:
    """See to it that the peers are installed in `environment`; what can't be installed is told."""
    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run([_base(), "-m", "venv", "--without-pip", str(environment)], check=True)
    found = []
    for peer in peers:
        problem = ""
        if not _installed(environment, peer):
            for packages in (peer.packages, ("--no-deps", *peer.alone) if peer.alone else ()):
                problem = problem or _install(python, packages)
            if not problem:
                _stamp(environment, peer).write_text(_wanted(peer), encoding="utf-8")
        package = (peer.alone or peer.packages)[0]
        found.append(Ready(peer, python, "" if problem else _version(python, package), problem))
    return found


def _base() -> str:
    """The Python that this environment was made from: it has pip."""
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}"))


def _stamp(environment: Path, peer: Peer) -> Path:
    return environment / f"installed-{peer.program}"


def _installed(environment: Path, peer: Peer) -> bool:
    stamp = _stamp(environment, peer)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _wanted(peer)


def _wanted(peer: Peer) -> str:
    return " ".join((*peer.packages, *peer.alone))


def _install(python: Path, packages: Sequence[str]) -> str:
    """The last line of what pip complained of, or nothing. Only wheels: no build of a peer is waited for."""
    if not packages:
        return ""
    command = [_base(), "-m", "pip", "--python", str(python), "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
    return (said[-1] if said else "pip failed") if done.returncode else ""


def _version(python: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()
