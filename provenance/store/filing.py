"""Articles -> rows: texts, places and what is known of them, segments, sketches, notices. Equal contents
are one text, and are written once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Sequence

from provenance import settings
from provenance.intake import Filed
from provenance.kernels import NORMALISER
from provenance.minhash import SCHEME
from provenance.reading import Dated
from provenance.store.corrections import holding
from provenance.store.described import write_described

_PLACE = (
    "path", "folder_id", "text_id", "status", "bytes", "bytes_sha256", "encoding", "reader", "article_id",
    "title", "outlet", "byline", "url", "date_from", "date_to", "date_source", "date_precision",
    "date_words", "source_flag", "stated", "reading", "licence", "reader_version", "source_kind",
    "excluded", "excluded_by",
)  # fmt: skip
_UPSERT = (
    f"INSERT INTO places ({', '.join(_PLACE)}) VALUES ({', '.join('?' * len(_PLACE))})"
    " ON CONFLICT (path) DO UPDATE SET " + ", ".join(f"{column} = excluded.{column}" for column in _PLACE[1:])
)


def file_articles(
    connection: sqlite3.Connection,
    folder_id: int,
    batch: Sequence[Filed],
    met: Container[int] = (),
    reading: Callable[[str], int] = lambda reader: 0,
) -> list[int]:
    """Write some articles of a folder; the id of each one's text. `reading` is what each reader's files were
    read with (`files.hash_reading`).

    Of a text that is there already its segments, sketch and notices are written anew, as another version of
    the reader may see them differently; but not where this scan has `met` its id before: the first place
    counts.
    """
    first: dict[str, Filed] = {}
    for filed in batch:
        first.setdefault(filed.text_id, filed)
    ids = {
        str(sha): int(number)
        for sha, number in connection.execute(
            f"SELECT sha256, id FROM texts WHERE sha256 IN ({', '.join('?' * len(first))})", list(first)
        )
    }
    again = {sha for sha, number in ids.items() if number in met}
    known = [number for sha, number in ids.items() if sha not in again]
    highest = int(connection.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0])
    new = [filed for sha, filed in first.items() if sha not in ids]
    ids.update((filed.text_id, highest + place) for place, filed in enumerate(new, 1))
    connection.executemany(
        "INSERT INTO texts (id, sha256, text, words) VALUES (?, ?, ?, ?)",
        [(ids[filed.text_id], filed.text_id, filed.text, filed.words) for filed in new],
    )
    for table in ("segments", "sketches", "notices") if known else ():
        connection.executemany(f"DELETE FROM {table} WHERE text_id = ?", [(number,) for number in known])
    connection.executemany(
        "INSERT OR IGNORE INTO segments (text_id, kind, start_char, end_char) VALUES (?, ?, ?, ?)",
        [
            (ids[sha], *segment)
            for sha, filed in first.items()
            if sha not in again
            for segment in filed.segments
        ],
    )
    made = (SCHEME, settings.SKETCH_SEED, settings.NUM_PERM, settings.SKETCH_SHINGLE, NORMALISER)
    connection.executemany(
        "INSERT INTO sketches (text_id, scheme, seed, num_perm, shingle, normaliser, hashvalues)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(ids[sha], *made, filed.sketch) for sha, filed in first.items() if sha not in again],
    )
    connection.executemany(
        "INSERT INTO notices (text_id, kind, count, start_char, end_char, sentence)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (ids[sha], notice.kind, notice.count, notice.span.start, notice.span.end, notice.sentence)
            for sha, filed in first.items()
            if sha not in again
            for notice in filed.notices
        ],
    )
    corrected = holding(connection, [filed.path for filed in batch])
    connection.executemany(
        _UPSERT,
        [
            _place(
                filed,
                folder_id,
                ids[filed.text_id],
                reading(filed.reader),
                corrected.get((filed.path, ids[filed.text_id]), filed.metadata.date),
            )
            for filed in batch
        ],
    )
    write_described(connection, batch)
    return [ids[filed.text_id] for filed in batch]


def _place(
    filed: Filed, folder_id: int, text_id: int, reading: int, date: Dated | None
) -> tuple[object, ...]:
    """The columns of a place. `date` is the one that holds: a correction goes before what was read."""
    metadata = filed.metadata
    dated = (date.earliest, date.latest, date.source, date.precision, date.words) if date else (None,) * 5
    return (
        filed.path, folder_id, text_id, "gone" if metadata.excluded else "current", filed.size,
        filed.bytes_sha256, filed.encoding, filed.reader, metadata.id, metadata.title, metadata.outlet,
        metadata.byline, metadata.url, *dated, int(metadata.source_flag), filed.stated, reading,
        metadata.licence, filed.reader_version, metadata.source_kind, metadata.excluded, metadata.excluded_by,
    )  # fmt: skip
