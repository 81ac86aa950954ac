"""The runs of a page -> its columns in reading order, each as lines from top to bottom.

Columns are shown by a gutter: a place where many runs begin, with a strip before it into which, over some
lines, nothing reaches. What reaches over it (a headline, a picture's caption) stands above or below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from provenance.reading.office.pdf_directions import is_right_to_left, read_order
from provenance.reading.office.pdf_pages import Run

_FEWEST = 3  # lines of a column
_GUTTER = 0.7  # its width, in sizes of letters
_NARROWEST = 7.0  # lines of a column are so wide, in the middle; the cells of a table are not
_EDGE = 3.0  # points by which the left edge of a column may vary
_STRIP = 4.0  # sizes of letters from line to line between which a page is empty from edge to edge
_DEEPEST = 8
_SAME_LINE = 0.35
_BLANK = 0.18

Line = Run
"""The runs of one column that stand on one line, put together."""


def columns(runs: Sequence[Run]) -> list[list[Line]]:
    """The columns of a page in reading order."""
    if is_right_to_left(" ".join(run.text for run in runs)):
        return [_lines(list(map(_mirrored, column))) for column in _parts(list(map(_mirrored, runs)))]
    return [_lines(column) for column in _parts(runs)]


def _mirrored(run: Run) -> Run:
    """The run where it would stand on a page that is read the other way."""
    return replace(run, x0=-run.x1, x1=-run.x0)


def _parts(runs: Sequence[Run], depth: int = 0) -> list[Sequence[Run]]:
    """The runs of each column, the columns in reading order."""
    edge = _gutter(runs) if depth < _DEEPEST else None
    if edge is None:
        return [runs] if runs else []
    found: list[Sequence[Run]] = []
    across: list[Run] = []
    gap = _gap(runs)
    for band in _bands(runs, edge, gap):
        left, right = _parted(band, edge, gap)
        if not _are_columns(left, right):
            across += band
            continue
        found += _parts(across, depth + 1)
        across = []
        found += _parts(left, depth + 1) + _parts(right, depth + 1)
    return found + _parts(across, depth + 1)


def _gap(runs: Sequence[Run]) -> float:
    return _GUTTER * median(run.size for run in runs)


def _gutter(runs: Sequence[Run]) -> float | None:
    """The left edge that parts most runs into columns; None where none does."""
    if len(runs) < 2 * _FEWEST:
        return None
    gap = _gap(runs)
    best: tuple[int, int, float] | None = None
    for edge in _edges(runs):
        bands = _bands(runs, edge, gap)
        parted = [(band, *_parted(band, edge, gap)) for band in bands]
        own = sum(len(band) for band, left, right in parted if _are_columns(left, right))
        if own and (best is None or (own, -len(bands)) > best[:2]):
            best = (own, -len(bands), edge)
    return None if best is None else best[2]


def _edges(runs: Sequence[Run]) -> list[float]:
    """Where several runs begin, but for the leftmost."""
    places = sorted(run.x0 for run in runs)
    found = []
    at = 0
    while at < len(places):
        end = at
        while end < len(places) and places[end] - places[at] <= _EDGE:
            end += 1
        if end - at >= _FEWEST and at > 0:
            found.append(places[at] - 0.1)
        at = end
    return found


def _bands(runs: Sequence[Run], edge: float, gap: float) -> list[list[Run]]:
    """The runs from top to bottom, parted by empty strips; those that reach over a gutter by themselves."""
    bands: list[list[Run]] = [[]]
    for run in sorted(runs, key=lambda run: (-run.y, run.x0)):
        if bands[-1] and bands[-1][-1].y - run.y > _STRIP * max(run.size, bands[-1][-1].size):
            bands.append([])
        if run.x0 < edge < run.x1 + gap:
            bands += [[run], []]
        else:
            bands[-1].append(run)
    return [band for band in bands if band]


def _parted(band: Sequence[Run], edge: float, gap: float) -> tuple[list[Run], list[Run]]:
    left = [run for run in band if run.x1 + gap <= edge]
    right = [run for run in band if run.x0 >= edge]
    return left, right


def _are_columns(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether what stands on both sides is text, beside each other."""
    if len(left) < _FEWEST or len(right) < _FEWEST:
        return False
    size = median(run.size for run in (*left, *right))
    top = min(max(run.y for run in side) for side in (left, right))
    bottom = max(min(run.y for run in side) for side in (left, right))
    if top - bottom < (_FEWEST - 1) * size:
        return False
    return all(_width(side) >= _NARROWEST * size for side in (left, right))


def _width(side: Sequence[Run]) -> float:
    """How wide the line in the middle is."""
    widths: defaultdict[int, float] = defaultdict(float)
    for run in side:
        widths[round(run.y)] += run.x1 - run.x0
    return median(widths.values())


def _lines(runs: Sequence[Run]) -> list[Line]:
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x0)):
        if lines and abs(lines[-1][0].y - run.y) <= _SAME_LINE * min(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    right = is_right_to_left(" ".join(run.text for run in runs))
    return [_joined(sorted(line, key=lambda run: run.x0), right=right) for line in lines]


def _joined(line: Sequence[Run], *, right: bool) -> Line:
    text, last = line[0].text, line[0]
    for run in line[1:]:
        text += (" " if run.x0 - last.x1 > _BLANK * run.size else "") + run.text
        last = run
    size = max(line, key=lambda run: len(run.text)).size
    return Run(read_order(text, right=right), line[0].x0, max(run.x1 for run in line), line[0].y, size)
