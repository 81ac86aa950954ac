"""Templates into a page: every value escaped, style and script named by their hashes, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from provenance.report import timeline, wording
from provenance.report.page.sentences import many, say, sentences
from provenance.report.visible import flowing, one_line
from provenance.sentences import called, decimal, figure

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


PAGED_FROM = 25
"""Of more articles the list has pages and a search."""
EARLY = (
    'document.documentElement.className = "waiting";'
    ' addEventListener("load", () => document.documentElement.className = "");'
)
"""Run before the page is laid out: pairs wait until `page.js` has put them on pages, or it can't have."""


def write_page(name: str, rules: str = "", **values: object) -> str:
    """The page of a template. `rules`: what its style sheet says besides that of all pages."""
    from markupsafe import Markup

    style = read("page.css") + timeline.style() + read("print.css") + rules
    script = read("page.js")
    return (
        _environment()
        .get_template(name)
        .render(
            style=Markup(style),
            script=Markup(script),
            early=Markup(EARLY),
            early_hash=_hash(EARLY),
            style_hash=_hash(style),
            script_hash=_hash(script),
            **values,
        )
    )


def macro(of: str, name: str) -> Callable[..., Markup]:
    """A macro of a template. It sees no values of a page: what it writes is the same wherever it stands."""
    found: Callable[..., Markup] = getattr(_environment().get_template(of).module, name)
    return found


def read(name: str) -> str:
    """A file of this folder."""
    return (resources.files("provenance.report.page") / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    """An inline style or script as a policy for the browser names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Jinja with every value escaped, and no value that can be missing without an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        autoescape=True,
        loader=FunctionLoader(read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    path, name = Markup('<bdi class="path">{}</bdi>').format, Markup("<bdi>{}</bdi>").format
    made.globals |= {"t": sentences(), "wording": wording, "paged_from": PAGED_FROM}
    made.filters |= {
        "say": say,
        "many": many,
        "flow": flowing,
        "line": lambda value: one_line(str(value)),
        "value": lambda value: one_line(
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        ),
        "path": lambda value: path(one_line(str(value))),
        "name": lambda value: name(one_line(str(value))),
        "percent": wording.percent,
        "number": figure,
        "called": lambda value, kind: called(kind, value),
        "weight": lambda weight: decimal(weight, "+.2f"),
        "slug": slug,
    }
    return made


def slug(status: str) -> str:
    """A status as the name of an element."""
    return status.replace(" ", "-")
