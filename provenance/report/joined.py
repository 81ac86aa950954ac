"""What columns of the database join: names by commas, names and their words as JSON."""

from __future__ import annotations

import json

from provenance.credited import Parts


def names(joined: str) -> tuple[str, ...]:
    """The names of a comma-separated list, none where it is empty."""
    return tuple(name.strip() for name in joined.split(",") if name.strip())


def parts(joined: str) -> Parts:
    """The names of a JSON object with their words."""
    return tuple(sorted(json.loads(joined).items()))
