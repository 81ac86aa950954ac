"""The page's own sentences: `texts.toml`, escaped once, with what is put in escaped as it comes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Any]:
    """The tables of `texts.toml`; each text is safe to stand in a page, also in an attribute."""
    text = (resources.files("provenance.report.page") / "texts.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = _escaped(tomllib.loads(text))
    return found


def say(sentence: Markup, **values: object) -> Markup:
    """A sentence with values in the place of its braces, each escaped unless it is part of a page already."""
    return sentence.format(**values)


def many(forms: Sequence[Markup], count: int, **values: object) -> Markup:
    """The form of a sentence for a number, which stands in the place of `{n}`."""
    return forms[0 if count == 1 else 1].format(n=f"{count:,}", **values)


def _escaped(value: Any) -> Any:
    from markupsafe import Markup

    if isinstance(value, dict):
        return {name: _escaped(one) for name, one in value.items()}
    if isinstance(value, list):
        return tuple(map(_escaped, value))
    return Markup(escape(value, quote=False))
