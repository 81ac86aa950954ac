"""The letters that words begin with: capitals and digits, in any script."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.kernels import CAPITAL, DIGIT
from provenance.tokens import Block

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


def capitals_and_digits(codes: Codes) -> tuple[Flags, Flags]:
    """Of code points whether each is a capital, and whether it is a digit."""
    kinds = kernels.letter_kinds(codes)
    return kinds == CAPITAL, kinds == DIGIT


def first_letters(texts: Sequence[str], block: Block) -> Codes:
    """The code point with which each word of some texts begins."""
    return kernels.first_letters(texts, block.starts, block.offsets)


def first_letters_of(text: str, starts: npt.NDArray[np.int32]) -> Codes:
    """The same of one text, whose words begin at `starts`."""
    return kernels.first_letters([text], starts, np.array([0, starts.size], np.int64))
