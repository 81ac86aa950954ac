"""Labelled snippets of news: whether the credits and the quotations in them are found, language by language.

The labels stand in `snippets/`, and `snippets/README.md` says what they mean. The half in `open.jsonl` may be
looked at; of the one in `locked.jsonl` only figures are printed. The snippets in `development.jsonl`, from
which the rules were made, too, have labels of credits alone.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provenance.agencies import Agencies, load_agencies
from provenance.credits import find_credits
from provenance.names import same_name
from provenance.quotes import find_quotations
from provenance.reading import segment

FOLDER = Path(__file__).parent / "snippets"
HALVES = ("open", "locked")
LOOKED_AT = ("open", "development")
"""Of which misses may be listed."""


@dataclass(frozen=True, slots=True)
class Label:
    """A credit that an editor sees. Any of `names` and any of `roles` is right; the first is the best.
    `optional`: whether it is one may be argued, so finding it and missing it are both right."""

    names: tuple[str, ...]
    roles: tuple[str, ...]
    start: int
    end: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A credit that the program found."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text with its labels. `quotations`: the spans between outermost marks, in code points, half-open;
    None where they have no labels."""

    id: str
    language: str
    origin: str
    text: str
    credits: tuple[Label, ...]
    quotations: tuple[tuple[int, int], ...] | None


@dataclass(slots=True)
class Tally:
    """How many were found, how many of these are right, and how many there are."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    def add(self, other: Tally) -> None:
        """Count `other` in."""
        self.right += other.right
        self.found += other.found
        self.labelled += other.labelled

    @property
    def precision(self) -> float:
        """The share of those found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of those labelled that was found; 1 where nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 where there is nothing to find and nothing was found."""
        both = self.found + self.labelled
        return 2 * self.right / both if both else 1.0


@dataclass(slots=True)
class Score:
    """The counts of some snippets. `kinds`: credits whatever their role, but for pictures or for text."""

    snippets: int = 0
    credits: Tally = field(default_factory=Tally)
    kinds: Tally = field(default_factory=Tally)
    quotations: Tally = field(default_factory=Tally)

    def add(self, other: Score) -> None:
        """Count `other` in."""
        self.snippets += other.snippets
        self.credits.add(other.credits)
        self.kinds.add(other.kinds)
        self.quotations.add(other.quotations)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one snippet: its counts, and a line for each miss and each false one."""

    snippet: Snippet
    score: Score
    misses: tuple[str, ...]


