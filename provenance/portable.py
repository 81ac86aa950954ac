"""Frozen records that go from one process to another by the thousand.

Python pickles a dataclass with slots field by field, in Python itself: on the way to a worker and back, that
took longer than reading an article. These are pickled as their class and a tuple of their values.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

Record = TypeVar("Record", bound=type)


def portable(record: Record) -> Record:
    """Let a frozen dataclass of two fields or more be pickled by its values. Raises TypeError for another."""
    names = [field.name for field in fields(record)]
    if len(names) < 2 or not all(field.init for field in fields(record)):
        raise TypeError(f"{record.__name__} can't be made of its values")
    values = attrgetter(*names)

    def reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
        return record, values(self)

    record.__reduce__ = reduce  # type: ignore[method-assign, assignment]
    return record
