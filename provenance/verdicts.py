"""What explains a passage, and what relates two articles: classes, never a charge.

A passage gets its quotation, status and credits from what stands in both texts; a pair of articles gets its
relation from outlets, bylines, declared sources, credits and lineage. Similarity alone decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from provenance.boilerplate import is_boilerplate
from provenance.coverage import cover_half, near
from provenance.credited import Credit, Parts, credited, credits_for
from provenance.names import same_name
from provenance.quotes import Quotation, is_quoted
from provenance.spans import Span
from provenance.tokens import Tokens

DEGREES = (("wholly", 0.8), ("partially", 0.1), ("non-derived", 0.0))
"""METER's degrees, and the share of an article that a pair must share for each, the highest first. First
values: nearly all of it; more than a passing quotation; the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """A text's tokens with what stands in it: quotations, credits, boilerplate spans."""

    tokens: Tokens
    quotations: tuple[Quotation, ...]
    credits: tuple[Credit, ...]
    boilerplate: tuple[Span, ...]

    def is_quoted(self, span: Span) -> bool:
        """Whether at least half of the words of the span stand inside quote marks."""
        return is_quoted(span, self.quotations, self.tokens.starts)

    def is_boilerplate(self, span: Span) -> bool:
        """Whether at least half of the words of the span stand in boilerplate."""
        return is_boilerplate(span, self.boilerplate, self.tokens.starts)

    def credited(self, span: Span) -> tuple[str, ...]:
        """The names credited for the words of the span, sorted."""
        return credits_for(self.credits, span, self.tokens.starts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`quoted`: neither, a, b, both. `status`: reuse or boilerplate. `credit_a`, `credit_b`: names credited
    for these words. `explained_by`: who accounts for the passage in both texts, empty where nobody does.
    `part_a`, `part_b`: names credited for fewer than half of these words."""

    quoted: str
    status: str
    credit_a: tuple[str, ...]
    credit_b: tuple[str, ...]
    explained_by: str
    part_a: Parts = ()
    part_b: Parts = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a span of a text stands in: quote marks, boilerplate, credits (the names, sorted), and credits of
    fewer than half of its words."""

    quoted: bool
    boilerplate: bool
    credited: tuple[str, ...]
    partly: Parts = ()


PLAIN = Standing(False, False, ())


def standing(marked: Marked, spans: Iterable[Span]) -> dict[Span, Standing]:
    """What each of some spans of one text stands in."""
    if not (marked.quotations or marked.credits or marked.boilerplate):
        return dict.fromkeys(spans, PLAIN)
    starts = marked.tokens.starts.tolist()  # lists are far quicker to search than arrays, one span at a time
    quoted = [quotation.inner for quotation in marked.quotations if not quotation.depth]
    return {
        span: Standing(
            bool(quoted) and cover_half(near(quoted, span), span, starts),
            bool(marked.boilerplate) and is_boilerplate(span, marked.boilerplate, starts),
            *(credited(marked.credits, span, starts) if marked.credits else ((), ())),
        )
        for span in spans
    }


def judge(a: Standing, b: Standing) -> Verdict:
    """The verdict on one passage, by what its side of either text stands in."""
    return Verdict(
        quoted=which_side(a.quoted, b.quoted),
        status="boilerplate" if a.boilerplate or b.boilerplate else "reuse",
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


@dataclass(frozen=True, slots=True)
class Party:
    """One article of a pair: what its metadata says."""

    outlet: str | None
    byline: str | None
    source_flag: bool


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between two texts: whether any of their passages is reuse, and of these whether a credits
    any, whether b does, and whether all are explained; the shared words; the smaller share of a text that
    they are (0 to 1); whether all words of both are the same (they differ in white space or marks only)."""

    reused: bool
    credited_a: bool
    credited_b: bool
    explained: bool
    words: int
    share: float
    same_words: bool = False

    @classmethod
    def of(
        cls, verdicts: Iterable[Verdict], words: int, *, share: float, same_words: bool = False
    ) -> Between:
        """What the verdicts on all passages of two texts come to."""
        reused = [verdict for verdict in verdicts if verdict.status == "reuse"]
        return cls(
            bool(reused),
            any(verdict.credit_a for verdict in reused),
            any(verdict.credit_b for verdict in reused),
            all(verdict.explained_by for verdict in reused),
            words,
            share,
            same_words,
        )


def relate(
    a: Party,
    b: Party,
    between: Between,
    lineage: str,
    *,
    is_agency: Callable[[str], bool],
    near_duplicate: float,
    incidental: int,
) -> str:
    """The relation of two articles, by the first rule that holds; `lineage` is the kind of their statement.

    `near_duplicate` is the share from which two articles of one outlet are versions; fewer than `incidental`
    shared words are incidental where no arrow joins the articles. Swapping the articles changes nothing.
    """
    if between.same_words:
        return "same text"
    if not between.reused:
        return "incidental"
    if a.source_flag != b.source_flag:
        source, derived = (a, b) if a.source_flag else (b, a)
        named = between.credited_b if source is a else between.credited_a
        if source.outlet is None or not is_agency(source.outlet):
            return "press release"
        return "syndicated" if named or same_name(derived.outlet, source.outlet) else "wire uncredited"
    if same_name(a.outlet, b.outlet):
        return "version" if between.share >= near_duplicate else "self-reuse"
    if same_name(a.byline, b.byline):
        return "self-reuse"
    for one, other in ((a, b), (b, a)):
        if one.outlet and is_agency(one.outlet) and not (other.outlet and is_agency(other.outlet)):
            named = between.credited_b if one is a else between.credited_a
            return "syndicated" if named else "wire uncredited"
    if lineage == "common source":
        return "common source"
    if between.explained:
        return "syndicated"
    if lineage == "directed" or between.words >= incidental:
        return "source-to-source"
    return "incidental"
