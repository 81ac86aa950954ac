"""What a page states of its article outside its text: JSON-LD, meta, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from provenance.agencies import load_agencies
from provenance.reading.article import Dated
from provenance.reading.parts.bylines import byline_name
from provenance.reading.parts.dates import parse_date
from provenance.reading.stated import Described
from provenance.reading.web.json_ld import Node, address, find_article, names, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "parsely-pub-date", "sailthru.date", "datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "pubdate",
    "publishdate", "publish-date", "publish_date",
    "publication_date", "published_time", "date", "article_date_original", "cxenseparse:recs:publishtime",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_OUTLETS = ("dc.publisher", "dcterms.publisher", "publisher", "application-name")
_AUTHORS = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author")
_SOURCES = ("dc.source", "dcterms.source", "source", "news_source", "article:source")
_LICENCES = ("dc.rights.license", "dcterms.license", "license", "licence")
_IDENTIFIERS = ("articleid", "article_id", "article-id", "parsely-post-id", "dc.identifier")
_MAY_BE_AGENCIES = ("copyrightHolder", "provider", "author", "creator")
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)([/-])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_PATH_DATE_SOLID = re.compile(r"/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?")
_MOST_META = 500
_LONGEST = 2_000  # characters of a value


@dataclass(frozen=True, slots=True)
class PageStated:
    """What a page states: its `fields`, `credits`, the `titles` that it has outside its text, the address
    `base` that its links are relative to, whether it says that it is an article, and what can't be used."""

    fields: Described
    credits: tuple[str, ...]
    titles: tuple[str, ...]
    base: str | None
    is_article: bool
    problems: tuple[str, ...]


def read_stated(root: HtmlElement) -> PageStated:
    """What a page states. To be called while its head and scripts are in the tree."""
    meta = _meta(root)
    title = _title(root)
    links = {rel: href for rel in ("canonical", "license") if (href := _link(root, rel))}
    heads = tuple(" ".join(head.text_content().split()) for head in root.findall(".//h1")[:5])
    stated_titles = tuple(found for name in _TITLES if (found := meta.get(name)))
    scripts = (
        script.text for script in root.iter("script")
        if script.text and "ld+json" in (script.get("type") or "").lower()
    )  # fmt: skip
    addresses = (links.get("canonical", ""), meta.get("og:url", ""))
    node = find_article(scripts, addresses, (*stated_titles, *heads, title)) or {}
    base = _base(root, [*addresses, address(node.get("url")) or ""])
    own = address(node.get("url")) or address(node.get("mainEntityOfPage")) or ""
    url = next((whole for written in (*addresses, own) if (whole := _whole(written, base))), None)
    publisher = next(iter(names(node.get("publisher"))), None)
    outlet = meta.get("og:site_name") or publisher or _first(meta, _OUTLETS)
    dates, problems = _dates(node, meta, root, url)
    titles = tuple(found for found in (words(node.get("headline")), *stated_titles) if found)
    fields = Described(
        id=_identifier(node) or _first(meta, _IDENTIFIERS),
        title=titles[0] if titles else None if heads else _without_outlet(title, outlet),
        outlet=outlet,
        byline=_byline(node, meta, outlet),
        url=url,
        licence=address(node.get("license")) or links.get("license") or _first(meta, _LICENCES),
        dates=dates,
    )
    typed = meta.get("og:type", "").lower() == "article" or "article:published_time" in meta
    return PageStated(fields, _credits(node, meta), (*titles, title), base, bool(node) or typed, problems)


def _meta(root: HtmlElement) -> dict[str, str]:
    """The meta of a page by name, the first of each; several authors are joined."""
    found: dict[str, str] = {}
    for number, element in enumerate(root.iter("meta")):
        if number >= _MOST_META:
            break
        content = element.get("content")
        if not content or len(content) > _LONGEST:
            continue
        value = words(content)
        for name in (element.get("property"), element.get("name"), element.get("itemprop")):
            if not name or value is None:
                continue
            own = name.strip().lower()
            if own not in found:
                found[own] = value
            elif own in _AUTHORS and value not in found[own]:
                found[own] += f", {value}"
    return found


def _title(root: HtmlElement) -> str:
    element = root.find(".//head/title")
    return "" if element is None else " ".join(element.text_content().split())[:_LONGEST]


def _link(root: HtmlElement, rel: str) -> str:
    for tag in ("link", "a") if rel == "license" else ("link",):
        for element in root.iterfind(f".//{tag}[@rel='{rel}']"):
            if href := (element.get("href") or "").strip():
                return href[:_LONGEST]
    return ""


def _base(root: HtmlElement, addresses: Iterable[str]) -> str | None:
    """What the page's links are relative to: its `base`, else its own address. Only of the web."""
    own = next((whole for each in addresses if (whole := _whole(each, None))), None)
    element = root.find(".//base[@href]")
    return (_whole((element.get("href") or "").strip(), own) if element is not None else None) or own


