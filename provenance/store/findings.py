"""Findings -> rows. What workers find out becomes plain rows by the numbers of texts, which the scan then
enters into the database by their ids."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from provenance.altered import Difference
from provenance.analysis import Findings
from provenance.credited import Parts
from provenance.explaining import Explained
from provenance.families import Family, Shared
from provenance.passages import Passage
from provenance.relations import Relations
from provenance.repeats import RepeatedLine
from provenance.speakers import Speaker
from provenance.statements import NOTHING_TRACED, Lineage, Traced
from provenance.stock_passages import Ground
from provenance.texts import Text, TextPair
from provenance.verdicts import Standing, Verdict, join_names, standing

Ids: TypeAlias = npt.NDArray[np.int64]
"""The database's ids by number."""
Row: TypeAlias = tuple[Any, ...]
"""The columns of a row, numbers of texts for ids."""
PIECE = 4000
"""Members and passages, or pairs, after which a piece of `rows_of` ends. One story in 700 papers has some
85,000 passages, which would be a hundred MB of objects at once."""


@dataclass(frozen=True, slots=True)
class FamilyRows:
    """A family: its columns (words, texts, whole_text, cohesion, line, reuse, stock_rule, stock_facts), and
    those of its members and alignments with numbers of texts for ids."""

    columns: Row
    members: tuple[Row, ...]
    alignments: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What was found out about some texts, as rows; or a piece of it."""

    families: tuple[FamilyRows, ...]
    pairs: tuple[Row, ...] = ()
    relations: tuple[tuple[int, int, str, str, str], ...] = ()
    quotations: tuple[Row, ...] = ()
    credits: tuple[Row, ...] = ()
    traced: Traced = NOTHING_TRACED
    quotation_pairs: tuple[Row, ...] = ()
    excluded: tuple[tuple[int, int, int, int], ...] = ()


def rows_of(findings: Findings) -> Iterator[Rows]:
    """The rows of some findings, in pieces: families, then pairs, both in their order; then all else."""
    texts = text_rows(findings.texts, findings.speakers)
    held: list[FamilyRows] = []
    size = 0
    for family in chain(family_rows(findings.explained), texts.families):
        held.append(family)
        size += len(family.members) + len(family.alignments)
        if size >= PIECE:
            yield Rows(tuple(held))
            held, size = [], 0
    pairs = pair_rows(findings.pairs, findings.relations)
    while some := tuple(islice(pairs, PIECE)):
        yield Rows(tuple(held), some)
        held = []
    yield replace(
        texts,
        families=tuple(held),
        relations=relation_rows(findings.relations),
        traced=findings.traced,
        quotation_pairs=difference_rows(findings.differences),
    )


def text_rows(texts: Mapping[int, Text], speakers: Mapping[int, Sequence[Speaker | None]]) -> Rows:
    """What is to be said of texts by themselves."""
    marked = [(number, text.marked) for number, text in texts.items()]
    return Rows(
        tuple(_whole(number, text) for number, text in texts.items() if text.is_shared),
        quotations=tuple(
            (number, quotation.span.start, quotation.span.end, *_said_by(speaker))
            for number, marks in marked
            for quotation, speaker in zip(marks.quotations, speakers[number], strict=True)
        ),
        credits=tuple(
            (number, credit.name, credit.role, int(credit.known), credit.span.start, credit.span.end,
             _json([[span.start, span.end] for span in credit.covers]))
            for number, marks in marked
            for credit in marks.credits
        ),
        excluded=tuple(
            (number, span.start, span.end, rule) for number, marks in marked for span, rule in marks.excluded
        ),
    )  # fmt: skip


def family_rows(explained: Explained) -> Iterator[FamilyRows]:
    """The families of some texts, one after the other."""
    return (_family(*parts) for parts in _by_family(explained))


def pair_rows(pairs: Sequence[TextPair], relations: Relations) -> Iterator[Row]:
    """Some pairs of texts with their relations, one after the other."""
    return (
        (pair.a, pair.b, pair.words, pair.words_a, pair.words_b, len(pair.passages),
         int(pair.near_duplicate), pair.jaccard, relation.name, relation.rule, relation.facts)
        for pair, relation in zip(pairs, relations.usual, strict=True)
    )  # fmt: skip


def relation_rows(relations: Relations) -> tuple[tuple[int, int, str, str, str], ...]:
    """The pairs of places that are not related as their texts mostly are."""
    return tuple(
        (a, b, relation.name, relation.rule, relation.facts)
        for (a, b), relation in sorted(relations.other.items())
    )


def difference_rows(differences: Sequence[Difference]) -> tuple[Row, ...]:
    """Differing quotations."""
    return tuple(
        (one.a, one.b, one.kind, one.span_a.start, one.span_a.end, one.span_b.start, one.span_b.end,
         one.speaker_a, one.speaker_b, one.words, one.part,
         tuple((a.start, a.end, b.start, b.end) for a, b in one.differ))
        for one in differences
    )  # fmt: skip


def _said_by(speaker: Speaker | None) -> Row:
    if speaker is None:
        return (None,) * 4
    return (speaker.name.start, speaker.name.end, speaker.verb.start, speaker.verb.end)


_Family = tuple[Family, Ground | None, Sequence[Verdict], Sequence[Standing]]


def _by_family(explained: Explained) -> Iterable[_Family]:
    return zip(explained.families, explained.stock, explained.verdicts, explained.standing, strict=True)


def _family(
    family: Family, stock: Ground | None, verdicts: Sequence[Verdict], standing: Sequence[Standing]
) -> FamilyRows:
    members = []
    for place, (member, found) in enumerate(zip(family.members, standing, strict=True)):
        status = "stock phrase" if stock and not found.quoted else "reuse"
        if found.boilerplate or found.excluded:
            status = "boilerplate" if found.boilerplate else "excluded"
        members.append(
            (member.text, int(place == 0), member.span.start, member.span.end, member.words, member.rep.start,
             member.rep.end, round(member.identity, 4), int(found.quoted), status, join_names(found.credited),
             parts_json(found.partly))
        )  # fmt: skip
    texts = len({member.text for member in family.members})
    alignments = map(_alignment, family.passages, verdicts)
    reuse = any(verdict.status == "reuse" for verdict in verdicts)
    why = (stock.rule, _json(dict(stock.facts)) if stock.facts else None) if stock else (None, None)
    columns = (family.members[0].words, texts, 0, family.cohesion, None, int(reuse), *why)
    return FamilyRows(columns, tuple(members), tuple(alignments))


def _alignment(row: Shared, verdict: Verdict) -> Row:
    passage = row.passage
    return (
        row.a, row.b, passage.a.start, passage.a.end, passage.b.start, passage.b.end, passage.words,
        *_sizes(passage), round(passage.identity, 4), passage.form, verdict.quoted, verdict.status,
        join_names(verdict.credit_a), join_names(verdict.credit_b), verdict.explained_by,
        verdict.stock_rule or None, parts_json(verdict.part_a), parts_json(verdict.part_b),
    )  # fmt: skip


def _sizes(passage: Passage) -> tuple[int, int]:
    return passage.last_a - passage.first_a, passage.last_b - passage.first_b


def _whole(number: int, text: Text) -> FamilyRows:
    """The family of one text that stands in several places."""
    tokens, marked = text.marked.tokens, text.marked
    span = tokens.span(0, len(tokens))
    found = standing(marked, [span])[span]
    status = "boilerplate" if found.boilerplate else "excluded" if found.excluded else "reuse"
    member = (number, 1, span.start, span.end, text.words, span.start, span.end, 1.0, int(found.quoted),
              status, join_names(found.credited), parts_json(found.partly))  # fmt: skip
    return FamilyRows((text.words, 1, 1, 1.0, None, 0, None, None), (member,), ())


def line_rows(line: RepeatedLine) -> FamilyRows:
    """The family of a boilerplate line."""
    _, rep = line.members[0]
    members = tuple(
        (number, int(place == 0), span.start, span.end, line.words, rep.start, rep.end, 1.0, 0,
         "boilerplate", "", "{}")
        for place, (number, span) in enumerate(line.members)
    )  # fmt: skip
    return FamilyRows((line.words, len(members), 0, 1.0, signed(line.hash), 0, None, None), members, ())


def signed(number: int) -> int:
    """A hash of 64 bits as SQLite keeps it, which has no unsigned numbers."""
    return number - (1 << 64) if number >> 63 else number


_MEMBER = (
    "INSERT INTO members (family_id, text_id, representative, start_char, end_char, words, rep_start,"
    " rep_end, identity, quoted, status, credits, part_credits)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ALIGNMENT = (
    "INSERT INTO alignments (family_id, text_a, text_b, a_start, a_end, b_start, b_end, words, words_a,"
    " words_b, identity, form, quoted, status, credit_a, credit_b, explained_by, stock_rule,"
    " part_credit_a, part_credit_b)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_OTHER_SIDE = {"a": "b", "b": "a"}


def clear_findings(connection: sqlite3.Connection, run_id: int) -> None:
    """Take out what a scan makes anew. Texts, places and runs stay; statements and their evidence, too, but
    they held until this run."""
    connection.execute("UPDATE statements SET until_run = ? WHERE until_run IS NULL", (run_id,))
    for table in (
        "scales", "relations", "text_pairs", "alignments", "members", "families", "quotations", "credits",
        "quotation_pairs", "excluded_spans",
    ):  # fmt: skip
        connection.execute(f"DELETE FROM {table}")


def write_families(connection: sqlite3.Connection, families: Sequence[FamilyRows], texts: Ids) -> None:
    """Write families with their members and alignments; `texts` are the texts' ids."""
    first = int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM families").fetchone()[0])
    connection.executemany(
        "INSERT INTO families (id, words, texts, whole_text, cohesion, line, reuse, stock_rule, stock_facts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, *family.columns) for number, family in enumerate(families, first)),
    )
    write_members(connection, list(enumerate(families, first)), texts)


