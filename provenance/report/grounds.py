"""What a passage's classes rest on: counts and credits, as they are stored, and what can be counted anew.

Quotations, credits and what reading saw of the page are stored, and are counted here by the rule of half
that the scan used. Why a passage is a stock phrase is stored by its rule; the figures and capitals of a pair
follow from its two texts. Facts only: `why` says them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from provenance.coverage import covered_words
from provenance.formulas import count_figures_near
from provenance.report.facts import Credit, Texts
from provenance.report.findings import Passage, Side
from provenance.report.marked import PHOTO
from provenance.report.read_texts import ReadTexts
from provenance.spans import Span
from provenance.stock_passages import FORM, NAMED, PAIRS


@dataclass(frozen=True, slots=True)
class Said:
    """A credit in an article: its own words, their line, and how many words of a passage it covers."""

    name: str
    role: str
    words: str
    line: int
    covers: int


@dataclass(frozen=True, slots=True)
class Excluding:
    """A rule of the configuration: the words, or the pattern, that it sets aside, and the reason given."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is credited for some words of a passage, by one or more credits, the widest first."""

    name: str
    words: int
    by: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """What the words of one side stand in. `quoted`: in quote marks; `quoted_more`: words of the same
    quotations outside the passage; `page`: in lines that reading took for the page around the article,
    `pattern` the expression that knows one of them; `learned`: in lines that the collection showed to be it.
    `excluded`: in words that the configuration sets aside, by which `rules`.
    `elsewhere`: credits of the article for none of these words; `stated`: those outside its text."""

    words: int
    quoted: int
    quoted_more: int
    page: int
    pattern: str
    learned: int
    excluded: int
    rules: tuple[Excluding, ...]
    named: tuple[Named, ...]
    elsewhere: tuple[Said, ...]
    stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """How a pair was composed: the article of the representative, and each side's identity to it."""

    path: str
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many articles a line stands, of how many known outlets, on how many known days."""

    articles: int
    outlets: int
    days: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a passage's classes rest on. `equal` of `longer` words are equal, None where that was composed
    `over` another text. `one_text`: both places hold one text; `one_line`: both have one line
    of the page. `rule`: why it is a stock phrase, empty where that is not known; `facts`: the figures of
    that rule. `spread`: of boilerplate."""

    a: Stand
    b: Stand
    equal: int | None
    longer: int
    over: Over | None
    one_text: bool
    one_line: bool
    rule: str
    facts: Mapping[str, int]
    spread: Spread | None


