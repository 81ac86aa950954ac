"""What the owner of a collection states of paths: whose articles stand there, which are sources, and which
take no part. It stands below metadata.csv, and above what a file says of itself.

A pattern may begin at any folder of a path (`wire/**` is also `archive/wire/a.txt`), or, with a `/` before
it, only at the scanned folder. One that ends in a name without `*` or `?` is that file, or all that is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from provenance.reading.path_patterns import WILD, nfc, translate

SAID_BY = "configuration"


class Ruled(NamedTuple):
    """What is stated of a path; empty where nothing is. `source`: wire or press release. `excluded`: the
    reason why its articles take no part, by the pattern `excluded_by`."""

    outlet: str = ""
    source: str = ""
    excluded: str = ""
    excluded_by: str = ""


@dataclass(frozen=True, slots=True)
class PathRules:
    """Patterns with what they state: the first that says something of an outlet, of a source and of an
    exclusion counts for each of these."""

    rules: tuple[tuple[str, Ruled], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    def lookup(self, path: str) -> tuple[Ruled, ...]:
        """What is stated of a path as reports show it (the scanned folder's name first): a row, or none."""
        key = nfc(path)
        outlet = source = excluded = excluded_by = ""
        for pattern, said in self.rules:
            if (
                (said.outlet and not outlet)
                or (said.source and not source)
                or (said.excluded and not excluded)
            ) and compile_rule(pattern).fullmatch(key):
                outlet = outlet or said.outlet
                source = source or said.source
                if not excluded:
                    excluded, excluded_by = said.excluded, said.excluded_by
        found = Ruled(outlet, source, excluded, excluded_by)
        return (found,) if any(found) else ()


NO_RULES = PathRules()


@lru_cache(maxsize=1024)
def compile_rule(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression for whole paths. Raises ValueError for one that names nothing."""
    key = nfc(pattern.replace("\\", "/"))
    while key.startswith("./"):
        key = key[2:]
    at_top = key.startswith("/")
    key = key.strip("/")
    if not key or ".." in key.split("/"):
        raise ValueError(f"'{pattern}' names no path; write a folder or a pattern such as wire/**")
    inside = "" if WILD.search(key.rpartition("/")[2]) else "(?:[/!#].*)?"
    return re.compile(("" if at_top else "(?:.*[/!])?") + translate(key) + inside, re.DOTALL)
