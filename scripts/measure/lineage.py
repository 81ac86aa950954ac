"""Lineage: how often the tool is right on who has it from whom, beside simple rules, in every condition.

Made-up newsrooms need no data. `--corpus FOLDER` adds what is unpacked there: `revisions`,
`wiki-versions-dev`,
`meter-dev`. Nothing here was used to fit the weights: the newsrooms have other seeds than those of the fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from provenance import inference, lineage, parents
from provenance.inference import Material
from provenance.statements import Statement, Traced
from provenance.unseen import likeliest
from scripts.measure.lineage_corpora import (
    DAY_ALL,
    Cell,
    newsroom,
    revisions,
    split_families,
    versions,
    wire_and_papers,
)
from scripts.measure.lineage_rates import Condition, write_rates
from scripts.measure.lineage_run import Item, Studied
from scripts.measure.lineage_scores import (
    LEAST,
    Baseline,
    Tally,
    Truth,
    abstain,
    count_answers,
    expected_error,
    longer,
    nearest_earlier,
    precision_at,
    reliability,
)
from scripts.measure.simulation import DATES

RULES = ("nearest earlier", "longer is the source", "abstain")
SEED = 20269
"""Of the newsroom; that whose editors work otherwise has the next one. Nothing was fitted on either."""
FAMILIES = 120
KINDS = ("directed", "common source", "undirected", "unseen")
DATE_NAMES = {
    "exact": "exact",
    "day": "day, 30 % missing",
    "none": "none",
    DAY_ALL: DAY_ALL,
}


def evaluate(
    corpus: Path | None, families: int = FAMILIES, seed: int = SEED, *, publish_rates: bool = False
) -> Iterator[str]:
    """The tables, line by line, in Markdown, for the newsrooms of a seed. `publish_rates`: the reports are
    told how often each band was right in the newsrooms; the package's data is written."""
    told: dict[str, Tally] = {}
    shown: list[Condition] = []
    for title, number, operators in (
        ("Made-up newsrooms", seed, "usual"),
        ("Made-up newsrooms whose editors work otherwise", seed + 1, "other"),
    ):
        yield from _table(title, newsroom(families, number, operators, DATES), told, shown)
    if corpus is not None:
        if (corpus / "revisions").is_dir():
            yield from _table("Chains of revisions", revisions(corpus / "revisions"), told)
        if (corpus / "wiki-versions-dev").is_dir():
            yield from _table(
                "Versions of encyclopaedia articles", versions(corpus / "wiki-versions-dev"), told
            )
        if (corpus / "meter-dev").is_dir():
            yield from _wire_and_papers(corpus / "meter-dev")
    yield "### How often each probability is right"
    yield ""
    for name, tally in told.items():
        yield from _reliability(name, tally)
    if publish_rates:
        yield write_rates(shown, KINDS, 2 * families)


def _table(
    title: str, cells: Sequence[Cell], told: dict[str, Tally], shown: list[Condition] | None = None
) -> Iterator[str]:
    """The table of one title; what was told in its cells is added to `shown`."""
    yield f"### {title}"
    yield ""
    whole = Tally()
    rows: list[tuple[str, str, Tally, dict[str, Tally]]] = []
    for cell in cells:
        studied = None if cell.apart else Studied(cell.items)
        for dates, stated in cell.dates.items():
            tally, others = measure_apart(cell, stated) if studied is None else measure(cell, studied, stated)
            rows.append((cell.name, DATE_NAMES[dates], tally, others))
            if shown is not None:
                name = f"{title.lower()}: {cell.name}, dates {DATE_NAMES[dates]}"
                shown.append(Condition(name, "wire inside" in cell.name, dates == "exact", dict(tally.told)))
            for kind, found in tally.told.items():
                whole.told[kind] += found
    told[title] = whole
    yield from _answers(rows)
    yield from _statements(rows)
    yield from _baselines(rows)


def measure(cell: Cell, studied: Studied, dates: Sequence[str | None]) -> tuple[Tally, dict[str, Tally]]:
    """What the tool answers in one cell, counted, and what simple rules do."""
    tally, others = Tally(), {name: Tally() for name in RULES}
    _enter_answers(tally, others, cell.items, studied, dates)
    return tally, others


