"""Reuters-21578, newswire of 1987 in SGML: exact copies, updates of one story, passages to judge by eye."""

from __future__ import annotations

import csv
import html
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from scripts.measure.folder_scan import opened, rows, scan

_ARTICLE = re.compile(r"<REUTERS\b[^>]*?NEWID=\"(\d+)\"[^>]*>(.*?)</REUTERS>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAIL = re.compile(r"\s*(?:REUTER|Reuter)\s*$")
CSV_HEAD = ("seed", "a", "b", "a_start", "a_end", "b_start", "b_end", "words", "status", "passage", "verdict")
SHOWN = 20
"""So many words of a passage, at most, stand in the CSV; its offsets say where the rest is."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One article. `date` as `1987-02-26 15:01:01`, empty where it can't be read; `body` (may be empty) is
    without its `ending` ("Reuter")."""

    id: int
    title: str
    date: str
    body: str
    ending: str = ""

    @property
    def collapsed(self) -> str:
        """The body with white space collapsed."""
        return " ".join(self.body.split())


def read_sgml(folder: Path) -> Iterator[Wire]:
    """The articles of all `reut2-*.sgm` of a folder, in their order."""
    for file in sorted(folder.glob("*.sgm")):
        for match in _ARTICLE.finditer(file.read_bytes().decode("latin-1")):
            yield parse(int(match[1]), match[2])


def parse(number: int, article: str) -> Wire:
    """An article from what stands between its REUTERS tags."""
    whole = _element("BODY", article).rstrip()
    body = _TAIL.sub("", whole)
    return Wire(number, _element("TITLE", article), _date(article), body, whole[len(body) :].strip())


def _element(name: str, article: str) -> str:
    """The text of an element; entities resolved, control characters dropped."""
    match = re.search(rf"<{name}[^>]*>(.*?)</{name}>", article, re.DOTALL)
    return _CONTROL.sub("", html.unescape(match[1])) if match else ""


def _date(article: str) -> str:
    match = re.search(r"\d{1,2}-[A-Z]{3}-\d{4} \d{2}:\d{2}:\d{2}", _element("DATE", article))
    if match is None:
        return ""
    try:
        return datetime.strptime(match[0].title(), "%d-%b-%Y %H:%M:%S").isoformat(sep=" ")
    except ValueError:
        return ""


def write_lines(wires: Sequence[Wire], file: Path) -> None:
    """A JSON line for each article: its body as the text; title and date are told of it."""
    with file.open("w", encoding="utf-8") as stream:
        for wire in wires:
            row = {"id": wire.id, "text": wire.body, "title": wire.title.strip(), "outlet": "Reuters"}
            if wire.date:
                row["date"] = wire.date.replace(" ", "T")
            stream.write(json.dumps(row) + "\n")


def equal_bodies(wires: Sequence[Wire], *, with_ending: bool = False) -> list[list[int]]:
    """Groups of articles whose bodies are equal after collapsing white space, and whose endings are, too."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for wire in wires:
        groups[wire.collapsed, wire.ending if with_ending else ""].append(wire.id)
    return [group for group in groups.values() if len(group) > 1]


def updates(wires: Sequence[Wire]) -> list[tuple[int, int]]:
    """Pairs that tell one story again: same title and day, other bodies, half of the shorter shared."""
    named: dict[tuple[str, str], list[Wire]] = defaultdict(list)
    for wire in wires:
        if wire.title.strip():
            named[" ".join(wire.title.split()).lower(), wire.date[:10]].append(wire)
    found = []
    for group in named.values():
        for a, b in combinations(group, 2):
            if a.collapsed != b.collapsed and _shared_half(a.collapsed, b.collapsed):
                found.append((a.id, b.id))
    return found


def _shared_half(a: str, b: str) -> bool:
    words_a, words_b = a.lower().split(), b.lower().split()
    blocks = SequenceMatcher(None, words_a, words_b, False).get_matching_blocks()
    long_ones = sum(block.size for block in blocks if block.size >= 3)
    return 2 * long_ones >= min(len(words_a), len(words_b)) > 20


def evaluate(
    corpus: Path,
    db: Path,
    *,
    seed: int,
    articles: int | None,
    sample: int,
    out: Path | None,
    every_status: bool = False,
    form: str = "",
) -> list[str]:
    """Scan the corpus into `db` and tell what was measured, a line each. `out`: a CSV of `sample` random
    passages to be judged, of reuse or of `every_status`, where one is named of this `form` only; verdicts
    that it has for the same passages stay."""
    wires = [wire for wire in read_sgml(corpus) if wire.collapsed][:articles]
    if not wires:
        raise SystemExit(f"evaluate: {corpus} holds no .sgm files of Reuters-21578")
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "reuters.jsonl")
        write_lines(wires, lines)
        scan(lines, db)
    families = _families(db, [wire.id for wire in wires])
    told_again = updates(wires)
    together = sum(_meet(families, a, b) for a, b in told_again)
    result = [
        f"articles with a body         {len(wires):,}",
        f"equal bodies in one family   {_copies(wires, families, with_ending=True)}",
        f"... but for their last line  {_copies(wires, families, with_ending=False)}",
        f"updates in one family        {together} of {len(told_again)} pairs of one title and day",
        f"updates called versions      {_versions(db, [wire.id for wire in wires], told_again)}",
    ]
    if out is not None:
        drawn = draw(db, [wire.id for wire in wires], seed, sample, every_status=every_status, form=form)
        judged = write_sample(out, drawn)
        result.append(f"passages to judge            {len(drawn)} in {out}, {judged} with a verdict")
    return result


def _copies(wires: Sequence[Wire], families: dict[int, set[int]], *, with_ending: bool) -> str:
    groups = equal_bodies(wires, with_ending=with_ending)
    pairs = [(group[0], other) for group in groups for other in group[1:]]
    return f"{sum(_meet(families, a, b) for a, b in pairs)} of {len(pairs)} extra copies"


def _versions(db: Path, ids: Sequence[int], told_again: Sequence[tuple[int, int]]) -> str:
    """How many of some pairs are called versions of one story, or the same text."""
    relations: dict[tuple[int, int], str] = {}
    with opened(db) as connection:
        for row in rows(connection, "SELECT a_path, b_path, relation FROM pairs"):
            a, b = sorted((ids[_line(row["a_path"])], ids[_line(row["b_path"])]))
            relations[a, b] = row["relation"]
    called = [relations.get((min(pair), max(pair)), "") for pair in told_again]
    return f"{sum(name in ('version', 'same text') for name in called)} of {len(called)}"


def _meet(families: dict[int, set[int]], a: int, b: int) -> bool:
    return bool(families.get(a, set()) & families.get(b, set()))


def _line(path: str) -> int:
    """The number of the line at which an article stands, from 0."""
    return int(path.rpartition("=")[2]) - 1


def _families(db: Path, ids: Sequence[int]) -> dict[int, set[int]]:
    """The families of each article; articles of one text are a family as well (below zero)."""
    found: dict[int, set[int]] = defaultdict(set)
    with opened(db) as connection:
        for row in rows(connection, "SELECT family, path FROM family_members"):
            found[ids[_line(row["path"])]].add(row["family"])
        same: dict[str, int] = {}
        for row in rows(connection, "SELECT path, text_id FROM articles WHERE status = 'current'"):
            found[ids[_line(row["path"])]].add(-1 - same.setdefault(row["text_id"], len(same)))
    return found


def draw(
    db: Path, ids: Sequence[int], seed: int, count: int, *, every_status: bool = False, form: str = ""
) -> list[tuple[object, ...]]:
    """Random passages that are reported as reuse, or as what else, of any form or of one, in the order of
    their place: of each the status, the first words, and no verdict yet."""
    query = """
        SELECT a_path, a_start, a_end, b_path, b_start, b_end, words, status, a_text FROM reuse_passages
        WHERE composed = 0 AND form = coalesce(nullif(?, ''), form)
    """ + ("" if every_status else " AND status = 'reuse'")
    found = []
    with opened(db) as connection:
        for row in rows(connection, query, form):
            sides = [
                (ids[_line(row[f"{side}_path"])], row[f"{side}_start"], row[f"{side}_end"]) for side in "ab"
            ]
            (a, a_start, a_end), (b, b_start, b_end) = sides
            text = " ".join(row["a_text"].split()[:SHOWN])
            found.append((seed, a, b, a_start, a_end, b_start, b_end, row["words"], row["status"], text, ""))
    found.sort()
    chosen = random.Random(seed).sample(range(len(found)), min(count, len(found)))
    return [found[place] for place in sorted(chosen)]


def write_sample(out: Path, drawn: Sequence[tuple[object, ...]]) -> int:
    """Write the passages as CSV, each with the verdict that the file has for it; how many have one."""
    known: dict[tuple[str, ...], str] = {}
    if out.is_file():
        with out.open(encoding="utf-8", newline="") as file:
            known = {_key(row): row[-1] for row in csv.reader(file)}
    judged = [(*row[:-1], known.get(_key(row), "")) for row in drawn]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CSV_HEAD)
        writer.writerows(judged)
    return sum(bool(row[-1]) for row in judged)


def _key(row: Sequence[object]) -> tuple[str, ...]:
    """What makes a row the same passage: both articles and offsets, whatever the seed."""
    return tuple(map(str, row[1:7]))
