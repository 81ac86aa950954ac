"""The lock of an archive, with real processes: two at once, killed, deleted, waited for."""

from __future__ import annotations

import errno
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import provenance
from provenance.store import lock as module
from provenance.store.database import DatabaseError, open_for_writing, transaction
from provenance.store.lock import Guard, archive_lock

HOLD = """
import sys, time
from pathlib import Path
from provenance.store.lock import archive_lock
with archive_lock(Path(sys.argv[1]), "provenance scan other", wait=float(sys.argv[3])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
COUNT = """
import sys, time
from pathlib import Path
from provenance.store.lock import archive_lock
counter = Path(sys.argv[2])
for _ in range(int(sys.argv[3])):
    with archive_lock(Path(sys.argv[1]), "counting", wait=60):
        number = int(counter.read_text())
        time.sleep(0.002)
        counter.write_text(str(number + 1))
"""
posix = pytest.mark.skipif(os.name != "posix", reason="signals and deleted open files as POSIX has them")


def start(script: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )


@contextmanager
def held_by_another(db: Path, seconds: float = 60) -> Iterator[subprocess.Popen[str]]:
    """A process that has the lock."""
    process = start(HOLD, db, seconds, 0)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


def lock_file(db: Path) -> Path:
    return db.with_name(f"{db.name}.lock")


def test_the_file_says_who_holds_the_lock_and_is_gone_afterwards(db: Path) -> None:
    with archive_lock(db, "provenance scan stories") as lock:
        told = json.loads(lock_file(db).read_text(encoding="utf-8"))
        assert (told["pid"], told["host"], told["command"]) == (
            os.getpid(), platform.node(), "provenance scan stories",
        )  # fmt: skip
        assert told["token"] == lock.token
        assert told["since"].endswith("+00:00")
        assert lock.warning == ""
    assert not lock_file(db).exists()
    with archive_lock(db, "provenance scan stories") as other:
        assert other.token != lock.token


def test_a_second_process_is_told_who_holds_the_lock(db: Path) -> None:
    with held_by_another(db) as process:
        with pytest.raises(DatabaseError) as raised, archive_lock(db, "mine"):
            pass
        said = str(raised.value)
        for words in (
            f"{db} is in use by another scan: `provenance scan other` (process {process.pid} on",
            f" {platform.node()}, since 2",
            " UTC); wait until it has ended (--wait SECONDS does so), or give another --db.",
        ):
            assert words in said
        assert lock_file(db).exists(), "who waits in vain leaves the holder's file alone"


def test_a_link_to_the_database_has_the_same_lock(db: Path, tmp_path: Path) -> None:
    db.touch()
    link = tmp_path / "link.db"
    link.symlink_to(db)
    with archive_lock(db, "mine"), pytest.raises(DatabaseError), archive_lock(link, "mine"):
        pass


def test_waiting_for_a_holder_who_ends_in_time(db: Path) -> None:
    with held_by_another(db, seconds=0.5):
        begun = time.monotonic()
        with archive_lock(db, "mine", wait=30):
            assert time.monotonic() - begun < 20
    with held_by_another(db):
        begun = time.monotonic()
        with pytest.raises(DatabaseError), archive_lock(db, "mine", wait=0.3):
            pass
        assert time.monotonic() - begun >= 0.3


@posix
def test_a_killed_holder_frees_the_lock_and_its_name_misleads_nobody(db: Path) -> None:
    with held_by_another(db) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock_file(db).exists()
        stale = lock_file(db).read_bytes()
        with archive_lock(db, "mine"):
            assert json.loads(lock_file(db).read_text(encoding="utf-8"))["pid"] == os.getpid()
            lock_file(db).write_bytes(stale)  # as it looks before the new holder has put its name down
            with pytest.raises(DatabaseError) as raised, archive_lock(db, "third"):
                pass
    assert str(process.pid) not in str(raised.value)
    assert "is in use by another scan; wait" in str(raised.value)


@posix
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000,
        b'{"pid": "x", "host": "", "command": "", "since": ""}',
        b'{"pid": 1e999, "host": "h", "command": "c", "since": "2024-01-01T00:00:00+00:00"}',
    ],
)  # fmt: skip
def test_a_file_that_tells_nothing_is_no_obstacle(db: Path, content: bytes) -> None:
    lock_file(db).write_bytes(content)
    with archive_lock(db, "mine"):
        assert json.loads(lock_file(db).read_text(encoding="utf-8"))["command"] == "mine"
        lock_file(db).write_bytes(content)
        with pytest.raises(DatabaseError, match="in use by another scan; wait"), archive_lock(db, "third"):
            pass


@posix
def test_control_characters_of_a_command_are_not_shown(db: Path) -> None:
    with (
        archive_lock(db, "scan \x1b[2J\n" + "x" * 1000),
        pytest.raises(DatabaseError) as raised,
        archive_lock(db, "third"),
    ):
        pass
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 800


def test_a_scan_that_waited_sees_what_was_written_meanwhile(db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "a.txt").write_text("The first story has these words.\n", encoding="utf-8")
    with held_by_another(db) as holder:
        waiting = subprocess.Popen(
            [sys.executable, "-m", "provenance", "scan", folder, "--db", db, "--wait", "60", "--quiet"],
            cwd=Path(__file__).parent.parent,
        )
        time.sleep(1.5)
        (folder / "b.txt").write_text("The second story came a little later.\n", encoding="utf-8")
        holder.kill()
        assert waiting.wait(timeout=60) == 0
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)


def test_no_two_processes_ever_hold_the_lock(db: Path, tmp_path: Path) -> None:
    """They make and remove the file all the time: no one may hold a file that the others don't see."""
    counter = tmp_path / "counter"
    counter.write_text("0")
    running = [start(COUNT, db, counter, 40) for _ in range(4)]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert counter.read_text() == "160"
    assert not lock_file(db).exists()


