"""Short answers that were copied, rewritten or written freely: reuse or none, and four classes.

The folder is the corpus of Clough and Stevenson: `file_information.csv` names the files, their task (a to e)
and their category (cut, light, heavy, non); `orig_taskX.txt` is the source of a task. Limits are chosen on
the answers of all writers but one, and tried on that one.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from provenance.degrees import Measures, count_words, measure
from provenance.tokens import tokenise

CATEGORIES = ("non", "heavy", "light", "cut")
STEPS = 30

Limits = tuple[float, float, float]
Bools = npt.NDArray[np.bool_]


def read_answers(corpus: Path) -> list[tuple[str, str, str]]:
    """The answers as (file, task, category). Raises ValueError with a sentence where there are none."""
    file = corpus / "file_information.csv"
    if not file.is_file():
        raise ValueError(f"{corpus} has no file_information.csv; name the folder of the short answers")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(row["File"], row["Task"], row["Category"]) for row in csv.DictReader(lines)]
    return [row for row in rows if row[2] in CATEGORIES]


def measure_answers(corpus: Path, answers: Sequence[tuple[str, str, str]]) -> list[Measures]:
    """What each answer has from the source of its task; rarity is counted over the other tasks."""
    texts = {name: _read(corpus / name) for name, _, _ in answers}
    tasks = sorted({task for _, task, _ in answers})
    sources = {task: tokenise(_read(corpus / f"orig_task{task}.txt")) for task in tasks}
    cut = {name: tokenise(text) for name, text in texts.items()}
    rarities = {
        task: count_words(
            [*(cut[name] for name, other, _ in answers if other != task)]
            + [words for other, words in sources.items() if other != task]
        )
        for task in tasks
    }
    return [measure(texts[name], cut[name], [sources[task]], rarities[task]) for name, task, _ in answers]


def _read(file: Path) -> str:
    """Some files of the corpus are Windows-1252."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


class Answers:
    """The figures of all answers, by which they are put into classes."""

    def __init__(self, answers: Sequence[tuple[str, str, str]], measures: Sequence[Measures]) -> None:
        self.labels = np.array([CATEGORIES.index(category) for _, _, category in answers])
        self.writers = [name.partition("_")[0] for name, _, _ in answers]
        self.tasks = [task for _, task, _ in answers]
        self._shared = np.array([one.sentences for one in measures])
        self._run = np.array([one.run_length for one in measures])
        self._close = np.array([one.closeness for one in measures])

    def classes(self, limits: Limits) -> npt.NDArray[np.int64]:
        """Without shared sentences none; in long runs cut; in nearly the same words light; else heavy."""
        shared, run, close = limits
        worded = np.where(self._run >= run, 3, np.where(self._close >= close, 2, 1))
        return np.where(self._shared < shared, 0, worded)

    def limits(self, mask: Bools) -> Limits:
        """The limits with most right answers on some, where their neighbours are good, too."""
        reuse = self.labels > 0
        values = np.unique(self._shared[mask])
        middles = (values[1:] + values[:-1]) / 2
        right = np.array([((self._shared >= limit) == reuse)[mask].sum() for limit in middles])
        best = np.flatnonzero(right == right.max())
        shared = float(middles[best[best.size // 2]])
        taken = mask & (self._shared >= shared)
        runs = np.quantile(self._run[taken], np.linspace(0.2, 0.95, STEPS))
        closes = np.quantile(self._close[taken], np.linspace(0.1, 0.95, STEPS))
        figures = np.array([[self.right(mask, (shared, a, b)) for b in closes] for a in runs])
        around = np.pad(figures, 2, mode="edge")
        smooth = sum(around[i : i + STEPS, j : j + STEPS] for i in range(5) for j in range(5))
        at = np.unravel_index(int(np.argmax(smooth)), figures.shape)
        return shared, float(runs[at[0]]), float(closes[at[1]])

    def right(self, mask: Bools, limits: Limits) -> float:
        """The share of some answers whose class is right."""
        return float((self.classes(limits) == self.labels)[mask].mean())

    def left_out(self, groups: Sequence[str]) -> npt.NDArray[np.int64]:
        """The class of each answer by limits chosen on the answers of all groups but its own."""
        found = np.zeros(self.labels.size, np.int64)
        for group in sorted(set(groups)):
            own = np.array([other == group for other in groups])
            found[own] = self.classes(self.limits(~own))[own]
        return found


def evaluate(corpus: Path) -> list[str]:
    """The figures, as lines. Raises ValueError where the folder is no such corpus."""
    answers = read_answers(corpus)
    texts = Answers(answers, measure_answers(corpus, answers))
    everything = np.ones(texts.labels.size, bool)
    limits = texts.limits(everything)
    lines = [
        f"{len(answers)} answers",
        "",
        "| limits chosen on | reuse or none | four classes |",
        "|---|---|---|",
    ]
    ways = (
        ("all other writers", texts.left_out(texts.writers)),
        ("all other tasks", texts.left_out(texts.tasks)),
        ("all answers, tried on the same", texts.classes(limits)),
    )
    for name, found in ways:
        reuse = ((found > 0) == (texts.labels > 0)).mean()
        lines.append(f"| {name} | {reuse:.3f} | {(found == texts.labels).mean():.3f} |")
    lines += [
        "",
        "labelled (rows) and found (columns), limits of the other writers: " + ", ".join(CATEGORIES),
    ]
    found = ways[0][1]
    for place, name in enumerate(CATEGORIES):
        row = [int(((texts.labels == place) & (found == other)).sum()) for other in range(len(CATEGORIES))]
        lines.append(f"{name:6}" + "".join(f"{number:6}" for number in row))
    wrong = [name for (name, _, _), one, label in zip(answers, found, texts.labels, strict=True)
             if (one > 0) != (label > 0)]  # fmt: skip
    chosen = ", ".join(f"{limit:.3f}" for limit in limits)
    return [
        *lines,
        "",
        f"wrong on reuse or none: {', '.join(wrong) or 'none'}",
        f"limits on all (sentences, run length, closeness): {chosen}",
    ]
