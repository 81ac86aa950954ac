"""How a line ends: with a mark that closes a sentence or a part of one, or in the middle of it."""

from __future__ import annotations

import re

_CLOSING = "\"'”’»)]"  # may stand behind the mark
_PAUSES = frozenset(".…。।۔,;:،")
_ENDS = _PAUSES | frozenset("!?！？؟")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|vs|No|St)\.$")


def is_closed(line: str) -> bool:
    """Whether a mark closes a line: the next one does not go on with it."""
    return line.rstrip(_CLOSING)[-1:] in _ENDS


def ends_a_sentence(line: str) -> bool:
    """Whether a line ends as running text does, and headlines and names do not: with a full stop that is no
    abbreviation's, or a lesser mark. Headlines ask and exclaim, too."""
    if line.rstrip(_CLOSING)[-1:] not in _PAUSES:
        return False
    return _ABBREVIATION.search(line.rpartition(" ")[2]) is None
