"""What the program says to readers of its reports: one file of sentences, or a translation of it.

`data/sentences.toml` has them under keys: `say("said.standing")` is `standing` of the table `[said]`. Names
in braces are put in. A text of two forms has the first for one, the second for all other numbers. The
environment variable PROVENANCE_SENTENCES names a file with the same keys that is used instead.

The file is read when the first sentence is wanted, once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

from provenance.snapshots import PACKAGE, Snapshot

SNAPSHOT = Snapshot("sentences", ("sentences.py", "data/sentences.toml"))
VARIABLE = "PROVENANCE_SENTENCES"
"""The environment variable that names a translation."""
_LISTED = 5
"""Keys that a message names."""
_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Text = str | tuple[str, str]
"""A text, or its forms for one and for other numbers."""


class SentencesError(ValueError):
    """A translation that can't be used: one sentence with the file and what to do."""


def say(key: str, /, **values: object) -> str:
    """A text by its key, with values in the place of its braces. Raises KeyError for a key or a value that
    there is not."""
    return _single()[key].format(**values)


def template(key: str) -> str:
    """A text with its braces, to be filled later."""
    return _single()[key]


def many(key: str, count: int, /, **values: object) -> str:
    """The form of a text for a number, which stands in the place of `{n}`."""
    return _forms()[key][0 if count == 1 else 1].format(n=figure(count), **values)


def number(count: int, noun: str) -> str:
    """A number with its noun, by the table `[count]`: 1 passage, 1,200 passages."""
    return many(f"count.{noun}", count)


def called(kind: str, value: str) -> str:
    """What readers call a value of the database, by the table `[value.kind]`: its own words where it is none
    of those, such as what a reader of somebody else left out of a file."""
    return _single().get(f"value.{kind}.{value}", value)


def listed(joiner: str, parts: Iterable[str]) -> str:
    """Parts of a sentence in a row, with what `[list]` has between them."""
    return _single()[f"list.{joiner}"].join(parts)


def figure(count: int) -> str:
    """A whole number with its thousands apart: 1,200."""
    return f"{count:,}".replace(",", _single()["number.thousands"])


def decimal(value: float, how: str) -> str:
    """A number with a decimal sign; `how` many digits and so on, as `format` has it."""
    return format(value, how).replace(".", _single()["number.decimal"])


def percent(share: float) -> str:
    """A share as a percentage; never 0 % for something, never 100 % for less than all."""
    if 0 < share < 0.01:
        return say("number.under")
    if 0.99 < share < 1:
        return say("number.over")
    return say("number.percent", n=per_cent(share))


def per_cent(share: float) -> int:
    """A share in hundredths, rounded to the nearest."""
    return int(100 * share + 0.5)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Any]:
    """All texts as the file has them, in nested tables; forms as tuples. Raises SentencesError."""
    shipped = _shipped()
    path = os.environ.get(VARIABLE, "")
    if not path:
        return shipped
    translated = _read_file(path)
    _check(path, translated, shipped)
    return translated


def is_told(key: str, sentence: str) -> bool:
    """Whether a sentence, of whatever length, has a text in it or, where that ends with words, ends with it:
    in the language that is used or in English: the scan that stored it may have had another."""
    return any(pattern.search(sentence) for pattern in _patterns(key))


def texts_of(found: Mapping[str, Any], above: str = "") -> dict[str, Text]:
    """The texts of nested tables by their keys."""
    texts: dict[str, Text] = {}
    for name, value in found.items():
        texts |= texts_of(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return texts


def braces(text: str) -> frozenset[str]:
    """The names in the braces of a text. Raises ValueError for a brace that is open or stands alone, and for
    anything but a name."""
    found = set()
    for _, name, how, conversion in Formatter().parse(text):
        if name is None:
            continue
        if how or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} is no name")
        found.add(name)
    return frozenset(found)


@lru_cache(maxsize=1)
def _single() -> Mapping[str, str]:
    return {key: text for key, text in texts_of(tables()).items() if isinstance(text, str)}


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, tuple[str, str]]:
    return {key: text for key, text in texts_of(tables()).items() if isinstance(text, tuple)}


