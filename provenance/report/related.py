"""Why two articles have their relation, in sentences, and what would change it.

The rule that decided is stored with its facts (see `relating`); here it is put into words. A pair that was
never compared itself has the rules of the view, without facts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from provenance import settings
from provenance.report.findings import Pair
from provenance.report.wording import percent
from provenance.sentences import called, listed, number, say, tables

_NAMED = {
    "declared source": "source",
    "credited": "source",
    "another credited": "source",
    "not credited": "source",
    "licensed": "note",
    "same credit": "credit",
}
"""The fact that has a sentence of its own where it is known."""


def why_related(pair: Pair) -> tuple[str, ...]:
    """The sentences on the relation of a pair."""
    relation = called("relation_begins", pair.relation)
    if pair.rule not in tables()["related"]["rule"]:
        return (say("related.unknown", relation=relation),)
    facts = _facts(pair)
    key = f"related.rule.{pair.rule}"
    if facts.get(_NAMED.get(pair.rule, "")):
        key += ", named"
    return (say(key, relation=relation, **facts),)


def _facts(pair: Pair) -> Mapping[str, str]:
    """The facts of a pair's rule in words; what is not known is left out, never made up."""
    known = json.loads(pair.facts) if pair.facts else {}
    credited, byline = (listed("and", known.get(name, ())) for name in ("credited", "byline"))
    source = known.get("source", "")
    if pair.rule in ("licensed", "passed on"):
        source = source or say("related.a_house")
    return {
        "outlet": known.get("outlet") or say("related.one_outlet"),
        "source": source,
        "note": known.get("note", ""),
        "alone": str(settings.ALONE),
        "version": percent(settings.CONTAINMENT),
        "words": number(pair.words, "shared word"),
        "words_of": known.get("words", ""),
        "share": percent(min(pair.share_a, pair.share_b)),
        "credit": credited,
        "credited": credited,
        "byline": byline,
    }
