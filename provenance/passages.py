"""Matches -> Passages: where a shared passage begins and ends, and whether it counts as one.

A chain is cut where its gaps are long and unlike, and at a paragraph edge that both texts have unless the
passage goes on for some words beyond it; its ends are trimmed of words that spill over a sentence, and grown
over what adjoins. Short pieces count in the company of a long one only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.alignment import Match, Variant, align
from provenance.kernels import Rules, normalise
from provenance.spans import Span
from provenance.tokens import PARAGRAPH, WITHIN, Block, Tokens

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Two aligned spans, `a` in the first text and `b` in the second (half-open code points).

    `words` counts the shorter side; `identity` is aligned equal words / words of the longer side, 0 to 1;
    `form` is verbatim, near-verbatim or rewritten; `quoted` (at least half of the words inside quote marks)
    is neither, a, b or both. `first_a`, `last_a`, `first_b`, `last_b` are word places, `matched` the number
    of aligned words.
    """

    a: Span
    b: Span
    words: int
    identity: float
    form: str
    quoted: str
    first_a: int
    last_a: int
    first_b: int
    last_b: int
    matched: int

    @property
    def equal(self) -> int:
        """The aligned words that are the same, and not spellings of one."""
        return round(self.identity * max(self.last_a - self.first_a, self.last_b - self.first_b))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Aligned words, how many of them are equal, and how many there were before the ends were trimmed."""

    pairs: tuple[Pair, ...]
    equal: int
    whole: int

    @property
    def first(self) -> Pair:
        return self.pairs[0]

    @property
    def last(self) -> Pair:
        return self.pairs[-1]


RULES = Rules(
    seed=settings.SEED,
    gap=settings.GAP,
    refrain=settings.REFRAIN,
    alone=settings.ALONE,
    company=settings.COMPANY,
    rare=settings.RARE,
    unspaced=settings.UNSPACED,
    short_gap=settings.SHORT_GAP,
    similar_gap=settings.SIMILAR_GAP,
    edge_gap=settings.EDGE_GAP,
    edge_words=settings.EDGE_WORDS,
    tail=settings.TAIL,
    nearly=settings.NEARLY,
)
"""The rules of every run that asks for no others."""
THOROUGH = replace(RULES, alone=settings.COMPANY)
"""Every shared run of 8 words is a passage, be it the only one of its pair and its words as common as any. A
fingerprint always stands in such a run, and proposes its pair. Only where its first or last words spill over
the edge of a sentence, or of a paragraph, that both texts have, too few may be left of it."""
PAIR, MATCHED, EQUAL = 0, 9, 10
COLUMNS = 11
"""Of a row of `compare_pairs`: the pair; of each side the first word, the one behind the last, the first code
point, the one behind the last; how many words are aligned, and how many of these are equal."""


def compare_pairs(
    texts: Sequence[str],
    block: Block,
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    *,
    same_word: Callable[[str, str], bool],
    rules: Rules = RULES,
) -> npt.NDArray[np.int64]:
    """The passages of many pairs of a block's texts, `first[i]` with `second[i]`: a row each (see `COLUMNS`),
    in the order of the pairs and in each of the first text.

    The same as `find_passages` of each pair, by the compiled loop where there is one. `same_word` is asked
    once for each two words.
    """
    if kernels.COMPARES:
        return kernels.compare_pairs(
            texts, block.hashes, block.starts, block.ends, block.edges, block.offsets, first, second,
            rules, same_word,
        )  # fmt: skip
    if any(side.size and not 0 <= side.min() <= side.max() < len(block) for side in (first, second)):
        raise IndexError("a pair names a text that is not in the block")
    rows = [
        (pair, found.first_a, found.last_a, found.a.start, found.a.end, found.first_b, found.last_b,
         found.b.start, found.b.end, found.matched, found.equal)
        for pair, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True))
        for found in find_passages(
            texts[a], block[a], texts[b], block[b], same_word=same_word, rules=rules
        )
    ]  # fmt: skip
    return np.array(rows, np.int64).reshape(-1, COLUMNS)


def passage_of(row: Sequence[int]) -> Passage:
    """The passage of a row of `compare_pairs`."""
    _, first_a, last_a, start_a, end_a, first_b, last_b, start_b, end_b, matched, equal = row
    words_a, words_b = last_a - first_a, last_b - first_b
    identity = equal / max(words_a, words_b)
    return Passage(
        Span(start_a, end_a), Span(start_b, end_b), min(words_a, words_b), identity, form_of(identity),
        "neither", first_a, last_a, first_b, last_b, matched,
    )  # fmt: skip


def find_passages(
    text_a: str,
    a: Tokens,
    text_b: str,
    b: Tokens,
    *,
    same_word: Callable[[str, str], bool],
    rules: Rules = RULES,
) -> list[Passage]:
    """The passages that two texts share, in the order of the first text.

    `same_word` says whether two different normalised words are spellings of one. A passage of
    `rules.alone` matched words counts by itself, one of `rules.company` beside such a one or by the rarity of
    its words. Swapping the texts swaps the sides of the passages and changes nothing else.
    """
    if (b.hashes.tobytes(), text_b) < (a.hashes.tobytes(), text_a):
        # Where alignments are equally good, the choice must not depend on which text comes first.
        swapped = find_passages(text_b, b, text_a, a, same_word=same_word, rules=rules)
        return sorted(map(_swap, swapped), key=lambda passage: (passage.first_a, passage.first_b))
    variant = _variant(text_a, a, text_b, b, same_word)
    scale = rules.unspaced if _is_unspaced(a) or _is_unspaced(b) else 1
    company = rules.company * scale
    matches = align(
        a.hashes,
        b.hashes,
        seed=rules.seed * scale,
        gap=rules.gap,
        refrain=rules.refrain,
        variant=variant,
    )
    trimmed = [
        piece
        for match in matches
        if 2 * len(match.pairs) >= company
        for part in _split(match, a, b, rules)
        if 2 * len(part[0]) >= company and (piece := _trim(part, a, b, rules)) is not None
    ]
    if not trimmed:
        return []
    gloss_a, gloss_b = glosses(text_a, a, rules.tail), glosses(text_b, b, rules.tail)
    pieces = [_grow(piece, a, b, gloss_a, gloss_b, variant) for piece in trimmed]
    long_enough = [piece for piece in pieces if len(piece.pairs) >= company]
    chosen = _accept(_apart(long_enough), a, b, rules, scale)
    return [_passage(piece, text_a, a, text_b, b) for piece in sorted(chosen, key=lambda piece: piece.first)]


def _is_unspaced(tokens: Tokens) -> bool:
    """Whether most tokens follow each other without a space: characters of Han, kana, Thai and such."""
    return bool(len(tokens) and 2 * np.count_nonzero(tokens.starts[1:] == tokens.ends[:-1]) > len(tokens))


def _swap(passage: Passage) -> Passage:
    """The passage seen from the other text."""
    return replace(
        passage,
        a=passage.b,
        b=passage.a,
        first_a=passage.first_b,
        last_a=passage.last_b,
        first_b=passage.first_a,
        last_b=passage.last_a,
    )


def _variant(
    text_a: str, a: Tokens, text_b: str, b: Tokens, same_word: Callable[[str, str], bool]
) -> Variant:
    def variant(i: int, j: int) -> bool:
        return same_word(
            normalise(text_a[a.starts[i] : a.ends[i]]), normalise(text_b[b.starts[j] : b.ends[j]])
        )

    return variant


_BRACKETED = re.compile(r"\([^()\[\]\n]{1,40}\)|\[[^()\[\]\n]{1,40}\]")


def glosses(text: str, tokens: Tokens, most: int) -> frozenset[int]:
    """Places of the words that stand in short brackets of `most` words: "(FSA)" explains, it does not break a
    passage."""
    found: set[int] = set()
    for match in _BRACKETED.finditer(text):
        low, high = np.searchsorted(tokens.starts, match.span())
        if high - low <= most:
            found.update(range(int(low), int(high)))
    return frozenset(found)


def _split(
    match: Match, a: Tokens, b: Tokens, rules: Rules
) -> Iterator[tuple[Sequence[Pair], Sequence[bool]]]:
    """The parts of a chain between the gaps that end a passage."""
    pairs, equal = match.pairs, match.equal
    begin = 0
    for place in range(1, len(pairs)):
        (i, j), (next_i, next_j) = pairs[place - 1], pairs[place]
        if next_i - i + next_j - j > 2 and _is_end(pairs[place - 1], pairs[place], a, b, rules):
            yield pairs[begin:place], equal[begin:place]
            begin = place
    yield pairs[begin:], equal[begin:]


def _is_end(before: Pair, after: Pair, a: Tokens, b: Tokens, rules: Rules) -> bool:
    """Whether the gap between two aligned words that follow each other ends a passage."""
    (i, j), (next_i, next_j) = before, after
    gap_a, gap_b = next_i - i - 1, next_j - j - 1
    longer, shorter = max(gap_a, gap_b), min(gap_a, gap_b)
    if longer > rules.short_gap and not (longer <= rules.similar_gap and longer <= 2 * shorter):
        return True
    return longer > rules.edge_gap and _share_paragraph_edge(before, after, a, b)


def _share_paragraph_edge(before: Pair, after: Pair, a: Tokens, b: Tokens) -> bool:
    """Whether both texts begin a paragraph between two aligned words."""
    (i, j), (next_i, next_j) = before, after
    return bool(
        (a.edges[i + 1 : next_i + 1] == PARAGRAPH).any() and (b.edges[j + 1 : next_j + 1] == PARAGRAPH).any()
    )


def _trim(part: tuple[Sequence[Pair], Sequence[bool]], a: Tokens, b: Tokens, rules: Rules) -> _Piece | None:
    """A part without the few words at its ends that hang over a gap, or spill over the edge of a paragraph or
    a sentence. None where too little is left."""
    pairs, equal = part
    low, high = 0, len(pairs)

    def hangs(place: int, words: int, whole: bool) -> bool:
        """Whether the `words` at an end hang loosely on the step to `place`."""
        before, after = pairs[place - 1], pairs[place]
        if words < rules.tail and _is_loose(before, after, a, b, whole):
            return True
        return _share_paragraph_edge(before, after, a, b)

    changed = True
    while changed and high - low >= rules.tail:
        changed = False
        whole = _at_edge(pairs[low], a, b)
        for place in range(min(low + rules.edge_words, high) - 1, low, -1):
            if hangs(place, place - low, whole):
                low, changed = place, True
                break
        whole = _at_edge((pairs[high - 1][0] + 1, pairs[high - 1][1] + 1), a, b)
        for place in range(max(high - rules.edge_words, low) + 1, high):
            if hangs(place, high - place, whole):
                high, changed = place, True
                break
    if high - low < rules.tail:
        return None
    return _Piece(tuple(pairs[low:high]), sum(equal[low:high]), len(pairs))


def _at_edge(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Whether a sentence begins here in both texts, or both are at their end."""
    i, j = pair
    return (i >= len(a) or a.edges[i] != WITHIN) and (j >= len(b) or b.edges[j] != WITHIN)


