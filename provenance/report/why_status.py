"""Why a passage counts as reuse or is set aside, in a sentence or two, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping

from provenance import boilerplate, explaining, formulas, settings, stock
from provenance.report.findings import Passage, names
from provenance.report.grounds import Grounds
from provenance.report.wording import number, percent


def status(passage: Passage, grounds: Grounds) -> str:
    if passage.status == "boilerplate":
        return _boilerplate(grounds)
    if passage.status == "stock phrase":
        return f"Stock phrase: {_stock(grounds)} In quote marks on both sides it would count, too."
    if passage.status != "reuse":
        return f"{passage.status.capitalize()}: a rule of this archive leaves it out."
    explained = " and ".join(passage.explained_by)
    if passage.explained_by and set(passage.explained_by) <= _both(passage):
        return f"Counts as reuse, explained by {explained}, credited for it in both."
    if passage.explained_by:
        return f"Counts as reuse, explained by {explained}: both likely have it from there, by the lineage."
    if passage.composed:
        differ = passage.a.credit or passage.b.credit
        return (
            "Counts as reuse that no credit explains: "
            f"{'A and B credit differently for it' if differ else 'nobody is credited for it'}."
        )
    return (
        "Counts as reuse: it is neither boilerplate nor a stock phrase. Nothing explains it: no name is "
        "credited for it in both, and no article here is the likely source of both."
    )


def _both(passage: Passage) -> set[str]:
    """Who is credited for the passage in both."""
    return set(names(passage.a.credit)) & set(names(passage.b.credit))


def _boilerplate(grounds: Grounds) -> str:
    a, b = grounds.a, grounds.b
    parts = []
    seen = [
        f"{one.page} of {number(one.words, 'word')} in {letter}"
        for letter, one in (("A", a), ("B", b))
        if one.page
    ]
    if seen:
        known = f" (known by the pattern “{a.pattern or b.pattern}”)" if a.pattern or b.pattern else ""
        parts.append(
            f"{' and '.join(seen)} stand in lines that reading takes for the page around an article{known}"
        )
    if a.learned or b.learned:
        parts.append(
            "the collection showed the line to be one of the page, as "
            f"{boilerplate.MIN_TEXTS} or more different stories had it"
        )
    if grounds.spread and grounds.spread.articles > 1:
        spread = grounds.spread
        of = [number(spread.outlets, "outlet")] if spread.outlets else []
        on = f" on {number(spread.days, 'day')}" if spread.days else ""
        parts.append(
            f"it stands in {number(spread.articles, 'article')}{' of ' if of else ''}{''.join(of)}{on}"
        )
    said = "; ".join(parts) or "at least half of its words stand in lines of the page around an article"
    if (a.learned or b.learned) and not seen:
        return f"Boilerplate: {said}. In fewer than {boilerplate.MIN_TEXTS} stories it would count."
    if grounds.one_line:
        return f"Boilerplate: {said}. As an ordinary line it would count."
    return f"Boilerplate: {said}. With fewer than half of its words there on both sides it would count."


def _stock(grounds: Grounds) -> str:
    facts = grounds.facts
    if grounds.rule == formulas.FIGURED and facts:
        return (
            "a form that both fill in anew: in and beside the passages of this pair A has "
            f"{number(facts['a'], 'figure')}, B {facts['b']}, and {facts['same']} are the same; with "
            f"{enough_figures(facts)} the same it would count."
        )
    if grounds.rule == formulas.NAMED and facts:
        return (
            f"a name, not wording: {facts['capitals']} of its {facts['words']} words on both sides begin "
            f"with a capital; it would count beside a passage of {formulas.COMPANY} other words."
        )
    if grounds.rule == explaining.UNRELATED:
        return f"{_UNRELATED} (at least {percent(settings.NEARLY)} aligned) would count."
    if grounds.rule == explaining.WORDING and facts:
        least = max(stock.FEWEST, stock.TIMES * facts["stories"])
        return (
            f"{facts['common']} of the {facts['runs']} runs of {stock.RUN} words in its family's wording "
            f"stood in {least:g} or more stories, the passage itself in {facts['stories']}; with fewer "
            f"than {percent(stock.SHARE)} of them so common it would count."
        )
    if grounds.rule == explaining.STORIES and facts:
        return (
            f"{facts['stories']} stories share it; from {stock.MOST} up its wording is taken for common, and "
            "in fewer stories it would be judged by its words."
        )
    if grounds.rule == explaining.SETTLED:
        return "an earlier scan found it to be one; `provenance scan --rejudge` judges it anew."
    if grounds.rule == explaining.PAIRS and facts:
        found = [f"in {count} by the rule of {_RULE.get(rule, rule)}" for rule, count in facts.items()]
        every = number(sum(facts.values()), "pair")
        return f"it is one in every pair of its family that was compared ({every}): {', '.join(found)}."
    return "the scan that judged it kept no reason; `provenance scan --rejudge` keeps one."


_UNRELATED = (
    f"the two articles have fewer than {stock.RELATED} rare words (names, places) in common, so they are "
    "hardly about one matter; only a close copy of words that hardly any other story has"
)
_RULE = {
    formulas.FIGURED: "other figures",
    formulas.NAMED: "names",
    explaining.UNRELATED: "different matters",
}


def enough_figures(facts: Mapping[str, int]) -> int:
    """How many figures have to be the same, so that a form is none: see `formulas.are_other_figures`."""
    return -(-2 * (min(facts["a"], facts["b"]) - 1) // 3)
