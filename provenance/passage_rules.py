"""The rules by which passages are found: those of every run, and those of a thorough one."""

from __future__ import annotations

from dataclasses import replace

from provenance import settings
from provenance.kernels import Rules

RULES = Rules(
    seed=settings.SEED,
    gap=settings.GAP,
    refrain=settings.REFRAIN,
    alone=settings.ALONE,
    company=settings.COMPANY,
    kept=settings.COMPANY,
    rare=settings.RARE,
    unspaced=settings.UNSPACED,
    short_gap=settings.SHORT_GAP,
    similar_gap=settings.SIMILAR_GAP,
    edge_gap=settings.EDGE_GAP,
    edge_words=settings.EDGE_WORDS,
    tail=settings.TAIL,
    nearly=settings.NEARLY,
)
"""The rules of every run that asks for no others."""
THOROUGH = replace(RULES, alone=settings.COMPANY, kept=settings.EDGE_WORDS)
"""Every shared run of 8 words is a passage, be it the only one of its pair and its words as common as any,
also where a few of them spill over the edge of a sentence and are trimmed. A fingerprint always stands in
such a run, and proposes its pair. Only an edge of a paragraph that both texts have cuts it in two."""
