"""Which passages are the wording of the trade, and tell nothing of who took from whom: forms filled in anew,
names, stock phrases of the collection, and what texts on different matters share.

Each passage is judged in its pair, as what two texts share besides says what they are: a phrase that many
stories use counts as copied where it stands beside a long passage that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from provenance import settings
from provenance.collection import Collection, collapsed
from provenance.families import Family, Shared
from provenance.formulas import (
    KEPT,
    Writing,
    clash,
    figures_in,
    figures_near,
    find_forms,
    find_names,
    read_writing,
    telling,
)
from provenance.frequencies import Words
from provenance.issues import Issue, are_issues, are_of_one_outlet, are_one_report
from provenance.name_runs import find_name_runs
from provenance.spans import Span
from provenance.stock import (
    FEWEST,
    MOST,
    are_unrelated,
    count_common,
    is_own,
    is_stock,
    own_runs,
    rare_words,
)
from provenance.texts import TextPair, Texts

BESIDE = 20
"""Aligned words of a pair beside which phrases of the trade were copied along."""
CLOSE = 0.8
"""The identity from which a passage is a close copy."""
FORMS = 2
"""Passages of a family that are forms filled in anew, from which its others of other days are, too."""
REPORT = 100
"""Aligned words. A story that comes again under its title is longer than a report that is made again."""
LONG = 40
"""Aligned words of an exact copy, also of wording that many stories use, and of a close one in which no
figures differ: of 1,067 passages so long that are forms on Reuters-21578 all but 7 differ within."""
FIGURES = 2
"""Figures that tell, by which a passage of common wording is a copy: "net 502,000 vs 401,000"."""
TELLING = 2
"""How much the figures tell by which even a few words are a copy: 46.864, or both of 23.5 and 117."""
USUAL = 0.3
"""Of a passage's runs from which few words are worded as in hardly any other story."""
UNPARTED = 200
"""Characters of a script without spaces. In a large collection most runs of three of them are common, so that
they say nothing of a passage that is longer than any phrase, or that only copies of one story have."""
HELD = 4
"""Stories. Figures that more of them share are those of a form: "callable at 106 pct"."""

Key: TypeAlias = tuple[int, int, int, int]
"""A passage by its texts and its first words: what it is called here, being quick to look up."""


def key(row: Shared) -> Key:
    """What a passage is called here."""
    return row.a, row.b, row.passage.first_a, row.passage.first_b


FORM, NAMED, REPEATED, UNRELATED = "form", "names", "report", "unrelated"
"""Why a pair shares a passage as stock wording: a form filled in anew, names, a short report that one outlet
makes again, articles that are not about one matter..."""
ISSUES, USUAL_WORDS, COMMON = "issues", "usual", "common"
"""...a form that an outlet fills in again and again, few words that an outlet uses on other days, too,
wording of many stories that nothing in this pair shows to be copied."""
PAIRS, SETTLED, STORIES, WORDING = "pairs", "settled", "stories", "wording"
"""Why the passage of a family is one; see Ground."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the passage of a family is a stock phrase. `rule`: pairs (all pairs that share it make it one, each
    by a rule of its own), settled (an earlier scan found so), stories (so many share it), wording (so many
    of its runs are common). `facts`: the figures that decided, by name."""

    rule: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Aside:
    """For each family why its passage is a stock phrase, None where it is none; all passages that are set
    aside by what their pairs show, with the rule."""

    stock: tuple[Ground | None, ...]
    passages: Mapping[Key, str]


def find_stock(
    texts: Texts,
    pairs: Sequence[TextPair],
    families: Sequence[Family],
    collection: Collection,
    issues: Mapping[int, Issue],
) -> Aside:
    """The passages of some components that are stock wording. `families` are all families of these `pairs`,
    in any order with others that have no passages; `issues` what is known of when texts came out."""
    homes: dict[Key, int] = {}

    def holders(row: Shared) -> int:
        if not homes:
            homes.update((key(each), number) for number, one in enumerate(families) for each in one.passages)
        return count_holders(families[homes[key(row)]], collection)

    reader = Reader(texts, collection, issues, holders)
    for pair in pairs:
        reader.set_aside(pair)
    return judge_families(families, collection, issues, reader, reader.aside, reader.forms)


def count_holders(family: Family, collection: Collection) -> int:
    """How many stories have the passage of a family."""
    return len({int(collection.story[member.text]) for member in family.members})


