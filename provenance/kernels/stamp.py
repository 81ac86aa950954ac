"""The stamp that ties compiled loops to the sources they were made from.

setup.py compiles it in; `choice` compares it. It runs alone too, before the package can be imported.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

INTERFACE = 3
"""Goes up whenever a function of the loops changes what it takes or gives."""

SOURCES = ("*.pyx", "*.pxd")


def sources(folder: Path) -> list[Path]:
    """The sources of the compiled loops in a folder, by name; none where only what was built stands there."""
    return sorted(path for pattern in SOURCES for path in folder.glob(pattern))


def stamp(folder: Path) -> str:
    """The stamp of the sources in a folder: the interface's number, an underscore, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sources(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{INTERFACE}_{digest.hexdigest()[:16]}"
