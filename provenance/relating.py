"""What relates two articles, by which rule, and the facts that the rule asked for: classes, never a charge.

A pair gets its relation from outlets, dates, bylines, declared sources, licences, credits and lineage.
Similarity alone decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from provenance.bylines import common_authors
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.names import same_name
from provenance.origins import EVOLVED
from provenance.press_releases import passes_on
from provenance.reading import PRESS_RELEASE, WIRE
from provenance.verdicts import Verdict
from provenance.versions import HALF, apart, version_rule


@dataclass(frozen=True, slots=True)
class Party:
    """One article of a pair: what its metadata says. `date`: seconds since 1970, the first and the last at
    which it can have been published; `source_kind`: wire, press release, or empty where not said."""

    outlet: str | None
    byline: str | None
    source_flag: bool
    source_kind: str = ""
    id: str | None = None
    title: str | None = None
    date: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between two texts: whether any of their passages is reuse, and of these the names that a
    credits for any, those that b does, and, where both credit one name for each, these; the shared words; the
    smaller and the larger share of a text that they are (0 to 1); whether all words of both are the same
    (they differ in white space or marks only); by which words of its own each is a press release; whether
    nothing is reuse, but stock phrases are half of one (tables and forms, which are corrected, too)."""

    reused: bool
    credited_a: frozenset[str]
    credited_b: frozenset[str]
    credited_both: frozenset[str]
    words: int
    share: float
    larger: float = 0.0
    same_words: bool = False
    release_a: str = ""
    release_b: str = ""
    told_again: bool = False

    @classmethod
    def of(
        cls,
        verdicts: Iterable[Verdict],
        words: int,
        *,
        share: float,
        larger: float = 0.0,
        same_words: bool = False,
        release_a: str = "",
        release_b: str = "",
    ) -> Between:
        """What the verdicts on all passages of two texts come to."""
        verdicts = list(verdicts)
        reused = [verdict for verdict in verdicts if verdict.status == "reuse"]
        explained = [{*verdict.credit_a}.intersection(verdict.credit_b) for verdict in reused]
        return cls(
            bool(reused),
            frozenset(name for verdict in reused for name in verdict.credit_a),
            frozenset(name for verdict in reused for name in verdict.credit_b),
            frozenset().union(*explained) if all(explained) else frozenset(),
            words,
            share,
            larger,
            same_words,
            release_a,
            release_b,
            larger >= HALF and bool(verdicts) and all(verdict.status == STOCK for verdict in verdicts),
        )


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """The relation of two articles, the rule that decided, and its facts as JSON (empty where it asked for
    none). Neither rule nor facts say anything of first and second."""

    name: str
    rule: str
    facts: str = ""


def told(name: str, rule: str, **facts: object) -> Relation:
    """A relation with the facts that are known."""
    known = {key: value for key, value in facts.items() if value}
    return Relation(name, rule, json.dumps(known, ensure_ascii=False, sort_keys=True) if known else "")


BY_NAME = ("story id", "update mark", "same headline")
"""The rules by which also a table or a form is a version of one: these are much alike from day to day."""
STOCK = "stock phrase"

SAME_WORDS = Relation("same text", "same words")
NO_REUSE = Relation("incidental", "no reuse")
FEW_WORDS = Relation("incidental", "few words")


@dataclass(frozen=True, slots=True)
class Judges:
    """What a relation is judged by beside the articles: which names are agencies; the house; the share from
    which two articles of one outlet are versions; the words below which a pair without an arrow is
    incidental."""

    is_agency: Callable[[str], bool]
    near_duplicate: float
    incidental: int
    house: HouseRules = field(default=NO_HOUSE_RULES)


