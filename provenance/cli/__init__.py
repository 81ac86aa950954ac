"""The command `provenance`. `main` catches, commands work: a user gets one sentence, a bug a traceback."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO

import click

from provenance.cli.configured import config_options
from provenance.cycles import few_collections
from provenance.version import __version__

COMMANDS = {
    "scan": ("scan", "Scan a folder of articles into a database."),
    "show": ("show", "Show what two articles share, side by side."),
    "shares": ("shares", "Show which articles have most of an article, and what is its own."),
    "lineage": ("lineage", "Show which text likely came from which."),
    "check": ("check", "Show what a draft shares with the archive."),
    "trace": ("trace", "Find where words stand in the archive, the earliest first."),
    "families": ("families", "List the passages that stand in several articles."),
    "search": ("search", "Find words in the articles."),
    "datasette": ("datasette", "Open the database in Datasette, with descriptions and queries."),
    "report": ("report", "Write the whole report, for people or machines."),
    "review": ("review", "Decide on passages, pairs and articles, and keep what was decided."),
    "audit": ("audit", "List articles of a byline, or drawn, with what is to decide on."),
    "verify": ("verify", "Check files and passages against a report or a pack."),
    "export": ("export", "Write an evidence pack: report, articles, hashes."),
    "import": ("import_tables", "Make a database of tables in Parquet."),
    "load": ("load", "Copy the database to PostgreSQL."),
    "date": ("date", "Say when an article was published."),
    "forget": ("forget", "Remove a text everywhere, for good."),
    "doctor": ("doctor", "Check the installation and the database."),
}
"""Each command, the module of this package that holds it, and its line in the help. Modules are imported when
their command runs, so that `--help` and completion start at once."""


class Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"provenance.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, COMMANDS[cmd_name][0])
        below = command.commands.values() if isinstance(command, click.Group) else ()
        for one in (command, *below):
            if not any(param.name == "config" for param in one.params):
                one.params += config_options(hidden=True, commands=self._all)
        return command

    def _all(self) -> dict[str, click.Command]:
        """All commands by name: a configuration may name options of each."""
        ctx = click.get_current_context()
        return {name: command for name in COMMANDS if (command := self.get_command(ctx, name)) is not None}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(
    cls=Commands,
    params=config_options(hidden=False, commands=dict),
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PROVENANCE"},
    epilog="Similarity is not plagiarism: a person decides.",
)
@click.version_option(__version__, prog_name="provenance")
def provenance() -> None:
    """Find the passages that news articles share, what explains each, and which text likely came from which.

    \b
    Examples:
      provenance scan articles/           read a folder, write provenance.db
      provenance show a.txt b.txt --why   two articles side by side, with reasons
      provenance shares a.txt             who has most of it, what the next adds, what is its own
      provenance lineage                  who likely has it from whom
      provenance check draft.txt          what a draft shares with all this
      provenance trace "some words"       where a quotation stands, the earliest first
      provenance search "some words"      the articles that have them
      provenance report -o report.html    everything on one page
      provenance export case-17.zip       the report, the articles and their hashes, to hand on
    """


def main(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code (0, 1, 2, 3, 4, 70 or 130)."""
    with few_collections():
        return _run(args)


def _run(args: list[str] | None) -> int:
    # The matrices here are small: threads would only wait for each other. Read when numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if wrong := _wrong_sentences():
        click.echo(f"provenance: {_visible(wrong)}", err=True)
        return 2
    try:
        result = provenance.main(args=args, prog_name="provenance", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        click.echo(_visible(said.getvalue()), err=True, nl=False)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        asked = isinstance(error, click.Abort) and error.__cause__ is None  # a no to a question
        kept = "nothing was written" if asked else "a scan keeps what it has read, run it again to go on"
        click.echo(f"provenance: interrupted; {kept}.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output has left (`| head`): nothing to say, and nobody to say it to.
        sys.stdout = open("/dev/null", "w") if sys.platform != "win32" else None  # noqa: PTH123, SIM115
        return 0
    except Exception:
        import traceback

        from provenance.store.database import DatabaseError

        error_value = sys.exc_info()[1]
        refused = isinstance(error_value, ImportError) and error_value.name == "provenance.kernels"
        if isinstance(error_value, DatabaseError) or refused:
            click.echo(f"provenance: {_visible(str(error_value))}", err=True)
            return 4
        click.echo(_visible(traceback.format_exc()), err=True, nl=False)
        click.echo("provenance: this is a bug; please report it with the lines above.", err=True)
        return 70
    return result if isinstance(result, int) else 0


def _wrong_sentences() -> str:
    """Why a translation of the sentences can't be used: before anything is done, not in the middle of it."""
    if not os.environ.get("PROVENANCE_SENTENCES"):
        return ""
    from provenance.sentences import SentencesError, tables

    try:
        tables()
    except SentencesError as error:
        return str(error)
    return ""


def _visible(words: str) -> str:
    """Words with names of files or articles in them, which must not steer the terminal."""
    from provenance.report.visible import visible

    return visible(words)
