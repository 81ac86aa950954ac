"""Finds the passages that news articles share, what explains each, and which text likely came from which.

    provenance.scan(folder, db="provenance.db")    scans a folder of articles into one SQLite file
    provenance.compare(text_a, text_b)             the shared passages of two texts, without files or database
    provenance.shares(text, sources)               the best source of a text, what the next adds, its own
    provenance.near_duplicates(texts)              which of many texts are near-duplicates, and nothing else
    provenance.shared_passages(texts)              the passages that each two of many texts share

The names below are looked up on first use, so `import provenance` costs next to nothing. The functions
live in `provenance.pages`, not in modules called `provenance.scan` or `provenance.compare`: importing a
module binds its name here, and would put a module where the caller expects the function.
"""

from typing import TYPE_CHECKING

from provenance.on_first_use import on_first_use
from provenance.version import __version__

if TYPE_CHECKING:
    from provenance.pages.compare import compare
    from provenance.pages.duplicates import near_duplicates
    from provenance.pages.scan import scan
    from provenance.pages.shared import SharedPassage, shared_passages
    from provenance.pages.shares import Shares, shares
    from provenance.passages import Passage
    from provenance.spans import Span

__all__ = [
    "Passage",
    "SharedPassage",
    "Shares",
    "Span",
    "__version__",
    "compare",
    "near_duplicates",
    "scan",
    "shared_passages",
    "shares",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "provenance.pages.compare": "compare",
            "provenance.pages.duplicates": "near_duplicates",
            "provenance.pages.scan": "scan",
            "provenance.pages.shared": "SharedPassage shared_passages",
            "provenance.pages.shares": "Shares shares",
            "provenance.passages": "Passage",
            "provenance.spans": "Span",
        },
    )
