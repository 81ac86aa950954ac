"""METER: stories of a news agency and what papers made of them, labelled and partly annotated by hand.

The folder has `pa/` (the agency), `papers/OUTLET/`, `metadata.csv` and `truth.json`: by path of a paper's
article its label (wholly, partially, non derived), its story and the word strings that annotators marked
verbatim.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import provenance
from provenance.tokens import Tokens, tokenise
from scripts.measure.folder_scan import opened, rows, scan

LABELS = ("wholly", "partially", "non")
LEAST = 8
"""Annotated strings of fewer words are not measured."""
RUNS = (3, 4, 5, 6, 8, 12)
"""The lengths of equal runs for which it is told what they could reach."""
REGION_GAP = 75
"""So many words between two regions are covered with them, as in the measure of `pan`."""
BRIDGED = 10
"""So many words between two equal runs are counted with them."""


@dataclass(frozen=True, slots=True)
class Used:
    """What articles have from the agency: `spans` that are covered by article, `words` by article and wire
    text, `share` the largest share of an article that one wire text covers."""

    spans: Mapping[str, Sequence[tuple[int, int]]]
    words: Mapping[str, Mapping[str, int]]
    share: Mapping[str, float]


def evaluate(corpus: Path, db: Path) -> list[str]:
    """Scan the corpus into `db` and tell what was measured, a line each."""
    if not (corpus / "truth.json").is_file():
        raise SystemExit(f"evaluate: {corpus} holds no truth.json of METER")
    truth: dict[str, dict[str, Any]] = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))
    truth = {path: row for path, row in truth.items() if row["label"] in LABELS}
    scan(corpus, db)
    used = _used(db, corpus.resolve().name)
    covered, words = verbatim_words(corpus, truth, used)
    halves = [verbatim_words(corpus, half, used) for half in halves_of(truth)]
    right, linked = right_story(truth, used)
    derived = [used.share.get(path, 0.0) for path, row in truth.items() if row["label"] != "non"]
    reach = within_reach(corpus, truth)
    by_regions = verbatim_words(corpus, truth, in_regions(corpus, truth))
    independent = [used.share.get(path, 0.0) for path, row in truth.items() if row["label"] == "non"]
    return [
        f"articles                         {len(truth):,}",
        f"verbatim words covered           {_share(covered, words)}, in strings of {LEAST} words and up",
        f"... in halves of the stories     {' and '.join(_share(*half) for half in halves)}",
        f"... by passages and regions      {_share(*by_regions)}",
        f"most-used wire text of the story {_share(right, linked)} linked articles",
        f"derived against non, AUC         {auc(derived, independent):.3f}",
        f"pairs of wire and paper          {_share(*wire_relations(db, corpus.resolve().name))} called so",
        *(
            f"in equal runs of {run:2} words and up  {_share(alone, words)}, bridged {_share(bridged, words)}"
            for run, (alone, bridged) in reach.items()
        ),
    ]


def wire_relations(db: Path, folder: str) -> tuple[int, int]:
    """Of the pairs of a wire text and a paper's article that share more than stock and a few words, how many
    are called syndicated or wire uncredited, and how many there are."""
    query = (
        "SELECT relation, count(*) AS pairs FROM pairs WHERE a_path LIKE ? AND b_path LIKE ?"
        " AND relation <> 'incidental' GROUP BY relation"
    )
    with opened(db) as connection:
        found = {
            row["relation"]: row["pairs"]
            for row in rows(connection, query, f"{folder}/pa/%", f"{folder}/papers/%")
        }
    return found.get("syndicated", 0) + found.get("wire uncredited", 0), sum(found.values())


def halves_of(
    truth: Mapping[str, dict[str, Any]],
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The articles of every second story, and the others: what is chosen on one is confirmed on the other."""
    stories = sorted({row["story"] for row in truth.values()})
    first = frozenset(stories[::2])
    return (
        {path: row for path, row in truth.items() if row["story"] in first},
        {path: row for path, row in truth.items() if row["story"] not in first},
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0:.3f} ({part:,} of {whole:,})"


def _used(db: Path, folder: str) -> Used:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    words: dict[str, dict[str, int]] = defaultdict(dict)
    share: dict[str, float] = defaultdict(float)
    inside = len(folder) + 1  # paths start with the folder's name
    with opened(db) as connection:
        query = (
            "SELECT a_path, b_path, b_start, b_end FROM reuse_passages "
            "WHERE status = 'reuse' AND a_path LIKE ? AND b_path LIKE ?"
        )
        sides = (f"{folder}/pa/%", f"{folder}/papers/%")
        for row in rows(connection, query, *sides):
            spans[row["b_path"][inside:]].append((row["b_start"], row["b_end"]))
        query = "SELECT a_path, b_path, words, share_b FROM pairs WHERE a_path LIKE ? AND b_path LIKE ?"
        for row in rows(connection, query, *sides):
            article = row["b_path"][inside:]
            words[article][row["a_path"][inside:]] = row["words"]
            share[article] = max(share[article], row["share_b"])
    return Used(spans, words, share)


