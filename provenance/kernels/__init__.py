"""The one home of the hot loops. Arrays in, arrays out; nothing here knows what an article is.

Compiled where the installation could compile them, in numpy otherwise: the same results bit for bit.
"""

from typing import TYPE_CHECKING

from provenance.on_first_use import on_first_use

if TYPE_CHECKING:
    from provenance.kernels.alphabets import CYRILLIC, alphabet_of, foreign_letters
    from provenance.kernels.choice import Implementation
    from provenance.kernels.chosen import (
        COMPARES,
        IMPLEMENTATION,
        Heads,
        KnownWords,
        LineSieve,
        best_blocks,
        chains,
        compare_pairs,
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
    from provenance.kernels.contexts import CONTEXT, are_long
    from provenance.kernels.numpy_loops import pairs_of_keys
    from provenance.kernels.python_edges import PARAGRAPH, SENTENCE, WITHIN
    from provenance.kernels.python_letters import CAPITAL, DIGIT
    from provenance.kernels.python_lines import ADJACENT, BEGUN, MARKED, NUMBERED, WORDLESS, Endings, Row
    from provenance.kernels.rules import Growth, Rules
    from provenance.kernels.unicode_classes import normalise, without_stacks

NORMALISER = "nfkc-casefold-look-alikes-2"
"""Names the rules of tokens and their hashes; stored with every sketch. Changes whenever a hash could."""

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

if not TYPE_CHECKING:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "provenance.kernels.alphabets": "CYRILLIC alphabet_of foreign_letters",
            "provenance.kernels.choice": "Implementation",
            "provenance.kernels.chosen": (
                "COMPARES Heads IMPLEMENTATION KnownWords LineSieve best_blocks chains compare_pairs "
                "count_pairs edges edges_all fill_gaps fingerprints first_letters gap_cells "
                "grow_regions grow_regions_of hash_lines hash_words holds_between letter_kinds "
                "minhash mix64 pairs_of_words paragraph_starts quote_marks shared_runs shingle "
                "tokenise tokenise_all winnow"
            ),
            "provenance.kernels.contexts": "CONTEXT are_long",
            "provenance.kernels.numpy_loops": "pairs_of_keys",
            "provenance.kernels.python_edges": "PARAGRAPH SENTENCE WITHIN",
            "provenance.kernels.python_letters": "CAPITAL DIGIT",
            "provenance.kernels.python_lines": "ADJACENT BEGUN MARKED NUMBERED WORDLESS Endings Row",
            "provenance.kernels.rules": "Growth Rules",
            "provenance.kernels.unicode_classes": "normalise without_stacks",
        },
    )
