"""The terminal: a console that never reads markup in what it prints, and passages side by side on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from provenance.matching import Progress
    from provenance.report.family_list import Dated
    from provenance.report.findings import Passage, Side
    from provenance.report.marked import Run
    from provenance.report.told_apart import Told

SIDE_BY_SIDE = 80
"""Columns from which two texts stand next to each other; in fewer they stand one below the other."""

_FINE = {"year": 4, "month": 7, "day": 10}
"""So many characters of an instant say all that a date of this precision says."""

LEGEND = (
    "Marked: >>the passage<<, {~differs in the other text~}, {+only in this text+}, {^in both, in another "
    "order^}; where a passage is rewritten or a summary: {=in both, in the same order=}."
)
STYLES = {
    "changed": "bold yellow underline", "only here": "bold magenta", "shared": "bold green underline",
    "moved": "reverse", "left out": "dim italic", "context": "dim",
}  # fmt: skip
"""By the kind of a run; without their colours they are still told apart."""
BRACKETS = {
    "changed": ("{~", "~}"), "only here": ("{+", "+}"), "shared": ("{=", "=}"), "moved": ("{^", "^}"),
}  # fmt: skip
"""Signs around the words of a kind, for where there is no style."""


def console() -> Console:
    """Standard output for rich; characters that the locale can't show become question marks, not errors."""
    from rich.console import Console

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False)


def plain(out: Console) -> bool:
    """Whether marks must be signs, because there is no colour to carry them."""
    return out.no_color or out.color_system is None


def both_sides(out: Console, heads: Sequence[Text], bodies: Sequence[Text]) -> RenderableType:
    """Two texts with their heads: next to each other, or stacked where the terminal is narrow."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if out.width < SIDE_BY_SIDE:
        return Group(heads[0], bodies[0], Text(), heads[1], bodies[1])
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for _ in heads:
        table.add_column(ratio=1, overflow="fold")
    table.add_row(*heads)
    table.add_row(*bodies)
    return table


def side_head(side: Side, letter: str) -> Text:
    """Where a side stands, and who is credited for its words."""
    from rich.text import Text

    from provenance.report import wording
    from provenance.report.visible import one_line

    (line, column), (last_line, last_column) = side.first, side.last
    credit = one_line(wording.for_these_words(side.credit, side.partly, side.words))
    return Text(
        f"{letter} {side.span.start}-{side.span.end}  bytes {side.bytes.start}-{side.bytes.end}  "
        f"line {line}:{column} to {last_line}:{last_column}\n"
        f"{wording.percent(side.share)} of the article, credited: {credit}",
        style="dim",
    )


def passage_head(passage: Passage, number: int) -> Text:
    """What a passage is, in one or two lines."""
    from rich.text import Text

    from provenance.report import wording
    from provenance.report.visible import one_line

    parts = [
        wording.number(passage.words, "word"),
        f"{passage.form} ({wording.percent(passage.identity)} equal words)",
        wording.quoted(passage.quoted),
        wording.credit(passage.credit),
    ]
    if passage.status != "reuse":
        parts.append(passage.status)
    if passage.explained_by:
        parts.append("explained by " + one_line(", ".join(passage.explained_by)))
    if passage.articles > 2:
        parts.append(f"stands in {passage.articles} articles")
    return Text(f"{number}. ", style="bold").append(", ".join(parts))


def words_told(told: Told, *, signs: bool) -> Text:
    """How many words both sides have, how they are marked, and where a side is not shown whole."""
    from rich.text import Text

    said = Text("  ").append(told.says)
    if not signs:
        said.append(" Marked: ")
        if told.of_shared:
            said.append("in both, in the same order", STYLES["shared"]).append(", ")
        else:
            said.append("differs in the other text", STYLES["changed"]).append(", ")
            said.append("only in this text", STYLES["only here"]).append(", ")
        said.append("in both, in another order", STYLES["moved"]).append(".")
    if told.shortened:
        said.append(f" {told.shortened.upper()} is shown in part; --json has all of it.")
    return said


def side_body(marked: Sequence[Run], *, signs: bool) -> Text:
    """A side with its marks; `signs` puts them into the text, for where there is no colour."""
    from rich.text import Text

    from provenance.report.marked import CONTEXT
    from provenance.report.visible import flowing, visible

    body = Text(overflow="fold")
    for place, run in enumerate(marked):
        words = flowing(run.text) if run.kind == CONTEXT else visible(run.text)
        before, after = BRACKETS.get(run.kind, ("", "")) if signs else ("", "")
        # A run that is cut inside a difference (by a quotation's edge) opens and closes its signs once.
        kind_before = marked[place - 1].kind if place else CONTEXT
        kind_after = marked[place + 1].kind if place + 1 < len(marked) else CONTEXT
        if run.kind != CONTEXT:
            before = ">>" * (signs and kind_before == CONTEXT) + before * (kind_before != run.kind)
            after = after * (kind_after != run.kind) + "<<" * (signs and kind_after == CONTEXT)
        body.append(before + words + after, STYLES.get(run.kind, ""))
        for note in run.says:
            body.append(f" ‹{_one_line(note)}›", "italic cyan")
    body.rstrip()
    return body


def _one_line(text: str) -> str:
    from provenance.report.visible import one_line

    return one_line(text)


def say_date(date: Dated) -> str:
    """A date with its precision and its source."""
    from provenance.report.visible import one_line

    said = date.earliest[: _FINE.get(date.precision)]
    return f"{one_line(said)} ({one_line(date.precision)}, {one_line(date.source)})"


@contextmanager
def progress_bars(*, shown: bool) -> Iterator[Progress]:
    """A bar for each step on a terminal; silence elsewhere."""
    if not shown or not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich import progress
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    bars = progress.Progress(
        TextColumn("{task.description:<24}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks = {}
    with bars:

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield tell
