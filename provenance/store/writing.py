"""Findings -> rows, inside the one transaction of a scan: it is in the database whole or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.analysis import Findings
from provenance.families import Family, Shared
from provenance.kinship import Text, TextPair
from provenance.passages import Passage
from provenance.reading import Article, Unreadable
from provenance.verdicts import Verdict, join_names


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of one run. Times are UTC, ISO 8601; `fingerprint` is of its inputs and parameters."""

    uid: str
    command: str
    started_at: str
    finished_at: str
    tool_version: str
    dependencies: Mapping[str, str]
    parameters: Mapping[str, object]
    fingerprint: str
    counts: Mapping[str, int]


def write_run(
    connection: sqlite3.Connection,
    run: Run,
    problems: Sequence[Unreadable],
    passed_over: Mapping[str, int],
) -> int:
    """The row of a run and of what it could not read; its id."""
    cursor = connection.execute(
        "INSERT INTO runs (uid, command, started_at, finished_at, tool_version, dependencies, parameters,"
        " fingerprint, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (run.uid, run.command, run.started_at, run.finished_at, run.tool_version, _json(run.dependencies),
         _json(run.parameters), run.fingerprint, _json(run.counts)),
    )  # fmt: skip
    run_id = cursor.lastrowid
    assert run_id is not None
    connection.executemany(
        "INSERT INTO problems (run_id, path, reason) VALUES (?, ?, ?)",
        [(run_id, problem.path, problem.reason) for problem in problems],
    )
    connection.executemany(
        "INSERT INTO passed_over (run_id, extension, files) VALUES (?, ?, ?)",
        [(run_id, extension, files) for extension, files in sorted(passed_over.items())],
    )
    return run_id


def write_folder(connection: sqlite3.Connection, label: str, location: str) -> int:
    """The id of the scanned folder, made where it is new."""
    connection.execute(
        "INSERT INTO folders (label, location) VALUES (?, ?) ON CONFLICT DO NOTHING", (label, location)
    )
    row = connection.execute("SELECT id FROM folders WHERE location = ?", (location,)).fetchone()
    return int(row[0])


def write_findings(
    connection: sqlite3.Connection,
    run_id: int,
    folder_id: int,
    mine: frozenset[str],
    findings: Findings,
    scales: Iterable[tuple[str, str, float]],
    *,
    whole_folder: bool,
) -> None:
    """All that a scan found, in place of what the database held of it; statements and evidence are added.

    `mine` are the paths that this scan read in its folder; other places stay as they are. Where it read the
    `whole_folder`, what the folder no longer holds is gone.
    """
    _clear(connection)
    connection.executemany("INSERT INTO scales (scale, value, at_least) VALUES (?, ?, ?)", scales)
    text_ids = [_write_text(connection, text) for text in findings.texts]
    owner = {place: text_ids[index] for index, text in enumerate(findings.texts) for place in text.places}
    places = [
        _write_place(connection, article, folder_id, owner[index], article.path in mine)
        for index, article in enumerate(findings.articles)
    ]
    _write_segments(connection, findings, text_ids)
    if whole_folder:
        _retire(connection, folder_id, mine)
    for family, is_stock in zip(findings.families, findings.stock, strict=True):
        _write_family(connection, family, is_stock, findings, text_ids)
    for index, text in enumerate(findings.texts):
        if len(text.places) > 1:
            _write_whole(connection, text, text_ids[index])
    connection.executemany(
        "INSERT INTO text_pairs (text_a, text_b, words, words_a, words_b, passages, near_duplicate, jaccard)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_pair_row(pair, text_ids) for pair in findings.pairs],
    )
    connection.executemany(
        "INSERT INTO relations (place_a, place_b, relation) VALUES (?, ?, ?)",
        [
            (*sorted((places[a], places[b])), relation)
            for (a, b), relation in sorted(findings.relations.items())
        ],
    )
    _write_lineage(connection, run_id, findings, places)


def _retire(connection: sqlite3.Connection, folder_id: int, mine: frozenset[str]) -> None:
    """Mark the places of a folder that the scan did not find any more."""
    known = connection.execute(
        "SELECT path FROM places WHERE folder_id = ? AND status = 'current'", (folder_id,)
    )
    gone = sorted({str(row[0]) for row in known} - mine)
    connection.executemany("UPDATE places SET status = 'gone' WHERE path = ?", [(path,) for path in gone])


