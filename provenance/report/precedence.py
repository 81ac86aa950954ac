"""Which pairs a reader is shown first, by a rule that is told: an order, no verdict.

Words are *open* where nothing that was found accounts for them: they stand outside quote marks in at least
one of the two articles, are not credited alike in both, and no third text explains them. Pairs whose relation
does not account for the shared words either come first; then the more open words, the earlier.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from statistics import median

from provenance.report.findings import REUSE, Extent, Pair, Passage, as_pair
from provenance.report.narrowed import COMPARED, narrowed

NOT_RELATED, RELATED, NOTHING_OPEN = "not related", "related", "nothing open"
"""What stands of a pair, in this order: its relation doesn't account for its open words; it can; there are no
open words."""
STANDINGS = (NOT_RELATED, RELATED, NOTHING_OPEN)

SAME_TEXT = "same text"
RELATIONS = frozenset({"version", "self-reuse", "syndicated", "press release", "common source"})
"""Relations that can account for shared words. One text in two places can where not two outlets are named."""
DEGREES = ("wholly", "partially", "non-derived")

Kind = tuple[bool, str]
"""Whether a passage is in quote marks in both articles; its credit: none, differs, explained, same."""
CREDITS = ("none", "differs", "explained", "same")
KINDS: tuple[Kind, ...] = tuple((quoted, credit) for quoted in (False, True) for credit in CREDITS)
OPEN: frozenset[Kind] = frozenset({(False, "none"), (False, "differs")})


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair that shares something that counts. `kinds`: of each kind its passages and shared words."""

    pair: Pair
    standing: str
    kinds: Mapping[Kind, tuple[int, int]]

    @property
    def open_words(self) -> int:
        """Words that nothing which was found accounts for."""
        return sum(words for kind, (_, words) in self.kinds.items() if kind in OPEN)

    @property
    def words(self) -> int:
        """The shared words of its passages that count."""
        return sum(words for _, words in self.kinds.values())

    @property
    def passages(self) -> int:
        return sum(passages for passages, _ in self.kinds.values())

    @property
    def order(self) -> tuple[int, int, int, int, str, str]:
        """The earlier, the more there is to look at."""
        degrees = (self.pair.degree_a or DEGREES[-1], self.pair.degree_b or DEGREES[-1])
        return (
            STANDINGS.index(self.standing),
            -self.open_words,
            min(map(DEGREES.index, degrees)),
            -self.words,
            self.pair.a_path,
            self.pair.b_path,
        )


@dataclass(frozen=True, slots=True)
class Ordered:
    """The findings in order; of the pairs of which all is set aside the largest, and how many there are."""

    findings: Sequence[Finding]
    aside: Sequence[Pair]
    aside_pairs: int


def ordered(connection: sqlite3.Connection, over: Extent, aside: int) -> Ordered:
    """All pairs that share something that counts, and at most `aside` of the others."""
    kinds = _kinds(connection, over)
    outlets = dict(connection.execute("SELECT path, outlet FROM places WHERE status = 'current'").fetchall())
    found: list[Finding] = []
    rest = 0

    def others() -> Iterator[sqlite3.Row]:
        nonlocal rest
        tables = "" if over.composed else narrowed(connection, COMPARED)
        for row in connection.execute(f"{tables}SELECT * FROM pairs"):
            own = kinds.get((row["a_path"], row["b_path"]))
            if own is None:
                rest += 1
                yield row
            else:
                pair = as_pair(row)
                found.append(Finding(pair, _standing(pair, own, outlets), own))

    largest = nsmallest(aside, others(), key=lambda row: (-row["words"], row["a_path"], row["b_path"]))
    found.sort(key=lambda one: one.order)
    return Ordered(found, [as_pair(row) for row in largest], rest)


