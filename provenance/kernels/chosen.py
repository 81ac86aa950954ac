"""The hot loops that run here, those of one implementation. Which one is chosen when this is imported."""

import os
from typing import TYPE_CHECKING

from provenance.kernels.choice import VARIABLE, choose

if TYPE_CHECKING:
    from provenance.kernels.compiled_passages import compare_pairs
    from provenance.kernels.numpy_loops import (
        Heads,
        KnownWords,
        LineSieve,
        best_blocks,
        chains,
        count_pairs,
        edges,
        edges_all,
        fill_gaps,
        fingerprints,
        first_letters,
        gap_cells,
        grow_regions,
        grow_regions_of,
        hash_lines,
        hash_words,
        holds_between,
        letter_kinds,
        minhash,
        mix64,
        pairs_of_words,
        paragraph_starts,
        quote_marks,
        shared_runs,
        shingle,
        tokenise,
        tokenise_all,
        winnow,
    )

_loops, IMPLEMENTATION = choose(os.environ.get(VARIABLE, ""))
"""`IMPLEMENTATION` says which loops run, and why."""

COMPARES = hasattr(_loops, "compare_pairs")
"""Whether `compare_pairs` is there. Without it `provenance.passages` does its work, pair by pair."""

__all__ = [
    "COMPARES",
    "IMPLEMENTATION",
    "Heads",
    "KnownWords",
    "LineSieve",
    "best_blocks",
    "chains",
    "compare_pairs",
    "count_pairs",
    "edges",
    "edges_all",
    "fill_gaps",
    "fingerprints",
    "first_letters",
    "gap_cells",
    "grow_regions",
    "grow_regions_of",
    "hash_lines",
    "hash_words",
    "holds_between",
    "letter_kinds",
    "minhash",
    "mix64",
    "pairs_of_words",
    "paragraph_starts",
    "quote_marks",
    "shared_runs",
    "shingle",
    "tokenise",
    "tokenise_all",
    "winnow",
]

if not TYPE_CHECKING:
    globals().update({name: getattr(_loops, name) for name in __all__ if hasattr(_loops, name)})
    compare_pairs = getattr(_loops, "compare_pairs", None)
