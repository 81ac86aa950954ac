"""A made-up newsroom: articles with planted copies and reuse, and the gold that says what was planted.

`Corpus.make(i)` gives the i-th article from the seed alone: a million can be written without being held.
An article has about 529 words and 4 KB. Integers only: the same bytes on every machine.

Gold rows, one JSON object a line; offsets are half-open code points:

- `pair`: `b` is a copy of `a`. Kinds: exact, block-edited (paragraphs dropped, moved, inserted), edited 5 %,
  10 %, 20 % (so many of the words replaced singly), reprint (one story in a fiftieth of all articles).
- `passage`: `a` at `a_start:a_end` stands in `b` at `b_start:b_end`. Kinds: verbatim, edited (2 to 10 % of
  the words replaced, dropped or inserted). `words` are the source's (a Chinese or Thai one has more tokens).
- `boilerplate`: a footer or an "also read" box.
- `negative`: a table of results, a weather report or a list of stocks: like its kind, and no copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from scripts.measure import furniture
from scripts.measure.drafts import Draft, block_edit, edit_passage, plant, replace_singly, story, story_words
from scripts.measure.vocabulary import I64, LANGUAGES, PARAGRAPH, draws

SHARES = {"en": 56, "de": 14, "fr": 10, "ru": 5, "ar": 4, "hi": 4, "zh": 4, "th": 3}
"""Languages of the articles, in per cent."""

ROLES: dict[str, int] = {
    "exact": 10,
    "block-edited": 20,
    "edited 5 %": 10,
    "edited 10 %": 10,
    "edited 20 %": 10,
    "reprint": 20,
    **{f"{kind} {words}": 10 for kind in ("verbatim", "edited") for words in (12, 25, 40, 80)},
    "table": 10,
    "weather": 10,
    "stocks": 10,
}
"""What is planted, in thousandths of the articles. The rest are originals."""
NAMES = ("original", *ROLES)
COPIES = ("exact", "block-edited", "edited 5 %", "edited 10 %", "edited 20 %", "reprint")
PASSAGES = tuple(name for name in ROLES if name.split()[0] in ("verbatim", "edited") and "%" not in name)
NEGATIVES = ("table", "weather", "stocks")

Gold = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """One article, and the gold rows that are told with it."""

    id: str
    text: str
    title: str
    outlet: str
    date: str
    language: str
    gold: tuple[Gold, ...]

    def as_json(self) -> str:
        """A line of the JSONL file."""
        row = {
            "id": self.id, "title": self.title, "date": self.date, "outlet": self.outlet,
            "language": self.language, "text": self.text,
        }  # fmt: skip
        return json.dumps(row, ensure_ascii=False)


class Corpus:
    """`articles` articles of a seed. Iterating makes them one by one, always the same."""

    def __init__(self, articles: int, seed: int) -> None:
        if articles < 1:
            raise ValueError("a corpus has at least one article")
        self.articles, self.seed = articles, seed
        raw = draws(seed, 0, count=4 * articles).reshape(4, articles)
        self._roles = self._cast(np.argsort(raw[0], kind="stable"))
        originals = np.flatnonzero(self._roles == 0)
        deck = np.repeat(np.arange(len(SHARES)), list(SHARES.values()))
        self._languages = deck[(raw[1] % np.uint64(100)).astype(np.int64)]
        self._bits = raw[3].tolist()
        self._sources = self._choose_sources(originals, raw[2])
        taking = self._sources >= 0
        self._languages[taking] = self._languages[self._sources[taking]]
        self._by_language = [originals[self._languages[originals] == code] for code in range(len(LANGUAGES))]
        self._story = lru_cache(maxsize=256)(self._make_story)

    def _cast(self, order: I64) -> I64:
        """Who plays which role: at least one article each, as long as there are enough."""
        roles = np.zeros(self.articles, np.int64)
        begin = 0
        for number, share in enumerate(ROLES.values(), start=1):
            count = max(1, self.articles * share // 1_000)
            roles[order[begin : begin + count]] = number
            begin += count
        roles[0] = 0  # something to copy from
        return roles

    def _choose_sources(self, originals: I64, raw: Any) -> I64:
        """For copies and reuse an original, an earlier one where there is one; -1 for the others."""
        sources = np.full(self.articles, -1, np.int64)
        names = np.array(NAMES)[self._roles]
        taking = np.flatnonzero(np.isin(names, (*COPIES, *PASSAGES)))
        earlier = np.maximum(np.searchsorted(originals, taking), 1)
        chosen = (raw[taking] % earlier.astype(np.uint64)).astype(np.int64)
        copied = np.isin(names[taking], COPIES)
        chosen[copied] = [self._fitting(originals, place) for place in chosen[copied].tolist()]
        sources[taking] = originals[chosen]
        english = originals[self._languages[originals] == 0]
        pool = english if english.size else originals
        sources[names == "reprint"] = pool[self._fitting(pool, 0)]
        return sources

    def _fitting(self, originals: I64, place: int) -> int:
        """The next place, downwards and round, of an original that is long and has no box. So the furniture
        of two papers never makes up so much that a copy would be none."""
        for step in range(originals.size):
            at = (place - step) % originals.size
            number = int(originals[at])
            language = LANGUAGES[self._languages[number]]
            if (
                not self._has_box(self._bits[number] // 100)
                and story_words(language, self.seed, number) >= 300
            ):
                return at
        return place

    def __len__(self) -> int:
        return self.articles

    def __iter__(self) -> Iterator[Made]:
        return (self.make(number) for number in range(self.articles))

    def name(self, number: int) -> str:
        """The id of an article."""
        return f"a{number:07d}"

    def day(self, number: int) -> str:
        """The date of an article: about 500 appear each day."""
        return (date(2024, 1, 1) + timedelta(days=number // 500)).isoformat()

    def make(self, number: int) -> Made:
        """The article of this number."""
        role, language = NAMES[self._roles[number]], LANGUAGES[self._languages[number]]
        bits = self._bits[number]
        outlet = bits % furniture.OUTLETS[language]
        bits //= 100
        gold: list[Gold] = []
        if role == "exact":
            return self._reprinted_as_it_is(number, language, outlet)
        if role in NEGATIVES:
            maker = {"table": furniture.table, "weather": furniture.weather, "stocks": furniture.stocks}[role]
            text = maker(language, outlet, self.seed, number)
            title = text.split("\n", 1)[0]
            gold.append({"type": "negative", "kind": role, "id": self.name(number)})
        else:
            draft = self._draft(number, role, language, gold)
            title, text = draft.title, draft.text.rstrip()
        text = self._with_furniture(number, role, language, outlet, bits, text, gold)
        paper = furniture.outlet_name(language, outlet)
        return Made(self.name(number), text, title, paper, self.day(number), language, tuple(gold))

    def _reprinted_as_it_is(self, number: int, language: str, outlet: int) -> Made:
        """An exact copy, in a paper of its own and with the other's footer."""
        original = self.make(int(self._sources[number]))
        name = self.name(number)
        gold = [row | {"id": name} for row in original.gold]
        gold.append({"type": "pair", "kind": "exact", "language": language, "a": original.id, "b": name})
        paper = furniture.outlet_name(language, outlet)
        return replace(original, id=name, outlet=paper, date=self.day(number), gold=tuple(gold))

    def _draft(self, number: int, role: str, language: str, gold: list[Gold]) -> Draft:
        """The story of an article, before its footer."""
        if role == "original":
            return self._story(number)
        source = int(self._sources[number])
        original = self._story(source)
        random = draws(self.seed, 13, number, count=1_200)
        if role in PASSAGES:
            kind, words = role.split()
            own = self._story(number)
            begin, piece = original.cut(int(words), int(random[0]))
            if kind == "edited":
                piece = edit_passage(piece, original.vocabulary, random[10:])
            planted, at = plant(own, piece, int(random[1]))
            gold.append(
                {"type": "passage", "kind": kind, "words": int(words), "language": language}
                | {"a": self.name(source), "b": self.name(number)}
                | dict(zip(("a_start", "a_end"), original.offsets(begin, begin + int(words)), strict=True))
                | dict(zip(("b_start", "b_end"), planted.offsets(at, at + piece.size), strict=True))
            )
            return planted
        names = {"a": self.name(source), "b": self.name(number)}
        gold.append({"type": "pair", "kind": role, "language": language, **names})
        if role.startswith("edited"):
            return replace_singly(original, int(role.split()[1]), random)
        if role == "block-edited":
            return block_edit(original, self._story(number), random)
        return self._reprint(original, number, random)

    def _reprint(self, original: Draft, number: int, random: Any) -> Draft:
        """As it came, without its last paragraphs, or with 3 % of its words edited."""
        if number % 3 == 1:
            ends = np.flatnonzero(original.forms == PARAGRAPH) + 1
            kept = ends[(ends >= 0.8 * original.body.size) & (ends < original.body.size)]
            return original.with_body(original.body[: kept[0]]) if kept.size else original
        return replace_singly(original, 3, random) if number % 3 == 2 else original

    def _make_story(self, number: int) -> Draft:
        language = LANGUAGES[self._languages[number]]
        return story(language, self.seed, number, self.articles, self.day(number))

    @staticmethod
    def _has_footer(bits: int) -> bool:
        return bits % 10 < 6

    @staticmethod
    def _has_box(bits: int) -> bool:
        return bits // 10 % 4 == 0

    def _with_furniture(
        self, number: int, role: str, language: str, outlet: int, bits: int, text: str, gold: list[Gold]
    ) -> str:
        """The text with its outlet's box of the day (a quarter of the originals) and its footer."""
        parts = []
        if role == "original" and self._has_box(bits):
            pool = self._by_language[LANGUAGES.index(language)]
            first = number // 500 * 7_919 + outlet * 101
            others = tuple(int(pool[(first + place * 13) % pool.size]) for place in range(4))
            parts.append(("box", furniture.box(language, self.seed, others)))
        if self._has_footer(bits):
            parts.append(("footer", furniture.footer(language, outlet, self.seed)))
        for kind, part in parts:
            text += "\n\n"
            gold.append(
                {"type": "boilerplate", "kind": kind, "id": self.name(number)}
                | {"start": len(text), "end": len(text) + len(part)}
            )
            text += part
        return text

    def write(self, folder: Path, *, files: bool = False) -> tuple[Path, Path]:
        """Write `articles.jsonl` and `gold.jsonl` into a folder; with `files` also `files/000/ID.txt` and a
        `files/metadata.csv`. Returns the two."""
        folder.mkdir(parents=True, exist_ok=True)
        articles, gold = folder / "articles.jsonl", folder / "gold.jsonl"
        described = []
        with articles.open("wb") as lines, gold.open("wb") as rows:
            for number, made in enumerate(self):
                lines.write(f"{made.as_json()}\n".encode())
                rows.writelines(f"{json.dumps(row)}\n".encode() for row in made.gold)
                if files:
                    place = f"{number // 1_000:03d}/{made.id}.txt"
                    target = folder / "files" / place
                    if number % 1_000 == 0:
                        target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(made.text.encode())
                    described.append(f"{place},{made.date},{made.outlet}\n")
        if files:
            (folder / "files" / "metadata.csv").write_text(
                "path,date,outlet\n" + "".join(described), encoding="utf-8"
            )
        return articles, gold


def make_corpus(articles: int, seed: int) -> Corpus:
    """A corpus of so many articles; the same for the same seed, on any machine."""
    return Corpus(articles, seed)
