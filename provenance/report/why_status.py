"""Why a passage counts as reuse or is set aside, in a sentence or two, and what would change it."""

from __future__ import annotations

from provenance import boilerplate, formulas, stock
from provenance import stock_passages as rules
from provenance.frequencies import RUN
from provenance.report.findings import Passage
from provenance.report.grounds import Grounds, Spread
from provenance.report.joined import names
from provenance.report.wording import percent
from provenance.sentences import decimal, figure, listed, many, number, say, tables


def status(passage: Passage, grounds: Grounds) -> str:
    if passage.status == "boilerplate":
        return _boilerplate(grounds)
    if passage.status == "stock phrase":
        return say("why.status.stock", because=_stock(grounds))
    if passage.status == "excluded":
        return _excluded(grounds)
    explained = listed("and", passage.explained_by)
    if passage.explained_by and set(passage.explained_by) <= _both(passage):
        return say("why.status.credited", names=explained)
    if passage.explained_by:
        return say("why.status.lineage", names=explained)
    if passage.composed:
        differ = passage.a.credit or passage.b.credit
        return say("why.status.composed_differ" if differ else "why.status.composed")
    return say("why.status.reuse")


def _both(passage: Passage) -> set[str]:
    """Who is credited for the passage in both."""
    return set(names(passage.a.credit)) & set(names(passage.b.credit))


def _boilerplate(grounds: Grounds) -> str:
    a, b = grounds.a, grounds.b
    parts = []
    seen = [
        many("why.status.of_words", one.words, some=figure(one.page), letter=letter)
        for letter, one in (("A", a), ("B", b))
        if one.page
    ]
    if seen:
        pattern = a.pattern or b.pattern
        known = "why.status.page_known" if pattern else "why.status.page"
        parts.append(say(known, words=listed("and", seen), pattern=pattern))
    if a.learned or b.learned:
        parts.append(say("why.status.learned", stories=boilerplate.MIN_TEXTS))
    if grounds.spread and grounds.spread.articles > 1:
        parts.append(_spread(grounds.spread))
    said = listed("semicolon", parts) or say("why.status.half_page")
    if (a.learned or b.learned) and not seen:
        return say("why.status.boilerplate_learned", said=said, stories=boilerplate.MIN_TEXTS)
    if grounds.one_line:
        return say("why.status.boilerplate_line", said=said)
    return say("why.status.boilerplate", said=said)


def _spread(spread: Spread) -> str:
    """In how much of the archive a line stands."""
    said = say("why.status.spread", articles=number(spread.articles, "article"))
    if spread.outlets:
        said = say("why.status.spread_outlets", said=said, outlets=number(spread.outlets, "outlet"))
    return say("why.status.spread_days", said=said, days=number(spread.days, "day")) if spread.days else said


def _excluded(grounds: Grounds) -> str:
    """Which rules of the configuration set its words aside, and for how many of them."""
    sides = [
        many("why.status.of_words", stand.words, some=figure(stand.excluded), letter=letter)
        for letter, stand in (("A", grounds.a), ("B", grounds.b))
        if stand.excluded
    ]
    found = dict.fromkeys((*grounds.a.rules, *grounds.b.rules))
    rules_said = listed(
        "semicolon", (say("why.status.rule", what=rule.what, reason=rule.reason) for rule in found)
    )
    key = "why.status.excluded" + "_rules" * bool(found) + "_words" * bool(sides)
    return say(key, rules=rules_said, words=listed("and", sides))


def _stock(grounds: Grounds) -> str:
    facts = grounds.facts
    if grounds.rule == rules.FORM and facts and facts["same"] < min(facts["a"], facts["b"]):
        return many("why.stock.form_figures", facts["a"], b=facts["b"], same=facts["same"])
    if grounds.rule == rules.NAMED and facts:
        return say(
            "why.stock.names", capitals=facts["capitals"], words=facts["words"], company=formulas.COMPANY
        )
    if grounds.rule == rules.WORDING and facts:
        least = max(stock.FEWEST, stock.TIMES * facts["stories"])
        return say(
            "why.stock.wording",
            common=facts["common"],
            runs=facts["runs"],
            run=RUN,
            least=decimal(least, "g"),
            stories=facts["stories"],
            share=percent(stock.SHARE),
        )
    if grounds.rule == rules.STORIES and facts:
        return say("why.stock.stories", stories=facts["stories"], most=stock.MOST)
    if grounds.rule == rules.PAIRS and facts:
        found = [_as(rule, count) for rule, count in facts.items()]
        every = number(sum(facts.values()), "pair")
        return say("why.stock.pairs", pairs=every, found=listed("comma", found))
    rule = grounds.rule if grounds.rule in _ALONE else "unknown"
    return say(f"why.stock.{rule}", related=stock.RELATED)


def _as(rule: str, count: int) -> str:
    """In how many pairs it is a stock phrase by a rule."""
    return many(f"why.pairs.{rule if rule in tables()['why']['pairs'] else 'else'}", count, rule=rule)


_ALONE = (
    rules.FORM,
    rules.ISSUES,
    rules.UNRELATED,
    rules.REPEATED,
    rules.USUAL_WORDS,
    rules.COMMON,
    rules.SETTLED,
)
"""Rules that need no figures to be told."""
