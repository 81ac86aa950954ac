"""ninjs 1 to 3: a news item as a JSON object."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reading.decoding import NotText, decode
from provenance.reading.parts.bylines import byline_name
from provenance.reading.protocol import Reading
from provenance.reading.web.blocks import Part
from provenance.reading.wire.body import compose, html_parts, is_markup, plain_parts
from provenance.reading.wire.nitf import nitf_parts
from provenance.reading.wire.source import parse_xml
from provenance.reading.wire.stating import Item, first_of, relation_of

Record = Mapping[str, Any]

_SHORT = frozenset({"summary", "abstract", "teaser", "short", "excerpt", "caption", "sms"})
_MOST = 200  # bodies, associations, sources
_MAIN = "main"
_KINDS = {"text": "text/plain", "xhtml": "html", "html": "html", "nitf": "nitf"}


def read_ninjs(data: bytes) -> Reading:
    """The article of a ninjs object. Raises NotText for another, or one without a text."""
    try:
        try:
            value = json.loads(data)
        except UnicodeDecodeError:
            value = json.loads(decode(data).text)
    except RecursionError:
        raise NotText("the item is nested too deep to be read; look at it") from None
    except ValueError as error:
        if isinstance(error, NotText):
            raise
        raise NotText(f"the item is no JSON ({str(error).partition(':')[0]}); mend it") from None
    if not isinstance(value, dict):
        raise NotText("the item is no object; write it as ninjs has it")
    # 1 and 2 write versioncreated, 3 writes versionCreated: both are one name.
    record = {str(key).replace("_", "").lower(): inner for key, inner in value.items()}
    item = Item("ninjs", id=_words(record, "uri"))
    headline = _words(record, "headline") or _valued(record, "headline")
    item.title = headline or _words(record, "title") or _valued(record, "title")
    by = _words(record, "byline", "by")
    item.byline = (byline_name(by) or by) if by else None
    item.url = next((str(href) for href in _addresses(record)), None)
    _read_rights(record, item)
    item.date_version(
        _words(record, "versioncreated"),
        first=[_words(record, "firstcreated"), _words(record, "contentcreated")],
        version=_words(record, "version"),
        embargo=_words(record, "embargoed"),
    )
    status = (_words(record, "pubstatus") or "").lower()
    if status in ("canceled", "withheld"):
        item.state("status", status)
    _read_relations(record, item)
    removed: Counter[str] = Counter()
    parts = _parts(record, value, item, removed)
    if not parts:
        raise NotText(_no_text(record))
    return compose(item, parts, removed, headline=headline, byline=by)


def _read_rights(record: Record, item: Item) -> None:
    holder = _words(record, "copyrightholder")
    provider = _words(record, "provider", "publisher")
    sources = [_words(_low(one), "name", "literal") for one in _objects(record.get("infosources"))]
    item.outlet = first_of((provider, holder))
    item.state("provider", provider)
    item.state("copyright", _words(record, "copyrightnotice"))
    item.licence = _words(record, "usageterms")
    if holder != item.outlet:
        item.credit_agency(holder)
    for name in (_words(record, "creditline"), *sources, _words(record, "source")):
        item.credit(name)


def _read_relations(record: Record, item: Item) -> None:
    """Where the item says that it comes from. Associations are a list, or in version 1 an object by name."""
    for key, words in (("derivedfrom", "derivedFrom"), ("evolvedfrom", "evolvedFrom")):
        for one in _some(record.get(key)):
            item.relate(words, one if isinstance(one, str) else _words(_low(one), "uri", "href", "id"))
    for field in ("associations", "links"):
        found = record.get(field)
        named = found.items() if isinstance(found, dict) else (("", one) for one in _some(found))
        for name, one in list(named)[:_MOST]:
            if isinstance(one, dict):
                other = _low(one)
                role = first_of(
                    word for word in (name, *(_words(other, key) for key in ("rel", "name", "role")))
                    if relation_of(word)
                )  # fmt: skip
                item.relate(role, _words(other, "uri", "href"))


def _parts(record: Record, whole: Record, item: Item, removed: Counter[str]) -> list[Part]:
    """The parts of the body that has most markup; of several the main one, then the longest. XML that is an
    agency's own comes last."""

    def rank(body: tuple[str, str, str]) -> tuple[bool, bool, bool, int]:
        role, kind, text = body
        own = "xml" in kind and "html" not in kind and "nitf" not in kind
        return own, not _markup(kind, text), role != _MAIN, -len(text)

    for _, kind, text in sorted(_bodies(record, whole), key=rank):
        if "nitf" in kind:
            parts = nitf_parts(_nitf(text), item, removed)
        elif _markup(kind, text):
            parts = html_parts(text, removed)
        else:
            parts = plain_parts(text)
        if any(part.kind == "body" for part in parts):
            return parts
    return []