def _clear(connection: sqlite3.Connection) -> None:
    """Take out what this scan makes anew. Runs, problems, statements and evidence stay."""
    for table in (
        "scales", "relations", "text_pairs", "alignments", "members", "families",
        "segments", "quotations", "credits", "sketches",
    ):  # fmt: skip
        connection.execute(f"DELETE FROM {table}")


def _write_text(connection: sqlite3.Connection, text: Text) -> int:
    connection.execute(
        "INSERT INTO texts (sha256, text, words) VALUES (?, ?, ?) ON CONFLICT (sha256) DO UPDATE"
        " SET words = excluded.words",
        (text.text_id, text.text, text.words),
    )
    text_id = int(connection.execute("SELECT id FROM texts WHERE sha256 = ?", (text.text_id,)).fetchone()[0])
    sketch = text.sketch
    connection.execute(
        "INSERT INTO sketches (text_id, scheme, seed, num_perm, shingle, normaliser, hashvalues)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (text_id, sketch.scheme, sketch.seed, int(sketch.hashvalues.size), sketch.shingle,
         sketch.normaliser, sketch.hashvalues.astype("<u4").tobytes()),
    )  # fmt: skip
    connection.executemany(
        "INSERT OR IGNORE INTO quotations (text_id, start_char, end_char) VALUES (?, ?, ?)",
        [(text_id, quotation.span.start, quotation.span.end) for quotation in text.marked.quotations],
    )
    connection.executemany(
        "INSERT INTO credits (text_id, name, role, known, start_char, end_char, covers)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (text_id, credit.name, credit.role, int(credit.known), credit.span.start, credit.span.end,
             _json([[span.start, span.end] for span in credit.covers]))
            for credit in text.marked.credits
        ],
    )  # fmt: skip
    return text_id


def _write_place(
    connection: sqlite3.Connection, article: Article, folder_id: int, text_id: int, mine: bool
) -> int:
    """The id of an article's place; one that this scan did not read itself is only looked up."""
    if mine:
        metadata, date = article.metadata, article.metadata.date
        connection.execute(
            "INSERT INTO places (path, folder_id, text_id, status, bytes, bytes_sha256, encoding, reader,"
            " article_id, title, outlet, byline, url, date_from, date_to, date_source, date_precision,"
            " date_words, source_flag)"
            " VALUES (?, ?, ?, 'current', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET folder_id = excluded.folder_id, text_id = excluded.text_id,"
            " status = 'current', bytes = excluded.bytes, bytes_sha256 = excluded.bytes_sha256,"
            " encoding = excluded.encoding, reader = excluded.reader, article_id = excluded.article_id,"
            " title = excluded.title, outlet = excluded.outlet, byline = excluded.byline,"
            " url = excluded.url, date_from = excluded.date_from, date_to = excluded.date_to,"
            " date_source = excluded.date_source, date_precision = excluded.date_precision,"
            " date_words = excluded.date_words, source_flag = excluded.source_flag",
            (article.path, folder_id, text_id, article.size, article.bytes_sha256, article.encoding,
             article.reader, metadata.id, metadata.title, metadata.outlet, metadata.byline, metadata.url,
             date.earliest if date else None, date.latest if date else None, date.source if date else None,
             date.precision if date else None, date.words if date else None, int(metadata.source_flag)),
        )  # fmt: skip
    row = connection.execute("SELECT id FROM places WHERE path = ?", (article.path,)).fetchone()
    return int(row[0])


def _write_segments(connection: sqlite3.Connection, findings: Findings, text_ids: Sequence[int]) -> None:
    """The segments of each text, as in the first of its places."""
    for index, text in enumerate(findings.texts):
        article = findings.articles[text.places[0]]
        connection.executemany(
            "INSERT INTO segments (text_id, start_char, end_char, kind) VALUES (?, ?, ?, ?)",
            [
                (text_ids[index], segment.span.start, segment.span.end, segment.kind)
                for segment in article.segments
            ],
        )


