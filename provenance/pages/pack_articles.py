"""The articles of a pack: their files as they were scanned, or where these are gone the stored texts."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from provenance.pages import pack_names as names
from provenance.pages.verifying import options_of
from provenance.reading import Found, Options, Raw, file_of, list_folder, open_file
from provenance.report import facts

FILE, TEXT = "a file as it was scanned", "a text as the scan stored it; its SHA-256 is the text id"


@dataclass(slots=True)
class Collected:
    """The files by their paths in the pack (size, SHA-256, what it is); and the files of articles that are
    not there, each with the reason."""

    files: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)


def collect_articles(
    connection: sqlite3.Connection, folder: Path, progress: Callable[[str, int, int], None]
) -> Collected:
    """Copy the files of all current articles into a folder, or write the texts of those that can't be."""
    run = facts.last_run(connection)
    options = options_of({} if run is None else run.parameters)
    wanted: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path, sha256 in connection.execute("SELECT path, bytes_sha256 FROM places WHERE status = 'current'"):
        wanted[file_of(path)][path] = sha256
    unread = {str(row[0]) for row in connection.execute("SELECT path FROM unreadable")}
    there: dict[str, Found] = {}
    for label, location in connection.execute("SELECT label, location FROM folders ORDER BY label"):
        if any(file.startswith(f"{label}/") for file in wanted):
            there |= {one.path: one for one in list_folder(Path(location), name=label).files}
    found = Collected()
    taken: set[str] = set()
    for done, (file, articles) in enumerate(sorted(wanted.items()), 1):
        reason = _copy(file, there.get(file), articles, unread, folder, options, found, taken)
        if reason:
            found.missing.append((file, f"{reason}; its text as it was scanned stands in {names.TEXTS}"))
            for path in articles:
                _store(connection, path, folder, found)
        progress("articles", done, len(wanted))
    return found


def _copy(
    file: str,
    source: Found | None,
    articles: Mapping[str, str],
    unread: Collection[str],
    folder: Path,
    options: Options,
    found: Collected,
    taken: set[str],
) -> str:
    """Copy a file, and say why not where it is not copied. What is copied is what is checked."""
    name = f"{names.ARTICLES}/{file}"
    if source is None:
        return "the file is not found where it was scanned"
    if not names.is_plain(name) or name.casefold() in taken:
        return "not every system can hold its name"
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.location, target)
    except OSError as error:
        target.unlink(missing_ok=True)
        return f"the file can't be copied ({error.strerror or error})"
    reason = _differs(source._replace(location=str(target)), articles, unread, options)
    if reason:
        target.unlink()
        return reason
    with target.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    taken.add(name.casefold())
    found.files[name] = (target.stat().st_size, sha256, FILE)
    return ""


def _differs(source: Found, articles: Mapping[str, str], unread: Collection[str], options: Options) -> str:
    """Why a file is not the one that was scanned, empty where it is. Of what is in it, the scan knew the
    articles and what it could not read; a text that was forgotten is neither."""
    left = dict(articles)
    for item in open_file(source, options=options):
        if not isinstance(item, Raw):
            continue
        if item.path in unread:
            continue
        if item.path not in articles:
            return "the file holds articles that the report does not have"
        if hashlib.sha256(item.data).hexdigest() == articles[item.path]:
            left.pop(item.path, None)
    return "the file has changed since the scan" if left else ""


def _store(connection: sqlite3.Connection, path: str, folder: Path, found: Collected) -> None:
    """Write the stored text of an article."""
    sha256, text = connection.execute(
        "SELECT sha256, text FROM texts JOIN places ON texts.id = text_id"
        " WHERE path = ? AND status = 'current'",
        (path,),
    ).fetchone()
    name = names.text_file(sha256)
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    data = str(text).encode()
    target.write_bytes(data)
    found.files[name] = (len(data), str(sha256), TEXT)
