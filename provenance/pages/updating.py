"""A few new or changed articles -> what they share with the archive, without looking at all of it again.

The index of the archive proposes which texts to compare them with. What connects with them over passages of
reuse is explained anew, by what the last scan that judged everything had learned of the collection's wording.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from provenance.boilerplate import learn_repeated_lines
from provenance.collection import Collection
from provenance.corpus import Ints, shingle_short_lines
from provenance.digests import digest
from provenance.kernels import Rules
from provenance.matching import Candidates, Matches, Progress, count_wording, find_stories, match, propose
from provenance.pages.counting import Changes, find_changes
from provenance.pages.gathering import (
    ARTICLES,
    Gathered,
    Gathering,
    drop_segment,
    index_missing,
    number_texts,
)
from provenance.pages.judging import Compared, alone_in, explain_all
from provenance.pages.partners import Partners, are_all_stock, find_partners
from provenance.repeats import RepeatedLine, find_repeated
from provenance.reprints import find_reprints
from provenance.spans import Span
from provenance.statements import Story, Traced
from provenance.stock import Counted, add_up
from provenance.store import reading as stored
from provenance.store.bodies import write_bodies
from provenance.store.database import transaction
from provenance.store.findings import Rows, line_rows, write_facts, write_lineage
from provenance.store.index import StoredIndex
from provenance.store.joining import Growing, Kept, join_families, join_lines, known_lines
from provenance.store.judgements import Judgement, add_counted, mark_counted, unmark_counted, write_lines
from provenance.store.mending import mend_families
from provenance.store.origins import concerned_texts, settle_origins, source_texts
from provenance.store.pending import Pending, clear_pending, read_pending
from provenance.store.regions import (
    excluded_families,
    kept_members,
    pairs_within,
    region_of,
    remove_findings,
    remove_marks,
    sharing_texts,
)
from provenance.store.segments import DamagedSegment
from provenance.store.spool import Shelf
from provenance.unseen import gather
from provenance.workers import Workers


def update(
    gathering: Gathering,
    judgement: Judgement,
    workers: Workers,
    progress: Progress,
    rules: Rules,
    begin: Callable[[], int],
    finish: Callable[[Compared], None],
) -> None:
    """Compare the pending texts with the archive, explain anew what they touch, and write it in one
    transaction that `finish` ends; `begin` gives the id of the run."""
    connection = gathering.connection
    updating = _Updating(gathering, judgement, workers, progress, rules)
    pending, partners, compared = updating.compare(read_pending(connection, gathering.folders))
    updating.count(pending, partners)
    region, found = updating.explain(pending, partners)
    with transaction(connection):
        run_id = begin()
        lost = remove_findings(connection, region, {*pending.current, *pending.gone}, run_id)
        updating.write(pending, found, run_id)
        mend_families(connection, lost)
        clear_pending(connection)
        finish(compared)
        progress("writing", 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was found of the texts of a region and of `outer` ones (ids), which share only wording with it
    that is of no consequence; `kept` are the families of the archive which that belongs to."""

    gathered: Gathered
    rows: tuple[Rows, ...]
    outer: Set[int]
    kept: Growing


