"""The JSON Schemas (Draft 2020-12) of every JSON that provenance writes. They are files of the package."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

COMMON = "common"


def names() -> tuple[str, ...]:
    """The outputs that have a schema: the `format` that they state, without `provenance-`."""
    return tuple(sorted(name for name in _files() if name != COMMON))


def schema(name: str) -> dict[str, Any]:
    """The schema of an output in one document: what it has in common with others stands in its `$defs`.

    Raises KeyError where there is none.
    """
    files = _files()
    common = _read(files.pop(COMMON))
    found = _read(files[name])
    return found | {"$defs": {COMMON: {key: value for key, value in common.items() if key != "$schema"}}}


def _files() -> dict[str, Traversable]:
    """The files by name: `report` is the newest version of report-N.json."""
    folder = resources.files("provenance.data") / "schemas"
    numbered = {}
    for file in folder.iterdir():
        name, _, version = file.name.removesuffix(".json").rpartition("-")
        numbered[name, int(version)] = file
    return {name: numbered[name, version] for name, version in sorted(numbered)}


def _read(file: Traversable) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
