"""Why two articles have their relation, in sentences, and what would change it.

The rules are those of `verdicts.relate`, tried in its order on what is stored of the pair. Where none of them
gives the relation that is stored (another list of agencies, another version), only the relation is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

from provenance import settings
from provenance.agencies import load_agencies
from provenance.names import same_name
from provenance.report import facts
from provenance.report.findings import REUSE, Pair, Passage
from provenance.report.statements import COMMON, DIRECTED, between, sources
from provenance.report.wording import number, percent
from provenance.verdicts import Party

Rule = tuple[str, str]
"""A relation, and why it holds."""


def why_related(connection: sqlite3.Connection, pair: Pair, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The sentences on the relation of a pair, given all its passages."""
    agencies = load_agencies()
    parties = []
    for path in (pair.a_path, pair.b_path):
        article = facts.article(connection, path)
        parties.append(Party(agencies.canonical(article.outlet), article.byline, article.declared_source))
    first, second = parties
    reused = [passage for passage in passages if passage.status == REUSE]
    rules: Iterator[Rule]
    if any(passage.composed for passage in passages) and all(
        passage.composed for passage in passages if passage.status != "boilerplate"
    ):
        rules = _composed(pair, first, second, reused)
    else:
        kind = next((one.kind for one in between(connection, pair.a_path, pair.b_path)), "")
        both = min(sources(connection, pair.a_path) & sources(connection, pair.b_path), default="")
        rules = _rules(pair, (first, second), reused, kind, both, agencies.agency_names.__contains__)
    for relation, says in rules:
        if relation == pair.relation:
            return (f"{relation.capitalize()}: {says}",)
    return (f"{pair.relation.capitalize()}, as the scan that judged the pair found it.",)


def _rules(
    pair: Pair,
    parties: tuple[Party, Party],
    reused: Sequence[Passage],
    kind: str,
    source: str,
    is_agency: Callable[[str], bool],
) -> Iterator[Rule]:
    """Each rule that holds of two articles that were compared, the first that decides first. `kind`: of the
    statement on both; `source`: an article that both likely have passages from, or empty."""
    a, b = parties
    if pair.relation == "same text":
        yield (
            "same text",
            "A and B have the same words from beginning to end; one other word would change it.",
        )
        return
    if not reused:
        yield "incidental", _NOT_REUSED
        return
    credited = {
        "A": any(passage.a.credit for passage in reused),
        "B": any(passage.b.credit for passage in reused),
    }
    if a.source_flag != b.source_flag:
        yield _from_source(a, b, credited, is_agency)
        return
    if same_name(a.outlet, b.outlet):
        share = min(pair.share_a, pair.share_b)
        said = (
            f"both are from {a.outlet}, and {percent(share)} of the one that shares less is shared; from "
            f"{percent(settings.CONTAINMENT)} up they are versions of one article, below that self-reuse."
        )
        yield "version" if share >= settings.CONTAINMENT else "self-reuse", said
        return
    if same_name(a.byline, b.byline):
        yield (
            "self-reuse",
            f"both have the byline {a.byline}; with another one it would be judged by the rest.",
        )
        return
    for (wire, one), (letter, other) in ((("A", a), ("B", b)), (("B", b), ("A", a))):
        if one.outlet and is_agency(one.outlet) and not (other.outlet and is_agency(other.outlet)):
            if credited[letter]:
                yield "syndicated", f"{wire} is from the agency {one.outlet}, and {letter} {_SOMEBODY}"
            else:
                yield "wire uncredited", f"{wire} is from the agency {one.outlet}, and {letter} {_NOBODY}"
            return
    if source:
        yield COMMON, f"by the lineage both likely have passages from {source}; without that it would change."
    elif kind == COMMON:
        yield (
            COMMON,
            "by the lineage both likely have the passages from a third text; its reasons speak for that or "
            "against it.",
        )
    if all(passage.explained_by for passage in reused):
        yield (
            "syndicated",
            "each passage that counts is explained, by a name credited in both or by a source.",
        )
    words = number(pair.words, "shared word")
    if kind == DIRECTED or pair.words >= settings.ALONE:
        arrow = "the lineage has an arrow between them" if kind == DIRECTED else f"they have {words}"
        yield (
            "source-to-source",
            (
                f"{arrow}, and no outlet, byline, agency or declared source relates them otherwise; with "
                f"fewer than {settings.ALONE} shared words and no arrow it would be incidental."
            ),
        )
        return
    yield "incidental", f"they have {words}, fewer than {settings.ALONE}, and the lineage has no arrow."


_NOT_REUSED = "none of the passages counts as reuse; one that does would change it."
_SOMEBODY = "credits somebody for a passage that counts; without that it would be wire uncredited."
_NOBODY = (
    "credits nobody for the passages that count; a credit for at least half of the words of one would make "
    "it syndicated."
)


def _from_source(a: Party, b: Party, credited: dict[str, bool], is_agency: Callable[[str], bool]) -> Rule:
    """The relation where one article, and not the other, is declared a source."""
    source, one, letter, other = ("A", a, "B", b) if a.source_flag else ("B", b, "A", a)
    if one.outlet is None or not is_agency(one.outlet):
        return "press release", (
            f"{source} is declared a source and is of no agency that is known here; without that "
            "declaration, or as an agency's, it would be judged otherwise."
        )
    head = f"{source} is declared a source and is from the agency {one.outlet}, and {letter}"
    if credited[letter]:
        return "syndicated", f"{head} {_SOMEBODY}"
    if same_name(other.outlet, one.outlet):
        return "syndicated", f"{head} is from it, too."
    return "wire uncredited", f"{head} {_NOBODY}"


def _composed(pair: Pair, a: Party, b: Party, reused: Sequence[Passage]) -> Iterator[Rule]:
    """Each rule that holds of two articles that were compared with a third only."""
    over = "A and B were compared with a third article only; by that"
    if not reused:
        yield "incidental", _NOT_REUSED
        return
    if a.outlet is not None and a.outlet == b.outlet:
        yield "self-reuse", f"both are from {a.outlet}."
    if all(passage.a.credit and passage.credit == "same" for passage in reused):
        yield "syndicated", f"{over}, all that they share is credited alike in both."
    words = number(pair.words, "shared word")
    if pair.words >= settings.ALONE:
        yield "source-to-source", f"{over}, they have {words}, and the credits do not explain all of it."
    else:
        yield "incidental", f"{over}, they have {words}, fewer than {settings.ALONE}."
