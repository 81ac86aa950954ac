"""`provenance verify`: the same, or what differs. Every changed byte is seen."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import provenance
from provenance.cli import provenance as group
from provenance.pages.verify import verify
from provenance.pages.verifying import FoldersError, match_folders
from provenance.reading import Raw, Unreadable, list_folder, open_file
from provenance.report import json_lines, json_report, report_file, schemas
from provenance.store.database import open_for_reading
from tests.conftest import ROOT

STORY = (
    "The council voted on Tuesday to close the old bridge for two years while it is built anew, the mayor "
    "told reporters after a long meeting that had begun in the early afternoon."
)
OTHER = (
    "A second story of the day tells of a harvest that was better than farmers had feared in the spring of "
    "the year."
)


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words), standalone_mode=False)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles in files of many kinds, scanned, with the report as JSON and as JSON Lines."""
    room = tmp_path_factory.mktemp("verify")
    folder = room / "news"
    (folder / "sub").mkdir(parents=True)
    for name in ("001_f9ef70b5a9dccbe9.txt", "003_378cecce5d93c993.txt"):
        shutil.copy(ROOT / "seeds" / name, folder)
    (folder / "a.txt").write_bytes(f"\ufeffTitle\r\n\r\nBefore. {STORY}\r\n".encode())
    (folder / "sub" / "latin.txt").write_bytes(f"Übermut: {STORY} Ende.".encode("latin-1"))
    lines = [{"text": f"Line {number}. {STORY}", "title": f"T{number}"} for number in range(3)]
    (folder / "day.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines) + "{broken\n")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("one.txt", f"In a zip file. {STORY}")
        archive.writestr("more.jsonl", json.dumps({"text": f"{OTHER} {STORY}"}) + "\n")
    (folder / "rows.csv").write_text(f'title,text\nOne,"{OTHER} It ends so."\nTwo,"Well. {OTHER}"\n')
    (folder / "page.md").write_text(f"---\ntitle: A page\n---\n# A page\n\n{OTHER}\n")
    provenance.scan(folder, db=room / "provenance.db")
    connection = open_for_reading(room / "provenance.db")
    (room / "report.json").write_text("".join(json_report.stream(connection)), "utf-8")
    (room / "report.jsonl").write_text("".join(json_lines.stream(connection)), "utf-8")
    (room / "hashes.json").write_text("".join(json_report.stream(connection, texts=False)), "utf-8")
    connection.close()
    return room


@pytest.fixture
def copy(newsroom: Path, tmp_path: Path) -> Path:
    """The folder, to be changed."""
    shutil.copytree(newsroom / "news", tmp_path / "news")
    return tmp_path / "news"


REPORTS = ("report.json", "report.jsonl", "hashes.json")


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_the_same_is_said_to_be(newsroom: Path, report: str) -> None:
    result = run("verify", str(newsroom / report), "--files", str(newsroom / "news"))
    assert (result.return_value, result.stderr) == (0, "")
    assert "every article and passage is as the report says" in result.stdout
    found = verify(newsroom / report, [str(newsroom / "news")])
    assert found.same == found.named == 12
    assert found.same_cuts == found.cuts > 15
    assert (found.extra, found.missing, found.unreadable) == ([], [], [])


def test_the_answer_is_valid_json(newsroom: Path, copy: Path) -> None:
    (copy / "a.txt").unlink()
    (copy / "new.txt").write_text("A new article of some words.")
    (copy / "page.md").write_text("Something else.")
    for folder in (newsroom / "news", copy):
        result = run("verify", str(newsroom / "report.json"), "--files", str(folder), "--json")
        found = json.loads(result.stdout)
        Draft202012Validator(schemas.schema("verify")).validate(found)
        assert found["same"] is (result.return_value == 0)
    assert found["missing"] == ["news/a.txt"]
    assert found["extra"] == ["news/new.txt"]
    assert {one["path"] for one in found["differences"]} == {"news/page.md"}
    assert {one["kind"] for one in found["differences"]} == {"bytes", "passage"}


FILES = ("001_f9ef70b5a9dccbe9.txt", "a.txt", "sub/latin.txt", "day.jsonl", "rows.csv", "page.md")


@pytest.mark.parametrize("report", REPORTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_is_seen(newsroom: Path, report: str, name: str, place: int, by: int) -> None:
    file = newsroom / "news" / name
    data = bytearray(file.read_bytes())
    # Behind the articles of day.jsonl stands a line that is none: nothing is said of its bytes.
    place %= len(data) if name != "day.jsonl" else data.rindex(b"{broken")
    before = bytes(data)
    data[place] ^= by
    try:
        file.write_bytes(data)
        found = verify(newsroom / report, [str(newsroom / "news")])
        blank = name in ("day.jsonl", "rows.csv") and _same_articles(before, bytes(data), name)
        assert found.differs or found.unreadable or blank
        assert found.same < found.named or blank
    finally:
        file.write_bytes(before)


def _same_articles(before: bytes, after: bytes, name: str) -> bool:
    """Whether a file of many was changed between its articles only (a line end, a quote mark of a cell)."""
    found = []
    for data in (before, after):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(data)
            (file,) = list_folder(Path(folder), name="x").files
            found.append([one.data for one in open_file(file) if isinstance(one, Raw)])
    return found[0] == found[1]


def test_a_changed_member_of_an_archive_is_named(newsroom: Path, copy: Path) -> None:
    with zipfile.ZipFile(copy / "old.zip", "w") as archive:
        archive.writestr("one.txt", f"In a zip file! {STORY}")
        archive.writestr("more.jsonl", json.dumps({"text": f"{OTHER} {STORY}"}) + "\n")
    found = verify(newsroom / "report.json", [str(copy)])
    assert {one.path for one in found.differences} == {"news/old.zip!one.txt"}
    assert found.same == found.named - 1


def test_a_changed_line_is_named(newsroom: Path, copy: Path) -> None:
    file = copy / "day.jsonl"
    file.write_text(file.read_text().replace("Line 1.", "Line x."))
    found = verify(newsroom / "report.jsonl", [str(copy)])
    assert {one.path for one in found.differences} == {"news/day.jsonl#line=2"}
    assert "its bytes are not those that were scanned" in found.differences[0].says


def test_an_inserted_word_moves_passages(newsroom: Path, copy: Path) -> None:
    file = copy / "003_378cecce5d93c993.txt"
    file.write_bytes(b"New. " + file.read_bytes())
    result = run("verify", str(newsroom / "report.json"), "--files", str(copy))
    assert result.return_value == 1
    assert (
        "Differs     news/003_378cecce5d93c993.txt: passage ce99e3cd3268d72d: other words stand at"
        in result.stdout
    )
    assert "differences" in result.stdout


def test_what_can_not_be_read_is_exit_code_3(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance.pages import verifying

    real = verifying.open_file

    def failing(found: Any, *, options: Any) -> Iterator[object]:
        if found.path == "news/day.jsonl":
            yield Unreadable(found.path, "the file may not be read; allow reading it and scan again")
        else:
            yield from real(found, options=options)

    monkeypatch.setattr(verifying, "open_file", failing)
    result = run("verify", str(newsroom / "report.json"), "--files", str(newsroom / "news"))
    assert result.return_value == 3
    assert "Not read    news/day.jsonl: the file may not be read" in result.stdout
    assert "Missing" not in result.stdout


def change(newsroom: Path, at: Path, what: Callable[[Any], None]) -> Path:
    report = json.loads((newsroom / "report.json").read_text("utf-8"))
    what(report)
    at.write_text(json.dumps(report), "utf-8")
    return at


def _passage(report: Any) -> Any:
    return report["pairs"][0]["passages"][0]


TAMPERED: dict[str, Callable[[Any], None]] = {
    "other words": lambda report: _passage(report)["a"].update(text="other"),
    "a hash": lambda report: _passage(report)["a"].update(text=None, text_sha256="0" * 64),
    "a place": lambda report: _passage(report)["a"].update(start=_passage(report)["a"]["start"] + 1),
    "an id": lambda report: _passage(report).update(id="0" * 16),
    "bytes": lambda report: _passage(report)["b"].update(end_byte=_passage(report)["b"]["end_byte"] + 1),
    "a line": lambda report: _passage(report)["b"].update(start_line_column=[1000, 1]),
    "context": lambda report: _passage(report)["b"].update(after="elsewhere"),
    "a path": lambda report: _passage(report)["b"].update(path="news/none.txt"),
    "another text": lambda report: report["articles"][0].update(text_id="0" * 64),
    "a file's hash": lambda report: report["articles"][0].update(bytes_sha256="0" * 64),
    "behind the end": lambda report: _passage(report)["a"].update(end=10**9),
    "an article more": lambda report: report["articles"].append(
        report["articles"][0] | {"path": "news/x.txt"}
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_report_that_was_changed_is_seen(newsroom: Path, tmp_path: Path, what: str) -> None:
    report = change(newsroom, tmp_path / "changed.json", TAMPERED[what])
    assert run("verify", str(report), "--files", str(newsroom / "news")).return_value == 1


def test_a_pair_of_other_articles_than_its_passages_is_seen(newsroom: Path, tmp_path: Path) -> None:
    def swap(report: Any) -> None:
        report["pairs"][0]["a"]["path"] = report["pairs"][-1]["b"]["path"]

    report = change(newsroom, tmp_path / "changed.json", swap)
    result = run("verify", str(report), "--files", str(newsroom / "news"))
    assert result.return_value == 1
    assert "stands in a pair of other articles than those that it names" in result.stdout


def test_parameters_that_no_scan_has_are_refused(newsroom: Path, tmp_path: Path) -> None:
    def change_fields(report: Any) -> None:
        report["run"]["parameters"]["fields"] = "b"

    report = change(newsroom, tmp_path / "changed.json", change_fields)
    result = run("verify", str(report), "--files", str(newsroom / "news"))
    assert "write the report again" in str(result.exception)


def test_a_report_may_be_laid_out_otherwise(newsroom: Path, tmp_path: Path) -> None:
    report = change(newsroom, tmp_path / "compact.json", lambda report: None)
    assert run("verify", str(report), "--files", str(newsroom / "news")).return_value == 0


@pytest.mark.parametrize("name", ["report.json", "report.jsonl"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 10**6))
def test_a_report_that_was_cut_off_is_refused(newsroom: Path, name: str, place: int) -> None:
    data = (newsroom / name).read_bytes().rstrip()
    with pytest.raises(report_file.ReportFileError):
        report_file.read_claims(io.BytesIO(data[: place % len(data)]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"no json",
        b'{"format": "provenance-lineage", "format_version": 1}',
        b'{"format": "provenance-report", "format_version": 2, "articles": []}',
        b'{"format": "provenance-report", "format_version": 1, "pairs": [{}], "articles": []}',
        b'{"format": "provenance-report", "format_version": 1, "pairs": 5, "articles": [[]]}',
        b'{"format": "provenance-report", "format_version": 1, "articles": []} {}',
        b'{"format": "provenance-report", "format_version": 1, "articles": [' + b"[" * 100_000,
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"\xff\xfe{",
        bytes(range(256)),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(content)
    result = CliRunner().invoke(group, ["verify", str(file), "--files", str(tmp_path)])
    assert result.exit_code == 3, result.output
    assert str(file) in result.stderr
    assert result.stderr.count("\n") == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=5), st.sampled_from([None, 1, 4]), st.booleans())
def test_a_report_is_taken_apart_as_json_is(
    value: dict[str, Any], indent: int | None, ascii_only: bool
) -> None:
    head = {"format": "provenance-report", "format_version": 1}
    value = {**value, **head}
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    expected = []
    for name, part in value.items():
        expected += [(name, item) for item in part] if isinstance(part, list) else [(name, part)]
    assert list(report_file._pieces(io.BytesIO(text.encode("utf-8", "surrogatepass")))) == expected


def test_a_pair_can_be_verified(newsroom: Path, copy: Path, tmp_path: Path) -> None:
    shown = run("show", "001", "003", "--json", "--db", str(newsroom / "provenance.db"))
    (tmp_path / "pair.json").write_text(shown.stdout, "utf-8")
    words = ("verify", str(tmp_path / "pair.json"), "--files", str(copy))
    result = run(*words)
    assert result.return_value == 0
    assert "Not named" not in result.stdout
    (copy / "001_f9ef70b5a9dccbe9.txt").write_text("Something else.")
    assert run(*words).return_value == 1


def test_folders_are_found_by_name_or_as_told(tmp_path: Path) -> None:
    for name in ("news", "wire", "moved", "both/news", "both/wire"):
        (tmp_path / name).mkdir(parents=True)
    at = {name: tmp_path / name for name in ("news", "wire", "moved")}
    two = ("news", "wire")
    assert match_folders(two, [str(at["wire"]), str(at["news"])]) == [
        ("news", at["news"]),
        ("wire", at["wire"]),
    ]
    assert match_folders(two, [str(tmp_path / "both")]) == [
        ("news", tmp_path / "both/news"),
        ("wire", tmp_path / "both/wire"),
    ]
    assert match_folders(("news",), [str(at["moved"])]) == [("news", at["moved"])]
    assert match_folders(two, [f"wire={at['moved']}"]) == [("wire", at["moved"])]
    with pytest.raises(FoldersError, match=r"write LABEL="):
        match_folders(two, [str(at["moved"])])


def test_a_report_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["verify", str(tmp_path / "none.json"), "--files", str(tmp_path)])
    assert result.exit_code == 3
    assert "none.json can't be read" in result.stderr


def test_a_report_needs_a_folder(newsroom: Path, tmp_path: Path) -> None:
    for words, said in (
        ((), "--files"),
        (("--files", str(tmp_path), "--files", str(newsroom)), "none of the folders"),
    ):
        result = CliRunner().invoke(group, ["verify", str(newsroom / "report.json"), *words])
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_moved_folder_and_a_folder_that_is_gone(newsroom: Path, copy: Path) -> None:
    moved = copy.rename(copy.parent / "elsewhere")
    assert run("verify", str(newsroom / "report.json"), "--files", str(moved)).return_value == 0
    gone = run("verify", str(newsroom / "report.json"), "--files", str(copy))
    assert gone.return_value == 3
    assert "Not read    news: the file or folder is not there" in gone.stdout
