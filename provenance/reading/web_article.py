"""The parts of a page's article in page order: the body, and what the page calls headline, byline, caption.

The body is what was found (`web_match`). From the headline to its end the page's own names for its parts
decide what belongs to the article besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from provenance.reading.captions import credit_start
from provenance.reading.datelines import dateline_end
from provenance.reading.dates import LONGEST as LONGEST_DATE
from provenance.reading.dates import is_date_line
from provenance.reading.segments import byline_name
from provenance.reading.web_blocks import Block
from provenance.reading.web_match import key, linked

_LONGEST_HEADLINE = 300  # characters
_FEW_LETTERS = 8  # so few letters and digits of a heading may be in a title by chance
_LONGEST_HEADER = 160  # of a line with the author's name or the date
_LONGEST_LEAD = 40  # of the words around a date: "Published on ... at 14:18 GMT"
_LONGEST_STANDFIRST = 1_000
_LONGEST_CAPTION = 1_200
_ABOVE = 6  # blocks above the headline that may be the article's: a date, a picture with its caption
_SEPARATORS = " |•·–—-,/\u00a0\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the article, and what it is; `body` where the page says nothing else of it. `credit`: where
    in a caption the picture's credit begins, -1 where it has none."""

    block: Block
    kind: str
    credit: int = -1


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
    first = next((index for index in body if not _is_above_body(blocks[index])), body[-1])
    for index in range(max(0, top - _ABOVE), body[-1] + 1):
        block = blocks[index]
        if index == headline:
            own = [Part(block, "headline")]
        elif index < top:
            own = _above(block, blocks[top])
        elif index in chosen:
            own = _within(block, index < first)
        else:
            own = _beside(block, index < first)
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
    wanted = [own for title in titles if (own := key(title).casefold())]
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


def _is_standfirst(block: Block) -> bool:
    return (
        block.role == "standfirst"
        and len(block.text) <= _LONGEST_STANDFIRST
        and dateline_end(block.text) == 0
    )


def _is_above_body(block: Block) -> bool:
    """Whether a block of the text that was found is a standfirst or a line of the header."""
    return _is_standfirst(block) or (len(block.text) <= _LONGEST_HEADER and bool(_header(block)))


def _above(block: Block, headline: Block) -> list[Part]:
    """What a block above the headline is: only what the page calls something, in the part that holds both."""
    if block.region or not _near(block, headline):
        return []
    if block.role in ("caption", "credit", "date", "byline"):
        return _beside(block, True)
    return []


def _near(block: Block, headline: Block) -> bool:
    """Whether a block stands in the article or header that holds the headline."""
    around = {id(element) for element in headline.element.iterancestors("article", "header", "main")}
    return any(id(element) in around for element in block.element.iterancestors("article", "header", "main"))


def _within(block: Block, above: bool) -> list[Part]:
    """What a block of the text that was found is."""
    if block.role in ("caption", "credit") and (block.pictured or len(block.text) <= _LONGEST_CAPTION):
        return _caption(block)
    if above and _is_standfirst(block):
        return [Part(block, "standfirst")]
    if above and len(block.text) <= _LONGEST_HEADER and (header := _header(block)):
        return header
    return [Part(block, "body")]


def _beside(block: Block, above: bool) -> list[Part]:
    """What a block between the headline and the end is that was not found; nothing for what is no part."""
    if block.region:
        return []
    if block.role in ("caption", "credit") and len(block.text) <= _LONGEST_CAPTION:
        return _caption(block) if block.pictured else []
    if not above:
        return []
    if _is_standfirst(block) and linked(block) * 2 < len(block.text):
        return [Part(block, "standfirst")]
    return _header(block) if len(block.text) <= _LONGEST_HEADER else []


def _header(block: Block) -> list[Part]:
    """Author and date in a line of the header, each by itself."""
    text = block.text
    date = next(((start, end) for start, end, role in block.marks if role == "date"), None)
    if date is not None and (date[0] > 0 or date[1] < len(text)):
        # The words that lead to the date ("Published:") stay with it where no author stands before it.
        authors = [start for start, _, role in block.marks if role == "byline"]
        named = byline_name(text[: date[0]].strip(_SEPARATORS)) is not None
        before = bool(authors and authors[0] < date[0]) or named
        after = bool(authors and authors[0] >= date[1])
        if before:
            return [
                *_cut(block, 0, date[0], "byline"),
                *_cut(block, date[0], len(text), "date"),
            ]
        if after:
            return [*_cut(block, 0, date[1], "date"), *_cut(block, date[1], len(text), "byline")]
        # "On <time>3 March 2020</time> the council met." is a sentence.
        led = len(text) - (date[1] - date[0]) <= _LONGEST_LEAD and text[-1] not in ".!?。"
        return [Part(block, "date")] if led or block.role == "date" else []
    if block.role == "date" or date is not None:
        return [Part(block, "date")]
    if len(text) <= LONGEST_DATE and is_date_line(text):
        return [Part(block, "date")]
    called = block.role == "byline" or any(role == "byline" for _, _, role in block.marks[:1])
    if called or byline_name(text) is not None:
        return [Part(block, "byline")]
    return []


def _cut(block: Block, start: int, end: int, kind: str) -> list[Part]:
    """A piece of a block, without the marks that separate it from the others."""
    while start < end and block.text[start] in _SEPARATORS:
        start += 1
    while end > start and block.text[end - 1] in _SEPARATORS:
        end -= 1
    if start == end:
        return []
    return [Part(_piece(block, start, end), kind)]


def _piece(block: Block, start: int, end: int) -> Block:
    links = [
        (max(first, start) - start, min(last, end) - start, target)
        for first, last, target in block.links
        if first < end and last > start
    ]
    return replace(block, text=block.text[start:end], links=links, marks=[])


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
