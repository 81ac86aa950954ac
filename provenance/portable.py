"""Frozen records that are made by the thousand, and go from one process to another.

Python writes into a frozen dataclass field by field through `object.__setattr__`, which looks each name up,
and pickles one with slots field by field, in Python itself: that took longer than reading an article. These
are written through the descriptors of their slots, and pickled as their class and a tuple of their values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from functools import update_wrapper
from operator import attrgetter
from typing import Any, TypeVar

Record = TypeVar("Record", bound=type)


def portable(record: Record) -> Record:
    """Make a frozen dataclass with slots, of two fields or more, quick to make and to pickle.

    Raises TypeError for another, and for one with a field that is not given as it is.
    """
    found = fields(record)
    slots = getattr(record, "__slots__", ())
    if len(found) < 2 or not all(one.name in slots and _is_plain(one) for one in found):
        raise TypeError(f"{record.__name__} can't be made of its values")
    values = attrgetter(*(one.name for one in found))

    def reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
        return record, values(self)

    record.__reduce__ = reduce  # type: ignore[method-assign, assignment]
    record.__init__ = _initialiser(record, found)  # type: ignore[misc]
    return record


def _is_plain(one: Field[Any]) -> bool:
    return one.init and not one.kw_only and one.default_factory is MISSING


def _initialiser(record: type, found: tuple[Field[Any], ...]) -> Callable[..., None]:
    """An `__init__` that does what the dataclass's own does."""
    names: dict[str, Any] = {}
    parameters, lines = [], []
    for one in found:
        names[f"set_{one.name}"] = getattr(record, one.name).__set__
        names[f"default_{one.name}"] = one.default
        parameters.append(one.name + ("" if one.default is MISSING else f"=default_{one.name}"))
        lines.append(f"    set_{one.name}(self, {one.name})\n")
    if hasattr(record, "__post_init__"):
        lines.append("    self.__post_init__()\n")
    # As dataclasses do it: only written out has it the speed.
    exec(f"def __init__(self, {', '.join(parameters)}):\n{''.join(lines)}", names)
    return update_wrapper(names["__init__"], record.__init__)  # type: ignore[misc]
