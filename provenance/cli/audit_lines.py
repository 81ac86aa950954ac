"""What `provenance audit` prints for people: the report of its JSON, so that what is hidden there is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.cli.lines import in_context
from provenance.report.visible import one_line
from provenance.report.wording import number, percent

Report = Mapping[str, Any]

SHOWN = 5
"""So many findings of an article are listed; --verbose, -o and --json have all."""


def lines(report: Report, *, every: bool) -> Iterator[str]:
    """The worklist, where the report has one, and the summary."""
    for place, article in enumerate(report.get("articles", ()), 1):
        yield from map(one_line, _article(article, place, every=every))
        yield ""
    yield from map(one_line, _summary(report))


def _article(article: Report, place: int, *, every: bool) -> Iterator[str]:
    date = article["date"]
    told = [article["title"], article["outlet"], article["byline"], date["from"][:10] if date else "no date"]
    yield f"{place}. {article['path']}  {', '.join(str(one) for one in told if one)}"
    shared = number(article["words"], "word")
    if article["findings"]:
        shared += f", {article['shared_words']:,} of them shared, {article['open_words']:,} to decide on"
    yield f"   {article['state']}; {shared}; text {article['text_id'][:16]}"
    yield from _said(article["review"], "   article: ")
    findings = article["findings"]
    before = None
    for finding in findings if every else findings[:SHOWN]:
        yield from _finding(finding)
        if finding["lineage"] and finding["lineage"] != before:
            yield f"      {finding['lineage']}"
        before = finding["lineage"]
        yield from _said(finding["review"], "      ")
    if not every and len(findings) > SHOWN:
        yield f"   and {number(len(findings) - SHOWN, 'more finding')}; -v lists all"
    if article["set_aside"]:
        aside = number(article["set_aside"], "passage")
        yield f"   set aside: {aside} (boilerplate, stock phrases, excluded)"
    if article["not_looked_at"]:
        further = number(article["not_looked_at"], "further article")
        yield f"   not looked at: {further} with fewer shared words"


def _finding(finding: Report) -> Iterator[str]:
    more = f" and {number(finding['articles'] - 1, 'more article')}" if finding["articles"] > 1 else ""
    yield f"   {finding['id']}  {number(finding['words'], 'word')}, {finding['form']}; {finding['state']}"
    yield f"      {in_context('', finding['text'], '')}"
    yield f"      with {finding['with']['path']}{more}"
    yield f"      {finding['says']}"


def _said(review: Report | None, before: str) -> Iterator[str]:
    """What was decided and noted."""
    if review is None:
        return
    if review["decided_at"]:
        reason = f" ({review['reason']})" if review["reason"] else ""
        own = "" if review["by"] == "own" else f", {review['by']}"
        when = f"{review['reviewer']}, {review['decided_at'][:10]}"
        note = f": {review['note']}" if review["note"] else ""
        yield f"{before}{review['state']}{reason}{own}, {when}{note}"
    for note in review["notes"]:
        whose = f"reply of {note['reply_by']}" if note["reply_by"] else f"note, {note['reviewer']}"
        yield f"{before}{whose}, {note['made_at'][:10]}: {note['note']}"


def _summary(report: Report) -> Iterator[str]:
    found, draw = report["summary"], report["draw"]
    articles = number(found["articles"], "article")
    if draw is None:
        yield f"Audit     {articles}, all that were asked for{_asked(report['asked'])}"
    else:
        yield (
            f"Audit     {articles}, drawn from {report['population']:,} with the seed {draw['seed']!r}"
            f"{_asked(report['asked'])}"
        )
        yield f"Drawn     {draw['method']}"
    left = report["left_out"]
    if left["undated"]:
        yield f"Left out  {number(left['undated'], 'article')} without a date"
    if left["declared_sources"]:
        yield f"Left out  {number(left['declared_sources'], 'declared source')} (press releases, wires)"
    nothing, accounted = found["nothing_shared"], found["accounted_for"]
    accounted_for = f"{accounted:,} only passages that are accounted for"
    yield f"Shared    {nothing:,} share nothing that counts; {accounted_for}"
    yield (
        f"          {found['to_decide']:,} have passages to decide on: "
        f"{number(found['passages_to_decide'], 'passage')}, {number(found['words_to_decide'], 'word')}"
    )
    yield f"Articles  {_counted(found['states'])}"
    yield f"Passages  {_counted(found['passage_states'])}; of {number(found['passages'], 'finding')}"
    if found["reasons"]:
        yield f"Cleared   {_counted(found['reasons'])}"
    yield from _estimate(report)
    for sentence in report["not_searched"]:
        yield f"Not seen  {sentence}"
    yield f"Errors    {report['error_rates']}"
    if report["hidden"]:
        yield f"Blind     {report['hidden']}"
    yield f"Note      {report['standing_sentence']}"


def _estimate(report: Report) -> Iterator[str]:
    """What the draw says of all, or why it does not yet."""
    found = report["summary"]
    if report["draw"] is None or not found["articles"]:
        return
    estimate = found["confirmed_in_all"]
    if estimate is None:
        yield f"Estimate  none as long as articles of the draw are open: {found['open']:,}"
        return
    low, high = percent(estimate["from"]), percent(estimate["to"])
    if estimate["from"] == estimate["to"]:
        yield f"Estimate  all were looked at; confirmed in {low}"
    else:
        yield f"Estimate  confirmed in {low} to {high} of all {report['population']:,} (19 of 20 such draws)"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def _asked(asked: Report) -> str:
    """The filters, as they were given."""
    told = []
    for name, value in asked.items():
        if name != "with_sources":
            told.append(f"{name} {', '.join(value) if isinstance(value, list) else value}")
    return f" ({'; '.join(told)})" if told else ""
