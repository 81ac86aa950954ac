"""XML files: one item of NITF or NewsML-G2, the items of a news message, the entries of a feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.many.source import Source, too_long
from provenance.reading.many.streams import characters
from provenance.reading.many.xml_tags import Tag, Tags
from provenance.reading.opening import too_large
from provenance.reading.options import Options
from provenance.reading.raw import Raw
from provenance.reading.wire.source import declared_encoding

_CUT = "the file ends in the middle; what is whole before it is read, fetch the file again"
_LONGEST_HEAD = 4_096  # characters of one statement on all entries of a feed
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Kind:
    """A file of many: the reader of its items, their names, in which elements they stand, and which of the
    elements beside them are told of each item. Those that change with every fetch are not among them."""

    reader: str
    items: frozenset[str]
    around: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()


_FEED_HEAD = frozenset({
    "title", "link", "language", "copyright", "rights", "license", "author", "publisher", "creator",
})  # fmt: skip
_RSS = _Kind("feed", frozenset({"item"}), frozenset({"channel"}), _FEED_HEAD)
_MANY: Mapping[str, _Kind] = {
    "rss": _RSS,
    "RDF": _RSS,
    "feed": _Kind("feed", frozenset({"entry"}), frozenset(), _FEED_HEAD),
    "newsMessage": _Kind(
        "newsml-g2",
        frozenset({"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem"}),
        frozenset({"itemSet"}),
    ),
}
_ONE: Mapping[str, str] = {"nitf": "nitf", "newsItem": "newsml-g2"}
_OTHERS: Mapping[str, str] = {
    "html": "a web page; give it the ending .html",
    "NewsML": "NewsML 1; export it as NewsML-G2 or NITF",
    "packageItem": "a package of NewsML-G2, which holds no text; scan the items that it names",
    "conceptItem": "a concept of NewsML-G2, which holds no article; remove it",
    "knowledgeItem": "a vocabulary of NewsML-G2, which holds no article; remove it",
    "planningItem": "a plan of NewsML-G2, which holds no article; remove it",
    "urlset": "a site map, which holds no article; remove it",
    "sitemapindex": "a site map, which holds no article; remove it",
    "opml": "a list of feeds, which holds no article; scan the feeds",
}
_NO_TEXT: Mapping[str, str] = {
    name: f"the item is {_OTHERS[name].partition(';')[0]}; nothing of it is to be read"
    for name in ("packageItem", "conceptItem", "knowledgeItem", "planningItem")
}


def split_xml(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The articles of an XML file: at `path` where it is one, else each at `path#item=N`, from 1 on.

    An entry of a feed comes with what the feed states of all. Raises NotText for XML of other kinds.
    """
    with source.open() as stream:
        encoding, pieces = characters(stream, declared_encoding)
        tags = Tags(pieces, options.max_bytes)
        root = tags.next()
        if root is None or not root.opens:
            raise NotText("the file holds no XML; give a text the ending .txt")
        kind = _MANY.get(root.name)
        if kind is not None:
            yield from _Items(source, options, tags, encoding, kind, root).read()
            return
    reader = _ONE.get(root.name)
    if reader is None:
        what = _OTHERS.get(root.name, f"XML of a kind that is not read (its root is '{root.name[:40]}')")
        raise NotText(f"the file is {what}" + ("" if ";" in what else "; remove it"))
    with source.open() as stream:
        data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise NotText(too_large(len(data), options.max_bytes))
    yield Raw(source.path, data, reader, source.stated)


class _Items:
    """The items of one file, counted."""

    def __init__(
        self, source: Source, options: Options, tags: Tags, encoding: str, kind: _Kind, root: Tag
    ) -> None:
        self._source, self._max, self._tags = source, options.max_bytes, tags
        self._encoding, self._kind = encoding, kind
        self._open = [root]
        self._about: list[str] = []  # what the feed states of all
        self._channel: Tag | None = None
        self._number = 0
        self._cut = False  # amid an item, at which that was said

    def read(self) -> Iterator[Raw | Unreadable]:
        """Each item; where the file ends amid one, or before its own end, that is said."""
        kind = self._kind
        if self._open[0].closes:
            return
        while tag := self._tags.next():
            if tag.closes and not tag.opens:
                if tag.name == self._open[-1].name:
                    self._open.pop()
                    if not self._open:
                        return
                continue
            if tag.name in kind.items:
                self._number += 1
                yield self._item(tag)
            elif tag.name in kind.around and not tag.closes and len(self._open) < _DEEPEST:
                self._open.append(tag)
                self._channel = tag
            elif tag.name in kind.about:
                self._tags.hold()
                text = self._rest(tag)
                if text and len(text) <= _LONGEST_HEAD:
                    self._about.append(text)
            elif not tag.closes:
                self._rest(tag)
        if not self._cut:
            yield Unreadable(self._source.path, _CUT)

    def _item(self, tag: Tag) -> Raw | Unreadable:
        where = f"{self._source.path}#item={self._number}"
        self._tags.hold()
        text = self._rest(tag)
        if self._tags.too_long:
            return Unreadable(where, too_long("item", self._max))
        if text is None:
            self._cut = True
            return Unreadable(where, _CUT)
        if tag.name in _NO_TEXT:
            return Unreadable(where, _NO_TEXT[tag.name])
        data = self._whole(text).encode("utf-8", "replace")
        if len(data) > self._max:
            return Unreadable(where, too_long("item", self._max))
        return Raw(where, data, self._kind.reader, self._source.stated, self._encoding)

    def _rest(self, tag: Tag) -> str | None:
        """Go behind the end of the element that a tag opens: its characters, None where it never ends."""
        depth = 0 if tag.closes else 1
        while depth:
            inner = self._tags.next()
            if inner is None:
                self._tags.take()
                return None
            if inner.name == tag.name:
                depth += (not inner.closes) - (inner.closes and not inner.opens)
        return self._tags.take()

    def _whole(self, item: str) -> str:
        """The item as a document of its own: in the elements that it stands in, below what is said of all."""
        around = self._open
        about = "".join(self._about)
        channel = self._channel
        if about and channel is not None and channel not in around:  # in RSS 1.0 it stands beside the items
            about = f"{channel.text}{about}</{_name(channel)}>"
        ends = "".join(f"</{_name(tag)}>" for tag in reversed(around))
        return "".join(tag.text for tag in around) + about + item + ends


def _name(tag: Tag) -> str:
    """The name with its prefix, as the tag writes it."""
    return tag.text[1:].split(None, 1)[0].rstrip(">/").split(">")[0]