@posix
def test_a_deleted_lock_file_lets_another_in_and_stops_the_first(db: Path) -> None:
    with closing(open_for_writing(db)) as connection, closing(open_for_writing(db)) as other:
        with archive_lock(db, "first") as first:
            guard = Guard(connection, first.token)
            guard()
            guard()
            lock_file(db).unlink()
            with archive_lock(db, "second") as second:
                Guard(other, second.token)()
                with (
                    pytest.raises(DatabaseError, match=f"another scan took over {db}"),
                    transaction(connection),
                ):
                    guard()
                assert lock_file(db).exists()
            assert not lock_file(db).exists()
            with archive_lock(db, "third"):
                pass
        (number,) = other.execute("SELECT count(*) FROM writer").fetchone()
        assert number == 1


@posix
def test_who_lost_its_file_leaves_that_of_another_alone(db: Path) -> None:
    with archive_lock(db, "first"):
        lock_file(db).unlink()
        with held_by_another(db):
            here = lock_file(db).stat().st_ino
            module._release(os.open(os.devnull, os.O_RDONLY), lock_file(db))
            assert lock_file(db).stat().st_ino == here


def test_who_read_the_archive_before_another_wrote_may_not_write(db: Path) -> None:
    with closing(open_for_writing(db)) as connection, closing(open_for_writing(db)) as other:
        guard = Guard(connection, "first")  # reads, and writes later
        with transaction(other):
            Guard(other, "second")()
        with pytest.raises(DatabaseError, match="another scan took over"):
            guard()


@posix
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_without_locks_the_scan_goes_on_and_says_so(
    db: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module.fcntl, "flock", refuse)
    with archive_lock(db, "mine") as lock:
        assert "locks are not supported here" in lock.warning
        assert lock.token
    assert not lock_file(db).exists()
    (db.parent / "a.txt").write_text("One story of a few words.\n", encoding="utf-8")
    (warning,) = provenance.scan(db.parent, db=db).warnings
    assert "locks are not supported here" in warning


@posix
def test_another_error_is_one_sentence(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(module.fcntl, "flock", refuse)
    with pytest.raises(DatabaseError, match="can't be locked"), archive_lock(db, "mine"):
        pass


@pytest.mark.parametrize("place", ["nowhere/test.db", "."])
def test_no_place_for_a_database(tmp_path: Path, place: str) -> None:
    with pytest.raises(DatabaseError), archive_lock(tmp_path / place, "mine"):
        pass


def test_a_lock_file_that_is_a_folder(db: Path) -> None:
    lock_file(db).mkdir()
    with pytest.raises(DatabaseError, match="can't be written"), archive_lock(db, "mine"):
        pass


def test_the_lock_is_freed_when_the_block_raises(db: Path) -> None:
    def fail() -> None:
        with archive_lock(db, "mine"):
            raise KeyboardInterrupt

    for call in (fail, fail):
        _interrupted(call)
    assert not lock_file(db).exists()


def _interrupted(call: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt):
        call()
