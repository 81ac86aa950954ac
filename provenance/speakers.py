"""text, quotations -> Speakers: who says each quotation, where the text around it names somebody. A hint.

It is precise rather than complete: where a clause can be read in two ways nobody is named. Verbs and phrases
of all languages (data/speech_verbs.json) are looked for at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.clauses import SHORT, Clause
from provenance.names import same_name_token
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.speech import Found, load_speech

REACH = 170
"""Code points of a clause that says who speaks, on either side of its quotation."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a quotation: where the text names them (before it, where a pronoun stands for them), and where
    the verb of speaking stands, or what stands in its place ("according to", a colon)."""

    name: Span
    verb: Span


def find_speakers(
    text: str, quotations: Sequence[Quotation], paragraphs: Sequence[int]
) -> tuple[Speaker | None, ...]:
    """The speaker of each quotation, None where nobody is named beside it.

    `quotations` are those of a text in its order, outermost only; `paragraphs` the offsets at which its
    paragraphs begin.
    """
    return _Finder(text, quotations, paragraphs).find() if quotations else ()


def same_speaker(one: str, other: str) -> bool:
    """Whether two names can be one person: the last words are one name, or spellings of one."""
    a, b = _name_words(one), _name_words(other)
    if not a or not b:
        return False
    if "\u0590" <= a[-1][:1] <= "\u08ff":  # no capitals say where a name begins and ends
        return any(same_name_token(x, y) for x in a[-2:] for y in b[-2:] if min(len(x), len(y)) > 2)
    return _same_word(a[-1], b[-1])


def _same_word(a: str, b: str) -> bool:
    if same_name_token(a, b):
        return True
    stem = min(len(a), len(b)) - 1
    return stem >= 4 and not a.isascii() and a[:stem] == b[:stem] and abs(len(a) - len(b)) < 3


def _name_words(name: str) -> list[str]:
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", re.sub(r"['’]s?(?!\w)", "", name))]
    return [word for word in words if len(word) > 1 and word not in ("jr", "sr", "ii", "iii")]


class _Finder:
    def __init__(self, text: str, quotations: Sequence[Quotation], paragraphs: Sequence[int]) -> None:
        self.text, self.quotations = text, quotations
        self.edges = [*(paragraphs or [0]), len(text)]
        self.speech = load_speech()
        self.found: list[Speaker | None] = []
        self.named: dict[int, list[Span]] = {}

    def find(self) -> tuple[Speaker | None, ...]:
        text, quotations = self.text, self.quotations
        for place, quotation in enumerate(quotations):
            paragraph = bisect_right(self.edges, quotation.span.start, 0, len(self.edges) - 1) - 1
            begin, end = self.edges[paragraph], self.edges[paragraph + 1]
            before = quotations[place - 1] if place else None
            low = max(begin, before.span.end) if before else begin
            after = quotations[place + 1].span.start if place + 1 < len(quotations) else len(text)
            same = before is not None and before.span.start >= begin
            speaker = self.after(quotation, min(end, after), paragraph)
            if speaker is None:
                speaker = self.before(quotation, low, paragraph, first=not same)
            if speaker is None and before is not None:
                speaker = self.continued(before, quotation, same)
            self.found.append(speaker)
            if speaker is not None:
                self.named.setdefault(paragraph, []).append(speaker.name)
                self.carry_back(place)
        return tuple(self.found)

    def after(self, quotation: Quotation, limit: int, paragraph: int) -> Speaker | None:
        """Who is named in the clause behind a quotation: said NAME, NAME said, according to NAME."""
        text = self.text
        if not quotation.closed or text[quotation.inner.end - 1] in ".。":
            return None
        stop = min(limit, quotation.span.end + REACH)
        if not self.speech.tells(text[quotation.span.end : stop]):
            return None
        outside = text[quotation.inner.end - 1] not in ",،،!?"
        return self.resolve(self.speech.behind(Clause(text, quotation.span.end, stop), outside), paragraph)

    def before(self, quotation: Quotation, low: int, paragraph: int, *, first: bool) -> Speaker | None:
        """Who is named in the sentence that a quotation stands in: NAME said: “…”, NAME called it “…”."""
        start = max(low, quotation.span.start - REACH)
        words = self.text[start : quotation.span.start]
        if not words.rstrip().endswith(":") and not self.speech.tells(words):
            return None
        clause = Clause(self.text, start, quotation.span.start, cut=start > low)
        return self.resolve(
            self.speech.ahead(clause.last_sentence(), alone=first and start == low), paragraph
        )

    def resolve(self, found: Found | None, paragraph: int) -> Speaker | None:
        if found is None:
            return None
        if found.name is not None:
            return Speaker(found.name, found.verb)
        name = self.last_named(paragraph)
        return None if name is None else Speaker(name, found.verb)

    def last_named(self, paragraph: int) -> Span | None:
        """Who spoke last in this paragraph or in the one before, if only one person did there."""
        here = self.named.get(paragraph)
        if here:
            return here[-1]
        names = self.named.get(paragraph - 1, [])
        words = [name.cut(self.text) for name in names]
        return names[-1] if names and all(same_speaker(words[-1], word) for word in words) else None

    def continued(self, before: Quotation, quotation: Quotation, same: bool) -> Speaker | None:
        """The speaker of the quotation before, where this one goes on with it: only the clause that names the
        speaker stands between them, or paragraphs of one speech."""
        speaker = self.found[-1]
        if speaker is None:
            return None
        between = self.text[before.span.end : quotation.span.start]
        if not same:
            return speaker if not before.closed and not between.strip() else None
        if speaker.verb.start < before.span.end:
            return speaker if not between.strip(" ,.;") else None
        tail = self.text[speaker.verb.end : quotation.span.start].strip()
        # One sentence at most: "A," said NAME. "B."
        inner = SHORT.sub("", tail).rstrip(".,:;–— ")
        return speaker if len(tail) < REACH and not re.search(r"[.!?;:]\s", inner) else None

    def carry_back(self, place: int) -> None:
        """Give a speech over several paragraphs, which names its speaker at its end, to that speaker."""
        while place and self.found[place - 1] is None:
            before, one = self.quotations[place - 1], self.quotations[place]
            if before.closed or self.text[before.span.end : one.span.start].strip():
                return
            place -= 1
            self.found[place] = self.found[place + 1]
