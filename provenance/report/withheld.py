"""Reports without a word of the articles: offsets, hashes, figures and names stay, what quotes a text goes.

The rules work on the finished JSON, by its keys. A test holds every string of a report without texts against
the articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from provenance.sentences import say

Json = dict[str, Any]

_QUOTED = re.compile(r"[“„«‹\"‘](?:.*[”“»›\"’]|.*)", re.DOTALL)


def without_quotes(sentence: str) -> str:
    """A sentence of a report without what it quotes: all from its first quote mark to its last one, or to the
    end where none closes it."""
    return _QUOTED.sub(lambda _: say("said.withheld"), sentence)


def withhold(parts: Mapping[str, object]) -> dict[str, object]:
    """The parts of a report, by their keys, without words of the articles. What is an iterator stays one."""
    told: dict[str, object] = {}
    for name, part in parts.items():
        rule = RULES.get(name)
        if rule is None:
            told[name] = part
        elif isinstance(part, Mapping):
            told[name] = rule(dict(part))
        elif isinstance(part, Iterable):
            several = map(rule, part)
            told[name] = several if isinstance(part, Iterator) else list(several)
        else:
            told[name] = part
    return told | {"texts": "withheld"}


def withhold_parameters(parameters: Mapping[str, Any]) -> Json:
    """The parameters of a run without the words that its configuration excludes."""
    configuration = parameters.get("configuration")
    if not isinstance(configuration, Mapping) or not isinstance(configuration.get("exclude"), list):
        return dict(parameters)
    exclude = [
        one | {"text": None} if isinstance(one, dict) and "text" in one else one
        for one in configuration["exclude"]
    ]
    return {**parameters, "configuration": {**configuration, "exclude": exclude}}


def _run(one: Json) -> Json:
    return one | {"parameters": withhold_parameters(one["parameters"])}


def _exclusion(one: Json) -> Json:
    return one | {"what": None} if one["kind"] == "text" else one


def _disguise(one: Json) -> Json:
    return one | {"sentence": without_quotes(one["sentence"])}


def _statement(one: Json) -> Json:
    reasons = [reason | {"sentence": without_quotes(reason["sentence"])} for reason in one["reasons"]]
    return one | {"reasons": reasons}


def _quotation(one: Json) -> Json:
    return one | {"says": None, "a": one["a"] | {"text": None}, "b": one["b"] | {"text": None}}


def _review(one: Json) -> Json:
    """Notes of a review without their words, where there is one: people quote anything in them."""
    review = one.get("review")
    if not review:
        return {}
    notes = [note | {"note": None} for note in review["notes"]]
    return {"review": review | {"note": None, "notes": notes}}


def _pair(one: Json) -> Json:
    facts = {name: value for name, value in one["relation_facts"].items() if name != "words"}
    return (
        one
        | _review(one)
        | {
            "relation_facts": facts,
            "why": [],
            "passages": [_passage(each) for each in one["passages"]],
            "quotations": [_quotation(each) for each in one["quotations"]],
        }
    )


def _passage(one: Json) -> Json:
    without = {"before": None, "text": None, "after": None}
    return one | _review(one) | {"why": [], "a": one["a"] | without, "b": one["b"] | without}


def _article(one: Json) -> Json:
    def dated(date: Json | None) -> Json | None:
        return date and date | {"words": None}

    return (
        one
        | _review(one)
        | {
            "title": None,
            "date": dated(one["date"]),
            "dates": [dated(date) for date in one["dates"]],
            "not_used": [
                said | {"value": None, "used": None} if said["field"] in ("title", "date") else said
                for said in one["not_used"]
            ],
        }
    )


RULES: Mapping[str, Callable[[Json], Json]] = {
    "run": _run,
    "exclusions": _exclusion,
    "disguises": _disguise,
    "lineage": _statement,
    "differing_quotations": _quotation,
    "pairs": _pair,
    "articles": _article,
}
"""What is done to each part of a report, or to each of its items."""
