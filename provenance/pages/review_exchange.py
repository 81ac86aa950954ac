"""Decisions from another database: what an exported file has and this database has not yet.

Layout: docs/review-format.md.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from provenance.pages.reviewing import LONGEST, writing
from provenance.report.json_report import FORMAT_VERSION
from provenance.report.json_reviews import EXPORT
from provenance.spans import Span
from provenance.store.review_subjects import (
    ARTICLE,
    PAIR,
    PASSAGE,
    Subject,
    of_article,
    of_pair,
    of_passage,
)
from provenance.store.reviews import (
    CLEARED,
    DECIDED,
    DECISION,
    ENTRIES,
    REASONS,
    REPLY,
    UNDO,
    Entry,
    ForgottenTextError,
    insert,
    read_entries,
)

_TEXT_ID = re.compile(r"[0-9a-f]{64}")
_UID = re.compile(r"[0-9a-f]{32}")
LARGEST_FILE = 256 << 20
"""Bytes; some hundred thousand entries."""
_LARGEST = 2**53
"""What every JSON reader keeps exactly; offsets and turns are smaller."""


class BadExportError(ValueError):
    """A file whose entries can't be used; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many entries were added, how many were there already, and how many are on texts that were forgotten
    here and were left out."""

    added: int
    known: int
    forgotten: int


def read_exported(words: bytes) -> list[Entry]:
    """The entries of an exported file. Raises BadExportError where one of them is not sound."""
    if len(words) > LARGEST_FILE:
        raise BadExportError(f"it is larger than {LARGEST_FILE >> 20} MiB")
    try:
        content = json.loads(words.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadExportError("it is not JSON; give a file of `provenance review export`") from error
    if not isinstance(content, dict) or content.get("format") != EXPORT:
        raise BadExportError("it is no file of `provenance review export`")
    if content.get("format_version") != FORMAT_VERSION:
        raise BadExportError(
            f"it has format version {content.get('format_version')!r}, this program reads {FORMAT_VERSION}; "
            "update provenance"
        )
    entries = content.get("entries")
    if not isinstance(entries, list):
        raise BadExportError("it has no list of entries")
    found = [_Row(row, number).entry() for number, row in enumerate(entries, 1)]
    _check_together(found)
    return found


def take_in(db: Path, entries: Sequence[Entry]) -> Imported:
    """Add those entries that are not there yet, with the names and times that they have: all, or none.

    Entries on texts that are not in the archive are kept, and hold as soon as a scan meets these texts; those
    on texts that were forgotten are left out. Raises BadExportError where one differs from the entry that is
    there, takes back one that isn't, or where entries are missing between,
    provenance.store.database.DatabaseError where the database can't be written.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added = known = forgotten = 0
    with writing(db) as connection:
        there = {entry.uid: entry for entry in read_entries(connection)}
        coming = {entry.uid: entry for entry in entries}
        _check_turns([*there.values(), *entries])
        for entry in entries:
            undone = coming.get(entry.undoes or "") or there.get(entry.undoes or "")
            if entry.undoes and (undone is None or undone.subject != entry.subject or undone.entry == UNDO):
                raise BadExportError(f"entry {entry.uid} takes back one that is not there")
            if entry.uid in there:
                if there[entry.uid] != entry:
                    raise BadExportError(f"entry {entry.uid} is another one in this database")
                known += 1
                continue
            try:
                insert(connection, entry, imported_at=now)
            except ForgottenTextError:
                forgotten += 1
            else:
                added += 1
    return Imported(added, known, forgotten)


def _check_together(entries: Sequence[Entry]) -> None:
    uids = [entry.uid for entry in entries]
    if len(set(uids)) < len(uids):
        twice = next(uid for uid in uids if uids.count(uid) > 1)
        raise BadExportError(f"entry {twice} stands in it twice")


