"""The engine of a cluster: stages by Apache Spark, over rows of bucket and blob. No other file knows it.

Spark moves the blobs and starts what was lost again; what is in them it does not know. Each task of a reduce
has one bucket or some, and each split is a task of its own.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from provenance.engine.protocol import Kept, Map, Reduce, Row, Shared, in_order

Value = TypeVar("Value")

SCHEMA = "bucket bigint, blob binary"
TASKS = 3
"""Buckets for each core: so many, and one slow task leaves the others work to do."""
FEWEST = 16
OUT_ROWS, OUT_BYTES = 64, 4_000_000
"""A batch of rows on its way out of Python ends at so many rows or bytes."""
SETTINGS = {
    "spark.driver.maxResultSize": "0",  # pairs and passages are joined by this process
    "spark.io.compression.codec": "zstd",  # a third less is sent than with lz4
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",  # it puts small partitions together, in which there is much to do
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(OUT_ROWS),
    "spark.ui.showConsoleProgress": "false",
}
LOCAL_SETTINGS = {"spark.ui.enabled": "false"}


class EngineMissingError(Exception):
    """Spark can't be started; the message is one sentence with what to do."""


@contextmanager
def spark_engine(master: str, buckets: int = 0) -> Iterator[SparkEngine]:
    """An engine on the Spark of the URL `master`, ended afterwards. `buckets`: see `Engine`; 0 for some times
    the cores that are there when it begins.

    Raises EngineMissingError where PySpark, pyarrow or Java is missing, or Spark does not begin.
    """
    try:
        import pandas  # noqa: F401 - PySpark asks for it
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineMissingError(
            f"Spark needs the package {error.name}; run `pip install 'provenance-newsroom[spark]'`."
        ) from error
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        where = "in JAVA_HOME" if home else "on the PATH"
        raise EngineMissingError(f"Spark needs Java 17 or newer, and there is no `java` {where}; install it.")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("provenance")
    for name, value in (SETTINGS | (LOCAL_SETTINGS if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # Py4J's, Spark's own, those of the system
        said = str(error).strip().partition("\n")[0]
        raise EngineMissingError(f"Spark does not begin at {master} ({said}); check the URL.") from error
    try:
        yield SparkEngine(session, buckets or max(FEWEST, TASKS * session.sparkContext.defaultParallelism))
    finally:
        session.stop()


@dataclass(frozen=True)
class _Broadcast(Shared[Value]):
    broadcast: Any

    def get(self) -> Value:
        """The value, which each process reads once."""
        value: Value = self.broadcast.value
        return value


class SparkEngine:
    """See `Engine`. `session` is the caller's, who ends it."""

    def __init__(self, session: Any, buckets: int) -> None:
        self.buckets = buckets
        self._session = session

    def keep(self, splits: Sequence[bytes], function: Map) -> Kept:
        """See `Engine`. They are kept on the executors' disks, and made again where an executor is lost."""
        from pyspark import StorageLevel

        kept = self._mapped(splits, function).persist(StorageLevel.DISK_ONLY)
        kept.count()  # by all cores: what is read back one split after the other would be made so, too
        found: Kept = kept
        return found

    def run(
        self, splits: Kept | Sequence[bytes], function: Map, *reduces: Reduce, beside: Iterable[Row] = ()
    ) -> Iterator[Row]:
        """See `Engine`."""
        found = self._mapped(splits, function)
        rows = list(beside)
        if rows:
            parts = min(len(rows), self.buckets)
            rows.sort(key=lambda row: -len(row[1]))
            dealt = [row for part in range(parts) for row in rows[part::parts]]  # each part as much as others
            found = found.union(self._rows(dealt, parts))
        for reduce in reduces:
            bucket = f"cast(pmod(bucket, {self.buckets}) as int)"
            parted = found.repartitionById(self.buckets, _expression(bucket))
            found = parted.mapInArrow(_reducing(reduce), SCHEMA)
        for row in found.collect() if reduces else found.toLocalIterator(prefetchPartitions=True):
            yield row.bucket, bytes(row.blob)

    def share(self, value: Value) -> Shared[Value]:
        """See `Engine`."""
        return _Broadcast(self._session.sparkContext.broadcast(value))

    def _mapped(self, splits: Any, function: Map) -> Any:
        if isinstance(splits, Sequence):
            splits = self._rows(list(enumerate(splits)), len(splits))
        return splits.mapInArrow(_mapping(function), SCHEMA)

    def _rows(self, rows: list[Row], partitions: int) -> Any:
        spread = self._session.sparkContext.parallelize(rows, max(1, partitions))
        return self._session.createDataFrame(spread, SCHEMA, verifySchema=False)


def _expression(text: str) -> Any:
    from pyspark.sql.functions import expr

    return expr(text)


Batches = Iterator[Any]


def _mapping(function: Map) -> Callable[[Batches], Batches]:
    return lambda batches: _out(row for split in _in(batches) for row in function(*split))


def _reducing(function: Reduce) -> Callable[[Batches], Batches]:
    return lambda batches: _out(
        row for bucket, blobs in in_order(_in(batches)) for row in function(bucket, blobs)
    )


@cache
def _leave_imports() -> None:
    """Leave what was imported out of the search for cycles, once in each process: PySpark's worker looks for
    cycles after each task, which took as long as a task of a few hundred articles."""
    gc.freeze()


def _in(batches: Batches) -> Iterator[Row]:
    _leave_imports()
    for batch in batches:
        for bucket, blob in zip(batch.column(0).to_pylist(), batch.column(1), strict=True):
            yield bucket, blob.as_buffer().to_pybytes()


def _out(rows: Iterable[Row]) -> Batches:
    import pyarrow

    buckets: list[int] = []
    blobs: list[bytes] = []
    size = 0

    def batch() -> Any:
        columns = [pyarrow.array(buckets, pyarrow.int64()), pyarrow.array(blobs, pyarrow.binary())]
        return pyarrow.RecordBatch.from_arrays(columns, ["bucket", "blob"])

    for bucket, blob in rows:
        buckets.append(bucket)
        blobs.append(blob)
        size += len(blob)
        if len(blobs) >= OUT_ROWS or size >= OUT_BYTES:
            yield batch()
            buckets, blobs, size = [], [], 0
    yield batch()