class Look(Protocol):
    """What is asked of the words of passages when all pairs have been looked at."""

    def differs(self, row: Shared) -> bool:
        """Whether both sides of a passage have figures, and not all in common."""

    def is_copy(self, row: Shared) -> bool:
        """Whether a passage is a copy by itself: long and exact, or with figures of its own."""

    def is_usual(self, row: Shared) -> bool:
        """Whether few words between two days of one outlet have nothing that tells, and are worded as
        elsewhere."""

    def wording(self, text: int, span: Span, holders: int) -> Ground | None:
        """Why a passage that so many stories have is one of the collection's phrases by its wording."""


DIFFERS, COPY, USUAL_PASSAGE = 1, 2, 4
"""What a `Look` says of a passage, as bits."""
Worded: TypeAlias = Mapping[tuple[int, Span, int], Ground | None]
"""The answers of a `Look` on the wording of members, by text, span and number of stories."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A `Look` that was taken before: the bits of each passage."""

    traits: Mapping[Key, int]
    worded: Worded

    def differs(self, row: Shared) -> bool:
        """See `Look`."""
        return bool(self.traits[key(row)] & DIFFERS)

    def is_copy(self, row: Shared) -> bool:
        """See `Look`."""
        return bool(self.traits[key(row)] & COPY)

    def is_usual(self, row: Shared) -> bool:
        """See `Look`."""
        return bool(self.traits[key(row)] & USUAL_PASSAGE)

    def wording(self, text: int, span: Span, holders: int) -> Ground | None:
        """See `Look`."""
        return self.worded[text, span, holders]


