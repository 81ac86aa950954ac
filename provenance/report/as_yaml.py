"""Mappings, lists and texts as YAML that reads well: texts of several lines stand as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_UNSAFE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML doesn't take as it is, or takes for the end of a line."""


def as_yaml(value: Mapping[str, Any]) -> str:
    """`value` as a document of YAML. Its parts are mappings, lists, texts, numbers and booleans."""
    return "".join(_mapping(value, ""))


def _mapping(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        name = key if _PLAIN.match(key) and key.lower() not in _RESERVED else _scalar(key)
        if isinstance(item, Mapping) and item:
            yield f"{indent}{name}:\n"
            yield from _mapping(item, f"{indent}  ")
        elif isinstance(item, str) and _is_block(item):
            yield f"{indent}{name}: |-\n"
            yield from (f"{indent}  {line}\n" if line else "\n" for line in item.split("\n"))
        else:
            yield f"{indent}{name}: {_scalar(item)}\n"


def _is_block(text: str) -> bool:
    """Whether a text can stand as lines, as it is."""
    return "\n" in text and text == text.strip() and not _UNSAFE.search(text)


def _scalar(value: object) -> str:
    """JSON is YAML, but for some characters."""
    return _UNSAFE.sub(lambda found: f"\\U{ord(found.group()):08x}", json.dumps(value, ensure_ascii=False))
