"""What a document states of itself in its properties, and what of it can be believed.

Programs fill them in: the name of whoever typed it, the title of the document that it was made from, the
days of the file and not of its publication. So they say something only where the text doesn't.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.reading.article import Dated, Segment, Statement
from provenance.reading.parts.dates import parse_date
from provenance.reading.parts.segments import byline_of, title_of
from provenance.reading.stated import Described

_FILE = re.compile(
    r"\.(?:docx?|docm|dotx?|odt|rtf|pdf|indd|qxp|qxd|pages|pub|pptx?|tmp|txt)\b", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"(?:microsoft word|microsoft powerpoint|powerpoint|word)\b.*"
    r"|(?:untitled|ohne titel|unbenannt|sans titre).*"
    r"|sin t[ií]tulo.*|document ?\d*|dokument ?\d*|template|vorlage|(?:press|news) release(?: template)?"
    r"|\W*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:admin\w*|user|benutzer|utilisateur|usuario|microsoft|office|windows|python|docx\w*|apache|libre\w*|adobe"
    r"|unknown|author|owner|default|scanner|xerox|canon|ricoh|kyocera|pc|laptop|desktop)\b",
    re.IGNORECASE,
)
_LONGEST = 300  # characters of a title
_PEOPLE = 100  # of the names of authors


@dataclass(frozen=True, slots=True)
class Properties:
    """What a document says of itself; dates in ISO 8601. Empty where it says nothing."""

    title: str = ""
    creator: str = ""
    created: str = ""
    changed: str = ""


def describe(own: Properties, text: str, segments: Sequence[Segment]) -> Described:
    """What is used of it, and what is only kept. The days of the file date nothing: they are kept beside the
    dates, as those that a text mentions."""
    title, unused = own.title[:_LONGEST], []
    if title and (title_of(text, segments) or _FILE.search(title) or _NO_TITLE.fullmatch(title)):
        if title != title_of(text, segments):
            unused.append(Statement("title", title, "document"))
        title = ""
    creator = own.creator[:_PEOPLE]
    if creator and (byline_of(text, segments) or not _is_person(creator)):
        if creator != byline_of(text, segments):
            unused.append(Statement("byline", creator, "document"))
        creator = ""
    stated = (("document created", own.created), ("document changed", own.changed))
    dates = [_dated(words, source) for source, words in stated]
    return Described(
        title=title or None,
        byline=creator or None,
        dates=tuple(date for date in dates if date is not None),
        unused=tuple(unused),
    )


def _is_person(name: str) -> bool:
    """Whether a name is likely that of a person: two words or more, none of a program or an account."""
    words = name.split()
    if len(words) < 2 or any(not c.isalpha() and c not in " .,'’-;&" for c in name):
        return False
    return _NOBODY.search(name) is None and not words[0][:1].islower()


def _dated(words: str, source: str) -> Dated | None:
    interval = parse_date(words)
    return (
        None if interval is None else Dated(interval[0], interval[1], source, interval[2], words, "mentioned")
    )
