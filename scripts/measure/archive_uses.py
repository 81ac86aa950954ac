"""What is done with an archive, for the benchmark: `python -m scripts.measure.archive_uses USE FOLDER`.

`one-more` adds an article to the corpus's folder of files and scans it again; `check` checks a draft. Both
take most of their words from an article of the corpus, and differ with each call.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from provenance.cli import main


def write_variant(folder: Path, target: Path) -> None:
    """An article of the corpus with a headline of its own and some words changed."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        words = json.loads(next(lines))["text"].split(" ")
    words[20::40] = ["otherwise"] * len(words[20::40])
    target.write_text(f"Written at {time.time_ns()}\n\n{' '.join(words)}\n", encoding="utf-8")


def use(name: str, folder: Path) -> int:
    """Do it; the exit code."""
    db = ["--db", str(folder / "files.db")]
    if name == "one-more":
        write_variant(folder, folder / "files" / f"{time.time_ns()}.txt")
        return main(["scan", str(folder / "files"), *db, "--quiet"])
    draft = folder / "draft.txt"
    write_variant(folder, draft)
    return main(["check", str(draft), *db, "--quiet"])


if __name__ == "__main__":
    sys.exit(use(sys.argv[1], Path(sys.argv[2])))
