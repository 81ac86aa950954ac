"""The passages of pairs that a scan has compared, kept until it has ended well: where it was killed, the next
goes on."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from provenance.corpus import Ints
from provenance.matching import PairShard
from provenance.store.database import Writer, transaction
from provenance.store.judgements import QUICK

SECONDS = 5.0
"""Results wait for so long before they are written together."""


class Comparisons:
    """The results of comparing shards of pairs, by what went into them. `basis` says by which program and
    which parameters; `text_ids` are the ids of texts by number."""

    def __init__(self, connection: Writer, basis: str, text_ids: Ints) -> None:
        self._connection = connection
        self._basis = basis.encode()
        self._text_ids = text_ids
        self._waiting: list[tuple[bytes, bytes]] = []
        self._since = time.monotonic()
        self._known = bool(connection.execute("SELECT 1 FROM comparisons LIMIT 1").fetchone())

    def recall(self, shard: PairShard) -> npt.NDArray[np.int32] | None:
        """The passages of the pairs of a shard, None where they were not compared before, or are damaged."""
        if not self._known:
            return None
        row = self._connection.execute(
            "SELECT passages FROM comparisons WHERE key = ?", (self._key(shard),)
        ).fetchone()
        if row is None:
            return None
        try:
            rows = np.frombuffer(zlib.decompress(row[0]), np.int32).reshape(-1, 12).copy()  # with a checksum
        except (zlib.error, ValueError):
            return None
        rows[:, :2] = shard.numbers[rows[:, :2]]
        return rows

    def keep(self, shard: PairShard, rows: npt.NDArray[np.int32]) -> None:
        """Keep the passages of the pairs of a shard."""
        own = rows.copy()
        own[:, :2] = np.searchsorted(shard.numbers, own[:, :2])  # other scans may number the texts otherwise
        self._waiting.append((self._key(shard), zlib.compress(own.tobytes(), QUICK)))
        if time.monotonic() - self._since > SECONDS:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        if self._waiting:
            with transaction(self._connection):
                self._connection.executemany(
                    "INSERT OR REPLACE INTO comparisons (key, passages) VALUES (?, ?)", self._waiting
                )
            self._waiting.clear()
        self._since = time.monotonic()

    def _key(self, shard: PairShard) -> bytes:
        parts: Sequence[bytes] = (
            self._basis,
            repr(shard.rules).encode(),
            self._text_ids[shard.numbers].tobytes(),
            shard.first.tobytes(),
            shard.second.tobytes(),
            shard.loose.tobytes(),
            repr([[(span.start, span.end) for span in spans] for spans in shard.boilerplate]).encode(),
        )
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).digest()


def clear_comparisons(connection: Writer) -> None:
    """Forget them all: their scan has ended well."""
    connection.execute("DELETE FROM comparisons")
