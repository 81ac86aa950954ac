"""Which passages are shown: rules of style that need no script, and the totals that a script recounts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from provenance.report.findings import Class
from provenance.report.page.environment import slug


def rules(together: Iterable[tuple[str, ...]]) -> str:
    """The style that hides passages, bars and pairs of which no status is ticked. `together`: the sets of
    statuses that pairs have, as names of elements. Browsers that can't tell show all."""
    pairs = sorted(together)
    statuses = sorted({status for each in pairs for status in each})
    lines = []
    for status in statuses:
        unticked = f"body:has(#show-{status}:not(:checked))"
        lines.append(f'{unticked} .passage[data-status="{status}"] {{ display: none; }}')
    for each in pairs:
        unticked = "body" + "".join(f":has(#show-{status}:not(:checked))" for status in each)
        lines.append(f'{unticked} .pair[data-statuses="{" ".join(each)}"] {{ display: none; }}')
    for status in ("boilerplate", "stock-phrase", "excluded"):
        lines.append(f"body:not(:has(#show-{status}:checked)) .bar-{status} {{ display: none; }}")
    return "@supports selector(:has(a)) {\n" + "\n".join(lines) + "\n}\n"


def totals(classes: Mapping[Class, tuple[int, int]]) -> str:
    """What the whole collection has of each class, as the script reads it: status, in quote marks in both,
    credited alike, passages, words."""
    counted: dict[tuple[str, bool, bool], list[int]] = {}
    for (status, _, credit, quoted), (passages, words) in classes.items():
        into = counted.setdefault((slug(status), quoted == "both", credit == "same"), [0, 0])
        into[0] += passages
        into[1] += words
    return json.dumps([[*key, *numbers] for key, numbers in sorted(counted.items())], separators=(",", ":"))
