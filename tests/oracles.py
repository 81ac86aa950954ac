"""Slow, plain answers that the fast loops are compared with. Nothing here is clever on purpose.

Each function states a definition once more, in other words and other code than the package: characters one by
one, Python integers for hashes, every window, every diagonal, every tree.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

BITS = (1 << 64) - 1

# Default_Ignorable_Code_Point as Unicode derives it: Other_Default_Ignorable, variation selectors, and format
# characters but for the visible ones (annotation anchors, hieroglyph joiners, prepended concatenation marks).
OTHER_IGNORABLE = {
    0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, *range(0xFFF0, 0xFFF9),
    *range(0xE0000, 0xE1000),
}  # fmt: skip
SELECTORS = {0x180B, 0x180C, 0x180D, 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
VISIBLE_FORMATS = {
    *range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
    *range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440),
}  # fmt: skip
UNSPACED = (
    "CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGZHOU NUMERAL", "IDEOGRAPHIC ITERATION",
    "IDEOGRAPHIC CLOSING", "IDEOGRAPHIC NUMBER ZERO", "VERTICAL IDEOGRAPHIC", "VERTICAL KANA", "HIRAGANA",
    "KATAKANA", "HALFWIDTH KATAKANA", "HENTAIGANA", "THAI ", "LAO ", "KHMER ", "MYANMAR ",
)  # fmt: skip
ATTACHED = {"\u0e33", "\u0eb3", "\uff9e", "\uff9f"}


def kind(char: str) -> str:
    """What a character is to words: ignored, mark, grapheme (a word of its own), letter, or other."""
    code, category = ord(char), unicodedata.category(char)
    if code in OTHER_IGNORABLE | SELECTORS or (category == "Cf" and code not in VISIBLE_FORMATS):
        return "ignored"
    if category[0] == "M" or char in ATTACHED:
        return "mark"
    if category[0] not in "LN":
        return "other"
    return "grapheme" if unicodedata.name(char, "").startswith(UNSPACED) else "letter"


def is_arabic_mark(char: str) -> bool:
    """The marks of the Arabic script, and the tatweel."""
    code = ord(char)
    arabic = 0x0600 <= code < 0x0700 or 0x0870 <= code < 0x0900
    return code == 0x0640 or (arabic and unicodedata.category(char)[0] == "M")


def normal_form(word: str) -> str:
    """A word as it is compared."""
    solid = "".join(char for char in word if kind(char) != "ignored")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", solid).casefold())
    return "".join(
        char for char in folded if kind(char) != "ignored" and not is_arabic_mark(char) and not char.isspace()
    )


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text: normal form, start, end."""
    runs: list[list[int]] = []
    run: list[int] = []
    for place, char in enumerate(text):
        what = kind(char)
        anchors = [kind(text[other]) for other in run if kind(text[other]) in ("letter", "grapheme")]
        if what == "other" or what == "grapheme" or (what == "letter" and anchors[-1:] == ["grapheme"]):
            runs.append(run)
            run = []
        if what != "other":
            run.append(place)
    found = []
    for places in [*runs, run]:
        solid = [place for place in places if kind(text[place]) != "ignored"]
        if solid:
            start, end = solid[0], solid[-1] + 1
            found.append((normal_form(text[start:end]), start, end))
    return [(word, start, end) for word, start, end in found if word]


def mix(value: int) -> int:
    """The finaliser of SplitMix64."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & BITS
    return value ^ (value >> 31)


def word_hash(word: str) -> int:
    """A polynomial over mixed code points."""
    total = sum(mix(ord(char) + 1) * 0x9E3779B97F4A7C15**place for place, char in enumerate(word))
    return mix((total + len(word)) & BITS) >> 32


def shingle_hash(words: Sequence[int]) -> int:
    """A polynomial over mixed word hashes."""
    total = sum(mix(int(word) + 1) * 0xD6E8FEB86659FD93**place for place, word in enumerate(words))
    return mix(total & BITS)


def shingles(words: Sequence[int], size: int) -> list[int]:
    """The hashes of all runs of `size` words."""
    return [shingle_hash(words[place : place + size]) for place in range(len(words) - size + 1)]


def winnowed(values: Sequence[int], window: int) -> list[int]:
    """Places of the smallest value of each window, the rightmost of equals."""
    width = min(window, len(values))
    if not width:
        return []
    chosen = set()
    for start in range(len(values) - width + 1):
        chosen.add(min(range(start, start + width), key=lambda place: (values[place], -place)))
    return sorted(chosen)


def minhash(values: Sequence[int], a: Sequence[int], b: Sequence[int]) -> list[int]:
    """The smallest of `a * fmix32(value) + b mod 2**32` for each permutation."""

    def fmix32(value: int) -> int:
        value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
        value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
        return value ^ (value >> 16)

    mixed = [fmix32(int(value)) for value in values]
    return [
        min(((int(times) * value + int(plus)) & 0xFFFFFFFF for value in mixed), default=0xFFFFFFFF)
        for times, plus in zip(a, b, strict=True)
    ]


def shared_runs(a: Sequence[int], b: Sequence[int], size: int, most: int) -> list[tuple[int, int, int]]:
    """Maximal runs of equal words that hold a shingle which makes at most `most` pairs of places."""
    count_a: dict[tuple[int, ...], int] = defaultdict(int)
    count_b: dict[tuple[int, ...], int] = defaultdict(int)
    for words, count in ((a, count_a), (b, count_b)):
        for place in range(len(words) - size + 1):
            count[tuple(words[place : place + size])] += 1
    found = []
    for shift in range(-len(a), len(b) + 1):
        run: list[int] = []
        for place in range(len(a) + 1):
            if place < len(a) and 0 <= place + shift < len(b) and a[place] == b[place + shift]:
                run.append(place)
                continue
            keys = [tuple(a[first : first + size]) for first in run[: len(run) - size + 1]]
            if len(run) >= size and any(count_a[key] * count_b[key] <= most for key in keys):
                found.append((run[0], run[0] + shift, len(run)))
            run = []
    return sorted(found)


def joined(keys: Sequence[int], texts: Sequence[int], frequent: int) -> tuple[set[tuple[int, int]], int]:
    """Pairs of postings that share a key, lower text first, and how many pairs were left out."""
    holders = defaultdict(list)
    for place, key in enumerate(keys):
        holders[key].append(place)
    pairs, left_out = set(), 0
    for group in holders.values():
        ranked = sorted(group, key=lambda place: texts[place])
        every = set(itertools.combinations(ranked, 2))
        if len(ranked) > frequent:
            kept = {(ranked[0], other) for other in ranked[1:]} | set(itertools.pairwise(ranked))
            left_out += len(every - kept)
            every &= kept
        pairs |= every
    return pairs, left_out


def tree_posterior(
    log_edge: Sequence[Sequence[float]], log_root: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Edge and root probabilities by the enumeration of all forests: every node has a parent or the root."""
    count = len(log_root)
    edge, root, total = np.zeros((count, count)), np.zeros(count), 0.0
    for parents in itertools.product(range(-1, count), repeat=count):
        if any(_goes_round(parents, node) for node in range(count)):
            continue
        weight = np.exp(
            sum(
                log_root[child] if parent < 0 else log_edge[parent][child]
                for child, parent in enumerate(parents)
            )
        )
        total += weight
        for child, parent in enumerate(parents):
            if parent < 0:
                root[child] += weight
            else:
                edge[parent, child] += weight
    return edge / total, root / total


def _goes_round(parents: Sequence[int], node: int) -> bool:
    seen = set()
    while node >= 0:
        if node in seen:
            return True
        seen.add(node)
        node = parents[node]
    return False
