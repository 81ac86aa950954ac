"""manifest.json of a folder of tables: which schema it has, and how many rows of each table and view.

It is written last: a folder without one is not whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provenance.tables.shapes import schema_version, tables, views
from provenance.version import __version__

FORMAT = "provenance tables"
FORMAT_VERSION = 1
NAME = "manifest.json"
LARGEST = 1 << 20
"""Bytes of a manifest; one has some three thousand."""

NOTE = "Similarity is not plagiarism: a person decides."


class TablesError(Exception):
    """A folder of tables that can't be used or written; the message is one sentence, with what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder says of itself: rows by table and by view (those that are there), and facts of the last
    finished run (`uid`, `started_at`, `finished_at`, `tool_version`)."""

    tables: Mapping[str, int]
    views: Mapping[str, int] = field(default_factory=dict)
    run: Mapping[str, str] = field(default_factory=dict)
    schema: int = field(default_factory=schema_version)


def as_text(manifest: Manifest) -> str:
    """The manifest as JSON. The same tables give the same bytes."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema": manifest.schema,
        "tool_version": __version__,
        "note": NOTE,
        "run": dict(manifest.run),
        "tables": {name: {"rows": rows} for name, rows in manifest.tables.items()},
        "views": {name: {"rows": rows} for name, rows in manifest.views.items()},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """What a folder says of itself. Raises TablesError where it is none of ours, or of another version."""
    file = folder / NAME
    if not folder.is_dir():
        raise TablesError(f"{folder} is no folder; give one that `provenance export --parquet` wrote.")
    try:
        with file.open("rb") as opened:
            read = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise TablesError(
            f"{folder} has no {NAME}: it is no folder of `provenance export --parquet`, or was not written "
            "to its end; write it again."
        ) from None
    except OSError as error:
        raise TablesError(f"{file} can't be read ({error.strerror}); check its rights.") from error
    try:
        content = json.loads(read[: LARGEST + 1].decode("utf-8")) if len(read) <= LARGEST else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise TablesError(
            f"{file} is not as `provenance export --parquet` writes it; write the folder again."
        )
    _check_version(file, content)
    run = content.get("run")
    return Manifest(
        _counts(file, content, "tables", tables()),
        _counts(file, content, "views", views()),
        {str(key): str(value) for key, value in run.items()} if isinstance(run, dict) else {},
    )


def _check_version(file: Path, content: Mapping[str, Any]) -> None:
    found = (content.get("format_version"), content.get("schema"))
    if found != (FORMAT_VERSION, schema_version()):
        raise TablesError(
            f"{file} has format {found[0]!r} and schema {found[1]!r}, this program reads format "
            f"{FORMAT_VERSION} and schema {schema_version()}; write and import it with one version of "
            "provenance."
        )


def _counts(file: Path, content: Mapping[str, Any], key: str, known: Mapping[str, object]) -> dict[str, int]:
    """Rows by name. A name that is not known is refused: what it holds would be lost."""
    found = content.get(key, {})
    counts: dict[str, int] = {}
    for name, facts in found.items() if isinstance(found, dict) else ():
        rows = facts.get("rows") if isinstance(facts, dict) else None
        if name not in known or not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
            raise TablesError(f"{file}: '{key}' names {name!r} in a way that is not known; write it again.")
        counts[name] = rows
    if not isinstance(found, dict):
        raise TablesError(f"{file}: '{key}' is no object; write the folder again.")
    return counts
