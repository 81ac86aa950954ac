"""How often an article says of itself that it was corrected: a later version says so, an earlier does not."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_AROUND = r"[ \t\u00a0*_>(\[]*"
"""What may stand before a note at the beginning of a paragraph."""


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    text = resources.files("provenance.data").joinpath("correction_notes.txt").read_text(encoding="utf-8")
    notes = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.compile(rf"^{_AROUND}(?:{'|'.join(notes)})", re.IGNORECASE | re.MULTILINE)


def count_notes(text: str) -> int:
    """In how many paragraphs of a text its outlet says that the article was corrected."""
    return sum(1 for _ in _pattern().finditer(text))
