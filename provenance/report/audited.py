"""What an article shares with others, for somebody who has to judge the article: a finding per passage of it,
with the other article that asks most for a look, the state of the review, and the article's own state."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from provenance.gather import count, merge
from provenance.reading import Dated
from provenance.report import facts, findings
from provenance.report.facts import Article
from provenance.report.findings import REUSE, Pair, Passage, Side
from provenance.report.gathered import derived_from, partners_of
from provenance.report.read_texts import ReadTexts
from provenance.report.reviewed import Review, Reviews, state_of_all
from provenance.report.statements import UNSEEN, Statement, between
from provenance.settings import SHARES_PARTNERS
from provenance.store.reviews import NEW
from provenance.tokens import Tokens

OPEN, RELATED, ACCOUNTED, SOURCE = "open", "related", "accounted for", "from here"
STANDINGS = (OPEN, RELATED, ACCOUNTED, SOURCE)
"""What stands of a finding, in the order of a worklist: nothing that was found accounts for the words; the
relation of the articles can; here they are quoted, credited or explained; the other article likely has them
from this one (strong or moderate evidence)."""
TO_DECIDE = (OPEN, RELATED)
RELATIONS = frozenset({"version", "self-reuse", "syndicated", "press release", "common source"})
"""Relations that can account for shared words. One text in two places can where not two outlets are named."""

NOTHING, EXPLAINED = "nothing shared", "accounted for"


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage of the article (`here`) that other `articles` have, too, so many; `there` is one of them.

    `state` is that of the review: of the passage, else of the pair that it is shown with. `lineage` is what
    is said of where these two articles have their passages from.
    """

    passage: Passage
    here: Side
    there: Side
    pair: Pair
    standing: str
    articles: int
    review: Review
    lineage: Statement | None

    @property
    def state(self) -> str:
        if self.review.decision is None and self.review.of_pair is not None:
            return self.review.of_pair.state or NEW
        return self.review.state

    @property
    def is_to_decide(self) -> bool:
        """Whether it needs a decision, or somebody said something else of it than that it is new."""
        return self.standing in TO_DECIDE or self.state != NEW

    @property
    def quoted(self) -> bool:
        """Whether the article has the words in quote marks."""
        return _is_quoted(self.passage, self.here)

    @property
    def order(self) -> tuple[int, int, int, str]:
        return STANDINGS.index(self.standing), -self.here.words, self.here.span.start, self.passage.id


@dataclass(frozen=True, slots=True)
class Audited:
    """An article with its findings, the one that asks most for a look first. `words` are those outside
    boilerplate, `shared_words` of these stand in findings, `open_words` in findings that are to be decided.
    `set_aside` counts passages that are boilerplate, stock phrases or excluded, `not_looked_at` further
    articles that share something. `review` is what was said of the article itself."""

    article: Article
    words: int
    shared_words: int
    open_words: int
    findings: tuple[Finding, ...]
    set_aside: int
    not_looked_at: int
    review: Review

    @property
    def to_decide(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.is_to_decide)

    @property
    def state(self) -> str:
        """What was decided on the article itself; else what follows from its findings: `needs-info` or `new`
        as long as one of them is, `confirmed` where one is, then `corrected`, then `cleared`; `accounted for`
        where none has to be decided, `nothing shared` where there is none."""
        if self.review.decision is not None:
            return self.review.state
        follows = state_of_all({one.state for one in self.to_decide})
        return follows or (EXPLAINED if self.findings else NOTHING)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """The earlier in a worklist, the more there is to look at."""
        first = STANDINGS.index(self.findings[0].standing) if self.findings else len(STANDINGS)
        return first, -self.open_words, -self.shared_words, self.article.text_id


