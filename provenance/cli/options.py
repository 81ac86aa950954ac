"""Options that commands share, how they open the database, and how they end where they can't run."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from provenance.agency_lists import Lists

COULD_NOT_RUN = 4
Command = TypeVar("Command", bound=Callable[..., Any])


class CannotRun(click.ClickException):
    """No such database, none that can be read, no place to write: one sentence, exit code 4."""

    exit_code = COULD_NOT_RUN


db_option = click.option(
    "--db",
    type=click.Path(path_type=Path),
    envvar="PROVENANCE_DB",
    default=Path("provenance.db"),
    show_default=True,
    help="The database to use; PROVENANCE_DB sets it too.",
)


def _read_agencies(ctx: click.Context, param: click.Parameter, file: Path | None) -> Lists | None:
    if file is None:
        return None
    from provenance.reading import AgencyFileError, read_agency_file

    try:
        return read_agency_file(file)
    except AgencyFileError as error:
        raise click.UsageError(f"--agencies: {error}") from error


agencies_option = click.option(
    "--agencies",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=_read_agencies,
    help="Agencies, outlets and wordings of credits that are known besides the built-in ones: a JSON or TOML "
    "file, see docs/agencies.md.",
)


_PREPARED_BY = "provenance.prepared_by"


def _name_who(ctx: click.Context, param: click.Parameter, name: str) -> None:
    ctx.meta[_PREPARED_BY] = " ".join(name.split())


prepared_by_option = click.option(
    "--prepared-by",
    metavar="NAME",
    default="",
    expose_value=False,
    callback=_name_who,
    help="Who prepares the page, as the page names them; nothing is taken from the machine.",
)


def prepared_by() -> str:
    """Whom the running command was told to name; empty where nobody."""
    return str(click.get_current_context().meta.get(_PREPARED_BY, ""))


_VERBOSITY = "provenance.verbosity"


def _louder(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_VERBOSITY] = 1 if param.name == "verbose" else -1


def verbosity(command: Command) -> Command:
    """The options -q and -v: fewer or more messages on standard error. Results are not messages."""
    for name, words in (
        ("--verbose", "Say what is being done."),
        ("--quiet", "Print results only, no messages."),
    ):
        flag = click.option(
            f"-{name[2]}", name, is_flag=True, expose_value=False, callback=_louder, help=words
        )
        command = flag(command)
    return command


def is_quiet() -> bool:
    """Whether -q was given: no messages and no progress."""
    return bool(click.get_current_context().meta.get(_VERBOSITY, 0) < 0)


def message(words: str, *, detail: bool = False) -> None:
    """A message on standard error, unless -q was given; a detail only where -v was."""
    loud = click.get_current_context().meta.get(_VERBOSITY, 0)
    if loud >= (1 if detail else 0):
        say(f"provenance: {words}", err=True)


def say(line: str, *, err: bool = False) -> None:
    """A line for people. What an article or a name brings along stays text: controls become visible signs."""
    from provenance.report.visible import one_line

    click.echo(one_line(line), err=err)


def is_loud() -> bool:
    """Whether -v was given: a command that shortens its lists then names all."""
    return bool(click.get_current_context().meta.get(_VERBOSITY, 0) > 0)


@contextmanager
def reading(db: Path) -> Iterator[sqlite3.Connection]:
    """The database, open for reading while the block runs. Raises CannotRun with one sentence."""
    from provenance.store.database import DatabaseError, open_for_reading
    from provenance.store.reading import NoRunError

    try:
        message(f"reading {db}", detail=True)
        connection = open_for_reading(db)
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    try:
        yield connection
    except NoRunError as error:
        raise CannotRun(f"{db}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise CannotRun(f"{db} can't be read ({error}); it may be damaged or in use.") from error
    finally:
        connection.close()


def read_in(most: int) -> bytes:
    """What is piped in, at most so many bytes."""
    return sys.stdin.buffer.read(most) if sys.stdin is not None else b""


def utf_8(words: str | Path) -> str:
    """An argument as it can be written: a byte that was no UTF-8 becomes a question mark."""
    return str(words).encode("utf-8", "replace").decode("utf-8")


def write_out(content: str | bytes) -> None:
    """A result on stdout, text as UTF-8, whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8") if isinstance(content, str) else content)
    sys.stdout.buffer.flush()
