"""A made-up newsroom: wires, what papers make of them, and the truth of who has which words from whom.

`scripts/simulate FOLDER` writes `articles.jsonl` (ids, outlets, texts, dates where known) and
`truth.jsonl`: of
each article its story, whom it has words from (`parents`: words by id; an id that is not among the articles
is
a wire outside the folder), and the `passages` with half-open code points.

A story is a wire (sometimes two, of two agencies, which quote the same people), a paper's own report, or one
that its paper keeps rewriting. Half of what follows is made from a wire, the rest from any earlier text; a
third
has a second source; some are versions or corrections, some are independent and share a quotation. Half credit
somebody, not always the right one. What was left out, misspelt or got wrong is passed on.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from scripts.measure import simulated_edits
from scripts.measure.simulated_stories import AGENCIES, AGENCY, Sentence, Story, language, paragraphs

DATES = ("exact", "day", "none")
"""To the second, all there; the day, 30 % missing and some wrong; none at all."""
MISSING, WRONG, WRONG_WIRE = 0.3, 0.03, 0.1
"""Of dates by the day. What is wrong is that of an update: agencies' pages often carry their last one."""
CREDITED, CREDITED_PAPER, PASSED_ON = 0.5, 0.35, 0.2
"""How often an agency is credited by whoever takes from it, a paper by another; and how often the agency that
this paper credits is named in its place."""
PAPERS = 60
HOUR = 3600.0
_START = datetime(2026, 3, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Report:
    """An article of the newsroom with its truth: `moment` in seconds since 1970, `known_as` how its outlet is
    credited; `dateline` and `closing` are the credits outside its sentences."""

    id: str
    family: int
    outlet: str
    wire: bool
    moment: float
    sentences: tuple[Sentence, ...]
    place: str
    dateline: str = ""
    closing: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Half-open code points of a sentence, and the article that it was taken from (empty: its own)."""

    start: int
    end: int
    source: str
    words: int


@dataclass(frozen=True, slots=True)
class Written:
    """An article as it stands in the folder."""

    id: str
    family: int
    outlet: str
    text: str
    date: str | None
    moment: float
    wire: bool
    passages: tuple[Passage, ...]

    @property
    def parents(self) -> dict[str, int]:
        """The words by the article that they were taken from."""
        found: dict[str, int] = {}
        for passage in self.passages:
            if passage.source:
                found[passage.source] = found.get(passage.source, 0) + passage.words
        return found


@dataclass(slots=True)
class _Family:
    number: int
    random: Random
    story: Story
    seed: int
    edit: simulated_edits.Edit
    outlets: list[str]
    reports: list[Report] = field(default_factory=list)

    def add(self, report: Report) -> None:
        self.reports.append(report)

    def outlet(self) -> str:
        return self.outlets.pop()

    def next_id(self) -> str:
        return f"f{self.number:04}-{len(self.reports):02}"


def simulate(families: int, seed: int, operators: str = "usual") -> list[Report]:
    """All articles of a newsroom, wires included, story by story. `operators`: a set of edits by name."""
    if families < 1:
        raise ValueError("a newsroom has at least one story")
    edit = simulated_edits.OPERATORS[operators]
    words = language(seed)
    names = Random(f"{seed} papers")
    kinds = ("Herald", "Times", "Courier", "Gazette", "Post", "Tribune", "Chronicle", "Echo", "Daily News")
    papers = [
        f"{words.words[names.randrange(400, 9_000)].capitalize()} {names.choice(kinds)}"
        for _ in range(PAPERS)
    ]
    reports: list[Report] = []
    for number in range(families):
        random = Random(f"{seed} {operators} {number}")
        outlets = random.sample(papers, PAPERS)
        family = _Family(number, random, Story(random, seed), seed, edit, outlets)
        _tell(family)
        reports += family.reports
    return reports


def _tell(family: _Family) -> None:
    """One story: its beginnings, and then what is made of them, in order of time."""
    random = family.random
    begin = _START + random.uniform(0, 120) * 24 * HOUR
    kind = random.random()
    if kind < 0.72:
        for agency in random.sample(AGENCIES, 1 + (random.random() < 0.4)):
            _wire(family, agency, begin + random.uniform(0, 6) * HOUR)
    else:
        _own_report(family, begin)
    if kind > 0.86:
        for _ in range(random.randint(2, 6)):
            _version(family, family.reports[-1])
    for _ in range(random.randint(2, 11)):
        chance = random.random()
        if chance < 0.08:
            _own_report(family, begin + _delay(random))
        elif chance < 0.2 and any(not report.wire for report in family.reports):
            chosen = random.choice([report for report in family.reports if not report.wire])
            last = [report for report in family.reports if report.outlet == chosen.outlet][-1]
            _version(family, last)
        else:
            _take_over(family)


def _delay(random: Random) -> float:
    """Seconds until somebody takes a text over: a third within the day, some after weeks."""
    return math.exp(random.gauss(math.log(9 * HOUR), 1.5))


def _wire(family: _Family, agency: str, moment: float) -> None:
    random, story = family.random, family.story
    sentences = story.report(random.randint(10, 28), agency)
    said = [sentence for report in family.reports for sentence in report.sentences if sentence.quoted]
    for sentence in random.sample(said, min(len(said), random.randint(0, 2))):
        sentences.insert(random.randrange(1, len(sentences)), story.retold(replace(sentence, last=True)))
    place = random.choice(story.places)
    family.add(
        Report(
            family.next_id(), family.number, agency, True, moment, tuple(sentences), place, dateline=agency
        )
    )


def _own_report(family: _Family, moment: float) -> None:
    """A paper's own: its words are its own, but for what was said to everybody."""
    random, story = family.random, family.story
    sentences = story.report(random.randint(8, 22))
    said = [sentence for report in family.reports for sentence in report.sentences if sentence.quoted]
    for sentence in random.sample(said, min(len(said), random.randint(0, 2))):
        sentences.insert(random.randrange(1, len(sentences)), story.retold(replace(sentence, last=True)))
    family.add(
        Report(
            family.next_id(), family.number, family.outlet(), False, moment, tuple(sentences),
            random.choice(story.places),
        )
    )  # fmt: skip


def _version(family: _Family, before: Report) -> None:
    """The next version of a text by its own outlet: a correction, or more on the story."""
    random, story = family.random, family.story
    edit = simulated_edits.light if family.edit is simulated_edits.usual else family.edit
    found = edit([sentence.copied(before.id) for sentence in before.sentences], random, story, family.seed)
    if random.random() < 0.3:
        found.append(Sentence(("Correction:", *story.sentence().words), last=True))
    else:
        for _ in range(random.randint(0, 5)):
            found.insert(random.randrange(len(found) + 1), story.sentence())
    moment = before.moment + _delay(random) / 3
    family.add(replace(before, id=family.next_id(), wire=False, moment=moment, sentences=tuple(found)))


def _take_over(family: _Family) -> None:
    """A paper makes its article from a wire or from any earlier text, a third of them from two."""
    random, story = family.random, family.story
    wires = [report for report in family.reports if report.wire]
    source = random.choice(wires) if wires and random.random() < 0.5 else random.choice(family.reports)
    found = family.edit(
        [sentence.copied(source.id) for sentence in source.sentences], random, story, family.seed
    )
    moment = source.moment + _delay(random)
    others = [report for report in family.reports if report.id != source.id and report.moment < moment]
    if others and random.random() < 1 / 3:
        second = random.choice(others)
        taken = family.edit(
            [sentence.copied(second.id) for sentence in second.sentences], random, story, family.seed
        )
        size = random.randint(2, 6)
        begin = random.randrange(max(1, len(taken) - size + 1))
        known = {sentence.words[:6] for sentence in found}
        piece = [one for one in taken[begin : begin + size] if one.words[:6] not in known]
        at = random.randrange(len(found) + 1)
        found[at:at] = piece
    for _ in range(random.randint(0, 8)):
        found.insert(random.randrange(len(found) + 1), story.sentence())
    report = Report(
        family.next_id(), family.number, family.outlet(), False, moment,
        tuple(paragraphs(found, random)), random.choice(story.places),
    )  # fmt: skip
    if random.random() < (CREDITED if source.wire else CREDITED_PAPER):
        report = _credit(report, source, family)
    family.add(report)


def _credit(report: Report, source: Report, family: _Family) -> Report:
    """The article with a credit: of its source, of the agency that this one names, or of a wrong one."""
    random = family.random
    named = source.dateline or source.closing
    name = source.outlet
    if not source.wire and named and random.random() < PASSED_ON:
        name = named
    if random.random() < 0.08:
        name = random.choice(AGENCIES)
    chance = random.random()
    if name in AGENCIES and chance < 0.4:
        return replace(report, dateline=name)
    if name in AGENCIES and chance < 0.7:
        return replace(report, closing=name)
    return replace(report, lead=name)


def write(report: Report, *, credits: bool) -> tuple[str, tuple[Passage, ...]]:
    """The text of an article, and where in it which sentence stands."""
    pieces: list[str] = []
    passages: list[Passage] = []
    length = 0

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    if report.dateline:
        put(f"{report.place.upper()} ({report.dateline}) - " if credits else f"{report.place.upper()} - ")
    last = len(report.sentences) - 1
    for number, sentence in enumerate(report.sentences):
        words = [_told(word, credits=credits) for word in sentence.words]
        if number == 0 and report.lead and credits:
            words[-1] = words[-1].rstrip(".") + ","
            said = (
                (report.lead, "reported.") if report.lead in AGENCIES else ("the", report.lead, "reported.")
            )
            words += said
        text = " ".join(words)
        start = length
        put(text)
        passages.append(Passage(start, length, sentence.origin, len(words)))
        put("\n\n" if sentence.last or number == last else " ")
    if report.closing and credits:
        put(f"({report.closing})\n")
    return "".join(pieces), tuple(passages)


def _told(word: str, *, credits: bool) -> str:
    if not word.startswith(AGENCY):
        return word
    return word[1:] if credits else "reporters" + word[len(word.rstrip(".,")) :]


def publish(
    reports: Sequence[Report], *, dates: str = "exact", credits: bool = True, wire: bool = True, seed: int = 0
) -> list[Written]:
    """The articles as a folder has them: dates, credits and wires as asked for. Raises ValueError for unknown
    dates."""
    if dates not in DATES:
        raise ValueError(f"dates are one of {', '.join(DATES)}")
    found = []
    for report in reports:
        if report.wire and not wire:
            continue
        text, passages = write(report, credits=credits)
        found.append(
            Written(
                report.id, report.family, report.outlet, text, stated(report, dates, seed), report.moment,
                report.wire, passages,
            )
        )  # fmt: skip
    return found


def stated(report: Report, dates: str, seed: int) -> str | None:
    """The date that the folder states of an article: ISO 8601, or none."""
    if dates == "none":
        return None
    moment = report.moment
    if dates == "day":
        random = Random(f"{seed} {report.id} date")
        if random.random() < MISSING:
            return None
        if random.random() < (WRONG_WIRE if report.wire else WRONG):
            moment += random.uniform(1, 10) * 24 * HOUR
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows_of(written: Sequence[Written]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Of each article its row of the folder and its row of the truth."""
    for one in written:
        row = {"id": one.id, "outlet": one.outlet, "text": one.text}
        if one.date is not None:
            row["date"] = one.date
        yield (
            row,
            {
                "id": one.id,
                "story": one.family,
                "wire": one.wire,
                "published": datetime.fromtimestamp(one.moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "parents": one.parents,
                "passages": [[p.start, p.end, p.source] for p in one.passages if p.source],
            },
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a newsroom into a folder."""
    parser = argparse.ArgumentParser(prog="scripts/simulate", description="Write a made-up newsroom.")
    parser.add_argument("folder", type=Path, help="where; made if it is not there")
    parser.add_argument("--families", type=int, default=200, help="stories  [default: 200]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operators", choices=tuple(simulated_edits.OPERATORS), default="usual")
    parser.add_argument("--dates", choices=DATES, default="exact")
    parser.add_argument("--credits", choices=("shown", "hidden"), default="shown")
    parser.add_argument("--wire", choices=("inside", "outside"), default="inside")
    given = parser.parse_args(arguments)
    if given.families < 1:
        parser.error("--families is 1 or more")
    written = publish(
        simulate(given.families, given.seed, given.operators), dates=given.dates,
        credits=given.credits == "shown", wire=given.wire == "inside", seed=given.seed,
    )  # fmt: skip
    given.folder.mkdir(parents=True, exist_ok=True)
    with (
        (given.folder / "articles.jsonl").open("w", encoding="utf-8") as articles,
        (given.folder / "truth.jsonl").open("w", encoding="utf-8") as truth,
    ):
        for row, told in rows_of(written):
            articles.write(json.dumps(row, ensure_ascii=False) + "\n")
            truth.write(json.dumps(told, ensure_ascii=False) + "\n")
    print(f"{len(written):,} articles of {given.families:,} stories in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
