"""Rows <-> Parquet, with the library pyarrow, an extra.

The types of all columns come from `shapes`: INTEGER is int64, REAL double, TEXT string (UTF-8), BLOB binary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from provenance.tables.manifest import TablesError
from provenance.tables.shapes import Shape

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 32 << 20
"""Bytes of values, as Arrow has them, that make a row group: so much is held while writing."""
LARGEST_GROUP = 1 << 30
"""Bytes of a row group that are read at most: so much is held while reading."""
_PIECE = 1 << 20
"""Bytes of values that are taken out of a database together, about."""
_ROWS = 4096


class NoParquetError(ImportError):
    """The library pyarrow is not installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "Parquet needs the library `pyarrow`: install it with `pip install pyarrow`, or the package with "
            "its extra `parquet`."
        )


class Rows(Protocol):
    """What gives rows: a cursor of any database."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]: ...


def need_pyarrow() -> None:
    """Raises NoParquetError where pyarrow is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise NoParquetError from error


def arrow_schema(shape: Shape) -> pa.Schema:
    """The Arrow schema of a table or view, columns in their order. Raises NoParquetError."""
    need_pyarrow()
    import pyarrow as pa

    types = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string(), "BLOB": pa.binary()}
    return pa.schema(
        [pa.field(column.name, types[column.type], not column.needed) for column in shape.columns]
    )


def write_rows(shape: Shape, rows: Rows, target: Path) -> int:
    """Write rows, values in the order of the columns, to one Parquet file; how many there were.

    Pages carry checksums. Held is a row group (GROUP). Raises NoParquetError, OSError.
    """
    schema = arrow_schema(shape)
    import pyarrow as pa
    import pyarrow.parquet as pq

    count, held, waiting = 0, 0, []
    with pq.ParquetWriter(target, schema, compression="zstd", write_page_checksum=True) as writer:
        for piece in _pieces(rows, schema):
            count += piece.num_rows
            held += piece.nbytes
            waiting.append(piece)
            if held >= GROUP:
                writer.write_table(pa.concat_tables(waiting))
                held, waiting = 0, []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    return count


def _pieces(rows: Rows, schema: pa.Schema) -> Iterator[pa.Table]:
    """Tables of about a mebibyte: so many rows at a time as the last ones were large."""
    import pyarrow as pa

    size = 16
    while found := rows.fetchmany(size):
        columns = zip(*found, strict=True)
        piece = pa.table(
            [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)],
            schema=schema,
        )
        size = max(1, min(_ROWS, size * 4, _PIECE * len(found) // max(1, piece.nbytes)))
        yield piece


def parts(folder: Path) -> list[Path]:
    """The part files of a table, by name. What begins with _ or . is an engine's own, and no part.

    Raises TablesError where they can't be listed.
    """
    if not folder.is_dir():
        return []
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise TablesError(f"{folder} can't be read ({error.strerror}); check its rights.") from error
    return [part for part in found if part.suffix == ".parquet" and part.name[0] not in "_."]


def read_rows(shape: Shape, part: Path) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """The rows of a part file, some at a time, with the names of their columns.

    Columns that may be empty or have a default may be missing. Raises TablesError where the file is damaged,
    or has other columns or types.
    """
    need_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(part, page_checksum_verification=True) as file:
            names = _check_columns(shape, part, file)
            for group in range(file.num_row_groups):
                if file.metadata.row_group(group).total_byte_size > LARGEST_GROUP:
                    raise TablesError(
                        f"{part} has a row group of more than {LARGEST_GROUP >> 30} GiB; write smaller ones."
                    )
            for batch in file.iter_batches(_ROWS, columns=names):
                columns = [column.to_pylist() for column in batch.columns]
                yield names, zip(*columns, strict=True)
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        words = " ".join(str(error).split()).rstrip(".")
        raise TablesError(f"{part} can't be read ({words[:200]}); write the folder again.") from error


def _check_columns(shape: Shape, part: Path, file: Any) -> list[str]:
    """The columns of a part that stand in the schema, by its order."""
    expected, found = arrow_schema(shape), file.schema_arrow
    for field in found:
        index = expected.get_field_index(field.name)
        if index < 0 or found.names.count(field.name) > 1:
            raise TablesError(
                f"{part} has a column {field.name!r} that `{shape.name}` has not; leave it out."
            )
        if not _fits(field.type, expected.field(index).type):
            raise TablesError(
                f"{part}: the column {field.name!r} is {field.type}, not {expected.field(index).type}; "
                "write it again."
            )
    for column in shape.columns:
        if column.needed and column.name not in found.names:
            raise TablesError(f"{part} lacks the column {column.name!r} of `{shape.name}`; write it again.")
    return [column.name for column in shape.columns if column.name in found.names]


def _fits(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether values of a type are those that are expected, in as many bits or fewer."""
    import pyarrow.types as types

    if types.is_int64(expected):
        return bool(types.is_signed_integer(found))
    if types.is_string(expected):
        return bool(types.is_string(found) or types.is_large_string(found))
    if types.is_binary(expected):
        return bool(types.is_binary(found) or types.is_large_binary(found))
    return bool(found == expected)