@dataclass(slots=True, eq=False)
class Reader:
    """A `Look` at texts that are at hand, pair by pair. `holders` says how many stories have the passage of
    which one is an alignment; `aside` is what was set aside by its pair, with the rule, `forms` those of them
    that are forms filled in anew."""

    texts: Texts
    collection: Collection
    issues: Mapping[int, Issue]
    holders: Callable[[Shared], int]
    aside: dict[Key, str] = field(default_factory=dict)
    forms: set[Key] = field(default_factory=set)
    _writing: dict[int, Writing] = field(default_factory=dict)
    _rare: dict[int, frozenset[int]] = field(default_factory=dict)
    _words_of: dict[int, Words] = field(default_factory=dict)

    def set_aside(self, pair: TextPair) -> None:
        """Set aside what can be told of a pair alone: forms, names, all that unrelated texts share."""
        a, b = self._written(pair.a), self._written(pair.b)
        passages = [row.passage for row in pair.passages]
        forms = find_forms(a, b, passages, issues=are_issues(self.issues, pair.a, pair.b))
        one_report = _is_short_report(pair, a, b) and are_one_report(self.issues, pair.a, pair.b)
        names = find_names(a, b, passages)
        runs = find_name_runs(a, b, passages, one_house=are_of_one_outlet(self.issues, pair.a, pair.b))
        left = []
        for row, form, name, run in zip(pair.passages, forms, names, runs, strict=True):
            if name or run or one_report or (form and not self._stands_apart(row)):
                self.aside[key(row)] = NAMED if name or run else REPEATED if one_report else FORM
                self.forms.update([key(row)] if form or one_report else ())
            else:
                left.append(row)
        if left and self._are_unrelated(pair):
            self.aside.update(
                (key(row), UNRELATED)
                for row in left
                if not (self._is_own_copy(row) or self._is_own_long_copy(row) or self._has_own_figures(row))
            )

    def traits(self, row: Shared) -> int:
        """All that may be asked later of a passage that its pair has not set aside, as bits."""
        if key(row) in self.aside:
            return 0
        found = USUAL_PASSAGE if self.is_usual(row) else 0
        if self.holders(row) < FEWEST:  # of others it is not asked
            found |= (DIFFERS if self.differs(row) else 0) | (COPY if self.is_copy(row) else 0)
        return found

    def differs(self, row: Shared) -> bool:
        """See `Look`."""
        return self._clash(row)

    def is_copy(self, row: Shared) -> bool:
        """See `Look`."""
        return self._is_long_copy(row, LONG) or self._has_own_figures(row, FIGURES)

    def is_usual(self, row: Shared) -> bool:
        """See `Look`."""
        frequencies = self.collection.frequencies
        return (
            frequencies is not None
            and row.passage.matched < BESIDE
            and are_issues(self.issues, row.a, row.b)
            and not self._telling_figures(row)
            and not is_own(self._words(row), frequencies, USUAL)
        )

    def wording(self, text: int, span: Span, holders: int) -> Ground | None:
        """See `Look`."""
        frequencies = self.collection.frequencies
        if frequencies is None:
            return None
        one = self.texts[text]
        low, high = one.body.places(span)
        words = self._collapsed(text)[low:high]
        if not is_stock(words, holders, frequencies):
            return None
        if holders >= MOST:
            return Ground(STORIES, {"stories": holders})
        if (holders == 1 or words.size >= UNPARTED) and one.body.unspaced:
            return None
        common, runs = count_common(words, holders, frequencies)
        return Ground(WORDING, {"common": common, "runs": runs, "stories": holders})

    def _are_unrelated(self, pair: TextPair) -> bool:
        common, frequencies = self.collection.common, self.collection.frequencies
        if common is None or frequencies is None:
            return False
        for number in (pair.a, pair.b):
            if number not in self._rare:
                words = self._collapsed(number)
                rare = rare_words(words, common)
                if self.texts[number].body.unspaced:
                    rare |= own_runs(words, frequencies)
                self._rare[number] = rare
        return are_unrelated(self._rare[pair.a], self._rare[pair.b])

    def _is_own_copy(self, row: Shared) -> bool:
        """Whether a passage is a close copy of words that hardly any other story has."""
        passage, frequencies = row.passage, self.collection.frequencies
        if frequencies is None or passage.matched < settings.ALONE or not self._is_close(row, CLOSE):
            return False
        return is_own(self._words(row), frequencies) and not self._clash(row, KEPT)

    def _is_long_copy(self, row: Shared, words: int) -> bool:
        """Whether a passage of so many words is so exact a copy that it is one in any wording."""
        if (
            row.passage.matched < words
            or row.passage.identity < settings.NEARLY
            or are_issues(self.issues, row.a, row.b)
        ):
            return False
        a, b = figures_in(row.passage, self._written(row.a), self._written(row.b))
        return a == b

    def _is_long_without_slots(self, row: Shared) -> bool:
        """Whether a long passage has no place where a form would be filled in: the other figures stand beside
        it, as a telephone number below a press release does. No wording of the collection has to be known."""
        return (
            row.passage.matched >= LONG
            and self._is_close(row, CLOSE)
            and not are_issues(self.issues, row.a, row.b)
            and not self._clash(row)
        )

    def _is_own_long_copy(self, row: Shared) -> bool:
        """The same of fewer words, some of them worded as in hardly any other story."""
        frequencies = self.collection.frequencies
        return (
            frequencies is not None
            and self._is_long_copy(row, BESIDE)
            and (row.passage.matched >= LONG or is_own(self._words(row), frequencies, USUAL))
        )

    def _words(self, row: Shared) -> Words:
        """The words of a passage in its first text."""
        return self._collapsed(row.a)[row.passage.first_a : row.passage.last_a]

    def _collapsed(self, number: int) -> Words:
        """The words of a text's body, the numbers as one."""
        if number not in self._words_of:
            self._words_of[number] = collapsed(self.texts[number])
        return self._words_of[number]

    def _has_own_figures(self, row: Shared, least: int = 1) -> bool:
        """Whether a passage of few stories has so many figures that tell, the same in both texts."""
        told = self._telling_figures(row)
        return (
            bool(told)
            and len(told) >= least
            and (row.passage.matched >= settings.ALONE or sum(told) >= TELLING)
            and self._is_close(row)
            and not self._clash(row)
            and self.holders(row) <= HELD
        )

    def _telling_figures(self, row: Shared) -> list[int]:
        """How much each figure tells that both sides of a passage have, of those that tell something."""
        a, b = figures_in(row.passage, self._written(row.a), self._written(row.b))
        if not a or not b:
            return []
        return [told for told in map(telling, (a & b).elements()) if told]

    def _is_close(self, row: Shared, least: float = 0.0) -> bool:
        """Whether a passage is a close copy. Those of different days of one outlet have to be exact: such
        outlets make the same report again and again."""
        return row.passage.identity >= (settings.NEARLY if are_issues(self.issues, row.a, row.b) else least)

    def _clash(self, row: Shared, kept: float = 1.0) -> bool:
        """Whether both sides of a passage have figures, and not all or no more than such a part in common."""
        return clash(*figures_in(row.passage, self._written(row.a), self._written(row.b)), kept)

    def _stands_apart(self, row: Shared) -> bool:
        """Whether a passage of two texts that fill in one form is a copy all the same: a long one, one with
        figures of its own, or a close one of own words with all figures near it."""
        if (
            self._is_own_long_copy(row)
            or self._has_own_figures(row, FIGURES)
            or self._is_long_without_slots(row)
        ):
            return True
        near = figures_near(row.passage, self._written(row.a), self._written(row.b))
        return not clash(*near, 1.0) and not self._clash(row) and self._is_own_copy(row)

    def _written(self, number: int) -> Writing:
        if number not in self._writing:
            self._writing[number] = read_writing(self.texts[number].text, self.texts[number].body)
        return self._writing[number]


