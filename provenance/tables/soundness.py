"""Rows that were imported -> what is wrong with them that the schema's own rules don't see."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from provenance.tables.manifest import TablesError
from provenance.tables.shapes import LARGEST_ID, Shape, tables

SPANS = {
    "segments": ("text_id", "start_char end_char"),
    "quotations": ("text_id", "start_char end_char", "speaker_start speaker_end", "verb_start verb_end"),
    "credits": ("text_id", "start_char end_char"),
    "members": ("text_id", "start_char end_char"),
    "notices": ("text_id", "start_char end_char"),
    "excluded_spans": ("text_id", "start_char end_char"),
    "links": ("(SELECT text_id FROM places WHERE id = place_id)", "start_char end_char"),
    "alignments": ("text_a", "a_start a_end"),
    "alignments of b": ("text_b", "b_start b_end"),
    "quotation_pairs": ("text_a", "a_start a_end"),
    "quotation_pairs of b": ("text_b", "b_start b_end"),
}
"""Where half-open code points of a text stand: what names the text, and the columns of each span."""

OBJECTS = {
    "runs": "dependencies parameters counts",
    "members": "part_credits",
    "alignments": "part_credit_a part_credit_b",
    "statements": "agencies",
    "files": "passed_over",
    "text_pairs": "facts",
    "relations": "facts",
    "families": "stock_facts",
}
"""Columns with a JSON object, or NULL; `facts` may be empty, too."""
LISTS = {"credits": "covers", "quotation_pairs": "differ"}
"""Columns with a JSON list."""
OFFSETS = {"credits": ("covers", 2), "quotation_pairs": ("differ", 4)}
"""Lists whose items are lists of so many offsets."""
COUNTS = {"members": "part_credits", "alignments": "part_credit_a part_credit_b", "statements": "agencies"}
"""Objects with a number under each name."""

TIMES = {
    "runs": "started_at finished_at",
    "places": "date_from date_to",
    "place_dates": "earliest latest",
    "corrections": "earliest latest made_at",
    "review_entries": "made_at imported_at",
    "tombstones": "forgotten_at",
}
"""Columns with a time in ISO 8601, or nothing."""


def refused_row(shape: Shape, part: Path, error: Exception) -> str:
    """The sentence for a row that the schema refuses."""
    words = str(error)
    if words.startswith("UNIQUE"):
        return (
            f"{part}: two rows of `{shape.name}` have the same {words.rpartition('.')[2]}; rows that are "
            "written apart need numbers of a range of their own."
        )
    if words.startswith("FOREIGN KEY"):
        named = ", ".join(sorted({table for table, _ in (shape.refers or {}).values()}))
        return f"{part}: a row refers to one of {named} that is not there; write the folder again."
    return f"{part}: a row is not one of `{shape.name}` ({words}); write the folder again."


def check_content(connection: sqlite3.Connection, folder: Path) -> None:
    """Raises TablesError at the first thing that no scan writes."""
    if connection.execute("SELECT 1 FROM current_run").fetchone() is None:
        raise TablesError(f"{folder} has no finished run; end the scan that wrote it, and write it again.")
    # SQLite's own length() ends at U+0000.
    connection.create_function("code_points", 1, len, deterministic=True)
    connection.execute("CREATE TEMP TABLE lengths AS SELECT id, code_points(text) AS length FROM texts")
    connection.execute("CREATE UNIQUE INDEX temp.lengths_id ON lengths (id)")
    for table, what, query in _checks():
        if connection.execute(f"SELECT EXISTS ({query})").fetchone()[0]:
            raise TablesError(f"{folder}: a row of `{table}` has {what}; write the folder again.")
    connection.execute("DROP TABLE temp.lengths")


def _checks() -> Iterator[tuple[str, str, str]]:
    """A table, what is wrong with a row, and the rows of which that is so."""
    named = {table for shape in tables().values() for table, _ in (shape.refers or {}).values()}
    for table in sorted(named):
        yield (
            table,
            f"a number below 1 or above {LARGEST_ID}",
            f"SELECT 1 FROM {table} WHERE id NOT BETWEEN 1 AND {LARGEST_ID}",
        )
    for name, (text, *spans) in SPANS.items():
        table = name.split()[0]
        least = 1 if table in ("members", "alignments") else 0  # a part of a text may be empty
        for start, end in map(str.split, spans):
            yield (
                table,
                f"a span that is not inside its text ({start}, {end})",
                f"SELECT 1 FROM {table} JOIN temp.lengths ON lengths.id = {text}"
                f" WHERE NOT ({start} BETWEEN 0 AND {end} - {least} AND {end} <= length)"
                f" OR ({start} IS NULL) <> ({end} IS NULL)",
            )
    for kind, columns in (("object", OBJECTS), ("array", LISTS)):
        for table, names in columns.items():
            for column in names.split():
                empty = int(column == "facts")
                yield (
                    table,
                    f"no JSON {kind} in {column}",
                    f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL"
                    f" AND NOT ({column} = '' AND {empty})"
                    f" AND CASE WHEN json_valid({column}) THEN json_type({column}) <> '{kind}' ELSE 1 END",
                )
    for table, (column, size) in OFFSETS.items():
        yield (
            table,
            f"other items than {size} offsets each in {column}",
            f"SELECT 1 FROM {table}, json_each({column}) AS item WHERE CASE WHEN item.type = 'array'"
            f" THEN json_array_length(item.value) <> {size}"
            "  OR EXISTS (SELECT 1 FROM json_each(item.value) WHERE type <> 'integer' OR value < 0)"
            " ELSE 1 END",
        )
    for table, names in COUNTS.items():
        for column in names.split():
            yield (
                table,
                f"no numbers in {column}",
                f"SELECT 1 FROM {table}, json_each({table}.{column}) AS item"
                f" WHERE {table}.{column} <> '{{}}' AND item.type <> 'integer'",
            )
    for table, names in TIMES.items():
        for column in names.split():
            yield (
                table,
                f"no time in {column}",
                f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL AND julianday({column}) IS NULL",
            )
    yield (
        "texts",
        "a text that was forgotten",
        "SELECT 1 FROM texts JOIN tombstones ON tombstones.sha256 = texts.sha256",
    )
    yield (
        "families",
        "not one representative",
        "SELECT 1 FROM families LEFT JOIN members ON family_id = families.id"
        " GROUP BY families.id HAVING coalesce(sum(representative), 0) <> 1",
    )
    yield (
        "sketches",
        "other bytes than its numbers take",
        "SELECT 1 FROM sketches WHERE length(hashvalues) <> 4 * num_perm",
    )