@lru_cache(maxsize=64)
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    """What stands of a text between the first and the last word that is put in."""
    texts = dict.fromkeys((_single()[key], str(texts_of(_shipped())[key])))
    return tuple(map(_pattern, texts))


def _pattern(text: str) -> re.Pattern[str]:
    parts = [(words, name is not None) for words, name, _, _ in Formatter().parse(text)]
    whole = "".join(re.escape(words) + ".+" * hole for words, hole in parts)
    end = "" if parts[-1][1] else r"\Z"
    return re.compile(whole.removeprefix(".+").removesuffix(".+" if parts[-1][1] else "") + end, re.DOTALL)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Any]:
    """The file that the package came with."""
    kept = SNAPSHOT.read()
    return _file() if kept is None else kept


def _file() -> Mapping[str, Any]:
    return _read((resources.files("provenance.data") / "sentences.toml").read_bytes())


def make_ready(package: Path = PACKAGE) -> None:
    """Keep the sentences in `package`, ready to be said: installations do so."""
    SNAPSHOT.write(_file(), package)


def _read(data: bytes) -> Mapping[str, Any]:
    import tomllib

    found: Mapping[str, Any] = _with_forms(tomllib.loads(data.decode()))
    return found


def _with_forms(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_forms(one) for name, one in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _read_file(path: str) -> Mapping[str, Any]:
    try:
        return _read(Path(path).read_bytes())
    except OSError as error:
        raise SentencesError(
            f"{path} can't be read ({error.strerror}); {VARIABLE} has to name a file of sentences."
        ) from error
    except ValueError as error:  # no UTF-8, or no TOML
        raise SentencesError(f"{path} is no TOML file in UTF-8: {str(error).rstrip('.')}.") from error


def _check(path: str, translated: Mapping[str, Any], shipped: Mapping[str, Any]) -> None:
    """Whether a translation has all texts of the file that the package came with, and what stands in braces
    there. Raises SentencesError."""
    found, wanted = texts_of(translated), texts_of(shipped)
    if missing := [key for key in wanted if key not in found]:
        raise SentencesError(
            f"{path} has no {_keys(missing)}; take what is missing from the sentences.toml of this version."
        )
    if unknown := [key for key in found if key not in wanted]:
        raise SentencesError(f"{path} has {_keys(unknown)}, which this version never says; take that out.")
    for key, text in found.items():
        _check_text(f"{path}: {key}", text, wanted[key])
    if not _LANGUAGE.fullmatch(str(found["language"])):
        raise SentencesError(f"{path}: language has to be a code such as en or pt-BR.")
    if found["direction"] not in ("ltr", "rtl"):
        raise SentencesError(f"{path}: direction has to be ltr or rtl.")


def _check_text(where: str, text: object, wanted: Text) -> None:
    forms = isinstance(wanted, tuple)
    parts = text if isinstance(text, tuple) else (text,)
    if (
        isinstance(text, tuple) != forms
        or len(parts) != 1 + forms
        or not all(isinstance(p, str) for p in parts)
    ):
        needed = "two texts in brackets, for one and for other numbers" if forms else "one text"
        raise SentencesError(f"{where} has to be {needed}.")
    for part, model in zip(parts, wanted if isinstance(wanted, tuple) else (wanted,), strict=True):
        try:
            names = braces(part)
        except ValueError as error:
            raise SentencesError(
                f"{where} has a brace that begins or ends no name; write {{{{ or }}}} for one that is shown."
            ) from error
        # Of forms each may have the number, or say it in words.
        free = {"n"} if forms else set()
        if names - free != braces(model) - free:
            needed = ", ".join(f"{{{name}}}" for name in sorted(braces(model))) or "nothing"
            raise SentencesError(f"{where} has to have {needed} in braces.")


def _keys(keys: list[str]) -> str:
    more = len(keys) - _LISTED
    return ", ".join(keys[:_LISTED]) + (f" and {more} more" if more > 0 else "")
