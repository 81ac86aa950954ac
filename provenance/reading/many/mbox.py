"""An mbox file: one mail behind the other, each begun by a line `From ...`, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.many.mails import Mail
from provenance.reading.many.source import Source
from provenance.reading.many.streams import read_lines
from provenance.reading.options import Options
from provenance.reading.raw import Raw

_BEGINS = re.compile(rb"From (?=\S).{0,300}?\b\d{1,2}:\d\d.{0,40}\b\d{4}\b")
_QUOTED = re.compile(rb">+From ")
_NONE = "the file holds no mails (no line `From ...` begins it); give one mail the ending .eml"


def split_mbox(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The mails of an mbox file, each at `path#message=N`, counted from 1.

    A line `From ...` begins a mail at the top of the file and behind an empty line; one that was quoted with
    `>` to be kept apart from these is unquoted. A mail of more than `max_bytes` is given without its
    attachments.
    """
    number, blank = 0, True
    mail = Mail(options.max_bytes)
    with source.open() as stream:
        for line in read_lines(stream, options.max_bytes):
            begins = blank and line is not None and line.startswith(b"From ") and _BEGINS.match(line)
            if begins:
                if number:
                    yield _mail(source, number, mail)
                number, mail = number + 1, Mail(options.max_bytes)
            elif not number:
                if line is None or not line.isspace():
                    raise NotText(_NONE)
            else:
                mail.add(line[1:] if line is not None and _QUOTED.match(line) else line)
            blank = line is not None and line.isspace()
    if not number:
        raise NotText(_NONE)
    yield _mail(source, number, mail)


def _mail(source: Source, number: int, mail: Mail) -> Raw | Unreadable:
    path = f"{source.path}#message={number}"
    try:
        return Raw(path, mail.data(), source.reader, source.stated)
    except NotText as error:
        return Unreadable(path, str(error))
