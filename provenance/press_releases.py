"""Whether a text says of itself that it is a press release, and who passes on those of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from provenance.names import folded_name
from provenance.spans import Span

HEAD, TAIL = 1000, 3000
"""Code points at either end of a text: a release says at its top what it is, and at its end who sends it."""
_AROUND = " \t\u00a0*>_"


_Marks = tuple[tuple[str, re.Pattern[str]], ...]
"""Words that must stand somewhere, and what is looked for where they do."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], _Marks, re.Pattern[str], int, frozenset[str]]:
    """What is enough at the top, at the beginning of a line or anywhere; what tells at the end (in groups),
    and how many of these are no mere hints; who passes on."""
    text = resources.files("provenance.data").joinpath("press_releases.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {"sure": [], "mark": [], "end": [], "hint": [], "from": []}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind in found:
            found[kind].append(rest)
    flags = re.IGNORECASE | re.MULTILINE
    begin = rf"^[{_AROUND}]*"
    return (
        re.compile(rf"{begin}(?:{'|'.join(found['sure'])})", flags),
        tuple(
            (words, re.compile(one, flags)) for words, _, one in (one.partition(" ") for one in found["mark"])
        ),
        re.compile(rf"{begin}(?:{'|'.join(f'({one})' for one in found['end'] + found['hint'])})", flags),
        len(found["end"]),
        frozenset(map(folded_name, found["from"])),
    )


def passes_on(outlet: str | None) -> bool:
    """Whether an outlet passes on press releases of others."""
    return bool(outlet) and folded_name(outlet or "") in _patterns()[4]


def release_words(text: str, boilerplate: Sequence[Span] = ()) -> str:
    """The words by which a text says that it is a press release, empty where it says nothing of the kind.

    Mere hints in `boilerplate` don't count: many a page tells below each article whom the press may call.
    """
    sure, marks, tells, ends, _ = _patterns()
    head = text[:HEAD]
    found = sure.search(head)
    folded = head.casefold()
    for needed, mark in marks if found is None else ():
        if needed in folded and (found := mark.search(head)):
            break
    if found:
        return found[0].strip(_AROUND)
    said: dict[int, str] = {}
    for found in tells.finditer(text, max(0, len(text) - TAIL)):
        number = found.lastindex or 0
        if number > ends and any(
            span.start < found.end() and span.end > found.start() for span in boilerplate
        ):
            continue
        said.setdefault(number, found[0].strip(_AROUND))
    if len(said) > 1 and min(said) <= ends:
        return " … ".join([*said.values()][:2])
    return ""
