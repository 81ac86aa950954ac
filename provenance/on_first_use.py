"""Names of a package, looked up on first use (PEP 562): who imports one does not wait for the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package: `homes` has its public names, apart by spaces, by the
    module in which each stands. They raise AttributeError for any other name."""
    home_of = {name: module for module, names in homes.items() for name in names.split()}
    namespace = vars(sys.modules[package])

    def look_up(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(home_of[name]), name)
        namespace[name] = value
        return value

    return look_up, lambda: sorted({*namespace, *home_of})