@dataclass(slots=True, eq=False)
class _Updating:
    gathering: Gathering
    judgement: Judgement
    workers: Workers
    progress: Progress
    rules: Rules
    learned: bool = False
    changes: Changes = field(default_factory=Changes)
    counted: Counted = field(default_factory=lambda: add_up([]))

    def compare(self, pending: Pending) -> tuple[Pending, Partners, Compared]:
        """Compare the pending texts with those that the index proposes.

        Where these show that a line which many of them have is boilerplate (a paper that is new to the
        archive has its notice below each article), the texts of the archive that have it are pending, too.
        """
        if not pending.current:
            return pending, {}, Compared(0, 0)
        self.progress("looking for candidates", 0, 1)
        gathering = self.gathering
        current = np.array(stored.current_texts(gathering.connection, gathering.folders), np.int64)
        while True:
            own = np.array(pending.current, np.int64)
            holders = self._holders(self._gather(own))
            gathered = self._gather(np.union1d(own, holders[np.isin(holders, current)]))
            lines = gathered.corpus.lines
            learned = learn_repeated_lines(lines, self.judgement.lines)
            learned = np.setdiff1d(learned, self.judgement.lines)
            if not learned.size:
                break
            self.judgement = replace(self.judgement, lines=np.union1d(self.judgement.lines, learned))
            self.learned = True
            having = gathered.text_ids[np.unique(lines.texts()[np.isin(lines.hashes, learned)])]
            pending = replace(pending, current=tuple(np.union1d(own, having).tolist()))
        every = propose(gathered.corpus, gathered.sides)
        fresh = np.isin(gathered.text_ids, own)
        chosen = fresh[every.first] | fresh[every.second]
        candidates = Candidates(
            every.first[chosen],
            every.second[chosen],
            every.jaccard[chosen],
            every.loose[chosen],
            every.left_out,
        )
        self.progress("looking for candidates", 1, 1)
        matches = self._match(candidates, gathered)
        compared = Compared(int(candidates.first.size), candidates.left_out)
        return pending, find_partners(matches, gathered.text_ids, set(pending.current)), compared

    def _holders(self, gathered: Gathered) -> Ints:
        """The ids of the texts that share a fingerprint with these, or perhaps a short line, ascending."""
        corpus = gathered.corpus
        numbers = np.arange(len(corpus))
        short = [
            shingle_short_lines(corpus.lines.only(part), gathered.source.part(part).words(corpus.spans(part)))
            for part in np.split(numbers, range(ARTICLES, numbers.size, ARTICLES))
        ]
        values = np.unique(np.concatenate([*short, *(prints.load().values for prints, _ in corpus.prints)]))
        index = StoredIndex(self.gathering.connection)
        while True:
            try:
                return np.unique(index.holders(values).text_ids)
            except DamagedSegment as damage:
                drop_segment(self.gathering.connection, damage)
                index_missing(self.gathering, self.workers)

    def _gather(self, ids: Ints) -> Gathered:
        """Some texts of the archive, numbered by path."""
        connection, folders = self.gathering.connection, self.gathering.folders
        places = stored.places_of(connection, ids.tolist(), folders)
        some = Gathering(connection, self.gathering.spool, folders=folders)
        return number_texts(some, places, self.workers, self.judgement.lines)

    def _match(self, candidates: Candidates, gathered: Gathered) -> Matches:
        return match(candidates, gathered.corpus, gathered.source, self.workers, self.progress, self.rules)

    def count(self, pending: Pending, partners: Partners) -> None:
        """Count the wording of the stories that came and left."""
        near = (pair for pair, partner in partners.items() if partner.near)
        self.changes = find_changes(self.gathering.connection, pending, near)
        added, taken = (self._count(ids) for ids in (self.changes.added, self.changes.taken))
        self.counted = add_up([added, taken.taken()])
        self.judgement = self.judgement.plus(self.counted)

    def _count(self, ids: Sequence[int]) -> Counted:
        """What the stories hold of which these are the texts; some of these may have left the archive."""
        if not ids:
            return add_up([])
        some = Gathering(self.gathering.connection, self.gathering.spool)
        places = [(0, text) for text in ids]
        gathered = number_texts(some, places, self.workers, self.judgement.lines)
        numbers = np.arange(len(ids))
        known = self.judgement.frequencies
        room = 0 if known is None else known.room
        return count_wording(numbers, gathered.corpus, gathered.source, self.workers, room).counted()

    def explain(self, pending: Pending, partners: Partners) -> tuple[Set[int], _Found]:
        """The region that the pending texts touch, and what was found about it.

        A text that shares only what is stock by the last judgement need not be explained again. Where that
        proves to be wrong, the region is made larger and explained once more.
        """
        connection = self.gathering.connection
        changed = {*pending.current, *pending.gone}
        settle_origins(connection, self.gathering.folders)
        region = region_of(connection, concerned_texts(connection, changed))
        others: dict[int, list[Span]] = {}
        for (_, other), partner in partners.items():
            if other not in region:
                others.setdefault(other, []).extend(partner.spans)
        standing = kept_members(connection, others, region)
        close = {text for text, spans in others.items() if not are_all_stock(spans, text, standing)}
        while True:
            region |= region_of(connection, close)
            found = self._explain(region, changed, partners, set(others) - region)
            close = _reusing(found) & found.outer
            if not close:
                return region, found

    def _explain(self, region: Set[int], changed: Set[int], partners: Partners, outer: Set[int]) -> _Found:
        """What there is to say of the texts of a region and their passages with outer ones."""
        connection = self.gathering.connection
        gathered = self._gather(np.array(sorted(region | outer | source_texts(connection, region)), np.int64))
        reprints = find_reprints(gathered.corpus, gathered.sides)
        ids = gathered.text_ids.tolist()
        number_of = {text: number for number, text in enumerate(ids)}
        pairs = {
            (min(number_of[a], number_of[b]), max(number_of[a], number_of[b])): partner.jaccard
            for (a, b), partner in partners.items()
        }
        for a, b, jaccard in pairs_within(connection, region):
            if not {a, b} & changed and a in number_of and b in number_of:
                key = min(number_of[a], number_of[b]), max(number_of[a], number_of[b])
                pairs[key] = np.nan if jaccard is None else jaccard
        ordered = sorted(pairs)
        first, second = np.array(ordered, np.int64).reshape(-1, 2).T
        estimates = np.array([pairs[key] for key in ordered])
        candidates = Candidates(first, second, estimates, np.zeros(first.size, bool), 0)
        matches = self._match(candidates, gathered)
        kept = kept_members(connection, region | outer, region)
        aside = excluded_families(connection) if self.gathering.house.excluded else frozenset()
        settled = {
            number_of[text]: tuple(member.span for family, member in members if family not in aside)
            for text, members in kept.items()
            if text not in changed
        }
        collection = Collection(
            find_stories(matches, len(ids), reprints),
            self.judgement.frequencies,
            self.judgement.common,
            settled,
        )
        inner = np.array([number_of[text] for text in region if text in number_of], np.int64)
        rows: list[Rows] = []
        with Shelf(collection) as shelf:
            alone = np.intersect1d(alone_in(gathered, connection), inner)
            explain_all(
                self.gathering, gathered, matches, shelf, alone, self.workers, self.progress, rows.append
            )
        return _Found(gathered, tuple(rows), outer, _without(kept, changed))

    def write(self, pending: Pending, found: _Found, run_id: int) -> None:
        """Write what was found, in the place of what was taken out."""
        connection, gathered = self.gathering.connection, found.gathered
        if self.learned:
            write_lines(connection, self.judgement.lines)
        add_counted(connection, self.counted)
        unmark_counted(connection, self.changes.taken)
        mark_counted(connection, self.changes.added)
        ids, place_ids = gathered.text_ids, gathered.place_ids
        outer = {number for number, text in enumerate(ids.tolist()) if text in found.outer}
        sharing = sharing_texts(connection, found.outer)
        told = {number for number in outer if int(ids[number]) in sharing}
        remove_marks(connection, found.outer - sharing)  # of texts that shared something once
        standing = dict(stored.places_of(connection, sorted(found.outer), self.gathering.folders))
        outer_places = {number for number, place in enumerate(place_ids.tolist()) if place in standing}
        traced = []
        for part in found.rows:
            rows = _inner(part, outer, outer_places, told)
            join_families(connection, rows.families, found.kept, ids)
            write_facts(connection, rows, ids, place_ids)
            traced.append(rows.traced)
        corpus = gathered.corpus
        write_bodies(connection, ids.tolist(), corpus.words.tolist(), corpus.body.tolist())
        own = self._gather(np.array(pending.current, np.int64))
        lines = list(find_repeated(own.corpus, own.source, least=1))
        if own.sides is not None:
            lines = self._join_meeting(own, lines)
        join_lines(connection, [line_rows(line) for line in lines], own.text_ids, own.sides)
        taken = stored.unseen_names(connection)
        write_lineage(connection, run_id, gather(traced, taken), place_ids)

    def _join_meeting(self, own: Gathered, lines: Sequence[RepeatedLine]) -> list[RepeatedLine]:
        """Make families of the lines that stand on both sides by now, and had none as long as one side alone
        had them; the other lines are returned."""
        connection = self.gathering.connection
        known = known_lines(connection, [line.hash for line in lines])
        unknown = {line.hash: line for line in lines if line.hash not in known}
        if not unknown:
            return list(lines)
        firsts = [line.members[0] for line in unknown.values()]
        texts = own.source.part(np.array([number for number, _ in firsts], np.int64)).texts()
        words = [span.cut(text) for (_, span), text in zip(firsts, texts, strict=True)]
        prints = digest(words, [()] * len(words)).prints.load()
        current = np.array(stored.current_texts(connection, self.gathering.folders), np.int64)
        holders = StoredIndex(connection).holders(np.unique(prints.values)).text_ids
        having = self._gather(np.union1d(own.text_ids, np.intersect1d(holders, current)))
        met = [line for line in find_repeated(having.corpus, having.source) if line.hash in unknown]
        join_lines(connection, [line_rows(line) for line in met], having.text_ids, having.sides)
        return [line for line in lines if line.hash in known]


