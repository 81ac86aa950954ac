"""A text that is not in the archive -> the texts of the archive that may share a passage with it.

An index of fingerprints only proposes. What it proposes is read, cut into words without boilerplate, and
looked at by the rule of a scan, so that the pairs to be compared are those that a scan would compare.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.boilerplate import add_known_lines, find_all_lines
from provenance.paraphrases import pair_words, pairing
from provenance.spans import Span
from provenance.store import articles as stored
from provenance.store.index import StoredIndex
from provenance.store.judgements import Judgement, read_judgement, read_lines
from provenance.store.reading import current_texts, read_boilerplate
from provenance.store.segments import DamagedSegment
from provenance.tokens import Block, tokenise_all
from provenance.winnowing import Fingerprints, Index, fingerprints, worth_comparing

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Spans = tuple[Span, ...]

TEXTS = settings.FREQUENT - 1
"""Texts that are looked at at a time beside the one that is looked up: together they never hold a fingerprint
so often that pairs would be left out."""
READ = 500
"""Texts that are read at a time where all are gone through."""


class TextsInTurn:
    """Finds the holders of fingerprints among some texts by going through all of them: the readable way, for
    texts that no index has."""

    def __init__(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        self._connection = connection
        self._ids = ids

    def holders(self, values: Keys) -> tuple[Ints, Ints]:
        """For fingerprints: the pairs of (place among `values`, id of a text that holds it), sorted."""
        order = np.argsort(values, kind="stable")
        ranked = values[order]
        rows, owners = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for ids, texts in stored.read_in_turn(self._connection, self._ids, READ) if values.size else ():
            block = tokenise_all(texts, edges=False)
            prints = _prints(block)
            owner = np.repeat(np.array(ids, np.int64), np.diff(prints.offsets))
            low = np.searchsorted(ranked, prints.values, "left")
            sizes = np.searchsorted(ranked, prints.values, "right") - low
            held = np.flatnonzero(sizes)
            again = np.repeat(low[held] - np.cumsum(sizes[held]) + sizes[held], sizes[held])
            rows.append(order[again + np.arange(again.size)])
            owners.append(np.repeat(owner[held], sizes[held]))
        return _sorted(np.concatenate(rows), np.concatenate(owners))


def _sorted(rows: Ints, owners: Ints) -> tuple[Ints, Ints]:
    """Pairs ascending, each once."""
    order = np.lexsort((owners, rows))
    rows, owners = rows[order], owners[order]
    first = (np.diff(rows, prepend=-1) != 0) | (np.diff(owners, prepend=-1) != 0)
    return rows[first], owners[first]


class Archive:
    """An archive to look things up in: the `ids` of its texts, the hashes of the `lines` that it knows for
    boilerplate (ascending).

    It finds the holders of fingerprints by its index and, where that lacks texts or is damaged, by going
    through these; `how` says which, in words that follow "by".
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.ids = current_texts(connection)
        self.lines = read_lines(connection)
        self._index = StoredIndex(connection)
        try:
            self._missing = self._index.missing(self.ids).tolist()
            self.how = "the index"
        except DamagedSegment as damage:
            self._give_up(damage)
        else:
            if self._missing:
                self.how = f"the index, and by going through {len(self._missing)} texts that it lacks"
            if len(self._missing) == len(self.ids):
                self.how = "going through all texts, which the index lacks"

    def judgement(self) -> Judgement | None:
        """What scans learned of its wording; None where nothing is known. Not read before it is wanted: it is
        larger than all else that a look-up reads."""
        return read_judgement(self._connection)

    def holders(self, values: Keys) -> tuple[Ints, Ints]:
        """As `TextsInTurn.holders`; texts that no current place has may be among them."""
        rows, owners = TextsInTurn(self._connection, self._missing).holders(values)
        if len(self._missing) < len(self.ids):
            try:
                found = self._index.holders(values)
            except DamagedSegment as damage:
                self._give_up(damage)
                return TextsInTurn(self._connection, self.ids).holders(values)
            return _sorted(np.concatenate((rows, found.rows)), np.concatenate((owners, found.text_ids)))
        return rows, owners

    def _give_up(self, damage: DamagedSegment) -> None:
        self._missing = self.ids
        self.how = f"going through all texts, as the index is damaged ({damage.reason})"


