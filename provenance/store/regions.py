"""The region of the archive that some changed texts touch, and taking its findings out.

Texts of one family of reuse have to do with each other: where one of them changes, all are explained anew.
Families without reuse (stock phrases, boilerplate lines) connect nothing: those that reach beyond the region
are kept, and what is found anew joins them.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set

from provenance.families import Member
from provenance.spans import Span
from provenance.store.database import Writer
from provenance.store.origins import UNSHARED
from provenance.store.reading import named


def region_of(connection: sqlite3.Connection, texts: Iterable[int]) -> set[int]:
    """The ids of the texts that families of reuse connect with some texts, and of these."""
    found = set(texts)
    families: set[int] = set()
    waiting = sorted(found)
    while waiting:
        known = set(families)
        for query, values in named(
            "SELECT DISTINCT family_id FROM members JOIN families ON families.id = family_id"
            " WHERE reuse AND text_id IN",
            waiting,
        ):
            families.update(row[0] for row in connection.execute(query, values))
        met: set[int] = set()
        for query, values in named(
            "SELECT DISTINCT text_id FROM members WHERE family_id IN", sorted(families - known)
        ):
            met.update(row[0] for row in connection.execute(query, values))
        waiting = sorted(met - found)
        found |= met
    return found


def pairs_within(
    connection: sqlite3.Connection, texts: Collection[int]
) -> list[tuple[int, int, float | None]]:
    """The pairs of some texts that share something, by ids, with the estimate of their sketches."""
    inside = set(texts)
    found = []
    for query, values in named(
        "SELECT text_a, text_b, jaccard FROM text_pairs WHERE text_a IN", sorted(inside)
    ):
        found += [(a, b, jaccard) for a, b, jaccard in connection.execute(query, values) if b in inside]
    return found


def near_duplicates(connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, set[int]]:
    """The near-duplicates of some texts, by ids; texts without any are left out."""
    found: dict[int, set[int]] = defaultdict(set)
    wanted = sorted(texts)
    for own, other in (("text_a", "text_b"), ("text_b", "text_a")):
        for query, values in named(
            f"SELECT {own}, {other} FROM text_pairs WHERE near_duplicate AND {own} IN", wanted
        ):
            for text, near in connection.execute(query, values):
                found[text].add(near)
    return dict(found)


def sharing_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> set[int]:
    """Those of some texts that have a passage or stand in several places: their quotations and credits are
    known."""
    found: set[int] = set()
    for query, values in named(
        "SELECT DISTINCT text_id FROM members JOIN families ON families.id = family_id"
        " WHERE line IS NULL AND text_id IN",
        sorted(texts),
    ):
        found.update(row[0] for row in connection.execute(query, values))
    return found


def kept_members(
    connection: sqlite3.Connection, texts: Collection[int], region: Set[int]
) -> dict[int, list[tuple[int, Member]]]:
    """Of some texts, by id, the members of those families without reuse that reach beyond the region: the
    family and the member. Lines of boilerplate are not among them."""
    rows: list[Sequence[float]] = []
    for query, values in named(
        "SELECT family_id, text_id, start_char, end_char, members.words, rep_start, rep_end, identity"
        " FROM members JOIN families ON families.id = family_id"
        " WHERE NOT reuse AND NOT whole_text AND line IS NULL AND text_id IN",
        sorted(texts),
    ):
        rows += connection.execute(query, values).fetchall()
    beyond: set[int] = set()
    for query, values in named(
        "SELECT DISTINCT family_id, text_id FROM members WHERE family_id IN",
        sorted({int(row[0]) for row in rows}),
    ):
        beyond.update(family for family, text in connection.execute(query, values) if text not in region)
    found: dict[int, list[tuple[int, Member]]] = defaultdict(list)
    for family, text, start, end, words, rep_start, rep_end, identity in rows:
        if family in beyond:
            member = Member(
                int(text),
                Span(int(start), int(end)),
                int(words),
                Span(int(rep_start), int(rep_end)),
                identity,
            )
            found[int(text)].append((int(family), member))
    return found


def excluded_families(connection: sqlite3.Connection) -> frozenset[int]:
    """The families whose passages the house has set aside: they are no stock phrases."""
    rows = connection.execute("SELECT DISTINCT family_id FROM members WHERE status = 'excluded'")
    return frozenset(row[0] for row in rows)


def remove_marks(connection: Writer, texts: Iterable[int]) -> None:
    """Take out the quotations, credits and excluded words of some texts, which are found anew."""
    for table in ("quotations", "credits", "excluded_spans"):
        connection.executemany(f"DELETE FROM {table} WHERE text_id = ?", [(text,) for text in texts])


def remove_findings(connection: Writer, region: Set[int], changed: Set[int], run_id: int) -> list[int]:
    """Take out what was found about the texts of a region, and all that names the `changed` among them.

    Statements are not deleted: they held until this run. Returns the families that have lost members: where
    these do not come back, `mending.mend_families` has to set them right.
    """
    _name(connection, region, changed)
    in_region = "(SELECT text_id FROM region)"
    in_changed = "(SELECT text_id FROM region WHERE changed)"
    places = "(SELECT id FROM places WHERE text_id IN (SELECT text_id FROM region))"
    changed_places = "(SELECT id FROM places WHERE text_id IN (SELECT text_id FROM region WHERE changed))"
    execute = connection.execute
    execute("DELETE FROM touched")
    execute(
        "INSERT INTO touched SELECT DISTINCT family_id FROM members JOIN families ON families.id = family_id"
        f" WHERE line IS NULL AND text_id IN {in_region}"
    )
    whole = (
        "(SELECT family_id FROM touched WHERE NOT EXISTS (SELECT 1 FROM members"
        " WHERE members.family_id = touched.family_id AND text_id NOT IN (SELECT text_id FROM region)))"
    )
    for table in ("alignments", "members"):
        execute(f"DELETE FROM {table} WHERE family_id IN {whole}")
    execute("DELETE FROM families WHERE id IN touched AND id NOT IN (SELECT family_id FROM members)")
    execute(f"DELETE FROM alignments WHERE text_a IN {in_region} AND text_b IN {in_region}")
    for side in ("text_a", "text_b"):
        execute(f"DELETE FROM alignments WHERE {side} IN {in_changed}")
        for table in ("text_pairs", "quotation_pairs"):
            execute(f"DELETE FROM {table} WHERE {side} IN {in_changed}")
    for table in ("text_pairs", "quotation_pairs"):
        execute(f"DELETE FROM {table} WHERE text_a IN {in_region} AND text_b IN {in_region}")
    execute(f"DELETE FROM relations WHERE place_a IN {places} AND place_b IN {places}")
    for side in ("place_a", "place_b"):
        execute(f"DELETE FROM relations WHERE {side} IN {changed_places}")
    lost = [
        int(row[0])
        for row in execute(f"SELECT DISTINCT family_id FROM members WHERE text_id IN {in_changed}").fetchall()
    ]
    execute(f"DELETE FROM members WHERE text_id IN {in_changed}")
    for table in ("quotations", "credits", "excluded_spans"):
        execute(f"DELETE FROM {table} WHERE text_id IN {in_region}")
    # A stated origin without a shared passage holds as long as the region has not the article that states it.
    for rows in (f"derived_place IN {places}", f"source_place IN {places} AND NOT ({UNSHARED})"):
        execute(f"UPDATE statements SET until_run = ? WHERE until_run IS NULL AND {rows}", (run_id,))
    return lost


def _name(connection: Writer, region: Set[int], changed: Set[int]) -> None:
    """The texts of the region as a table, for the queries."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS region (text_id INTEGER PRIMARY KEY, changed INTEGER NOT NULL)"
    )
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (family_id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM region")
    connection.executemany(
        "INSERT INTO region (text_id, changed) VALUES (?, ?)",
        [(text, int(text in changed)) for text in region | changed],
    )
