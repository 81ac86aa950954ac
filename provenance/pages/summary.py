"""What a scan did, in figures of the database as it stands."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from provenance.reading import Listing, Unreadable
from provenance.store.exclusions import LeftOut, read_left_out


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan did.

    `passages` counts distinct shared passages, `set_aside` those that are boilerplate, stock phrases or
    excluded; `by_status` counts all, before any is set aside; `sharing` the texts that have a passage,
    `statements` the lineage by kind. `unchanged` means that the database already held the answer for these
    files and parameters, and nothing was written but maybe which files need not be opened next time.
    `forgotten` are articles that were passed over because their texts are not to be taken in again,
    `disguised` the paths of those with characters that hide words from a search (see the view `disguises`).
    `altered_quotations` counts quotations of two texts whose words differ. `excluded` are the exclusions of
    the configuration, with what each removed.
    """

    db: Path
    articles: int
    texts: int
    words: int
    passages: int
    set_aside: int
    sharing: int
    near_duplicates: int
    statements: Mapping[str, int]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]
    passed_over: Mapping[str, int]
    left_out: int
    unchanged: bool
    forgotten: tuple[Unreadable, ...] = ()
    disguised: tuple[str, ...] = ()
    altered_quotations: int = 0
    excluded: tuple[LeftOut, ...] = ()
    by_status: Mapping[str, int] = field(default_factory=dict)


def count_findings(connection: sqlite3.Connection) -> dict[str, int]:
    """What the archive holds: current articles, their texts and words; aligned passages, families, those that
    are reuse, and the texts that have one of these."""

    def count(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    return {
        "articles": count("SELECT count(*) FROM places WHERE status = 'current'"),
        "texts": count("SELECT count(DISTINCT text_id) FROM places WHERE status = 'current'"),
        # The sign keeps SQLite from looking each text up: it then goes through the index of words instead.
        "words": count(
            "SELECT sum(words) FROM texts WHERE +id IN (SELECT text_id FROM places WHERE status = 'current')"
        ),
        "passages": count("SELECT count(*) FROM alignments"),
        "families": count("SELECT count(*) FROM families WHERE NOT whole_text"),
        "reused": count("SELECT count(*) FROM families WHERE reuse"),
        "sharing": count(
            "SELECT count(DISTINCT text_id) FROM members"
            " WHERE family_id IN (SELECT id FROM families WHERE reuse)"
        ),
    }


def count_statuses(connection: sqlite3.Connection) -> dict[str, int]:
    """How many families are reuse, and as what the others are set aside."""
    reuse = connection.execute("SELECT count(*) FROM families WHERE reuse AND NOT whole_text").fetchone()[0]
    aside = connection.execute(
        "SELECT status, count(*) FROM ("
        " SELECT CASE WHEN line IS NOT NULL OR max(status = 'boilerplate') THEN 'boilerplate'"
        "  WHEN max(status = 'excluded') THEN 'excluded' ELSE 'stock phrase' END AS status"
        " FROM families LEFT JOIN alignments ON family_id = families.id"
        " WHERE NOT reuse AND NOT whole_text GROUP BY families.id) GROUP BY status"
    )
    found = {"reuse": int(reuse), "boilerplate": 0, "stock phrase": 0, "excluded": 0}
    return found | {str(status): int(count) for status, count in aside}


def summarise(
    connection: sqlite3.Connection,
    path: Path,
    problems: Sequence[Unreadable],
    listing: Listing,
    warnings: Sequence[str],
    forgotten: Sequence[Unreadable] = (),
    *,
    unchanged: bool,
) -> Scan:
    """The figures of the database as it stands now."""

    def count(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    counts = json.loads(
        connection.execute("SELECT counts FROM runs WHERE id = (SELECT id FROM current_run)").fetchone()[0]
    )
    kinds = Counter(
        {
            row[0]: row[1]
            for row in connection.execute("SELECT kind, count(*) FROM lineage_edges GROUP BY kind")
        }
    )
    # What the run counted has each text once. The others are not looked at: texts are most of the file.
    again = count(
        "SELECT sum((articles - 1) * words) FROM ("
        " SELECT text_id, count(*) AS articles FROM places WHERE status = 'current'"
        " GROUP BY text_id HAVING articles > 1) JOIN texts ON texts.id = text_id"
    )
    return Scan(
        db=path,
        articles=int(counts["articles"]),
        texts=int(counts["texts"]),
        words=int(counts["words"]) + again,
        passages=int(counts["reused"]),
        set_aside=int(counts["families"]) - int(counts["reused"]),
        sharing=int(counts["sharing"]),
        near_duplicates=count("SELECT count(*) FROM text_pairs WHERE near_duplicate"),
        statements=dict(sorted(kinds.items())),
        problems=tuple(sorted(problems, key=lambda problem: (problem.path, problem.reason))),
        warnings=(*listing.warnings, *warnings),
        passed_over=listing.passed_over,
        left_out=int(counts["candidates_left_out"]),
        unchanged=unchanged,
        forgotten=tuple(sorted(forgotten, key=lambda one: one.path)),
        # As the view `disguises`, which would be gone through by all places.
        disguised=tuple(
            row[0]
            for row in connection.execute(
                "SELECT path FROM places WHERE status = 'current' AND text_id IN"
                " (SELECT text_id FROM notices) ORDER BY path"
            )
        ),
        altered_quotations=count("SELECT count(*) FROM quotation_pairs WHERE kind = 'altered'"),
        excluded=read_left_out(connection),
        by_status=count_statuses(connection),
    )
