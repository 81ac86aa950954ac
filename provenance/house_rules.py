"""What a house says of its own matters, beside what stands in the articles: who may reprint whom, and which
words are to take no part. A part of the configuration; it goes to every step that judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from provenance.names import folded_name

TEXT, PATTERN = "text", "pattern"


@dataclass(frozen=True, slots=True)
class Licence:
    """`outlet` may reprint `source`; `note` says by what right."""

    outlet: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExcludedWords:
    """Words that take no part, and the reason. `kind`: text (these words, whatever their case and marks) or
    pattern (a regular expression)."""

    kind: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What passages and pairs are judged by: nothing, where nothing is configured."""

    licences: tuple[Licence, ...] = ()
    excluded: tuple[ExcludedWords, ...] = ()

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> HouseRules:
        """The rules that `values` gives, as a run's parameters keep them."""
        return cls(
            tuple(Licence(**one) for one in values.get("licences", ())),
            tuple(
                ExcludedWords(kind, one[kind], one["reason"])
                for one in values.get("exclude", ())
                for kind in (TEXT, PATTERN)
                if kind in one
            ),
        )

    def values(self) -> dict[str, list[dict[str, str]]]:
        """The rules as JSON has them; equal for rules that judge alike."""
        return {
            "licences": [asdict(one) for one in self.licences],
            "exclude": [{one.kind: one.what, "reason": one.reason} for one in self.excluded],
        }

    def licence(self, outlet: str | None, source: str | None) -> Licence | None:
        """The first licence by which one outlet may reprint the other."""
        if not (self.licences and outlet and source):
            return None
        asked = folded_name(outlet), folded_name(source)
        for one in self.licences:
            if (folded_name(one.outlet), folded_name(one.source)) == asked:
                return one
        return None

    def licensed_names(self) -> frozenset[str]:
        """All names that a licence has, folded."""
        return frozenset(folded_name(name) for one in self.licences for name in (one.outlet, one.source))

    def known_as(self, canonical: Callable[[str], str | None]) -> HouseRules:
        """The rules with the names of outlets as `canonical` gives them: Reuters for its aliases."""
        if not self.licences:
            return self
        licences = tuple(
            Licence(canonical(one.outlet) or one.outlet, canonical(one.source) or one.source, one.note)
            for one in self.licences
        )
        return HouseRules(licences, self.excluded)


NO_HOUSE_RULES = HouseRules()
