"""The parts of a page's article in page order: the body, and what the page calls headline, byline, caption.

The body is what was found (`web_match`). From the headline to its end the page's own names for its parts
decide what belongs to the article besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.reading.parts.bylines import byline_name
from provenance.reading.parts.captions import credit_start
from provenance.reading.parts.datelines import dateline_end
from provenance.reading.web.blocks import Block, Part
from provenance.reading.web.header import LONGEST_LINE, header_parts, is_standfirst
from provenance.reading.web.match import key, linked

_LONGEST_HEADLINE = 300  # characters
_FEW_LETTERS = 8  # so few letters and digits of a heading may be in a title by chance
_SHORTEST_STANDFIRST = 30
_SENTENCES = 2  # paragraphs of a standfirst that is shown by the lines below it alone
_LONGEST_SENTENCES = 400
_SHORTEST_BODY = 60
_LONGEST_CAPTION = 1_200
_ABOVE = 6  # blocks above the headline that may be the article's: a date, a picture with its caption
_BELOW = 7  # blocks from the last of the text on among which the sources may be named
_STOPS = '.!?…。！？।؟۔"”’»'
_BETWEEN = re.compile(r"\s[-|–—·:]\s")  # headline, section and outlet in the title of a window
_LINES = ("byline", "date", "source")
_HOLDERS = ("article", "header", "main")


def article_parts(
    blocks: Sequence[Block], matched: Sequence[int], titles: Sequence[str]
) -> tuple[list[Part], set[int]]:
    """The parts of the article, and the indices of the blocks that they are made of.

    `titles` are those that the page states outside its text. Without a body there is no article: nothing.
    """
    body = [index for index in matched if _may_be_body(blocks[index])]
    if not body:
        return [], set()
    headline = _headline(blocks, body, titles)
    top = body[0] if headline is None else headline
    body = [index for index in body if index > top or headline is None]
    if not body:
        return [], set()
    parts: list[Part] = []
    used: set[int] = set()
    chosen = set(body)
    seen: set[tuple[str, str]] = set()
    first = _first_of_body(blocks, body, headline is not None)
    for index in range(max(0, top - _ABOVE), min(body[-1] + _BELOW, len(blocks))):
        block = blocks[index]
        if index == headline:
            own = [Part(block, "headline")]
        elif index < top:
            own = _above(block, blocks[top])
        elif index > body[-1]:
            own = [] if headline is None else _below(block, blocks[top], parts)
        elif index in chosen:
            own = _within(block, index < first)
        else:
            own = _beside(block, blocks[top], index < first)
        for part in own:
            # Pages repeat the header for small screens.
            twice = (part.kind, part.block.text)
            if part.kind not in ("body", "caption") and twice in seen:
                continue
            seen.add(twice)
            parts.append(part)
            used.add(index)
    return parts, used


def _may_be_body(block: Block) -> bool:
    return block.role not in ("headline", "date", "about") or len(block.text) > _LONGEST_HEADLINE


def _headline(blocks: Sequence[Block], body: Sequence[int], titles: Sequence[str]) -> int | None:
    """The block that is the headline: what the page's title names, else the last `h1` above the body."""
    pieces = {piece for title in titles for piece in (title, *_BETWEEN.split(title))}
    wanted = [own for piece in pieces if (own := key(piece).casefold())]
    named, length = None, _FEW_LETTERS
    plain = None
    running = next((index for index in body if len(blocks[index].text) > _LONGEST_HEADLINE), body[-1])
    for index in range(running):
        block = blocks[index]
        heading = block.role == "headline" or block.element.tag in ("h2", "h3")
        if not heading or len(block.text) > _LONGEST_HEADLINE or block.region not in ("", "controls"):
            continue
        own = key(block.text).casefold()
        # The window's title has the outlet's name as well: what shares most with it is the headline.
        shared = max(
            (min(len(own), len(title)) for title in wanted if own in title or title in own), default=0
        )
        if shared > length:
            named, length = index, shared
        if block.role == "headline" and (plain is None or index < body[0]):
            plain = index
    return plain if named is None else named


