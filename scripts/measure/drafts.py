"""Stories as sequences of units, and what copying does to them. A unit is a word as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from scripts.measure import furniture
from scripts.measure.vocabulary import (
    CAPITAL,
    CLOSE,
    COMMA,
    DECK,
    I64,
    LANGUAGES,
    OPEN,
    PARAGRAPH,
    PLAIN,
    STOP,
    U64,
    Vocabulary,
    draws,
    vocabulary,
)  # fmt: skip

SCALE = {"zh": 18, "th": 11, "hi": 13, "ru": 15, "ar": 19}
"""Length of the stories in twentieths, so that all have about the same number of bytes or tokens."""
_SHIFTS = np.arange(0, 64, 8, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A headline, perhaps a dateline, and the units of the body."""

    vocabulary: Vocabulary
    title: str
    dateline: str
    body: I64

    @property
    def forms(self) -> I64:
        """How each word of the body stands."""
        return self.body // self.vocabulary.size

    @property
    def text(self) -> str:
        written = "".join(map(self.vocabulary.written.__getitem__, self.body.tolist()))
        return f"{self.title}\n\n{self.dateline}{written}"

    def with_body(self, body: I64) -> Draft:
        return replace(self, body=body)

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Where the words `first` to `last - 1` of the body stand in the text, without signs."""
        words = self.vocabulary
        start = len(self.title) + 2 + len(self.dateline) + int(words.lengths[self.body[:first]].sum())
        end = start + int(words.lengths[self.body[first:last]].sum()) - int(words.after[self.body[last - 1]])
        return start + int(words.before[self.body[first]]), end

    def cut(self, words: int, bits: int) -> tuple[int, I64]:
        """So many words of the body, within one paragraph where one is long enough: where, and the units."""
        ends = np.concatenate(([0], np.cumsum(self.forms == PARAGRAPH)))
        starts = np.arange(max(1, self.body.size - words))
        whole = starts[ends[starts + words - 1] == ends[starts]]
        begin = int((whole if whole.size else starts)[bits % (whole.size or starts.size)])
        return begin, self.body[begin : begin + words]


@lru_cache(maxsize=4096)
def _topic(language: str, seed: int, number: int) -> I64:
    """The thirty words that a story's articles keep using."""
    words = vocabulary(language, seed)
    raw = draws(seed, 14, LANGUAGES.index(language), number, count=30)
    return words.deck[(raw & np.uint64(DECK - 1)).astype(np.int64)]