class Audits:
    """Goes through articles of a database; what many of them need is read once."""

    def __init__(self, connection: sqlite3.Connection, reviews: Reviews) -> None:
        self._connection = connection
        self._reviews = reviews
        self._texts = facts.Texts(connection)
        self._passages = findings.Passages(connection, self._texts)
        self._read = ReadTexts(connection, self._texts)

    def of(self, path: str) -> Audited:
        """What the current article at `path` shares; KeyError where none stands there."""
        article = facts.article(self._connection, path)
        derived = derived_from(self._connection, path, ("strong", "moderate"))
        partners = partners_of(self._connection, path)
        shared = [
            one for other in partners[:SHARES_PARTNERS] for one in self._shared(article, other, derived)
        ]
        found = sorted((self._shown(path, group) for group in _groups(shared)), key=lambda one: one.order)
        body, _ = self._read.written(article.text_id)
        (set_aside,) = self._connection.execute(
            "SELECT count(*) FROM members JOIN texts ON texts.id = members.text_id"
            " WHERE sha256 = ? AND members.status <> 'reuse'",
            (article.text_id,),
        ).fetchone()
        return Audited(
            article=article,
            words=len(body),
            shared_words=_words(body, found),
            open_words=_words(body, (one for one in found if one.is_to_decide)),
            findings=tuple(found),
            set_aside=set_aside,
            not_looked_at=max(0, len(partners) - SHARES_PARTNERS),
            review=self._reviews.article(article.text_id),
        )

    def _shared(self, article: Article, other: str, derived: frozenset[str]) -> list[Finding]:
        """The passages of the article that another one has, too, as far as they count."""
        first, second = sorted((article.path, other))
        passages = [one for one in self._passages.between(first, second) if one.status == REUSE]
        pair = findings.pair(self._connection, first, second) if passages else None
        if pair is None:
            return []
        (outlet,) = self._connection.execute("SELECT outlet FROM places WHERE path = ?", (other,)).fetchone()
        two_houses = bool(outlet and article.outlet and outlet != article.outlet)
        related = pair.relation in RELATIONS or (pair.relation == "same text" and not two_houses)
        found = []
        for one in passages:
            here, there = (one.a, one.b) if article.path == first else (one.b, one.a)
            standing = _standing(one, here, related=related, from_here=other in derived)
            review = self._reviews.passage(one)
            found.append(Finding(one, here, there, pair, standing, 1, review, None))
        return found

    def _shown(self, path: str, group: _Group) -> Finding:
        """The finding of one passage: with the article that somebody decided about, else the one that asks
        most for a look."""
        shown = min(group.same, key=lambda one: (one.state == NEW, one.order, self._dated(one.there.path)))
        others = {one.there.path for one in (*group.same, *group.inside)}
        said = between(self._connection, path, shown.there.path)
        about = [one for one in said if one.kind != UNSEEN]
        return Finding(
            passage=shown.passage,
            here=shown.here,
            there=shown.there,
            pair=shown.pair,
            standing=shown.standing,
            articles=len(others),
            review=shown.review,
            lineage=about[0] if about else None,
        )

    def _dated(self, path: str) -> tuple[bool, float, str]:
        """Sorts the earliest first and those without a date last."""
        row = self._connection.execute(
            "SELECT julianday(date_from) FROM places WHERE path = ?", (path,)
        ).fetchone()
        return row[0] is None, row[0] or 0.0, path


def used_date(article: Article) -> Dated | None:
    """The date of publication that is used for an article."""
    return next((one.date for one in article.dates if one.used), None)


def _standing(passage: Passage, here: Side, *, related: bool, from_here: bool) -> str:
    if from_here:
        return SOURCE
    if _is_quoted(passage, here) or here.credit or passage.explained_by:
        return ACCOUNTED
    return RELATED if related else OPEN


def _is_quoted(passage: Passage, here: Side) -> bool:
    """Whether a passage stands in quote marks on a side."""
    return passage.quoted in ("both", "a" if here is passage.a else "b")


@dataclass(frozen=True, slots=True)
class _Group:
    """Findings of one passage: those at the `same` place of the article, the longest first, and parts of it
    that others have, which nobody decided on apart."""

    same: list[Finding]
    inside: list[Finding]


def _groups(shared: Iterable[Finding]) -> list[_Group]:
    """Findings with all other articles by the passage that they are of."""
    groups: list[_Group] = []
    for one in sorted(shared, key=lambda one: (-len(one.here.span), one.order)):
        for group in groups:
            first = group.same[0]
            if first.here.span.same_place(one.here.span):
                group.same.append(one)
                break
            if first.here.span.contains(one.here.span) and (first.standing, NEW) == (one.standing, one.state):
                group.inside.append(one)
                break
        else:
            groups.append(_Group([one], []))
    return groups


def _words(body: Tokens, found: Iterable[Finding]) -> int:
    """The words outside boilerplate that stand in any of some findings."""
    return count(merge(body.places(one.here.span) for one in found))