def _first_of_body(blocks: Sequence[Block], body: Sequence[int], headed: bool) -> int:
    """The block with which the body begins, below standfirst, authors and dates."""
    place = next((n for n, index in enumerate(body) if not _is_above_body(blocks[index])), len(body) - 1)
    if not headed:
        return body[place]
    # A sentence or two above the line with the author or the date are a standfirst, not the body.
    for number in range(place, min(place + _SENTENCES, len(body) - 1)):
        before, after = body[number], body[number + 1]
        if len(blocks[before].text) > _LONGEST_SENTENCES or dateline_end(blocks[before].text):
            break
        below = next((n for n in range(number + 1, len(body)) if not _is_above_body(blocks[body[n]])), None)
        if below is None or len(blocks[body[below]].text) < _SHORTEST_BODY:
            break
        if below > number + 1 or any(_is_called(blocks[index]) for index in range(before + 1, after)):
            return body[below]
    return body[place]


def _is_above_body(block: Block) -> bool:
    """Whether a block of the text that was found is a standfirst or a line of the header."""
    return is_standfirst(block) or bool(header_parts(block))


def _is_called(block: Block) -> bool:
    """Whether the page calls a block its author or date."""
    called = block.role in _LINES or any(role in _LINES for _, _, role in block.marks)
    return called and block.region in ("", "aside") and bool(header_parts(block))


def _above(block: Block, headline: Block) -> list[Part]:
    """What a block above the headline is: only what the page calls something, in the part of both."""
    if block.region or not _share(block, headline, _HOLDERS):
        return []
    return _beside(block, headline, True) if block.role in ("caption", "credit", *_LINES) else []


def _below(block: Block, headline: Block, parts: Sequence[Part]) -> list[Part]:
    """What a block below the text is: its sources named, or its author where none stands above."""
    if block.region or len(block.text) > LONGEST_LINE or not _share(block, headline, _HOLDERS):
        return []
    if block.role == "source":
        return [Part(block, "body")]
    named = block.role == "byline" or byline_name(block.text) is not None
    return header_parts(block) if named and not any(part.kind == "byline" for part in parts) else []


def _share(block: Block, headline: Block, tags: tuple[str, ...]) -> bool:
    """Whether one of these tags holds a block as well as the headline."""
    around = {id(element) for element in headline.element.iterancestors(*tags)}
    return any(id(element) in around for element in block.element.iterancestors(*tags))


def _within(block: Block, above: bool) -> list[Part]:
    """What a block of the text that was found is."""
    if block.role in ("caption", "credit") and (block.pictured or len(block.text) <= _LONGEST_CAPTION):
        return _caption(block)
    if above:
        lines = [] if is_standfirst(block) else header_parts(block)
        return lines or [Part(block, "standfirst")]
    return [Part(block, "body")]


def _beside(block: Block, headline: Block, above: bool) -> list[Part]:
    """What a block between headline and end is that was not found; nothing for what is no part."""
    if block.region:
        return header_parts(block) if above and block.region == "aside" and _is_called(block) else []
    if block.role in ("caption", "credit") and len(block.text) <= _LONGEST_CAPTION:
        return _caption(block)
    if block.pictured and block.role == "source":
        return [Part(block, "credit")]
    if not above or linked(block) * 2 > len(block.text):
        return header_parts(block) if above else []
    sentence = len(block.text) > _SHORTEST_STANDFIRST and block.text[-1] in _STOPS
    if is_standfirst(block) or (sentence and _share(block, headline, ("header", "hgroup"))):
        return [Part(block, "standfirst")]
    return header_parts(block)


def _caption(block: Block) -> list[Part]:
    """A caption, with its credit by itself where the page or the wording tells them apart."""
    if block.role == "credit":
        return [Part(block, "credit")]
    last = len(block.text)
    start = next((start for start, end, role in block.marks if role == "credit" and end == last), None)
    if start is None:
        start = credit_start(block.text)
    if start is None:
        return [Part(block, "caption")]
    if start == 0:
        return [Part(block, "credit")]
    return [Part(block, "caption", start)]
