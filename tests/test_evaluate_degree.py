"""`scripts/evaluate degree` and `answers`, on made-up data: floors, layout, broken folders."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from scripts.measure import answers, degree
from scripts.measure.evaluate import main
from tests.retold import story, write_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("degree")
    write_corpus(folder, 24)
    return folder


def test_the_degree_of_hard_stories_stays_as_good(corpus: Path) -> None:
    _, texts, runs = degree.measure_all(corpus, degree.read_truth(corpus))
    everything = np.ones(texts.labels.size, bool)
    naive = degree.Labelled(texts.labels, texts.stories, runs, runs)
    # Runs of five words reach .71 here: two sentences are shared by all, most others are reworded.
    assert naive.auc(everything) < 0.75
    assert texts.auc(everything) >= 0.85
    tested = [texts.f1(~mask, texts.limits(mask)) for mask in map(texts.split, range(6))]
    assert np.mean(tested) >= 0.7


def test_macro_f1_is_the_mean_of_three() -> None:
    labels, found = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 1])
    assert degree.macro_f1(labels, found) == pytest.approx((2 / 3 + 2 * 2 / 6 + 0) / 3)
    assert degree.macro_f1(labels, labels) == 1


def test_halves_and_splits_keep_stories_together(corpus: Path) -> None:
    _, texts, _ = degree.measure_all(corpus, degree.read_truth(corpus))
    for mask in (texts.halves()[0], texts.split(0), texts.split(1)):
        on = {name for name, inside in zip(texts.stories, mask, strict=True) if inside}
        off = {name for name, inside in zip(texts.stories, mask, strict=True) if not inside}
        assert not on & off
        assert abs(len(on) - len(off)) <= 1
    assert (texts.split(0) != texts.split(1)).any()


def test_the_command_prints_figures(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(degree, "SPLITS", 3)
    assert main(["degree", "--corpus", str(corpus)]) == 0
    printed = capsys.readouterr().out
    assert "72 (24 non, 24 partially, 24 wholly) of 24 stories" in printed
    assert "| degree: derived against non, AUC |" in printed
    assert "resampled by story, 95 %" in printed


def test_sources_can_be_named(tmp_path: Path) -> None:
    told = story(1)
    for name, text in (("a", told.wire), ("b", told.copied), ("c", story(9).wire)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    truth = {"a": {"label": "wire"}, "b": {"label": "wholly", "sources": ["a"]}, "c": {"label": "other"}}
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (found,), _, _ = degree.measure_all(tmp_path, degree.read_truth(tmp_path))
    assert found.taken > 0.6


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        (None, "has no truth.json"),
        ([], "is no object of texts by path"),
        ({"a.txt": {}}, "is no object of texts by path"),
        ({"a.txt": {"label": "non"}}, "gives a.txt neither a story nor sources"),
        ({"b.txt": {"label": "non", "story": "s"}}, "names b.txt, which is not there"),
        ({"a.txt": {"label": "non", "sources": ["c.txt"]}}, "names c.txt, which is not there"),
        ({"a.txt": {"label": "wire"}}, "labels no text wholly, partially or non"),
    ],
)
def test_a_folder_without_labels_is_named(
    tmp_path: Path, truth: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("words", encoding="utf-8")
    if truth is not None:
        (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["degree", "--corpus", str(tmp_path)])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_short_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for place, task in enumerate("ab"):
        told = story(40 + place)
        (tmp_path / f"orig_task{task}.txt").write_text(told.wire, encoding="utf-8")
        rows.append((f"orig_task{task}.txt", task, "orig"))
        for writer in range(4):
            hard = story(40 + place, hard=True)
            kinds = {
                "cut": told.wire,
                "light": told.copied,
                "heavy": hard.mixed,
                "non": story(90 + writer).wire,
            }
            for category, text in kinds.items():
                name = f"w{writer}{category}_task{task}.txt"
                # One is not in UTF-8, as in the corpus.
                (tmp_path / name).write_bytes(f"{text} – {writer}".encode("cp1252" if writer else "utf-8"))
                rows.append((name, task, category))
    with (tmp_path / "file_information.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("File", "Task", "Category"), *rows])
    assert len(answers.read_answers(tmp_path)) == 32
    assert main(["answers", "--corpus", str(tmp_path)]) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if one.startswith("| all other writers")]
    reuse, four = (float(cell) for cell in line.split("|")[2:4])
    assert reuse == 1
    assert four >= 0.9


def test_a_folder_without_answers_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["answers", "--corpus", str(tmp_path)])
    assert ended.value.code == 2
    assert "has no file_information.csv" in capsys.readouterr().err
