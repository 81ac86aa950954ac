# ruff: noqa: E501 - markup reads better in the lines that belong together
"""Web pages as papers make them, from a seed: an article in the midst of menus, boxes, comments and scripts.

Four templates: a content management system of today, a weblog, a site of tables and line breaks, an agency with
a graph of metadata. What stands in each page is known, so that readers can be held to it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from scripts.measure.furniture import OUTLETS, headline, outlet_name, text_of, units
from scripts.measure.vocabulary import LANGUAGES, PLAIN, STOP, U64, draws, vocabulary

TEMPLATES = ("system", "weblog", "tables", "agency")
_DRAWS = 4096  # random numbers of a page; they are used up in order, then again


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page and what its reader should find. `paragraphs` are those of the body; `published` is ISO 8601, a
    day only where the page says no more."""

    data: bytes
    template: str
    language: str
    headline: str
    standfirst: str
    byline: str
    paragraphs: tuple[str, ...]
    caption: str
    outlet: str
    url: str
    published: str


class _Draw:
    """Random words of one language."""

    def __init__(self, language: str, seed: int, number: int) -> None:
        self.language, self.seed = language, seed
        self._raw = draws(seed, 90, number, count=_DRAWS)
        self._at = 0

    def take(self, count: int) -> U64:
        places = np.arange(self._at, self._at + count) % _DRAWS
        self._at += count
        return self._raw[places] + np.uint64(self._at // _DRAWS)

    def below(self, most: int) -> int:
        return int(self.take(1)[0] >> np.uint64(33)) % most

    def words(self, count: int, closing: int = PLAIN) -> str:
        written = text_of(
            self.language, self.seed, units(self.language, self.seed, self.take(count), closing)
        )
        return written.strip(" \n")

    def sentences(self, count: int) -> str:
        space = "" if self.language in ("zh", "th") else " "
        return space.join(self.words(10 + self.below(12), STOP) for _ in range(count))

    def name(self) -> str:
        known = vocabulary(self.language, self.seed).words
        return " ".join(known[200 + self.below(5_000)].capitalize() for _ in range(2))


def make_pages(count: int, seed: int, *, start: int = 0) -> Iterator[WebPage]:
    """Pages by number; each is the same whichever are made with it."""
    for number in range(start, start + count):
        yield make_page(number, seed)


def make_page(number: int, seed: int) -> WebPage:
    """One page of 20 to 80 KB."""
    language = LANGUAGES[number * 5 % len(LANGUAGES)]
    template = TEMPLATES[number % len(TEMPLATES)]
    draw = _Draw(language, seed, number)
    title = text_of(language, seed, headline(language, seed, number)).strip()
    year, month, day = 2015 + draw.below(9), 1 + draw.below(12), 1 + draw.below(28)
    published = f"{year}-{month:02}-{day:02}"
    outlet = outlet_name(language, draw.below(OUTLETS[language]))
    url = f"https://www.{outlet}.example/{year}/{month:02}/{day:02}/story-{number}.html"
    if template != "tables":
        zone = ("+00:00", "+01:00", "+03:00", "-05:00")[draw.below(4)]
        published += f"T{1 + draw.below(22):02}:{1 + draw.below(58):02}:{draw.below(60):02}{zone}"
    page = WebPage(
        b"", template, language, title, draw.sentences(1), f"{draw.name()}",
        tuple(draw.sentences(2 + draw.below(3)) for _ in range(8 + draw.below(16))),
        draw.sentences(1), outlet, url, published,
    )  # fmt: skip
    text = {"system": _system, "weblog": _weblog, "tables": _tables, "agency": _agency}[template](page, draw)
    return WebPage(
        text.encode(), page.template, page.language, page.headline, page.standfirst, page.byline,
        page.paragraphs, page.caption, page.outlet, page.url, page.published,
    )  # fmt: skip


def _e(words: str) -> str:
    return html.escape(words, quote=True)


def _menu(draw: _Draw, count: int) -> str:
    items = (
        f'<li class="nav__item nav__item--{n}"><a class="nav__link" href="/section/{n}/" data-track="nav:{n}">'
        f"<span>{_e(draw.words(1 + draw.below(3)))}</span></a></li>"
        for n in range(count)
    )
    return f'<ul class="nav__list">{"".join(items)}</ul>'


def _teasers(draw: _Draw, count: int) -> str:
    return "".join(
        f'<li class="teaser"><div class="teaser__image"><img loading="lazy" src="/img/{n}-300.jpg" '
        f'srcset="/img/{n}-300.jpg 300w, /img/{n}-600.jpg 600w" alt=""></div><div class="teaser__text">'
        f'<span class="teaser__kicker">{_e(draw.words(1))}</span><h3 class="teaser__title">'
        f'<a href="/2019/01/0{n % 9}/{n}.html">{_e(draw.words(7))}</a></h3></div></li>'
        for n in range(count)
    )


def _comments(draw: _Draw, count: int) -> str:
    return "".join(
        f'<li id="comment-{n}" class="comment even depth-1"><div class="comment-body"><div class="comment-author">'
        f'<cite class="fn">{_e(draw.name())}</cite> <span class="says">{_e(draw.words(1))}</span></div>'
        f'<p>{_e(draw.sentences(1 + draw.below(3)))}</p><div class="reply"><a rel="nofollow" '
        f'href="#respond">{_e(draw.words(1))}</a></div></div></li>'
        for n in range(count)
    )


def _scripts(draw: _Draw) -> str:
    code = "".join(
        f'window.q{n}=window.q{n}||[];window.q{n}.push({{"id":{draw.below(10**9)},"slot":"/1234/site/pos{n}"}});\n'
        for n in range(60)
    )
    style = "".join(f".c{n}{{margin:{n}px 0;padding:0 {n}px;color:#{n:06x}}}\n" for n in range(120))
    return f"<script>{code}</script><style>{style}</style><noscript><img src='/pixel.gif'></noscript>"


def _head(page: WebPage, extra: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{page.language}"><head><meta charset="utf-8">'
        f'<title>{_e(page.headline)} - {_e(page.outlet)}</title><link rel="stylesheet" href="/a.css">{extra}</head>'
    )


def _open_graph(page: WebPage) -> str:
    return (
        f'<link rel="canonical" href="{page.url}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{_e(page.headline)}"><meta property="og:url" content="{page.url}">'
        f'<meta property="og:site_name" content="{_e(page.outlet)}">'
        f'<meta property="article:published_time" content="{page.published}">'
    )


def _linked(page: WebPage, draw: _Draw) -> list[str]:
    """The paragraphs as HTML, one in three with a link and emphasis at its start."""
    found = []
    for number, words in enumerate(page.paragraphs):
        cut = len(words) // 4
        if number % 3 == 1:
            found.append(f'<a href="/topic/{draw.below(99)}">{_e(words[:cut])}</a><em>{_e(words[cut : 2 * cut])}</em>'
                         f"{_e(words[2 * cut :])}")  # fmt: skip
        else:
            found.append(_e(words))
    return found


def _system(page: WebPage, draw: _Draw) -> str:
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": page.outlet, "url": page.url[:40]}
    article = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": page.headline,
        "datePublished": page.published, "dateModified": page.published, "mainEntityOfPage": page.url,
        "author": [{"@type": "Person", "name": page.byline}],
        "publisher": {"@type": "Organization", "name": page.outlet},
    }  # fmt: skip
    data = "".join(
        f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in (site, article)
    )
    body = [
        f'<div class="article-body__block"><p class="article-body__p">{words}</p></div>'
        for words in _linked(page, draw)
    ]
    body.insert(
        3, f'<aside class="related-box"><h4>{_e(draw.words(2))}</h4><ul>{_teasers(draw, 3)}</ul></aside>'
    )
    body.insert(6, '<div class="ad ad-inline"><div id="gpt-1" data-sizes="[[300,250],[728,90]]"></div></div>')
    return (
        f'{_head(page, _open_graph(page) + data)}<body class="page">{_scripts(draw)}'
        f'<header class="site-header"><nav class="nav">{_menu(draw, 60)}</nav></header><main id="main">'
        f'<article class="article"><header class="article__header"><h1 class="article__title">{_e(page.headline)}</h1>'
        f'<p class="article__standfirst">{_e(page.standfirst)}</p><div class="article__byline">'
        f'<a rel="author" href="/by/1">{_e(page.byline)}</a></div><time datetime="{page.published}" '
        f'class="article__date">{page.published[:10]}</time></header><figure class="article__figure"><img '
        f'src="/i.jpg"><figcaption>{_e(page.caption)}</figcaption></figure><div class="article-body">'
        f'{"".join(body)}</div></article><section class="related"><h2>{_e(draw.words(2))}</h2><ul>'
        f'{_teasers(draw, 24)}</ul></section></main><footer class="site-footer">{_menu(draw, 80)}<p>'
        f"{_e(draw.sentences(4))}</p></footer>{_scripts(draw)}</body></html>"
    )


