"""What reading makes: an article, its parts, its metadata; and a file that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from provenance.portable import portable
from provenance.spans import Span

_LONGEST = 500  # characters of a reason


class Dated(NamedTuple):
    """An interval in which a text was published, with where that was read.

    `earliest` and `latest` are the first and the last instant, ISO 8601: `2018-01-10T14:18` to
    `2018-01-10T14:18:59` for a minute. They end in `Z` or an offset such as `+03:00` only where the words
    name one; without it the time zone is not known.

    Of another `kind`, it is no date of publication: `not after` and `not before` it was published (an update,
    a crawl), or it is `mentioned` in the text.
    """

    earliest: str
    latest: str
    source: str  # metadata, front matter, date line, dateline, ...
    precision: str  # second, minute, day, month, year
    words: str  # the text it was read from
    kind: str = "published"  # published, not after, not before, mentioned


class Segment(NamedTuple):
    """A part of a text.

    `kind`: headline, standfirst, byline, dateline, date, caption, credit, boilerplate, body. A `credit`
    is that of a picture; credits of the words stand in the body, dateline and byline.
    """

    kind: str
    span: Span


class Link(NamedTuple):
    """A link in a text: where it leads, and the span of its words."""

    target: str
    span: Span


class Removed(NamedTuple):
    """What a reader left out of a text: which kind of part (navigation, comments, ...), how many words."""

    what: str
    words: int


class Statement(NamedTuple):
    """What was stated of an article and is not used, as somebody who goes before states something else.

    `field`: title, outlet, byline, url, licence, id, source or date. `said_by`: metadata, front matter, ...
    """

    field: str
    value: str
    said_by: str
    date: Dated | None = None


class Metadata(NamedTuple):
    """What is known of a text besides its words. `source_flag`: declared a press release or a wire;
    `source_kind`: which of the two, empty where that was not said; `others`: what else was stated; `credits`:
    those stated outside the text; `dates`: all that were found, of every kind, the one that is used first;
    `excluded`: why it takes no part, by the path pattern `excluded_by`."""

    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    date: Dated | None = None
    source_flag: bool = False
    licence: str | None = None
    others: tuple[Statement, ...] = ()
    credits: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()
    source_kind: str = ""
    excluded: str = ""
    excluded_by: str = ""


class Article(NamedTuple):
    """A text as it stands in one place.

    `path` is POSIX, the scanned folder's name first. `text` is decoded, its byte order mark removed, its line
    ends kept, otherwise untouched; `text_id` is the SHA-256 (hex) of it in UTF-8. `size` is in bytes.
    """

    path: str
    text: str
    text_id: str
    size: int
    bytes_sha256: str
    encoding: str
    reader: str  # text, markdown, ...
    metadata: Metadata
    segments: tuple[Segment, ...]
    links: tuple[Link, ...] = ()
    removed: tuple[Removed, ...] = ()
    reader_version: str = ""


@portable
@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that was not read, and one sentence that says why and what to do.

    Libraries put parts of broken files into what they say: it becomes one line that can be shown and stored.
    """

    path: str
    reason: str

    def __post_init__(self) -> None:
        """Make the reason one line of bearable length."""
        if len(self.reason) > _LONGEST or not self.reason.isprintable():
            line = " ".join(self.reason[:_LONGEST].splitlines()).encode("utf-8", "replace").decode()
            object.__setattr__(self, "reason", line + ("…" if len(self.reason) > _LONGEST else ""))
