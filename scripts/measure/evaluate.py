"""Evaluations on labelled corpora, which are given as folders and are no part of the project, and on labelled
snippets, which are.

`scripts/evaluate meter --corpus FOLDER`, `scripts/evaluate reuters --corpus FOLDER`,
`scripts/evaluate passages --corpus FOLDER`, `scripts/evaluate candidates --corpus FOLDER`,
`scripts/evaluate degree --corpus FOLDER`, `scripts/evaluate answers --corpus FOLDER`,
`scripts/evaluate explanations`, `scripts/evaluate lineage [--corpus FOLDER]`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.measure import (
    answers,
    candidates,
    degree,
    explanations,
    lineage,
    lineage_training,
    meter,
    pan,
    reuters,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description="Measure on a labelled corpus.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, what in (("meter", meter.__doc__), ("reuters", reuters.__doc__)):
        each = kinds.add_parser(kind, help=(what or "").split("\n", 1)[0])
        each.add_argument("--corpus", type=Path, required=True, help="the unpacked folder")
        each.add_argument("--db", type=Path, help="keep the database here  [default: a temporary one]")
        if kind == "reuters":
            each.add_argument("--articles", type=int, help="the first so many only")
            each.add_argument("--seed", type=int, default=1, help="of the random passages  [default: 1]")
            each.add_argument("--sample", type=int, default=100, help="so many of them  [default: 100]")
            each.add_argument("--every-status", action="store_true", help="not of reuse alone")
            each.add_argument("--form", default="", help="only of this form, such as rewritten")
            each.add_argument("--out", type=Path, help="write them to this CSV; its verdicts stay")
    each = kinds.add_parser("passages", help=(pan.__doc__ or "").split("\n", 1)[0])
    each.add_argument("--corpus", type=Path, required=True, help="the unpacked folder, in PAN's layout")
    others = (("candidates", candidates), ("degree", degree), ("answers", answers))
    for kind, what in ((name, module.__doc__) for name, module in others):
        each = kinds.add_parser(kind, help=(what or "").split("\n", 1)[0])
        each.add_argument("--corpus", type=Path, required=True, help="the unpacked folder")
    each = kinds.add_parser("explanations", help=(explanations.__doc__ or "").split("\n", 1)[0])
    each.add_argument(
        "--half",
        choices=(*explanations.HALVES, "both", "development"),
        default="open",
        help="which snippets  [default: open]",
    )
    each.add_argument("--misses", action="store_true", help="list them too; never of the locked half")
    tree = kinds.add_parser("lineage", help="Who has it from whom: how often the tool is right.")
    tree.add_argument("--corpus", type=Path, help="a folder with revisions, wiki-versions-dev, meter-dev")
    tree.add_argument(
        "--families", type=int, default=lineage.FAMILIES, help="made-up stories  [default: 120]"
    )
    tree.add_argument(
        "--seed", type=int, default=lineage.SEED, help=f"of these stories  [default: {lineage.SEED}]"
    )
    written = tree.add_mutually_exclusive_group()
    written.add_argument("--fit", action="store_true", help="fit the weights anew, and write them")
    written.add_argument(
        "--rates", action="store_true", help="write how often each band is right, for reports to say"
    )
    given = parser.parse_args(arguments)
    if given.kind == "lineage":
        if given.families < 10:
            tree.error("--families is 10 or more")
        lines = lineage_training.refit(given.families) if given.fit else lineage.evaluate(
            given.corpus, given.families, given.seed, publish_rates=given.rates
        )  # fmt: skip
        for line in lines:
            print(line, flush=True)
        return 0
    if given.kind == "explanations":
        if given.misses and given.half not in explanations.LOOKED_AT:
            each.error("--misses lists snippets of the open half or of development only; leave --half away")
        print("\n".join(explanations.evaluate(given.half, misses=given.misses)))
        return 0
    if given.kind in ("passages", "candidates", "degree", "answers"):
        chosen = {"passages": pan.evaluate, **{name: module.evaluate for name, module in others}}
        try:
            print("\n".join(chosen[given.kind](given.corpus)))
        except ValueError as error:
            each.exit(2, f"{error}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        db = given.db or Path(folder, f"{given.kind}.db")
        if given.kind == "meter":
            lines = meter.evaluate(given.corpus, db)
        else:
            lines = reuters.evaluate(
                given.corpus,
                db,
                seed=given.seed,
                articles=given.articles,
                sample=given.sample,
                out=given.out,
                every_status=given.every_status,
                form=given.form,
            )
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
