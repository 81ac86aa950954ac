"""A .json file: one article, or those in its array, or several values one behind the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.field_names import Fields
from provenance.reading.many.json_values import CutError, TooLongError, Values
from provenance.reading.many.source import Source, too_long
from provenance.reading.many.streams import as_utf_8
from provenance.reading.options import Options
from provenance.reading.raw import Raw
from provenance.reading.records import has_text, show_names

_CUT = "the file ends in the middle; what is whole before it is read, fetch the file again"
_ARTICLES = 'write an article as an object with a `text`, many as an array of these or as {"articles": [...]}'


def split_json(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The articles of a JSON file: at `path` where it is one, else each at `path#item=N`, from 1 on.

    An object that has no text itself gives the items of the one array of objects in it; where there are
    several, of the one whose first object has a text.
    """
    with _opened(source) as (stream, encoding):
        values = Values(stream, options.max_bytes)
        first = values.peek()
        if first == b"[":
            values.take()
            yield from _items(_Items(source, options, values, encoding))
            return
        if first != b"{":
            what = "holds no object and no array" if first else "is empty"
            raise NotText(f"the file {what}; {_ARTICLES}")
        try:
            whole = values.value(give_up=True)
        except CutError:
            whole = b""
        except TooLongError:
            whole = b""
        else:
            if values.peek():
                yield Raw(f"{source.path}#item=1", whole, source.reader, source.stated, encoding)
                yield from _others(_Items(source, options, values, encoding, 1))
                return
        if whole and _has_text(whole, options.fields):
            yield Raw(source.path, whole, source.reader, source.stated, encoding)
            return
    name = _array_of(source, options)
    if name is None:
        if not whole:
            raise NotText(
                f"the file holds no array of articles and no whole object of bearable size; {_ARTICLES}"
            )
        yield Raw(source.path, whole, source.reader, source.stated, encoding)
        return
    with _opened(source) as (stream, encoding):
        values = Values(stream, options.max_bytes)
        try:
            for key in _keys(values):
                if key == name and values.peek() == b"[":
                    break
                values.skip()
        except CutError:
            raise NotText(_CUT) from None
        values.take()
        yield from _items(_Items(source, options, values, encoding), inner=True)


@contextmanager
def _opened(source: Source) -> Iterator[tuple[BinaryIO, str]]:
    with source.open() as stream:
        yield as_utf_8(stream)


class _Items:
    """The items of one file, counted."""

    def __init__(
        self, source: Source, options: Options, values: Values, encoding: str, number: int = 0
    ) -> None:
        self.values = values
        self.path = source.path
        self._source, self._max, self._encoding = source, options.max_bytes, encoding
        self.number = number

    def next(self) -> Raw | Unreadable | None:
        """The item at hand, None where something else stands there. Raises CutError."""
        where = f"{self.path}#item={self.number + 1}"
        try:
            data = self.values.value()
        except TooLongError:
            self.number += 1
            return Unreadable(where, too_long("item", self._max))
        except CutError:
            raise _Cut(where) from None
        if not data:
            return None
        self.number += 1
        return Raw(where, data, self._source.reader, self._source.stated, self._encoding)


class _Cut(Exception):  # noqa: N818 - no error of the program: the file is so
    """The file ends amid an item; the message is the item's path."""


def _items(items: _Items, *, inner: bool = False) -> Iterator[Raw | Unreadable]:
    """The items of an array, from behind its bracket on. `inner`: other things may follow it."""
    values = items.values
    if (start := values.peek()) and start not in b"{]":
        raise NotText(f"the file is an array of other things than objects; {_ARTICLES}")
    try:
        while (start := values.peek()) != b"]":
            item = items.next() if start else None
            if item is None:
                yield Unreadable(items.path, _stray(items.number, start))
                return
            yield item
            after = values.peek()
            if after == b",":
                values.take()
            elif after != b"]":
                yield Unreadable(items.path, _stray(items.number, after))
                return
    except _Cut as cut:
        yield Unreadable(str(cut), _CUT)
        return
    values.take()
    if not inner and (rest := values.peek()):
        yield Unreadable(items.path, _stray(items.number, rest))


def _others(items: _Items) -> Iterator[Raw | Unreadable]:
    """Objects that stand one behind the other, maybe with commas between."""
    values = items.values
    try:
        while start := values.peek():
            if start == b",":
                values.take()
                continue
            item = items.next()
            if item is None:
                yield Unreadable(items.path, _stray(items.number, start))
                return
            yield item
    except _Cut as cut:
        yield Unreadable(str(cut), _CUT)


def _stray(number: int, found: bytes) -> str:
    if not found:
        return _CUT
    shown = found.decode("ascii", "backslashreplace")
    return f"'{shown}' stands behind item {number}, where it can't; what is before it is read, mend the rest"


def _keys(values: Values) -> Iterator[str]:
    """The keys of the object that stands next, each when its value is next; ends where the object does, or
    is no more one. Raises CutError."""
    values.peek()
    values.take()
    while True:
        if values.peek() == b",":
            values.take()
            values.peek()
        if values.peek() != b'"':
            return
        try:
            key = values.value()
        except TooLongError:
            key = b'""'
        if values.peek() != b":":
            return
        values.take()
        if not values.peek():
            return
        yield key.decode("utf-8", "replace")


def _array_of(source: Source, options: Options) -> str | None:
    """The key (with its quotes) of the array of objects in the object that a file is; None without any.

    Raises NotText where several may be meant.
    """
    arrays: dict[str, bool] = {}
    with _opened(source) as (stream, _):
        values = Values(stream, options.max_bytes)
        try:
            for key in _keys(values):
                if values.peek() != b"[":
                    values.skip()
                    continue
                values.take()
                if values.peek() == b"{" and key not in arrays:
                    arrays[key] = _first_has_text(values, options.fields)
                _skip_rest(values)
        except CutError:
            pass
    with_text = [key for key, has in arrays.items() if has]
    if len(arrays) == 1 or len(with_text) == 1:
        return with_text[0] if with_text else next(iter(arrays))
    if arrays:
        names = show_names(tuple(key.strip('"') for key in arrays))
        raise NotText(
            f'the file holds several arrays of objects ({names}); leave one, as {{"articles": [...]}}'
        )
    return None


def _first_has_text(values: Values, fields: Fields) -> bool:
    try:
        return _has_text(values.value(), fields)
    except TooLongError:
        return False


def _skip_rest(values: Values) -> None:
    """Go behind the end of an array, from amid it."""
    while (start := values.peek()) not in (b"]", b""):
        if start == b",":
            values.take()
            continue
        values.skip()
    if start:
        values.take()


def _has_text(data: bytes, fields: Fields) -> bool:
    try:
        return has_text(json.loads(data), fields)
    except (ValueError, RecursionError):
        return False
