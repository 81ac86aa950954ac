"""How many made-up web pages a second are read: by the reader itself, and in the process that guards it."""

from __future__ import annotations

import argparse
import os

from provenance.reading import read_text
from provenance.reading.guard import _guard
from provenance.reading.web.page import read_page
from scripts.measure.web_pages import make_pages


def main() -> None:
    """Print CPU time and pages a second of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    pages = [made.data for made in make_pages(chosen.pages, chosen.seed)]
    size = sum(map(len, pages)) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} KB on average, one core")
    read_page(pages[0])  # the first brings its imports
    begun = _cpu()
    for data in pages:
        read_page(data)
    _tell("the reader", _cpu() - begun, len(pages))
    begun = _cpu()
    for data in pages:
        read_text(data, path="pages/page.html", reader="web")
    _guard.close()  # only then is the time of its process counted
    _tell("guarded, to articles", _cpu() - begun, len(pages))


def _cpu() -> float:
    """Seconds of CPU of this process and those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _tell(what: str, seconds: float, pages: int) -> None:
    print(f"{what:22} {seconds / pages * 1000:6.2f} ms of CPU a page, {pages / seconds:6.0f} pages a second")


if __name__ == "__main__":
    main()
