"""An archive with rows in nearly every table: a made-up newsroom, the seeds, and what people decided."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import provenance
from provenance.cli import main
from provenance.tables.shapes import Shape, tables, views
from scripts.measure.simulation import publish, simulate
from tests.conftest import ROOT

LETTER = "“We will open the new harbour before the summer ends, and nobody will pay,”"
REPRINTED = (
    "Divers found the missing bell of the harbour church on Sunday, four metres below the pier and half "
    "buried in sand, where a storm had carried it in the winter of the great flood, the keeper said."
)
SETTINGS = (
    '[[exclude]]\npath = "*/left.txt"\nreason = "not ours"\n\n'
    '[[exclude]]\ntext = "weather by the harbour office"\nreason = "a notice"\n'
)
EMPTY = {"judgement_additions", "pending", "sides"}
"""Tables that a finished scan of a small folder has no rows in."""
ADDED = (
    "INSERT INTO links SELECT id, 1, 3, 'https://a.test/ü' FROM places WHERE path LIKE '%/page.md'",
    "INSERT INTO removed_parts SELECT id, 'comments', 12 FROM places WHERE path LIKE '%/page.md'",
    "INSERT INTO stated_credits SELECT id, 'AFP' FROM places WHERE path LIKE '%/page.md'",
    "INSERT INTO notices SELECT text_id, 'hidden characters', 2, 1, 3, 'Said.' FROM places"
    " WHERE path LIKE '%/page.md'",
    "DELETE FROM alignments WHERE (text_a + text_b) % 3 = 0",
    "DELETE FROM text_pairs WHERE (text_a + text_b) % 3 = 0",
)
"""What web pages and disguises leave, and a story in more places than are compared with each other."""


def make_folder(folder: Path) -> None:
    """Stories that are reprinted and edited, quotations, dates, an exclusion, files to refuse."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    records = [
        {"id": one.id, "text": one.text, "outlet": one.outlet, "date": one.date, "byline": "Ann Doe"}
        for one in publish(simulate(12, 7))
    ]
    # A character that many databases can't keep.
    records.append({"text": f"{records[0]['text']}\u0000 End \U0001f600.", "outlet": "Null", "date": "2024"})
    lines = "\n".join(json.dumps(record) for record in records)
    (folder / "news.jsonl").write_text(lines, encoding="utf-8")
    told = [
        {
            "text": f"{REPRINTED} {'(AFP)' if number % 4 else ''}\n\nSeen in town {number}, where it rained.",
            "outlet": ("Reuters", "The Paper", f"Post {number}", f"Herald {number}")[number % 4],
        }
        for number in range(12)
    ]
    lines = "\n".join(json.dumps(record) for record in told)
    (folder / "reprints.jsonl").write_text(lines, encoding="utf-8")
    story = (
        "A ferry ran onto the sand bank below the old lighthouse on Monday night, and all forty came home."
    )
    for name, end in (("a", ""), ("b", " The weather by the harbour office: rain."), ("left", " No more.")):
        said = LETTER.replace("before", "long before") if name == "b" else LETTER
        (folder / f"{name}.txt").write_text(f"{story} {said} said Ann Lee.{end}\n", encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "other.xyz").write_text("No reader.")
    (folder / "page.md").write_text(
        f"---\ntitle: One\ndate: 2018-02-11\nauthor: Bo\n---\n\n# Two\n\n{story} [See](https://a.test/x).\n",
        encoding="utf-8",
    )
    (folder / "metadata.csv").write_text(
        "path,date,title,outlet,licence\npage.md,2018-01-10,Three,The Paper,CC BY 4.0\n", encoding="utf-8"
    )


def make_archive(folder: Path) -> Path:
    """The database of such a folder, with reviews, a corrected date and a text that was forgotten."""
    news, db = folder / "news", folder / "news.db"
    news.mkdir()
    make_folder(news)
    (folder / "house.toml").write_text(SETTINGS, encoding="utf-8")
    provenance.scan(news, db=db, configuration=folder / "house.toml", command="scan")
    at = ["--db", str(db)]
    assert main(["forget", "news/seeds/004_09391ce92d86c7d4.txt", "--reason", "asked to", "--yes", *at]) == 0
    assert main(["date", "news/b.txt", "2024-02-03", "--why", "seen in print", "--by", "A. Desk", *at]) == 0
    by = ["--reviewer", "R. Viewer", *at]
    assert main(["review", "clear", "news/a.txt", "news/b.txt", "--reason", "self", *by]) == 0
    assert main(["review", "note", "news/a.txt", "--text", "Asked the desk.", *by]) == 0
    assert main(["review", "undo", "news/b.txt", *by]) == 0
    provenance.scan(news, db=db, configuration=folder / "house.toml", command="scan")
    with closing(sqlite3.connect(db)) as connection:
        for query in ADDED:
            connection.execute(query)
        connection.commit()
    return db


def rows(db: Path, shape: Shape) -> list[tuple[object, ...]]:
    """All rows of a table or view, sorted."""
    with closing(sqlite3.connect(db)) as connection:
        return sorted(connection.execute(shape.query), key=repr)


def everything(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables and views, by name."""
    return {name: rows(db, shape) for name, shape in {**tables(), **views()}.items()}
