"""The one home of the hot loops. Arrays in, arrays out; nothing here knows what an article is.

Compiled where the installation could compile them, in numpy otherwise: the same results bit for bit.
"""

import os
from typing import TYPE_CHECKING

from provenance.kernels.alphabets import CYRILLIC, alphabet_of, foreign_letters
from provenance.kernels.choice import VARIABLE, Implementation, choose
from provenance.kernels.numpy_loops import CONTEXT, are_long, pairs_of_keys
from provenance.kernels.python_edges import PARAGRAPH, SENTENCE, WITHIN
from provenance.kernels.python_letters import CAPITAL, DIGIT
from provenance.kernels.python_lines import ADJACENT, BEGUN, MARKED, NUMBERED, WORDLESS, Endings, Row
from provenance.kernels.rules import Growth, Rules
from provenance.kernels.unicode_classes import normalise, without_stacks

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

NORMALISER = "nfkc-casefold-look-alikes-2"
"""Names the rules of tokens and their hashes; stored with every sketch. Changes whenever a hash could."""

_loops, IMPLEMENTATION = choose(os.environ.get(VARIABLE, ""))
"""`IMPLEMENTATION` says which loops run, and why."""

COMPARES = hasattr(_loops, "compare_pairs")
"""Whether `compare_pairs` is there. Without it `provenance.passages` does its work, pair by pair."""

if not TYPE_CHECKING:
    Heads = _loops.Heads
    KnownWords = _loops.KnownWords
    LineSieve = _loops.LineSieve
    compare_pairs = getattr(_loops, "compare_pairs", None)
    best_blocks = _loops.best_blocks
    chains = _loops.chains
    count_pairs = _loops.count_pairs
    edges = _loops.edges
    edges_all = _loops.edges_all
    fill_gaps = _loops.fill_gaps
    fingerprints = _loops.fingerprints
    first_letters = _loops.first_letters
    gap_cells = _loops.gap_cells
    grow_regions = _loops.grow_regions
    grow_regions_of = _loops.grow_regions_of
    hash_lines = _loops.hash_lines
    hash_words = _loops.hash_words
    holds_between = _loops.holds_between
    letter_kinds = _loops.letter_kinds
    minhash = _loops.minhash
    mix64 = _loops.mix64
    pairs_of_words = _loops.pairs_of_words
    paragraph_starts = _loops.paragraph_starts
    quote_marks = _loops.quote_marks
    shared_runs = _loops.shared_runs
    shingle = _loops.shingle
    tokenise = _loops.tokenise
    tokenise_all = _loops.tokenise_all
    winnow = _loops.winnow

__all__ = [
    "ADJACENT",
    "BEGUN",
    "CAPITAL",
    "COMPARES",
    "CONTEXT",
    "CYRILLIC",
    "DIGIT",
    "IMPLEMENTATION",
    "MARKED",
    "NORMALISER",
    "NUMBERED",
    "PARAGRAPH",
    "SENTENCE",
    "WITHIN",
    "WORDLESS",
    "Endings",
    "Growth",
    "Heads",
    "Implementation",
    "KnownWords",
    "LineSieve",
    "Row",
    "Rules",
    "alphabet_of",
    "are_long",
    "best_blocks",
    "chains",
    "compare_pairs",
    "count_pairs",
    "edges",
    "edges_all",
    "fill_gaps",
    "fingerprints",
    "first_letters",
    "foreign_letters",
    "gap_cells",
    "grow_regions",
    "grow_regions_of",
    "hash_lines",
    "hash_words",
    "holds_between",
    "letter_kinds",
    "minhash",
    "mix64",
    "normalise",
    "pairs_of_keys",
    "pairs_of_words",
    "paragraph_starts",
    "quote_marks",
    "shared_runs",
    "shingle",
    "tokenise",
    "tokenise_all",
    "winnow",
    "without_stacks",
]  # fmt: skip
