"""What the parts of a page are called: its tags, classes and ids say which are menus or captions.

A class is cut into words (`article__photo-credit` is article, photo, credit), which sites join at will.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "search",
    "section", "summary", "table", "caption", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Tags that stand on lines of their own; others stand in a line."""
NO_WORDS = (
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "applet", "svg", "math",
    "canvas", "audio", "video", "noframes", "noembed", "map", "datalist", "xml", "plaintext", "xmp",
)  # fmt: skip
"""Tags within which nothing is shown as text, or nothing that is the article's."""
CONTROLS = ("button", "select", "textarea", "input", "option", "label", "progress", "meter", "dialog")
_WHOLE = frozenset({"html", "body", "main", "article", "p", "h1"})  # never left out for their names

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_REGIONS = {
    "navigation": "nav navbar navigation menu submenu breadcrumb breadcrumbs topbar masthead sitenav "
    "pagination",
    "footer": "footer colophon",
    "comments": "comments comment commentlist disqus respond kommentare commentaires comentarios commenti",
    "related": "related relateds recommended recommendations recirc recirculation trending popular outbrain "
    "taboola teaser teasers promo mostread readmore alsoread",
    "controls": "share sharing social newsletter subscribe subscription cookie cookies consent gdpr login "
    "signup toolbar sponsored advertisement advert adslot sharedaddy",
}
_REGION_OF = {word: region for region, words in _REGIONS.items() for word in words.split()}
_ROLES = {
    "standfirst": "standfirst dek deck subtitle subhead subheadline subheading lede lead intro "
    "introduction summary "
    "chapo chapeau vorspann teasertext bajada entradilla sottotitolo sommario ingress",
    "byline": "byline author authors autor autoren auteur auteurs writer reporter journalist",
    "date": "date datetime pubdate timestamp published updated datum fecha dateline",
    "caption": "caption captions legend legende bildunterschrift cutline figcaption",
    "credit": "credit credits copyright photocredit imagecredit photographer",
    "source": "source sources agency agencies quelle quellen fuente fuentes fonte fonti",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_PROPERTIES = {
    "headline": "headline", "alternativeheadline": "standfirst", "description": "standfirst",
    "author": "byline", "creator": "byline", "datepublished": "date", "datemodified": "date",
    "datecreated": "date", "caption": "caption", "copyrightholder": "credit", "comment": "",
}  # fmt: skip
_ABOUT = frozenset({"bio", "box", "card", "about", "profile", "follow", "description", "info"})


@lru_cache(maxsize=8192)
def name_words(names: str) -> frozenset[str]:
    """The words of a class or id, in lower case."""
    return frozenset(word.lower() for word in _WORDS.findall(names[:300]))


@lru_cache(maxsize=8192)
def role_of(tag: str, names: str, prop: str, rel: str) -> str:
    """What a part is by its tag, its class and id, its `itemprop` and `rel`; empty where they don't say."""
    if tag == "h1":
        return "headline"
    if tag == "figcaption":
        return "caption"
    if tag == "time":
        return "date"
    if rel == "author":
        return "byline"
    if prop:
        for word in prop.lower().split():
            if word in _PROPERTIES:
                return _PROPERTIES[word]
    if not names:
        return ""
    words = name_words(names)
    roles = {_ROLE_OF[word] for word in words if word in _ROLE_OF}
    if not roles:
        return ""
    if "byline" in roles and words & _ABOUT:
        return "about"  # who the author is, told below the article
    # The most special goes first: `caption-credit` is a credit, `article-author-date` a date.
    return next(
        role for role in ("credit", "caption", "date", "byline", "standfirst", "source") if role in roles
    )


@lru_cache(maxsize=8192)
def region_of(tag: str, names: str, role: str) -> str:
    """Which part of the page around the article it is; empty where nothing says so."""
    if tag == "nav" or role == "navigation":
        return "navigation"
    if tag == "footer" or role == "contentinfo":
        return "footer"
    if role in ("search", "dialog", "alertdialog", "menu", "menubar", "toolbar"):
        return "controls" if role[:4] != "menu" else "navigation"
    if tag == "aside" or role == "complementary":
        return _region(names) or "aside"
    return _region(names) if names and tag not in _WHOLE else ""


def _region(names: str) -> str:
    words = name_words(names)
    found = {_REGION_OF[word] for word in words if word in _REGION_OF}
    return next((region for region in _REGIONS if region in found), "")


def names_of(element: HtmlElement) -> str:
    """Class and id of an element."""
    own, identity = element.get("class"), element.get("id")
    if own is None:
        return identity or ""
    return own if identity is None else f"{own} {identity}"


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element says of itself that it is not shown."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style is None:
        return False
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain
