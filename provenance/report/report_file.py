"""A JSON report that was written before, JSON or JSON Lines: what it says of articles and passages.

It is read a piece at a time. Of each article its hashes are kept, of each place of a passage offsets and a
hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from provenance.reading.field_names import parse_fields
from provenance.reading.many.json_values import CutError, TooLongError, Values
from provenance.report.json_lines import FORMAT as LINES
from provenance.report.json_lines import KINDS
from provenance.report.json_report import FORMAT, FORMAT_VERSION
from provenance.store.review_subjects import passage_id

MOST_BYTES = 1 << 28
"""A pair or an article of a report has no more bytes than this."""
PAIR = "provenance-pair"

Json = Mapping[str, Any]


class ReportFileError(Exception):
    """A file that is no report, or only a part of one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """An article as a report names it."""

    path: str
    text_id: str
    bytes_sha256: str
    reader: str
    reader_version: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a text: half-open code points, the SHA-256 of its words, the words around it, and the same
    place in bytes and as lines and columns. What the report does not say is None."""

    start: int
    end: int
    digest: bytes | None
    before: str | None = None
    after: str | None = None
    bytes: tuple[int, int] | None = None
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None


@dataclass(slots=True)
class Claims:
    """What a report says that can be looked up. `whole`: it is on a collection, not on two articles. `cuts`:
    the stretches of each article by its path, each with the name of the first passage or quotation that it is
    of; `unreadable`: paths that the scan could not read; `differences`: where the report contradicts itself,
    as (path, sentence)."""

    run: str = ""
    parameters: Json = field(default_factory=dict)
    whole: bool = False
    folders: tuple[str, ...] = ()
    unreadable: frozenset[str] = frozenset()
    articles: dict[str, Named] = field(default_factory=dict)
    cuts: dict[str, dict[Cut, str]] = field(default_factory=dict)
    differences: list[tuple[str, str]] = field(default_factory=list)


def read_claims(stream: BinaryIO) -> Claims:
    """What the report in a stream says. Raises ReportFileError, OSError."""
    claims = Claims()
    sides: dict[tuple[str, str], str] = {}
    try:
        for name, piece in _pieces(stream):
            _take(claims, sides, name, piece)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReportFileError(f"it is no JSON ({error}); write the report again") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ReportFileError("it lacks parts of a report of provenance; write the report again") from error
    if not claims.folders:  # a pair names none
        claims.folders = tuple(sorted({path.partition("/")[0] for path in claims.articles}))
    for (path, text_id), label in sides.items():
        named = claims.articles.get(path)
        if named is None:
            claims.differences.append(
                (path, f"{label} is said to stand in it, but it is none of the articles")
            )
        elif named.text_id != text_id:
            claims.differences.append(
                (path, f"{label} is said to stand in another text than that of the article")
            )
    return claims


def _take(claims: Claims, sides: dict[tuple[str, str], str], name: str, piece: Any) -> None:
    """Enter a piece of a report."""
    if name == "run":
        claims.run = piece if isinstance(piece, str) else piece["uid"]
        claims.parameters = {} if isinstance(piece, str) else piece["parameters"]
        parse_fields(str(claims.parameters.get("fields") or ""))  # refused here, where it can be told
    elif name == "collection":
        claims.whole = True
        claims.folders = tuple(one["folder"] for one in piece["folders"])
        claims.unreadable = frozenset(one["path"] for one in piece["unreadable"])
    elif name == "articles":
        claims.articles[piece["path"]] = Named(
            *(str(piece[key]) for key in ("path", "text_id", "bytes_sha256", "reader", "reader_version"))
        )
    elif name in ("pairs", "pair") and piece is not None:
        paths = [piece[side]["path"] for side in "ab"]
        for passage in piece.get("passages", ()):
            _take_passage(claims, sides, passage)
            if [passage[side]["path"] for side in "ab"] != paths:
                said = f"passage {passage['id']} stands in a pair of other articles than those that it names"
                claims.differences.append((paths[0], said))
        for quotation in piece["quotations"]:
            _take_quotation(claims, quotation)
    elif name == "passages":
        _take_passage(claims, sides, piece)
    elif name == "differing_quotations":
        _take_quotation(claims, piece)


def _take_passage(claims: Claims, sides: dict[tuple[str, str], str], one: Json) -> None:
    label = f"passage {one['id']}"
    a, b = ((str(side["text_id"]), int(side["start"]), int(side["end"])) for side in (one["a"], one["b"]))
    if passage_id(a, b) != one["id"]:
        claims.differences.append((one["a"]["path"], f"{label}: its id is not that of its texts and places"))
    for side in (one["a"], one["b"]):
        sides.setdefault((side["path"], side["text_id"]), label)
        digest, stated = _digest(side["text"]), side.get("text_sha256")
        if digest is None:
            digest = None if stated is None else bytes.fromhex(stated)
        elif stated is not None and digest.hex() != stated:
            claims.differences.append((side["path"], f"{label}: its words are not those of its own hash"))
        cut = Cut(
            int(side["start"]),
            int(side["end"]),
            digest,
            _words(side["before"]),
            _words(side["after"]),
            _two((side["start_byte"], side["end_byte"])),
            _two(side["start_line_column"]),
            _two(side["end_line_column"]),
        )
        claims.cuts.setdefault(side["path"], {}).setdefault(cut, label)


def _take_quotation(claims: Claims, one: Json) -> None:
    for side in (one["a"], one["b"]):
        cut = Cut(int(side["start"]), int(side["end"]), _digest(side["text"]))
        claims.cuts.setdefault(side["path"], {}).setdefault(cut, "a quotation that differs")


def _digest(text: str | None) -> bytes | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _words(words: str | None) -> str | None:
    return None if words is None else str(words)


def _two(pair: Any) -> tuple[int, int]:
    first, second = pair
    return int(first), int(second)


def _pieces(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """The parts of a report by their keys: of a list each item, of everything else the whole."""
    values = Values(stream, MOST_BYTES)
    try:
        if values.peek() != b"{":
            raise ReportFileError(
                "it is no JSON report of provenance; give the file of `report --format json`"
            )
        head = {}
        for name, piece in _of_object(values):
            if name in ("format", "format_version"):
                head[name] = piece
            yield name, piece
        _check(head)
        if head["format"] == LINES:
            yield from _lines(values)
        elif values.peek():
            raise ReportFileError("something stands behind the report in the same file; write it again")
    except (CutError, TooLongError) as error:
        raise ReportFileError("it ends in the middle or is damaged; write the report again") from error


def _check(head: Json) -> None:
    if head.get("format") not in (FORMAT, LINES, PAIR):
        raise ReportFileError("it is no JSON report of provenance; give the file of `report --format json`")
    if head.get("format_version") != FORMAT_VERSION:
        raise ReportFileError(
            f"its format is of another version than {FORMAT_VERSION}; write the report again"
        )


def _of_object(values: Values) -> Iterator[tuple[str, Any]]:
    """The keys of the object at hand with their values, those of lists one by one."""
    values.take()
    while values.peek() != b"}":
        name = json.loads(values.value())
        _expect(values, b":")
        if values.peek() == b"[":
            values.take()
            while values.peek() != b"]":
                yield name, json.loads(values.value())
                if values.peek() != b"]":
                    _expect(values, b",")
            values.take()
        else:
            yield name, json.loads(values.value())
        if values.peek() != b"}":
            _expect(values, b",")
    values.take()


def _expect(values: Values, sign: bytes) -> None:
    if values.peek() != sign:
        raise CutError
    values.take()


def _lines(values: Values) -> Iterator[tuple[str, Any]]:
    """The lines behind the first one of JSON Lines, as parts of a report."""
    parts = {kind: name for name, kind in KINDS.items()} | {"passage": "passages"}
    counted = dict.fromkeys(parts, 0)
    while values.peek():
        line = json.loads(values.value())
        kind = line["type"]
        if kind == "end":
            if line["lines"] != counted:
                raise ReportFileError("lines of it are missing or too many; write the report again")
            if values.peek():
                raise ReportFileError("something stands behind its last line; write the report again")
            return
        counted[kind] += 1
        yield parts[kind], line
    raise CutError
