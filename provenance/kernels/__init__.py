"""The one home of the hot loops. Arrays in, arrays out; nothing here knows what an article is."""

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
from provenance.kernels.python_edges import PARAGRAPH, SENTENCE, WITHIN
from provenance.kernels.unicode_classes import normalise

NORMALISER = "nfkc-casefold-1"
"""Names the rules of tokens and their hashes; stored with every sketch. Changes whenever a hash could."""

__all__ = [
    "NORMALISER", "PARAGRAPH", "SENTENCE", "WITHIN", "chains", "edges", "fill_gaps", "fingerprints",
    "gap_cells", "hash_words", "minhash", "mix64", "normalise", "paragraph_starts", "shared_runs", "shingle",
    "tokenise", "winnow",
]  # fmt: skip
