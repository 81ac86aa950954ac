"""The weights of the lineage model, and observations that count as they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from provenance.evidence import Evidence, Term

Weights = Mapping[str, float]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The model's log-odds by name, from the package's data."""
    text = (resources.files("provenance.data") / "lineage_weights.json").read_text(encoding="utf-8")
    return {name: value for name, value in json.loads(text).items() if isinstance(value, (int, float))}


def evidence_of(kind: str, says: str, sentence: str, *terms: Term) -> Evidence:
    """An observation that counts as its terms do."""
    weights = load_weights()
    return Evidence(
        kind,
        says,
        sum(weights[name] * ahead for name, ahead, _ in terms),
        sum(weights[name] * behind for name, _, behind in terms),
        sentence,
        terms,
    )
