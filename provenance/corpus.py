"""All texts of a scan as matching sees them: by number, with what their digests say, without their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.boilerplate import Lines
from provenance.digests import Bodies, Digests
from provenance.spans import Span
from provenance.tokens import Block
from provenance.winnowing import Prints, Put, hold, shelve

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Spans = tuple[Span, ...]


class Part(Protocol):
    """Some texts, wherever they are kept; it can be sent to another process."""

    def texts(self) -> list[str]:
        """The texts, in the order in which they were asked for."""

    def words(self, without: Sequence[Spans]) -> Block:
        """The words of the texts, of each without those that start in its spans."""


class Source(Protocol):
    """Where the texts of a scan are kept, by number."""

    def part(self, numbers: Sequence[int] | Ints) -> Part:
        """The texts of these numbers."""


@dataclass(slots=True, eq=False)
class Corpus:
    """The digests of texts, each text by its number.

    `words` and `body` count the words of each text and those outside boilerplate; `sketches` has a row for
    each; `boilerplate` the spans of those texts that have some, ascending; `lines` all lines, text by text;
    `prints` the fingerprints of texts with their numbers, -1 where those of a text are others by now.
    """

    words: Ints
    body: Ints
    sketches: npt.NDArray[np.uint32]
    boilerplate: dict[int, Spans]
    lines: Lines
    prints: list[tuple[Prints, Ints]] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.words.size)

    def spans(self, numbers: Iterable[int]) -> list[Spans]:
        """The boilerplate of some texts."""
        return [self.boilerplate.get(number, ()) for number in numbers]


def gather(digests: Sequence[tuple[Digests, Ints]], boilerplate: Mapping[int, Spans], count: int) -> Corpus:
    """The corpus of `count` texts; `digests` come with the numbers of their texts."""
    words, body = np.zeros(count, np.int64), np.zeros(count, np.int64)
    width = digests[0][0].sketches.shape[1] if digests else settings.NUM_PERM
    sketches = np.zeros((count, width), np.uint32)
    for found, numbers in digests:
        words[numbers], body[numbers], sketches[numbers] = found.words, found.body, found.sketches
    lines = join_lines([(found.lines, numbers) for found, numbers in digests], count)
    prints: list[tuple[Prints, Ints]] = [(found.prints, numbers) for found, numbers in digests]
    return Corpus(words, body, sketches, dict(boilerplate), lines, prints)


def join_lines(parts: Sequence[tuple[Lines, Ints]], count: int) -> Lines:
    """The lines of several parts in the order of their texts' numbers."""
    owners = [np.repeat(numbers, np.diff(lines.offsets)) for lines, numbers in parts]
    owner = np.concatenate([np.zeros(0, np.int64), *owners])
    order = np.argsort(owner, kind="stable")
    return Lines(
        np.concatenate([np.zeros(0, np.uint64), *(lines.hashes for lines, _ in parts)])[order],
        np.concatenate([np.zeros(0, np.int32), *(lines.starts for lines, _ in parts)])[order],
        np.concatenate([np.zeros(0, np.int32), *(lines.ends for lines, _ in parts)])[order],
        np.searchsorted(owner[order], np.arange(count + 1)).astype(np.int64),
    )


def mark_boilerplate(corpus: Corpus, learned: Hashes) -> Ints:
    """Enter the lines of these hashes (ascending) as boilerplate; the numbers of the texts that have some.

    Their digests are those of other words from here on and have to be made again (`replace_digests`).
    """
    lines = corpus.lines
    if not learned.size:
        return np.zeros(0, np.int64)
    rows = np.flatnonzero(np.isin(lines.hashes, learned))
    owners = np.searchsorted(lines.offsets, rows, "right") - 1
    changed: dict[int, list[Span]] = {}
    for row, number in zip(rows.tolist(), owners.tolist(), strict=True):
        span = lines.span(row)
        if not any(span.overlap(other) for other in corpus.boilerplate.get(number, ())):
            changed.setdefault(number, []).append(span)
    for number, spans in changed.items():
        corpus.boilerplate[number] = tuple(sorted((*corpus.boilerplate.get(number, ()), *spans)))
    return np.array(sorted(changed), np.int64)


def replace_digests(
    corpus: Corpus, changed: Ints, digests: Iterable[tuple[Bodies, Ints]], put: Put = hold
) -> None:
    """Put new digests in the place of those of the texts that changed; `put` finds room for fingerprints."""
    stale = np.zeros(len(corpus), bool)
    stale[changed] = True
    corpus.prints = [
        (prints, np.where((numbers >= 0) & stale[numbers], -1, numbers)) for prints, numbers in corpus.prints
    ]
    for found, numbers in digests:
        corpus.body[numbers] = found.body
        corpus.prints.append((shelve(found.prints, put), numbers))


def shingle_short_lines(lines: Lines, block: Block) -> Hashes:
    """The shingles of the lines that are too short to hold a fingerprint for certain, each once: the texts
    that have one of these for a fingerprint may have the line. `block` has the words of the same texts."""
    words = (lines.hashes & np.uint64(63)).astype(np.int64)
    short = np.flatnonzero((words >= settings.SHINGLE) & (words < settings.SHINGLE + settings.WINDOW - 1))
    found = [np.zeros(0, np.uint64)]
    for line, text in zip(short.tolist(), lines.texts()[short].tolist(), strict=True):
        own = block[text]
        low, high = np.searchsorted(own.starts, (lines.starts[line], lines.ends[line])).tolist()
        found.append(kernels.shingle(own.hashes[low:high], settings.SHINGLE))
    return np.unique(np.concatenate(found))
