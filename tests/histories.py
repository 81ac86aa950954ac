"""What the views of an archive say, and whether its tables agree, for the tests of scans in parts."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from provenance.store.database import open_for_writing

Said = dict[str, list[tuple[Any, ...]]]

_VIEWS = {
    "articles": "SELECT * FROM articles WHERE status = 'current'",
    "passages": "SELECT a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted,"
    " status, credit, credit_a, credit_b, explained_by, composed FROM reuse_passages",
    "members": "SELECT path, start_char, end_char, words, representative, text FROM family_members",
    "pairs": "SELECT * FROM pairs",
    "lineage": "SELECT * FROM lineage_edges",
    "quotations": "SELECT path, start_char, end_char, speaker_start, speaker_end, verb_start, verb_end"
    " FROM quotations JOIN places USING (text_id) WHERE status = 'current'",
    "quotation differences": "SELECT * FROM quotation_differences",
    "credits": "SELECT path, name, role, start_char, end_char, covers FROM credits"
    " JOIN places USING (text_id) WHERE status = 'current'",
}
_ALIGNED = (
    "SELECT a_path, a_start, a_end, b_path, b_start, b_end FROM reuse_passages"
    " WHERE NOT composed AND status <> 'boilerplate'"
)
_ORPHANS = {
    "members without family": "SELECT id FROM members WHERE family_id NOT IN (SELECT id FROM families)",
    "alignments without family": "SELECT id FROM alignments WHERE family_id NOT IN (SELECT id FROM families)",
    "members of texts that are gone": "SELECT id FROM members WHERE text_id NOT IN"
    " (SELECT text_id FROM places WHERE status = 'current')",
    "alignments of texts that are no members": "SELECT id FROM alignments WHERE"
    " text_a NOT IN (SELECT text_id FROM members WHERE members.family_id = alignments.family_id)"
    " OR text_b NOT IN (SELECT text_id FROM members WHERE members.family_id = alignments.family_id)",
    "pairs of texts that are gone": "SELECT text_a, text_b FROM text_pairs WHERE"
    " text_a NOT IN (SELECT text_id FROM places WHERE status = 'current')"
    " OR text_b NOT IN (SELECT text_id FROM places WHERE status = 'current')",
    "pairs without passages": "SELECT text_a, text_b FROM text_pairs WHERE passages <> (SELECT count(*)"
    " FROM alignments WHERE alignments.text_a = text_pairs.text_a AND alignments.text_b = text_pairs.text_b)",
    "passages without a pair": "SELECT id FROM alignments WHERE NOT EXISTS (SELECT 1 FROM text_pairs"
    " WHERE alignments.text_a = text_pairs.text_a AND alignments.text_b = text_pairs.text_b)",
    "families that are none": "SELECT id FROM families WHERE texts <> (SELECT count(DISTINCT text_id)"
    " FROM members WHERE family_id = families.id) OR texts < 2 - whole_text",
    "not one representative": "SELECT id FROM families WHERE 1 <> (SELECT count(*) FROM members"
    " WHERE family_id = families.id AND representative)",
    "no passage of reuse": "SELECT id FROM families WHERE reuse <> EXISTS (SELECT 1 FROM alignments"
    " WHERE family_id = families.id AND status = 'reuse')",
    "members twice": "SELECT a.id FROM members AS a JOIN members AS b ON a.family_id = b.family_id"
    " AND a.text_id = b.text_id AND a.id < b.id AND a.start_char < b.end_char AND b.start_char < a.end_char",
    "whole texts in one place": "SELECT id FROM families WHERE whole_text AND 2 > (SELECT count(*)"
    " FROM members JOIN places USING (text_id) WHERE family_id = families.id AND places.status = 'current')",
    "passages twice": "SELECT text_a, text_b, a_start, b_start FROM alignments"
    " GROUP BY text_a, text_b, a_start, b_start HAVING count(*) > 1",
    "credits twice": "SELECT text_id, name, role, start_char FROM credits"
    " GROUP BY text_id, name, role, start_char, end_char HAVING count(*) > 1",
    "relations of places that are gone": "SELECT place_a, place_b FROM relations WHERE"
    " place_a NOT IN (SELECT id FROM places WHERE status = 'current')"
    " OR place_b NOT IN (SELECT id FROM places WHERE status = 'current')",
    "statements of places that are gone": "SELECT id FROM statements WHERE until_run IS NULL AND"
    " (derived_place NOT IN (SELECT id FROM places WHERE status = 'current')"
    " OR source_place NOT IN (SELECT id FROM places WHERE status = 'current'))",
    "statements twice": "SELECT source_place, derived_place FROM statements WHERE until_run IS NULL"
    " AND source_place IS NOT NULL"
    " GROUP BY min(source_place, derived_place), max(source_place, derived_place) HAVING count(*) > 1",
    "a story of one article": "SELECT unseen_id FROM statements WHERE until_run IS NULL"
    " AND unseen_id IS NOT NULL AND probability < 1 GROUP BY unseen_id HAVING count(*) < 2",
    "unseen names twice": "SELECT name FROM unseen_sources WHERE id IN (SELECT unseen_id FROM statements"
    " WHERE until_run IS NULL) GROUP BY name HAVING count(*) > 1",
    "quotations of texts that are no pair": "SELECT id FROM quotation_pairs WHERE NOT EXISTS (SELECT 1"
    " FROM text_pairs WHERE text_pairs.text_a = quotation_pairs.text_a"
    " AND text_pairs.text_b = quotation_pairs.text_b)",
    "quotations of pairs that are none": "SELECT id FROM quotation_pairs WHERE"
    " (text_a, a_start, a_end) NOT IN (SELECT text_id, start_char, end_char FROM quotations)"
    " OR (text_b, b_start, b_end) NOT IN (SELECT text_id, start_char, end_char FROM quotations)",
    "quotations compared twice": "SELECT min(id) FROM quotation_pairs"
    " GROUP BY text_a, text_b, a_start, b_start HAVING count(*) > 1",
    "cohesion": "SELECT id FROM families WHERE cohesion NOT BETWEEN 0 AND 1",
    "texts that wait": "SELECT text_id FROM pending",
    "counted texts that are gone": "SELECT text_id FROM counted_texts WHERE text_id NOT IN"
    " (SELECT text_id FROM places WHERE status = 'current')",
}


def write_empty(db: Path) -> Path:
    """A database without articles: a copy, as to make one takes longer than to scan a few articles."""
    db.write_bytes(_empty())
    return db


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "empty.db"
        open_for_writing(db).close()
        return db.read_bytes()


def disagreements(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables of an archive say against each other: nothing."""
    with closing(sqlite3.connect(db)) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in _ORPHANS.items()}
        found["foreign keys"] = connection.execute("PRAGMA foreign_key_check").fetchall()
    return {name: rows for name, rows in found.items() if rows}


def aligned(db: Path) -> set[tuple[Any, ...]]:
    """The passages that were aligned, by their places."""
    with closing(sqlite3.connect(db)) as connection:
        return set(connection.execute(_ALIGNED))


def said(db: Path) -> Said:
    """All that the views say, without the numbers of families."""
    with closing(sqlite3.connect(db)) as connection:
        found = {name: sorted(connection.execute(query), key=repr) for name, query in _VIEWS.items()}
        families: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for family, *member in connection.execute(
            "SELECT family, path, start_char, end_char FROM family_members"
        ):
            families[family].append(tuple(member))
    found["families"] = sorted(tuple(sorted(members)) for members in families.values())
    return found
