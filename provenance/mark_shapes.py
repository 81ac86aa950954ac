"""Quote marks of the styles in use: which close which, and what stands beside them."""

from __future__ import annotations

import re

CLOSERS = {
    "“": "”\"＂",
    "”": "”“\"",
    "„": "“”‟\"",
    "‟": "”\"",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    '"': '"”＂',
    "＂": '＂"”',
    "‘": "’'",
    "’": "’",
    "‛": "’'",
    "‚": "‘’'",
    "'": "'’",
    "`": "'’",
}  # fmt: skip
OPENERS: dict[str, str] = {
    closer: "".join(opener for opener, closers in CLOSERS.items() if closer in closers)
    for closer in {char for closers in CLOSERS.values() for char in closers}
}
SINGLES = frozenset("‘’‚‛'`")
SYMMETRIC = frozenset('"＂')
OPENING_SHAPE = frozenset("“„‟「『〝«‹")
EITHER = frozenset("“«‹")
"""Opening marks of some languages that close in others: „…“, »…«."""
TURNED = frozenset("”»›")
"""Closing marks of most languages that open in some: ”…”, »…«."""
BEFORE_OPENING = frozenset("([{<—–-/¿¡=>*_")
BEFORE_OPENING_EAST = frozenset("：，。、；！？（")
AFTER_CLOSING = frozenset(".,;:!?…)]}>—–-/。，、；：！？）】*_")

PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", '"': '"'}
"""Opening marks, each with marks that close it wherever nothing else is open."""
UNSURE = frozenset('"“«')
"""Marks of the pairs that do not always do what they do in them."""

ELIDED = re.compile(
    r"['‘’](?:\d\ds?(?!\w)|(?:tis|twas|twere|twill|em|til|till|cause|cos|bout|round|neath|fore|nuff|kay|s|t|n)(?!\w))",
    re.IGNORECASE,
)
"""Words that begin with an apostrophe, and years: the '90s."""

ELISION = re.compile(
    r"(?<!\w)(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull|quest|lorsqu|jusqu|puisqu)['’]$", re.IGNORECASE
)
"""What adjoins a quotation before it in French and Italian: d'"amis", l'"Osservatore"."""
PREFIX = re.compile(r"(?<!\w)(?:[והבלמשכ]|[ושמכ][הבלמש]|[وفبلكس]{1,2}|ال|\w*ـ)$")
"""What adjoins it in Hebrew and Arabic: articles, prepositions, "and"."""
LETTERS_AFTER = 3
"""So many letters behind a mark inside a Hebrew word are no end of an abbreviation."""
SENTENCE_END = re.compile(r"[.!?…]+[\"'’”»)\]]*(?=\s)|[。！？]")


def is_east(char: str) -> bool:
    """Whether a character is of a script that parts no words, or Hangul."""
    return "\u2e80" <= char <= "\ud7ff"