class Reader:
    """Reads what passages rest on; texts are cut into words once."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        self._connection = connection
        self._texts = texts
        self._read = ReadTexts(connection, texts)
        self._ids = lru_cache(maxsize=1024)(self._find_text)
        self._stated = lru_cache(maxsize=1024)(self._find_stated)
        self._figured = lru_cache(maxsize=64)(self._count_figures)
        self.form_steps: tuple[tuple[str, float], ...] = tuple(
            (row[0], row[1])
            for row in connection.execute(
                "SELECT value, at_least FROM scales WHERE scale = 'form' ORDER BY at_least DESC"
            )
        )

    def of(self, passage: Passage) -> Grounds:
        """What the classes of one passage rest on."""
        family = self._connection.execute(
            "SELECT whole_text, line, stock_rule, stock_facts FROM families WHERE id = ?", (passage.family,)
        ).fetchone()
        members = self._members(passage) if passage.composed else None
        spans = (passage.a.span, passage.b.span) if members is None else (members[0][0], members[1][0])
        equal, longer, own_rule = self._aligned(passage)
        over = None
        if members is not None and family["line"] is None:
            equal = None
            over = Over(self._representative(passage.family), members[0][1], members[1][1])
        rule = ""
        facts: Mapping[str, int] = {}
        if passage.status == "stock phrase":
            rule = own_rule or family["stock_rule"] or ""
            facts = {} if own_rule else json.loads(family["stock_facts"] or "{}")
            if rule == FORM:
                facts = self._figured(passage.a.path, passage.b.path)
            elif rule == NAMED:
                facts = self._count_capitals(passage)
            elif rule == PAIRS:
                facts = self._count_rules(passage.family)
        on_page = passage.status == "boilerplate"
        return Grounds(
            a=self._stand(passage.a, spans[0], on_page=on_page, excluded=passage.status == "excluded"),
            b=self._stand(passage.b, spans[1], on_page=on_page, excluded=passage.status == "excluded"),
            equal=equal,
            longer=longer,
            over=over,
            one_text=bool(family["whole_text"]),
            one_line=family["line"] is not None,
            rule=rule,
            facts=facts,
            spread=self._spread(passage.family) if on_page else None,
        )

    def _find_text(self, path: str) -> int:
        row = self._connection.execute("SELECT text_id FROM places WHERE path = ?", (path,)).fetchone()
        return int(row[0])

    def _find_stated(self, path: str) -> tuple[str, ...]:
        rows = self._connection.execute(
            "SELECT credit FROM stated_credits JOIN places ON places.id = place_id WHERE path = ? ORDER BY 1",
            (path,),
        )
        return tuple(row[0] for row in rows)

    def _aligned(self, passage: Passage) -> tuple[int | None, int, str | None]:
        """How many words are equal, of how many of the longer side, and the rule that holds for this pair."""
        a, b = self._ids(passage.a.path), self._ids(passage.b.path)
        sides = (passage.a, passage.b) if a <= b else (passage.b, passage.a)
        row = self._connection.execute(
            "SELECT words_a, words_b, stock_rule FROM alignments WHERE text_a = ? AND text_b = ?"
            " AND a_start = ? AND b_start = ? AND family_id = ?",
            (min(a, b), max(a, b), sides[0].span.start, sides[1].span.start, passage.family),
        ).fetchone()
        longer = max(passage.a.words, passage.b.words) if row is None else max(row[0], row[1])
        return round(passage.identity * longer), longer, None if row is None else row[2]

    def _members(self, passage: Passage) -> tuple[tuple[Span, float], tuple[Span, float]]:
        """The members of the family that a composed passage is made of, with their identity to its
        representative: these were judged, not the part of them that both have."""
        first, second = (self._member(passage.family, side) for side in (passage.a, passage.b))
        return first, second

    def _member(self, family: int, side: Side) -> tuple[Span, float]:
        rows = self._connection.execute(
            "SELECT start_char, end_char, identity FROM members WHERE family_id = ? AND text_id = ?",
            (family, self._ids(side.path)),
        )
        found = [(Span(row[0], row[1]), float(row[2])) for row in rows]
        return max(found, key=lambda one: one[0].overlap(side.span))

    def _representative(self, family: int) -> str:
        row = self._connection.execute(
            "SELECT min(path) FROM members JOIN places ON places.text_id = members.text_id"
            " AND places.status = 'current' WHERE family_id = ? AND representative",
            (family,),
        ).fetchone()
        return str(row[0])

    def _spread(self, family: int) -> Spread:
        row = self._connection.execute(
            "SELECT count(DISTINCT places.id), count(DISTINCT outlet), count(DISTINCT CASE"
            " WHEN substr(date_from, 1, 10) = substr(date_to, 1, 10) THEN substr(date_from, 1, 10) END)"
            " FROM members JOIN places ON places.text_id = members.text_id AND places.status = 'current'"
            " WHERE family_id = ?",
            (family,),
        ).fetchone()
        return Spread(*row)

    def _excluded(self, text_id: str) -> list[tuple[Span, Excluding]]:
        """The words of a text that the configuration sets aside, each with its rule."""
        rows = self._connection.execute(
            "SELECT start_char, end_char, what, reason FROM excluded_spans"
            " JOIN exclusions ON exclusions.id = excluded_spans.rule"
            " WHERE text_id = (SELECT id FROM texts WHERE sha256 = ?) ORDER BY start_char, end_char, rule",
            (text_id,),
        )
        return [(Span(start, end), Excluding(what, reason)) for start, end, what, reason in rows]

    def _stand(self, side: Side, span: Span, *, on_page: bool, excluded: bool) -> Stand:
        text_id = side.text_id
        starts = self._read.starts(text_id)
        around = [one for one in self._texts.quotations(text_id) if one.overlap(span)]
        quoted, words = covered_words(around, span, starts)
        whole = around and around[0].hull(around[-1])
        every = covered_words(around, whole, starts)[0] if whole else 0
        page = learned = 0
        pattern = ""
        if on_page:
            lines = [line for line in self._read.marked(text_id) if line.overlap(span)]
            page, pattern = covered_words(lines, span, starts)[0], self._read.pattern(text_id, lines)
            learned = covered_words(self._read.learned(text_id), span, starts)[0]
        aside = {one: rule for one, rule in self._excluded(text_id) if one.overlap(span)} if excluded else {}
        named, elsewhere = self._credits(text_id, span)
        return Stand(
            words,
            quoted,
            every - quoted,
            page,
            pattern,
            learned,
            covered_words(aside, span, starts)[0],
            tuple(dict.fromkeys(aside.values())),
            named,
            elsewhere,
            () if any(not said.words for one in named for said in one.by) else self._stated(side.path),
        )

    def _credits(self, text_id: str, span: Span) -> tuple[tuple[Named, ...], tuple[Said, ...]]:
        """The names credited for words of the span, the most words first; the credits for none of them."""
        starts, by_name = self._read.starts(text_id), dict[str, list[Credit]]()
        elsewhere = []
        for credit in self._texts.credits(text_id):
            if credit.role != PHOTO and covered_words(credit.covers, span, starts)[0]:
                by_name.setdefault(credit.name, []).append(credit)
            else:
                elsewhere.append(self._said(text_id, credit, 0))
        named = []
        for name, credits in by_name.items():
            words = covered_words([part for credit in credits for part in credit.covers], span, starts)[0]
            said = [
                self._said(text_id, credit, covered_words(credit.covers, span, starts)[0])
                for credit in credits
            ]
            named.append(Named(name, words, tuple(sorted(said, key=lambda one: -one.covers))))
        return tuple(sorted(named, key=lambda one: (-one.words, one.name))), tuple(elsewhere)

    def _said(self, text_id: str, credit: Credit, covers: int) -> Said:
        words = " ".join(credit.span.cut(self._texts.text(text_id)).split())
        line, _ = self._read.offsets(text_id).line_column(credit.span.start)
        return Said(credit.name, credit.role, words, line, covers)

    def _count_figures(self, a_path: str, b_path: str) -> Mapping[str, int]:
        """How many figures both texts have in and beside all their passages, and how many are the same."""
        a, b = self._ids(a_path), self._ids(b_path)
        rows = self._connection.execute(
            "SELECT a_start, a_end, b_start, b_end FROM alignments WHERE text_a = ? AND text_b = ?",
            (min(a, b), max(a, b)),
        ).fetchall()
        if a > b:
            rows = [(row[2], row[3], row[0], row[1]) for row in rows]
        counters = []
        for number, places in ((a, [row[:2] for row in rows]), (b, [row[2:] for row in rows])):
            body, writing = self._read.written(self._hash(number))
            ranges = [body.places(Span(*place)) for place in places]
            counters.append(count_figures_near(writing.numbers, ranges))
        first, second = counters
        return {"a": first.total(), "b": second.total(), "same": (first & second).total()}

    def _count_rules(self, family: int) -> Mapping[str, int]:
        """How many pairs of a family were set aside by which rule."""
        return dict(
            self._connection.execute(
                "SELECT stock_rule, count(*) FROM alignments WHERE family_id = ? AND stock_rule IS NOT NULL"
                " GROUP BY stock_rule ORDER BY count(*) DESC, stock_rule",
                (family,),
            ).fetchall()
        )

    def _hash(self, number: int) -> str:
        return str(self._connection.execute("SELECT sha256 FROM texts WHERE id = ?", (number,)).fetchone()[0])

    def _count_capitals(self, passage: Passage) -> Mapping[str, int]:
        """How many words of both sides begin with a capital."""
        capitals = words = 0
        for side in (passage.a, passage.b):
            body, writing = self._read.written(side.text_id)
            low, high = body.places(side.span)
            capitals += int(writing.capitals[high] - writing.capitals[low])
            words += high - low
        return {"capitals": capitals, "words": words}
