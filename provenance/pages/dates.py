"""A person's decision on the date of an article: recorded for good, and true at once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from provenance.reading import Dated, parse_date
from provenance.store.corrections import SOURCE, correct, read_corrections
from provenance.store.database import open_for_writing, transaction
from provenance.store.lock import archive_lock
from provenance.store.trouble import explained


class DateError(ValueError):
    """A date that can't be used, or nothing to take back; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on the article at `path`: the `date` that holds now (None: none is known), the one
    that held `before`, and whether its text `waits` for the next scan, which weighs the lineage anew."""

    path: str
    before: Dated | None
    date: Dated | None
    waits: bool


def read_correction(words: str) -> Dated:
    """The date that a person means. Raises DateError."""
    interval = parse_date(words)
    if interval is None:
        raise DateError(
            f"{words!r} is not a clear date; write 2017, 2017-01, 2017-01-16, 2017-01-16T14:20 or "
            "2017-01-16T14:20+01:00."
        )
    return Dated(interval[0], interval[1], SOURCE, interval[2], words.strip())


def decide(
    db: Path,
    path: str,
    date: Dated | None,
    why: str,
    who: str | None = None,
    command: str = "provenance date",
) -> Decided:
    """Record a decision on the current article at `path`; without a date, take back those that hold.

    Raises DateError where there is nothing to take back or the article is not there any more,
    provenance.store.database.DatabaseError where the database can't be written.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with (
        archive_lock(db, command) as lock,
        closing(open_for_writing(db)) as connection,
        explained(connection, lock.token),
        transaction(connection),
    ):
        if date is None and not any(
            one.holds and one.date is not None for one in read_corrections(connection, path)
        ):
            raise DateError(f"No correction holds for {path}; there is nothing to take back.")
        query = (
            "SELECT date_from, date_to, date_source, date_precision, coalesce(date_words, ''), text_id"
            " FROM places WHERE path = ? AND status = 'current'"
        )
        before = connection.execute(query, (path,)).fetchone()
        if before is None:
            raise DateError(f"{path} is no longer there; scan again.")
        correct(connection, path, date, why, who, now)
        after = connection.execute(query, (path,)).fetchone()
        waits = connection.execute("SELECT 1 FROM pending WHERE text_id = ?", (after[5],)).fetchone()
        return Decided(path, _dated(before), _dated(after), waits is not None)


def _dated(row: tuple[str | None, ...]) -> Dated | None:
    earliest, latest, source, precision, words, _ = row
    if earliest is None or latest is None:
        return None
    return Dated(earliest, latest, source or "unknown", precision or "unknown", words or "")
