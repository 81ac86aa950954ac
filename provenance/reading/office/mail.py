"""The reader of mail: its text, what its headers state; attachments are named and not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes
from importlib.util import find_spec

from provenance.reading.article import Link, Removed
from provenance.reading.decoding import NotText
from provenance.reading.office.mail_headers import has_headers, read_headers
from provenance.reading.office.mail_parts import Contents, Piece, contents_of
from provenance.reading.protocol import Reading
from provenance.spans import Span

_BETWEEN = "\n\n"
_NO_HTML = (
    "the mail has its text as HTML alone, and reading that needs lxml;"
    " install provenance-newsroom[web] (pip install 'provenance-newsroom[web]')"
)
_NONE = "the file holds no mail (no From, Subject or Date stands at its top); give a text the ending .txt"
_DEEP = "its parts are nested too deep to be read; save its text as a file of its own"
_SHOWN = 5  # attachments that are named


def read_mail(data: bytes) -> Reading:
    """The text of one mail. Raises NotText, also where it is only attachments."""
    if data.startswith(b"From "):  # the line by which a mailbox parts its mails
        data = data.partition(b"\n")[2]
    try:
        message = message_from_bytes(data)
    except RecursionError:
        raise NotText(_DEEP) from None
    if not has_headers(message):
        raise NotText(_NONE)
    contents = contents_of(message)
    text, links, left_out = _write(contents.pieces)
    if not text:
        raise NotText(_without_text(contents))
    fields, problems = read_headers(message)
    if contents.attached:
        problems = (
            *problems,
            f"{_attachments(contents)} not read; save what is an article as a file of its own",
        )
    return Reading(
        text,
        contents.pieces[0].encoding,
        fields=fields,
        said_by="mail",
        links=links,
        removed=tuple(Removed(what, words) for what, words in sorted(left_out.items()) if words),
        problems=problems,
    )


def _without_text(contents: Contents) -> str:
    if not contents.attached:
        return "the mail has no text; remove it"
    return f"the mail has no text of its own, and {_attachments(contents)} not read; save and scan them"


def _attachments(contents: Contents) -> str:
    names = [f"'{name}'" for name in contents.attached[:_SHOWN]]
    more = len(contents.attached) - len(names)
    shown = ", ".join(names) + (f" and {more} more" if more else "")
    one = len(contents.attached) == 1
    return f"its attachment{'' if one else 's'} {shown} {'is' if one else 'are'}"


def _write(pieces: Sequence[Piece]) -> tuple[str, tuple[Link, ...], Counter[str]]:
    """The pieces as one text, with its links and how many words of which kind were left out."""
    texts: list[str] = []
    links: list[Link] = []
    left_out: Counter[str] = Counter()
    at = 0
    for piece in pieces:
        if piece.html:
            text, found, removed = _read_html(piece.text)
            left_out += removed
        else:
            text, found = piece.text.strip("\n").rstrip(), ()
        if text.strip():
            links += [Link(one.target, Span(at + one.span.start, at + one.span.end)) for one in found]
            texts.append(text)
            at += len(text) + len(_BETWEEN)
    return _BETWEEN.join(texts), tuple(links), left_out


def _read_html(text: str) -> tuple[str, tuple[Link, ...], Counter[str]]:
    """The words of a mail in HTML. All that is shown counts: a mail has no menus around its article."""
    if find_spec("lxml") is None:
        raise NotText(_NO_HTML)
    from provenance.reading.web.blocks import blocks_of, prune
    from provenance.reading.web.source import parse_page
    from provenance.reading.web.text import absolute

    root = parse_page(text)
    left_out = prune(root)
    lines: list[str] = []
    links: list[Link] = []
    at = 0
    for block in blocks_of(root):
        for first, end, written in block.links:
            if target := absolute(written, None):
                links.append(Link(target, Span(at + first, at + end)))
        lines.append(block.text)
        at += len(block.text) + len(_BETWEEN)
    return _BETWEEN.join(lines), tuple(links), left_out
