"""A Parquet file, as data platforms keep collections in: each row is an article, at `path#row=N`.

Rows are read some at a time, and no group of rows that is larger than a limit is read at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.field_names import has_name
from provenance.reading.many.source import Source, too_long
from provenance.reading.options import Options
from provenance.reading.place_paths import visible
from provenance.reading.raw import Raw
from provenance.reading.records import show_names

GROUP = 1 << 30
"""Bytes of a group of rows, as the file states them: writers make some of a few hundred megabytes."""
_ROWS = 64


def split_parquet(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The rows of a Parquet file, N from 1 on. Raises NotText for what is none, and for one without texts."""
    import pyarrow
    from pyarrow import parquet

    try:
        with source.open() as stream, parquet.ParquetFile(stream) as file:
            _check(file, options)
            rows = (row for batch in file.iter_batches(_ROWS) for row in batch.to_pylist())
            for number, row in enumerate(rows, start=1):
                where = f"{source.path}#row={number}"
                data = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace")
                if len(data) > options.max_bytes:
                    yield Unreadable(where, too_long("row", options.max_bytes))
                else:
                    yield Raw(where, data, source.reader, source.stated)
    except (pyarrow.ArrowException, UnicodeError, OverflowError, ValueError, MemoryError) as error:
        if isinstance(error, NotText):
            raise
        words = visible(str(error).partition("\n")[0]) or "out of memory"
        raise NotText(f"the file can't be read as Parquet ({words}); check it, or write it anew") from None


def _check(file: Any, options: Options) -> None:
    names = tuple(map(str, file.schema_arrow.names))
    if not has_name(names, "text", options.fields):
        shown = show_names(names) or "none with a name"
        raise NotText(f"no column is known to hold texts; name it with --map text=COLUMN (columns: {shown})")
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).total_byte_size
        if size > GROUP:
            said = f"a group of rows has {size / 1e9:.1f} GB, the limit is {GROUP / 1e9:.1f} GB"
            raise NotText(f"{said}; write the file in smaller groups")
