"""The one home of the hot loops. Arrays in, arrays out; nothing here knows what an article is.

Compiled where the installation could compile them, in numpy otherwise: the same results bit for bit.
"""

import os
from typing import TYPE_CHECKING

from provenance.kernels.choice import VARIABLE, Implementation, choose
from provenance.kernels.python_edges import PARAGRAPH, SENTENCE, WITHIN
from provenance.kernels.unicode_classes import normalise

if TYPE_CHECKING:
    from provenance.kernels.numpy_loops import (
        chains,
        edges,
        fill_gaps,
        fingerprints,
        gap_cells,
        hash_words,
        minhash,
        mix64,
        paragraph_starts,
        shared_runs,
        shingle,
        tokenise,
        winnow,
    )

NORMALISER = "nfkc-casefold-1"
"""Names the rules of tokens and their hashes; stored with every sketch. Changes whenever a hash could."""

_loops, IMPLEMENTATION = choose(os.environ.get(VARIABLE, ""))
"""`IMPLEMENTATION` says which loops run, and why."""

if not TYPE_CHECKING:
    chains = _loops.chains
    edges = _loops.edges
    fill_gaps = _loops.fill_gaps
    fingerprints = _loops.fingerprints
    gap_cells = _loops.gap_cells
    hash_words = _loops.hash_words
    minhash = _loops.minhash
    mix64 = _loops.mix64
    paragraph_starts = _loops.paragraph_starts
    shared_runs = _loops.shared_runs
    shingle = _loops.shingle
    tokenise = _loops.tokenise
    winnow = _loops.winnow

__all__ = [
    "IMPLEMENTATION", "NORMALISER", "PARAGRAPH", "SENTENCE", "WITHIN", "Implementation", "chains", "edges",
    "fill_gaps", "fingerprints", "gap_cells", "hash_words", "minhash", "mix64", "normalise",
    "paragraph_starts", "shared_runs", "shingle", "tokenise", "winnow",
]  # fmt: skip
