"""YAML that is written without a library, read by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.as_yaml import as_yaml

yaml = pytest.importorskip("yaml")

TEXTS = (
    st.text()
    | st.text(alphabet="ab :#-|>'\"\\\n\t\r\x00\x85\u2028\ufeff😀")
    | st.sampled_from(["yes", "null", "1"])
)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.none() | st.integers(-(2**40), 2**40) | st.lists(TEXTS, max_size=3),
    lambda inner: st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_a_library_reads_what_was_written(told: dict[str, object]) -> None:
    assert yaml.safe_load(as_yaml(told)) == (told or None)


def test_lines_stand_as_they_are() -> None:
    assert as_yaml({"sql": "SELECT 1\n\n  FROM x", "yes": [1, "a"]}) == (
        'sql: |-\n  SELECT 1\n\n    FROM x\n"yes": [1, "a"]\n'
    )
