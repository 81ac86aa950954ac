"""What a person may set of reading."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.reading.field_names import Fields
from provenance.settings import MAX_BYTES, READ_SECONDS


@dataclass(frozen=True, slots=True)
class Options:
    """`max_bytes` of one article, `seconds` that reading it may take.

    `fields`: what the parts of an article are called in records, see field_names; `table`: the one of a
    database that has the articles.
    """

    max_bytes: int = MAX_BYTES
    seconds: float = READ_SECONDS
    fields: Fields = ()
    table: str = ""


DEFAULT = Options()
