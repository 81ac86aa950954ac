"""The evidence pack: the report in all its forms, the articles or only their hashes, and a manifest.

The pack is made in a hidden folder beside its place and moved there when it is whole. The same database,
files and SOURCE_DATE_EPOCH give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from provenance.pages import pack_names as names
from provenance.pages.pack_articles import collect_articles
from provenance.pages.pack_readme import readme
from provenance.report import csv_report, facts, html_report, json_report, wording
from provenance.report.lineage_graph import lineage_graph
from provenance.report.prov_json import NoProvError, prov_json
from provenance.report.withheld import withhold_parameters, without_quotes
from provenance.store.masking import copy_masked
from provenance.store.reading import NoRunError
from provenance.tables.staging import check_new, put_in_place, staging
from provenance.version import __version__

EARLIEST, LATEST = 315_532_800, 4_354_819_198
"""Seconds since 1970 that a zip file can hold: from 1980 to the end of 2107."""
_PIECE = 1 << 20

WHAT = {
    names.README: "what stands here, and how to check it",
    names.HTML: "the report for people",
    names.JSON: "the report for programs; its layout is in docs/report-format.md of provenance",
    names.CSV: "the shared passages as a table, a row each",
    names.PROV: "the lineage as W3C PROV-JSON",
}


@dataclass(slots=True)
class Pack:
    """What is in a pack: size in bytes and SHA-256 of each file by its path, what it is, and what is not
    there, each with the reason. `manifest` is the SHA-256 of the manifest, which names all others."""

    made_at: str
    whole: bool
    files: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    manifest: str = ""


def export(
    connection: sqlite3.Connection,
    target: Path,
    *,
    texts: bool = True,
    epoch: int | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Pack:
    """Write the pack of a database to a new folder, or to a new file where the name ends in .zip.

    `texts`: with the articles; else no word of them stands in the pack. `epoch`: the time of the pack, in
    seconds since 1970; that of the clock where it is None. Raises PlaceError, NoRunError.
    """
    is_zip = target.suffix.lower() == ".zip"
    check_new(target, is_file=is_zip)
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    second = min(max(int(time.time()) if epoch is None else epoch, EARLIEST), LATEST)
    with staging(target) as beside:
        folder = beside / "pack"
        folder.mkdir()
        pack = _fill(connection, run, folder, beside, texts=texts, second=second, progress=progress)
        if is_zip:
            _zip(folder, beside / "pack.zip", [*pack.files, names.MANIFEST], second)
        put_in_place(beside / "pack.zip" if is_zip else folder, target)
    return pack


def _fill(
    connection: sqlite3.Connection,
    run: facts.Run,
    folder: Path,
    beside: Path,
    *,
    texts: bool,
    second: int,
    progress: Callable[[str, int, int], None],
) -> Pack:
    """Write all files of a pack into an empty folder."""
    pack = Pack(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)), texts)

    def put(name: str, content: Iterable[str]) -> None:
        pack.files[name] = (*_write(folder / name, content), WHAT[name])

    put(names.JSON, json_report.stream(connection, texts=texts))
    put(names.CSV, csv_report.stream(connection, texts=texts))
    with _for_pages(connection, beside / "masked.db", texts=texts) as shown:
        put(names.HTML, (html_report.build(shown, passages=None if texts else 0),))
        try:
            put(names.PROV, (prov_json(lineage_graph(shown, run.uid), run),))
        except NoProvError as error:
            pack.missing.append((names.PROV, str(error)))
    if texts:
        found = collect_articles(connection, folder, progress)
        pack.files |= found.files
        pack.missing += found.missing
    put(names.README, (readme(run, pack.made_at, pack.files, pack.missing, WHAT, whole=texts),))
    manifest = {
        "format": names.FORMAT,
        "format_version": names.FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "made_at": pack.made_at,
        "tool_version": __version__,
        "run": run.uid,
        "texts": "whole" if texts else "withheld",
        "missing": [{"path": path, "why": why} for path, why in sorted(pack.missing)],
        "files": [
            {"path": path, "bytes": size, "sha256": sha256, "what": what}
            for path, (size, sha256, what) in sorted(pack.files.items())
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    _, pack.manifest = _write(folder / names.MANIFEST, (text,))
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (second, second))
    return pack


@contextmanager
def _for_pages(connection: sqlite3.Connection, path: Path, *, texts: bool) -> Iterator[sqlite3.Connection]:
    """The database that pages are made of: the one at hand, or a copy of it without texts while it lasts."""
    if texts:
        yield connection
        return
    with closing(
        copy_masked(connection, path, sentence=without_quotes, parameters=withhold_parameters)
    ) as copy:
        yield copy
    path.unlink()


def _write(path: Path, content: Iterable[str]) -> tuple[int, str]:
    """Write a file as it comes; its size and its SHA-256."""
    size, sha256 = 0, hashlib.sha256()
    with path.open("wb") as file:
        for part in content:
            data = part.encode("utf-8")
            file.write(data)
            sha256.update(data)
            size += len(data)
    return size, sha256.hexdigest()


def _zip(folder: Path, target: Path, paths: Iterable[str], second: int) -> None:
    """All files of a pack in one, sorted, with one time and one mode."""
    moment = time.gmtime(second)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(paths):
            info = zipfile.ZipInfo(path, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.file_size = (folder / path).stat().st_size
            with (folder / path).open("rb") as source, archive.open(info, "w") as into:
                shutil.copyfileobj(source, into, _PIECE)
