"""Collections whose true history is known, as items for a measurement of lineage: newsrooms of our own
making, chains of
revisions, versions of encyclopaedia articles, an agency's stories and what papers made of them."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from scripts.measure.lineage_run import Item
from scripts.measure.simulation import MISSING, Report, Written, publish, simulate

DAY_ALL = "day, all there"
"""Dates by the day of which none is missing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One collection under one condition: what is told of it, its items, and the dates that the folder
    states by
    the name of their condition. `apart`: each family is a folder of its own."""

    name: str
    items: tuple[Item, ...]
    dates: dict[str, tuple[str | None, ...]]
    apart: bool = False


def newsroom(families: int, seed: int, operators: str, dates: Sequence[str]) -> list[Cell]:
    """A newsroom of our own making: credits shown and hidden, wires inside and outside."""
    reports = simulate(families, seed, operators)
    return [
        Cell(
            f"credits {'shown' if credits else 'hidden'}, wire {'inside' if wire else 'outside'}",
            items_of(reports, credits=credits, wire=wire),
            {name: _dates_of(reports, name, credits=credits, wire=wire, seed=seed) for name in dates},
        )
        for wire in (True, False)
        for credits in (True, False)
    ]


def _dates_of(
    reports: Sequence[Report], dates: str, *, credits: bool, wire: bool, seed: int
) -> tuple[str | None, ...]:
    written = publish(reports, dates=dates, credits=credits, wire=wire, seed=seed)
    return tuple(one.date for one in written)


def items_of(reports: Sequence[Report], *, credits: bool, wire: bool) -> tuple[Item, ...]:
    """The articles of a newsroom."""
    return tuple(_item(one) for one in publish(reports, credits=credits, wire=wire))


def _item(one: Written) -> Item:
    return Item(one.id, str(one.family), one.text, outlet=one.outlet, moment=one.moment, parents=one.parents)


def revisions(folder: Path, seed: int = 1) -> list[Cell]:
    """Chains of versions of public handbooks and policies: each version was made from the one before it."""
    items: list[Item] = []
    for file in sorted(folder.glob("chains-*.jsonl")):
        outlet = file.stem.removeprefix("chains-")
        for line in file.read_text(encoding="utf-8").splitlines():
            chain = json.loads(line)
            items += _chain(
                chain["chain"],
                [(version["text"], _seconds(version["committed"])) for version in chain["versions"]],
                outlet,
            )
    if not items:
        raise SystemExit(f"evaluate: {folder} holds no chains of revisions")
    random = Random(seed)
    days = [datetime.fromtimestamp(item.moment, UTC).strftime("%Y-%m-%d") for item in items]
    return [
        Cell(
            "chains of revisions",
            tuple(items),
            {
                DAY_ALL: tuple(days),
                "day": tuple(None if random.random() < MISSING else day for day in days),
                "none": (None,) * len(items),
            },
            apart=True,
        )
    ]


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def versions(folder: Path) -> list[Cell]:
    """Versions of encyclopaedia articles, without dates: 0.txt is the oldest."""
    items: list[Item] = []
    for article in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(article.glob("*.txt"), key=lambda file: int(file.stem))
        texts = [file.read_bytes().decode("utf-8", "replace") for file in files]
        items += _chain(article.name, [(text, float(at)) for at, text in enumerate(texts)], "Wikipedia")
    return [Cell("versions of articles", tuple(items), {"none": (None,) * len(items)}, apart=True)]


def _chain(name: str, found: Sequence[tuple[str, float]], outlet: str) -> list[Item]:
    """The versions of one text, without those that are the same as the one before."""
    items: list[Item] = []
    for number, (text, moment) in enumerate(found):
        if items and items[-1].text == text:
            continue
        parents = {items[-1].id: len(text.split())} if items else {}
        items.append(Item(f"{name}/{number}", name, text, outlet=outlet, moment=moment, parents=parents))
    return items


def wire_and_papers(folder: Path) -> tuple[list[Cell], dict[str, str], dict[str, str]]:
    """METER with and without the agency's stories; by id of an article its story, and its label."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        stated = {row["path"]: row for row in csv.DictReader(file)}
    items = []
    story: dict[str, str] = {}
    for file in sorted((*folder.glob("pa/**/*.txt"), *folder.glob("papers/**/*.txt"))):
        path = file.relative_to(folder).as_posix()
        row, told = stated.get(path, {}), truth.get(path, {})
        name = path.rsplit("/", 1)[-1].removesuffix(".txt")
        story[path] = "/".join(str(told["story"]).split("/")[1:]) if told else "/".join(name.split("_")[:2])
        items.append(
            Item(
                path, story[path], file.read_bytes().decode("utf-8", "replace"),
                outlet=row.get("outlet") or None, declared=row.get("source") == "1",
            )
        )  # fmt: skip
    papers = tuple(item for item in items if item.id.startswith("papers/"))
    none = {"none": (None,) * len(items)}
    undeclared = tuple(replace(item, declared=False) for item in items)
    cells = [
        Cell("wire declared", tuple(items), none),
        Cell("wire there, not declared", undeclared, none),
        Cell("wire left out", papers, {"none": (None,) * len(papers)}),
    ]
    return cells, story, {path: str(row["label"]) for path, row in truth.items()}


def split_families(items: Sequence[Item]) -> dict[str, list[int]]:
    """The places of the items of each family."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        found[item.family].append(place)
    return dict(found)
