"""How well the degree of an article, taken from its candidate sources, agrees with labels by hand.

The folder has texts anywhere below it and a file `truth.json`: by path of a text an object with its `label`.
Texts labelled wholly, partially or non (derived) are measured; all others can be sources. The sources of a
text are those that its object names (`sources`, a list of paths), else all other texts of its `story`. How
rare words are is counted over the texts of the other stories. The METER corpus has this layout.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.degrees import Measures, count_words, in_runs, measure
from provenance.tokens import Tokens, tokenise
from scripts.measure.meter import auc

LABELS = ("non", "partially", "wholly")
SPLITS = 20
RESAMPLES = 300
RUN = 5
"""The usual yardstick: the share of words in equal runs of so many."""

OURS = settings.DEGREE_DERIVED, settings.DEGREE_WHOLLY
"""The limits that are shipped: those that are best on every second story of METER."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Texts with their labels (places in LABELS), stories, and two figures for each: the first says whether
    it is derived, the second whether wholly."""

    labels: Ints
    stories: Sequence[str]
    first: Floats
    second: Floats

    def halves(self) -> tuple[Bools, Bools]:
        """The texts of every second story, by name, and the others."""
        even = frozenset(sorted(set(self.stories))[::2])
        mask = np.array([story in even for story in self.stories])
        return mask, ~mask

    def split(self, number: int) -> Bools:
        """The texts of a random half of the stories: the limits of this split are chosen on them."""
        names = sorted(set(self.stories))
        random.Random(number).shuffle(names)
        chosen = frozenset(names[: len(names) // 2])
        return np.array([story in chosen for story in self.stories])

    def auc(self, mask: Bools) -> float:
        """Derived against not, by the first figure."""
        derived = self.labels > 0
        return auc(self.first[mask & derived].tolist(), self.first[mask & ~derived].tolist())

    def classes(self, derived: float, wholly: float) -> Ints:
        """The class of each text by two limits."""
        return np.where(self.first < derived, 0, np.where(self.second >= wholly, 2, 1))

    def f1(self, mask: Bools, limits: tuple[float, float]) -> float:
        """Macro F1 of the three classes by two limits."""
        return macro_f1(self.labels[mask], self.classes(*limits)[mask])

    def limits(self, mask: Bools) -> tuple[float, float]:
        """The two limits with the best macro F1 on some texts, where their neighbours are good, too."""
        steps = 40
        low = np.unique(np.quantile(self.first[mask], np.linspace(0.02, 0.6, steps)))
        high = np.unique(np.quantile(self.second[mask], np.linspace(0.4, 0.98, steps)))
        figures = np.array([[self.f1(mask, (float(a), float(b))) for b in high] for a in low])
        around = np.pad(figures, 2, mode="edge")
        smooth = sum(
            around[i : i + figures.shape[0], j : j + figures.shape[1]] for i in range(5) for j in range(5)
        )
        best = np.unravel_index(int(np.argmax(smooth)), figures.shape)
        return float(low[best[0]]), float(high[best[1]])


def macro_f1(labels: Ints, found: Ints) -> float:
    """The mean F1 of the three classes; 0 for one that neither has."""
    total = 0.0
    for label in range(len(LABELS)):
        right = int(((labels == label) & (found == label)).sum())
        named = int((labels == label).sum() + (found == label).sum())
        total += 2 * right / named if named else 0.0
    return total / len(LABELS)


def read_truth(corpus: Path) -> dict[str, dict[str, Any]]:
    """The labels of a corpus by path. Raises ValueError with a sentence where there are none."""
    file = corpus / "truth.json"
    if not file.is_file():
        raise ValueError(f"{corpus} has no truth.json; name the folder that holds texts and their labels")
    truth: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(truth, dict) or not all(
        isinstance(row, dict) and "label" in row for row in truth.values()
    ):
        raise ValueError(f"{file} is no object of texts by path, each with a label")
    for path, row in truth.items():
        if row["label"] in LABELS and "story" not in row and "sources" not in row:
            raise ValueError(f"{file} gives {path} neither a story nor sources")
        if missing := [name for name in (path, *row.get("sources", ())) if not (corpus / name).is_file()]:
            raise ValueError(f"{file} names {missing[0]}, which is not there")
    if {row["label"] for row in truth.values()}.isdisjoint(LABELS):
        raise ValueError(f"{file} labels no text wholly, partially or non")
    return truth


def measure_all(corpus: Path, truth: dict[str, dict[str, Any]]) -> tuple[list[Measures], Labelled, Floats]:
    """What each labelled text has from its sources; its two figures; and the share of its words in equal runs
    of RUN words that any source has."""
    texts = {path: (corpus / path).read_bytes().decode("utf-8", "replace") for path in truth}
    cut = {path: tokenise(text) for path, text in texts.items()}
    story_of = {path: str(row.get("story", path)) for path, row in truth.items()}
    of_story: dict[str, list[str]] = defaultdict(list)
    for path, row in truth.items():
        if row["label"] not in LABELS:
            of_story[story_of[path]].append(path)
    rarities = {}
    found: list[Measures] = []
    runs: list[float] = []
    labelled = [path for path, row in truth.items() if row["label"] in LABELS]
    for path in labelled:
        sources = [str(one) for one in truth[path].get("sources") or of_story[story_of[path]]]
        # The texts of its story and its sources say nothing of how rare a word is elsewhere.
        left_out = (story_of[path], tuple(sources))
        if left_out not in rarities:
            rarities[left_out] = count_words(
                words
                for name, words in cut.items()
                if story_of[name] != story_of[path] and name not in sources
            )
        others = [cut[name] for name in sources]
        found.append(measure(texts[path], cut[path], others, rarities[left_out]))
        runs.append(_in_any(cut[path], others))
    labels = np.array([LABELS.index(truth[path]["label"]) for path in labelled], np.int64)
    first = np.array([one.taken for one in found])
    second = np.array([one.accounted for one in found])
    return found, Labelled(labels, [story_of[path] for path in labelled], first, second), np.array(runs)


def _in_any(tokens: Tokens, sources: Sequence[Tokens]) -> float:
    chosen = np.zeros(len(tokens), bool)
    for source in sources:
        chosen |= in_runs(tokens.hashes, source.hashes, RUN)
    return float(chosen.mean()) if chosen.size else 0.0


def evaluate(corpus: Path) -> list[str]:
    """The figures, as lines. Raises ValueError where the folder is no labelled corpus."""
    truth = read_truth(corpus)
    measures, texts, runs = measure_all(corpus, truth)
    counts = ", ".join(f"{int((texts.labels == place).sum())} {name}" for place, name in enumerate(LABELS))
    naive = Labelled(texts.labels, texts.stories, runs, runs)
    lines = [f"texts    {len(measures):,} ({counts}) of {len(set(texts.stories)):,} stories", ""]
    splits = f"{SPLITS} splits: mean (5 % to 95 % of them)"
    lines += [f"| figure | every second story | the others | all | {splits} |", "|---|---|---|---|---|"]
    for name, one in (("degree", texts), (f"equal runs of {RUN} words", naive)):
        lines.append(_line(f"{name}: derived against non, AUC", one, Labelled.auc, _test_aucs(one)))
        even, odd = one.halves()
        lines.append(
            f"| {name}: three classes, macro F1, limits chosen on the other half |"
            f" {one.f1(even, one.limits(odd)):.3f} | {one.f1(odd, one.limits(even)):.3f} | |"
            f" {_spread(_test_f1s(one))} |"
        )
    lines.append(_line(f"degree: the same, limits {OURS[0]} and {OURS[1]} as shipped", texts, _shipped, ()))
    lines += ["", f"resampled by story, 95 %: AUC {_resampled(texts, Labelled.auc)},"
              f" macro F1 with the limits as shipped {_resampled(texts, _shipped)}",
              "", "labelled (rows) and found (columns), limits as shipped: " + ", ".join(LABELS)]  # fmt: skip
    found = texts.classes(*OURS)
    for place, name in enumerate(LABELS):
        row = [int(((texts.labels == place) & (found == other)).sum()) for other in range(len(LABELS))]
        lines.append(f"{name:10}" + "".join(f"{number:6}" for number in row))
    return lines


def _shipped(texts: Labelled, mask: Bools) -> float:
    """Macro F1 with the limits of the settings."""
    return texts.f1(mask, OURS)


def _line(
    name: str, texts: Labelled, figure: Callable[[Labelled, Bools], float], splits: Sequence[float]
) -> str:
    even, odd = texts.halves()
    figures = " | ".join(f"{figure(texts, mask):.3f}" for mask in (even, odd, even | odd))
    return f"| {name} | {figures} | {_spread(splits) if splits else ''} |"


def _spread(figures: Sequence[float]) -> str:
    low, high = np.quantile(figures, (0.05, 0.95))
    return f"{np.mean(figures):.3f} ({low:.3f} to {high:.3f})"


def _test_aucs(texts: Labelled) -> list[float]:
    return [texts.auc(~texts.split(number)) for number in range(SPLITS)]


def _test_f1s(texts: Labelled) -> list[float]:
    chosen = [texts.split(number) for number in range(SPLITS)]
    return [texts.f1(~mask, texts.limits(mask)) for mask in chosen]


def _resampled(texts: Labelled, figure: Callable[[Labelled, Bools], float]) -> str:
    """The figure over stories drawn with replacement: the middle 95 % of RESAMPLES draws."""
    names = sorted(set(texts.stories))
    places = {name: np.flatnonzero(np.array([story == name for story in texts.stories])) for name in names}
    drawn = random.Random(0)
    figures = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([places[name] for name in drawn.choices(names, k=len(names))])
        stories = [texts.stories[row] for row in rows]
        sample = Labelled(texts.labels[rows], stories, texts.first[rows], texts.second[rows])
        figures.append(figure(sample, np.ones(rows.size, bool)))
    low, high = np.quantile(figures, (0.025, 0.975))
    return f"{low:.3f} to {high:.3f}"