def write_members(
    connection: sqlite3.Connection, families: Sequence[tuple[int, FamilyRows]], texts: Ids
) -> None:
    """Write the members and alignments of families that have ids; `texts` are the texts' ids."""
    ids = texts.tolist()
    connection.executemany(
        _MEMBER,
        ((number, ids[member[0]], *member[1:]) for number, family in families for member in family.members),
    )
    connection.executemany(
        _ALIGNMENT,
        ((number, *_ordered(row, ids)) for number, family in families for row in family.alignments),
    )


def _ordered(row: Row, ids: Sequence[int]) -> Row:
    """The columns of an alignment, its sides ordered by the texts' ids."""
    (a, b, start_a, end_a, start_b, end_b, words, words_a, words_b, identity, form, quoted, status,
     credit_a, credit_b, explained_by, stock_rule, part_a, part_b) = row  # fmt: skip
    id_a, id_b = ids[a], ids[b]
    if id_a < id_b:
        return (id_a, id_b, *row[2:])
    other = _OTHER_SIDE.get(str(quoted), quoted)
    return (id_b, id_a, start_b, end_b, start_a, end_a, words, words_b, words_a, identity, form, other,
            status, credit_b, credit_a, explained_by, stock_rule, part_b, part_a)  # fmt: skip


def write_rows(connection: sqlite3.Connection, rows: Rows, texts: Ids, places: Ids) -> Traced:
    """Write what was found out about some texts, but for its lineage, which is returned: it is written when
    all is known. `texts` and `places` are ids by number."""
    write_families(connection, rows.families, texts)
    write_facts(connection, rows, texts, places)
    return rows.traced