def _reusing(found: _Found) -> set[int]:
    """The texts (ids) that have a passage of reuse."""
    ids = found.gathered.text_ids
    numbers = {
        row[side]
        for rows in found.rows
        for family in rows.families
        for row in family.alignments
        if row[12] == "reuse"
        for side in (0, 1)
    }
    return {int(ids[number]) for number in numbers}


def _without(kept: Kept, changed: Set[int]) -> Growing:
    """The kept families without members in changed texts, which are taken out of them first."""
    return {text: list(members) for text, members in kept.items() if text not in changed}


def _inner(rows: Rows, outer: Set[int], outer_places: Set[int], told: Set[int]) -> Rows:
    """The rows without what is said of outer texts alone: the archive has it, but for the quotations and
    credits of those that shared nothing before and are not among the `told`."""
    traced = rows.traced

    def inside(story: Story) -> bool:
        return outer_places.isdisjoint(story.children)

    return replace(
        rows,
        families=tuple(
            family for family in rows.families if not (family.columns[2] and family.members[0][0] in outer)
        ),
        quotations=tuple(row for row in rows.quotations if row[0] not in told),
        credits=tuple(row for row in rows.credits if row[0] not in told),
        excluded=tuple(row for row in rows.excluded if row[0] not in told),
        traced=Traced(
            tuple(row for row in traced.directed if row.derived not in outer_places),
            tuple(row for row in traced.linked if row.derived not in outer_places),
            tuple(story for story in traced.stories if inside(story)),
        ),
    )
