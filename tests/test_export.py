"""`provenance export`: a pack that is whole, the same every time, and checked by `provenance verify`."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from provenance.cli import main
from provenance.cli import provenance as group
from provenance.pages import exporting, pack_names
from provenance.pages.verify import verify
from provenance.report import schemas
from tests.conftest import ROOT

EPOCH = "1700000000"
REPORTS = {"README.txt", "lineage.prov.json", "manifest.json", "passages.csv", "report.html", "report.json"}
QUOTED = (
    "“We will close the old bridge for two long years and build it anew with money of the state,” said Mayor "
    "Ann Lee of Newtown on Tuesday."
)
RELEASE = (
    "PRESS RELEASE: for immediate release. The council of Newtown has the honour to announce a new bridge."
)


def run(*words: str, **env: str) -> Result:
    return CliRunner().invoke(
        group, list(words), standalone_mode=False, env={"SOURCE_DATE_EPOCH": EPOCH, **env}
    )


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, two articles whose quotations differ, lines of a file, a disguised text; scanned."""
    room = tmp_path_factory.mktemp("export")
    folder = room / "news"
    shutil.copytree(ROOT / "seeds", folder)
    (folder / "q1.txt").write_text(
        f"Bridge to close, says mayor of the town\n\n10 January 2018\n\n{QUOTED} {RELEASE}"
    )
    other = QUOTED.replace("money of the state", "taxes of the citizens")
    (folder / "q2.txt").write_text(f"Town will lose its bridge\n\n{other} {RELEASE}")
    lines = [{"text": f"Line {number} is on its own. {RELEASE}"} for number in range(3)]
    (folder / "day.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines) + "{broken\n")
    words = "Тhе mауоr sаid оf thе bridgе thаt it wоuld сlоsе"
    (folder / "odd.txt").write_text(f"{words} for two years. {RELEASE}")
    (folder / "metadata.csv").write_text(
        "path,title,outlet\nq1.txt,A headline from beside the text here,The Herald\n"
    )
    (folder / "provenance.toml").write_text(
        '[[exclude]]\ntext = "has the honour to announce a new bridge"\nreason = "usual words"\n'
    )
    assert run("scan", str(folder), "--db", str(room / "provenance.db"), "--quiet").exception is None
    return room


@pytest.fixture
def newsroom(scanned: Path, tmp_path: Path) -> Path:
    """A copy of them, to be changed."""
    shutil.copytree(scanned, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / "provenance.db") as connection:
        connection.execute("UPDATE folders SET location = ?", (str(tmp_path / "news"),))
    connection.close()
    return tmp_path


def export(newsroom: Path, target: str, *words: str, **env: str) -> Path:
    result = run("export", str(newsroom / target), "--db", str(newsroom / "provenance.db"), *words, **env)
    assert result.exception is None, result.output
    return newsroom / target


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def standing(folder: Path) -> dict[str, bytes]:
    """All files but those that SQLite needs to read a database."""
    return {name: data for name, data in files(folder).items() if ".db" not in name}


def test_a_pack_has_everything_and_is_what_it_says(newsroom: Path) -> None:
    pack = export(newsroom, "pack")
    found = files(pack)
    assert {name for name in found if "/" not in name} == REPORTS
    for path in (newsroom / "news").glob("*.txt"):
        assert found[f"articles/news/{path.name}"] == path.read_bytes()
    manifest = json.loads(found["manifest.json"])
    Draft202012Validator(schemas.schema("pack")).validate(manifest)
    assert {one["path"] for one in manifest["files"]} == set(found) - {"manifest.json"}
    assert manifest["missing"] == []
    assert manifest["made_at"] == "2023-11-14T22:13:20Z"
    checked = verify(pack, [])
    assert not checked.differs
    assert checked.same == checked.named == 11
    assert checked.same_cuts == checked.cuts > 10
    assert checked.files == (len(found) - 1, len(found) - 1)


def test_a_pack_is_the_same_every_time(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export(newsroom, "a.zip")
    folder = export(newsroom, "b", TZ="Asia/Tokyo")
    old = os.umask(0o077)
    try:
        second = export(newsroom, "c.ZIP", TZ="America/New_York")
    finally:
        os.umask(old)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert {info.external_attr for info in archive.infolist()} == {0o100644 << 16}
        assert {name: archive.read(name) for name in names} == files(folder)
    assert not verify(first, []).differs


def test_the_time_of_a_pack_is_now_where_nothing_else_is_said(newsroom: Path) -> None:
    manifest = json.loads((export(newsroom, "now", SOURCE_DATE_EPOCH="") / "manifest.json").read_text())
    assert manifest["made_at"][:4] >= "2024"
    early = json.loads((export(newsroom, "early", SOURCE_DATE_EPOCH="0") / "manifest.json").read_text())
    assert early["made_at"] == "1980-01-01T00:00:00Z"
    wrong = CliRunner().invoke(group, ["export", "x"], env={"SOURCE_DATE_EPOCH": "soon"})
    assert wrong.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in wrong.stderr


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(words: list[str], length: int = 4) -> set[tuple[str, ...]]:
    return set(zip(*(words[place:] for place in range(length)), strict=False))


def strings(value: object) -> Iterator[str]:
    """Every string of a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        yield from value
        yield from strings(list(value.values()))


def told_by(name: str, data: bytes) -> Iterator[str]:
    """What a file of a pack says, string by string, as a reader sees it."""
    text = data.decode("utf-8")
    if name.endswith(".json"):
        yield from strings(json.loads(text))
    elif name.endswith(".html"):
        yield html.unescape(re.sub(r"<style>.*?</style>", "", text, flags=re.S))
        yield html.unescape(re.sub(r"<[^>]*>", "", text))
    else:
        yield text


@pytest.mark.parametrize("large", [False, True])
def test_without_texts_no_four_words_of_an_article_stand_in_a_pack(
    newsroom: Path, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr("provenance.report.findings.COMPOSED", 0)
    with sqlite3.connect(newsroom / "provenance.db") as connection:
        texts = [row[0] for row in connection.execute("SELECT text FROM texts")]
        said = " ".join(row[0] for row in connection.execute("SELECT sentence FROM evidence"))
        differing = connection.execute("SELECT count(*) FROM quotation_pairs").fetchone()[0]
        disguised = connection.execute("SELECT count(*) FROM notices").fetchone()[0]
    connection.close()
    assert "“" in said
    assert (differing, disguised) >= (1, 1)
    forbidden = set().union(*(runs(words_of(text)) for text in texts))
    forbidden |= runs(words_of("A headline from beside the text here"))
    whole = files(export(newsroom, "whole"))
    pack = files(export(newsroom, "hashes", "--no-texts"))
    assert set(pack) == REPORTS
    allowed = runs(words_of(" ".join(told_by("README.txt", pack["README.txt"]))))
    for name, data in pack.items():
        for part in told_by(name, data):
            assert (runs(words_of(part)) & forbidden) - allowed == set(), name
    assert forbidden & runs(words_of(" ".join(told_by("x.html", whole["report.html"]))))
    report = json.loads(pack["report.json"])
    assert report["texts"] == "withheld"
    assert [*report["counts"]] == [*json.loads(whole["report.json"])["counts"]]


def test_without_texts_a_pack_can_be_held_against_the_folder(newsroom: Path) -> None:
    pack = export(newsroom, "hashes.zip", "--no-texts")
    alone = verify(pack, [])
    assert not alone.differs
    assert alone.not_looked_at == alone.cuts > 10
    result = run("verify", str(pack))
    assert (result.return_value, "its articles were not looked at" in result.stdout) == (0, True)
    beside = verify(pack, [str(newsroom / "news")])
    assert not beside.differs
    assert beside.same_cuts == alone.cuts
    (newsroom / "news" / "q1.txt").write_text("Something else.")
    assert verify(pack, [str(newsroom / "news")]).differs


def test_a_pack_needs_neither_the_database_nor_the_folder(newsroom: Path) -> None:
    pack = export(newsroom, "pack.zip")
    shutil.rmtree(newsroom / "news")
    (newsroom / "provenance.db").unlink()
    assert run("verify", str(pack)).return_value == 0


def test_each_changed_byte_of_a_pack_is_seen(newsroom: Path) -> None:
    pack = export(newsroom, "pack")
    for name, data in files(pack).items():
        for place in (0, len(data) // 2, len(data) - 1):
            changed = bytearray(data)
            changed[place] ^= 1
            (pack / name).write_bytes(changed)
            code = main(["verify", str(pack)])
            # A manifest may break altogether; its own hash is what tells of changes that do not.
            assert code in ((0, 1, 3) if name == "manifest.json" else (1, 3)), (name, place)
        (pack / name).write_bytes(data)
    assert not verify(pack, []).differs


def test_what_is_added_taken_away_or_a_link_is_seen(newsroom: Path) -> None:
    pack = export(newsroom, "pack")
    (pack / "articles" / "extra.txt").write_text("More.")
    assert [one.path for one in verify(pack, []).differences] == ["articles/extra.txt"]
    (pack / "articles" / "extra.txt").unlink()
    (pack / "passages.csv").rename(newsroom / "moved.csv")
    assert verify(pack, []).missing == ["passages.csv"]
    (pack / "passages.csv").symlink_to(newsroom / "moved.csv")
    assert [one.says for one in verify(pack, []).differences] == ["it is a link, not a file"]


def test_a_link_to_a_pack_is_followed(newsroom: Path) -> None:
    (newsroom / "link").symlink_to(export(newsroom, "pack"))
    assert not verify(newsroom / "link", []).differs
    hidden = (newsroom / "pack" / "articles").rename(newsroom / "elsewhere")
    (newsroom / "pack" / "articles").symlink_to(hidden)
    assert {one.says for one in verify(newsroom / "pack", []).differences} >= {"it is a link, not a file"}


def rezip(
    source: Path, target: Path, change: Callable[[dict[str, bytes]], None], *more: tuple[str, bytes]
) -> Path:
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in (*members.items(), *more):
            archive.writestr(name, data)
    return target


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_changed_zip_is_seen(newsroom: Path, tmp_path: Path) -> None:
    pack = export(newsroom, "pack.zip")
    same = rezip(pack, tmp_path / "same.zip", lambda members: None)
    assert not verify(same, []).differs
    name = "articles/news/q1.txt"
    changed = {
        "gone": rezip(pack, tmp_path / "1.zip", lambda members: members.pop(name) and None),
        "more": rezip(pack, tmp_path / "2.zip", lambda members: members.update({"x.txt": b"x"})),
        "longer": rezip(
            pack, tmp_path / "3.zip", lambda members: members.update({name: members[name] + b"."})
        ),
        "twice": rezip(pack, tmp_path / "4.zip", lambda members: None, ("report.json", b"{}")),
        "outside": rezip(pack, tmp_path / "5.zip", lambda members: members.update({"../evil.txt": b"x"})),
    }
    for what, file in changed.items():
        assert main(["verify", str(file)]) == 1, what
    assert not list(tmp_path.parent.glob("**/evil.txt"))


@pytest.fixture(scope="module")
def packed(scanned: Path) -> bytes:
    """The bytes of a pack."""
    return export(scanned, "pack.zip").read_bytes()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 10**7), st.integers(1, 255), st.booleans())
def test_a_damaged_zip_is_never_taken_for_a_whole_one(
    packed: bytes, tmp_path: Path, place: int, by: int, cut: bool
) -> None:
    place %= len(packed)
    changed = bytearray(packed[:place] if cut else packed)
    if not cut:
        changed[place] ^= by
    file = tmp_path / "damaged.zip"
    file.write_bytes(changed)
    code = main(["verify", str(file)])
    assert code in (0, 1, 2, 3)
    if code == 0:  # what was changed is none of the files: their time, say
        with zipfile.ZipFile(io.BytesIO(packed)) as whole, zipfile.ZipFile(file) as other:
            assert {name: other.read(name) for name in whole.namelist()} == {
                name: whole.read(name) for name in whole.namelist()
            }


def test_a_manifest_that_names_other_places_is_refused(newsroom: Path, tmp_path: Path) -> None:
    pack = export(newsroom, "pack.zip")

    def outside(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        for path in ("../evil.txt", "/tmp/evil.txt", "a/../../evil.txt", "con", "a\\b", "report.json"):
            manifest["files"].append({"path": path, "bytes": 1, "sha256": "0" * 64, "what": ""})
            members[path] = members.get(path, b"x")
        members["manifest.json"] = json.dumps(manifest).encode()

    found = verify(rezip(pack, tmp_path / "outside.zip", outside), [])
    assert len({one.path for one in found.differences if "wrongly" in one.says}) == 6
    assert not list(tmp_path.parent.glob("**/evil.txt"))
    assert not Path("/tmp/evil.txt").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"[1]"])
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    result = CliRunner().invoke(group, ["verify", str(file)])
    assert result.exit_code in (2, 3)
    assert CliRunner().invoke(group, ["verify", str(tmp_path)]).exit_code == 3
    (tmp_path / "manifest.json").write_text('{"format": "provenance-pack"')
    assert CliRunner().invoke(group, ["verify", str(tmp_path)]).exit_code == 3


def test_a_trap_is_not_unpacked(newsroom: Path, tmp_path: Path) -> None:
    def large(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["files"].append({"path": "large.txt", "bytes": 1 << 40, "sha256": "0" * 64, "what": ""})
        members["manifest.json"] = json.dumps(manifest).encode()

    result = run("verify", str(rezip(export(newsroom, "pack.zip"), tmp_path / "large.zip", large)))
    assert result.exception is not None
    assert "more than 200 times its size" in str(result.exception)


def test_files_that_changed_or_went_are_there_as_the_stored_text(newsroom: Path) -> None:
    (newsroom / "news" / "q1.txt").write_text("Changed since.")
    (newsroom / "news" / "q2.txt").unlink()
    lines = (newsroom / "news" / "day.jsonl").read_text()
    (newsroom / "news" / "day.jsonl").write_text(lines + json.dumps({"text": "A new line of words."}) + "\n")
    result = run("export", str(newsroom / "pack"), "--db", str(newsroom / "provenance.db"))
    assert result.stderr.count("not in the pack") == 3
    found = files(newsroom / "pack")
    assert {name for name in found if "q1" in name or "q2" in name or "day" in name} == set()
    assert sum(name.startswith("texts/") for name in found) == 5
    manifest = json.loads(found["manifest.json"])
    assert {one["path"] for one in manifest["missing"]} == {"news/day.jsonl", "news/q1.txt", "news/q2.txt"}
    assert b"news/q1.txt: the file has changed since the scan" in found["README.txt"]
    assert not verify(newsroom / "pack", []).differs
    assert run("verify", str(newsroom / "pack")).return_value == 0
    assert "5 articles by the stored text only" in run("verify", str(newsroom / "pack")).stdout
    beside = verify(newsroom / "pack", [str(newsroom / "news")])
    assert beside.missing == ["news/q2.txt"]
    assert {one.path for one in beside.differences} == {"news/q1.txt"}


def test_a_forgotten_text_does_not_come_back_with_its_file(newsroom: Path) -> None:
    db = str(newsroom / "provenance.db")
    run("forget", "news/day.jsonl#line=2", "--reason", "an order", "--yes", "--db", db)
    for data in files(export(newsroom, "pack")).values():
        assert b"Line 1 is on its own" not in data
    assert not verify(newsroom / "pack", []).differs


def test_the_place_of_a_pack_is_not_overwritten(newsroom: Path) -> None:
    full = newsroom / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    (newsroom / "there.zip").write_text("mine")
    (newsroom / "file").write_text("mine")
    before = standing(newsroom)
    for target in ("full", "there.zip", "file", "none/pack", "none/pack.zip"):
        result = CliRunner().invoke(
            group, ["export", str(newsroom / target), "--db", str(newsroom / "provenance.db")]
        )
        assert result.exit_code == 4, target
        assert str(newsroom) in result.stderr
        assert result.stderr.count("\n") == 1
    assert standing(newsroom) == before
    (newsroom / "empty").mkdir()
    export(newsroom, "empty")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), ValueError])
@pytest.mark.parametrize("target", ["pack", "pack.zip"])
def test_what_ends_an_export_leaves_nothing(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, target: str
) -> None:
    def failing(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(exporting, "readme", failing)
    before = standing(newsroom)
    result = CliRunner().invoke(
        group, ["export", str(newsroom / target), "--db", str(newsroom / "provenance.db")]
    )
    assert result.exit_code != 0
    assert standing(newsroom) == before
    if isinstance(error, OSError):
        assert (result.exit_code, "No space left" in result.stderr) == (4, True)


@pytest.mark.skipif(sys.platform == "win32", reason="it is killed")
def test_a_killed_export_leaves_no_half_pack(newsroom: Path) -> None:
    code = (
        "import os, signal, sys\nfrom provenance.pages import exporting\n"
        "exporting.readme = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from provenance.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    for target in ("pack", "pack.zip"):
        words = [
            sys.executable,
            "-c",
            code,
            "export",
            str(newsroom / target),
            "--db",
            str(newsroom / "provenance.db"),
        ]
        assert subprocess.run(words, capture_output=True, check=False).returncode == -signal.SIGKILL
        assert not (newsroom / target).exists()
        export(newsroom, target)


def test_without_the_library_the_lineage_is_named_as_missing(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prov.model", None)
    found = files(export(newsroom, "pack"))
    assert "lineage.prov.json" not in found
    assert [one["path"] for one in json.loads(found["manifest.json"])["missing"]] == ["lineage.prov.json"]
    assert b"lineage.prov.json: PROV-JSON needs the library" in found["README.txt"]
    assert not verify(newsroom / "pack", []).differs


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("news/a.txt", True),
        ("news/Übermut und 日本.txt", True),
        ("news/../a.txt", False),
        ("/news/a.txt", False),
        ("news//a.txt", False),
        ("news/a.", False),
        ("news/a ", False),
        ("news/back\\slash", False),
        ("news/C:a.txt", False),
        ("news/con.txt", False),
        ("news/line\nfeed", False),
        ("news/\ud800", False),
        ("", False),
        ("a" * 201, False),
    ],
)
def test_names_that_every_system_can_hold(name: str, plain: bool) -> None:
    assert pack_names.is_plain(name) is plain


def test_hostile_names_stay_in_the_pack(tmp_path: Path) -> None:
    from tests.report.nasty import nasty_newsroom

    database = nasty_newsroom(tmp_path / "nasty.db")
    for words in ((), ("--no-texts",)):
        target = tmp_path / f"pack{len(words)}"
        result = run("export", str(target), "--db", str(database), *words)
        assert result.exception is None
        assert not verify(target, []).differs
    assert sum(name.startswith("texts/") for name in files(tmp_path / "pack0")) == 11
    assert "\x1b" not in (tmp_path / "pack0" / "README.txt").read_text("utf-8")


def test_an_empty_database_has_no_pack(tmp_path: Path) -> None:
    from provenance.store.database import open_for_writing

    open_for_writing(tmp_path / "empty.db").close()
    for db in ("empty.db", "none.db"):
        result = CliRunner().invoke(group, ["export", str(tmp_path / "pack"), "--db", str(tmp_path / db)])
        assert result.exit_code == 4
        assert not (tmp_path / "pack").exists()