def _whole(written: str, base: str | None) -> str | None:
    try:
        whole = urljoin(base, written) if base and written else written
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc else None


def _first(meta: dict[str, str], wanted: Iterable[str]) -> str | None:
    return next((meta[name] for name in wanted if name in meta), None)


def _dates(
    node: Node, meta: dict[str, str], root: HtmlElement, url: str | None
) -> tuple[tuple[Dated, ...], tuple[str, ...]]:
    """The dates of publication, the surest source first; a sentence where none of those can be read."""
    stated = [("JSON-LD", words(node.get("datePublished")) or words(node.get("dateCreated")))]
    stated += [("page meta", meta[name]) for name in _PUBLISHED if name in meta]
    stated += [("page time", value) for value in _times(root)]
    found: dict[str, Dated] = {}
    unclear = ""
    for source, value in stated:
        if not value or source in found:
            continue
        date = _dated(value, source)
        if date is not None:
            found[source] = date
        elif source != "page time":
            unclear = unclear or value
    by_path = _path_date(url)
    if by_path is not None:
        found["URL path"] = by_path
    if found or not unclear:
        return tuple(found.values()), ()
    return (), (f"the page's date {unclear[:60]!r} is not understood and not used; state it in metadata.csv",)


def _dated(value: str, source: str) -> Dated | None:
    # Midnight sharp is how a system writes a day of which it has no time.
    day = _MIDNIGHT.fullmatch(value)
    parsed = parse_date(value if day is None else day[1])
    return None if parsed is None else Dated(parsed[0], parsed[1], source, parsed[2], value)


def _times(root: HtmlElement) -> list[str]:
    """What the `time` elements above the article's text say, those that are called published first."""
    found: list[str] = []
    for place, element in enumerate(root.iterfind(".//time[@datetime]")):
        around = {ancestor.tag for ancestor in element.iterancestors()}
        if place >= 20 or around & {"aside", "footer", "nav", "li", "p", "blockquote"}:
            continue
        role = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if around & {"header", "article", "main"} and not any(word in role for word in ("modif", "updat")):
            value = words(element.get("datetime"))
            if value:
                found.insert(0 if "publ" in role else len(found), value)
    return found


def _path_date(url: str | None) -> Dated | None:
    """The day in `/2018/01/10/`, as most papers have it in their addresses."""
    if url is None:
        return None
    path = urlsplit(url).path
    match = _PATH_DATE.search(path)
    if match is not None:
        year, month, day = match[1], match[3], match[4]
    else:
        match = _PATH_DATE_SOLID.search(path)
        if match is None:
            return None
        year, month, day = match[1], match[2], match[3]
    parsed = parse_date(f"{year}-{month}-{day}")
    return None if parsed is None else Dated(parsed[0], parsed[1], "URL path", parsed[2], match[0].strip("/"))


def _byline(node: Node, meta: dict[str, str], outlet: str | None) -> str | None:
    """Who wrote it; a paper that names itself as the author says nothing."""
    authors = names(node.get("author")) or names(node.get("creator"))
    if not authors:
        stated = [meta[name] for name in _AUTHORS if name in meta]
        authors = [own for own in stated if "://" not in own and "@" not in own][:1]
    people = [byline_name(author) or author for author in authors]
    own = (outlet or "").casefold()
    return ", ".join(person for person in people if person.casefold() != own) or None


def _identifier(node: Node) -> str | None:
    value: Any = node.get("identifier")
    if isinstance(value, list):
        value = value[0] if value else None
    return words(value.get("value")) if isinstance(value, dict) else words(value)


def _credits(node: Node, meta: dict[str, str]) -> tuple[str, ...]:
    """Whom a page credits outside its text. Who provides or holds it counts where that is an agency."""
    found = [words(node.get("creditText")), *names(node.get("sourceOrganization"))]
    based = node.get("isBasedOn") or node.get("isBasedOnUrl")
    for item in (based if isinstance(based, list) else [based])[:20]:
        if isinstance(item, dict):
            found += names(item.get("publisher")) or names(item)
        found.append(address(item))
    agencies = load_agencies()
    maybe = [name for key in _MAY_BE_AGENCIES for name in names(node.get(key))]
    maybe += [meta[name] for name in _SOURCES if name in meta]
    for name in maybe:
        known = agencies.named(name)
        if known is not None and known.name in agencies.agency_names:
            found.append(name)
    return tuple(dict.fromkeys(name for name in found if name))


def _without_outlet(title: str, outlet: str | None) -> str | None:
    """The title of a page's window without the outlet's name at its end."""
    if outlet:
        for mark in (" - ", " | ", " – ", " — ", " · "):
            if title.casefold().endswith((mark + outlet).casefold()):
                return title[: -len(mark + outlet)].strip() or None
    return title or None
