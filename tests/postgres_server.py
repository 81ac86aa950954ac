"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "pa55 wörd/'x"
SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them off the path."""
    found = shutil.which("initdb")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    for program in (*([Path(found)] if found else []), *candidates):
        folder = program.resolve().parent
        if (folder / "pg_ctl").exists():
            return folder
    return None


@contextmanager
def running_server(programs: Path) -> Iterator[Path]:
    """The folder of the socket of a server that runs while the block does; `owner` may all, with PASSWORD."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    # The server refuses to run as root.
    user = _other_user() if os.geteuid() == 0 else None
    try:
        words = folder / "password"
        words.write_text(PASSWORD, encoding="utf-8")
        if user is not None:
            for path in (folder, words):
                os.chown(path, user, -1)
        data = folder / "data"

        def call(program: str, *args: str) -> None:
            subprocess.run(
                [programs / program, "-D", data, *args],
                user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=120,
            )  # fmt: skip

        call(
            "initdb", "-U", "owner", "--pwfile", str(words), "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"
        )
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"{SETTINGS} -k {folder}", "start")
        try:
            yield folder
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> int:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise RuntimeError("no user to run the server as")