def _nitf(text: str) -> Any:
    root = parse_xml(text)
    if root.tag == "nitf":
        return root
    if root.tag == "body":
        from lxml import etree

        outer = etree.Element("nitf")
        outer.append(root)
        return outer
    return parse_xml(f"<nitf><body><body.content>{text}</body.content></body></nitf>")


def _markup(kind: str, text: str) -> bool:
    return "html" in kind or "nitf" in kind or (kind != "text/plain" and is_markup(text))


def _bodies(record: Record, whole: Record) -> Iterator[tuple[str, str, str]]:
    """Role, media type and words of each body but the short ones."""
    for one in (*_objects(record.get("bodies")), *_objects(record.get("body"))):
        body = _low(one)
        role = (_words(body, "role", "name") or "").lower()
        text = body.get("value")
        if role not in _SHORT and isinstance(text, str):
            yield role, (_words(body, "contenttype") or _KINDS.get(role, "")).lower(), text
    for key, text in whole.items():
        prefix, _, role = str(key).lower().partition("_")
        if prefix == "body" and role and role not in _SHORT and isinstance(text, str):
            stated = _words(record, f"contenttype{role}".replace("_", ""))
            kind = stated or _KINDS.get(role, "")
            yield (_MAIN if role == "text" else role), kind.lower(), text


def _no_text(record: Record) -> str:
    kind = (_words(record, "type") or "").lower()
    if kind and kind != "text":
        return f"the item is of the type '{kind[:40]}' and holds no text; nothing of it is to be read"
    return "the item holds no text; fetch it again with its body"


def _addresses(record: Record) -> Iterator[str]:
    """Where the item stands in the web."""
    for one in _objects(record.get("renditions")):
        href, kind = _words(_low(one), "href"), _words(_low(one), "contenttype", "mimetype") or ""
        if href and "html" in kind:
            yield href
    for value in (record.get("url"), record.get("uri")):
        if isinstance(value, str) and re.match(r"https?://", value):
            yield value


def _valued(record: Record, name: str) -> str | None:
    """The main one of `headlines`, or what begins as `headline_`."""
    found = [_low(one) for key in (f"{name}s", name) for one in _objects(record.get(key))]
    found.sort(key=lambda one: (_words(one, "role", "name") or "") != _MAIN)
    values = [value for one in found if (value := _words(one, "value"))]
    named = [_words(record, key) for key in record if key.startswith(name) and key != f"{name}s"]
    text = first_of((_words(record, f"{name}main"), *values, *named))
    if text and is_markup(text):
        text = " ".join(part.block.text for part in html_parts(text, Counter())) or None
    return text


def _low(record: Record) -> Record:
    return {str(key).replace("_", "").lower(): value for key, value in record.items()}


def _words(record: Record, *names: str) -> str | None:
    """The first of some fields that has words; of an object its name."""
    for name in names:
        value = record.get(name)
        if isinstance(value, dict):
            value = value.get("name") or value.get("literal")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def _some(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else [] if value is None else [value]


def _objects(value: object) -> list[Record]:
    """The objects of a list, or those of an object by name."""
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [one for one in values[:_MOST] if isinstance(one, dict)]
