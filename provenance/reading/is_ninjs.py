"""Whether a record is a ninjs item, whose words and fields stand elsewhere than in other records."""

from __future__ import annotations

from collections.abc import Mapping

_OWN = ("versioncreated", "versionCreated", "pubstatus", "pubStatus")


def is_ninjs(record: Mapping[str, object]) -> bool:
    """Whether a record says that it is ninjs, or has the identifier and a field that only ninjs calls so."""
    if not isinstance(record.get("uri"), str):
        return False
    standard = record.get("standard")
    if isinstance(standard, dict) and standard.get("name") == "ninjs":
        return True
    return any(isinstance(record.get(name), str) for name in _OWN)
