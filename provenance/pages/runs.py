"""The run of a scan: its row, its parameters, and whether the archive holds its answer already."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from provenance import settings
from provenance.agency_lists import PARAMETER
from provenance.configuration import house_of, values_of
from provenance.kernels import NORMALISER
from provenance.passage_rules import RULES, THOROUGH
from provenance.reading import Options, Unreadable, show_fields, takes_fields, version_of
from provenance.store import reading as stored
from provenance.store.database import Writer
from provenance.store.files import hash_reading
from provenance.store.pending import read_pending
from provenance.store.sides import Folders
from provenance.store.writing import Run, begin_run
from provenance.version import __version__

if TYPE_CHECKING:
    from provenance.store.judgements import Judgement

LIBRARIES = ("click", "datasketch", "jellyfish", "numpy", "rich", "sqlite-utils")


@dataclass(slots=True)
class State:
    """The run, whose row is written with the first that it writes, and what the archive was before it."""

    connection: Writer
    run: Run
    last: stored.LastRun | None = None
    _id: int | None = None

    def __post_init__(self) -> None:
        self.last = stored.last_run(self.connection)

    def run_id(self) -> int:
        """The id of the run's row. To be asked for inside a transaction."""
        if self._id is None:
            self._id = begin_run(self.connection, self.run, _libraries())
        return self._id

    @property
    def rewritten(self) -> bool:
        """Whether sentences told again are looked for everywhere, in an archive of any size."""
        return bool(self.run.parameters["rewritten"])

    @property
    def same(self) -> bool:
        """Whether the last run was one of this version, with these parameters."""
        last, run = self.last, self.run
        return (
            last is not None
            and last.version == run.tool_version
            and _judging(last.parameters) == _judging(run.parameters)
        )

    def is_unchanged(self, fingerprint: str) -> bool:
        """Whether the archive holds the answer for these inputs already."""
        last = self.last
        return last is not None and last.fingerprint == fingerprint and not read_pending(self.connection)

    def judgement(self, folders: Folders) -> Judgement | None:
        """What earlier scans learned of the collection, None where everything is to be judged anew: it was
        judged by other rules, or is small, or has doubled since. `folders` are those that take part, if not
        all do."""
        texts = stored.count_texts(self.connection, folders)
        if not self.same or self.rewritten or texts < settings.REJUDGE_BELOW:
            return None
        # Imported here: where nothing has changed, nothing that was learned is asked for.
        from provenance.store.judgements import read_judgement

        judgement = read_judgement(self.connection)
        if judgement is None or judgement.texts < settings.REJUDGE_BELOW or texts >= 2 * judgement.texts:
            return None
        return judgement

    def is_wide(self, folders: Folders) -> bool:
        """Whether also texts are compared that share no few words in a row."""
        return self.rewritten or stored.count_texts(self.connection, folders) < settings.REJUDGE_BELOW

    def basis(self) -> str:
        """By which program and parameters texts are compared: results of comparing are kept with it."""
        return json.dumps([__version__, {**self.run.parameters, "configuration": None}], sort_keys=True)

    def fingerprint(self, problems: Sequence[Unreadable], passed_over: Mapping[str, int]) -> str:
        """A hash of all that the answer of this run depends on."""
        inputs = _inputs(problems, passed_over, _said(self.run.parameters))
        return stored.hash_places(self.connection, inputs)

    def reading(self) -> Callable[[str], int]:
        """The hash_reading of a reader by its name."""

        @cache
        def reading(reader: str) -> int:
            settled = {name: value for name, value in self.run.parameters.items() if name != PARAMETER}
            if not takes_fields(reader):
                settled = {**settled, "fields": "", "table": ""}
            return hash_reading(__version__, settled, (reader, version_of(reader)))

        return reading


def parameters(options: Options, *, thorough: bool, rewritten: bool) -> dict[str, object]:
    """Every setting of a run, by name."""
    found: dict[str, object] = {
        name.lower(): value
        for name, value in vars(settings).items()
        if name.isupper() and isinstance(value, (int, float, str))
    }
    alone = (THOROUGH if thorough else RULES).alone
    given = {"max_bytes": options.max_bytes, "fields": show_fields(options.fields), "table": options.table}
    return {
        **found,
        "alone": alone,
        "thorough": thorough,
        "rewritten": rewritten,
        "normaliser": NORMALISER,
        **given,
    }


def _said(settled: Mapping[str, object]) -> dict[str, object]:
    """The parameters with what the configuration says, wherever it stands and however it is written."""
    return {**settled, "configuration": values_of(settled)}


def _judging(settled: Mapping[str, object]) -> dict[str, object]:
    """The parameters that every passage and pair is judged by. What the configuration says of paths is not
    among them: it becomes part of the places, and those that change are compared anew."""
    return {**settled, "configuration": house_of(settled).values()}


def _inputs(
    problems: Sequence[Unreadable], passed_over: Mapping[str, int], settled: Mapping[str, object]
) -> list[str]:
    """What a scan depends on besides its articles."""
    return [
        __version__,
        json.dumps(settled, sort_keys=True),
        json.dumps(dict(passed_over), sort_keys=True),
        *sorted(f"{problem.path}\0{problem.reason}" for problem in problems),
    ]


@cache
def _libraries() -> Mapping[str, str]:
    from importlib.metadata import version

    found = {name: version(name) for name in LIBRARIES}
    return {**found, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