def read_snippets(half: str, folder: Path = FOLDER) -> tuple[Snippet, ...]:
    """The snippets of a half, `open`, `locked` or `both`, or those of `development`."""
    halves = HALVES if half == "both" else (half,)
    lines = [
        line
        for each in halves
        for line in folder.joinpath(f"{each}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return tuple(_snippet(json.loads(line)) for line in lines)


def _snippet(row: Mapping[str, Any]) -> Snippet:
    labels = tuple(
        Label(
            tuple(credit.get("names", (credit["name"],))),
            tuple(credit.get("roles", (credit["role"],))),
            credit["start"],
            credit["end"],
            credit.get("optional", False),
        )
        for credit in row["credits"]
    )
    marked = row.get("quotations")
    quotations = None if marked is None else tuple((one["start"], one["end"]) for one in marked)
    return Snippet(row["id"], row["language"], row["origin"], row["text"], labels, quotations)


def one_name(found: str, labelled: Sequence[str], agencies: Agencies) -> bool:
    """Whether a found name is one of those labelled: the same agency of the data, or the same words but for
    case, spacing and an English article."""
    return any(same_name(_bare(found, agencies), _bare(name, agencies)) for name in labelled)


def _bare(name: str, agencies: Agencies) -> str:
    name = agencies.canonical(name) or name
    return name[4:] if name[:4].casefold() == "the " else name


def is_right(found: Seen, label: Label, agencies: Agencies, *, role: bool = True) -> bool:
    """Whether a found credit is the labelled one: its name, its role, and words in common. Without `role` it
    is enough that both are for pictures, or both for text."""
    if not (found.start < label.end and label.start < found.end):
        return False
    if role and found.role not in label.roles:
        return False
    if (found.role == "photo") != ("photo" in label.roles):
        return False
    return one_name(found.name, label.names, agencies)


def paired(count: int, others: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """The most pairs of 0..count-1 with 0..others-1 that fit, each used once: first -> second."""
    holder: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for other in range(others):
            if other not in tried and fits(one, other):
                tried.add(other)
                if other not in holder or place(holder[other], tried):
                    holder[other] = one
                    return True
        return False

    for one in range(count):
        place(one, set())
    return {one: other for other, one in holder.items()}


def score_credits(
    found: Sequence[Seen], labels: Sequence[Label], agencies: Agencies, *, role: bool = True
) -> tuple[Tally, tuple[Label, ...], tuple[Seen, ...]]:
    """The counts, the labels that were missed, and what was found beyond. Optional labels are paired last;
    they count nowhere, and neither do the credits found for them."""
    ordered = sorted(labels, key=lambda label: label.optional)
    pairs = paired(
        len(ordered), len(found), lambda one, other: is_right(found[other], ordered[one], agencies, role=role)
    )
    argued = {other for one, other in pairs.items() if ordered[one].optional}
    firm = [number for number, label in enumerate(ordered) if not label.optional]
    right = {pairs[number] for number in firm if number in pairs}
    beyond = tuple(seen for number, seen in enumerate(found) if number not in right | argued)
    missed = tuple(ordered[number] for number in firm if number not in pairs)
    return Tally(len(right), len(found) - len(argued), len(firm)), missed, beyond


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space and the punctuation at its ends; as it is where it has nothing else."""
    first, last = start, end
    while first < last and _is_edge(text[first]):
        first += 1
    while last > first and _is_edge(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def _is_edge(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] == "P"


def score_quotations(
    text: str, found: Sequence[tuple[int, int]], labelled: Sequence[tuple[int, int]]
) -> tuple[Tally, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """The counts, the labelled spans that were missed, and the spans found beyond, trimmed and ascending."""
    seen = {trimmed(text, *span) for span in found}
    wanted = {trimmed(text, *span) for span in labelled}
    tally = Tally(len(seen & wanted), len(seen), len(wanted))
    return tally, tuple(sorted(wanted - seen)), tuple(sorted(seen - wanted))


def judge(snippet: Snippet, agencies: Agencies) -> Judged:
    """Look for the credits and the quotations of a snippet, as a scan would in an article of these words."""
    text = snippet.text
    quotations = find_quotations(text)
    credits = [
        Seen(credit.name, credit.role, credit.span.start, credit.span.end)
        for credit in find_credits(text, quotations, segment(text), agencies)
    ]
    counts, missed, beyond = score_credits(credits, snippet.credits, agencies)
    kinds, _, _ = score_credits(credits, snippet.credits, agencies, role=False)
    inner = [(quotation.inner.start, quotation.inner.end) for quotation in quotations]
    if snippet.quotations is None:
        inner = []
    marks, unquoted, overquoted = score_quotations(text, inner, snippet.quotations or ())
    misses = [
        *(
            f"credit missed: {label.names[0]} {'/'.join(label.roles)}: {_words(text, label)}"
            for label in missed
        ),
        *(f"credit beyond: {seen.name} {seen.role}: {_words(text, seen)}" for seen in beyond),
        *(f"quotation missed: {text[start:end]!r}" for start, end in unquoted),
        *(f"quotation beyond: {text[start:end]!r}" for start, end in overquoted),
    ]
    return Judged(snippet, Score(1, counts, kinds, marks), tuple(misses))


def _words(text: str, span: Label | Seen) -> str:
    return repr(text[span.start : span.end])


def by_language(judged: Sequence[Judged]) -> dict[str, Score]:
    """The counts of each language, those with most snippets first, and of all."""
    scores: dict[str, Score] = {}
    for one in judged:
        scores.setdefault(one.snippet.language, Score()).add(one.score)
    ordered = dict(sorted(scores.items(), key=lambda item: (-item[1].snippets, item[0])))
    whole = Score()
    for score in scores.values():
        whole.add(score)
    return ordered | {"all": whole}


def evaluate(half: str = "open", *, misses: bool = False) -> list[str]:
    """The lines to print. `misses` lists what was missed and what was found beyond; raises ValueError where
    it is asked of the locked half."""
    if misses and half not in LOOKED_AT:
        raise ValueError("misses are listed of the open half and of development only")
    agencies = load_agencies()
    judged = [judge(snippet, agencies) for snippet in read_snippets(half)]
    lines = list(_table(by_language(judged)))
    if misses:
        for one in judged:
            for miss in one.misses:
                lines.append(f"{one.snippet.id}  {miss}")
    return lines


def _table(scores: Mapping[str, Score]) -> Iterator[str]:
    yield f"{'':10}{'credits':^28}{'any role':>9}{'quotations':^28}"
    head = f"{'prec.':>7}{'recall':>7}{'F1':>7}{'number':>7}"
    yield f"{'snippets':10}{head}{'F1':>9}{head}"
    for language, score in scores.items():
        credits, quotations = _figures(score.credits), _figures(score.quotations)
        yield f"{language:4}{score.snippets:5} {credits}{score.kinds.f1:9.3f}{quotations}"


def _figures(tally: Tally) -> str:
    return f"{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}{tally.labelled:7}"
