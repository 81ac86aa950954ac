"""The sentences of the page: those of `provenance.sentences`, escaped once, with what is put in escaped as it
comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from provenance.sentences import figure, tables

if TYPE_CHECKING:
    from markupsafe import Markup


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Any]:
    """The tables of sentences; each text is safe to stand in a page, also in an attribute."""
    found: Mapping[str, Any] = _escaped(tables())
    return found


def say(sentence: Markup, /, **values: object) -> Markup:
    """A sentence with values in the place of its braces, each escaped unless it is part of a page already."""
    return sentence.format(**values)


def many(forms: Sequence[Markup], count: int, /, **values: object) -> Markup:
    """The form of a sentence for a number, which stands in the place of `{n}`."""
    return forms[0 if count == 1 else 1].format(n=figure(count), **values)


def listed(joiner: str, parts: Iterable[Markup]) -> Markup:
    """Parts of a sentence in a row, with what the table `[list]` has between them."""
    between: Markup = sentences()["list"][joiner]
    return between.join(parts)


def safe(text: str) -> Markup:
    """A text of the file as part of a page. Apostrophes stay: no attribute stands in them."""
    from markupsafe import Markup

    return Markup(escape(text, quote=False).replace('"', "&quot;"))


def _escaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _escaped(one) for name, one in value.items()}
    return tuple(map(safe, value)) if isinstance(value, tuple) else safe(value)
