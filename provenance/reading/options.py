"""What a person may set of reading."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.settings import MAX_BYTES, READ_SECONDS


@dataclass(frozen=True, slots=True)
class Options:
    """`max_bytes` of one article, `seconds` that reading it may take."""

    max_bytes: int = MAX_BYTES
    seconds: float = READ_SECONDS


DEFAULT = Options()
