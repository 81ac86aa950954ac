"""One folder of good files of every kind, and of traps: the good are read, the traps are named."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from provenance.reading import Article, Options, Unreadable, list_folder, read_listing
from tests.reading import test_pdf, test_warc, test_word
from tests.reading.documents import paragraph, word
from tests.reading.mails import mail, mailbox, tree, wire
from tests.reading.pdfs import column, pdf
from tests.reading.wires import NITF, RSS, news_item, ninjs

pytest.importorskip("lxml")
pytest.importorskip("pdfminer")

WORDS = (
    "The harbour trust will rebuild the north wall by autumn, its chair said, and boats will be safe again."
)
STEALS = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{10 * f"&{chr(97 + n)};"}">' for n in range(9))
    + "]>"
)

GOOD = {
    "a.ninjs": ninjs().encode(),
    "a.nitf": NITF,
    "a.newsml": news_item().encode(),
    "a.rss": RSS.encode(),
    "a.warc": test_warc.GOOD,
    "a.docx": word(paragraph(WORDS)),
    "a.pdf": pdf(column(WORDS, 60, 700)),
    "a.eml": wire(mail()),
    "a.mbox": mailbox(wire(mail(WORDS))),
}
NEWS_ITEM = news_item()
TRAP = "as only traps do"
TRAPS = {
    "xxe.nitf": (f"{STEALS}<nitf><body><body.content><p>&x;</p></body.content></body></nitf>".encode(), TRAP),
    "xxe.newsml": (NEWS_ITEM.replace("<newsItem", f"{STEALS}<newsItem", 1).encode(), TRAP),
    "laughs.nitf": (
        f"{LAUGHS}<nitf><body><body.content><p>&j;</p></body.content></body></nitf>".encode(),
        TRAP,
    ),
    "laughs.rss": (
        f"{LAUGHS}<rss><channel><item><title>&j;</title></item></channel></rss>".encode(),
        "Entity",
    ),
    "loop.pdf": (test_pdf.looping_references(), "takes more than"),
    "bomb.pdf": (test_pdf.bomb(), ""),
    "length.warc": (test_warc.record(test_warc.answer(b"x"), length=-5), "length of a record is none"),
    "endless.warc": (test_warc.record(test_warc.answer(b"x"), length=10**14), "ends in the middle"),
    "bomb.docx": (test_word.bomb(), "unpacks to too much"),
    "laughs.docx": (test_word.HOSTILE["entities"][0](), "declares entities"),
    "tree.eml": (tree(1000), "nested too deep"),
    "tree.mbox": (mailbox(tree(60)), "nested too deep"),
    "deep.ninjs": (b"[" * 100_000, "nested too deep"),
}


def put(folder: Path, *leave_out: str) -> Path:
    """The folder."""
    folder.mkdir()
    for name, data in (GOOD | {name: data for name, (data, _) in TRAPS.items()}).items():
        if name not in leave_out:
            (folder / name).write_bytes(data)
    return folder


def test_traps_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = list(read_listing(list_folder(put(tmp_path / "f")), options=Options(seconds=10)))
    read = {one.path.partition("/")[2].partition("#")[0] for one in found if isinstance(one, Article)}
    assert read == set(GOOD)
    named = {}
    for one in found:
        name = one.path.partition("/")[2].partition("#")[0]
        if isinstance(one, Unreadable) and name not in GOOD:
            named[name] = one.reason
    assert set(named) == set(TRAPS)
    for name, reason in named.items():
        assert TRAPS[name][1] in reason, name
        assert len(reason) < 300, name
        assert "\n" not in reason
        assert "root:" not in reason


def test_a_scan_says_so_and_ends_with_3(tmp_path: Path) -> None:
    folder = put(tmp_path / "f", "loop.pdf", "bomb.pdf")
    ran = subprocess.run(
        [sys.executable, "-m", "provenance", "scan", "-v", str(folder), "--db", str(tmp_path / "a.db")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 3, ran.stderr
    for name in TRAPS.keys() - {"loop.pdf", "bomb.pdf"}:
        assert f"provenance: f/{name}" in ran.stderr
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        paths = {row[0] for row in connection.execute("SELECT path FROM articles WHERE status = 'current'")}
        assert not connection.execute("SELECT 1 FROM texts WHERE text LIKE '%root:%'").fetchone()
    assert {path.partition("/")[2].partition("#")[0] for path in paths} == set(GOOD)
