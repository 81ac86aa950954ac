"""Texts of the archive as the scan saw them: their words, the lines of the page, figures and capitals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from provenance.boilerplate import add_known_lines, find_all_lines, find_hashes
from provenance.formulas import Writing, read_writing
from provenance.reading.parts.patterns import boilerplate_patterns
from provenance.report.facts import Texts
from provenance.report.offsets import Offsets
from provenance.spans import Span
from provenance.store.judgements import read_lines
from provenance.tokens import Tokens, tokenise


class ReadTexts:
    """Reads texts by the SHA-256 of each; a few hundred stay at hand.

    `tokens`: the words of a text; `starts`: where each begins; `offsets`: lines and columns; `marked`: the
    lines of the page around the article as reading saw them, `learned`: as the collection showed them
    (spans, ascending); `written`: the words outside of both, which are matched, and how they are written.
    """

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        self._connection = connection
        self._texts = texts
        self.tokens = lru_cache(maxsize=256)(self._cut)
        self.starts = lru_cache(maxsize=256)(self._find_starts)
        self.offsets = lru_cache(maxsize=256)(self._find_offsets)
        self.marked = lru_cache(maxsize=256)(self._find_marked)
        self.learned = lru_cache(maxsize=256)(self._find_learned)
        self.written = lru_cache(maxsize=256)(self._read_writing)
        self._lines = lru_cache(maxsize=1)(lambda: read_lines(connection))

    def pattern(self, text_id: str, lines: Iterable[Span]) -> str:
        """The expression of the package's data that knows one of these lines, empty where none does."""
        for line in lines:
            match = boilerplate_patterns().match(line.cut(self._texts.text(text_id)).strip().rstrip(" ."))
            if match is not None:
                return match.re.pattern
        return ""

    def _cut(self, text_id: str) -> Tokens:
        return tokenise(self._texts.text(text_id))

    def _find_starts(self, text_id: str) -> list[int]:
        starts: list[int] = self.tokens(text_id).starts.tolist()
        return starts

    def _find_offsets(self, text_id: str) -> Offsets:
        return Offsets(self._texts.text(text_id))

    def _find_marked(self, text_id: str) -> tuple[Span, ...]:
        rows = self._connection.execute(
            "SELECT start_char, end_char FROM segments WHERE kind = 'boilerplate'"
            " AND text_id = (SELECT id FROM texts WHERE sha256 = ?) ORDER BY start_char, end_char",
            (text_id,),
        )
        return tuple(Span(*row) for row in rows)

    def _find_learned(self, text_id: str) -> tuple[Span, ...]:
        lines = find_all_lines([self._texts.text(text_id)], [self.tokens(text_id)])
        rows = np.flatnonzero(find_hashes(lines.hashes, self._lines()) >= 0)
        return tuple(sorted(lines.span(row) for row in rows.tolist()))

    def _read_writing(self, text_id: str) -> tuple[Tokens, Writing]:
        text, tokens = self._texts.text(text_id), self.tokens(text_id)
        lines = find_all_lines([text], [tokens])
        (spans,) = add_known_lines(lines, [self.marked(text_id)], self._lines())
        body = tokens.without(spans)
        return body, read_writing(text, body)
