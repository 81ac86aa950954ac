"""What a person looks for -> a query of SQLite's full-text search, in the project's own words.

The search index is fed with normalised tokens, so what is looked for is cut into the same ones. Nothing that
a person types is ever read as a query's syntax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.kernels import normalise
from provenance.tokens import tokenise

_PHRASE = re.compile(r'"([^"]*)"|“([^“”]*)[“”]|„([^„“”]*)[“”]|«([^«»]*)»')


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, one for each of its tokens."""
    tokens = tokenise(text)
    return [
        normalise(text[start:end])
        for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    ]


def match_expression(asked: Sequence[str]) -> str:
    """The query that finds texts with all that is `asked`; empty where no word is asked for.

    Each of `asked` is a word, or a phrase where it has several words; where it has quote marks, these hold
    phrases and the rest are single words. A word that is cut into several tokens is a phrase. A `*` behind a
    word or a phrase stands for any further letters.
    """
    parts = [part for one in asked for part in _parts(one)]
    return " AND ".join(part for part in map(_quoted, parts) if part)


def _parts(asked: str) -> list[str]:
    found = []
    end = 0
    for match in _PHRASE.finditer(asked):
        found += asked[end : match.start()].split()
        star = asked[match.end() : match.end() + 1] == "*"
        found.append("".join(group or "" for group in match.groups()) + "*" * star)
        end = match.end() + star
    return found + asked[end:].split() if found or end else [asked]


def _quoted(part: str) -> str:
    """A word or phrase as FTS5 takes it literally."""
    words = words_of(part)
    if not words:
        return ""
    phrase = " ".join(words).replace('"', '""')
    return f'"{phrase}"' + " *" * part.rstrip().endswith("*")
