"""What is made of a data file, as it was made when this package was installed.

To go through the lists of agencies takes a quarter of a second, to read the sentences and the patterns of
lines a twentieth; to read what was kept of them takes a tenth of that. A snapshot is a file of `marshal`, as
compiled Python is, and as little meant for anybody else. A stamp ties it to the data, to the code that goes
through them, and to this version of Python: where it does not hold, the data are gone through as if there
were no file.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = Path(__file__).parent
SUFFIX = ".snapshot"


class Snapshot(NamedTuple):
    """The snapshot of this name in the folder of data. `sources`: what its content depends on, as paths in
    the package."""

    name: str
    sources: tuple[str, ...]

    def write(self, content: Mapping[str, object], package: Path = PACKAGE) -> None:
        """Keep the content: dictionaries with texts as keys, tuples, frozensets, texts, numbers."""
        data = marshal.dumps(dict(content))
        self.file(package).write_bytes(self._stamp(package) + hashlib.sha256(data).digest() + data)

    def read(self, package: Path = PACKAGE) -> dict[str, Any] | None:
        """The content; None where none was kept, or one that is damaged or of other sources."""
        data = self._data(package)
        if data is None:
            return None
        content: dict[str, Any] = marshal.loads(data)
        return content

    def is_sound(self, package: Path = PACKAGE) -> bool:
        """Whether `read` would find the content; to make it of its bytes takes ten times as long."""
        return self._data(package) is not None

    def _data(self, package: Path) -> bytes | None:
        try:
            kept = self.file(package).read_bytes()
            stamp = self._stamp(package)
        except OSError:  # whoever ships no sources has none to be compared with
            return None
        digest, data = kept[len(stamp) : 2 * len(stamp)], kept[2 * len(stamp) :]
        if not kept.startswith(stamp) or hashlib.sha256(data).digest() != digest:
            return None
        return data

    def file(self, package: Path) -> Path:
        """Where it is kept."""
        return package / "data" / f"{self.name}{SUFFIX}"

    def _stamp(self, package: Path) -> bytes:
        """32 bytes, which are others for other sources or another Python."""
        digest = hashlib.sha256(f"{sys.implementation.cache_tag} {sys.version_info[:3]}".encode())
        for name in ("snapshots.py", *self.sources):
            digest.update((package / name).read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return digest.digest()
