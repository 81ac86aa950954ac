"""The reader of PDF: its words in reading order, without heads and numbers of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from provenance.reading.article import Removed
from provenance.reading.decoding import NotText
from provenance.reading.office.pdf_heads import take_heads
from provenance.reading.office.pdf_layout import columns
from provenance.reading.office.pdf_pages import Pages, read_pages
from provenance.reading.office.pdf_paragraphs import Paragraph, joined, known_words, paragraphs
from provenance.reading.office.properties import describe
from provenance.reading.office.writing import Block, write
from provenance.reading.protocol import Reading

_PICTURES = "the PDF holds only pictures of its pages; recognise its text (OCR) or give it as .txt"
_UNKNOWN = "the letters of the PDF can't be told (its fonts don't say which they are); save its text as .txt"
_FEWEST = 20  # letters of an article
_LARGER = 1.2  # so many times the usual size are the letters of a headline at least
_LONGEST = 250  # characters of a headline
_ABOVE = 8  # paragraphs above it
_WORDS = re.compile(r"[^\W_]+")


def read_pdf(data: bytes) -> Reading:
    """The text of a PDF. Raises NotText."""
    pages = read_pages(data)
    unknown = pages.left_out["signs without a letter"]
    if unknown > pages.letters:
        raise NotText(_UNKNOWN)
    if pages.letters < _FEWEST:
        raise NotText(_PICTURES if pages.pictures else "the PDF has no text; look at it in its own program")
    kept, heads = take_heads(pages.pages)
    found = paragraphs([columns(runs) for runs in kept])
    blocks, broken = _blocks(found)
    text, segments, _ = write(blocks)
    return Reading(
        text,
        segments=segments,
        fields=describe(pages.properties, text, segments),
        said_by="document",
        removed=_removed(pages, heads, broken),
    )


def _blocks(found: Sequence[Paragraph]) -> tuple[list[Block], int]:
    known = known_words(found)
    headline = _headline(found)
    blocks: list[Block] = []
    broken = 0
    for place, paragraph in enumerate(found):
        text, count = joined(paragraph.lines, known)
        broken += count
        blocks.append(Block(text, "headline" if place == headline else ""))
    return blocks, broken


def _headline(found: Sequence[Paragraph]) -> int:
    """The paragraph at the top with the largest letters, where they are larger than those of the text; -1
    where none has."""
    letters: Counter[float] = Counter()
    for one in found:
        letters[round(one.size, 1)] += sum(map(len, one.lines))
    usual = letters.most_common(1)[0][0] if letters else 0.0
    best, size = -1, _LARGER * usual
    for place, one in enumerate(found[:_ABOVE]):
        words = " ".join(one.lines)
        if one.size > size and len(words) <= _LONGEST and len(words.split()) > 2:
            best, size = place, one.size
    return best


def _removed(pages: Pages, heads: Sequence[str], broken: int) -> tuple[Removed, ...]:
    left_out = Counter(pages.left_out)
    left_out["running heads"] = sum(len(_WORDS.findall(head)) for head in heads)
    left_out["hyphens at line ends"] = broken
    return tuple(Removed(what, count) for what, count in sorted(left_out.items()) if count)
