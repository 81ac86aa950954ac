"""What installation makes ready, so that no start has to."""

from __future__ import annotations

from pathlib import Path

from provenance import agencies, sentences
from provenance.reading.parts import patterns
from provenance.snapshots import PACKAGE

SNAPSHOTS = (agencies.SNAPSHOT, sentences.SNAPSHOT, patterns.SNAPSHOT)


def make_ready(package: Path = PACKAGE) -> None:
    """Keep in `package` what is made of its data."""
    agencies.make_ready(package)
    sentences.make_ready(package)
    patterns.make_ready(package)


def is_ready() -> bool:
    """Whether all of it is there, and of the data as they are."""
    return all(snapshot.is_sound() for snapshot in SNAPSHOTS)
