"""Pairs and their passages as parts of the page, the first in full, then in short, as long as there is room.

What there is no room for is counted, by what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provenance.report import facts, findings, wording
from provenance.report.filters import Chosen
from provenance.report.findings import REUSE, Pair, Passage
from provenance.report.marked import CONTEXT, Run, runs
from provenance.report.page.environment import macro, slug
from provenance.report.page.sentences import listed, many, say, sentences
from provenance.report.page.titled import titles
from provenance.report.page.told import review_lines
from provenance.report.precedence import NOTHING_OPEN, Finding
from provenance.report.related import why_related
from provenance.report.reviewed import Reviews
from provenance.report.statements import DIRECTED, Statement
from provenance.report.told_apart import CHANGED, MOVED, ONLY_HERE, SHARED, Stretch, tell
from provenance.report.visible import flowing, one_line, visible
from provenance.report.why import Reasons
from provenance.sentences import called, figure

if TYPE_CHECKING:
    from markupsafe import Markup

BRIEF_WORDS = 100
"""So many code points of a passage stand in a short row."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes of HTML the rows may take: those with their words side by side, and all with the short
    ones."""

    full: int
    all: int


COUNTING = Room(6_500_000, 14_000_000)
"""Of what counts. With the rest of the page it stays under 20 MB."""
ASIDE = Room(800_000, 1_800_000)
"""Of what is set aside."""
WHOLE = Room(1 << 60, 1 << 60)


@dataclass(slots=True)
class Listing:
    """The pairs as parts of the page, in order. `numbers`: of each pair the number at which it stands.
    `together`: the sets of statuses that their passages have; `brief`: passages that stand in short.
    Left out are `pairs` (and `aside_pairs`, of which all is set aside) with what they have, and of pairs
    shown `passages` and `aside`."""

    html: list[Markup] = field(default_factory=list)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    together: set[tuple[str, ...]] = field(default_factory=set)
    shown: int = 0
    brief: int = 0
    pairs: int = 0
    aside_pairs: int = 0
    passages: int = 0
    aside: int = 0


class Lister:
    """Writes pairs of a database down."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        texts: facts.Texts,
        directed: Mapping[tuple[str, str], Statement],
        counting: Room,
        aside: Room,
        most: int | None = None,
        taken: Chosen | None = None,
    ) -> None:
        """`most`: at most so many passages, whatever the room; `taken`: of the pairs only these passages."""
        self._connection = connection
        self._texts = texts
        self._directed = directed
        self._rooms = {True: counting, False: aside}
        self._taken = {True: 0, False: 0}
        self._most = most
        self._chosen = taken
        self._reasons = Reasons(connection, texts)
        self._passages = findings.Passages(connection, texts)
        self.reviews = Reviews(connection) if taken is None else taken.reviews
        self._anchors: set[str] = set()
        self._pair, self._brief, self._full = (
            macro("passages.html", name) for name in ("pair", "brief", "passage")
        )
        self.listing = Listing()

    def add(self, pairs: Iterable[tuple[Pair, Finding | None]]) -> None:
        """Pairs in order, each with what makes it a finding, or none where all of it is set aside."""
        for pair, finding in pairs:
            counts = finding is not None
            if self._taken[counts] >= self._rooms[counts].all or self.listing.shown == self._most:
                self.listing.pairs += counts
                self.listing.aside_pairs += not counts
                continue
            self._add(pair, finding)

    def _add(self, pair: Pair, finding: Finding | None) -> None:
        listing = self.listing
        number = len(listing.html) + 1
        parts: list[Markup] = []
        statuses: set[str] = set()
        every = self._passages.between(pair.a_path, pair.b_path)
        asked = [one for one in every if self._chosen is None or self._chosen.takes(one)]
        for place, passage in enumerate(asked, 1):
            counts = passage.status == REUSE
            room, taken = self._rooms[counts], self._taken[counts]
            if taken >= room.all or listing.shown == self._most:
                listing.passages += counts
                listing.aside += not counts
                continue
            listing.shown += 1
            part = self._write(passage, f"{number}.{place}", brief=taken >= room.full)
            self._taken[counts] += len(part.encode())
            statuses.add(slug(passage.status))
            parts.append(part)
        if not parts:  # composed over a third article, with nothing left that is certain to show
            listing.pairs += finding is not None
            listing.aside_pairs += finding is None
            return
        listing.together.add(tuple(sorted(statuses)))
        listing.numbers[pair.a_path, pair.b_path] = number
        full = self._taken[finding is not None] < self._rooms[finding is not None].full
        from markupsafe import Markup

        html = self._pair(
            pair=pair,
            titles=titles(self._connection, pair),
            finding=finding,
            number=number,
            filtered=len(every) - len(asked),
            statuses=" ".join(sorted(statuses)),
            shares=shares_told(pair, self._directed),
            why=why_related(pair) if full else (),
            review=review_lines(
                self.reviews.pair(*(self._passages.text_id(path) for path in (pair.a_path, pair.b_path)))
            ),
            credits=[self._credits(path) for path in (pair.a_path, pair.b_path)] if full else (),
            passages=Markup("").join(parts),
        )
        self._taken[finding is not None] += len(html.encode()) - sum(len(part.encode()) for part in parts)
        listing.html.append(html)

    def _credits(self, path: str) -> str:
        return wording.credits_found(self._texts.credits(self._passages.text_id(path)))

    def _write(self, passage: Passage, number: str, *, brief: bool) -> Markup:
        anchor = "" if passage.id in self._anchors else f"p-{passage.id}"
        self._anchors.add(passage.id)
        values = {"passage": passage, "number": number, "anchor": anchor, "status": slug(passage.status)}
        review = review_lines(self.reviews.passage(passage))
        if brief:
            self.listing.brief += 1
            words = flowing(passage.a.text[:BRIEF_WORDS])
            words += "…" * (len(passage.a.text) > BRIEF_WORDS)
            return self._brief(**values, words=words, review=review[:1])
        told = tell(passage)
        whole = tell(passage, whole=True) if told.shortened else told
        sides = [
            {
                "side": side,
                "letter": letter.upper(),
                "marked": self._marked(side, told.side(letter)),
                "whole": self._marked(side, whole.side(letter)) if letter in told.shortened else (),
                "credited": _credited(side),
            }
            for letter, side in (("a", passage.a), ("b", passage.b))
        ]
        return self._full(**values, told=told, sides=sides, why=self._reasons.of(passage), review=review)

    def _marked(self, side: findings.Side, stretches: Sequence[Stretch]) -> list[Markup]:
        found = runs(side, stretches, self._texts.quotations(side.text_id), self._texts.credits(side.text_id))
        return [marked(run) for run in found]