def finding(connection: sqlite3.Connection, pair: Pair, passages: Sequence[Passage]) -> Finding | None:
    """The same of one pair by its passages; None where all of them are set aside."""
    kinds: dict[Kind, tuple[int, int]] = {}
    for one in passages:
        if one.status == REUSE:
            number, words = kinds.get(kind := _kind(one), (0, 0))
            kinds[kind] = (number + 1, words + one.words)
    if not kinds:
        return None
    paths = pair.a_path, pair.b_path
    outlets = connection.execute("SELECT path, outlet FROM places WHERE path IN (?, ?)", paths)
    return Finding(pair, _standing(pair, kinds, dict(outlets.fetchall())), kinds)


def _kind(passage: Passage) -> Kind:
    explained = "explained" if passage.explained_by else "none" if passage.credit == "none" else "differs"
    return passage.quoted == "both", "same" if passage.credit == "same" else explained


def _kinds(
    connection: sqlite3.Connection, over: Extent
) -> Mapping[tuple[str, str], Mapping[Kind, tuple[int, int]]]:
    tables = "" if over.composed else narrowed(connection, COMPARED, words=False)
    found: dict[tuple[str, str], dict[Kind, tuple[int, int]]] = defaultdict(dict)
    for a_path, b_path, quoted, credit, passages, words in connection.execute(
        f"{tables}SELECT a_path, b_path, quoted = 'both',"
        " CASE WHEN credit = 'same' THEN 'same' WHEN explained_by <> '' THEN 'explained'"
        " WHEN credit = 'none' THEN 'none' ELSE 'differs' END,"
        " count(*), sum(words) FROM reuse_passages WHERE status = ? GROUP BY 1, 2, 3, 4",
        (REUSE,),
    ):
        found[a_path, b_path][bool(quoted), credit] = (passages, words)
    return found


def _standing(pair: Pair, kinds: Mapping[Kind, object], outlets: Mapping[str, str | None]) -> str:
    if not OPEN & kinds.keys():
        return NOTHING_OPEN
    a, b = outlets.get(pair.a_path), outlets.get(pair.b_path)
    if pair.relation == SAME_TEXT:
        return NOT_RELATED if a and b and a != b else RELATED
    return RELATED if pair.relation in RELATIONS else NOT_RELATED


Shares = tuple[float, float]
"""Of the one article and of the other, 0 to 1."""


@dataclass(slots=True)
class KindCounts:
    """What all findings have of a kind. `directed`: of each pair with a stated direction the share of the
    likely earlier article (cut) and of the other (pasted); `undirected`: of the others the smaller share and
    the larger."""

    kind: Kind
    passages: int = 0
    words: int = 0
    directed: list[Shares] = field(default_factory=list)
    undirected: list[Shares] = field(default_factory=list)

    @property
    def pairs(self) -> int:
        return len(self.directed) + len(self.undirected)


def count_kinds(
    findings: Sequence[Finding], sources: Mapping[tuple[str, str], str], body_words: Mapping[str, int]
) -> list[KindCounts]:
    """The kinds that there are, those with open words first. `sources`: which article of a pair, by the two
    paths in order, is likely the earlier; `body_words`: the words of articles outside boilerplate."""
    counted = {kind: KindCounts(kind) for kind in KINDS}
    for one in findings:
        paths = one.pair.a_path, one.pair.b_path
        earlier = sources.get(paths)
        for kind, (passages, words) in one.kinds.items():
            counts = counted[kind]
            counts.passages += passages
            counts.words += words
            a, b = (min(1.0, words / max(1, body_words[path])) for path in paths)
            if earlier is None:
                counts.undirected.append((min(a, b), max(a, b)))
            else:
                counts.directed.append((a, b) if earlier == paths[0] else (b, a))
    return [counts for counts in counted.values() if counts.passages]


def middle_and_highest(shares: Sequence[Shares]) -> tuple[Shares, Shares]:
    """Of some pairs the middle share of each side, and the highest."""
    ones, others = zip(*shares, strict=True)
    return (median(ones), median(others)), (max(ones), max(others))
