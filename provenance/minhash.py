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


def sketch_all(
    hashes: npt.NDArray[np.uint32], offsets: npt.NDArray[np.int64], *, num_perm: int, seed: int, shingle: int
) -> npt.NDArray[np.uint32]:
    """The hash values of the sketches of texts whose words stand one behind the other, a row of `num_perm`
    each. A text shorter than a shingle is one shingle."""
    return kernels.minhash(hashes, offsets, shingle, *permutations(num_perm, seed))


def sketch(hashes: npt.NDArray[np.uint32], *, num_perm: int, seed: int, shingle: int) -> Sketch:
    """The sketch of a text's word hashes."""
    offsets = np.array([0, hashes.size], np.int64)
    values = sketch_all(hashes, offsets, num_perm=num_perm, seed=seed, shingle=shingle)
    return Sketch(values[0], seed, shingle)
