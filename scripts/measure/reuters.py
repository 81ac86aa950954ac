"""Reuters-21578, newswire of 1987 in SGML: exact copies, updates of one story, passages to judge by eye."""

from __future__ import annotations

import csv
import html
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path, PurePosixPath

from scripts.measure.folder_scan import opened, rows, scan

_ARTICLE = re.compile(r"<REUTERS\b[^>]*?NEWID=\"(\d+)\"[^>]*>(.*?)</REUTERS>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAIL = re.compile(r"\s*(?:REUTER|Reuter)\s*$")
CSV_HEAD = ("seed", "passage", "a", "b", "words", "text", "verdict")


@dataclass(frozen=True, slots=True)
class Wire:
    """One article. `date` as `1987-02-26 15:01:01`, empty where it can't be read; `body` may be empty."""

    id: int
    title: str
    dateline: str
    date: str
    body: str

    @property
    def text(self) -> str:
        """Title, dateline and body as one text."""
        body = f"{self.dateline.strip()} {self.body}".strip()
        return "\n\n".join(part for part in (self.title.strip(), body) if part) + "\n"

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
    body = _TAIL.sub("", _element("BODY", article).rstrip())
    return Wire(number, _element("TITLE", article), _element("DATELINE", article), _date(article), body)


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


def write_folder(wires: Sequence[Wire], folder: Path) -> None:
    """A file for each article with a body, and metadata.csv with their dates."""
    described = ["path,date,outlet\n"]
    for wire in wires:
        name = f"{wire.id // 1_000:02d}/{wire.id:05d}.txt"
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(wire.text.encode())
        described.append(f"{name},{wire.date.replace(' ', 'T')},Reuters\n")
    (folder / "metadata.csv").write_text("".join(described), encoding="utf-8")


def equal_bodies(wires: Sequence[Wire]) -> list[list[int]]:
    """Groups of articles whose bodies are equal after collapsing white space."""
    groups: dict[str, list[int]] = defaultdict(list)
    for wire in wires:
        groups[wire.collapsed].append(wire.id)
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


def evaluate(corpus: Path, db: Path, *, seed: int, articles: int | None, sample: Path | None) -> list[str]:
    """Scan the corpus into `db` and tell what was measured, a line each. With `sample`, 100 random passages
    are written there as CSV, to be judged."""
    wires = [wire for wire in read_sgml(corpus) if wire.collapsed][:articles]
    if not wires:
        raise SystemExit(f"evaluate: {corpus} holds no .sgm files of Reuters-21578")
    folder = db.with_suffix(".articles")
    write_folder(wires, folder)
    scan(folder, db)
    families = _families(db)
    groups, told_again = equal_bodies(wires), updates(wires)
    extra = sum(len(group) - 1 for group in groups)
    joined = sum(
        bool(families.get(group[0], set()) & families.get(other, set()))
        for group in groups
        for other in group[1:]
    )
    together = sum(bool(families.get(a, set()) & families.get(b, set())) for a, b in told_again)
    lines = [
        f"articles with a body         {len(wires):,}",
        f"equal bodies in one family   {joined} of {extra} extra copies",
        f"updates in one family        {together} of {len(told_again)} pairs of one title and day",
    ]
    if sample is not None:
        drawn = draw(db, seed)
        with sample.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(CSV_HEAD)
            writer.writerows(drawn)
        lines.append(f"passages to judge            {len(drawn)} in {sample}")
    return lines


def _number(path: str) -> int:
    return int(PurePosixPath(path).stem)


def _families(db: Path) -> dict[int, set[int]]:
    """The families of each article; articles of one text are a family as well (below zero)."""
    found: dict[int, set[int]] = defaultdict(set)
    with opened(db) as connection:
        for row in rows(connection, "SELECT family, path FROM family_members"):
            found[_number(row["path"])].add(row["family"])
        same: dict[str, int] = {}
        for row in rows(connection, "SELECT path, text_id FROM articles WHERE status = 'current'"):
            found[_number(row["path"])].add(-1 - same.setdefault(row["text_id"], len(same)))
    return found


def draw(db: Path, seed: int, count: int = 100) -> list[tuple[object, ...]]:
    """Random passages that are reported as reuse, in the order of their place."""
    query = """
        SELECT a_path, a_start, a_end, b_path, b_start, b_end, words, a_text FROM reuse_passages
        WHERE status = 'reuse' AND composed = 0 ORDER BY a_path, a_start, b_path, b_start
    """
    with opened(db) as connection:
        all_rows = list(rows(connection, query))
    chosen = sorted(random.Random(seed).sample(range(len(all_rows)), min(count, len(all_rows))))
    return [_sample_row(seed, all_rows[place]) for place in chosen]


def _sample_row(seed: int, row: dict[str, object]) -> tuple[object, ...]:
    a, b = _number(str(row["a_path"])), _number(str(row["b_path"]))
    passage = f"{a}:{row['a_start']}-{row['a_end']} {b}:{row['b_start']}-{row['b_end']}"
    return seed, passage, a, b, row["words"], " ".join(str(row["a_text"]).split()), ""
