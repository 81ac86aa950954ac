"""A clause beside a quotation -> who speaks in it: NAME said, said NAME, according to NAME, he said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from provenance.clauses import Clause
from provenance.kernels import KnownWords
from provenance.spans import Span

_COMMAS = frozenset(",،，–—-")
NEAR = 4
"""So many words may stand between a verb and its subject: adverbs, days."""
FAR = 22
"""Words of an apposition: Smith, who leads the largest of the groups, said."""
TITLE = 9
"""Words of a title before a name: said Russian foreign ministry spokeswoman NAME."""
NAME = 5
FRAGMENT = 16
"""Words between a verb and a quotation in its sentence: Smith said the deal was “…”."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who speaks: where the name stands, None for a pronoun; and where the verb stands."""

    name: Span | None
    verb: Span


Subject = Span | str | None
"""A name, "pronoun", or nobody."""


class Speech:
    """The verbs and phrases of speaking, in all languages at once."""

    def __init__(self, common: Mapping[str, str], languages: Sequence[Mapping[str, Sequence[str]]]) -> None:
        self.particles, opening, self.prepositions, nobody = (
            frozenset(common[key].split()) for key in ("particles", "openers", "prepositions", "nobody")
        )

        def words(key: str) -> frozenset[str]:
            return frozenset(word for one in languages for word in one.get(key, ()))

        self.verbs = frozenset(verb for verb in words("verbs") if " " not in verb)
        self.cited = words("cited")
        self.pronouns = words("pronouns")
        self.hyphened = tuple(sorted(words("hyphened"), key=len, reverse=True))
        self.between = words("between")
        self.ends = words("ends")
        self.behind_name = words("after")
        self.addressed = words("addressed")
        self.subject_first = frozenset(verb for one in languages if "order" in one for verb in one["verbs"])
        self.openers = self.between | self.prepositions | opening
        self.no_names = self.openers | self.pronouns | nobody
        telling = self.verbs | self.cited | self.behind_name
        telling |= {max(phrase.split(), key=len) for phrase in words("according")}
        self.telling = KnownWords(
            form for word in telling for form in (word, word.capitalize(), word.upper())
        )
        self.according: dict[str, list[tuple[str, ...]]] = {}
        for phrase in words("according"):
            first, *rest = phrase.split()
            self.according.setdefault(first, []).append((first, *rest))

    def tells(self, clause: str) -> bool:
        """Whether any word of a clause can be one of speaking. Most have none, and need not be read."""
        return bool(self.telling.among(clause))

    def behind(self, clause: Clause, outside: bool) -> Found | None:
        """Who speaks in the clause behind a quotation. `outside`: no comma stands inside the quote marks."""
        end = clause.until_end()
        place = 0
        while place < end and clause.words[place] in _COMMAS:
            place += 1
        if place == end:
            return None
        if phrase := self.phrase_at(clause, place):
            name = self.name_after(clause, place + phrase, end)
            return None if name is None else Found(name, clause.span(place, place + phrase - 1))
        for verb in range(place, min(end, place + FAR + NEAR)):
            if self.is_pronoun_verb(clause, verb):
                return Found(None, clause.span(verb, verb))
            word = clause.folded[verb]
            if word in self.behind_name and verb > place:
                return self.told(clause, verb, self.name_before(clause, verb, place))
            if not (word in self.verbs or (word in self.cited and verb == place and place and outside)):
                continue
            if all(one in self.between or one in _COMMAS for one in clause.folded[place:verb]):
                return self.told(clause, verb, self.subject_after(clause, verb, end))
            return self.told(clause, verb, self.name_before(clause, verb, place))
        return None

    def ahead(self, clause: Clause, *, alone: bool) -> Found | None:
        """Who speaks in the sentence before a quotation. `alone`: nothing else stands before it in its
        paragraph."""
        end = len(clause)
        while end and clause.words[end - 1] in _COMMAS | {":"}:
            end -= 1
        if not end:
            return None
        if alone and end <= NAME and clause.words[-1] == ":" and end == len(clause) - 1:
            name = self.run_back(clause, end - 1, 0)
            is_named = self.verbs.isdisjoint(clause.folded[:end])
            if is_named and name is not None and name == clause.span(0, end - 1):
                return Found(name, clause.span(end, end))
        for verb in range(end - 1, max(-1, end - FRAGMENT), -1):
            if phrase := self.phrase_at(clause, verb):
                name = self.name_after(clause, verb + phrase, end)
                return None if name is None else Found(name, clause.span(verb, verb + phrase - 1))
            if self.is_pronoun_verb(clause, verb):
                return Found(None, clause.span(verb, verb))
            if clause.folded[verb] not in self.verbs:
                continue
            subject = self.name_before(clause, verb, 0)
            if subject is None and not self.names_object(clause, verb):
                subject = self.subject_after(clause, verb, end)
            return self.told(clause, verb, subject)
        return None

    def names_object(self, clause: Clause, verb: int) -> bool:
        """Whether a name behind a verb is none of a speaker: told NAME, added that NAME was."""
        word = clause.folded[verb]
        return word in self.addressed or (word in self.subject_first and verb > 0)

    @staticmethod
    def told(clause: Clause, verb: int, subject: Subject) -> Found | None:
        if subject is None:
            return None
        return Found(subject if isinstance(subject, Span) else None, clause.span(verb, verb))

    def is_pronoun_verb(self, clause: Clause, place: int) -> bool:
        """dit-il, a-t-elle"""
        word = clause.folded[place]
        return "-" in word and word.endswith(self.hyphened)

    def phrase_at(self, clause: Clause, place: int) -> int:
        """How many words of "according to" stand at a place."""
        for phrase in self.according.get(clause.folded[place], ()):
            if tuple(clause.folded[place : place + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def name_before(self, clause: Clause, verb: int, first: int) -> Subject:
        """The subject that ends before a verb: NAME, who leads it, also said."""
        place = verb - 1
        for _ in range(NEAR):
            if place < first:
                return None
            word = clause.folded[place]
            if word in self.pronouns:
                return "pronoun"
            if not (word in self.between or word.endswith("ly")):
                break
            place -= 1
        if place < first:
            return None
        if clause.words[place] in ",،":
            opened = next(
                (at for at in range(place - 1, max(first, place - FAR) - 1, -1) if clause.words[at] in ",،"),
                None,
            )
            if opened is None or opened <= first:
                return None
            place = opened - 1
        return self.run_back(clause, place, first)

    def run_back(self, clause: Clause, place: int, first: int) -> Span | None:
        """The name that ends at a place, None where a preposition stands before it (the mayor of NAME)."""
        last = place
        if not clause.is_name(last):
            return None
        while place > first and (
            clause.is_name(place - 1)
            or (
                clause.folded[place - 1] in self.particles and place - 1 > first and clause.is_name(place - 2)
            )
            or (clause.words[place - 1] == "." and clause.is_short(place - 2))
        ):
            place -= 1
        if place > first and clause.folded[place - 1] in self.prepositions:
            return None
        while place < last and (clause.words[place] == "." or clause.folded[place] in self.openers):
            place += 1
        if last - place > NAME or clause.folded[place] in self.no_names:
            return None
        return clause.span(place, last)

    def subject_after(self, clause: Clause, verb: int, end: int) -> Subject:
        """The subject that begins behind a verb: said the foreign ministry's NAME. Where none can, the one
        before is meant: “…”, añadió."""
        place = verb + 1
        while place < end and place <= verb + NEAR and clause.folded[place] in self.between:
            place += 1
        if place >= end or clause.words[place] in _COMMAS | {":"}:
            # English names its subject; languages that need none mean the last one.
            return None if clause.words[verb].isascii() else "pronoun"
        if clause.folded[place] in self.pronouns:
            return "pronoun"
        return self.name_after(clause, place, end)

    def name_after(self, clause: Clause, place: int, end: int) -> Span | None:
        """The name in the words from a place on: the last one before a preposition or a mark."""
        if place < end and "\u0590" <= clause.words[place][0] <= "\u08ff":
            return self.uncased(clause, place, end)
        found: Span | None = None
        limit = min(end, place + TITLE)
        while place < limit:
            word = clause.words[place]
            if clause.is_name(place):
                last = place
                while last + 1 < end and (
                    clause.is_name(last + 1)
                    or (clause.words[last + 1] == "." and clause.is_short(last))
                    or (
                        (
                            clause.folded[last + 1] in self.particles
                            or (clause.folded[last + 1] == "of" and last == place)
                        )
                        and last + 2 < end
                        and clause.is_name(last + 2)
                    )
                ):
                    last += 1
                if last - place > NAME or clause.folded[place] in self.no_names:
                    return None
                found = clause.span(place, last)
                place = last + 1
                continue
            if found is None and word in ",،" and place + 1 < limit and clause.is_name(place + 1):
                place += 1
                continue
            if (
                not word[0].isalpha()
                or clause.folded[place] in self.prepositions
                or clause.folded[place] in self.verbs
            ):
                break
            place += 1
        return found

    def uncased(self, clause: Clause, place: int, end: int) -> Span | None:
        """A subject in a script without capitals: the words up to a mark or to what is said."""
        last = place
        while last < end and clause.words[last][0].isalpha() and clause.folded[last] not in self.ends:
            last += 1
            if last - place > NAME + 2:
                return None
        return clause.span(place, last - 1) if last > place else None


@lru_cache(maxsize=1)
def load_speech() -> Speech:
    """The verbs and phrases of the data file."""
    text = resources.files("provenance.data").joinpath("speech_verbs.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Speech(data["words"], list(data["languages"].values()))