_MEMBER = (
    "INSERT INTO members (family_id, text_id, representative, start_char, end_char, words, rep_start,"
    " rep_end, identity, quoted, status, credits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _write_family(
    connection: sqlite3.Connection,
    family: Family,
    is_stock: bool,
    findings: Findings,
    text_ids: Sequence[int],
) -> None:
    distinct = len({member.text for member in family.members})
    family_id = _new_family(connection, family.members[0].words, distinct, False, family.cohesion)
    rows = []
    for place, member in enumerate(family.members):
        marked = findings.texts[member.text].marked
        quoted = marked.is_quoted(member.span)
        status = "stock phrase" if is_stock and not quoted else "reuse"
        if marked.is_boilerplate(member.span):
            status = "boilerplate"
        rows.append(
            (family_id, text_ids[member.text], int(place == 0), member.span.start, member.span.end,
             member.words, member.rep.start, member.rep.end, round(member.identity, 4),
             int(quoted), status, join_names(marked.credited(member.span)))
        )  # fmt: skip
    connection.executemany(_MEMBER, rows)
    connection.executemany(
        "INSERT INTO alignments (family_id, text_a, text_b, a_start, a_end, b_start, b_end, words, words_a,"
        " words_b, identity, form, quoted, status, credit_a, credit_b, explained_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(family_id, *_alignment(row, findings.verdicts[row], text_ids)) for row in family.passages],
    )


def _alignment(row: Shared, verdict: Verdict, text_ids: Sequence[int]) -> tuple[object, ...]:
    """The columns of an alignment, its sides ordered by the texts' ids."""
    passage = row.passage
    credit_a, credit_b = join_names(verdict.credit_a), join_names(verdict.credit_b)
    form, status = passage.form, verdict.status
    a, b = text_ids[row.a], text_ids[row.b]
    if a < b:
        return (a, b, passage.a.start, passage.a.end, passage.b.start, passage.b.end, passage.words,
                *_sizes(passage), round(passage.identity, 4), form, verdict.quoted, status,
                credit_a, credit_b, verdict.explained_by)  # fmt: skip
    quoted = {"a": "b", "b": "a"}.get(verdict.quoted, verdict.quoted)
    return (b, a, passage.b.start, passage.b.end, passage.a.start, passage.a.end, passage.words,
            *_sizes(passage)[::-1], round(passage.identity, 4), form, quoted, status,
            credit_b, credit_a, verdict.explained_by)  # fmt: skip


def _sizes(passage: Passage) -> tuple[int, int]:
    return passage.last_a - passage.first_a, passage.last_b - passage.first_b


def _write_whole(connection: sqlite3.Connection, text: Text, text_id: int) -> None:
    """The family of one text that stands in several places."""
    tokens = text.marked.tokens
    span = tokens.span(0, len(tokens))
    family_id = _new_family(connection, text.words, 1, True, 1.0)
    connection.execute(
        _MEMBER,
        (family_id, text_id, 1, span.start, span.end, text.words, span.start, span.end, 1.0,
         int(text.marked.is_quoted(span)), "boilerplate" if text.marked.is_boilerplate(span) else "reuse",
         join_names(text.marked.credited(span))),
    )  # fmt: skip


def _new_family(
    connection: sqlite3.Connection, words: int, texts: int, whole_text: bool, cohesion: float
) -> int:
    cursor = connection.execute(
        "INSERT INTO families (words, texts, whole_text, cohesion) VALUES (?, ?, ?, ?)",
        (words, texts, int(whole_text), cohesion),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _pair_row(pair: TextPair, text_ids: Sequence[int]) -> tuple[object, ...]:
    a, b = text_ids[pair.a], text_ids[pair.b]
    words = (pair.words_a, pair.words_b) if a < b else (pair.words_b, pair.words_a)
    return (min(a, b), max(a, b), pair.words, *words, len(pair.passages), int(pair.near_duplicate),
            pair.jaccard)  # fmt: skip


def _write_lineage(
    connection: sqlite3.Connection, run_id: int, findings: Findings, places: Sequence[int]
) -> None:
    unseen = {}
    for source in findings.lineage.unseen:
        cursor = connection.execute(
            "INSERT INTO unseen_sources (run_id, name) VALUES (?, ?)", (run_id, source.name)
        )
        unseen[source.number] = cursor.lastrowid
    for row in findings.lineage.statements:
        cursor = connection.execute(
            "INSERT INTO statements (run_id, source_place, unseen_id, derived_place, kind, probability, band,"
            " words, passages, agencies) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, None if row.source is None else places[row.source],
             None if row.unseen is None else unseen[row.unseen], places[row.derived], row.kind,
             row.probability, row.band, row.words, row.passages, _json(row.agencies)),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO evidence (statement_id, sign, weight, sentence) VALUES (?, ?, ?, ?)",
            [(cursor.lastrowid, reason.sign, reason.weight, reason.sentence) for reason in row.reasons],
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
