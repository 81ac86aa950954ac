"""Pairs of texts -> their passages, where only the texts' own sketches can say which pairs are unlike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance import lsh, settings
from provenance.corpus import Ints
from provenance.engine.keys import BANDS, PRINTS, WORDS
from provenance.engine.stages import Texts, read_sketches
from provenance.matching import PairShard, compare_shard

Flags = npt.NDArray[np.uint8]
"""Of pairs, a bit for each kind of keys."""


@dataclass(frozen=True, slots=True, eq=False)
class EstimatedShard:
    """Pairs to compare, and by which kinds of keys each was proposed (`flags`)."""

    part: Texts
    pairs: PairShard
    flags: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """The passages of a shard's pairs, how many pairs were compared, and the estimates of those that sketches
    proposed."""

    rows: npt.NDArray[np.int32]
    pairs: int
    first: Ints
    second: Ints
    jaccard: npt.NDArray[np.float64]


def compare_estimated(shard: EstimatedShard) -> Estimated:
    """Compare the pairs of a shard, but those which only sketches proposed and which they hold for unlike; as
    `matching.propose` passes over them."""
    pairs = shard.pairs
    sketches = read_sketches(shard.part.sketches)
    likely = (shard.flags & 1 << BANDS) > 0
    estimates = lsh.jaccard_of(sketches, pairs.first[likely], pairs.second[likely])
    likely[likely] = estimates >= settings.LSH_LEAST
    close = likely | ((shard.flags & 1 << PRINTS) > 0)
    kept = close | ((shard.flags & 1 << WORDS) > 0)
    numbers = pairs.numbers
    rows = compare_shard(
        replace(
            pairs, part=shard.part, first=pairs.first[kept], second=pairs.second[kept], loose=~close[kept]
        )
    )
    return Estimated(
        rows,
        int(np.count_nonzero(kept)),
        numbers[pairs.first[likely]],
        numbers[pairs.second[likely]],
        estimates[estimates >= settings.LSH_LEAST],
    )