def _check_turns(entries: Sequence[Entry]) -> None:
    """Every turn of a subject up to its highest has an entry: where one is missing, the file was cut."""
    turns: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        turns[entry.subject.id].add(entry.turn)
    for subject, taken in turns.items():
        if max(taken) > len(taken):
            raise BadExportError(f"entries on {subject[:16]} are missing")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file, not trusted. Every method raises BadExportError."""

    row: Any
    number: int

    def entry(self) -> Entry:
        if not isinstance(self.row, dict):
            raise self._wrong("it is no object")
        kind = self._one_of("entry", ENTRIES)
        state = self._one_of("state", DECIDED) if kind == DECISION else self._empty("state")
        reason = self._one_of("reason", REASONS) if state == CLEARED else self._empty("reason")
        subject, paths = self._subject()
        return Entry(
            subject=subject,
            entry=kind,
            reviewer=self._words("reviewer"),
            made_at=self._time("made_at"),
            tool_version=self._words("tool_version"),
            paths=paths,
            note=self._words("note", needed=kind not in (DECISION, UNDO), most=LONGEST),
            state=state,
            reason=reason,
            reply_by=self._words("reply_by") if kind == REPLY else self._empty("reply_by"),
            undoes=self._fits("undoes", _UID) if kind == UNDO else self._empty("undoes"),
            run=None if self.row.get("run") is None else self._words("run"),
            uid=self._fits("uid", _UID),
            turn=self._number(self.row, "turn", 1),
        )

    def _subject(self) -> tuple[Subject, tuple[str, ...]]:
        kind = self._one_of("kind", (PASSAGE, PAIR, ARTICLE))
        texts = self.row.get("texts")
        sides = 1 if kind == ARTICLE else 2
        if not isinstance(texts, list) or len(texts) != sides:
            raise self._wrong(f"'texts' of a {kind} has {sides}")
        ids, paths = [], []
        for side in texts:
            if not isinstance(side, dict):
                raise self._wrong("a text is no object")
            ids.append(self._fits("text_id", _TEXT_ID, side))
            paths.append(self._words("path", where=side, most=32_768))
        if kind == PASSAGE:
            first, second = (self._span(side) for side in texts)
            subject = of_passage(ids[0], first, ids[1], second)
        else:
            subject = of_pair(*ids) if kind == PAIR else of_article(ids[0])
        if subject.id != self.row.get("subject"):
            raise self._wrong("its subject is not that of its texts")
        if [subject.text_a, subject.text_b][:sides] != ids:
            raise self._wrong("its texts are not in order")
        return subject, tuple(paths)

    def _span(self, side: Mapping[str, Any]) -> Span:
        start, end = self._number(side, "start", 0), self._number(side, "end", 1)
        if end <= start:
            raise self._wrong("a span is empty")
        return Span(start, end)

    def _one_of(self, key: str, known: Sequence[str]) -> str:
        value = self.row.get(key)
        if not isinstance(value, str) or value not in known:
            raise self._wrong(f"'{key}' is {value!r}, none of {', '.join(known)}")
        return value

    def _empty(self, key: str) -> str | None:
        """Where nothing belongs."""
        if self.row.get(key) is not None:
            raise self._wrong(f"'{key}' says something where nothing belongs")
        return None

    def _fits(self, key: str, pattern: re.Pattern[str], where: Mapping[str, Any] | None = None) -> str:
        value = (self.row if where is None else where).get(key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self._wrong(f"'{key}' is not as it is written by an export")
        return value

    def _words(
        self, key: str, *, needed: bool = True, most: int = 200, where: Mapping[str, Any] | None = None
    ) -> str:
        value = (self.row if where is None else where).get(key)
        if not isinstance(value, str) or (needed and not value.strip()) or len(value) > most:
            raise self._wrong(f"'{key}' is no text{' that says something' if needed else ''}, or too long")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self._wrong(f"'{key}' has characters that are none")
        return value

    def _time(self, key: str) -> str:
        value = self._words(key)
        try:
            read = datetime.fromisoformat(value)
        except ValueError as error:
            raise self._wrong(f"'{key}' is no time") from error
        if read.utcoffset() != UTC.utcoffset(None):
            raise self._wrong(f"'{key}' is no time in UTC")
        return value

    def _number(self, where: Mapping[str, Any], key: str, least: int) -> int:
        value = where.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _LARGEST:
            raise self._wrong(f"'{key}' is no number from {least}")
        return value

    def _wrong(self, what: str) -> BadExportError:
        return BadExportError(f"entry {self.number}: {what}")
