"""Texts -> Digests: all that matching keeps of a text, so that no step has to hold a collection's words.

Sketches are of the whole text; fingerprints are of its body, what is known to be boilerplate left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.boilerplate import Lines, find_all_lines
from provenance.minhash import sketch_all
from provenance.spans import Span
from provenance.tokens import Block, tokenise_all
from provenance.winnowing import Fingerprints, Prints, Put, fingerprints, shelve

Ints = npt.NDArray[np.int64]
Spans = Sequence[Span]


@dataclass(frozen=True, slots=True, eq=False)
class Digests:
    """Of several texts: how many `words` each has and how many of them stand in its `body`, its sketch (a row
    of uint32), the `lines` it is written in, and its fingerprints."""

    words: Ints
    body: Ints
    sketches: npt.NDArray[np.uint32]
    lines: Lines
    prints: Prints

    def only(self, chosen: Ints) -> Digests:
        """The digests of some of the texts, ascending."""
        return Digests(
            self.words[chosen],
            self.body[chosen],
            self.sketches[chosen],
            self.lines.only(chosen),
            self.prints.only(chosen),
        )

    def shelved(self, put: Put) -> Digests:
        """The same, with the fingerprints put away."""
        return replace(self, prints=shelve(self.prints, put))


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """Of several texts what changes with their boilerplate: how many words each has outside it (`body`), and
    its fingerprints."""

    body: Ints
    prints: Fingerprints


def digest_bodies(words: Block) -> Bodies:
    """What there is to keep of some texts' words outside boilerplate."""
    return Bodies(
        np.diff(words.offsets),
        fingerprints(words.hashes, words.offsets, shingle=settings.SHINGLE, window=settings.WINDOW),
    )


def digest(texts: Sequence[str], boilerplate: Sequence[Spans]) -> Digests:
    """The digests of some texts, of each of which some spans are boilerplate."""
    whole = tokenise_all(texts, edges=False)
    bodies = digest_bodies(whole.without(boilerplate))
    return Digests(
        np.diff(whole.offsets),
        bodies.body,
        sketch_all(
            whole.hashes,
            whole.offsets,
            num_perm=settings.NUM_PERM,
            seed=settings.SKETCH_SEED,
            shingle=settings.SKETCH_SHINGLE,
        ),
        find_all_lines(texts, [whole[number] for number in range(len(whole))]),
        bodies.prints,
    )