def _credited(side: findings.Side) -> Markup:
    """Whom the article credits for the words of a side."""
    from markupsafe import Markup

    t = sentences()["passage"]
    name = Markup("<b><bdi>{}</bdi></b>").format
    words = many(sentences()["count"]["word"], side.words)
    parts = [
        say(t["part"], name=name(one_line(each)), words=figure(number), all=words)
        for each, number in side.partly
    ]
    first: Markup = name(one_line(side.credit)) if side.credit else t["nobody"]
    return listed("semicolon", [first, *parts])


def shares_told(pair: Pair, directed: Mapping[tuple[str, str], Statement]) -> Markup:
    """Both shares of a pair with their degrees: cut and pasted where a direction is stated."""
    t = sentences()["shares"]
    said = directed.get((pair.a_path, pair.b_path))
    a, b = (
        say(t["with_degree"], share=wording.percent(share), degree=called("degree", degree))
        if degree
        else wording.percent(share)
        for share, degree in ((pair.share_a, pair.degree_a), (pair.share_b, pair.degree_b))
    )
    if said is None:
        return say(t["undirected"], a=a, b=b)
    earlier, later = (("A", a), ("B", b)) if said.source == pair.a_path else (("B", b), ("A", a))
    return say(
        t["directed"],
        source=earlier[1],
        derived=later[1],
        earlier=earlier[0],
        later=later[0],
        band=sentences()["band"][said.band],
    )


def open_told(finding: Finding) -> Markup:
    """How many words of a pair are open, and what its relation says of them."""
    t = sentences()["first"]
    standing = say(t["standing"][finding.standing], relation=called("relation", finding.pair.relation))
    if finding.standing == NOTHING_OPEN:
        return standing
    words = many(sentences()["count"]["shared word"], finding.words)
    none, differs = (finding.kinds.get((False, credit), (0, 0))[1] for credit in ("none", "differs"))
    credited = say(t["credited"], none=figure(none), differs=figure(differs))
    said = many(t["open"], finding.open_words, words=words, credited=credited)
    return listed("blank", [said, standing])


def directions(statements: Iterable[Statement]) -> dict[tuple[str, str], Statement]:
    """The statements that say who has it from whom, by the two paths in order."""
    found: dict[tuple[str, str], Statement] = {}
    for one in statements:
        if one.kind == DIRECTED and one.band != "none":
            first, second = sorted((one.source, one.derived))
            found.setdefault((first, second), one)
    return found


def marked(run: Run) -> Markup:
    """A run as text in its marks."""
    from markupsafe import Markup, escape

    # Joined as strings: Markup.format takes ten times as long, and each word that
    # differs is a run.
    classes = run.kind.replace(" ", "-") + " quoted" * run.quoted + " credited" * run.credited
    tag = "mark" if run.kind in (CHANGED, ONLY_HERE, SHARED, MOVED) else "span"
    text = escape(flowing(run.text) if run.kind == CONTEXT else visible(run.text))
    notes = "".join(f'<small class="note">{escape(one_line(words))}</small>' for words in run.says)
    if classes in ("same", "other") and not notes:
        return text
    return Markup(f'<{tag} class="{classes}">{text}</{tag}>{notes}')