def _weblog(page: WebPage, draw: _Draw) -> str:
    body = "\n".join(f"<p>{words}</p>" for words in _linked(page, draw))
    return (
        f'{_head(page, _open_graph(page))}<body class="single single-post">{_scripts(draw)}<div id="masthead">'
        f'<nav id="site-navigation">{_menu(draw, 30)}</nav></div><div id="content" class="site-content">'
        f'<article id="post-7" class="post type-post"><header class="entry-header"><h1 class="entry-title">'
        f'{_e(page.headline)}</h1><div class="entry-meta"><span class="author vcard"><a rel="author" href="/u/1">'
        f'{_e(page.byline)}</a></span> | <time class="entry-date published" datetime="{page.published}">'
        f'{page.published[:10]}</time></div></header><div class="entry-content"><p class="lead standfirst">'
        f'{_e(page.standfirst)}</p>\n<div class="wp-caption"><img src="/i.jpg"><p class="wp-caption-text">'
        f'{_e(page.caption)}</p></div>\n{body}</div><footer class="entry-footer"><span class="tags-links">'
        f'{_menu(draw, 6)}</span></footer></article><div id="comments" class="comments-area"><h2 '
        f'class="comments-title">{_e(draw.words(3))}</h2><ol class="comment-list">{_comments(draw, 30)}</ol></div>'
        f'</div><div id="secondary" class="widget-area sidebar"><div class="widget"><ul>{_teasers(draw, 16)}</ul>'
        f'</div></div><div id="colophon" class="site-footer">{_menu(draw, 20)}</div>{_scripts(draw)}</body></html>'
    )


