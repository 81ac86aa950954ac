"""Why a passage counts as reuse or is set aside, in a sentence or two, and what would change it."""

from __future__ import annotations

from provenance import boilerplate, formulas, stock
from provenance import stock_passages as rules
from provenance.frequencies import RUN
from provenance.report.findings import Passage, names
from provenance.report.grounds import Grounds
from provenance.report.wording import number, percent


def status(passage: Passage, grounds: Grounds) -> str:
    if passage.status == "boilerplate":
        return _boilerplate(grounds)
    if passage.status == "stock phrase":
        return f"Stock phrase: {_stock(grounds)} In quote marks on both sides it would count, too."
    if passage.status == "excluded":
        return _excluded(grounds)
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


def _excluded(grounds: Grounds) -> str:
    """Which rules of the configuration set its words aside, and for how many of them."""
    sides = [
        f"{stand.excluded} of {number(stand.words, 'word')} in {letter}"
        for letter, stand in (("A", grounds.a), ("B", grounds.b))
        if stand.excluded
    ]
    found = dict.fromkeys((*grounds.a.rules, *grounds.b.rules))
    named = "; ".join(f"“{rule.what}”, because: {rule.reason}" for rule in found)
    where = f" for {' and '.join(sides)}" if sides else ""
    said = f" ({named})" if named else ""
    return (
        f"Excluded: a rule of the configuration{said} holds{where}; it would count with fewer than half of "
        "its words there on both sides."
    )


def _stock(grounds: Grounds) -> str:
    facts = grounds.facts
    if grounds.rule == rules.FORM and facts and facts["same"] < min(facts["a"], facts["b"]):
        return (
            "a form that both fill in anew: in and beside the passages of this pair A has "
            f"{number(facts['a'], 'figure')}, B {facts['b']}, and {facts['same']} are the same; with the "
            "same figures in both it would be none."
        )
    if grounds.rule == rules.NAMED and facts:
        return (
            f"names and what stands beside them: {facts['capitals']} of its {facts['words']} words on both "
            f"sides begin with a capital; beside a passage of {formulas.COMPANY} other words it would count."
        )
    if grounds.rule == rules.WORDING and facts:
        least = max(stock.FEWEST, stock.TIMES * facts["stories"])
        return (
            f"{facts['common']} of the {facts['runs']} runs of {RUN} words in its family's wording "
            f"stood in {least:g} or more stories, the passage itself in {facts['stories']}; with fewer "
            f"than {percent(stock.SHARE)} of them so common it would count."
        )
    if grounds.rule == rules.STORIES and facts:
        return (
            f"{facts['stories']} stories share it; from {stock.MOST} up its wording is taken for common, and "
            "in fewer stories it would be judged by its words."
        )
    if grounds.rule == rules.PAIRS and facts:
        found = [f"in {count} {_PAIR.get(rule, rule)}" for rule, count in facts.items()]
        every = number(sum(facts.values()), "pair")
        return f"it is one in every pair of its family that was compared ({every}): {', '.join(found)}."
    return _SAYS.get(grounds.rule, _UNKNOWN)


_UNKNOWN = "the scan that judged it kept no reason; `provenance scan --rejudge` keeps one."
_SAYS = {
    rules.FORM: "a form that both fill in anew, with figures of their own; with the same figures in both it "
    "would be none.",
    rules.ISSUES: "a form that one outlet fills in again and again, as other pairs of its family show; that "
    "figures are the same here is taken for chance.",
    rules.UNRELATED: f"the two articles have fewer than {stock.RELATED} rare words (names, places) in "
    "common, so they are hardly about one matter; only a close copy of words that hardly any other story "
    "has, or of telling figures, would count.",
    rules.REPEATED: "a short report that one outlet makes again under its title, days apart; a longer story "
    "would count.",
    rules.USUAL_WORDS: "few words that one outlet uses in its stories of other days, too; beside more shared "
    "words, or worded as in no other story, it would count.",
    rules.COMMON: "wording of many stories, and nothing in this pair shows that it was copied; beside a "
    "longer passage that is a copy it would count.",
    rules.SETTLED: "an earlier scan found it to be one; `provenance scan --rejudge` judges it anew.",
}
_PAIR = {
    rules.FORM: "as a form with other figures",
    rules.ISSUES: "as a form that an outlet fills in again",
    rules.NAMED: "as names",
    rules.REPEATED: "as a report that is made again",
    rules.UNRELATED: "as the articles are hardly about one matter",
    rules.USUAL_WORDS: "as usual words of one outlet",
    rules.COMMON: "as common wording",
}