def _is_loose(before: Pair, after: Pair, a: Tokens, b: Tokens, whole: bool) -> bool:
    """Whether a few words hang loosely on this step: over a gap, or over a sentence's edge of both texts.

    Where the words are a `whole` short sentence ("No comment."), its edge does not make them loose.
    """
    (i, j), (next_i, next_j) = before, after
    if next_i - i > 1 or next_j - j > 1:
        return True
    return not whole and _at_edge(after, a, b)


def _grow(
    piece: _Piece, a: Tokens, b: Tokens, gloss_a: frozenset[int], gloss_b: frozenset[int], variant: Variant
) -> _Piece:
    """A piece with the equal and variant words that adjoin it, up to the next edge that both texts have.

    A gloss in brackets that one text adds is stepped over where two such words follow it.
    """

    def joins(here: Pair, there: Pair) -> bool:
        (i, j), (k, n) = here, there
        if not (0 <= k < len(a) and 0 <= n < len(b)):
            return False
        if _has_edge(a, i, k) and _has_edge(b, j, n):
            return False
        return bool(a.hashes[k] == b.hashes[n]) or variant(k, n)

    def follow(here: Pair, step: int) -> list[Pair]:
        """The next aligned word in the direction of `step`; two where a gloss lies between."""
        near = here[0] + step, here[1] + step
        if joins(here, near):
            return [near]
        over_a, over_b = near
        while over_a in gloss_a:
            over_a += step
        while over_b in gloss_b:
            over_b += step
        over, beyond = (over_a, over_b), (over_a + step, over_b + step)
        one_side = (over_a == near[0]) != (over_b == near[1])
        return [over, beyond] if one_side and joins(here, over) and joins(over, beyond) else []

    after: list[Pair] = []
    while found := follow(after[-1] if after else piece.last, 1):
        after += found
    before: list[Pair] = []
    while found := follow(before[-1] if before else piece.first, -1):
        before += found
    equal = sum(bool(a.hashes[i] == b.hashes[j]) for i, j in (*before, *after))
    pairs = (*before[::-1], *piece.pairs, *after)
    return _Piece(pairs, piece.equal + equal, max(piece.whole, len(pairs)))