def write_facts(connection: sqlite3.Connection, rows: Rows, texts: Ids, places: Ids) -> None:
    """Write what was found out about some texts and pairs of them, but for families and lineage."""
    ids, place_ids = texts.tolist(), places.tolist()
    connection.executemany(
        "INSERT INTO text_pairs (text_a, text_b, words, words_a, words_b, passages, near_duplicate, jaccard,"
        " relation, rule, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_pair(row, ids) for row in rows.pairs),
    )
    connection.executemany(
        "INSERT INTO relations (place_a, place_b, relation, rule, facts) VALUES (?, ?, ?, ?, ?)",
        ((*sorted((place_ids[a], place_ids[b])), *relation) for a, b, *relation in rows.relations),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO quotations (text_id, start_char, end_char, speaker_start, speaker_end,"
        " verb_start, verb_end) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((ids[number], *rest) for number, *rest in rows.quotations),
    )
    connection.executemany(
        "INSERT INTO quotation_pairs (text_a, text_b, kind, a_start, a_end, b_start, b_end, speaker_a,"
        " speaker_b, words, part, differ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_quotation_pair(row, ids) for row in rows.quotation_pairs),
    )
    connection.executemany(
        "INSERT INTO credits (text_id, name, role, known, start_char, end_char, covers)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((ids[row[0]], *row[1:]) for row in rows.credits),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO excluded_spans (text_id, start_char, end_char, rule) VALUES (?, ?, ?, ?)",
        ((ids[row[0]], *row[1:]) for row in rows.excluded),
    )


def _pair(row: Row, ids: Sequence[int]) -> Row:
    a, b, words, words_a, words_b, *rest = row
    id_a, id_b = ids[a], ids[b]
    sides = (id_a, id_b, words, words_a, words_b) if id_a < id_b else (id_b, id_a, words, words_b, words_a)
    return (*sides, *rest)


def _quotation_pair(row: Row, ids: Sequence[int]) -> Row:
    """The columns of two quotations, their sides ordered by the texts' ids."""
    a, b, kind, start_a, end_a, start_b, end_b, speaker_a, speaker_b, words, part, differ = row
    id_a, id_b = ids[a], ids[b]
    if id_a < id_b:
        return (id_a, id_b, *row[2:11], json.dumps(differ, separators=(",", ":")))
    other = [(*four[2:], *four[:2]) for four in differ]
    return (id_b, id_a, kind, start_b, end_b, start_a, end_a, speaker_b, speaker_a, words,
            _OTHER_SIDE.get(part, part), json.dumps(other, separators=(",", ":")))  # fmt: skip


def write_lineage(connection: sqlite3.Connection, run_id: int, lineage: Lineage, places: Ids) -> None:
    """Write the statements of a run and the evidence for each; ids of places by number."""
    ids = places.tolist()
    unseen = {}
    known = {
        name: number
        for number, name in connection.execute(
            "SELECT DISTINCT unseen_sources.id, name FROM unseen_sources JOIN statements"
            " ON unseen_id = unseen_sources.id WHERE until_run IS NULL"
        )
    }
    for source in lineage.unseen:
        if source.name in known:  # an item that others state to come from, too
            unseen[source.number] = known[source.name]
            continue
        cursor = connection.execute(
            "INSERT INTO unseen_sources (run_id, name) VALUES (?, ?)", (run_id, source.name)
        )
        unseen[source.number] = cursor.lastrowid
    first = int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM statements").fetchone()[0])
    connection.executemany(
        "INSERT INTO statements (id, run_id, source_place, unseen_id, derived_place, kind, probability, band,"
        " words, passages, agencies) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, run_id, None if row.source is None else ids[row.source],
             None if row.unseen is None else unseen[row.unseen], ids[row.derived], row.kind, row.probability,
             row.band, row.words, row.passages, _json(row.agencies))
            for number, row in enumerate(lineage.statements, first)
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO evidence (statement_id, sign, weight, sentence) VALUES (?, ?, ?, ?)",
        (
            (number, reason.sign, reason.weight, reason.sentence)
            for number, row in enumerate(lineage.statements, first)
            for reason in row.reasons
        ),
    )


def parts_json(parts: Parts) -> str:
    """Names with their words as a JSON object."""
    return _json(dict(parts)) if parts else "{}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
