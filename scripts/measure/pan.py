"""Shared passages, reworded ones too, on a corpus in the layout of PAN's text alignment.

The corpus has folders `susp` and `src` with texts, and a folder for each kind of rewording, with a file
`pairs` (a line for each pair of texts) and for each pair an XML file with its cases. Texts are UTF-8, offsets
are code points.
"""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import provenance
from scripts.measure.plagdet import Pair, Score, score

MERGE_WORDS, MIN_CHARS = 75, 150
"""Cases of PAN are long regions: neighbours are joined, short ones are dropped. Nothing else differs from
what `compare` does for everybody."""
_KINDS = {
    "no-plagiarism": "none",
    "no-obfuscation": "verbatim",
    "random-obfuscation": "random",
    "translation-obfuscation": "translation",
    "summary-obfuscation": "summary",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """A pair of texts by the names of their files, of which kind it is, and its cases."""

    kind: str
    suspicious: str
    source: str
    cases: tuple[Pair, ...]

    @property
    def half(self) -> int:
        """0 or 1, by the number of the suspicious text: parameters were chosen on half 0."""
        return int("".join(filter(str.isdigit, self.suspicious)) or 0) % 2


def read_pairs(corpus: Path) -> Iterator[Texts]:
    """The pairs of a corpus. Raises ValueError with a sentence where the folder is none."""
    folders = sorted(path.parent for path in corpus.glob("*/pairs"))
    if not folders or not (corpus / "susp").is_dir() or not (corpus / "src").is_dir():
        raise ValueError(
            f"{corpus} has no folders susp, src and others with a file pairs; name the unpacked one"
        )
    for folder in folders:
        name = folder.name.partition("-")[2] if folder.name[:2].isdigit() else folder.name
        for line in (folder / "pairs").read_text(encoding="utf-8").splitlines():
            suspicious, source = line.split()
            file = folder / f"{Path(suspicious).stem}-{Path(source).stem}.xml"
            yield Texts(_KINDS.get(name, name), suspicious, source, tuple(_cases(file)))


def _cases(file: Path) -> Iterator[Pair]:
    for feature in ET.parse(file).getroot().iter("feature"):
        if feature.get("name") == "plagiarism":
            start, length, source, size = (
                int(feature.attrib[name])
                for name in ("this_offset", "this_length", "source_offset", "source_length")
            )
            yield Pair(start, start + length, source, source + size)


def detect(suspicious: str, source: str) -> list[Pair]:
    """What is found in a pair of texts."""
    return [
        Pair(one.a.start, one.a.end, one.b.start, one.b.end)
        for one in provenance.compare(suspicious, source, merge_words=MERGE_WORDS, min_chars=MIN_CHARS)
    ]


def evaluate(corpus: Path) -> list[str]:
    """The figures, as lines: by kind and over all, for all documents and for each half of them."""
    texts: dict[str, str] = {}

    def read(folder: str, name: str) -> str:
        if name not in texts:
            texts[name] = (corpus / folder / name).read_bytes().decode("utf-8")
        return texts[name]

    found: dict[tuple[int, str], list[tuple[tuple[Pair, ...], list[Pair]]]] = defaultdict(list)
    count, seconds = 0, 0.0
    for pair in read_pairs(corpus):
        suspicious, source = read("susp", pair.suspicious), read("src", pair.source)
        begun = time.process_time()
        detections = detect(suspicious, source)
        seconds += time.process_time() - begun
        count += 1
        found[pair.half, pair.kind].append((pair.cases, detections))
    lines = [f"{count:,} pairs of texts, {count / max(seconds, 1e-9):,.0f} a second of CPU", ""]
    lines += ["| documents | kind | plagdet | precision | recall | granularity | cases | detections |",
              "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    kinds = list(dict.fromkeys(kind for _, kind in found))
    for name, halves in (("all", (0, 1)), ("chosen on", (0,)), ("the others", (1,))):
        for kind in ("all", *(kind for kind in kinds if kind != "none")):
            parts = [
                one
                for half in halves
                for each in (kinds if kind == "all" else (kind,))
                for one in found[half, each]
            ]
            lines.append(_line(name, kind, score(parts)))
        false = sum(len(detections) for half in halves for _, detections in found[half, "none"])
        pairs = sum(len(found[half, "none"]) for half in halves)
        lines.append(f"| {name} | none | | | | | {pairs:,} pairs without a case | {false:,} |")
    return lines


def _line(name: str, kind: str, one: Score) -> str:
    return (
        f"| {name} | {kind} | {one.plagdet:.3f} | {one.precision:.3f} | {one.recall:.3f}"
        f" | {one.granularity:.3f} | {one.cases:,} | {one.detections:,} |"
    )
