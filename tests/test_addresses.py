"""Tables and articles at an address: against a server that speaks S3, which these tests start."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.stories import write_first

pytest.importorskip("pyarrow", reason="no pyarrow here: pip install 'provenance-newsroom[parquet]'")

ENGINES = ((), ("--engine", "processes", "--processes", "1"))


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    """The URL of a server with one bucket, `archive`."""
    server = pytest.importorskip(
        "moto.server", reason="no moto here: pip install 'moto[s3]' flask flask-cors"
    )
    from pyarrow import fs

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    url = f"http://{host}:{port}"
    known = fs.S3FileSystem(
        access_key="test", secret_key="test", endpoint_override=url, region="us-east-1",
        allow_bucket_creation=True,
    )  # fmt: skip
    known.create_dir("archive")
    yield url
    running.stop()


@pytest.fixture
def reachable(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server as a user names it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", storage)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("reachable")
def test_tables_are_written_to_an_address(run: Run, storage: str, tmp_path: Path) -> None:
    from pyarrow import fs

    write_first(tmp_path / "newsroom")
    address = "s3a://archive/first/tables"
    code, out, err = run("scan", str(tmp_path / "newsroom"), "--db", "a.db", "--out", address)
    assert code == 0, err
    assert f"Parquet     {address}: " in out
    assert run("export", "tables", "--parquet", "--db", "a.db")[0] == 0
    system = fs.S3FileSystem(
        access_key="test", secret_key="test", endpoint_override=storage, region="us-east-1"
    )
    sent = tmp_path / "sent"
    fs.copy_files(
        "archive/first/tables",
        str(sent),
        source_filesystem=system,
        destination_filesystem=fs.LocalFileSystem(),
    )
    files = {one.relative_to(sent): one.read_bytes() for one in sent.rglob("*") if one.is_file()}
    local = Path("tables")
    assert files == {one.relative_to(local): one.read_bytes() for one in local.rglob("*") if one.is_file()}
    assert len(files) > 10

    code, _, err = run("export", address, "--parquet", "--db", "a.db")
    assert (code, err.count("\n")) == (4, 1)
    assert f"{address} is not empty; nothing is overwritten" in err


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("s3://nowhere/tables", "there is no bucket nowhere; make it"),
        ("s3a://archive", "is a whole bucket; give a folder in it"),
        ("s3a://", "names no bucket; give s3://BUCKET/FOLDER"),
        ("ftp://archive/tables", "is of no storage that is known here"),
    ],
)
def test_a_place_that_is_none_is_told_before_the_work(
    run: Run, tmp_path: Path, address: str, told: str
) -> None:
    write_first(tmp_path / "newsroom")
    code, _, err = run("scan", str(tmp_path / "newsroom"), "--db", "a.db", "--out", address)
    assert (code, err.count("\n")) == (4, 1)
    assert f"{address}" in err
    assert told in err
    assert not Path("a.db").exists()


@pytest.mark.parametrize("words", [("scan", "{}"), ("scan", "newsroom", "--out", "{}")], ids=["in", "out"])
def test_a_password_in_an_address_is_refused_and_not_repeated(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    write_first(Path("newsroom"))
    given = [word.format("s3://somebody:hush@archive/first") for word in words]
    code, out, err = run(*given, "--db", "a.db")
    assert (code, err.count("\n")) == (4, 1)
    assert "has a password in it" in err
    assert "hush" not in out + err
    assert not Path("a.db").exists()


def test_a_hadoop_that_is_missing_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HADOOP_HOME", "ARROW_LIBHDFS_DIR", "JAVA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    write_first(tmp_path / "newsroom")
    code, _, err = run("scan", str(tmp_path / "newsroom"), "--out", "hdfs://127.0.0.1:9/tables")
    assert (code, err.count("\n")) == (4, 1)
    assert "hdfs://127.0.0.1:9/tables can't be opened" in err
    assert "Hadoop's client and Java are asked for" in err


def _put(storage: str, folder: Path, place: str) -> None:
    """Send a folder to the storage."""
    from pyarrow import fs

    system = fs.S3FileSystem(
        access_key="test", secret_key="test", endpoint_override=storage, region="us-east-1"
    )
    for file in folder.rglob("*"):
        if file.is_file():
            with system.open_output_stream(f"{place}/{file.relative_to(folder).as_posix()}") as out:
                out.write(file.read_bytes())


def _found(db: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute(
            "SELECT a_path, b_path, a_start, b_start, words, status FROM reuse_passages"
        )
        return sorted(rows)


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    "engine", [(), ("--engine", "processes", "--processes", "1")], ids=["none", "processes"]
)
def test_a_folder_at_an_address_is_read_as_one_of_this_machine(
    run: Run, storage: str, tmp_path: Path, engine: tuple[str, ...]
) -> None:
    write_first(tmp_path / "newsroom")
    _put(storage, tmp_path / "newsroom", f"archive/in-{len(engine)}/newsroom")
    address = f"s3://archive/in-{len(engine)}/newsroom"
    assert run("scan", str(tmp_path / "newsroom"), "--db", "here.db")[0] == 0
    code, _, err = run("scan", address, "--db", "there.db", *engine)
    assert code == 0, err
    assert _found("there.db") == _found("here.db") != []
    with closing(sqlite3.connect("there.db")) as connection:
        assert connection.execute("SELECT label, location FROM folders").fetchall() == [("newsroom", address)]
    if not engine:
        code, out, err = run("scan", address, "--db", "there.db")
        assert code == 0, err
        assert "unchanged since the last scan" in out


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    "engine", [(), ("--engine", "processes", "--processes", "1")], ids=["none", "processes"]
)
def test_a_file_at_an_address_is_read(
    run: Run, storage: str, tmp_path: Path, engine: tuple[str, ...]
) -> None:
    write_first(tmp_path / "newsroom")
    lines = tmp_path / "wires" / "articles.jsonl"
    lines.parent.mkdir()
    texts = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "newsroom").rglob("*.txt"))]
    lines.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    _put(storage, lines.parent, f"archive/one-{len(engine)}/wires")
    assert run("scan", str(lines), "--db", "here.db")[0] == 0
    address = f"s3a://archive/one-{len(engine)}/wires"
    code, _, err = run("scan", f"{address}/articles.jsonl", "--db", "there.db", *engine)
    assert code == 0, err
    assert _found("there.db") == _found("here.db") != []
    with closing(sqlite3.connect("there.db")) as connection:
        assert connection.execute("SELECT label, location FROM folders").fetchall() == [("wires", address)]


@pytest.mark.usefixtures("reachable")
def test_nothing_at_an_address_is_told(run: Run, storage: str, tmp_path: Path) -> None:
    code, _, err = run("scan", "s3://archive/not/here", "--db", "a.db")
    assert (code, err.count("\n")) == (4, 1)
    assert "s3://archive/not/here is not there; check the address" in err
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "picture.png").write_bytes(b"\x89PNG")
    _put(storage, tmp_path / "none", "archive/none")
    code, _, err = run("scan", "s3://archive/none", "--db", "a.db")
    assert code == 3
    assert "s3://archive/none holds no article to read (1 files of other kinds were passed over)" in err
    code, _, err = run("scan", "s3://archive/none", "--table", "articles", "--db", "a.db")
    assert code == 2
    assert not Path("a.db").exists()


def test_an_address_without_pyarrow_says_what_it_needs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = run("scan", "s3://archive/first", "--db", "a.db")
    assert (code, err.count("\n")) == (4, 1)
    assert "s3://archive/first needs the library `pyarrow`" in err


@pytest.mark.usefixtures("reachable")
def test_no_room_for_the_copy_is_told(
    run: Run, storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_first(tmp_path / "newsroom")
    _put(storage, tmp_path / "newsroom", "archive/full")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    code, _, err = run("scan", "s3://archive/full", "--db", "a.db")
    assert (code, err.count("\n")) == (4, 1)
    assert "make room there, or where TMPDIR says" in err
    assert not Path("a.db").exists()
