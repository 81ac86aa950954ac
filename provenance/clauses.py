"""The words and marks beside a quotation, up to the end of a sentence."""

from __future__ import annotations

import re

from provenance.spans import Span

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?=\s*[^\W\d_])|\w+(?:[’'\-‐‑]\w+)*|[^\w\s]")
SHORT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Sen|Gen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Prof|Rev|Hon|Jr|Sr|Mme|Mlle|Sra?|[^\W\d_])\.",
    re.IGNORECASE,
)
"""Abbreviations, and initials, behind which a full stop ends no sentence."""


class Clause:
    """The words and marks of a part of a text, up to the end of its sentence."""

    __slots__ = ("folded", "spans", "text", "words")

    def __init__(self, text: str, start: int, end: int, *, cut: bool = False) -> None:
        self.text = text
        found = list(WORD.finditer(text, start, end))[int(cut) :]
        self.words = [match.group() for match in found]
        self.folded = [word.casefold() for word in self.words]
        self.spans = [match.span() for match in found]

    def __len__(self) -> int:
        return len(self.words)

    def ends_sentence(self, place: int) -> bool:
        """Whether the word or mark at a place ends a sentence."""
        mark = self.words[place]
        if mark == ".":
            return not place or not self.is_short(place - 1)
        return mark in ("!", "?", ";", "。", "…", "؟")

    def until_end(self) -> int:
        """How many words and marks stand before the first end of a sentence."""
        return next((place for place in range(len(self)) if self.ends_sentence(place)), len(self))

    def last_sentence(self) -> Clause:
        """The words behind the last end of a sentence."""
        last = max((place for place in range(len(self)) if self.ends_sentence(place)), default=-1)
        self.words, self.folded, self.spans = (
            self.words[last + 1 :],
            self.folded[last + 1 :],
            self.spans[last + 1 :],
        )
        return self

    def span(self, first: int, last: int) -> Span:
        """The span of the words from `first` to `last`, both included."""
        return Span(self.spans[first][0], self.spans[last][1])

    def is_short(self, place: int) -> bool:
        """Whether a word is an abbreviation or an initial, so that a full stop behind it ends nothing."""
        return SHORT.fullmatch(self.words[place] + ".") is not None

    def is_name(self, place: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.words[place][0].isupper()
