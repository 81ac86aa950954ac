"""What a check finds is what a scan would find, had the draft been in the folder; and nothing is written."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import provenance
from provenance.boilerplate import find_all_lines
from provenance.digests import digest
from provenance.pages.check import check
from provenance.pages.checked import Check
from provenance.pages.drafts import DraftError, read_draft, read_piped
from provenance.pages.limits import Limits
from provenance.pages.lookup import Archive
from provenance.reading import Article
from provenance.store.articles import read_in_turn
from provenance.store.database import DatabaseError, open_for_writing, read_untouched, transaction
from provenance.store.index import StoredIndex
from provenance.store.judgements import write_lines
from provenance.store.reading import current_texts
from provenance.tokens import tokenise
from scripts.measure.corpus import make_corpus
from tests.conftest import Archive as Scanned

Scan = Callable[..., Scanned]

QUOTE = (
    "We will build the new bridge over the river before the spring comes, and no family on the old quay will "
    "have to leave its house for it"
)
PROSE = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from."
)


def look(db: Path, draft: Article, **options: object) -> Check:
    return read_untouched(db, lambda connection: check(connection, draft, **options))  # type: ignore[arg-type]


def article(text: str) -> Article:
    return read_piped(text.encode())


def fill_index(db: Path, *, some: int | None = None) -> None:
    """Enter the texts of an archive (the first `some` of them) into its index where they are not there."""
    with closing(open_for_writing(db)) as connection, transaction(connection):
        index = StoredIndex(connection)
        ids = index.missing(current_texts(connection)[:some]).tolist()
        for part, texts in read_in_turn(connection, ids, 100):
            index.add(part, digest(texts, [()] * len(texts)).prints)


def empty_index(db: Path) -> None:
    with closing(open_for_writing(db)) as connection, transaction(connection):
        StoredIndex(connection).clear()


def _ends(span: provenance.Span) -> tuple[int, int]:
    return span.start, span.end


def passages_of(found: Check) -> set[tuple[object, ...]]:
    return {
        (match.draft, place.path, match.span, match.words, round(match.identity, 4), match.form)
        for shown in found.passages
        for match in shown.matches
        for place in match.places
    }


def passages_of_scan(scanned: Scanned, path: str) -> set[tuple[object, ...]]:
    found = set()
    for row in scanned.rows("SELECT * FROM reuse_passages WHERE ? IN (a_path, b_path)", path):
        own, other = ("a", "b") if row["a_path"] == path else ("b", "a")
        found.add(
            (
                provenance.Span(row[f"{own}_start"], row[f"{own}_end"]),
                row[f"{other}_path"],
                provenance.Span(row[f"{other}_start"], row[f"{other}_end"]),
                row["words"],
                row["identity"],
                row["form"],
            )
        )
    return found


@pytest.mark.parametrize("number", range(5))
def test_a_seed_gets_the_passages_that_a_scan_of_all_five_gives_it(
    number: int, seeds: Path, scanned: Scan
) -> None:
    files = {path.name: path.read_bytes() for path in sorted(seeds.glob("*.txt"))}
    path = sorted(files)[number]
    every = scanned(files, name="all", db="all.db")
    four = scanned({name: data for name, data in files.items() if name != path}, db="four.db")
    found = look(four.path, article(files[path].decode()))
    wanted = passages_of_scan(every, f"all/{path}")
    assert {(a, str(b).replace("folder/", "all/"), *rest) for a, b, *rest in passages_of(found)} == wanted
    for shown in found.passages:
        for match in shown.matches:
            other = match.places[0].path.replace("folder/", "all/")
            [row] = every.rows(
                "SELECT * FROM family_members JOIN reuse_passages USING (family)"
                " WHERE path = ? AND start_char = ? AND end_char = ? AND ? IN (a_path, b_path)",
                f"all/{path}", match.draft.start, match.draft.end, other,
            )  # fmt: skip
            own, their = ("a", "b") if row["a_path"] == f"all/{path}" else ("b", "a")
            assert ", ".join(shown.credited) == row[f"credit_{own}"]
            assert ", ".join(match.credited) == row[f"credit_{their}"]
            assert shown.quoted == (row["quoted"] in (own, "both"))
            assert match.quoted == (row["quoted"] in (their, "both"))
            assert match.status == row["status"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], Scanned]:
    """A made-up newsroom: its folder, the texts by file name, and its scan."""
    root = tmp_path_factory.mktemp("made")
    texts = {f"{one.id}.txt": one.text for one in make_corpus(150, 3)}
    (root / "all").mkdir()
    for name, text in texts.items():
        (root / "all" / name).write_text(text, encoding="utf-8", newline="")
    provenance.scan(root / "all", db=root / "all.db")
    return root, texts, Scanned(root / "all.db")


@pytest.mark.parametrize("indexed", [False, True])
def test_any_article_of_a_made_up_newsroom_gets_the_passages_of_a_scan(
    made: tuple[Path, dict[str, str], Scanned], indexed: bool
) -> None:
    root, texts, every = made
    db = root / f"{indexed}.db"
    shutil.copyfile(every.path, db)
    if not indexed:
        empty_index(db)
        fill_index(db, some=100)
    sharing = sorted({row["a_path"] for row in every.rows("SELECT a_path FROM pairs WHERE words > 12")})
    assert len(sharing) > 10
    for path in sharing[::3]:
        draft = article(texts[path.removeprefix("all/")])
        found = look(db, draft, excepted=lambda other, path=path: other == path)
        aligned = every.rows(
            "SELECT * FROM reuse_passages WHERE composed = 0 AND status <> 'boilerplate'"
            " AND ? IN (a_path, b_path)", path,
        )  # fmt: skip
        spans = {
            (row["a_start"], row["a_end"], row["b_path"], row["b_start"], row["b_end"], row["status"])
            if row["a_path"] == path
            else (row["b_start"], row["b_end"], row["a_path"], row["a_start"], row["a_end"], row["status"])
            for row in aligned
        }
        # One text in two places is no pair of a scan.
        same = {place.path for place in found.same_text}
        assert {row for row in spans if row[2] not in same} == {
            (*_ends(match.draft), place.path, *_ends(match.span), match.status)
            for shown in found.passages
            for match in shown.matches
            for place in match.places
            if place.path not in same
        }


def test_the_index_and_going_through_all_texts_find_the_same(seeds: Path, tmp_path: Path) -> None:
    provenance.scan(seeds, db=tmp_path / "a.db")
    draft, _ = read_draft(next(seeds.glob("003*")))
    before = look(tmp_path / "a.db", draft)
    assert before.passages
    empty_index(tmp_path / "a.db")
    assert look(tmp_path / "a.db", draft) == before
    fill_index(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("UPDATE index_blocks SET data = CAST(x'00' || data AS BLOB)")
        connection.commit()
    assert look(tmp_path / "a.db", draft) == before


def test_how_an_archive_is_searched_is_said(seeds: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    provenance.scan(seeds, db=db)

    def how() -> str:
        return read_untouched(db, lambda connection: Archive(connection).how)

    assert how() == "the index"
    empty_index(db)
    assert "all texts" in how()
    fill_index(db, some=3)
    assert "2 texts that it lacks" in how()
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE index_segments SET texts = 7")
        connection.commit()
    assert "damaged" in how()


@pytest.mark.parametrize(
    ("text", "quoted", "credited", "counts"),
    [
        (f"“{QUOTE},” the mayor told Reuters.", True, ("Reuters",), (False, False, False)),
        (f"“{QUOTE},” the mayor said.", True, (), (True, True, False)),
        (f"The mayor told Reuters: {QUOTE}.", False, ("Reuters",), (False, True, False)),
        (f"The plan is clear to all. {QUOTE}.", False, (), (True, True, True)),
    ],
)
def test_what_counts(
    text: str, quoted: bool, credited: tuple[str, ...], counts: tuple[bool, ...], scanned: Scan
) -> None:
    archive = scanned({"a.txt": f"A story.\n\nOn Monday the mayor spoke. “{QUOTE},” she said at last.\n"})
    for limits, expected in zip(
        (Limits(none=True), Limits(none=True, strict=True), Limits(none=True, allow_quoted=True)),
        counts, strict=True,
    ):  # fmt: skip
        found = look(archive.path, article(f"My own words.\n\n{text}\n"), counts=limits.counts)
        [shown] = found.passages
        assert (shown.quoted, shown.credited, shown.status) == (quoted, credited, "reuse")
        assert shown.counts == expected == bool(limits.exceeded(found)) == bool(found.longest)


def test_limits(scanned: Scan) -> None:
    archive = scanned({"a.txt": f"A story.\n\n{PROSE}\n"})
    found = look(archive.path, article(f"Mine.\n\n{PROSE}\n\n{'Another word of mine. ' * 20}"))
    words = len(tokenise(PROSE))
    assert (found.longest, found.counted) == (words, words)
    assert found.share == pytest.approx(words / found.words)
    assert Limits(max_words=words, max_share=found.share).exceeded(found) == ()
    assert len(Limits(max_words=words - 1, max_share=found.share - 0.001, none=True).exceeded(found)) == 3


def test_the_earliest_comes_first_and_undated_last(scanned: Scan) -> None:
    meta = "path,date\nb.txt,2024-03-02\nc.txt,2024-03-01T23:00-05:00\nd.txt,2023\n"
    files: dict[str, str | bytes] = {
        f"{name}.txt": f"Story {name} {name}.\n\n{PROSE}\n" for name in "abcd"
    } | {"metadata.csv": meta}
    found = look(scanned(files).path, article(f"Mine alone.\n\n{PROSE}\n"))
    [shown] = found.passages
    assert [one.place.path[-5] for one in shown.elsewhere] == ["d", "b", "c", "a"]
    assert shown.elsewhere[-1].place.when is None
    assert len(shown.families) == 1


def test_stock_families_of_the_archive_are_stock_in_the_draft(scanned: Scan) -> None:
    archive = scanned({"a.txt": f"A.\n\n{PROSE}\n", "b.txt": f"B B.\n\n{PROSE}\n"})
    draft = article(f"Mine.\n\n{PROSE}\n")
    assert look(archive.path, draft).longest
    for status in ("stock phrase", "boilerplate"):
        with closing(sqlite3.connect(archive.path)) as connection:
            connection.execute("UPDATE members SET status = ?", (status,))
            connection.commit()
        found = look(archive.path, draft)
        assert [shown.status for shown in found.passages] == [status]
        assert (found.longest, found.articles) == (0, ())


def test_known_boilerplate_lines_are_left_out(scanned: Scan) -> None:
    archive = scanned({"a.txt": f"A.\n\n{PROSE}\n"})
    text = f"Mine.\n\n{PROSE}\n"
    lines = find_all_lines([text], [tokenise(text)]).hashes
    assert len(look(archive.path, article(text)).passages) == 1
    with closing(open_for_writing(archive.path)) as connection, transaction(connection):
        write_lines(connection, np.sort(lines))
    assert look(archive.path, article(text)).passages == ()


def test_a_version_is_told_of_and_left_out_as_asked(scanned: Scan) -> None:
    story = "\n\n".join(f"{PROSE} Part {number} of it." for number in "ABCDEFG")
    archive = scanned({"old.txt": f"{story}\n", "other.txt": f"Other.\n\n{PROSE}\n"})
    draft = article(f"{story}\n\nOne more line.\n")
    found = look(archive.path, draft)
    assert [one.near_duplicate for one in found.articles] == [True, False]
    left = look(archive.path, draft, excepted=lambda path: path.endswith("old.txt"))
    assert left.excepted == ("folder/old.txt",)
    assert {place.path for one in left.articles for place in one.places} == {"folder/other.txt"}
    assert not any(one.place.path == "folder/old.txt" for shown in left.passages for one in shown.elsewhere)


@pytest.mark.parametrize("number", ["000", "001"])
def test_a_draft_that_is_an_article_of_the_archive(number: str, seeds: Path, tmp_path: Path) -> None:
    """It is named and does not count: what it shares with others is what it shares where it is left out."""
    db = tmp_path / "a.db"
    provenance.scan(seeds, db=db)
    file = next(seeds.glob(f"{number}*"))
    draft, _ = read_draft(file)
    found = look(db, draft)
    without = look(db, draft, excepted=lambda path: path.endswith(file.name))
    assert [place.path for place in found.same_text] == [f"seeds/{file.name}"]
    assert replace(found, same_text=()) == replace(without, excepted=())
    assert (without.excepted, without.same_text) == ((f"seeds/{file.name}",), ())
    counted = look(db, draft, same_text=True)
    assert counted.articles[0].near_duplicate
    assert counted.articles[0].share_draft > 0.9
    assert (counted.articles[0].text_id, counted.same_text) == (draft.text_id, ())


def test_the_same_words_between_other_spaces_and_marks_are_the_draft_itself(scanned: Scan) -> None:
    archive = scanned({"old.txt": f"Mine.\n\n{PROSE}\n", "b.txt": f"Other.\n\n{PROSE}\n"})
    wrapped = PROSE.replace(", ", " \u2013 ").replace(" and ", "\nand ")
    found = look(archive.path, article(f"Mine\n\n{wrapped}\n"))
    assert [place.path for place in found.same_text] == ["folder/old.txt"]
    [shown] = found.passages
    assert {one.place.path for one in shown.elsewhere} == {"folder/b.txt"}
    assert look(archive.path, article(f"Mine too.\n\n{PROSE}\n")).same_text == ()


def test_the_same_text_of_another_outlet_counts(scanned: Scan) -> None:
    meta = "path,outlet\nherald/*,The Herald\npost/*,The Post\n"
    text = f"Mine.\n\n{PROSE}\n"
    files: dict[str, str | bytes] = {f"{name}/a.txt": text for name in ("herald", "post", "some")}
    archive = scanned({**files, "metadata.csv": meta})
    unknown = article(text)
    found = look(archive.path, unknown)
    assert ([place.path for place in found.same_text], found.longest) == (
        ["folder/herald/a.txt", "folder/post/a.txt", "folder/some/a.txt"],
        0,
    )
    own = unknown._replace(metadata=unknown.metadata._replace(outlet="the herald"))
    found = look(archive.path, own)
    assert [place.path for place in found.same_text] == ["folder/herald/a.txt", "folder/some/a.txt"]
    [shown] = found.passages
    assert ({one.place.path for one in shown.elsewhere}, shown.counts) == ({"folder/post/a.txt"}, True)


def test_outlet_and_byline_beside_the_draft_are_read(scanned: Scan, tmp_path: Path) -> None:
    meta = "path,outlet,byline\n*.txt,The Herald,Jane Doe\n"
    archive = scanned({"a.txt": f"{PROSE}\n", "metadata.csv": meta})
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "metadata.csv").write_text("path,outlet\nmine.txt,the herald\n")
    (drafts / "mine.txt").write_text(f"{PROSE} More.\n")
    draft, notes = read_draft(drafts / "mine.txt")
    [one] = look(archive.path, draft).articles
    assert (notes, one.same_outlet, one.same_byline) == ((), True, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "市议会星期二投票决定关闭河边的旧游泳池，并在车站旁边修建一个更大的游泳池，尽管没有人能说出钱从哪里来。",
            40,
        ),
        (
            "صوت المجلس يوم الثلاثاء على إغلاق حوض السباحة القديم بجانب النهر وبناء حوض أكبر قرب المحطة "
            "رغم أن أحدا لم يقل من أين ستأتي الأموال اللازمة لذلك",
            20,
        ),
        (PROSE.replace(" ", "\u00a0"), 30),
        (PROSE.replace("pool", "po\u00adol"), 30),
        (PROSE.upper(), 30),
    ],
)
def test_other_scripts_and_spaces(text: str, words: int, scanned: Scan) -> None:
    plain = (
        PROSE if text.casefold().replace("\u00a0", " ").replace("\u00ad", "") == PROSE.casefold() else text
    )
    archive = scanned({"a.txt": f"A.\n\n{plain}\n"})
    [shown] = look(archive.path, article(f"B B.\n\n{text}\n")).passages
    assert shown.words >= words
    assert shown.text.strip(".。") == text.strip(".。")


def test_boilerplate_only_and_words_that_no_article_has(scanned: Scan) -> None:
    archive = scanned({"a.txt": f"A.\n\n{PROSE}\n"})
    for text in ("Nothing.", "?", "word " * 5000, "\x1b[31mred\x1b[0m and nothing else here\n"):
        if any(char.isalnum() for char in text):
            assert look(archive.path, article(text)).passages == ()


def test_hundreds_of_reprints_are_all_found(scanned: Scan) -> None:
    story = f"{PROSE} {QUOTE}."
    archive = scanned({f"{n}.txt": f"Version {n} {n * 7}.\n\n{story}\n" for n in range(150)})
    [shown] = look(archive.path, article(f"Mine.\n\n{story}\n")).passages
    assert len(shown.matches) == 150
    assert len({one.place.path for one in shown.elsewhere}) == 150


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.4", "PDF"),
        (bytes(range(256)) * 20, "binary"),
        (b"x" * 100, "larger"),
    ],
)
def test_bytes_that_are_no_draft(data: bytes, said: str) -> None:
    with pytest.raises(DraftError, match=said):
        read_piped(data, max_bytes=99 if said == "larger" else 10_000)


def test_files_that_are_no_draft(tmp_path: Path) -> None:
    two = tmp_path / "two.jsonl"
    two.write_text('{"text": "One thing."}\n{"text": "Another thing."}\n')
    for file, said in ((tmp_path, "folder"), (tmp_path / "no.txt", "not there"), (two, "several")):
        with pytest.raises(DraftError, match=said):
            read_draft(file)
    one = tmp_path / "one.jsonl"
    one.write_text(json.dumps({"text": PROSE, "title": "T"}) + "\n")
    draft, _ = read_draft(one)
    assert (draft.text, draft.metadata.title) == (PROSE, "T")


@pytest.fixture
def wal(tmp_path: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """An archive that another connection has open, with changes that wait in its -wal."""
    db = tmp_path / "a.db"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(f"A.\n\n{PROSE}\n")
    provenance.scan(folder, db=db)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE places SET outlet = 'The Herald'")
        connection.commit()
        yield db, connection


def test_changes_that_wait_in_the_log_are_seen(wal: tuple[Path, sqlite3.Connection]) -> None:
    db, _ = wal
    [one] = look(db, article(f"B.\n\n{PROSE}\n")).articles
    assert one.places[0].metadata.outlet == "The Herald"


def test_who_writes_meanwhile_makes_the_look_begin_anew(wal: tuple[Path, sqlite3.Connection]) -> None:
    db, connection = wal
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    outlets = []

    def ask(archive: sqlite3.Connection) -> str:
        outlets.append(archive.execute("SELECT outlet FROM places").fetchone()[0])
        if len(outlets) == 1:
            connection.execute("UPDATE places SET outlet = 'The Post'")
            connection.commit()
        return str(outlets[-1])

    assert read_untouched(db, ask) == "The Post"
    assert outlets == ["The Herald", "The Post"]


def test_an_error_of_a_torn_look_is_no_error(wal: tuple[Path, sqlite3.Connection]) -> None:
    db, connection = wal
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    times = []

    def ask(archive: sqlite3.Connection) -> int:
        times.append(1)
        if len(times) == 1:
            connection.execute("UPDATE places SET outlet = 'The Post'")
            connection.commit()
            raise KeyError("what was read made no sense")
        return len(times)

    assert read_untouched(db, ask) == 2


def test_errors_of_an_untouched_database_are_told(tmp_path: Path, seeds: Path) -> None:
    provenance.scan(seeds, db=tmp_path / "a.db")

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT nothing FROM nowhere")

    with pytest.raises(DatabaseError, match="can't be read"):
        read_untouched(tmp_path / "a.db", fail)
    with pytest.raises(DatabaseError, match="no such database"):
        read_untouched(tmp_path / "b.db", fail)
    with pytest.raises(ZeroDivisionError):
        read_untouched(tmp_path / "a.db", lambda connection: 1 // 0)
