"""Slow, plain answers that the fast loops are compared with. Nothing here is clever on purpose.

Each function states a definition once more, in other words and other code than the package: characters one by
one, Python integers for hashes, every window, every diagonal, every tree.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

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


CONFUSABLES = Path(__file__).parent.parent / "provenance/data/confusables.txt"
ALIKE = [
    (chr(int(row[0], 16)), row[2], row[4])
    for row in (line.split() for line in CONFUSABLES.read_text(encoding="utf-8").splitlines())
    if row[0] != "#"
]


def alphabet(char: str) -> str | None:
    """The alphabet of a letter, where it is one of those that have look-alikes."""
    first = unicodedata.name(char, "-").split()[0]
    known = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
    return first if first in known and unicodedata.category(char).startswith("L") else None


def in_alphabet(word: Sequence[str], main: str) -> list[str] | None:
    """The letters of a word, each replaced by the one of this alphabet that looks like it; None where one has
    none."""
    read: list[str] = []
    for char in word:
        alike = {char} | {latin for letter, latin, _ in ALIKE if letter == char}
        if main != "LATIN":
            alike = {
                letter
                for letter, latin, both in ALIKE
                if latin in alike and both == "=" and alphabet(letter) == main
            }
        if alphabet(char) in (None, main):
            read.append(char)
        elif [of_main for of_main in alike if of_main.isascii() or main != "LATIN"]:
            read += [of_main for of_main in alike if of_main != char]
        else:
            return None
    return read


def of_one_alphabet(word: str) -> str:
    """A word whose letters are of several alphabets, in the one that can have all of them, rather that of the
    most; others as they are."""
    own = {letter for letter, _, _ in ALIKE}
    parts = [part for char in word for part in (char if char in own else unicodedata.normalize("NFKD", char))]
    present = [alphabet(part) for part in parts]
    if len(set(present) - {None}) > 1:
        order = sorted(("LATIN", "CYRILLIC", "GREEK"), key=lambda main: -present.count(main))
        for main in order:
            read = in_alphabet(parts, main) if main in present else None
            if read is not None:
                return "".join(read)
    return word


def unstacked(word: str) -> str:
    """A word without the marks of no script that lie over a letter, and letters with three others or more
    without all."""
    blocks = [(0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]

    def is_general(char: str) -> bool:
        return any(low <= ord(char) <= high for low, high in blocks)

    left = [char for char in word if not (is_general(char) and unicodedata.combining(char) == 1)]
    result: list[str] = []
    place = 0
    while place < len(left):
        end = place + 1
        while end < len(left) and is_general(left[end]):
            end += 1
        if end - place > 3:
            result.append(unicodedata.normalize("NFD", left[place])[0])
        else:
            result += left[place:end]
        place = end
    return "".join(result)


def normal_form(word: str) -> str:
    """A word as it is compared."""
    solid = of_one_alphabet("".join(char for char in word if kind(char) != "ignored"))
    folded = unstacked(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", solid).casefold()))
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


def sketch_values(words: Sequence[int], size: int) -> list[int]:
    """The set that a sketch is of: upper halves of the shingles; a shorter text is one shingle."""
    return [value >> 32 for value in shingles(words, max(1, min(size, len(words))))]


def context(words: Sequence[int], place: int, size: int) -> int:
    """Five bits of each of the three words before a shingle, the nearest lowest, then of those behind it."""
    around = [place - 1, place - 2, place - 3, place + size, place + size + 1, place + size + 2]
    bits = [words[at] >> 27 if 0 <= at < len(words) else 0 for at in around]
    return sum(value << 5 * number for number, value in enumerate(bits))


def fingerprints(words: Sequence[int], size: int, window: int) -> list[tuple[int, int]]:
    """The winnowed shingles of a text, each with its context."""
    values = shingles(words, size)
    return [(values[place], context(words, place, size)) for place in winnowed(values, window)]


def equal_around(one: int, other: int) -> int:
    """How many words next to two equal shingles are equal, as far as their contexts tell."""
    found = 0
    for side in (0, 15):
        for shift in (side, side + 5, side + 10):
            if (one >> shift) % 32 != (other >> shift) % 32:
                break
            found += 1
    return found


Posting = tuple[int, int, int, bool]
"""The owner of a key, the context and the place in which it has it, and whether it has it again."""


def merged(postings: Sequence[tuple[int, int, int, int]]) -> list[list[Posting]]:
    """Postings (key, owner, context, place) -> for each key, ascending, its owners, ascending, each with its
    first context and place."""
    holders: dict[int, dict[int, tuple[int, int, bool]]] = defaultdict(dict)
    for key, owner, around, place in postings:
        of_key = holders[key]
        of_key[owner] = (*of_key[owner][:2], True) if owner in of_key else (around, place, False)
    return [[(owner, *holders[key][owner]) for owner in sorted(holders[key])] for key in sorted(holders)]


def counted_pairs(
    groups: Sequence[Sequence[Posting]],
    frequent: int,
    needed: int,
    near: int = -1,
    sides: Mapping[int, int] | None = None,
) -> dict[tuple[int, int], tuple[int, bool]]:
    """Of each pair of owners that share a key: how many keys, and whether they are enough.

    `sides`: of owners (1, 2, or 3 for both); only pairs of which one stands on each."""
    found: dict[tuple[int, int], tuple[int, bool]] = {}
    last: dict[tuple[int, int], tuple[int, int]] = {}
    for group in groups:
        met = [
            [
                j
                for j in range(len(group))
                if j != i and (not sides or sides[one[0]] | sides[group[j][0]] == 3)
            ]
            for i, one in enumerate(group)
        ]
        every = sum(map(len, met)) // 2 <= frequent * (frequent - 1) // 2
        for i, j in itertools.combinations(range(len(group)), 2):
            if j not in met[i]:
                continue
            if not every and i != met[j][0] and j != min(k for k in met[i] if k > i):
                continue
            (a, around_a, at_a, again_a), (b, around_b, at_b, again_b) = group[i], group[j]
            enough = again_a or again_b or equal_around(around_a, around_b) >= needed
            if (a, b) in last:
                step_a, step_b = at_a - last[a, b][0], at_b - last[a, b][1]
                enough |= max(abs(step_a), abs(step_b), 2 * abs(step_a - step_b)) <= near
            last[a, b] = at_a, at_b
            count, before = found.get((a, b), (0, False))
            found[a, b] = (count + 1, before or enough)
    return found


def left_out(groups: Sequence[Sequence[Posting]], frequent: int) -> tuple[int, int]:
    """The pairs that no key makes although they share one, and the sum over keys; keys with the same owners
    count once."""
    total = 0
    shared = {pair for group in groups for pair in itertools.combinations([owner for owner, *_ in group], 2)}
    for owners in {tuple(owner for owner, *_ in group) for group in groups if len(group) > frequent}:
        every = set(itertools.combinations(owners, 2))
        total += len(every - {(owners[0], other) for other in owners[1:]} - set(itertools.pairwise(owners)))
    return len(shared - counted_pairs(groups, frequent, 7).keys()), total


def worth_comparing(a: Sequence[int], b: Sequence[int], size: int, window: int, run: int, least: int) -> bool:
    """Whether two texts share `least` fingerprints, one that either repeats, or one in a run of `run`."""
    places_a, places_b = (winnowed(shingles(words, size), window) for words in (a, b))
    keys_a, keys_b = (
        [tuple(words[place : place + size]) for place in places]
        for words, places in ((a, places_a), (b, places_b))
    )
    common = set(keys_a) & set(keys_b)
    return len(common) >= least or any(
        keys_a.count(key) > 1
        or keys_b.count(key) > 1
        or length_around(a, places_a[keys_a.index(key)], b, places_b[keys_b.index(key)]) >= run
        for key in common
    )


def length_around(a: Sequence[int], i: int, b: Sequence[int], j: int) -> int:
    """The length of the run of equal words around two places."""
    low = high = 0
    while i > low and j > low and a[i - low - 1] == b[j - low - 1]:
        low += 1
    while i + high < len(a) and j + high < len(b) and a[i + high] == b[j + high]:
        high += 1
    return low + high


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


def successions(
    close: Sequence[Sequence[float]], order: Sequence[Sequence[float]], taken_back: float
) -> np.ndarray:
    """How likely each version (row) is the last before each other (column), by all orders."""
    count = len(close)
    found, total = np.zeros((count, count)), 0.0
    for row in itertools.permutations(range(count)):
        weight = 1.0
        for at in range(1, count):
            before, one = row[:at], row[at]
            back = sum(np.exp(close[earlier][one]) for earlier in before) / at
            weight *= (1 - taken_back) * np.exp(close[before[-1]][one]) + taken_back * back
            weight *= np.exp(min(order[earlier][one] for earlier in before))
        total += weight
        for one, following in itertools.pairwise(row):
            found[one, following] += weight
    return found / total


def _goes_round(parents: Sequence[int], node: int) -> bool:
    seen = set()
    while node >= 0:
        if node in seen:
            return True
        seen.add(node)
        node = parents[node]
    return False


def learned_lines(texts: Sequence[Sequence[int]], least: int) -> list[int]:
    """The boilerplate among the line hashes of texts, whose lowest six bits hold the number of words."""

    def longest(lines: Sequence[int]) -> set[int]:
        return set(sorted(set(lines), key=lambda line: (-(line % 64), line))[:3])

    def one_story(a: Sequence[int], b: Sequence[int]) -> bool:
        shared = longest(a) & longest(b)
        return len(shared) >= 2 or (len(shared) == 1 and longest(a) == longest(b))

    stories = [{number} for number in range(len(texts))]
    for a, b in itertools.combinations(range(len(texts)), 2):
        if texts[a] and texts[b] and one_story(texts[a], texts[b]):
            whole = stories[a] | stories[b]
            for number in whole:
                stories[number] = whole
    holders = {
        line: [number for number, lines in enumerate(texts) if line in lines]
        for line in itertools.chain.from_iterable(texts)
    }
    repeated = {line for line, found in holders.items() if len(found) >= least}

    def stands_at_edge(line: int, lines: Sequence[int]) -> bool:
        for ordered in (list(lines), list(lines)[::-1]):
            above = [other for other in ordered[: ordered.index(line)] if other not in repeated]
            if len(above) <= 2 and all(other % 64 <= 5 for other in above):
                return True
        return False

    result = []
    for line in sorted(repeated):
        found = holders[line]
        told = len({min(stories[number]) for number in found})
        at_edge = sum(stands_at_edge(line, texts[number]) for number in found)
        sure = line % 64 <= 5 or 2 * at_edge >= len(found)
        if line % 64 < 40 and told >= least and 2 * told >= len(found) and sure:
            result.append(line)
    return result
