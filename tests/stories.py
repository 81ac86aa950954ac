"""A small made-up newsroom in a folder: a third of it in one file of many articles."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from scripts.measure.corpus import Made, make_corpus

FIRST, ALL = 48, 60
"""Articles at first, and with those that come later."""
LONG_AGO = 10**9


def write_first(folder: Path) -> None:
    """The articles that are there at first."""
    folder.mkdir()
    _write(folder, range(FIRST))
    alone = (one for number, one in enumerate(_articles()) if number % 3)
    described = (f"{one.id}.txt,{one.date},{one.outlet}\n" for one in alone)
    _put(folder / "metadata.csv", "path,date,outlet\n" + "".join(described))


def write_change(folder: Path) -> None:
    """New articles come, one changes, one goes."""
    _write(folder, range(FIRST, ALL))
    first, second, *_ = sorted(folder.glob("*.txt"))
    first.unlink()
    _put(second, second.read_text(encoding="utf-8") + "\nThe paper adds one sentence to what it said.\n")


@cache
def _articles() -> tuple[Made, ...]:
    """All articles: to make them takes longer than to write them."""
    return tuple(make_corpus(ALL, 5))


def _write(folder: Path, numbers: range) -> None:
    lines = folder / "day.jsonl"
    told = lines.read_text(encoding="utf-8") if lines.exists() else ""
    for number in numbers:
        one = _articles()[number]
        if number % 3:
            _put(folder / f"{one.id}.txt", one.text)
        else:
            told += f"{one.as_json()}\n"
    _put(lines, told)


def _put(path: Path, text: str) -> None:
    """Written long ago: a file that was just written is not recorded as known."""
    path.write_text(text, encoding="utf-8", newline="")
    os.utime(path, (LONG_AGO, LONG_AGO + len(text)))
