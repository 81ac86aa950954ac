"""Which hot loops run: the compiled ones where they are there and current, else those of numpy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from provenance.kernels import stamp

VARIABLE = "PROVENANCE_KERNELS"
"""The environment variable that forces one of them."""

COMPILED, NUMPY = "compiled", "numpy"


@dataclass(frozen=True, slots=True)
class Implementation:
    """The `name` of what runs and `why`; `advice` says how it could be faster, empty where it can't."""

    name: str
    why: str
    advice: str = ""


def choose(wanted: str, folder: Path = Path(__file__).parent) -> tuple[ModuleType, Implementation]:
    """The loops to use and why. `wanted` is `compiled`, `numpy`, or nothing in particular.

    `folder` is where their sources stand, if they do. Raises ImportError with one sentence, and the name of
    this package, where the compiled loops are demanded and can't be had, or something unknown is.
    """
    if wanted not in ("", COMPILED, NUMPY):
        raise _refusal(f"{VARIABLE} is {wanted!r}; it can be {COMPILED} or {NUMPY}, or not set.")
    if wanted == NUMPY:
        return _numpy_loops(), Implementation(NUMPY, f"{VARIABLE} asks for it")
    try:
        from provenance.kernels import compiled_loops
    except ImportError as error:
        problem = "the loops are not compiled for this Python"
        if not isinstance(error, ModuleNotFoundError):
            problem += f" ({error})"
    else:
        current = stamp.stamp(folder) if stamp.sources(folder) else None
        if is_current(compiled_loops.STAMPS, current):
            why = f"{VARIABLE} asks for it" if wanted else "the loops are compiled for this Python"
            return compiled_loops, Implementation(COMPILED, why)
        problem = "the compiled loops are older than their sources"
    if wanted == COMPILED:
        raise _refusal(f"{VARIABLE} asks for compiled loops, but {problem}; install again with a C compiler.")
    return _numpy_loops(), Implementation(
        NUMPY, problem, "Slower, with the same results. With a C compiler, install again (delete .venv)."
    )


def _numpy_loops() -> ModuleType:
    # Imported here: with compiled loops nobody asks for them.
    from provenance.kernels import numpy_loops

    return numpy_loops


def is_current(stamps: frozenset[str], source: str | None) -> bool:
    """Whether all compiled modules are of one make, and of the sources where these are there to compare."""
    if len(stamps) != 1:
        return False
    (made,) = stamps
    return made == source if source else made.partition("_")[0] == str(stamp.INTERFACE)


def _refusal(sentence: str) -> ImportError:
    return ImportError(sentence, name="provenance.kernels")
