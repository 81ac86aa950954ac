"""What explains a passage, and what relates two articles: classes, never a charge.

A passage gets its quotation, status and credits from what stands in both texts; a pair of articles gets its
relation from outlets, bylines, declared sources, credits and lineage. Similarity alone decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from provenance.boilerplate import is_boilerplate
from provenance.credits import Credit, credits_for
from provenance.names import same_name
from provenance.passages import Passage
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
    for these words. `explained_by`: who accounts for the passage in both texts, empty where nobody does."""

    quoted: str
    status: str
    credit_a: tuple[str, ...]
    credit_b: tuple[str, ...]
    explained_by: str


def judge(passage: Passage, a: Marked, b: Marked) -> Verdict:
    """The verdict on one passage."""
    credit_a, credit_b = a.credited(passage.a), b.credited(passage.b)
    is_of_page = a.is_boilerplate(passage.a) or b.is_boilerplate(passage.b)
    return Verdict(
        quoted=which_side(a.is_quoted(passage.a), b.is_quoted(passage.b)),
        status="boilerplate" if is_of_page else "reuse",
        credit_a=credit_a,
        credit_b=credit_b,
        explained_by=join_names(name for name in credit_a if name in credit_b),
    )


def which_side(a: bool, b: bool) -> str:
    """neither, a, b or both."""
    return {(False, False): "neither", (True, False): "a", (False, True): "b", (True, True): "both"}[a, b]


def join_names(names: Iterable[str]) -> str:
    """Names as one text, comma-separated."""
    return ", ".join(names)


@dataclass(frozen=True, slots=True)
class Party:
    """One article of a pair: what its metadata says, and how much of it the pair shares (0 to 1)."""

    outlet: str | None
    byline: str | None
    source_flag: bool
    share: float


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between two articles: the verdicts on their passages, the kind of their lineage, shared
    words, and whether all words of both are the same (they differ in white space or marks only)."""

    verdicts: tuple[Verdict, ...]
    lineage: str
    words: int
    same_words: bool = False


def relate(
    a: Party,
    b: Party,
    between: Between,
    *,
    is_agency: Callable[[str], bool],
    near_duplicate: float,
    incidental: int,
) -> str:
    """The relation of two articles, by the first rule that holds.

    `near_duplicate` is the share from which two articles of one outlet are versions; fewer than `incidental`
    shared words are incidental where no arrow joins the articles. Swapping the articles changes nothing.
    """
    reused = [verdict for verdict in between.verdicts if verdict.status == "reuse"]
    if between.same_words:
        return "same text"
    if not reused:
        return "incidental"
    if a.source_flag != b.source_flag:
        source, derived = (a, b) if a.source_flag else (b, a)
        names = [verdict.credit_b if source is a else verdict.credit_a for verdict in reused]
        if source.outlet is None or not is_agency(source.outlet):
            return "press release"
        return "syndicated" if any(names) or same_name(derived.outlet, source.outlet) else "wire uncredited"
    if same_name(a.outlet, b.outlet):
        return "version" if min(a.share, b.share) >= near_duplicate else "self-reuse"
    if same_name(a.byline, b.byline):
        return "self-reuse"
    for one, other in ((a, b), (b, a)):
        if one.outlet and is_agency(one.outlet) and not (other.outlet and is_agency(other.outlet)):
            named = [verdict.credit_b if one is a else verdict.credit_a for verdict in reused]
            return "syndicated" if any(named) else "wire uncredited"
    if between.lineage == "common source":
        return "common source"
    if all(verdict.explained_by for verdict in reused):
        return "syndicated"
    if between.lineage == "directed" or between.words >= incidental:
        return "source-to-source"
    return "incidental"
