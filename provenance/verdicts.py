"""What explains a passage: its quotation, status and credits, from what stands in both texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from provenance.boilerplate import is_boilerplate
from provenance.coverage import cover_half, near
from provenance.credited import Credit, Parts, credited, credits_for
from provenance.exclusions import Excluded
from provenance.portable import portable
from provenance.quotes import Quotation, is_quoted
from provenance.spans import Span
from provenance.tokens import Tokens

DEGREES = (("wholly", 0.8), ("partially", 0.1), ("non-derived", 0.0))
"""METER's degrees, and the share of an article that a pair must share for each, the highest first. First
values: nearly all of it; more than a passing quotation; the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """A text's tokens with what stands in it: quotations, credits, boilerplate spans, and what the house has
    set aside."""

    tokens: Tokens
    quotations: tuple[Quotation, ...]
    credits: tuple[Credit, ...]
    boilerplate: tuple[Span, ...]
    excluded: tuple[Excluded, ...] = ()

    def is_quoted(self, span: Span) -> bool:
        """Whether at least half of the words of the span stand inside quote marks."""
        return is_quoted(span, self.quotations, self.tokens.starts)

    def is_boilerplate(self, span: Span) -> bool:
        """Whether at least half of the words of the span stand in boilerplate."""
        return is_boilerplate(span, self.boilerplate, self.tokens.starts)

    def is_excluded(self, span: Span) -> bool:
        """Whether at least half of the words of the span are set aside."""
        return cover_half([spans for spans, _ in self.excluded], span, self.tokens.starts)

    def credited(self, span: Span) -> tuple[str, ...]:
        """The names credited for the words of the span, sorted."""
        return credits_for(self.credits, span, self.tokens.starts)


@portable
@dataclass(frozen=True, slots=True)
class Verdict:
    """`quoted`: neither, a, b, both. `status`: reuse, boilerplate, excluded. `credit_a`, `credit_b`: names
    credited for these words. `explained_by`: who accounts for the passage in both texts, empty where nobody
    does. `stock_rule`: by which rule these two texts alone make it a stock phrase, empty where none does.
    `part_a`, `part_b`: names credited for fewer than half of these words."""

    quoted: str
    status: str
    credit_a: tuple[str, ...]
    credit_b: tuple[str, ...]
    explained_by: str
    stock_rule: str = ""
    part_a: Parts = ()
    part_b: Parts = ()


@portable
@dataclass(frozen=True, slots=True)
class Standing:
    """What a span of a text stands in: quote marks, boilerplate, credits (the names, sorted), credits of
    fewer than half of its words, words that are set aside."""

    quoted: bool
    boilerplate: bool
    credited: tuple[str, ...]
    partly: Parts = ()
    excluded: bool = False


PLAIN = Standing(False, False, ())


def standing(marked: Marked, spans: Iterable[Span]) -> dict[Span, Standing]:
    """What each of some spans of one text stands in."""
    if not (marked.quotations or marked.credits or marked.boilerplate or marked.excluded):
        return dict.fromkeys(spans, PLAIN)
    starts = marked.tokens.starts.tolist()  # lists are far quicker to search than arrays, one span at a time
    quoted = [quotation.inner for quotation in marked.quotations if not quotation.depth]
    return {
        span: Standing(
            bool(quoted) and cover_half(near(quoted, span), span, starts),
            bool(marked.boilerplate) and is_boilerplate(span, marked.boilerplate, starts),
            *(credited(marked.credits, span, starts) if marked.credits else ((), ())),
            bool(marked.excluded) and marked.is_excluded(span),
        )
        for span in spans
    }


def judge(a: Standing, b: Standing) -> Verdict:
    """The verdict on one passage, by what its side of either text stands in."""
    return Verdict(
        quoted=which_side(a.quoted, b.quoted),
        status="boilerplate"
        if a.boilerplate or b.boilerplate
        else "excluded"
        if a.excluded or b.excluded
        else "reuse",
        credit_a=a.credited,
        credit_b=b.credited,
        explained_by=join_names(name for name in a.credited if name in b.credited),
        part_a=a.partly,
        part_b=b.partly,
    )


def which_side(a: bool, b: bool) -> str:
    """neither, a, b or both."""
    return {(False, False): "neither", (True, False): "a", (False, True): "b", (True, True): "both"}[a, b]


def join_names(names: Iterable[str]) -> str:
    """Names as one text, comma-separated."""
    return ", ".join(names)
