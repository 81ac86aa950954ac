"""What is made of the lists of agencies, as it was made when this package was installed.

Making it takes a quarter of a second, a fifth of what `check` takes; reading it, a sixth of that. The file
is one of `marshal`, as compiled Python is, and as little meant for anybody else. A stamp ties it to the
lists, to the code that goes through them, and to this version of Python: where it does not hold, the lists
are gone through as if there were no file.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
NAME = "agencies.snapshot"
_SOURCES = (
    "agencies.py", "agency_phrases.py", "agency_snapshot.py", "inflections.py", "name_variants.py",
    "names.py", "data/agencies.json", "data/credit_patterns.json",
)  # fmt: skip
"""What the content depends on, in the package."""


def write(content: Mapping[str, object], package: Path = PACKAGE) -> None:
    """Keep the content: dictionaries with texts as keys, tuples, frozensets, texts, numbers."""
    data = marshal.dumps(dict(content))
    (package / "data" / NAME).write_bytes(_stamp(package) + hashlib.sha256(data).digest() + data)


def read(package: Path = PACKAGE) -> dict[str, Any] | None:
    """The content; None where none was kept, or one that is damaged or of other sources."""
    try:
        kept = (package / "data" / NAME).read_bytes()
        stamp = _stamp(package)
    except OSError:  # whoever ships no sources has none to be compared with
        return None
    digest, data = kept[len(stamp) : 2 * len(stamp)], kept[2 * len(stamp) :]
    if not kept.startswith(stamp) or hashlib.sha256(data).digest() != digest:
        return None
    content: dict[str, Any] = marshal.loads(data)
    return content


def _stamp(package: Path) -> bytes:
    """32 bytes, which are others for other sources or another Python."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {sys.version_info[:3]}".encode())
    for name in _SOURCES:
        digest.update((package / name).read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.digest()