def _has_edge(tokens: Tokens, one: int, other: int) -> bool:
    """Whether a sentence or a paragraph begins between two words."""
    return bool((tokens.edges[min(one, other) + 1 : max(one, other) + 1] != WITHIN).any())


def _apart(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces, the longest first, without those of which a better one has half, or that have half of it.

    What one text says twice is not shared twice, and a moved passage keeps its own place.
    """
    chosen: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-len(piece.pairs), piece.first)):
        if not any(_overlap_by_half(piece, other, side) for other in chosen for side in (0, 1)):
            chosen.append(piece)
    return chosen


def _overlap_by_half(one: _Piece, other: _Piece, side: int) -> bool:
    """Whether two pieces share at least half of the shorter on one side."""
    low, high = one.first[side], one.last[side]
    other_low, other_high = other.first[side], other.last[side]
    shared = min(high, other_high) - max(low, other_low) + 1
    return 2 * shared >= 1 + min(high - low, other_high - other_low)


def _accept(pieces: list[_Piece], a: Tokens, b: Tokens, rules: Rules, scale: int) -> list[_Piece]:
    """The pieces that count: long enough, or beside such a one, or with enough words that stand once only."""
    if any(_length(piece, rules) >= rules.alone * scale for piece in pieces):
        return pieces
    once_a, once_b = _once(a), _once(b)
    return [
        piece
        for piece in pieces
        if sum(int(a.hashes[i]) in once_a and int(b.hashes[j]) in once_b for i, j in piece.pairs)
        >= rules.rare * scale
    ]


def _length(piece: _Piece, rules: Rules) -> int:
    """The words that a piece counts for: those aligned and, where nearly all are, the few edited between."""
    (first_a, first_b), (last_a, last_b) = piece.first, piece.last
    shorter = min(last_a - first_a, last_b - first_b) + 1
    return max(shorter, piece.whole) if len(piece.pairs) >= rules.nearly * shorter else piece.whole


def _once(tokens: Tokens) -> frozenset[int]:
    """Hashes of the words that stand once only in a text."""
    values, counts = np.unique(tokens.hashes, return_counts=True)
    return frozenset(values[counts == 1].tolist())


def _passage(piece: _Piece, text_a: str, a: Tokens, text_b: str, b: Tokens) -> Passage:
    (first_a, first_b), (last_a, last_b) = piece.first, piece.last
    words_a, words_b = last_a - first_a + 1, last_b - first_b + 1
    identity = piece.equal / max(words_a, words_b)
    span_a, span_b = a.span(first_a, last_a + 1), b.span(first_b, last_b + 1)
    before = _marks(
        text_a[max(0, span_a.start - _MARKS) : span_a.start][::-1],
        text_b[max(0, span_b.start - _MARKS) : span_b.start][::-1],
        _OPENING,
    )
    after = _marks(
        text_a[span_a.end : span_a.end + _MARKS], text_b[span_b.end : span_b.end + _MARKS], _CLOSING
    )
    return Passage(
        a=Span(span_a.start - before, span_a.end + after),
        b=Span(span_b.start - before, span_b.end + after),
        words=min(words_a, words_b),
        identity=identity,
        form=form_of(identity),
        quoted="neither",
        first_a=first_a,
        last_a=last_a + 1,
        first_b=first_b,
        last_b=last_b + 1,
        matched=len(piece.pairs),
    )


FORMS = (("verbatim", 1.0), ("near-verbatim", settings.NEAR_VERBATIM), ("rewritten", 0.0))
"""The forms of a passage and the identity from which each begins, the highest first."""


def form_of(identity: float) -> str:
    """The form of a passage of this identity."""
    return next(form for form, least in FORMS if identity >= least)


_OPENING = frozenset("“‘«‹„‚\"'([「『¿¡")
_CLOSING = frozenset(".,;:!?…”’»›\"')]」』。！？।؟۔")
_ONE_STYLE = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‹›", "'"))
_MARKS = 8
"""More marks in a row than this are no punctuation."""


def _marks(text_a: str, text_b: str, marks: frozenset[str]) -> int:
    """How many quote marks and stops both texts begin with, whatever the style of their quote marks."""
    count = 0
    plain_a, plain_b = text_a[:_MARKS].translate(_ONE_STYLE), text_b[:_MARKS].translate(_ONE_STYLE)
    for original, one, other in zip(text_a, plain_a, plain_b, strict=False):
        if one != other or original not in marks:
            break
        count += 1
    return count