def verbatim_words(corpus: Path, truth: Mapping[str, dict[str, Any]], used: Used) -> tuple[int, int]:
    """How many of the annotated words stand in passages from the agency, and how many are annotated."""
    covered = words = 0
    for path, row in truth.items():
        strings = [string for string in row.get("verbatim") or () if len(tokenise(string)) >= LEAST]
        if not strings:
            continue
        tokens = tokenise((corpus / path).read_bytes().decode("utf-8", "replace"))
        marked = {place for string in strings for place in find_words(tokens, tokenise(string))}
        words += len(marked)
        covered += sum(
            any(start <= tokens.starts[place] < end for start, end in used.spans.get(path, ()))
            for place in marked
        )
    return covered, words


def within_reach(corpus: Path, truth: Mapping[str, dict[str, Any]]) -> dict[int, tuple[int, int]]:
    """What word for word comparison could reach at best: by length how many of the annotated words stand in a
    run that the article shares with a wire text of its own story, and how many with short gaps between such
    runs bridged."""
    wires: dict[tuple[str, ...], list[list[int]]] = defaultdict(list)
    for file in sorted((corpus / "pa").rglob("*.txt")):
        words = tokenise(file.read_bytes().decode("utf-8", "replace")).hashes.tolist()
        wires[tuple(file.stem.split("_")[:2])].append(words)
    reached = dict.fromkeys(RUNS, (0, 0))
    for path, row in truth.items():
        strings = [tokens for string in row.get("verbatim") or () if len(tokens := tokenise(string)) >= LEAST]
        if not strings:
            continue
        tokens = tokenise((corpus / path).read_bytes().decode("utf-8", "replace"))
        marked = {place for string in strings for place in find_words(tokens, string)}
        own = wires[tuple(row["story"].split("/")[1:])]
        for run, (alone, bridged) in reached.items():
            inside = in_runs(tokens.hashes.tolist(), own, run)
            reached[run] = alone + len(marked & inside), bridged + len(marked & bridge(inside, BRIDGED))
    return reached


def in_regions(corpus: Path, truth: Mapping[str, dict[str, Any]]) -> Used:
    """What articles have from the wire texts of their own story by `compare`: its passages, and its regions
    with gaps of up to REGION_GAP words joined."""
    wires: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for file in sorted((corpus / "pa").rglob("*.txt")):
        wires[tuple(file.stem.split("_")[:2])].append(file.read_bytes().decode("utf-8", "replace"))
    spans: dict[str, list[tuple[int, int]]] = {}
    for path, row in truth.items():
        text = (corpus / path).read_bytes().decode("utf-8", "replace")
        spans[path] = [
            (found.a.start, found.a.end)
            for wire in wires[tuple(row["story"].split("/")[1:])]
            for gap in (0, REGION_GAP)
            for found in provenance.compare(text, wire, merge_words=gap)
        ]
    return Used(spans, {}, {})


def in_runs(words: Sequence[int], others: Sequence[Sequence[int]], run: int) -> set[int]:
    """Places of the words that stand in a run of so many that one of the others has, too."""
    there = {tuple(other[at : at + run]) for other in others for at in range(len(other) - run + 1)}
    shared = (at for at in range(len(words) - run + 1) if tuple(words[at : at + run]) in there)
    return {place for at in shared for place in range(at, at + run)}


def bridge(places: set[int], gap: int) -> set[int]:
    """The places, and those between two of them that are at most `gap` apart."""
    steps = pairwise(sorted(places))
    return places | {place for low, high in steps if high - low - 1 <= gap for place in range(low, high)}


def find_words(text: Tokens, string: Tokens) -> range:
    """Places of the words of a text in which a string stands first; empty where it does not."""
    wanted, given = string.hashes.tobytes(), text.hashes.tobytes()
    at = given.find(wanted)
    while at % 4 and at >= 0:
        at = given.find(wanted, at + 1)
    return range(at // 4, at // 4 + len(string)) if at >= 0 else range(0)


def right_story(truth: Mapping[str, dict[str, Any]], used: Used) -> tuple[int, int]:
    """For how many derived articles that share something the most-used wire text is of their story.

    One wire text can stand in two stories; then either is right.
    """
    right = linked = 0
    for path, row in truth.items():
        wires = used.words.get(path)
        if row["label"] == "non" or not wires:
            continue
        most = max(wires.values())
        stories = [PurePosixPath(wire).stem.split("_")[:2] for wire in wires if wires[wire] == most]
        linked += 1
        right += row["story"].split("/")[1:] in stories
    return right, linked


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a random positive scores above a random negative, ties half; .5 where one is empty."""
    if not positive or not negative:
        return 0.5
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))