def relate(a: Party, b: Party, between: Between, lineage: str, judges: Judges) -> Relation:
    """The relation of two articles, by the first rule that holds; `lineage` is the kind of their statement,
    or that one says it has evolved from the other.

    Swapping the articles changes nothing.
    """
    if between.same_words:
        return SAME_WORDS
    if not (between.reused or between.told_again):
        return NO_REUSE
    if lineage == EVOLVED:
        return told("version", "stated")
    if same_name(a.outlet, b.outlet):
        is_wire = all(_source_kind(party, "", judges)[0] == WIRE for party in (a, b))
        rule = version_rule(
            (a.id, b.id),
            (a.title, b.title),
            apart(a.date, b.date),
            between.share,
            judges.near_duplicate,
            between.larger if is_wire and between.reused else 0.0,
        )
        if between.told_again and rule not in BY_NAME:
            return NO_REUSE
        outlet = min(a.outlet or "", b.outlet or "")
        return told("version" if rule else "self-reuse", rule or "same outlet", outlet=outlet)
    if between.told_again:
        return NO_REUSE
    return (
        _from_source(a, b, between, judges)
        or _licensed(a, b, judges)
        or _by_themselves(a, b)
        or _by_lineage(between, lineage, judges)
    )


def _from_source(a: Party, b: Party, between: Between, judges: Judges) -> Relation | None:
    """What holds where one of the articles is a wire's or a press release."""
    (kind_a, why_a), (kind_b, why_b) = (
        _source_kind(a, between.release_a, judges),
        _source_kind(b, between.release_b, judges),
    )
    kinds = {kind_a, kind_b}
    if PRESS_RELEASE in kinds:
        said = {why for kind, why in ((kind_a, why_a), (kind_b, why_b)) if kind == PRESS_RELEASE}
        outlets = {
            party.outlet
            for kind, party in ((kind_a, a), (kind_b, b))
            if kind == PRESS_RELEASE and party.outlet
        }
        words = {between.release_a, between.release_b} if said == {"own words"} else set()
        return told(
            "press release",
            "both releases" if kinds == {PRESS_RELEASE} else min(said),
            source=" / ".join(sorted(outlets)),
            words=" / ".join(sorted(words - {""})),
        )
    if (kind_a == WIRE) == (kind_b == WIRE):
        return None
    source, derived = (a, b) if kind_a == WIRE else (b, a)
    credited = between.credited_b if source is a else between.credited_a
    if source.outlet is not None and any(same_name(source.outlet, name) for name in credited):
        return told("syndicated", "credited", source=source.outlet)
    found = judges.house.licence(derived.outlet, source.outlet)
    if found is not None:
        return told("syndicated", "licensed", outlet=found.outlet, source=found.source, note=found.note)
    if credited:
        rule = "credited" if source.outlet is None else "another credited"
        return told("syndicated", rule, source=source.outlet, credited=sorted(credited))
    return told("wire uncredited", "not credited", source=source.outlet)


def _source_kind(party: Party, release: str, judges: Judges) -> tuple[str, str]:
    """Whether an article is a wire's or a press release, and who says so; empty where it is neither."""
    is_agency = bool(party.outlet) and judges.is_agency(party.outlet or "")
    if party.source_flag:
        return party.source_kind or (WIRE if is_agency else PRESS_RELEASE), "declared source"
    if passes_on(party.outlet):
        return PRESS_RELEASE, "passed on"
    if is_agency:
        return WIRE, "agency"
    return (PRESS_RELEASE, "own words") if release else ("", "")


def _licensed(a: Party, b: Party, judges: Judges) -> Relation | None:
    for one, other in ((a, b), (b, a)):
        found = judges.house.licence(one.outlet, other.outlet)
        if found is not None:
            return told("syndicated", "licensed", outlet=found.outlet, source=found.source, note=found.note)
    return None


def _by_themselves(a: Party, b: Party) -> Relation | None:
    people = common_authors(*sorted((a.byline or "", b.byline or "")))
    people = tuple(name for name in people if not (same_name(name, a.outlet) or same_name(name, b.outlet)))
    return told("self-reuse", "same byline", byline=people) if people else None


def _by_lineage(between: Between, lineage: str, judges: Judges) -> Relation:
    if between.credited_both:
        return told("syndicated", "same credit", credited=sorted(between.credited_both))
    if lineage == "common source":
        return told("common source", "common source")
    if lineage == "directed":
        return told("source-to-source", "arrow")
    return told("source-to-source", "shared words") if between.words >= judges.incidental else FEW_WORDS
