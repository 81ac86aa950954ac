"""A database -> the same tables and views in PostgreSQL, with the library psycopg, an extra."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from provenance.tables import dialect
from provenance.tables.shapes import Shape, schema_version, tables

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection

SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""Names of schemas that need no quotes anywhere."""
MARK = "tables of provenance, made by `provenance load`"
"""The comment of a schema that may be replaced."""
_ROWS = 500


class PostgresError(Exception):
    """A server that can't be used, or that refuses; the message is one sentence, without the password."""


class NoPostgresError(ImportError):
    """The library psycopg is not installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL needs the library `psycopg`: install it with `pip install 'psycopg[binary]'`, or the "
            "package with its extra `postgresql`."
        )


def load(
    connection: sqlite3.Connection,
    address: str,
    *,
    schema: str = "provenance",
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Mapping[str, int]:
    """Write all tables of a database to a schema of a PostgreSQL database, with the public views; the number
    of rows by table.

    What an earlier call wrote is replaced; rights on it, and what others built on it, stay. All is one
    transaction: others see the old rows or the new ones. U+0000 becomes U+FFFD: PostgreSQL can't store it.
    Raises PostgresError where the server can't be reached, the schema is somebody else's, or anything is
    refused; NoPostgresError.
    """
    if not SCHEMA.fullmatch(schema):
        raise PostgresError(
            f"{schema!r} is no name of a schema; use up to 63 small letters, figures and underscores."
        )
    counts: dict[str, int] = {}
    shapes = list(tables().values())
    with _connect(address) as server:
        new = _enter_schema(server, schema)
        if not new:
            named = ", ".join(f'"{shape.name}"' for shape in shapes)
            server.execute(f"TRUNCATE {named}".encode())
        for done, shape in enumerate(shapes):
            progress("loading tables", done, len(shapes))
            if new:
                server.execute(dialect.make_table(shape).encode())
            counts[shape.name] = _copy(connection, server, shape)
        for statement in chain(
            # Rows come in faster where there are no keys and indexes yet.
            chain.from_iterable(dialect.make_keys(shape) for shape in shapes if new),
            chain.from_iterable(dialect.make_references(shape) for shape in shapes if new),
            dialect.make_functions(),
            dialect.make_views(),
            (f'ANALYZE "{shape.name}"' for shape in shapes),
        ):
            server.execute(statement.encode())
        progress("loading tables", len(shapes), len(shapes))
    return counts


@contextmanager
def _connect(address: str) -> Iterator[Connection[tuple[Any, ...]]]:
    """A connection whose transaction is committed when the block ends well."""
    try:
        import psycopg
    except ImportError as error:
        raise NoPostgresError from error
    if not re.match(r"postgres(ql)?://", address):
        raise PostgresError(
            "The address is not understood; it looks like postgresql://user@host:5432/database."
        )
    try:
        psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        # Its message repeats the address, with the password.
        raise PostgresError(
            "The address is not understood; it looks like postgresql://user@host:5432/database."
        ) from None
    try:
        with psycopg.connect(address, connect_timeout=15, application_name="provenance") as server:
            yield server
    except psycopg.Error as error:
        raise PostgresError(_sentence(error, address)) from None


def _sentence(error: psycopg.Error, address: str) -> str:
    """What the server said, without the password, should it be repeated."""
    from psycopg.conninfo import conninfo_to_dict

    said = " ".join((error.diag.message_primary or str(error)).split()).rstrip(".") or type(error).__name__
    password = conninfo_to_dict(address).get("password")
    if password:
        said = said.replace(str(password), "***")
    return f"PostgreSQL: {said[:300]}; nothing was changed there."


def _enter_schema(server: Connection[tuple[Any, ...]], schema: str) -> bool:
    """Work in a schema from now on; whether it is new."""
    (encoding,) = server.execute("SHOW server_encoding").fetchone() or ("",)
    if encoding != "UTF8":
        raise PostgresError(f"The database on the server has the encoding {encoding}; make one with UTF8.")
    # Two loads at once wait for each other.
    server.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"provenance {schema}",))
    row = server.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    mark = f"{MARK}, schema {schema_version()}"
    if row is not None and not str(row[0]).startswith(MARK):
        raise PostgresError(
            f"The schema {schema} was not made by `provenance load`; choose another one with --schema."
        )
    if row is not None and row[0] != mark:
        raise PostgresError(
            f"The schema {schema} was made by another version of provenance; choose another one with "
            "--schema, or drop this one first."
        )
    if row is None:
        server.execute(f'CREATE SCHEMA "{schema}"'.encode())
        server.execute(f"COMMENT ON SCHEMA \"{schema}\" IS '{mark}'".encode())
    server.execute(f'SET LOCAL search_path = "{schema}", pg_catalog'.encode())
    return row is None


def _copy(connection: sqlite3.Connection, server: Connection[tuple[Any, ...]], shape: Shape) -> int:
    """The rows of a table, by COPY; how many there were."""
    cursor = connection.execute(shape.query)
    cursor.row_factory = None
    names = ", ".join(f'"{column.name}"' for column in shape.columns)
    count = 0
    with server.cursor() as writer, writer.copy(f'COPY "{shape.name}" ({names}) FROM STDIN'.encode()) as copy:
        while rows := cursor.fetchmany(_ROWS):
            for row in rows:
                copy.write_row([_storable(value) for value in row])
            count += len(rows)
    return count


def _storable(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
