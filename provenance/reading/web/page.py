"""The reader of web pages: the article in a page, what the page states of it, and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.reading.article import Removed
from provenance.reading.decoding import NotText
from provenance.reading.protocol import Reading
from provenance.reading.web.article import article_parts
from provenance.reading.web.blocks import Block, Part, blocks_of, count_words, prune
from provenance.reading.web.header import author_of
from provenance.reading.web.match import find_text, linked, match_blocks
from provenance.reading.web.metadata import read_stated
from provenance.reading.web.source import decode_page, parse_page
from provenance.reading.web.text import write

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_ARTICLE = "no article was found in the page; save the article's own page, or its text as .txt"
_CONSENT = "the page asks for consent or a login and holds no article; save the page behind it"
_LIST = "the page lists several articles; save each article's own page"
_OWN = "this is a report of provenance, not an article; keep reports in another folder"
_SHORTEST = 40  # letters of running text by which a page that says that it is an article is one
_SHORTEST_ELSE = 140
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ASKS = re.compile(
    r"cookie|consent|privacy|datenschutz|einwilligung|confidentialit|privacidad|consentimiento"
    r"|log ?in|sign in|subscri|javascript|captcha|not a robot|anmelden|registrieren",
    re.IGNORECASE,
)
_MANY = 4  # articles of a page that lists some
_FEW = 12  # paragraphs of a page that asks for something


def read_page(data: bytes) -> Reading:
    """The article of a page. Raises NotText, also where the page holds none."""
    decoded = decode_page(data)
    root = parse_page(decoded.text)
    if root.find(".//frameset") is not None:
        raise NotText("the page is made of frames; save the frame with the article by itself")
    if root.find(".//meta[@name='generator'][@content='provenance']") is not None:
        raise NotText(_OWN)
    stated = read_stated(root)
    left_out = prune(root)
    blocks = blocks_of(root)
    if not blocks:
        raise NotText(_NO_ARTICLE)
    try:
        found = find_text(root)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever another package raises, it is this page that can't be read
        raise NotText(
            f"trafilatura fails on the page ({type(error).__name__}); save its text as .txt"
        ) from None
    parts, used = article_parts(blocks, match_blocks(blocks, found), stated.titles)
    _refuse(parts, stated.is_article)
    for index, block in enumerate(blocks):
        if index not in used:
            left_out[_kind(block)] += count_words(block.text)
    text, segments, links = write(parts, stated.base)
    fields = stated.fields
    if fields.byline is None:
        fields = replace(
            fields, byline=next((author_of(part) for part in parts if part.kind == "byline"), None)
        )
    return Reading(
        text,
        decoded.encoding,
        segments,
        fields,
        "page",
        stated.credits,
        links,
        _removed(left_out),
        stated.problems,
    )


def _kind(block: Block) -> str:
    return {"": "other", "aside": "related"}.get(block.region, block.region)


def _removed(left_out: Counter[str]) -> tuple[Removed, ...]:
    return tuple(Removed(what, words) for what, words in sorted(left_out.items()) if words)


def _refuse(parts: Sequence[Part], is_article: bool) -> None:
    """Raises NotText where what was found is a list of links, a few words, or a question to the reader."""
    body = [part.block for part in parts if part.kind == "body"]
    running = sum(_letters(block.text) for block in body if linked(block) * 2 < len(block.text))
    called = {id(article): article for block in body for article in _articles_around(block)}
    headed = any(part.kind == "headline" for part in parts)
    if running < (_SHORTEST if is_article or (headed and called) else _SHORTEST_ELSE):
        raise NotText(_NO_ARTICLE)
    if is_article:
        return
    if called and all(article.find(".//h1") is None for article in called.values()):
        others = sum(1 for article in body[0].element.getroottree().iter("article"))
        if others >= _MANY:
            raise NotText(_LIST)
    if len(body) <= _FEW:
        asking = sum(len(block.text) for block in body if _ASKS.search(block.text))
        if 2 * asking > sum(len(block.text) for block in body):
            raise NotText(_CONSENT)


def _articles_around(block: Block) -> Iterator[HtmlElement]:
    if block.element.tag == "article":
        yield block.element
    yield from block.element.iterancestors("article")


def _letters(text: str) -> int:
    """Letters of a text; an ideograph says as much as three."""
    return len(text) + 2 * len(_IDEOGRAPH.findall(text))
