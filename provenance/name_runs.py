"""Name runs: passages that are what somebody or something is called, with the post that stands beside it.

"Gerry Salemme, a policy analyst for the House Finance Subcommittee, said" is in two stories because both
name him. Whoever copies a sentence copies what it tells of somebody as well. Told in alphabets that have
capitals, by the marks of a name, and by words that tell nothing alone (data/name_company.txt).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from provenance.formulas import COMPANY, Writing
from provenance.passages import Passage
from provenance.tokens import tokenise

LONGEST = 20
"""Aligned words. Longer passages tell something, whatever they name."""
NAMES = 0.25
"""The least share of the words that are names..."""
OTHER = 0.15
OTHER_OF_FEW = 0.2
"""...and the most that are neither names nor words that stand beside them; where FEW words are aligned."""
FEW = 12
CLOSE = 8
"""Words. Names so close to another passage in both texts were copied along with it."""

Words = npt.NDArray[np.uint32]


def find_name_runs(
    a: Writing, b: Writing, passages: Sequence[Passage], *, one_house: bool
) -> tuple[bool, ...]:
    """For each of the passages that two texts share whether it is made of names and what stands beside them.

    Names beside a longer passage were copied along. `one_house`: the texts are of one outlet, which words a
    name alike in all of its stories: there only names close to another passage were.
    """
    named = [_is_named(passage, a, b) for passage in passages]
    if not any(named):
        return tuple(named)
    others = [passage for passage, is_named in zip(passages, named, strict=True) if not is_named]
    if not one_house and max((other.matched for other in others), default=0) >= COMPANY:
        return (False,) * len(passages)
    return tuple(
        is_named and not any(_is_close(passage, other) for other in others)
        for passage, is_named in zip(passages, named, strict=True)
    )


def _is_named(passage: Passage, a: Writing, b: Writing) -> bool:
    if passage.matched >= LONGEST:
        return False
    sides = ((a, passage.first_a, passage.last_a), (b, passage.first_b, passage.last_b))
    if any(writing.figures.within(first, last) for writing, first, last in sides):
        return False
    # A name is one in both texts, if one of them is all in lower or all in upper case.
    if max(writing.capital_share(first, last) for writing, first, last in sides) < NAMES:
        return False
    words = [writing.words[first:last] for writing, first, last in sides]
    capital = [np.diff(writing.capitals[first : last + 1]) > 0 for writing, first, last in sides]
    names = np.concatenate([side[upper] for side, upper in zip(words, capital, strict=True)])
    beside = beside_names()
    most = OTHER_OF_FEW if passage.matched < FEW else OTHER
    for side in words:
        plain = np.isin(side, beside)
        name = np.isin(side, names) & ~plain
        if np.mean(name) < NAMES or np.mean(~name & ~plain) > most:
            return False
    return True


def _is_close(passage: Passage, other: Passage) -> bool:
    return (
        max(passage.first_a - other.last_a, other.first_a - passage.last_a) <= CLOSE
        and max(passage.first_b - other.last_b, other.first_b - passage.last_b) <= CLOSE
    )


@cache
def beside_names() -> Words:
    """The words that stand beside names and tell nothing alone: hashes, ascending."""
    text = (resources.files("provenance.data") / "name_company.txt").read_text(encoding="utf-8")
    words = "\n".join(line.partition("#")[0] for line in text.splitlines())
    return np.unique(tokenise(words).hashes)
