"""Two texts, or many pairs of them -> the passages that they share, with spans into the original texts.

Chains of equal words (`alignment`) become pieces that count (`pieces`), and pieces become passages. The
compiled comparison does the same for many pairs a call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.alignment import Variant, align
from provenance.kernels import Rules, normalise
from provenance.passage_rules import RULES
from provenance.pieces import Piece, accept, glosses, grow, split_match, take_apart, trim
from provenance.portable import portable
from provenance.spans import Span
from provenance.tokens import Block, Tokens


@portable
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
    same_word: Callable[[str, str], bool] | None,
    beginnings: Callable[[str], tuple[int, int]] | None = None,
    rules: Rules = RULES,
) -> npt.NDArray[np.int64]:
    """The passages of many pairs of a block's texts, `first[i]` with `second[i]`: a row each (see `COLUMNS`),
    in the order of the pairs and in each of the first text.

    The same as `find_passages` of each pair, by the compiled loop where there is one. `same_word` is asked
    once for each two words at most, where it is None only equal words are one; `beginnings`, once for each
    word, spares most of that: spellings of one word have one of its two numbers in common, the first or the
    second, which is not 0.
    """
    if kernels.COMPARES:
        return kernels.compare_pairs(
            texts, block.hashes, block.starts, block.ends, block.edges, block.offsets, first, second,
            rules, same_word, beginnings,
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
    same_word: Callable[[str, str], bool] | None,
    rules: Rules = RULES,
) -> list[Passage]:
    """The passages that two texts share, in the order of the first text.

    `same_word` says whether two different normalised words are spellings of one; None, where no two are. A
    passage of `rules.alone` matched words counts by itself, one of `rules.company` beside such a one or by
    the rarity of its words. Swapping the texts swaps the sides of the passages and changes nothing else.
    """
    if (b.hashes.tobytes(), text_b) < (a.hashes.tobytes(), text_a):
        # Where alignments are equally good, the choice must not depend on which text comes first.
        swapped = find_passages(text_b, b, text_a, a, same_word=same_word, rules=rules)
        return sorted(map(_swap, swapped), key=lambda passage: (passage.first_a, passage.first_b))
    variant = _variant(text_a, a, text_b, b, same_word)
    scale = rules.unspaced if a.unspaced or b.unspaced else 1
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
        for part in split_match(match, a, b, rules)
        if 2 * len(part[0]) >= company and (piece := trim(part, a, b, rules)) is not None
    ]
    if not trimmed:
        return []
    gloss_a, gloss_b = glosses(text_a, a, rules.tail), glosses(text_b, b, rules.tail)
    pieces = [grow(piece, a, b, gloss_a, gloss_b, variant) for piece in trimmed]
    kept = rules.kept * scale
    long_enough = [piece for piece in pieces if len(piece.pairs) >= kept and piece.whole >= company]
    chosen = accept(take_apart(long_enough), a, b, rules, scale)
    return [_passage(piece, text_a, a, text_b, b) for piece in sorted(chosen, key=lambda piece: piece.first)]


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
    text_a: str, a: Tokens, text_b: str, b: Tokens, same_word: Callable[[str, str], bool] | None
) -> Variant:
    if same_word is None:
        return lambda i, j: False

    def variant(i: int, j: int) -> bool:
        return same_word(
            normalise(text_a[a.starts[i] : a.ends[i]]), normalise(text_b[b.starts[j] : b.ends[j]])
        )

    return variant


def _passage(piece: Piece, text_a: str, a: Tokens, text_b: str, b: Tokens) -> Passage:
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