def _prints(words: Block) -> Fingerprints:
    return fingerprints(words.hashes, words.offsets, shingle=settings.SHINGLE, window=settings.WINDOW)


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """A text (number 0) and the texts of the archive worth comparing with it: the `ids` of these (0 for the
    text itself), their hashes, their words as text and as tokens, the boilerplate of each, and which have
    only words that stand near each other in common with it (`loose`). `looked_at` counts the texts that were
    read for it."""

    ids: tuple[int, ...]
    hashes: tuple[str, ...]
    texts: tuple[str, ...]
    boilerplate: tuple[Spans, ...]
    words: Block
    loose: tuple[bool, ...]
    looked_at: int


def find_related(connection: sqlite3.Connection, text: str, boilerplate: Spans, archive: Archive) -> Related:
    """The texts of the archive worth comparing with `text`.

    `boilerplate` is what reading saw of the text; lines that the archive knows for boilerplate are added.
    """
    words, (marked,) = _mark([text], [boilerplate], archive.lines)
    own = _prints(words.without([marked]))
    # An index may be of words in which those lines still stand.
    wanted = {*own.values.tolist(), *_prints(words.without([boilerplate])).values.tolist()}
    holders = archive.holders(np.array(sorted(wanted), np.uint64))[1]
    near = _telling_again(connection, text, marked, archive)
    every_id = np.array(archive.ids, np.int64)
    ids = every_id[np.isin(every_id, np.concatenate((holders, near)))].tolist()
    known = set(near.tolist())
    chosen: list[tuple[int, str, str, Spans, bool]] = []
    for begin in range(0, len(ids), TEXTS):
        part = ids[begin : begin + TEXTS]
        rows = stored.read_some(connection, part)
        there = read_boilerplate(connection, part)
        texts, seen = [words for _, words in rows], [there.get(number, ()) for number in part]
        words, spans = _mark(texts, seen, archive.lines)
        worth = _worth_comparing(own, _prints(words.without(spans)))
        for place in range(len(part)):
            if place not in worth and part[place] not in known:
                continue
            chosen.append((part[place], *rows[place], spans[place], place not in worth))
    every = (text, *(row[2] for row in chosen))
    around = (marked, *(row[3] for row in chosen))
    return Related(
        (0, *(row[0] for row in chosen)),
        ("", *(row[1] for row in chosen)),
        every,
        around,
        tokenise_all(every),
        (False, *(row[4] for row in chosen)),
        len(ids),
    )


def _telling_again(connection: sqlite3.Connection, text: str, boilerplate: Spans, archive: Archive) -> Ints:
    """The ids of the texts that may tell sentences of `text` again without a few words in a row in common:
    none where the archive is so large that a scan does not look for them."""
    if len(archive.ids) >= settings.REJUDGE_BELOW:
        return np.zeros(0, np.int64)
    index, numbered, rule = Index(), [0], pairing(len(archive.ids))
    index.add(
        pair_words([text], tokenise_all([text]).without([boilerplate]), rule.words), np.zeros(1, np.int64)
    )
    for ids, texts in stored.read_in_turn(connection, archive.ids, READ):
        seen = read_boilerplate(connection, ids)
        _, spans = _mark(texts, [seen.get(number, ()) for number in ids], archive.lines)
        first = len(numbered)
        numbered += ids
        index.add(
            pair_words(texts, tokenise_all(texts).without(spans), rule.words), np.arange(first, len(numbered))
        )
    pairs = index.sharing(len(numbered), least=rule.least, frequent=settings.FREQUENT)
    found: Ints = np.array(numbered, np.int64)[pairs.second[pairs.first == 0]]
    return found


def _mark(texts: Sequence[str], boilerplate: Sequence[Spans], learned: Keys) -> tuple[Block, list[Spans]]:
    """The words of some texts, and the boilerplate that is known of them with their lines of the hashes
    `learned`."""
    words = tokenise_all(texts, edges=False)
    lines = find_all_lines(texts, [words[number] for number in range(len(words))])
    return words, add_known_lines(lines, boilerplate, learned)


def _worth_comparing(own: Fingerprints, others: Fingerprints) -> frozenset[int]:
    """Those of some texts, numbered from 0, that a scan would compare with the one of the prints `own`."""
    index, texts = Index(), others.offsets.size - 1
    index.add(own, np.zeros(1, np.int64))
    index.add(others, np.arange(1, texts + 1))
    pairs = worth_comparing(index, texts + 1)
    return frozenset((pairs.second[pairs.first == 0] - 1).tolist())
