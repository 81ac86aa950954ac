"""Work in several processes gives what one gives, in order, whatever becomes of the workers.

Each process imports this file to find the functions below. So it imports little by itself: not what finds and
judges, and not tests.conftest with hypothesis, which together take most of the second that a process needs.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import provenance
from provenance import settings
from provenance.cycles import OBJECTS, few_collections, set_aside
from provenance.workers import Workers


def double(shard: int) -> int:
    return 2 * shard


def double_slowly_in_part(shard: int) -> int:
    time.sleep(0.02 * (shard % 3))
    return 2 * shard


def look_for_cycles_after(shard: int) -> int:
    return gc.get_threshold()[0]


def whose(shard: int) -> int:
    return os.getpid()


def test_new_processes_take_the_place_of_those_before() -> None:
    with Workers(2) as workers:
        before = set(workers.run(whose, range(8)))
        assert before.isdisjoint({os.getpid()})
        workers.renew()
        assert before.isdisjoint(workers.run(whose, range(8)))
    with Workers(1) as alone:
        alone.renew()
        assert list(alone.run(double, [1])) == [2]


def test_little_work_is_done_without_processes() -> None:
    with Workers(2, patience=60) as workers:  # a lambda can't be sent to a process
        assert list(workers.run(lambda shard: whose(shard), range(4))) == [os.getpid()] * 4
        assert list(workers.run(whose, [])) == []
    with Workers(2, patience=0.03) as workers:
        done = list(workers.run(spend_some, range(6)))
        own = done.count(os.getpid())
        assert done[:own] == [os.getpid()] * own  # processes take over, for good
        assert 1 <= own <= 2  # on a busy machine one shard takes all the patience
        assert os.getpid() not in set(workers.run(whose, range(2)))  # patience is over for later steps, too


def spend_some(shard: int) -> int:
    until = time.perf_counter() + 0.02
    while time.perf_counter() < until:
        pass
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_cycles_are_looked_for_less_often_while_work_is_done(processes: int) -> None:
    before = gc.get_threshold()
    with few_collections(), Workers(processes) as workers:
        assert list(workers.run(look_for_cycles_after, [1])) == [OBJECTS]
    assert gc.get_threshold() == before
    gc.set_threshold(0)
    try:
        with few_collections(), Workers() as workers:  # who switched it off wants it off
            assert list(workers.run(look_for_cycles_after, [1])) == [0]
    finally:
        gc.set_threshold(*before)


def test_what_is_set_aside_is_so_until_the_work_is_done() -> None:
    assert gc.get_freeze_count() == 0
    with few_collections():
        set_aside()
        assert gc.get_freeze_count() > 1_000
    assert gc.get_freeze_count() == 0
    gc.freeze()
    try:
        with few_collections():
            set_aside()
        assert gc.get_freeze_count() > 1_000, "what somebody else has set aside stays so"
    finally:
        gc.unfreeze()


def die_the_first_time(shard: tuple[int, str]) -> int:
    number, folder = shard
    mark = Path(folder) / "died"
    if number == 5 and not mark.exists():
        mark.touch()
        os._exit(9)
    return 2 * number


def die_in_workers(shard: tuple[int, int]) -> int:
    number, main = shard
    if number == 3 and os.getpid() != main:
        os.kill(os.getpid(), signal.SIGTERM)
    return 2 * number


def fail(shard: int) -> int:
    raise ValueError(f"shard {shard} is bad")


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_order(processes: int) -> None:
    assert list(Workers(processes).run(double_slowly_in_part, range(20))) == [2 * n for n in range(20)]
    assert list(Workers(processes).run(double, [])) == []


def work_alone(shard: tuple[Path, int]) -> int:
    """Raises FileExistsError where another even shard is worked on."""
    folder, number = shard
    if number % 2:
        (folder / "odd").touch()
        return number
    (folder / "even").touch(exist_ok=False)
    if number == 0:  # until the odd one behind the next even one has been worked on
        while not (folder / "odd").exists():
            time.sleep(0.01)
    time.sleep(0.05)
    (folder / "even").unlink()
    return number


def test_no_two_heavy_shards_are_worked_on_at_once(tmp_path: Path) -> None:
    shards = [(tmp_path, number) for number in (0, 2, 4, 1, 6, 3, 8)]
    with Workers(2) as workers:
        done = workers.run(work_alone, shards, ahead=8, heavy=lambda shard: shard[1] % 2 == 0)
        assert list(done) == [0, 2, 4, 1, 6, 3, 8]


def test_a_worker_that_dies_is_told_of_and_its_work_done(tmp_path: Path) -> None:
    deaths: list[int] = []
    workers = Workers(2, lambda: deaths.append(1))
    results = list(workers.run(die_the_first_time, [(number, str(tmp_path)) for number in range(12)]))
    assert results == [2 * number for number in range(12)]
    assert deaths == [1]


def test_where_workers_keep_dying_this_process_does_the_work() -> None:
    deaths: list[int] = []
    workers = Workers(2, lambda: deaths.append(1))
    results = list(workers.run(die_in_workers, [(number, os.getpid()) for number in range(8)]))
    assert results == [2 * number for number in range(8)]
    assert deaths == [1, 1]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_the_work_is_an_error_here(processes: int) -> None:
    with pytest.raises(ValueError, match="shard 0 is bad"):
        list(Workers(processes).run(fail, range(3)))


def process_of(shard: int) -> int:
    time.sleep(0.05)  # so that one worker does not take all of them
    return os.getpid()


def test_in_a_with_the_processes_stay_from_one_step_to_the_next() -> None:
    with Workers(2) as workers:
        first, second = (set(workers.run(process_of, range(6))) for _ in range(2))
        assert len(first | second) <= 2
        assert os.getpid() not in first | second
        running = multiprocessing.active_children()
        assert {child.pid for child in running} >= first
    for child in running:
        child.join(10)
    assert not any(child.is_alive() for child in running), "nothing runs on behind the with"


def test_after_a_death_there_are_new_processes(tmp_path: Path) -> None:
    deaths: list[int] = []
    with Workers(2, lambda: deaths.append(1)) as workers:
        first = set(workers.run(process_of, range(6)))
        shards = [(number, str(tmp_path)) for number in range(12)]
        assert list(workers.run(die_the_first_time, shards)) == [2 * number for number in range(12)]
        second = set(workers.run(process_of, range(6)))
    assert deaths == [1]
    assert not first & second
    assert os.getpid() not in second


def test_after_an_error_the_work_can_go_on() -> None:
    with Workers(2) as workers:
        with pytest.raises(ValueError, match="shard 0 is bad"):
            list(workers.run(fail, range(3)))
        assert list(workers.run(double, range(5))) == [0, 2, 4, 6, 8]


def test_one_process_starts_no_other() -> None:
    before = set(multiprocessing.active_children())
    with Workers(1) as workers:
        assert set(workers.run(process_of, range(2))) == {os.getpid()}
        assert set(multiprocessing.active_children()) == before


def test_small_work_is_done_before_other_processes_have_started(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Watched(Workers):
        def __init__(self, processes: int, died: Callable[[], None], patience: float) -> None:
            asked.append(processes)
            super().__init__(1, died)

    monkeypatch.setattr("provenance.workers.Workers", Watched)
    size = sum(path.stat().st_size for path in seeds.iterdir())
    for work in (size + 1, size):
        monkeypatch.setattr(settings, "SHARED_WORK", work)
        provenance.scan(seeds, db=tmp_path / f"{work}.db", processes=4)
    assert asked == [1, 4]


def test_shards_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def shards() -> object:
        for number in range(1000):
            taken.append(number)
            yield number

    results = Workers(2).run(double, shards())  # type: ignore[arg-type]
    assert next(results) == 0
    assert len(taken) < 20
    results.close()  # type: ignore[attr-defined]


SHARDS = ("matching.TEXTS", "matching.PAIRS", "analysis.TEXTS", "pages.gathering.ARTICLES")


def test_a_scan_gives_the_same_rows_in_one_process_and_in_several(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SHARED_WORK", 1)
    for name in SHARDS:
        monkeypatch.setattr(f"provenance.{name}", 3)
    folder = tmp_path / "stories"
    shutil.copytree(seeds, folder)
    for number in range(6):
        story = f"Edition {number}.\n\n" + (seeds / "001_f9ef70b5a9dccbe9.txt").read_text(encoding="utf-8")
        (folder / f"copy{number}.txt").write_text(story, encoding="utf-8")
    rows = []
    for processes in (1, 2, 4):
        db = tmp_path / f"{processes}.db"
        provenance.scan(folder, db=db, processes=processes)
        views = ("articles", "reuse_passages", "family_members", "pairs", "lineage_edges")
        with closing(sqlite3.connect(db)) as connection:
            rows.append([connection.execute(f"SELECT * FROM {view}").fetchall() for view in views])
    assert rows[0] == rows[1] == rows[2]
    assert all(rows[0])