def _words_of(language: str, head: int) -> int:
    return (150 + head % 253 + head // 253 % 253 + head // 64_009 % 253) * SCALE.get(language, 20) // 20


def story_words(language: str, seed: int, number: int) -> int:
    """How many words the body of a story has."""
    return _words_of(language, int(draws(seed, 3, number, count=1)[0]))


def story(language: str, seed: int, number: int, articles: int, day: str) -> Draft:
    """The story that belongs to an article's number: about twenty articles share a topic."""
    words = vocabulary(language, seed)
    raw = draws(seed, 3, number, count=520)
    head = int(raw[0])
    count = _words_of(language, head)
    thirds = raw[1:303]
    pieces = np.concatenate((thirds, thirds >> np.uint64(20), thirds >> np.uint64(40))) & np.uint64(DECK - 1)
    ids = words.deck[pieces[:count].astype(np.int64)]
    bytes_ = _bytes(raw[303:420])[:count]
    topical = np.flatnonzero(bytes_ < 20)
    subject = _topic(language, seed, (head >> 40) % max(1, articles // 20))
    ids[topical] = subject[(bytes_[topical] + 7 * topical) % subject.size]
    for place in range(2):
        at, which = int(raw[420 + place]) % count, int(raw[422 + place]) % 400
        phrase = words.phrases[min(which, int(raw[424 + place]) % 400)][: count - at]
        ids[at : at + phrase.size] = phrase
    body = _punctuate(bytes_, _bytes(raw[430:490])) * words.size + ids
    title = furniture.text_of(language, seed, furniture.headline(language, seed, number)).rstrip()
    return Draft(words, title, furniture.dateline(language, day, head >> 24), body)


def _bytes(raw: U64) -> I64:
    """The eight bytes of each number."""
    return ((raw[:, None] >> _SHIFTS) & np.uint64(255)).astype(np.int64).ravel()


def _punctuate(inside: I64, sentences: I64) -> I64:
    """The form of each word: sentences of 8 to 30 words, paragraphs of about three, some in quote marks."""
    count = inside.size
    lengths, kinds = 8 + sentences[:240] % 23, sentences[240:480]
    ends = np.cumsum(lengths)
    ends = ends[ends < count - 7]
    kinds = kinds[: ends.size + 1]
    ends = np.append(ends, count)
    starts = np.append(0, ends[:-1])
    forms = np.where((inside >= 20) & (inside < 36), COMMA, PLAIN)
    forms[starts] = CAPITAL
    quoted = kinds % 7 == 0
    forms[starts[quoted]] = OPEN
    forms[ends[quoted] - 4] = CLOSE
    forms[ends - 1] = np.where(kinds % 3 == 0, PARAGRAPH, STOP)
    forms[-1] = PARAGRAPH
    return forms


def _others(ids: I64, words: Vocabulary, raw: U64) -> I64:
    """Other words for these."""
    chosen = words.deck[(raw & np.uint64(DECK - 1)).astype(np.int64)]
    return np.where(chosen == ids, (chosen + 1) % words.size, chosen)


def replace_singly(draft: Draft, percent: int, raw: U64) -> Draft:
    """The story with so many of its words replaced, each by itself."""
    words, body = draft.vocabulary, draft.body.copy()
    count = round(percent * body.size / 100)
    places = np.argsort(raw[: body.size], kind="stable")[:count]
    ids = body[places] % words.size
    body[places] += _others(ids, words, raw[places] >> np.uint64(20)) - ids
    return draft.with_body(body)


def block_edit(draft: Draft, other: Draft, raw: U64) -> Draft:
    """The story with a short paragraph dropped, one moved and one of another story inserted."""
    blocks = _paragraphs(draft)
    limit = draft.body.size * 3 // 20
    bits = [int(number) for number in raw[:4]]
    short = [place for place, block in enumerate(blocks) if block.size <= limit]
    if len(blocks) > 3 and short:
        del blocks[short[bits[0] % len(short)]]
    if len(blocks) > 2:
        moved = blocks.pop(bits[1] % len(blocks))
        blocks.insert(bits[2] % (len(blocks) + 1), moved)
    fitting = [block for block in _paragraphs(other) if 10 <= block.size <= limit]
    if fitting:
        blocks.insert(bits[3] % (len(blocks) + 1), fitting[0])
    return draft.with_body(np.concatenate(blocks))


def _paragraphs(draft: Draft) -> list[I64]:
    ends = np.flatnonzero(draft.forms == PARAGRAPH) + 1
    return [block for block in np.split(draft.body, ends) if block.size]


def edit_passage(piece: I64, words: Vocabulary, raw: U64) -> I64:
    """The passage with 2 to 10 % of its words replaced, dropped or followed by a new one; its ends stay."""
    percent = 2 + int(raw[0]) % 9
    count = max(1, round(percent * piece.size / 100))
    inner = np.argsort(raw[1 : piece.size - 5], kind="stable")[:count] + 3
    result: list[int] = piece.tolist()
    for place in sorted(inner.tolist(), reverse=True):
        bits = int(raw[100 + place])
        other = int(_others(piece[place] % words.size, words, np.array([bits], np.uint64))[0])
        if bits >> 40 & 7 == 0:
            del result[place]
        elif bits >> 40 & 7 == 1:
            result.insert(place, other)
        else:
            result[place] += other - int(piece[place] % words.size)
    return np.array(result, np.int64)


def plant(draft: Draft, piece: I64, bits: int) -> tuple[Draft, int]:
    """The story with a passage put between two of its sentences, and the place of its first word."""
    size = draft.vocabulary.size
    forms, ids = piece // size, piece % size
    forms = np.where((forms == PARAGRAPH) | (forms == CLOSE) | (forms == OPEN), PLAIN, forms)
    forms[0], forms[-1] = CAPITAL, STOP
    ends = np.flatnonzero((draft.forms == STOP) | (draft.forms == PARAGRAPH)) + 1
    at = int(ends[bits % ends.size])
    return draft.with_body(np.concatenate((draft.body[:at], forms * size + ids, draft.body[at:]))), at
