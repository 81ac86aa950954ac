"""Tokens -> Sketch: a MinHash of a text's word shingles that opens as a datasketch.MinHash.

Scheme `affine32` of datasketch 2.0, bit for bit, over the upper half of the 64-bit shingle hashes. A sketch
says how it was made; sketches made differently can't be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from provenance import kernels

if TYPE_CHECKING:
    from datasketch import MinHash

SCHEME = "affine32"


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """`hashvalues` (uint32, one per permutation) and all that is needed to make an equal one."""

    hashvalues: npt.NDArray[np.uint32]
    seed: int
    shingle: int
    scheme: str = SCHEME
    normaliser: str = kernels.NORMALISER

    def jaccard(self, other: Sketch) -> float:
        """Estimated Jaccard similarity of the two texts' shingle sets; standard error about 1/sqrt(n).

        Raises ValueError where the sketches were made differently.
        """
        if self.made() != other.made():
            raise ValueError(f"sketches made as {self.made()} and {other.made()} can't be compared")
        return float(np.mean(self.hashvalues == other.hashvalues))

    def made(self) -> tuple[str, int, int, int, str]:
        """Scheme, seed, number of permutations, words per shingle, normaliser."""
        return self.scheme, self.seed, int(self.hashvalues.size), self.shingle, self.normaliser

    def as_datasketch(self) -> MinHash:
        """The same sketch as a datasketch.MinHash."""
        from datasketch import MinHash

        return MinHash(hashvalues=self.hashvalues, seed=self.seed, scheme=self.scheme)


@lru_cache(maxsize=4)
def permutations(num_perm: int, seed: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The multipliers and addends of scheme affine32, drawn as datasketch draws them."""
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, num_perm, dtype=np.uint32)
    return a, b


def shingle_values(hashes: npt.NDArray[np.uint32], shingle: int) -> npt.NDArray[np.uint32]:
    """The 32-bit shingle hashes that a sketch is made of. A text shorter than a shingle has one."""
    long_ones = kernels.shingle(hashes, min(shingle, max(1, hashes.size)))
    return (long_ones >> np.uint64(32)).astype(np.uint32)


def sketch(hashes: npt.NDArray[np.uint32], *, num_perm: int, seed: int, shingle: int) -> Sketch:
    """The sketch of a text's word hashes."""
    a, b = permutations(num_perm, seed)
    return Sketch(kernels.minhash(shingle_values(hashes, shingle), a, b), seed, shingle)
