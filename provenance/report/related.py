"""Why two articles have their relation, in sentences, and what would change it.

The rule that decided is stored with its facts (see `relating`); here it is put into words. A pair that was
never compared itself has the rules of the view, without facts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from provenance import settings
from provenance.report.findings import Pair
from provenance.report.wording import number, percent

SAYS: Mapping[str, str] = {
    "same text": "A and B are one text; one other character would make them two.",
    "same words": "A and B have the same words from beginning to end; one other word would change it.",
    "no reuse": "none of the passages counts as reuse; one that does would change it.",
    "few words": "they have {words}, fewer than {alone}, and the lineage has no arrow between them; "
    "{alone} would change it.",
    "stated": "one itself says that it has evolved from the other; without that the other rules would "
    "decide.",
    "story id": "both are from {outlet} and have the same story id; with another one their headlines, "
    "times and words would decide.",
    "update mark": "both are from {outlet}, and one headline marks an update of the other; without that "
    "mark their times and words would decide.",
    "same headline": "both are from {outlet} and have the same headline at nearly the same time; with "
    "another headline their words would decide.",
    "nearly all words": "both are from {outlet} and share {share} of the one that shares less; below "
    "{version} it would be self-reuse.",
    "lead": "both are from {outlet}, and one stands nearly whole in the other, as a wire's flash in the "
    "story that follows; otherwise it would be self-reuse.",
    "same outlet": "both are from {outlet}, and neither story id, headline and time nor the share of "
    "their words makes them versions ({share} of the one that shares less; within 30 days {version} "
    "would).",
    "same byline": "both have “{byline}” in the byline; without that name the other rules would decide.",
    "both releases": "both are press releases, as declared or by their words.",
    "declared source": "one is declared a source{source}; without the declaration the other rules would "
    "decide.",
    "passed on": "one is from {source}, which passes on press releases; from elsewhere the other rules "
    "would decide.",
    "own words": "one says of itself that it is a press release, “{words_of}”; without these words the "
    "other rules would decide.",
    "credited": "one is from a wire{source}, and the other credits it for a passage that counts; "
    "without that credit it would be wire uncredited.",
    "another credited": "one is from a wire{source}, and the other credits {credited} for a passage "
    "that counts; without any credit it would be wire uncredited.",
    "not credited": "one is from a wire{source}, and the other credits nobody for the passages that "
    "count; a credit for at least half of the words of one would make it syndicated.",
    "licensed": "by the configuration {outlet} may reprint {source}{note}; without that licence the "
    "other rules would decide.",
    "same credit": "each passage that counts is credited alike in both{credit}; one that is not would "
    "change it.",
    "common source": "by the lineage both likely have the passages from a third text; its reasons speak "
    "for that or against it.",
    "arrow": "the lineage has an arrow between them, and no outlet, byline, wire, licence or credit "
    "relates them otherwise; without the arrow and with fewer than {alone} words it would be "
    "incidental.",
    "shared words": "they have {words}, and no outlet, byline, wire, licence or credit relates them "
    "otherwise; with fewer than {alone} and no arrow it would be incidental.",
}
"""What each rule says, with the names of its facts."""


def why_related(pair: Pair) -> tuple[str, ...]:
    """The sentences on the relation of a pair."""
    relation = pair.relation.capitalize()
    if pair.rule not in SAYS:
        return (f"{relation}, as the scan that judged the pair found it.",)
    return (f"{relation}: {SAYS[pair.rule].format_map(_facts(pair))}",)


def _facts(pair: Pair) -> Mapping[str, str]:
    """The facts of a pair's rule in words; what is not known is left out, never made up."""
    known = json.loads(pair.facts) if pair.facts else {}
    source, note = known.get("source", ""), known.get("note", "")
    names = {name: " and ".join(known.get(name, ())) for name in ("credited", "byline")}
    told = {
        "outlet": known.get("outlet") or "one outlet",
        "source": f" ({source})" if source else "",
        "note": f" ({note})" if note else "",
        "alone": str(settings.ALONE),
        "version": percent(settings.CONTAINMENT),
        "words": number(pair.words, "shared word"),
        "words_of": known.get("words", ""),
        "share": percent(min(pair.share_a, pair.share_b)),
        "credit": f" ({names['credited']})" if names["credited"] else "",
        **names,
    }
    if pair.rule in ("licensed", "passed on"):
        told["source"] = source or "a house"
    return told
