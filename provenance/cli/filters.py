"""Options that say which articles and passages a command is about, alike for all commands that have them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from provenance.report.filters import Filters

Command = TypeVar("Command", bound=Callable[..., Any])

RELATIONS = (
    "same text",
    "version",
    "syndicated",
    "wire uncredited",
    "press release",
    "source-to-source",
    "self-reuse",
    "common source",
    "incidental",
)
STATES = ("new", "needs-info", "cleared", "confirmed", "corrected")

_ARTICLES = (
    click.option(
        "--byline",
        "bylines",
        multiple=True,
        metavar="NAME",
        help="Only articles whose byline names this person. Repeatable, as are the other filters of names and"
        " classes: any of the values will do.",
    ),
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only articles of this outlet."),
    click.option("--since", metavar="DATE", help="Only articles published on or after this day."),
    click.option("--until", metavar="DATE", help="Only articles published on or before this day."),
)
_PASSAGES = (
    click.option(
        "--relation", "relations", multiple=True, type=click.Choice(RELATIONS), help="Only pairs so related."
    ),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=click.Choice(["reuse", "boilerplate", "stock phrase", "excluded"]),
        help="Only passages that count so.",
    ),
    click.option(
        "--state",
        "states",
        multiple=True,
        type=click.Choice(STATES),
        help="Only passages that the review calls so.",
    ),
    click.option(
        "--credit",
        "credits",
        multiple=True,
        type=click.Choice(["same", "a only", "b only", "different", "none"]),
        help="Only passages that are credited so.",
    ),
    click.option(
        "--form",
        "forms",
        multiple=True,
        type=click.Choice(["verbatim", "near-verbatim", "rewritten", "summary"]),
        help="Only passages of this form.",
    ),
    click.option(
        "--quoted",
        multiple=True,
        type=click.Choice(["neither", "a", "b", "both"]),
        help="Only passages in quote marks there.",
    ),
    click.option(
        "--min-words", type=click.IntRange(min=0), default=0, help="Only passages of at least so many words."
    ),
)
_NAMES = (
    "bylines",
    "outlets",
    "since",
    "until",
    "relations",
    "statuses",
    "states",
    "credits",
    "forms",
    "quoted",
    "min_words",
)


def article_filters(command: Command) -> Command:
    """The options --byline, --outlet, --since and --until; the command gets one argument `filters`."""
    return _with(command, _ARTICLES)


def filter_options(command: Command) -> Command:
    """All filters of articles, pairs and passages; the command gets one argument `filters`."""
    return _with(command, (*_ARTICLES, *_PASSAGES))


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    @wraps(command)
    def call(*args: Any, **given: Any) -> Any:
        return command(*args, filters=_filters(given), **given)

    found: Any = call
    for option in reversed(options):
        found = option(found)
    wrapped: Command = found
    return wrapped


def _filters(given: dict[str, Any]) -> Filters:
    """The filters among the arguments of a command, taken out of these."""
    from provenance.report.filters import Filters

    return Filters(**{name: given.pop(name) for name in _NAMES if name in given})