def measure_apart(cell: Cell, dates: Sequence[str | None]) -> tuple[Tally, dict[str, Tally]]:
    """The same where each family is a folder of its own."""
    tally, others = Tally(), {name: Tally() for name in RULES}
    for places in split_families(cell.items).values():
        items = [cell.items[place] for place in places]
        if len(items) > 1:
            _enter_answers(tally, others, items, Studied(items), [dates[place] for place in places])
    return tally, others


def _enter_answers(
    tally: Tally,
    others: Mapping[str, Tally],
    items: Sequence[Item],
    studied: Studied,
    dates: Sequence[str | None],
) -> None:
    material = studied.material(dates)
    inferred = inference.infer(material)
    truth = Truth([item.id for item in items], [item.parents for item in items])
    family = [item.family for item in items]
    answers = {place: parents.answer_of(place, inferred) for place in inferred.chances}
    for place in range(len(items)):  # what shares nothing that could be found has its source outside
        if place not in answers and truth.main[place] is not None:
            answers[place] = None, 0.5
    count_answers(tally, truth, family, answers)
    count_statements(tally, truth, family, lineage.conclude(material, inferred))
    for name, rule in _rules(material, studied).items():
        beside = inferred.pairs.beside
        said = {place: (rule(place, beside.get(place, ())), 0.5) for place in answers}
        count_answers(others[name], truth, family, said)


Scored = dict[str, list[tuple[float, bool, str]]]
"""By kind the scores, whether each was right, and the story that it is of."""


def score_answers(told: Scored, items: Sequence[Item], material: Material) -> None:
    """Enter the scores of answers, and of arrows that could be shown."""
    inferred = inference.infer(material)
    truth = Truth([item.id for item in items], [item.parents for item in items])
    for place, found in inferred.chances.items():
        family = items[place].family
        answer, score = parents.best_of(found)
        right = truth.main[place] is None if answer is None else answer in truth.parents[place]
        kind = parents.condition("outside" if answer is None else "parent", answer, place, inferred)
        told[kind].append((score, right, family))
        for source, chance in parents.score_parents(place, inferred, material.pieces).items():
            kind = parents.condition("directed", source, place, inferred)
            told[kind].append((chance, source in truth.parents[place], family))


def score_links(told: Scored, items: Sequence[Item], material: Material) -> None:
    """Enter the scores of the links that are shown beside arrows, which have to be calibrated before."""
    inferred = inference.infer(material)
    pairs = inferred.pairs
    truth = Truth([item.id for item in items], [item.parents for item in items])
    for row in lineage.conclude(material, inferred).linked:
        a, b = row.source or 0, row.derived
        pair = pairs.of(a, b)
        assert pair is not None, "links are weighed"
        family = items[b].family
        if not pair.own:
            told[pair.condition("common source")].append((pair.common, not truth.related(a, b), family))
        told[pair.condition("undirected")].append((pair.direct, truth.neighbours(a, b), family))


def score_stories(told: Scored, items: Sequence[Item], material: Material) -> None:
    """Enter the scores of unseen stories, for which common sources have to be calibrated before."""
    inferred = inference.infer(material)
    truth = Truth([item.id for item in items], [item.parents for item in items])
    root_of = {place: chances.root for place, chances in inferred.chances.items()}
    for story in lineage.conclude(material, inferred, least=0.0).stories:
        for place in story.children:
            kind, score, _ = likeliest(place, set(story.children), inferred.pairs, root_of)
            told[kind].append((score, truth.has_unseen(place, story.children), items[place].family))


def _rules(material: Material, studied: Studied) -> dict[str, Baseline]:
    dates: list[tuple[float, float] | None] = [None] * len(studied.items)
    for place, node in material.nodes.items():
        if node.date is not None:
            dates[place] = node.date.earliest, node.date.latest
    words = [studied.words(item.text) for item in studied.items]
    return dict(zip(RULES, (nearest_earlier(dates), longer(words), abstain), strict=True))


