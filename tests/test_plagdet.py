"""The measure of shared passages, on cases worked out by hand, and its command on a small corpus."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from scripts.measure.evaluate import main
from scripts.measure.pan import read_pairs
from scripts.measure.plagdet import Pair, score
from tests.test_regions import AFTER, BEFORE, ORIGINAL, REWORDED

CASE = Pair(100, 200, 1000, 1100)


def test_a_case_found_as_it_is() -> None:
    found = score([([CASE], [CASE])])
    assert (found.precision, found.recall, found.granularity, found.plagdet) == (1, 1, 1, 1)
    assert (found.cases, found.detections) == (1, 1)


def test_half_of_a_case() -> None:
    found = score([([CASE], [Pair(100, 150, 1000, 1050)])])
    assert (found.precision, found.recall) == (1, 0.5)
    assert found.plagdet == pytest.approx(2 / 3)


def test_two_detections_of_one_case_count_against_it() -> None:
    found = score([([CASE], [Pair(100, 150, 1000, 1050), Pair(150, 200, 1050, 1100)])])
    assert (found.precision, found.recall, found.granularity) == (1, 1, 2)
    assert found.plagdet == pytest.approx(1 / log2(3))


def test_what_overlaps_in_one_text_only_detects_nothing() -> None:
    found = score([([CASE], [Pair(100, 200, 5000, 5100)])])
    assert (found.precision, found.recall, found.granularity, found.plagdet) == (0, 0, 1, 0)


def test_a_detection_that_is_too_long_costs_precision() -> None:
    # Of 400 + 100 characters 100 + 100 are the case's.
    found = score([([CASE], [Pair(0, 400, 1000, 1100)])])
    assert (found.precision, found.recall) == (pytest.approx(0.4), 1)


def test_detections_that_overlap_each_other_cover_a_character_once() -> None:
    found = score([([CASE], [Pair(100, 160, 1000, 1060), Pair(140, 180, 1040, 1080)])])
    assert found.recall == pytest.approx(0.8)


def test_cases_and_detections_of_all_texts_weigh_alike() -> None:
    missed = ([Pair(0, 9, 0, 9)], [])
    false = ([], [Pair(0, 9, 0, 9), Pair(20, 29, 20, 29)])
    found = score([([CASE], [CASE]), missed, false])
    assert (found.recall, found.precision) == (0.5, pytest.approx(1 / 3))
    assert score([]).plagdet == 0


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two suspicious texts: one has words of its source in other words, one has nothing of it."""
    for folder in ("susp", "src", "01-no-plagiarism", "03-random-obfuscation"):
        (tmp_path / folder).mkdir()
    source = BEFORE + ORIGINAL
    (tmp_path / "src/source-document00001.txt").write_text(source, encoding="utf-8")
    (tmp_path / "susp/suspicious-document00001.txt").write_text(REWORDED + AFTER, encoding="utf-8")
    (tmp_path / "susp/suspicious-document00002.txt").write_text(AFTER, encoding="utf-8")
    for folder, name, feature in (
        (
            "03-random-obfuscation",
            "suspicious-document00001",
            f'<feature name="plagiarism" this_offset="0" this_length="{len(REWORDED)}"'
            f' source_offset="{len(BEFORE)}" source_length="{len(ORIGINAL)}"/>',
        ),
        ("01-no-plagiarism", "suspicious-document00002", ""),
    ):
        (tmp_path / folder / "pairs").write_text(f"{name}.txt source-document00001.txt\n", encoding="utf-8")
        (tmp_path / folder / f"{name}-source-document00001.xml").write_text(
            f'<document reference="{name}.txt">{feature}<feature name="about" language="en"/></document>',
            encoding="utf-8",
        )
    return tmp_path


def test_a_corpus_is_read_as_it_stands(corpus: Path) -> None:
    none, random = read_pairs(corpus)
    assert (none.kind, none.cases, none.half) == ("none", (), 0)
    assert (random.kind, random.half) == ("random", 1)
    assert random.cases == (Pair(0, len(REWORDED), len(BEFORE), len(BEFORE + ORIGINAL)),)


def test_the_command_prints_each_kind_and_half(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["passages", "--corpus", str(corpus)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2 pairs of texts, ")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[4:]]
    by_name = {(row[0], row[1]): row for row in rows}
    assert float(by_name["all", "random"][2]) > 0.8
    assert by_name["all", "random"][2:] == by_name["the others", "random"][2:]
    assert by_name["chosen on", "none"][-2:] == ["1 pairs without a case", "0"]


def test_a_folder_that_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["passages", "--corpus", str(tmp_path)])
    assert ended.value.code == 2
    assert "name the unpacked one" in capsys.readouterr().err
