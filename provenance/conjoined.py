"""Names whose verb stands behind the last of them: "NAME and NAME reported"."""

from __future__ import annotations

import re
from dataclasses import replace

from provenance.agencies import Agency
from provenance.credited import Credit
from provenance.spans import Span

_OPENS = re.compile(
    r"(?:(?:^|[.!?:;,–—”\"»]\s|\n)|\b(?:[Aa]s|[Bb]oth|[Ww]hile|[Bb]ut|[Tt]hat|[Ww]ie|[Ss]owohl|[Cc]omme|"
    r"[Cc]ome|[Cc]omo|[Кк]ак|[Jj]ak)\s)(?:(?:[Tt]he|[Dd]ie|[Dd]er|[Dd]as|[Ee]l|[Ll]a|[Ll]e|[Ii]l|news|"
    r"agencies|agency|newspapers|broadcasters|Agenturen|agences|agencias|agenzie|les|agencje|агентства)\s|"
    r"(?:[\w’-]+\s){0,3}(?:agencies|newspapers|papers|broadcasters|channels|networks|outlets|Agenturen|Zeitungen|"
    r"Sender|agences|journaux|chaînes|quotidiens|agencias|diarios|cadenas|agenzie|quotidiani|агентства|газеты|"
    r"издания|телеканалы)\s|[Ll]['’])*[«„“\"]?$"
)
"""What stands before a name that opens its clause."""
_REACH = 60
"""Code points of it."""
_AND = frozenset(
    ("", "and", "and the", "et", "et le", "et la", "et l’", "et l'", "y", "y el", "y la", "und", "und die",
     "und der", "und das", "e", "e la", "e il", "e l’", "и", "i", "the", "en", "e a", "e o")
)  # fmt: skip
_BETWEEN = 12
"""Code points of "and" with an article."""


class Waiting:
    """The names of one text that open a clause and wait for the verb behind a later name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: list[Credit] = []

    def look_at(self, agency: Agency, name: Span, credit: Credit | None) -> list[Credit]:
        """The credits of names before this one, which its own `credit` makes such, or none."""
        if credit is None:
            self._keep(agency, name)
            return []
        found = []
        if credit.role in ("reports", "according"):
            before = name.start
            for other in reversed(self.names):
                if not self._is_and(other.span.end, before):
                    break
                found.append(replace(other, role=credit.role, covers=credit.covers))
                before = other.span.start
        self.names.clear()
        return found

    def _keep(self, agency: Agency, name: Span) -> None:
        spoken = not self.text[name.start : name.end].isupper()  # NDR, WDR and SZ reported
        doubtful = agency.kind == "pictures" or (agency.weak and agency.kind == "outlet" and spoken)
        opens = not doubtful and _OPENS.search(self.text, max(0, name.start - _REACH), name.start) is not None
        if opens or (self.names and self._is_and(self.names[-1].span.end, name.start)):
            self.names.append(Credit(agency.name, "reports", name, (), True))
        else:
            self.names.clear()

    def _is_and(self, start: int, end: int) -> bool:
        """Whether nothing but "and" stands between two names."""
        between = self.text[start:end]
        return (
            0 < len(between) <= _BETWEEN
            and "/" not in between
            and between.strip(' ,„“”«»"').casefold() in _AND
        )
