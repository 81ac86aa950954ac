"""How many statements of lineage were right after the gate, by kind and band, into the package's data.

The reports say it beside their statements.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from provenance.statements import BANDS, band_of
from provenance.version import __version__

DATA = Path(__file__).resolve().parents[2] / "provenance" / "data"
RATES, WEIGHTS = DATA / "lineage_rates.json", DATA / "lineage_weights.json"
LEAST = 20
"""Statements. The lowest and the highest share are those of conditions with so many."""

Told = Sequence[tuple[float, bool]]
"""Probabilities of statements that were shown, and whether each was right."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What was told in one cell of a newsroom, by kind. `wire`: the wire is in the folder; `dates`: each
    article has its own, exactly."""

    name: str
    wire: bool
    dates: bool
    told: dict[str, Told]


def rates(conditions: Sequence[Condition], kinds: Sequence[str]) -> list[dict[str, object]]:
    """A row for each kind and band that was shown. `said` is the mean probability; the counts are of all
    conditions, of those without the wire, of those with dates missing, of those with both; and of the
    lowest and the highest of the `single` ones with enough statements, by the share that is right."""
    steps = [(name, least) for name, least in BANDS if least > 0]
    above = [None, *(least for _, least in steps)]
    rows: list[dict[str, object]] = []
    for kind in kinds:
        for (band, least), below in zip(steps, above, strict=False):
            found = [
                (one, [row for row in one.told.get(kind, ()) if band_of(row[0]) == band])
                for one in conditions
            ]
            pooled = _pooled(found)
            if not pooled:
                continue
            single = sorted(
                (sum(right for _, right in told) / len(told), at, one.name, told)
                for at, (one, told) in enumerate(found)
                if len(told) >= LEAST
            )
            no_wire = [row for row in found if not row[0].wire]
            rows.append(
                {
                    "kind": kind,
                    "band": band,
                    "from": least,
                    "below": below,
                    "said": round(sum(said for said, _ in pooled) / len(pooled), 4),
                    **_counted(pooled),
                    "wire_missing": _counted(_pooled(no_wire)),
                    "dates_missing": _counted(_pooled([row for row in found if not row[0].dates])),
                    "both_missing": _counted(_pooled([row for row in no_wire if not row[0].dates])),
                    "single": len(single),
                    "lowest": _named(single[:1]),
                    "highest": _named(single[-1:]),
                }
            )
    return rows


def _pooled(found: Sequence[tuple[Condition, Told]]) -> Told:
    return [row for _, told in found for row in told]


def _counted(told: Told) -> dict[str, int]:
    return {"right": sum(right for _, right in told), "of": len(told)}


def _named(found: Sequence[tuple[float, int, str, Told]]) -> dict[str, object] | None:
    return {**_counted(found[0][3]), "condition": found[0][2]} if found else None


def write_rates(
    conditions: Sequence[Condition], kinds: Sequence[str], stories: int, path: Path = RATES
) -> str:
    """Write the file that the reports read; the sentence says what was done. Where nothing but the day of
    measuring would change, the file stays as it is: the same weights and stories give the same bytes."""
    rows = rates(conditions, kinds)
    text = {
        "about": (
            "Of the statements of lineage that were shown, how many were right. Written by scripts/evaluate "
            "lineage --rates; the weights were not fitted on these stories. lowest and highest: of the "
            f"conditions with {LEAST} statements and more."
        ),
        "measured_on": "",
        "version": __version__,
        "weights": digest_of_weights(),
        "stories": stories,
        "conditions": len(conditions),
    }
    if not _stands(path, {**text, "rates": rows}):
        text["measured_on"] = datetime.now(UTC).date().isoformat()
        head = "".join(f"  {json.dumps(name)}: {json.dumps(value)},\n" for name, value in text.items())
        body = ",\n".join(f"    {json.dumps(row)}" for row in rows)
        path.write_text(f'{{\n{head}  "rates": [\n{body}\n  ]\n}}\n', encoding="utf-8")
    return f"wrote how often {len(rows)} kinds and bands of statements are right to {path.name}"


def _stands(path: Path, found: dict[str, object]) -> bool:
    """Whether the file already says this, of whatever day."""
    if not path.exists():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")) | {"measured_on": ""} == found)


def digest_of_weights() -> str:
    """Names the weights that were measured: the rates hold for these only."""
    return sha256(WEIGHTS.read_bytes()).hexdigest()
