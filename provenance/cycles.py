"""When Python looks for cycles of objects. What works here makes many small objects, and few cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""New objects after which Python looks for cycles. At the 700 of the language a scan spent a twentieth of its
time on looking, and `check` a tenth, most of it while it was imported."""


@contextmanager
def few_collections() -> Iterator[None]:
    """While this lasts, Python looks for cycles seldom, and not among what `set_aside` sets aside."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    look_for_cycles_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()


@contextmanager
def no_collections() -> Iterator[None]:
    """While this lasts, Python looks for no cycles: for work that makes very many objects and none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def set_aside() -> None:
    """All objects that there are will stay: no cycles are looked for among them. To be called within
    `few_collections`, which ends it."""
    gc.freeze()


def look_for_cycles_seldom() -> None:
    """Do so from now on, unless whoever runs this program looks for them himself."""
    young, *older = gc.get_threshold()
    if young:
        gc.set_threshold(max(young, OBJECTS), *older)
