"""An audit: articles that are chosen by what is stated of them, or drawn, each with its findings and state.

Only the articles of the audit are looked at, each with those that share something with it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from provenance.report import facts, wording
from provenance.report.audited import EXPLAINED, NOTHING, Audited, Audits
from provenance.report.draw import draw
from provenance.report.filters import Filters, choose_articles
from provenance.report.reviewed import Reviews
from provenance.report.statements import Statement
from provenance.store.pending import count_not_compared
from provenance.store.reading import NoRunError
from provenance.store.reviews import NEEDS_INFO, NEW, STATES

Progress = Callable[[str, int, int], None]
"""Is told a step, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an audit is asked for: articles by `filters`; of these so many, drawn with a `seed`, or all; those
    that are declared sources (press releases, wires) only `with_sources`."""

    filters: Filters
    sample: int | None = None
    seed: str = ""
    with_sources: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures for publication. Of so many `articles` some share nothing that counts (`nothing`), some share
    passages that are all accounted for (`accounted`), the others have passages to decide on. `states` counts
    all articles by what became of them; `open` of them still have to be decided. `reasons`: of what is
    cleared, articles decided on as a whole and passages together."""

    articles: int
    nothing: int
    accounted: int
    passages: int
    passages_to_decide: int
    words_to_decide: int
    states: Mapping[str, int]
    passage_states: Mapping[str, int]
    reasons: Mapping[str, int]

    @property
    def open(self) -> int:
        return self.states.get(NEW, 0) + self.states.get(NEEDS_INFO, 0)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found. `population` counts the texts that were asked for; `articles` are those looked at, the
    one that asks most for a look first. `undated`: articles left out as they have no date to be chosen by;
    `sources`: left out as declared sources."""

    asked: Asked
    run: facts.Run
    population: int
    articles: tuple[Audited, ...]
    undated: int
    sources: int
    not_searched: tuple[str, ...]
    statements: tuple[Statement, ...]
    summary: Summary


def audit(connection: sqlite3.Connection, asked: Asked, progress: Progress) -> Audit:
    """Go through the articles that are asked for.

    Raises NoRunError, and provenance.report.filters.FilterError for what fits nothing.
    """
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    chosen = choose_articles(connection, asked.filters)
    standing: dict[str, str] = {}
    sources = 0
    wanted = set(chosen.paths)
    for path, text_id, source in connection.execute(
        "SELECT path, text_id, source_flag FROM articles WHERE status = 'current' ORDER BY path"
    ):
        if path not in wanted:
            continue
        if source and not asked.with_sources:
            sources += 1
        else:
            standing.setdefault(text_id, path)  # a text once, at the first of its places
    drawn = [*standing] if asked.sample is None else draw(standing, asked.sample, asked.seed)
    audits = Audits(connection, Reviews(connection, None if asked.sample is None else drawn))
    articles = []
    for number, text_id in enumerate(drawn, 1):
        articles.append(audits.of(standing[text_id]))
        progress("going through articles", number, len(drawn))
    found = sorted(articles, key=lambda one: one.order)
    return Audit(
        asked=asked,
        run=run,
        population=len(standing),
        articles=tuple(found),
        undated=chosen.undated,
        sources=sources,
        not_searched=tuple(wording.not_searched(run.parameters, count_not_compared(connection))),
        statements=tuple(
            one.lineage for article in found for one in article.findings if one.lineage is not None
        ),
        summary=_summary(found),
    )


def _summary(articles: list[Audited]) -> Summary:
    states = Counter(one.state for one in articles)
    to_decide = [one for article in articles for one in article.to_decide]
    decided = [article.review.decision for article in articles]
    decided += [one.review.decision or one.review.of_pair for one in to_decide]
    reasons = Counter(one.reason for one in decided if one is not None and one.reason)
    passage_states = Counter(one.state for one in to_decide)
    order = (*STATES, EXPLAINED, NOTHING)
    return Summary(
        articles=len(articles),
        nothing=sum(not article.findings for article in articles),
        accounted=sum(bool(article.findings) and not article.to_decide for article in articles),
        passages=sum(len(article.findings) for article in articles),
        passages_to_decide=len(to_decide),
        words_to_decide=sum(article.open_words for article in articles),
        states={state: states[state] for state in order if states[state]},
        passage_states={state: passage_states[state] for state in STATES if passage_states[state]},
        reasons=dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
    )
