"""One suite for all engines: the rows of a scan are those that a scan without an engine writes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance import dividing
from provenance.engine.local import LocalEngine
from provenance.engine.protocol import Engine, Row
from provenance.engine.texts import spread
from provenance.pages import distributed_reading
from provenance.pages.scan import EngineError, NothingToScanError
from provenance.workers import Workers
from scripts.measure.corpus import make_corpus
from tests.conftest import ROOT, Run
from tests.interrupting import Interrupted
from tests.stories import write_first
from tests.views import state

QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""How Java compiles and tidies up where it runs for a minute: more would take as long as all of Spark."""
ENGINES = ("one process", "two processes", "local[2,4]", "local-cluster[2,1,1024]")
SPARKS = ENGINES[2:]
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine of each kind, for all tests one after the other: a session of Spark takes its time."""
    with ExitStack() as stack:
        if request.param in SPARKS:
            if find_spec("pyspark") is None or find_spec("pyarrow") is None or find_spec("pandas") is None:
                pytest.skip("no PySpark here: pip install 'provenance-newsroom[spark]'")
            if shutil.which("java") is None:
                pytest.skip("no Java here, which Spark needs")
            from provenance.engine.spark import spark_engine

            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
            patch.setenv("JAVA_TOOL_OPTIONS", f"{os.environ.get('JAVA_TOOL_OPTIONS', '')} {QUICK_JAVA}")
            yield stack.enter_context(spark_engine(request.param, buckets=3))
        else:
            workers = Workers(1 if request.param == ENGINES[0] else 2)
            yield stack.enter_context(LocalEngine(stack.enter_context(workers), buckets=64))


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files and JSON Lines, with hot keys: one story reprinted in more papers than make all of their pairs.
    Footers below it; lines that are blank or no JSON; scripts without spaces; a text in two places."""
    folder = tmp_path_factory.mktemp("engines") / "newsroom"
    write_first(folder)
    corpus = make_corpus(90, 3)
    story = corpus.make(1).text
    lines = []
    for number in range(90):
        own = corpus.make(number).text.partition("\n")[0]
        text = f"{own}\n\n{story}\n\nRead more at the Daily {number % 7}, every day\n"
        lines.append({"text": text, "id": str(number)})
    lines += [
        {"text": f"{'新闻社报道,市长周一宣布新的道路计划将于明年开始实施。' * 3}第{number}版 größer naïve"}
        for number in range(6)
    ]
    lines += [lines[0], *[lines[1]] * 70]
    told = [json.dumps(one, ensure_ascii=False) for one in lines]
    told[3:3] = ["", "{not JSON", "   "]
    (folder / "reprints.jsonl").write_text("\n".join(told) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def expected(newsroom: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a scan without an engine finds."""
    db = newsroom.parent / "scan.db"
    provenance.scan(newsroom, db=db)
    found = rows_of(db)
    assert all(len(found[name]) > 30 for name in ("articles", "pairs", "alignments", "family_members"))
    return found


def rows_of(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the views, and every passage that was aligned."""
    found = state(db)
    with closing(sqlite3.connect(db)) as connection:
        for name in ("alignments", "segments", "credits", "bodies", "problems"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            kept = [
                f"(SELECT sha256 FROM texts WHERE id = {column})" if column[:5] == "text_" else column
                for column in columns
                if column not in ("id", "family_id", "run_id")
            ]
            found[name] = sorted(connection.execute(f"SELECT {', '.join(kept)} FROM {name}"), key=repr)
        (counts,) = connection.execute("SELECT counts FROM runs").fetchone()
    return found | {"counts": sorted(json.loads(counts).items())}


def test_rows_are_those_of_a_scan(
    engine: Engine,
    newsroom: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(distributed_reading, "RANGE", 100_000)
    divide(monkeypatch, 300, 48)
    found = provenance.scan(newsroom, db=tmp_path / "a.db", engine=engine)
    assert [problem.path for problem in found.problems] == ["newsroom/reprints.jsonl#line=5"]
    assert rows_of(tmp_path / "a.db") == expected


@pytest.mark.parametrize(("size", "buckets"), [(1, 1), (997, 5), (10**9, 200)])
def test_neither_splits_nor_buckets_change_a_row(
    newsroom: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    buckets: int,
) -> None:
    monkeypatch.setattr(distributed_reading, "RANGE", max(size, 300))
    with Workers() as workers, LocalEngine(workers, buckets) as local:
        provenance.scan(newsroom, db=tmp_path / "a.db", engine=local)
    assert rows_of(tmp_path / "a.db") == expected


@pytest.mark.parametrize(("pairs", "texts"), [(7, 2), (40, 16), (10**9, 48)])
def test_how_components_are_divided_changes_no_row(
    newsroom: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pairs: int,
    texts: int,
) -> None:
    divide(monkeypatch, pairs, texts)
    met = []
    part_pairs = dividing.part_pairs
    monkeypatch.setattr(dividing, "part_pairs", lambda shard: met.append(shard) or part_pairs(shard))
    with Workers() as workers, LocalEngine(workers, 5) as local:
        provenance.scan(newsroom, db=tmp_path / "a.db", engine=local)
    assert len(met) > 0
    assert rows_of(tmp_path / "a.db") == expected


@given(costs=st.lists(st.integers(0, 50), max_size=40), tasks=st.integers(1, 9))
def test_shards_are_spread_over_tasks_of_about_one_cost(costs: list[int], tasks: int) -> None:
    buckets = spread(costs, tasks)
    assert len(set(buckets)) == len(costs)
    sums = [
        sum(cost for cost, bucket in zip(costs, buckets, strict=True) if bucket % tasks == task)
        for task in range(tasks)
    ]
    # Whoever got a task's last shard had least before.
    assert max(sums) - min(sums) <= max(costs, default=0)


def divide(monkeypatch: pytest.MonkeyPatch, pairs: int, texts: int) -> None:
    """Have all components divided into parts of so many pairs, tiles of so many texts."""
    monkeypatch.setattr(dividing, "LARGE", 0)
    monkeypatch.setattr(dividing, "MANY", 0)
    monkeypatch.setattr(dividing, "PART", pairs)
    monkeypatch.setattr(dividing, "TILE", texts)


def _twice(number: int, blob: bytes) -> Iterator[Row]:
    yield number % 5, blob
    yield 5 + number % 2, blob + "é新".encode()


def _told(bucket: int, blobs: list[bytes]) -> Iterator[Row]:
    yield bucket // 2, f"{bucket}:{len(blobs)}:".encode() + b",".join(blobs)


def test_rows_of_a_bucket_come_together_in_order(engine: Engine) -> None:
    """Through maps, kept splits, two reduces and rows beside; buckets that nobody fills are nothing."""
    splits = [f"{(7 * number) % 10}".encode() for number in range(10)]
    kept = engine.keep(splits, _same)
    assert list(engine.run(kept, _same)) == list(enumerate(splits))
    for source in (splits, kept):
        found = sorted(engine.run(source, _twice, _told, _told, beside=[(900, b"z"), (0, b"a")]))
        assert found == [
            (0, b"0:2:0:3:0,5,a,1:2:2,7"),
            (0, b"1:2:2:2:4,9,3:2:1,6"),
            (1, b"2:2:4:2:3,8,5:5:" + ",".join(f"{even}é新" for even in "02468").encode()),
            (1, b"3:1:6:5:" + ",".join(f"{odd}é新" for odd in "13579").encode()),
            (225, b"450:1:900:1:z"),
        ]
    assert list(engine.run(splits[:0], _same, _told)) == []


def _same(number: int, blob: bytes) -> Iterator[Row]:
    yield number, blob


def test_nothing_to_read_is_told(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n\n{}\n")
    with pytest.raises(NothingToScanError) as told:
        provenance.scan(tmp_path / "none.jsonl", db=tmp_path / "a.db", engine=engine)
    assert [problem.path.rpartition("/")[2] for problem in told.value.problems] == ["none.jsonl#line=3"]


def test_two_sides_are_refused(newsroom: Path, tmp_path: Path) -> None:
    told = pytest.raises(EngineError, match="leave out --against")
    with Workers() as workers, LocalEngine(workers) as local, told:
        provenance.scan(newsroom, db=tmp_path / "a.db", engine=local, against=tmp_path)


def test_an_archive_that_is_there_is_refused(newsroom: Path, tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    told = pytest.raises(EngineError, match="new database")
    with Workers() as workers, LocalEngine(workers) as local, told:
        provenance.scan(newsroom, db=tmp_path / "a.db", engine=local)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc, where the process above is found")
@pytest.mark.parametrize("above", [0, 2])
def test_a_process_killed_in_mid_run_changes_no_row(
    engine: Engine,
    request: pytest.FixtureRequest,
    newsroom: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    above: int,
) -> None:
    """A worker of Python, and an executor where there is one besides this process's own."""
    kind = request.node.callspec.params["engine"]
    if kind == ENGINES[0] or (above and kind != SPARKS[1]):
        pytest.skip("nobody to kill but the process of this test")
    monkeypatch.setattr(distributed_reading, "RANGE", 100_000)
    killed = tmp_path / "killed"
    provenance.scan(newsroom, db=tmp_path / "a.db", engine=Interrupted(engine, 4, killed, above))
    assert killed.exists()
    assert rows_of(tmp_path / "a.db") == expected
    if kind in SPARKS:
        assert _failed_tasks(engine) >= 1


def _failed_tasks(engine: Engine) -> int:
    """How many tasks of this session of Spark have failed."""
    tracker = engine._session.sparkContext.statusTracker()  # type: ignore[attr-defined]
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(None)]
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    found = [tracker.getStageInfo(stage) for stage in stages]
    return sum(stage.numFailedTasks for stage in found if stage is not None)


def test_the_command_takes_an_engine(
    run: Run, newsroom: Path, expected: dict[str, list[tuple[object, ...]]]
) -> None:
    pytest.importorskip("pyarrow", reason="no pyarrow here: pip install 'provenance-newsroom[parquet]'")
    own = ("--engine", "processes", "--processes", "1", "--buckets", "2", "--out", "tables")
    code, out, _ = run("scan", str(newsroom), *own)
    assert code == 3
    assert "1 file unreadable" in out
    assert "Parquet     tables: " in out
    assert run("import", "tables", "--db", "imported.db")[0] == 0
    assert rows_of(Path("imported.db")) == expected
    code, _, err = run("scan", str(newsroom), "--engine", "processes")
    assert code == 2
    assert "new database" in err


def test_the_command_starts_spark_as_it_is_set_up_by_default(tmp_path: Path) -> None:
    for package in ("pyspark", "pyarrow", "pandas"):
        pytest.importorskip(package, reason="no PySpark here: pip install 'provenance-newsroom[spark]'")
    if shutil.which("java") is None:
        pytest.skip("no Java here, which Spark needs")
    (tmp_path / "none.jsonl").write_text("\n\n{}\n", encoding="utf-8")
    # In a process of its own: here a session may be open.
    command = [sys.executable, "-m", "provenance", "scan", "none.jsonl", "--engine", "spark"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JAVA_TOOL_OPTIONS": QUICK_JAVA}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        3, "Error: No article in none.jsonl could be read; the files are listed.",
    )  # fmt: skip


@pytest.mark.parametrize("home", [True, False])
def test_a_missing_java_is_named(
    run: Run, newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: bool
) -> None:
    for package in ("pyspark.sql", "pyarrow", "pandas"):
        pytest.importorskip(package, reason="no PySpark here: pip install 'provenance-newsroom[spark]'")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path)) if home else monkeypatch.delenv("JAVA_HOME", raising=False)
    code, _, err = run("scan", str(newsroom), "--engine", "spark", "--master", "local[1]")
    where = "in JAVA_HOME" if home else "on the PATH"
    assert code == 4
    assert err.count("\n") == 1
    assert f"Spark needs Java 17 or newer, and there is no `java` {where}; install it." in err
    assert not (tmp_path / "provenance.db").exists()


def test_a_missing_pyspark_is_named(run: Run, newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = run("scan", str(newsroom), "--engine", "spark")
    assert code == 4
    assert "pip install 'provenance-newsroom[spark]'" in err