def judge_families(
    families: Sequence[Family],
    collection: Collection,
    issues: Mapping[int, Issue],
    look: Look,
    aside: Mapping[Key, str],
    forms: Set[Key],
) -> Aside:
    """What all pairs show together of all families of some components; `aside` and `forms` are what single
    pairs have shown."""
    return _Judge(families, collection, issues, look, dict(aside), forms).judge()


@dataclass(slots=True, eq=False)
class _Judge:
    families: Sequence[Family]
    collection: Collection
    issues: Mapping[int, Issue]
    look: Look
    aside: dict[Key, str]
    forms: Set[Key]

    def judge(self) -> Aside:
        for family in self.families:
            self._set_issues_aside(family)
        stock = [self._ground(family) for family in self.families]
        copied: dict[tuple[int, int], int] = defaultdict(int)
        for number, family in enumerate(self.families):
            for row in () if stock[number] else self._left(family):
                copied[row.a, row.b] += row.passage.matched
        self._release(stock, copied)
        self._drop(stock, copied)
        return Aside(tuple(stock), self.aside)

    def _set_issues_aside(self, family: Family) -> None:
        """A form that is filled in anew again and again has the same figures twice, by chance."""
        forms = sum(key(row) in self.forms for row in family.passages) if self.forms else 0
        if forms >= FORMS and 2 * forms >= len(family.passages):
            for row in family.passages:
                if are_issues(self.issues, row.a, row.b):
                    self.aside.setdefault(key(row), ISSUES)

    def _release(self, stock: list[Ground | None], copied: Mapping[tuple[int, int], int]) -> None:
        """Phrases of few stories count where they were copied along with more, or are copies by themselves:
        their families are no stock, but their other passages stay set aside."""
        for number, family in enumerate(self.families):
            rows = self._left(family) if stock[number] else []
            if not rows or count_holders(family, self.collection) >= FEWEST or self._was_stock(family):
                continue
            along = [
                (copied.get((row.a, row.b), 0) >= BESIDE and not self.look.differs(row))
                or self.look.is_copy(row)
                for row in rows
            ]
            if any(along):
                stock[number] = None
                dropped = (row for row, kept in zip(rows, along, strict=True) if not kept)
                self.aside.update((key(row), COMMON) for row in dropped)

    def _drop(self, stock: list[Ground | None], copied: Mapping[tuple[int, int], int]) -> None:
        """Few words between the stories of one outlet from different days are its usual ones, unless they are
        worded as in no other story, have figures that tell, or stand beside more."""
        if not self.issues:
            return
        for number, family in enumerate(self.families):
            rows = [] if stock[number] else self._left(family)
            usual = [row for row in rows if copied[row.a, row.b] < BESIDE and self.look.is_usual(row)]
            if usual:
                self.aside.update((key(row), USUAL_WORDS) for row in usual)
                stock[number] = Ground(PAIRS) if len(usual) == len(rows) else None

    def _left(self, family: Family) -> list[Shared]:
        """The passages of a family that are not set aside."""
        return [row for row in family.passages if key(row) not in self.aside]

    def _ground(self, family: Family) -> Ground | None:
        """Why the passage of a family is a stock phrase of this collection, None where it is none."""
        if family.passages and all(key(row) in self.aside for row in family.passages):
            return Ground(PAIRS)
        if self._was_stock(family):
            return Ground(SETTLED)
        first = family.members[0]
        return self.look.wording(first.text, first.span, count_holders(family, self.collection))

    def _was_stock(self, family: Family) -> bool:
        settled = self.collection.settled
        return bool(settled) and any(
            span.same_place(member.span) for member in family.members for span in settled.get(member.text, ())
        )


def _is_short_report(pair: TextPair, a: Writing, b: Writing) -> bool:
    """Whether what two texts share is a good part of one of them, and no long story."""
    matched = sum(row.passage.matched for row in pair.passages)
    return matched < REPORT and 3 * matched >= min(a.words.size, b.words.size)