def _tables(page: WebPage, draw: _Draw) -> str:
    body = "<br>\n<br>\n".join(_linked(page, draw))
    cells = "".join(
        f'<tr><td class="m"><a href="/r/{n}">{_e(draw.words(2))}</a></td></tr>' for n in range(60)
    )
    others = "<br>".join(f'<a href="/n/{n}">{_e(draw.words(8))}</a>' for n in range(40))
    meta = f'<meta name="date" content="{page.published}"><meta name="author" content="{_e(page.byline)}">'
    return (
        f'{_head(page, meta)}<body bgcolor="#ffffff">{_scripts(draw)}<table width="100%"><tr><td width="160">'
        f'<table>{cells}</table></td><td><div id="content"><h1>{_e(page.headline)}</h1>\n<p class="intro">'
        f'<b>{_e(page.standfirst)}</b></p><p class="caption">{_e(page.caption)}</p><div class="text">\n{body}\n</div>'
        f'</div></td><td class="right">{others}</td></tr></table><div class="footer">{_menu(draw, 30)}'
        f"{_e(draw.sentences(3))}</div>{_scripts(draw)}</body></html>"
    )


def _agency(page: WebPage, draw: _Draw) -> str:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#org", "name": page.outlet},
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": draw.words(2)}]},
            {"@type": ["ReportageNewsArticle", "Article"], "headline": page.headline, "url": page.url,
             "datePublished": page.published, "author": {"@type": "Person", "name": page.byline},
             "publisher": {"@type": "Organization", "name": page.outlet}},
        ],
    }  # fmt: skip
    body = list(
        chain.from_iterable(
            (f"<h2>{_e(draw.words(4))}</h2>", f"<p>{words}</p>") if number == 5 else (f"<p>{words}</p>",)
            for number, words in enumerate(_linked(page, draw))
        )
    )
    spans = "".join(
        f'<div class="share-{n}"><button type="button">{_e(draw.words(1))}</button></div>' for n in range(6)
    )
    return (
        f'{_head(page, _open_graph(page))}<body><script type="application/ld+json">{json.dumps(graph)}</script>'
        f'{_scripts(draw)}<div class="topbar"><div role="navigation">{_menu(draw, 40)}</div></div><div class="layout">'
        f'<div class="story"><div class="story-header"><div class="kicker">{_e(draw.words(1))}</div><h1>'
        f'{_e(page.headline)}</h1><p class="dek summary">{_e(page.standfirst)}</p><div class="meta"><span class='
        f'"byline">{_e(page.byline)}</span><span class="timestamp">{page.published[:10]}</span></div>{spans}</div>'
        f'<div class="picture"><img src="/i.jpg"><div class="image-caption">{_e(page.caption)}</div></div>'
        f'<div class="story-body" itemprop="articleBody">{"".join(body)}</div></div><div class="rail"><ul>'
        f"{_teasers(draw, 30)}</ul></div></div><footer>{_menu(draw, 70)}</footer>{_scripts(draw)}</body></html>"
    )
