"""Running heads and page numbers: what stands on several pages at the edge, or counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from provenance.reading.office.pdf_pages import Page, Run

_ZONE = 0.12  # of the height of a page, above and below
_SHARE = 0.3  # of the pages that have it; heads on the left and on the right differ
_HEIGHT = 6.0  # points by which it may stand higher or lower
_SAME_LINE = 0.35  # of the size of letters
_APART = 4.0  # sizes of letters: wider than the gaps between the words of a justified line
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:page|seite|pagina|página|стр\.?|p\.|s\.)?\W*(\d{1,4})\W*(?:(?:/|of|von|de|sur|di|van|из)\W*\d{1,4})?\W*",
    re.IGNORECASE,
)


def take_heads(pages: Sequence[Page]) -> tuple[list[list[Run]], list[str]]:
    """The runs of each page without its heads and numbers, and these."""
    groups = [_groups(page) for page in pages]
    heads = _repeated(pages, groups)
    kept: list[list[Run]] = []
    taken: list[str] = []
    for number, (page, own) in enumerate(zip(pages, groups, strict=True), start=1):
        gone: set[int] = set()
        for group in own:
            text, height = _text(group), group[0].y - page.bottom
            if _stands_at(height, heads.get(_key(text), ())) or _is_number(text, number):
                taken.append(text)
                gone.update(map(id, group))
        kept.append([run for run in page.runs if id(run) not in gone])
    return kept, taken


def _groups(page: Page) -> list[list[Run]]:
    """The runs at the edges of a page that stand on one line, not far from each other. In justified text a
    word is a run, and small words stand at one place on several pages."""
    zone = _ZONE * (page.top - page.bottom)
    edge = [run for run in page.runs if run.y > page.top - zone or run.y < page.bottom + zone]
    lines: list[list[Run]] = []
    for run in sorted(edge, key=lambda run: -run.y):
        if lines and lines[-1][0].y - run.y <= _SAME_LINE * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    found: list[list[Run]] = []
    for line in lines:
        end = float("-inf")
        for run in sorted(line, key=lambda run: run.x0):
            if run.x0 - end <= _APART * run.size:
                found[-1].append(run)
            else:
                found.append([run])
            end = max(end, run.x1)
    return found


def _text(group: Sequence[Run]) -> str:
    return " ".join(run.text for run in group)


def _key(text: str) -> str:
    return _DIGITS.sub("0", text.casefold())


def _repeated(pages: Sequence[Page], groups: Sequence[Sequence[Sequence[Run]]]) -> dict[str, list[float]]:
    """The words that stand at the edge of several pages, and how high over the lower edge."""
    places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (page, own) in enumerate(zip(pages, groups, strict=True)):
        for group in own:
            places[_key(_text(group))].append((number, group[0].y - page.bottom))
    found = {}
    for key, seen in places.items():
        heights = [
            height for number, height in seen if _stands_at(height, [at for on, at in seen if on != number])
        ]
        on = {number for number, height in seen if height in heights}
        if len(on) >= max(2, _SHARE * len(pages)):
            found[key] = heights
    return found


def _stands_at(height: float, heights: Sequence[float]) -> bool:
    return any(abs(height - at) <= _HEIGHT for at in heights)


def _is_number(text: str, number: int) -> bool:
    match = _NUMBER.fullmatch(text)
    return match is not None and int(match[1]) == number
