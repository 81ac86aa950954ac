"""Fits the weights of the lineage model anew and calibrates it, on newsrooms of our own making.

`scripts/evaluate lineage --fit` writes them into the package's data with what they were fitted on. The
newsrooms of
the fit, of the calibration and of the evaluation have different seeds.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from provenance import inference
from provenance.calibration import Points, load_calibration
from provenance.statements import BESIDE, OWN
from provenance.weights import load_weights
from scripts.measure.lineage import Scored, score_answers, score_links, score_stories
from scripts.measure.lineage_corpora import Cell, newsroom
from scripts.measure.lineage_fit import (
    CAUTION,
    CAUTION_ANSWERS,
    CAUTION_LINKS,
    LIKELY,
    Sample,
    calibration_points,
    fit,
    samples,
)
from scripts.measure.lineage_run import Studied
from scripts.measure.lineage_scores import Truth

WEIGHTS = Path(__file__).resolve().parents[2] / "provenance" / "data" / "lineage_weights.json"
SEED, CALIBRATION_SEED = 31101, 31201
HELD_BACK = 4
"""So many times as many stories are calibrated on: the fewer, the more has to be taken off for caution."""
DATES = ("exact", "day", "none")
HELD = {
    # First values from real texts, which made-up newsrooms can't tell better: how often an arrow was right
    # between two outlets one of which credits an absent agency, what days and a declared source are worth,
    # how surely an outlet goes on from its last version (chains of revisions), and a weak sign capped. That
    # of versions in a row is a probability, taken as it is.
    "date_by_day": math.inf,
    "absent_everywhere": math.inf,
    "absent_both_sides": math.inf,
    "absent_agency_one_side": math.inf,
    "absent_outlet_one_side": math.inf,
    "absent_another": math.inf,
    "latent_absent": math.inf,
    "declared_source": math.inf,
    "version_between": math.inf,
    "succession": math.inf,
    "retention": math.inf,
    "quotation_only": 30.0,
    "same_outlet": 10.0,
    "latent": 30.0,
}
"""How strongly a weight is held to the value that it has, where more than usual."""
USUAL = 3.0
FIRST = {
    "date": 0.83, "date_by_day": 0.83, "date_of_agency": 0.3, "credits_parent": 3.2, "credits_another": -0.5,
    "absent_everywhere": -3.0, "absent_both_sides": -2.8, "absent_agency_one_side": -1.2,
    "absent_outlet_one_side": -0.5, "absent_another": -1.0,
    "declared_source": 6.0, "agency": 1.0, "same_outlet": 3.0, "correction_note": 1.0,
    "mutual_loss": -0.8, "mutual_loss_second": -0.5, "retention": -0.1, "quotation_only": -3.0,
    "reworded": -0.8, "covered": 0.0, "kept": 1.0, "relative_cover": 2.5, "relative_gap": 0.1,
    "version_between": -4.0, "succession": 1.0,
    "latent": -1.2, "latent_agency": 2.0, "latent_absent": 0.5, "latent_many": -1.8,
    "latent_beside_agency": -1.0,
}  # fmt: skip
"""The values to which weights are drawn, so that what the newsrooms say nothing of stays what it was."""


def refit(families: int, path: Path = WEIGHTS) -> Iterator[str]:
    """Fit, calibrate, write the file; tell what was done."""
    weights = FIRST
    data: list[Sample] = []
    for cell in newsroom(families, SEED, "usual", DATES):
        studied = Studied(cell.items)
        truth = Truth([item.id for item in cell.items], [item.parents for item in cell.items])
        for dates in cell.dates.values():
            material = studied.material(dates)
            data += samples(material, inference.infer(material), truth, list(weights))
    fitted = fit(data, weights, HELD, USUAL)
    yield f"fitted on {sum(len(one.gold) for one in data):,} trees of {families:,} made-up stories"
    _write(path, fitted, {}, families)
    folders = [
        (cell, studied.material(dates))
        for cell in newsroom(HELD_BACK * families, CALIBRATION_SEED, "usual", DATES)
        for studied in [Studied(cell.items)]
        for dates in cell.dates.values()
    ]
    maps: dict[str, Points] = {}
    for score in (score_answers, score_links, score_stories):  # each rests on what was calibrated before
        told: Scored = defaultdict(list)
        for cell, material in folders:
            found: Scored = defaultdict(list)
            score(found, cell.items, material)
            for kind, rows in found.items():
                if counts(kind, cell):
                    told[kind] += rows
        maps |= {kind: calibration_points(rows, caution_of(kind)) for kind, rows in told.items()}
        _write(path, fitted, dict(sorted(maps.items())), families)
        for kind, rows in sorted(told.items()):
            yield f"calibrated on {len(rows):,} statements: {kind}"


def caution_of(kind: str) -> float:
    """How many standard errors are taken off what a score is worth: most of arrows, which accuse."""
    if kind.startswith("directed"):
        return CAUTION
    return CAUTION_ANSWERS if kind.startswith(("parent", "outside")) else CAUTION_LINKS


def counts(kind: str, cell: Cell) -> bool:
    """Whether statements of a kind are counted in a newsroom. Where no agency's page is beside an article,
    nobody knows whether one is missing: what is said of its source is to hold where it is."""
    apart = kind.startswith(("parent", "outside", "directed")) and BESIDE not in kind and OWN not in kind
    return not (apart and "wire inside" in cell.name)


def _write(path: Path, weights: Mapping[str, float], maps: Mapping[str, Any], families: int) -> None:
    held = ", ".join(sorted(name for name in HELD if math.isinf(HELD[name])))
    about = (
        "Log-odds of the lineage model, and what its scores are worth. Fitted by scripts/evaluate lineage "
        f"--fit on {families} made-up stories (seed {SEED}) with wires inside and outside, credits shown and "
        "hidden, dates exact, by the day with 30 % missing, and none; calibrated on "
        f"{HELD_BACK * families} others (seed "
        f"{CALIBRATION_SEED}); from {LIKELY} up less {CAUTION} standard errors of stories for arrows, "
        f"{CAUTION_ANSWERS} for answers before the gate, {CAUTION_LINKS} for links. "
        f"Held at first values from real texts: {held}."
    )
    text = {"about": about, **weights, "calibration": {kind: list(points) for kind, points in maps.items()}}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in text.items())
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    load_weights.cache_clear()
    load_calibration.cache_clear()
