"""The hot loops, compiled: the same functions as `numpy_loops`, made from the .pyx files beside this one.

Importing this fails where they were not compiled.
"""

from provenance.kernels.compiled_chains import STAMP as CHAINS_STAMP
from provenance.kernels.compiled_chains import chains
from provenance.kernels.compiled_edges import STAMP as EDGES_STAMP
from provenance.kernels.compiled_edges import edges, paragraph_starts
from provenance.kernels.compiled_gaps import STAMP as GAPS_STAMP
from provenance.kernels.compiled_gaps import fill_gaps, gap_cells
from provenance.kernels.compiled_runs import STAMP as RUNS_STAMP
from provenance.kernels.compiled_runs import shared_runs
from provenance.kernels.compiled_shingles import STAMP as SHINGLES_STAMP
from provenance.kernels.compiled_shingles import fingerprints, minhash, mix64, shingle, winnow
from provenance.kernels.compiled_words import STAMP as WORDS_STAMP
from provenance.kernels.compiled_words import hash_words, tokenise

STAMPS = frozenset((CHAINS_STAMP, EDGES_STAMP, GAPS_STAMP, RUNS_STAMP, SHINGLES_STAMP, WORDS_STAMP))
"""The stamps of the modules: one, unless they were compiled from different sources."""

__all__ = [
    "STAMPS", "chains", "edges", "fill_gaps", "fingerprints", "gap_cells", "hash_words", "minhash", "mix64",
    "paragraph_starts", "shared_runs", "shingle", "tokenise", "winnow",
]  # fmt: skip
