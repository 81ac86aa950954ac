"""The entries of the review: what people decided, noted and were answered. Rows are only ever added.

Entries of one subject have turns: each has one more than the highest that was known when it was made. So they
stand in one order in every database, also where several people made them apart and one imports the other's.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from provenance.spans import Span
from provenance.store.reading import named
from provenance.store.review_subjects import PASSAGE, Subject

NEW = "new"
NEEDS_INFO, CLEARED, CONFIRMED, CORRECTED = "needs-info", "cleared", "confirmed", "corrected"
DECIDED = (NEEDS_INFO, CLEARED, CONFIRMED, CORRECTED)
STATES = (NEW, *DECIDED)
REASONS = ("licensed", "quoted and credited", "common source", "self", "boilerplate", "incidental", "other")
DECISION, NOTE, REPLY, UNDO = "decision", "note", "reply", "undo"
ENTRIES = (DECISION, NOTE, REPLY, UNDO)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reviewer said of a subject at a time (UTC, ISO 8601).

    `entry` is a decision (with a `state`, and a `reason` where that is cleared), a note, an author's reply
    (`reply_by`) or an undo of the entry whose `uid` it names. `paths` are where the subject's texts stood
    then, in its order; `run` is the uid of the run whose findings were seen. An entry that is not in a
    database yet has no `uid` and no turn.
    """

    subject: Subject
    entry: str
    reviewer: str
    made_at: str
    tool_version: str
    paths: tuple[str, ...]
    note: str = ""
    state: str | None = None
    reason: str | None = None
    reply_by: str | None = None
    undoes: str | None = None
    run: str | None = None
    uid: str = ""
    turn: int = 0

    @property
    def order(self) -> tuple[int, str, str]:
        """Sorts the entries of a subject, the oldest first."""
        return self.turn, self.made_at, self.uid


class ForgottenTextError(ValueError):
    """An entry on a text that was forgotten: nothing is said of it again."""


def append(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """Add a new entry behind all others of its subject; as it was recorded, with its uid and turn.

    Runs inside the caller's transaction. Raises ForgottenTextError.
    """
    (last,) = connection.execute(
        "SELECT coalesce(max(turn), 0) FROM review_entries WHERE subject = ?", (entry.subject.id,)
    ).fetchone()
    made = replace(entry, uid=secrets.token_hex(16), turn=last + 1)
    insert(connection, made)
    return made


def insert(connection: sqlite3.Connection, entry: Entry, imported_at: str | None = None) -> None:
    """Add an entry with the uid and the turn that it has. Raises ForgottenTextError."""
    subject = entry.subject
    row = {
        "uid": entry.uid,
        "kind": subject.kind,
        "subject": subject.id,
        "text_a": subject.text_a,
        "a_start": subject.a.start if subject.a else None,
        "a_end": subject.a.end if subject.a else None,
        "text_b": subject.text_b or None,
        "b_start": subject.b.start if subject.b else None,
        "b_end": subject.b.end if subject.b else None,
        "path_a": entry.paths[0],
        "path_b": entry.paths[1] if subject.text_b else None,
        **{name: getattr(entry, name) for name in _SAID},
        "imported_at": imported_at,
    }
    forgotten = connection.execute(
        "SELECT 1 FROM tombstones WHERE sha256 IN (?, ?)", (subject.text_a, subject.text_b)
    ).fetchone()
    if forgotten:
        raise ForgottenTextError(subject.id)
    connection.execute(
        f"INSERT INTO review_entries ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


_SAID = tuple(field.name for field in fields(Entry) if field.name not in ("subject", "paths"))
"""Fields that have columns of their names."""
_ORDER = "ORDER BY subject, turn, made_at, uid"


def read_entries(connection: sqlite3.Connection, texts: Sequence[str] | None = None) -> list[Entry]:
    """All entries, or those with one of some texts (SHA-256) on a side, by subject and the oldest first."""
    if texts is None:
        return [*map(_entry, connection.execute(f"SELECT * FROM review_entries {_ORDER}"))]
    found: dict[str, Entry] = {}
    for column in ("text_a", "text_b"):
        for query, values in named(
            f"SELECT * FROM review_entries WHERE {column} IN", [*dict.fromkeys(texts)]
        ):
            found.update((row["uid"], _entry(row)) for row in connection.execute(query, values))
    return sorted(found.values(), key=lambda one: (one.subject.id, one.order))


def count_entries(connection: sqlite3.Connection) -> int:
    """How many entries there are, those that were taken back and undos among them."""
    return int(connection.execute("SELECT count(*) FROM review_entries").fetchone()[0])


def holding(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of a subject that nobody took back, without the undos themselves, in the order given."""
    listed = [*entries]
    undone = {one.undoes for one in listed}
    return (one for one in listed if one.entry != UNDO and one.uid not in undone)


def decision(entries: Iterable[Entry]) -> Entry | None:
    """The last decision that holds among the entries of a subject, the oldest first; None: it is new."""
    held = [one for one in holding(entries) if one.entry == DECISION]
    return held[-1] if held else None


def _entry(row: sqlite3.Row) -> Entry:
    passage = row["kind"] == PASSAGE
    subject = Subject(
        row["kind"],
        row["text_a"],
        Span(row["a_start"], row["a_end"]) if passage else None,
        row["text_b"] or "",
        Span(row["b_start"], row["b_end"]) if passage else None,
    )
    paths = (row["path_a"],) if row["path_b"] is None else (row["path_a"], row["path_b"])
    return Entry(subject=subject, paths=paths, **{name: row[name] for name in _SAID})
