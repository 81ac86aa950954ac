"""A draw of texts that anybody can repeat: the same seed and the same texts give the same draw.

Each text has a number of its own, the SHA-256 of the seed and its text id; the texts with the lowest numbers
are drawn, in that order. So a larger draw begins with the smaller one, and a text that is added later takes
one place or none: the others keep their order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from heapq import nsmallest
from math import sqrt

NINETEEN_OF_TWENTY = 1.959964
"""So many standard deviations hold 95 % of a normal distribution."""


def draw(text_ids: Iterable[str], size: int, seed: str) -> list[str]:
    """So many of the texts, or all where there are no more, in the order of the draw."""
    return nsmallest(size, set(text_ids), key=lambda text_id: (number(text_id, seed), text_id))


def number(text_id: str, seed: str) -> str:
    """The number by which a text is drawn."""
    return hashlib.sha256(f"{seed}:{text_id}".encode("utf-8", "surrogatepass")).hexdigest()


def between(found: int, drawn: int) -> tuple[float, float]:
    """The shares of all from which such a draw comes 19 times of 20: Wilson's interval, 0 to 1.

    Raises ValueError where nothing was drawn, or more found than drawn.
    """
    if not 0 <= found <= drawn or not drawn:
        raise ValueError(f"of {drawn} drawn {found} can't be found")
    share, squared = found / drawn, NINETEEN_OF_TWENTY**2
    middle = (share + squared / (2 * drawn)) / (1 + squared / drawn)
    spread = NINETEEN_OF_TWENTY * sqrt(share * (1 - share) / drawn + squared / (4 * drawn**2))
    half = spread / (1 + squared / drawn)
    return (0.0 if not found else middle - half), (1.0 if found == drawn else middle + half)
