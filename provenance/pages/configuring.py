"""Finding and reading a configuration: provenance.toml, or `[tool.provenance]` of a pyproject.toml."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provenance.configuration import Configuration

NAME, PROJECT = "provenance.toml", "pyproject.toml"
_TOPS = (".git", ".hg", ".svn")
MOST_BYTES = 4_000_000


def find_configuration(folder: Path) -> Path | None:
    """The configuration of a folder: its own, or that of the nearest folder above that has one; None where
    none has.

    It is looked for no higher than the top of a repository or the home folder. A provenance.toml goes before
    a pyproject.toml beside it; a pyproject.toml without `[tool.provenance]` says nothing.
    """
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    where = folder.resolve()
    for here in (where, *where.parents):
        own, project = here / NAME, here / PROJECT
        # Not asked of the paths themselves: these raise where a folder above may not be looked into.
        if os.path.isfile(own):  # noqa: PTH113
            return own
        if os.path.isfile(project) and _speaks(project):  # noqa: PTH113
            return project
        if str(here) == home or any(os.path.exists(here / top) for top in _TOPS):  # noqa: PTH110
            break
    return None


def load_configuration(file: Path, commands: Collection[str] = ()) -> Configuration:
    """What a configuration sets; `commands` may have tables of defaults for their options.

    A file of any name but pyproject.toml is read as a provenance.toml. Raises ConfigurationError.
    """
    # Every command looks for a configuration: what reads one is only imported where there is one.
    from provenance.configuration import ConfigurationError, configure

    try:
        data = _read(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(f"{file} can't be read ({reason}); name a file that can") from error
    if len(data) > MOST_BYTES:
        raise ConfigurationError(f"{file} has more than {MOST_BYTES:,} bytes: that is no configuration")
    # Imported here: most folders have no configuration, and every scan looks for one.
    import tomllib

    table: dict[str, Any] | None
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file} is no TOML: {error}") from error
    if file.name == PROJECT:
        tools = table.get("tool")
        table = tools.get("provenance") if isinstance(tools, dict) else None
        if not isinstance(table, dict):
            raise ConfigurationError(f"{file} has no table [tool.provenance]; add it or name another file")
    return configure(table, str(file), hashlib.sha256(data).hexdigest(), commands)


def _read(file: Path) -> bytes:
    """No more than can be too much of it. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _speaks(project: Path) -> bool:
    """Whether a pyproject.toml has something to say. One that is broken and may have is left to the reader of
    it, who says what is wrong."""
    try:
        data = _read(project)
    except OSError:
        return False
    import tomllib

    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError:
        return b"tool.provenance" in data
    tools = table.get("tool")
    return isinstance(tools, dict) and isinstance(tools.get("provenance"), dict)
