"""Running heads and page numbers: what stands on several pages at the edge, or counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from provenance.reading.office.pdf_pages import Page, Run

_ZONE = 0.12  # of the height of a page, above and below
_SHARE = 0.3  # of the pages that have it; heads on the left and on the right differ
_HEIGHT = 6.0  # points by which it may stand higher or lower
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:page|seite|pagina|página|стр\.?|p\.|s\.)?\W*(\d{1,4})\W*(?:(?:/|of|von|de|sur|di|van|из)\W*\d{1,4})?\W*",
    re.IGNORECASE,
)


def take_heads(pages: Sequence[Page]) -> tuple[list[list[Run]], list[str]]:
    """The runs of each page without its heads and numbers, and these."""
    heads = _repeated(pages)
    kept: list[list[Run]] = []
    taken: list[str] = []
    for number, page in enumerate(pages, start=1):
        own = []
        for run in page.runs:
            if _in_zone(run, page) and (_is_head(run, page, heads) or _is_number(run, number)):
                taken.append(run.text)
            else:
                own.append(run)
        kept.append(own)
    return kept, taken


def _in_zone(run: Run, page: Page) -> bool:
    zone = _ZONE * (page.top - page.bottom)
    return run.y > page.top - zone or run.y < page.bottom + zone


def _key(run: Run) -> str:
    return _DIGITS.sub("0", run.text.casefold())


def _repeated(pages: Sequence[Page]) -> dict[str, list[float]]:
    """The words that stand at the edge of several pages, and how high over the lower edge."""
    places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for run in page.runs:
            if _in_zone(run, page):
                places[_key(run)].append((number, run.y - page.bottom))
    found = {}
    for key, own in places.items():
        heights = [
            height
            for number, height in own
            if any(other != number and abs(height - at) <= _HEIGHT for other, at in own)
        ]
        on = {number for number, height in own if height in heights}
        if len(on) >= max(2, _SHARE * len(pages)):
            found[key] = heights
    return found


def _is_head(run: Run, page: Page, heads: dict[str, list[float]]) -> bool:
    heights = heads.get(_key(run), ())
    return any(abs(run.y - page.bottom - height) <= _HEIGHT for height in heights)


def _is_number(run: Run, number: int) -> bool:
    match = _NUMBER.fullmatch(run.text)
    return match is not None and int(match[1]) == number
