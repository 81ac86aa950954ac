"""Right-to-left writing in a PDF: letters as they are seen from left to right, put into the order of reading.

This undoes what the bidirectional algorithm did when the page was made, as far as lines of one language with
numbers and foreign words in them need it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_RIGHT = frozenset({"R", "AL"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SHAPED = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are of a script that is written from right to left."""
    if not _RIGHT_TO_LEFT.search(text):
        return False
    right = sum(unicodedata.bidirectional(letter) in _RIGHT for letter in text)
    return 2 * right > sum(map(str.isalpha, text))


def read_order(text: str, *, right: bool) -> str:
    """A line whose characters come as they are seen, from left to right, in the order of reading; `right`: it
    stands among lines that are read from the right."""
    if not _RIGHT_TO_LEFT.search(text):
        return text
    shown = _clusters(text)
    kinds = _kinds(shown, "R" if right else "L")
    parts = [
        (kind, [cluster for _, cluster in group])
        for kind, group in groupby(zip(kinds, shown, strict=True), key=lambda pair: pair[0])
    ]
    if right:
        parts.reverse()
    words = (
        "".join(reversed(own)).translate(_MIRRORED) if kind == "R" else "".join(own) for kind, own in parts
    )
    # Shapes of letters, by their places in a word, are one letter.
    return _SHAPED.sub(lambda shaped: unicodedata.normalize("NFKC", shaped[0]), "".join(words))


def _clusters(text: str) -> list[str]:
    """Characters, each with the marks that stand on it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _kinds(clusters: list[str], base: str) -> list[str]:
    """For each cluster whether it is part of what is read from left or from right: blanks and marks are of
    what is around them, where that is one, else of the line; figures are read from left."""
    known = []
    for cluster in clusters:
        direction = unicodedata.bidirectional(cluster[0])
        known.append("R" if direction in _RIGHT else "L" if direction in ("L", "EN", "AN") else "")
    found = list(known)
    at = 0
    while at < len(known):
        end = at
        while end < len(known) and not known[end]:
            end += 1
        before = known[at - 1] if at else base
        after = known[end] if end < len(known) else base
        found[at:end] = [before if before == after else base] * (end - at)
        at = end + 1
    return found
