"""Where things stand in a text: paragraphs, sentences, quotations, and what reading knows about its parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from provenance.agency_phrases import WORDS, fold
from provenance.quotes import Quotation
from provenance.spans import Span

if TYPE_CHECKING:
    from provenance.reading.article import Segment

LONG = 12
"""Words. A line of fewer is a byline, a sign-off or a heading; the body has longer paragraphs."""
TOP = 6
"""Lines in which a byline can stand."""

_SENTENCE_END = re.compile(r"([.!?…]+)([\"'’”»)\]]*)\s+|[。！？؟۔]+[\"'’”»」』）]*\s*")

_SOLID = re.compile(r"\S+")


class Layout:
    """Paragraphs, sentences and quotations of one text. Sentences never end inside a quotation."""

    def __init__(
        self,
        text: str,
        quotations: Sequence[Quotation],
        paragraphs: Sequence[int],
        segments: Sequence[Segment],
        words: Mapping[str, frozenset[str]],
    ) -> None:
        self.text = text
        self.quotations = [quotation for quotation in quotations if not quotation.depth]
        self.quote_starts = [quotation.span.start for quotation in self.quotations]
        self.paragraphs = list(paragraphs) or [0]
        self.words = words
        self.kinds = sorted((segment.span.start, segment.span.end, segment.kind) for segment in segments)
        self._sentences: dict[int, list[int]] = {}
        self._body: Span | None = None

    def paragraph(self, offset: int) -> Span:
        """The paragraph at an offset, without white space at its end."""
        place = max(0, bisect_right(self.paragraphs, offset) - 1)
        return self._stripped(self.paragraphs, place)

    def sentence(self, offset: int) -> Span:
        """The sentence at an offset, without white space at its end."""
        number = max(0, bisect_right(self.paragraphs, offset) - 1)
        starts = self._sentences.get(number)
        if starts is None:
            starts = self._sentences[number] = self._find_sentences(number)
        return self._stripped(starts, max(0, bisect_right(starts, offset) - 1))

    def quoted(self, span: Span) -> list[Quotation]:
        """The quotations that start in a span."""
        low = bisect_right(self.quote_starts, span.start - 1)
        high = bisect_right(self.quote_starts, span.end - 1)
        return self.quotations[low:high]

    def quotation_at(self, offset: int) -> Quotation | None:
        """The quotation around an offset."""
        place = bisect_right(self.quote_starts, offset) - 1
        if place >= 0 and offset < self.quotations[place].span.end:
            return self.quotations[place]
        return None

    def next_quotation(self, offset: int) -> Quotation | None:
        """The quotation that begins at an offset, white space apart."""
        place = bisect_right(self.quote_starts, offset - 1)
        if place < len(self.quotations) and not self.text[offset : self.quote_starts[place]].strip():
            return self.quotations[place]
        return None

    def previous_quotation(self, offset: int) -> Quotation | None:
        """The quotation that ends at an offset, white space apart."""
        place = bisect_right(self.quote_starts, offset - 1) - 1
        if place >= 0 and not self.text[self.quotations[place].span.end : offset].strip():
            quotation = self.quotations[place]
            return quotation if quotation.span.end <= offset else None
        return None

    def has_more(self, words: int, start: int, end: int) -> bool:
        """Whether more than so many words say something between two offsets: neither time nor place nor
        opener. It looks no further than it needs, as a text may ask of each of its names."""
        for solid in _SOLID.finditer(self.text, start, min(end, start + 2000)):
            for word in WORDS.findall(fold(solid.group())):
                words -= word[0].isalnum() and word not in self.words["time"]
                if words < 0:
                    return True
        return False

    def kind_at(self, offset: int) -> str:
        """The kind of the segment at an offset, empty where none is known."""
        place = bisect_right(self.kinds, (offset, len(self.text) + 1, "")) - 1
        return self.kinds[place][2] if place >= 0 and offset < self.kinds[place][1] else ""

    def whole(self) -> Span:
        """The whole text."""
        return Span(0, len(self.text))

    def is_top(self, offset: int) -> bool:
        """Whether a line stands above the first long paragraph, among the first few lines."""
        place = bisect_right(self.paragraphs, offset) - 1
        return place < TOP and offset < self._long().start

    def is_last(self, offset: int) -> bool:
        """Whether no long paragraph follows the one at an offset."""
        long = self._long()
        return offset >= long.end or not long.end < len(self.text)

    def _long(self) -> Span:
        """From the start of the first long paragraph to the start of the last one."""
        if self._body is None:
            size = len(self.text)
            first = next(filter(self._is_long, self.paragraphs), size)
            last = size if first == size else next(filter(self._is_long, reversed(self.paragraphs)))
            self._body = Span(first, last)
        return self._body

    def _is_long(self, start: int) -> bool:
        if self.kind_at(start) in ("boilerplate", "caption", "credit", "date"):
            return False
        place = bisect_right(self.paragraphs, start)
        end = self.paragraphs[place] if place < len(self.paragraphs) else len(self.text)
        words = self.text[start:end].rstrip()[:400]
        return len(words.split()) >= LONG or (len(words) >= 60 and words.count(" ") < len(words) / 12)

    def _stripped(self, starts: Sequence[int], place: int) -> Span:
        start = starts[place]
        end = starts[place + 1] if place + 1 < len(starts) else len(self.text)
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    def _find_sentences(self, number: int) -> list[int]:
        """Where the sentences of a paragraph begin; then the start of the next one."""
        text = self.text
        begin = self.paragraphs[number]
        end = self.paragraphs[number + 1] if number + 1 < len(self.paragraphs) else len(text)
        starts = [begin]
        for match in _SENTENCE_END.finditer(text, begin, end):
            start = match.end()
            if start >= end:
                break
            around = self.quotation_at(match.start())
            if around and around.span.end > start:
                continue
            if match.group(1) and not self._ends(match.start(), match.group(1), start):
                continue
            starts.append(start)
        return [*starts, end]

    def _ends(self, stop: int, marks: str, following: int) -> bool:
        """Whether a full stop ends a sentence: not after an initial, an abbreviation or a day, nor before
        a small letter."""
        text = self.text
        if text[following].islower():
            return False
        if marks != ".":
            return True
        start = stop
        while start > 0 and stop - start < 12 and text[start - 1].isalnum():
            start -= 1
        word = text[start:stop]
        if word.isdigit():
            return len(word) > 2 or not text[following].isalpha()
        return not (len(word) == 1 and word.isalpha()) and word.casefold() not in self.words["abbreviations"]