def count_statements(tally: Tally, truth: Truth, family: Sequence[str], traced: Traced) -> None:
    """Enter the statements that are shown: whether each is right, and which true sources are found."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in traced.directed:
        assert row.source is not None, "an arrow has a source"
        found[row.derived].add(row.source)
        right = row.source in truth.parents[row.derived]
        _enter(tally, family, row, right)
        count = tally.counts[family[row.derived]]
        count["shown between siblings"] += truth.siblings(row.source, row.derived)
        count["shown reversed"] += row.derived in truth.above(row.source)
    for row in traced.linked:
        assert row.source is not None, "a link has two ends"
        near = truth.neighbours(row.source, row.derived)
        right = near if row.kind == "undirected" else not truth.related(row.source, row.derived)
        _enter(tally, family, row, right)
        count = tally.counts[family[row.derived]]
        count["links"] += 1
        count["links between neighbours"] += near
    for story in traced.stories:
        for row in story.statements:
            _enter(tally, family, row, truth.has_unseen(row.derived, story.children))
    for place, sources in enumerate(truth.parents):
        for source, words in sources.items():
            if words >= LEAST:
                tally.counts[family[place]]["sources"] += 1
                tally.counts[family[place]]["sources shown"] += source in found[place]


def _enter(tally: Tally, family: Sequence[str], row: Statement, right: bool) -> None:
    tally.told[row.kind].append((row.probability, right))
    count = tally.counts[family[row.derived]]
    count[row.kind] += 1
    count[f"{row.kind} right"] += right
    for least in (0.7, 0.9):
        if row.probability >= least:
            count[f"{row.kind} from {least}"] += 1
            count[f"{row.kind} right from {least}"] += right


def _answers(rows: Sequence[tuple[str, str, Tally, Mapping[str, Tally]]]) -> Iterator[str]:
    yield "Whom each article has most of its words from, before the gate (nobody in the folder is an answer):"
    yield ""
    yield (
        "| condition | dates | articles | parent right (95 %) | arrows: precision | recall "
        "| precision at recall .8 | ancestry F1 "
        "| roots exact | reversed | between siblings | from .5: precision, coverage | from .7 | from .8 "
        "| from .9 | Brier | ECE |"
    )
    yield "|" + "---|" * 17
    for name, dates, tally, _ in rows:
        yield _row(
            name,
            dates,
            f"{tally.total('answers'):,.0f}",
            _with_interval(tally, "answers right", "answers"),
            _with_interval(tally, "arrows right", "arrows"),
            _show(tally.ratio("arrows that found", "with parent")),
            _show(precision_at(tally.told["arrow"], 0.8, tally.total("with parent"))),
            _show(tally.f1()),
            _show(tally.ratio("roots exact", "families")),
            _show(tally.ratio("reversed", "arrows")),
            _show(tally.ratio("between siblings", "arrows")),
            *(
                f"{_show(tally.ratio(f'right from {least}', f'answers from {least}'))}, "
                f"{_show(tally.ratio(f'answers from {least}', 'answers'))}"
                for least in (0.5, 0.7, 0.8, 0.9)
            ),
            _show(tally.ratio("brier", "answers")),
            _show(expected_error(tally.told["answer"])),
        )
    yield ""


def _statements(rows: Sequence[tuple[str, str, Tally, Mapping[str, Tally]]]) -> Iterator[str]:
    yield "What is shown, after the gate:"
    yield ""
    yield (
        "| condition | dates | arrows | right (95 %) | of the true sources | reversed | between siblings "
        "| common source: right | undirected: right | unseen: right | links between neighbours | ECE |"
    )
    yield "|" + "---|" * 12
    for name, dates, tally, _ in rows:
        pooled = [row for kind in KINDS for row in tally.told[kind]]
        yield _row(
            name,
            dates,
            f"{tally.total('directed'):,.0f}",
            _with_interval(tally, "directed right", "directed"),
            _show(tally.ratio("sources shown", "sources")),
            _show(tally.ratio("shown reversed", "directed")),
            _show(tally.ratio("shown between siblings", "directed")),
            *(
                f"{_show(tally.ratio(f'{kind} right', kind))} of {tally.total(kind):,.0f}"
                for kind in ("common source", "undirected", "unseen")
            ),
            _show(tally.ratio("links between neighbours", "links")),
            _show(expected_error(pooled)),
        )
    yield ""


def _baselines(rows: Sequence[tuple[str, str, Tally, Mapping[str, Tally]]]) -> Iterator[str]:
    yield "Simple rules: parent right, precision of arrows, share of these between siblings."
    yield ""
    yield "| condition | dates | nearest earlier | longer is the source | always abstain |"
    yield "|---|---|---|---|---|"
    for name, dates, _, others in rows:
        yield _row(
            name,
            dates,
            *(
                f"{_show(other.ratio('answers right', 'answers'))}, "
                f"{_show(other.ratio('arrows right', 'arrows'))}, "
                f"{_show(other.ratio('between siblings', 'arrows'))}"
                for other in others.values()
            ),
        )
    yield ""


def _reliability(name: str, tally: Tally) -> Iterator[str]:
    yield f"{name}: probability said, and share that is right (how many)."
    yield ""
    yield (
        "| | " + " | ".join(f"{tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}" for tenth in range(10)) + " | ECE |"
    )
    yield "|" + "---|" * 12
    for kind in ("answer", *KINDS):
        if tally.told[kind]:
            bins = {min(9, int(said * 10)): (said, right, count) for count, said, right in
                    reliability(tally.told[kind])}  # fmt: skip
            shown = (
                f"{bins[tenth][0]:.2f}: {bins[tenth][1]:.2f} ({bins[tenth][2]:,})" if tenth in bins else ""
                for tenth in range(10)
            )
            yield _row(kind, *shown, _show(expected_error(tally.told[kind])))
    yield ""


def _wire_and_papers(folder: Path) -> Iterator[str]:
    """METER: the wire is the source, whether or not it is there and said to be one."""
    cells, story, label = wire_and_papers(folder)
    yield "### METER: an agency's stories and what papers made of them, no dates"
    yield ""
    yield (
        "| condition | arrows | from a paper to the wire | between papers | derived articles linked with "
        "the wire | of these the wire is the parent | common source: of one story | of these both derived "
        "| undirected |"
    )
    yield "|" + "---|" * 9
    for cell in cells:
        studied = Studied(cell.items)
        material = studied.material(cell.dates["none"])
        inferred = inference.infer(material)
        traced, pairs = lineage.conclude(material, inferred), inferred.pairs
        ids = [item.id for item in cell.items]
        wire = [name.startswith("pa/") for name in ids]
        backward = sum(wire[row.derived] and not wire[row.source or 0] for row in traced.directed)
        papers = sum(not wire[row.derived] and not wire[row.source or 0] for row in traced.directed)
        linked: dict[int, bool] = {}
        for a, b, _ in pairs.items():
            for paper, other in ((a, b), (b, a)):
                if wire[other] and label.get(ids[paper]) in ("wholly", "partially"):
                    linked[paper] = False
        for row in traced.directed:
            if row.derived in linked and wire[row.source or 0]:
                linked[row.derived] = True
        both = [(row.source or 0, row.derived) for row in traced.linked if row.kind == "common source"]
        right = sum(story[ids[a]] == story[ids[b]] for a, b in both)
        derived = sum("non" not in (label.get(ids[a]), label.get(ids[b])) for a, b in both)
        undirected = sum(row.kind == "undirected" for row in traced.linked)
        yield _row(
            cell.name,
            str(len(traced.directed)),
            str(backward),
            str(papers),
            str(len(linked)),
            _show(sum(linked.values()) / len(linked) if linked else None),
            f"{_show(right / len(both) if both else None)} of {len(both)}",
            _show(derived / len(both) if both else None),
            str(undirected),
        )
    yield ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _show(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".replace("0.", ".", 1) if value < 1 else f"{value:.3f}"


def _with_interval(tally: Tally, part: str, whole: str) -> str:
    value, bounds = tally.ratio(part, whole), tally.interval(part, whole)
    if value is None or bounds is None:
        return ""
    return f"{_show(value)} ({_show(bounds[0])} to {_show(bounds[1])})"
