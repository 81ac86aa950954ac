"""An audit as JSON; the terminal shows the same, so that what is hidden is hidden in both.

Layout: docs/audit-format.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.pages.audit import Audit, Summary
from provenance.report import error_rates, wording
from provenance.report.audited import Audited, Finding, used_date
from provenance.report.blind import Blind
from provenance.report.draw import between
from provenance.report.findings import Side
from provenance.report.joined import names
from provenance.report.json_report import FORMAT_VERSION, Json, dated
from provenance.report.reviewed import as_json
from provenance.sentences import called, say
from provenance.store.reviews import CONFIRMED, Entry

FORMAT = "provenance-audit"


def build(found: Audit, *, blind: bool = False) -> Json:
    """The whole of an audit, in a fixed order; `blind` hides bylines and what tells them."""
    asked = found.asked
    report: Json = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": found.run.uid,
        "asked": asked.filters.as_json() | {"with_sources": asked.with_sources},
        "population": found.population,
        "draw": None
        if asked.sample is None
        else {
            "sample": asked.sample,
            "seed": asked.seed,
            "drawn": len(found.articles),
            "method": say("audit.method"),
        },
        "left_out": {"undated": found.undated, "declared_sources": found.sources},
        "hidden": say("audit.hidden") if blind else None,
        "articles": [_article(one, blind=blind) for one in found.articles],
        "summary": _summary(found.summary, found),
        "not_searched": list(found.not_searched),
        "error_rates": error_rates.in_words(found.statements),
    }
    if not blind:
        return report
    hides = _blinded(found)
    return {name: value if name == "hidden" else hides.all(value) for name, value in report.items()}


def _blinded(found: Audit) -> Blind:
    bylines = [article.article.byline or "" for article in found.articles]
    bylines += found.asked.filters.bylines
    labels = {}
    for article in found.articles:
        labels[article.article.path] = f"article {article.article.text_id[:8]}"
        for one in article.findings:
            labels[one.there.path] = f"article {one.there.text_id[:8]}"
            credited = {*names(one.here.credit), *names(one.there.credit)}
            for explains in one.passage.explained_by:
                if explains not in credited:  # the path of a third article
                    labels.setdefault(explains, "another article")
        bylines += (note.reply_by or "" for note in _replies(article))
    return Blind(bylines, labels)


def _replies(article: Audited) -> Iterator[Entry]:
    for review in (article.review, *(one.review for one in article.findings)):
        yield from review.notes


def _article(one: Audited, *, blind: bool) -> Json:
    article = one.article
    date = used_date(article)
    return {
        "path": article.path,
        "text_id": article.text_id,
        "title": article.title,
        "outlet": article.outlet,
        "byline": None if blind else article.byline,
        "date": dated(date) if date else None,
        "words": one.words,
        "shared_words": one.shared_words,
        "open_words": one.open_words,
        "state": one.state,
        "review": as_json(one.review),
        "findings": [_finding(finding) for finding in one.findings],
        "set_aside": one.set_aside,
        "not_looked_at": one.not_looked_at,
    }


def _finding(one: Finding) -> Json:
    said = one.lineage
    return {
        "id": one.passage.id,
        "standing": one.standing,
        "says": _says(one),
        "state": one.state,
        "review": as_json(one.review),
        "words": one.here.words,
        "share": one.here.share,
        "form": one.passage.form,
        "start": one.here.span.start,
        "end": one.here.span.end,
        "text": one.here.text,
        "quoted": one.quoted,
        "credits": list(names(one.here.credit)),
        "explained_by": list(one.passage.explained_by),
        "articles": one.articles,
        "relation": one.pair.relation,
        "with": _other(one.there),
        "lineage": None if said is None else wording.told(said, said.source, said.derived),
    }


def _other(there: Side) -> Json:
    return {
        "path": there.path,
        "text_id": there.text_id,
        "start": there.span.start,
        "end": there.span.end,
        "credits": list(names(there.credit)),
    }


def _says(one: Finding) -> str:
    """Why a finding stands where it stands, in words."""
    credited = wording.for_these_words(one.here.credit, one.here.partly, one.here.words)
    return say(
        "audit.finding_quoted" if one.quoted else "audit.finding",
        standing=say(f"audit.standing.{one.standing}"),
        credited=credited,
        relation=called("relation", one.pair.relation),
    )


def _summary(one: Summary, found: Audit) -> Json:
    return {
        "articles": one.articles,
        "nothing_shared": one.nothing,
        "accounted_for": one.accounted,
        "to_decide": one.articles - one.nothing - one.accounted,
        "passages": one.passages,
        "passages_to_decide": one.passages_to_decide,
        "words_to_decide": one.words_to_decide,
        "states": dict(one.states),
        "passage_states": dict(one.passage_states),
        "reasons": dict(one.reasons),
        "open": one.open,
        "confirmed_in_all": _estimate(one, found),
    }


def _estimate(one: Summary, found: Audit) -> Json | None:
    """In which share of all articles that were asked for something would be confirmed, as far as a draw tells
    it; None where nothing was drawn, or something is still open."""
    if found.asked.sample is None or one.open or not one.articles:
        return None
    confirmed = one.states.get(CONFIRMED, 0)
    if one.articles == found.population:
        share = confirmed / one.articles
        return {"from": round(share, 4), "to": round(share, 4)}
    low, high = between(confirmed, one.articles)
    return {"from": round(low, 4), "to": round(high, 4)}
