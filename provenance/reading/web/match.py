"""Which blocks of a page are its article: trafilatura finds the text, which is looked up in the blocks again.

trafilatura changes blanks and marks, so its output tells which blocks to take; the words are the page's own.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from provenance.reading.web.blocks import Block
from provenance.reading.web.names import BLOCKS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NOT_LETTERS = re.compile(r"[\W_]+")
_CUTS = re.compile(r"[\n|]")
_SURE = 24  # letters and digits by which a block is known wherever it stands
_OUTSIDE = frozenset({"navigation", "footer", "comments", "controls"})
_TEXT_TAGS = frozenset({"p", "li", "blockquote", "h2", "h3", "h4", "dd", "pre"})


def key(text: str) -> str:
    """The letters and digits of a text: what a change of blanks and marks leaves."""
    return _NOT_LETTERS.sub("", text)


def find_text(root: HtmlElement) -> str:
    """The lines that trafilatura takes for the article; empty where it finds none."""
    from trafilatura import bare_extraction

    logger = logging.getLogger("trafilatura")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL)  # each page without an article gets a reason from us
    found = bare_extraction(
        root, fast=True, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
    )
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else ""


def match_blocks(blocks: Sequence[Block], found: str) -> list[int]:
    """The indices of the blocks that stand in `found`, in order; gaps between their neighbours are filled."""
    lines = [own for line in _CUTS.split(found) if (own := key(line))]
    whole = "".join(lines)
    starts: dict[str, list[int]] = {}
    ends = set()
    at = 0
    for line in lines:
        starts.setdefault(line, []).append(at)
        at += len(line)
        ends.add(at)
    matched = []
    cursor = 0
    for index, block in enumerate(blocks):
        if block.region in _OUTSIDE:
            continue
        own = key(block.text)
        if len(own) >= _SURE:
            place = whole.find(own, cursor)
            if place < 0 and own not in whole:
                continue
        elif whole.startswith(own, cursor) and cursor + len(own) in ends:
            place = cursor
        else:
            # A short one could be anywhere; it is the article's where it is a line of it.
            places = starts.get(own, [])
            later = bisect_left(places, cursor)
            if later == len(places):
                continue
            place = -1  # so short a line says nothing of where the text goes on
        matched.append(index)
        if place >= 0:
            cursor = place + len(own)
    return _filled(blocks, matched)


def _filled(blocks: Sequence[Block], matched: list[int]) -> list[int]:
    """With the paragraphs between that stand in the same part of the page and are no list of links."""
    if len(matched) < 2:
        return matched
    homes = {home_of(blocks[index]) for index in matched if blocks[index].element.tag in _TEXT_TAGS}
    chosen = set(matched)
    return [
        index
        for index in range(matched[0], matched[-1] + 1)
        if index in chosen or (home_of(blocks[index]) in homes and _is_paragraph(blocks[index]))
    ]


def home_of(block: Block) -> HtmlElement | None:
    """The part of the page that a block stands in: what holds its paragraph."""
    return block.element.getparent() if block.element.tag in BLOCKS - {"body"} else block.element


def _is_paragraph(block: Block) -> bool:
    return not block.region and block.element.tag in _TEXT_TAGS and linked(block) * 2 < len(block.text)


def linked(block: Block) -> int:
    """How many characters of a block are links."""
    return sum(end - start for start, end, _ in block.links)
