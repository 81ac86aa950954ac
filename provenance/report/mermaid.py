"""The lineage as a Mermaid flowchart, its labels quoted, with codes for all but letters and digits."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.report import wording
from provenance.report.statements import DIRECTED, UNSEEN, Statement
from provenance.report.visible import one_line

_PLAIN = frozenset(" ._-/")


def flowchart(found: Sequence[Statement]) -> str:
    """Arrows for directions and from unseen sources; dashed lines without a head for other statements."""
    nodes: dict[tuple[bool, str], str] = {}
    lines = ["flowchart LR", f"  %% {wording.STANDING}"]

    def node(name: str, *, unseen: bool) -> str:
        key = (unseen, name)
        if key not in nodes:
            nodes[key] = f"n{len(nodes) + 1}"
            shape = f'(["{_label(name)}"]):::unseen' if unseen else f'["{_label(name)}"]'
            lines.append(f"  {nodes[key]}{shape}")
        return nodes[key]

    for one in found:
        source = node(one.source, unseen=one.kind == UNSEEN)
        derived = node(one.derived, unseen=False)
        line = "-->" if one.kind == DIRECTED else "-.->" if one.kind == UNSEEN else "-.-"
        said = f"{one.kind}, {wording.about(one.probability)} ({one.band})"
        lines.append(f'  {source} {line}|"{_label(said)}"| {derived}')
    lines.append("  classDef unseen stroke-dasharray: 5 4, fill: none")
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in one_line(text))
