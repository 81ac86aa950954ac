"""The parts of a mail: which of them are its text, and which are attachments, named and not read."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from email.message import Message

from provenance.reading.decoding import NotText, decode
from provenance.reading.office.mail_headers import read_words

DEEPEST = 50
"""So deep parts may stand in parts: a mail that was forwarded ten times has twenty."""
_MOST = 1_000  # parts of a mail
_FEWEST = 40  # letters by which the plain form of a text is more than a hint at the other
_SHARE = 5  # and so many times shorter it may be: the other has addresses of links and a footer
_TAG = re.compile(
    r"<(?:style|script|head)\b.*?</(?:style|script|head)\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_ENCRYPTED = "the mail is encrypted; open it in your mail program and save its text"
_SIGNATURES = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
})  # fmt: skip
_SHOWN = 60  # characters of the name of an attachment


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text of a mail: plain, or HTML."""

    text: str
    html: bool
    encoding: str


@dataclass(slots=True)
class Contents:
    """What a mail holds: its text, and the names of what is attached."""

    pieces: list[Piece]
    attached: list[str] = field(default_factory=list)


def contents_of(message: Message) -> Contents:
    """The text of a mail, and what is attached. Raises NotText where it is encrypted or nested too deep."""
    found = Contents([])
    found.pieces = _Walk(found.attached).pieces(message, 0)
    return found


class _Walk:
    def __init__(self, attached: list[str]) -> None:
        self._attached = attached
        self._met = 0

    def pieces(self, part: Message, depth: int) -> list[Piece]:
        """The text in a part. Attachments in it are noted."""
        self._met += 1
        if depth > DEEPEST or self._met > _MOST:
            raise NotText(
                "its parts are nested too deep or too many to be read; save its text as a file of its own"
            )
        kind = part.get_content_type()
        if kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and "signed" not in _smime(part)):
            raise NotText(_ENCRYPTED)
        payload = part.get_payload()
        if kind.startswith("message/") or _is_attached(part):
            self._attach(part)
            return []
        if isinstance(payload, list):
            inner = [self.pieces(one, depth + 1) for one in payload if isinstance(one, Message)]
            if kind == "multipart/alternative":
                return _best(inner)
            return [piece for pieces in inner for piece in pieces]
        if kind not in ("text/plain", "text/html"):
            if not kind.startswith("image/") and kind not in _SIGNATURES:  # a picture is part of the layout
                self._attach(part)
            return []
        text, encoding = _characters(part)
        if kind == "text/plain":
            text = _unflowed(part, text)
        return [Piece(text, kind == "text/html", encoding)] if text.strip() else []

    def _attach(self, part: Message) -> None:
        self._attached.append(_name(part) or part.get_content_type())


def _is_attached(part: Message) -> bool:
    disposition = (part.get_content_disposition() or "").lower()
    if disposition == "attachment":
        return True
    picture = part.get_content_maintype() == "image"
    return bool(_name(part)) and not picture and not part.is_multipart()


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, IndexError):  # names in broken encodings
        return "without a name"
    name = read_words(name).replace("\\", "/").rpartition("/")[2]
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"


def _smime(part: Message) -> str:
    return str(part.get_param("smime-type") or "")


def _best(forms: list[list[Piece]]) -> list[Piece]:
    """Of several forms of one text the plain one, where it is the text and not a hint at the other."""
    plain = next((pieces for pieces in forms if pieces and not any(p.html for p in pieces)), [])
    marked = next((pieces for pieces in reversed(forms) if any(p.html for p in pieces)), [])
    if not marked:
        return plain
    own = sum(_letters(piece.text) for piece in plain)
    whole = sum(_letters(_TAG.sub(" ", piece.text)) for piece in marked)
    return plain if own >= _FEWEST and own * _SHARE >= whole else marked


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _characters(part: Message) -> tuple[str, str]:
    """The characters of a part: in the encoding that it names, else in the one it is likely in."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", "utf-8"
    named = str(part.get_param("charset") or "")[:40]
    try:
        encoding = codecs.lookup(named).name
        text = data.decode(encoding) if encoding != "ascii" else ""
    except (LookupError, ValueError, TypeError):
        text = ""
    if not text:
        decoded = decode(data)
        text, encoding = decoded.text, decoded.encoding
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"), encoding


def _unflowed(part: Message, text: str) -> str:
    """A text whose lines were broken to be sent (`format=flowed`, RFC 3676), its paragraphs in one line."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    joined = str(part.get_param("delsp") or "").lower() == "yes"
    out: list[str] = []
    soft = False
    for line in text.split("\n"):
        line = line.removeprefix(" ") if not line.startswith(">") else line
        flows = line.endswith(" ") and line != "-- "
        words = line[:-1] if flows and joined else line
        if soft and not line.startswith(">"):
            out[-1] += words
        else:
            out.append(words)
        soft = flows
    return "\n".join(out)
