"""What a person decides on a passage, a pair or an article: recorded for good, true at once.

Entries are written beside a scan: each is a transaction of its own that waits for the scan's, and nothing of
what a scan writes depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from provenance.report.find_subject import Meant
from provenance.report.reviewed import Recorded, Review, Reviews
from provenance.store.database import Writer, open_for_reading, open_for_writing, transaction
from provenance.store.reviews import DECISION, NOTE, REPLY, UNDO, Entry, append, holding
from provenance.version import __version__

LONGEST = 20_000
"""Code points of a note."""
BUSY_MILLISECONDS = 60_000
"""So long an entry waits for a scan that publishes what it found."""


class ReviewError(ValueError):
    """An entry that can't be made; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said: a kind of entry with what belongs to it; see provenance.store.reviews.Entry."""

    entry: str
    note: str = ""
    state: str | None = None
    reason: str | None = None
    reply_by: str | None = None


def decision(state: str, reason: str | None, note: str) -> Said:
    """A decision. Raises ReviewError."""
    if reason == "other" and not note.strip():
        raise ReviewError("Say with --note what the other reason is.")
    return Said(DECISION, _checked(note), state, reason)


def remark(note: str) -> Said:
    """A note. Raises ReviewError where it is empty."""
    return Said(NOTE, _checked(note, needed=True))


def reply(words: str, by: str) -> Said:
    """What an author, who is named, replied. Raises ReviewError where it is empty."""
    return Said(REPLY, _checked(words, needed=True), reply_by=_name(by, "Say with --from who replied."))


def record(db: Path, meant: Sequence[Meant], said: Said, reviewer: str) -> list[Recorded]:
    """Say the same of some subjects, of all or none.

    Raises ReviewError where a text is there no more, provenance.store.database.DatabaseError where the
    database can't be written.
    """

    def entry_on(one: Meant, review: Review) -> Entry:
        new = _entry(one, said.entry, reviewer)
        return replace(new, note=said.note, state=said.state, reason=said.reason, reply_by=said.reply_by)

    return _record(db, meant, entry_on)


def undo(db: Path, meant: Sequence[Meant], reviewer: str, uid: str | None = None) -> list[Recorded]:
    """Take back the last entry of each subject that holds; with `uid` the entry that this names.

    That of another reviewer is taken back only where its uid is given. Raises as `record`, and ReviewError
    where there is nothing to take back.
    """

    def entry_on(one: Meant, review: Review) -> Entry:
        held = [entry for entry in holding(review.entries) if uid is None or entry.uid == uid]
        if not held:
            what = "no such entry holds" if uid else "nothing was said that holds"
            raise ReviewError(f"Of {one.subject.id[:16]} {what}; there is nothing to take back.")
        last = held[-1]
        if uid is None and last.reviewer != reviewer:
            raise ReviewError(
                f"The last entry on {one.subject.id[:16]} is {last.reviewer}'s; to take it back all the "
                f"same, give --entry {last.uid}."
            )
        # Where it was carried over, the entry that it takes back stands under the earlier spans.
        return replace(_entry(one, UNDO, reviewer), subject=last.subject, undoes=last.uid)

    return _record(db, meant, entry_on)


def reviewer_name(name: str | None) -> str:
    """The name of the reviewer. Raises ReviewError where none is given: none is taken from the machine."""
    return _name(
        name or "", "Say who decides with --reviewer, PROVENANCE_REVIEWER or `reviewer` of the configuration."
    )


@contextmanager
def writing(db: Path) -> Iterator[Writer]:
    """One transaction on a database that there is. Raises DatabaseError."""
    open_for_reading(db).close()  # an entry neither makes nor updates a database
    with closing(open_for_writing(db)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        with transaction(connection):
            yield connection


def _record(db: Path, meant: Sequence[Meant], entry_on: Callable[[Meant, Review], Entry]) -> list[Recorded]:
    done = []
    with writing(db) as connection:
        run = connection.execute("SELECT uid FROM runs WHERE id = (SELECT id FROM current_run)").fetchone()
        for one in meant:
            texts = [text for text in (one.subject.text_a, one.subject.text_b) if text]
            for text in texts:
                if connection.execute("SELECT 1 FROM texts WHERE sha256 = ?", (text,)).fetchone() is None:
                    raise ReviewError(f"{one.subject.id[:16]} is no longer there; scan again.")
            before = Reviews(connection, texts).of(one.subject)
            entry = append(connection, replace(entry_on(one, before), run=run[0] if run else None))
            done.append(Recorded(one.paths, before, Reviews(connection, texts).of(one.subject), entry))
    return done


def _entry(one: Meant, entry: str, reviewer: str) -> Entry:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(one.subject, entry, reviewer, now, __version__, one.paths)


def _checked(note: str, *, needed: bool = False) -> str:
    words = note.strip()
    if needed and not words:
        raise ReviewError("The note is empty; write what is to be kept.")
    if len(words) > LONGEST:
        raise ReviewError(f"The note is longer than {LONGEST:,} characters; shorten it.")
    return words


def _name(name: str, missing: str) -> str:
    shown = " ".join(name.split())
    if not shown:
        raise ReviewError(missing)
    if len(shown) > 200:
        raise ReviewError("A name of more than 200 characters is none; shorten it.")
    return shown
