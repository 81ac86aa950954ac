"""The hot loops, compiled: the same functions as `numpy_loops`, made from the .pyx files beside this one.

Importing this fails where they were not compiled.
"""

from provenance.kernels.compiled_blocks import STAMP as BLOCKS_STAMP
from provenance.kernels.compiled_blocks import best_blocks, pairs_of_words
from provenance.kernels.compiled_chains import STAMP as CHAINS_STAMP
from provenance.kernels.compiled_chains import chains
from provenance.kernels.compiled_edges import STAMP as EDGES_STAMP
from provenance.kernels.compiled_edges import edges, edges_all, paragraph_starts
from provenance.kernels.compiled_gaps import STAMP as GAPS_STAMP
from provenance.kernels.compiled_gaps import fill_gaps, gap_cells
from provenance.kernels.compiled_lines import STAMP as LINES_STAMP
from provenance.kernels.compiled_lines import Heads, LineSieve
from provenance.kernels.compiled_marks import STAMP as MARKS_STAMP
from provenance.kernels.compiled_marks import KnownWords, hash_lines, holds_between, quote_marks
from provenance.kernels.compiled_pairs import STAMP as PAIRS_STAMP
from provenance.kernels.compiled_pairs import count_pairs
from provenance.kernels.compiled_passages import STAMP as PASSAGES_STAMP
from provenance.kernels.compiled_passages import compare_pairs
from provenance.kernels.compiled_regions import STAMP as REGIONS_STAMP
from provenance.kernels.compiled_regions import grow_regions, grow_regions_of
from provenance.kernels.compiled_runs import STAMP as RUNS_STAMP
from provenance.kernels.compiled_runs import shared_runs
from provenance.kernels.compiled_shingles import STAMP as SHINGLES_STAMP
from provenance.kernels.compiled_shingles import fingerprints, minhash, mix64, shingle, winnow
from provenance.kernels.compiled_words import STAMP as WORDS_STAMP
from provenance.kernels.compiled_words import first_letters, hash_words, letter_kinds, tokenise, tokenise_all

STAMPS = frozenset(
    (
        BLOCKS_STAMP,
        CHAINS_STAMP,
        EDGES_STAMP,
        GAPS_STAMP,
        LINES_STAMP,
        MARKS_STAMP,
        PAIRS_STAMP,
        PASSAGES_STAMP,
        REGIONS_STAMP,
        RUNS_STAMP,
        SHINGLES_STAMP,
        WORDS_STAMP,
    )
)
"""The stamps of the modules: one, unless they were compiled from different sources."""

__all__ = [
    "STAMPS", "Heads", "KnownWords", "LineSieve", "best_blocks", "chains", "compare_pairs", "count_pairs",
    "edges", "edges_all", "fill_gaps", "fingerprints", "first_letters", "gap_cells", "grow_regions",
    "grow_regions_of", "hash_lines", "hash_words", "holds_between", "letter_kinds", "minhash", "mix64",
    "pairs_of_words", "paragraph_starts", "quote_marks", "shared_runs", "shingle", "tokenise", "tokenise_all",
    "winnow",
]  # fmt: skip
