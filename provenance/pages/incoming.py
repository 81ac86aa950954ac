"""Files on their way into the archive: which are known, what the others hold, which are all filed.

A file whose stamp is the recorded one is not opened. Of a file that is, what the archive has is passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from provenance.reading import (
    Found,
    Listing,
    PassedOver,
    Raw,
    Unreadable,
    file_of,
    hash_stated,
)
from provenance.store.files import File, KnownFile

if TYPE_CHECKING:
    from provenance.intake import Intake
    from provenance.matching import Progress

ARTICLES = 200
BYTES = 4_000_000
"""A shard of reading ends at so many articles or bytes."""

Known = Callable[[Sequence[str]], Mapping[str, tuple[str, str, int]]]
"""Of paths those that the archive has: hashes of the bytes, of what metadata.csv states, hash_reading."""

Opened = Callable[[Found], Iterable[Raw | PassedOver | Unreadable]]
"""Opens a file: what is in it."""


class Incoming:
    """The files of a listing. Paths are those of the database, with the folder's `label`.

    `known` are the files that are not opened, with the number of their places; `stale` those of which the
    archive has a row that holds no more: it has to go before anything is filed. `present` are the places met
    so far in the files that are opened, `problems` what could not be read so far. `passed_over`: how many
    things of which kind are not searched, in the folder and in its archives.
    """

    def __init__(
        self,
        listing: Listing,
        label: str,
        rows: Iterable[KnownFile],
        reading: Callable[[str], int],
        *,
        whole: bool,
        rehash: bool = False,
    ) -> None:
        """`rows` are those of store.files, in the order of their paths, as a listing is; `reading` gives the
        hash_reading of a reader by its name; `whole`: the listing is one of the whole folder; `rehash`: all
        files are to be opened."""
        self.known: dict[str, int] = {}
        self.stale: list[str] = []
        self.present: set[str] = set()
        self.passed_over = Counter(listing.passed_over)
        name = len(listing.name)
        self.problems = [
            Unreadable(label + problem.path[name:], problem.reason) for problem in listing.problems
        ]
        self._reading = reading
        self._total = len(listing.files)
        self._to_open: list[Found] = []
        self._spoilt: set[str] = set()
        self._whole_in: deque[list[File]] = deque()
        self._whole: list[File] = []
        renamed = label != listing.name
        readings = {reader: reading(reader) for reader in {found.reader for found in listing.files}}
        waiting = iter(rows)
        row = next(waiting, None)
        gone: list[str] = []
        for found in listing.files:
            path = label + found.path[name:] if renamed else found.path
            while row is not None and row[0] < path:
                gone.append(row[0])
                row = next(waiting, None)
            if row is not None and row[0] == path:
                _, size, time_ns, inode, said, read, articles, passed_over = row
                row = next(waiting, None)
                if (
                    found.stamp == (size, time_ns, inode)
                    and read == readings[found.reader]
                    and said == (found.said if found.stated or found.inside else "")
                    and not rehash
                ):
                    self.known[path] = articles
                    if passed_over != "{}":
                        self.passed_over.update(json.loads(passed_over))
                    continue
                self.stale.append(path)
            self._to_open.append(found._replace(path=path) if renamed else found)
        if row is not None:
            gone += [row[0], *(later[0] for later in waiting)]
        if whole:
            self.stale += gone

    @property
    def unread(self) -> bool:
        """Whether any file is to be opened."""
        return bool(self._to_open)

    @property
    def found(self) -> bool:
        """Whether there is any article."""
        return bool(self.present) or any(self.known.values())

    def shards(self, known: Known, open_file: Opened, progress: Progress) -> Iterator[list[Raw]]:
        """What is to be read: all articles of the files that are opened but those that the archive has."""
        waiting: list[Raw] = []
        size = 0
        progress("reading", len(self.known), self._total)
        for done, found in enumerate(self._to_open, len(self.known) + 1):
            articles, inside = 0, Counter[str]()
            for item in open_file(found):
                if isinstance(item, Unreadable):
                    self.problems.append(item)
                    self._spoilt.add(found.path)
                    continue
                if isinstance(item, PassedOver):
                    inside[item.extension] += 1
                    continue
                articles += 1
                waiting.append(item)
                size += len(item.data)
                if len(waiting) >= ARTICLES or size >= BYTES:
                    yield from self._shard(waiting, known)
                    waiting, size = [], 0
            self.passed_over += inside
            if found.stamp is not None and found.path not in self._spoilt:
                reading, passed_over = self._reading(found.reader), json.dumps(inside, sort_keys=True)
                self._whole.append(File(found.path, found.stamp, found.said, articles, reading, passed_over))
            progress("reading", done, self._total)
        yield from self._shard(waiting, known)

    def _shard(self, raws: Sequence[Raw], known: Known) -> Iterator[list[Raw]]:
        """Those that are not in the archive as they are, if there are any; the others are present."""
        there = known([raw.path for raw in raws])
        changed = []
        for raw in raws:
            state = there.get(raw.path)
            if state is None or state != (
                hashlib.sha256(raw.data).hexdigest(),
                hash_stated(raw.stated),
                self._reading(raw.reader),
            ):
                changed.append(raw)
            else:
                self.present.add(raw.path)
        if changed:
            # Results come in the order of the shards, but later: these files are whole with this one's.
            self._whole_in.append(self._whole)
            self._whole = []
            yield changed

    def take(self, intake: Intake) -> list[File]:
        """Enter the articles of the next shard, in order, as present; the files that are all filed with them.

        A file of which something could not be used is none: its problems have to be named by each scan.
        """
        self.problems += intake.problems
        self.present.update(filed.path for filed in intake.filed)
        self.spoil(intake.problems)
        return self._sound(self._whole_in.popleft())

    def spoil(self, passed_over: Sequence[Unreadable]) -> None:
        """Articles that are passed over have to be named by each scan: their files are opened again."""
        for article in passed_over:
            self._spoilt.update((article.path, file_of(article.path)))

    def rest(self) -> list[File]:
        """The files that are whole after the last shard: those of which the archive had everything."""
        files, self._whole = self._whole, []
        return self._sound(files)

    def _sound(self, files: Sequence[File]) -> list[File]:
        return [file for file in files if file.path not in self._spoilt]
