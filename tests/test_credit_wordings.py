"""How credits are worded, language by language: sentences with their credits, and such without."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.credits import find_credits
from provenance.quotes import find_quotations

TABLE = Path(__file__).parent / "truth" / "credit_wordings.tsv"
ROWS = [
    tuple(line.split("\t"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), ROWS, ids=[f"{row[0]} {row[1][:40]}" for row in ROWS]
)
def test_the_credits_of_a_sentence(language: str, text: str, expected: str) -> None:
    text = text.replace("\\n", "\n")
    found = [f"{credit.name}:{credit.role}" for credit in find_credits(text, find_quotations(text))]
    assert found == (expected.split(",") if expected else [])
