"""All texts of the archive -> findings: matched, explained and judged by what the whole collection shows."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from sqlite3 import Connection

import numpy as np

from provenance.agencies import forget_agencies, load_agencies
from provenance.analysis import Held, Shard, analyse, cut
from provenance.collection import Collection, know_collection
from provenance.corpus import Ints
from provenance.kernels import Rules
from provenance.matching import Matches, Progress, count_wording, find_stories, match, pair_words_of, propose
from provenance.memory import give_back_memory
from provenance.pages.gathering import Gathered, Gathering, number_texts
from provenance.repeats import find_repeated
from provenance.reprints import find_reprints
from provenance.statements import Traced
from provenance.stock import FEWEST, Wording
from provenance.store import reading as stored
from provenance.store.bodies import write_bodies
from provenance.store.comparisons import Comparisons, clear_comparisons
from provenance.store.database import transaction
from provenance.store.findings import (
    Rows,
    clear_findings,
    line_rows,
    rows_of,
    write_families,
    write_lineage,
    write_rows,
)
from provenance.store.judgements import Judgement, write_judgement
from provenance.store.origins import deriving_texts, read_origins, settle_origins
from provenance.store.pending import clear_pending
from provenance.store.scales import write_scales
from provenance.store.sides import write_sides
from provenance.store.spool import Shelf
from provenance.unseen import gather
from provenance.workers import Workers

LARGE = 50_000
"""Texts from which explaining gets processes of its own. Those that compared 100,000 texts hold 100 MB each
that nothing asks for any more."""


HEAP = 10_000
"""Passages of a shard, one story in hundreds of papers, from which it is heavy: it takes some hundred MB, and
leaves small free pieces of memory behind."""
AHEAD = 16
"""Shards given out for each worker: what comes back are some hundred KB, and behind a heavy one, which takes
as long as a hundred others, the other workers would soon have nothing to do."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many pairs of texts were compared, and how many at most were not."""

    pairs: int
    left_out: int

    @property
    def counts(self) -> dict[str, int]:
        """As the run's row has them."""
        return {"candidate_pairs": self.pairs, "candidates_left_out": self.left_out}


def judge_all(
    gathering: Gathering,
    workers: Workers,
    progress: Progress,
    rules: Rules,
    basis: str,
    begin: Callable[[], int],
    finish: Callable[[Compared], None],
    *,
    rewritten: bool,
) -> None:
    """Match and explain all texts of the archive and write what is found, in one transaction that `finish`
    ends; `begin` gives the id of the run. `basis` says by which program and parameters: results of comparing
    are kept with it. `rewritten` compares also texts that share no few words in a row."""
    connection = gathering.connection
    progress("looking for candidates", 0, 1)
    folders = gathering.folders
    gathered = number_texts(gathering, stored.current_places(connection, folders), workers)
    settle_origins(connection, folders)
    corpus, source, sides = gathered.corpus, gathered.source, gathered.sides
    reprints = find_reprints(corpus, sides)
    more = pair_words_of(corpus, source, workers, sides, gathering.put) if rewritten else None
    candidates = propose(corpus, sides, gathering.put, more)
    del more
    give_back_memory()
    progress("looking for candidates", 1, 1)
    compared = Compared(int(candidates.first.size), candidates.left_out)
    known = Comparisons(connection, basis, gathered.text_ids)
    matches = match(candidates, corpus, source, workers, progress, rules, known)
    del candidates
    known.write()
    story = find_stories(matches, len(corpus), reprints)

    def count() -> Wording:
        return count_wording(story, corpus, source, workers)

    def explain(collection: Shelf[Collection], take: Callable[[Rows], None]) -> None:
        if len(corpus) >= LARGE:
            workers.renew()
            if workers.processes > 1:  # it is they that look for credits
                forget_agencies()
                give_back_memory()
        alone = alone_in(gathered, connection)
        explain_all(gathering, gathered, matches, collection, alone, workers, progress, take)

    publish(gathering, gathered, story, count, compared, explain, progress, begin, finish)


def publish(
    gathering: Gathering,
    gathered: Gathered,
    story: Ints,
    count: Callable[[], Wording],
    compared: Compared,
    explain: Callable[[Shelf[Collection], Callable[[Rows], None]], None],
    progress: Progress,
    begin: Callable[[], int],
    finish: Callable[[Compared], None],
) -> None:
    """Write what is found out about all texts in one transaction that `finish` ends. `story` has for each the
    lowest text of its story; `count` counts the wording over one of each; `explain` gives, by what the
    collection says, the rows of some components at a time."""
    wording = count()
    give_back_memory()
    connection, corpus, folders = gathering.connection, gathered.corpus, gathering.folders
    with transaction(connection), Shelf(know_collection(story, wording)) as collection:
        run_id = begin()
        _write_judgement(connection, run_id, gathered, wording, story)
        del wording  # what is on the shelf is held once by all processes
        give_back_memory()
        clear_comparisons(connection)
        clear_findings(connection, run_id)
        write_sides(connection, folders)
        write_scales(connection, load_agencies(gathering.agencies))
        traced: list[Traced] = []
        explain(
            collection,
            lambda rows: traced.append(write_rows(connection, rows, gathered.text_ids, gathered.place_ids)),
        )
        progress("writing", 0, 1)
        found = find_repeated(corpus, gathered.source, sides=gathered.sides)
        write_families(connection, [line_rows(line) for line in found], gathered.text_ids)
        write_bodies(connection, gathered.text_ids.tolist(), corpus.words.tolist(), corpus.body.tolist())
        write_lineage(connection, run_id, gather(traced), gathered.place_ids)
        clear_pending(connection)
        finish(compared)
        progress("writing", 1, 1)


def _write_judgement(
    connection: Connection, run_id: int, gathered: Gathered, wording: Wording, story: Ints
) -> None:
    """Keep what was learned of the wording; `story` has for each text the lowest text of its story."""
    told = wording.stories >= FEWEST
    judgement = Judgement(
        len(gathered.corpus),
        gathered.learned,
        wording.stories,
        wording.frequencies() if told else None,
        wording.words() if told else None,
    )
    write_judgement(connection, run_id, judgement, gathered.text_ids[np.unique(story)])


def explain_all(
    gathering: Gathering,
    gathered: Gathered,
    matches: Matches,
    collection: Shelf[Collection],
    alone: Ints,
    workers: Workers,
    progress: Progress,
    take: Callable[[Rows], None],
) -> None:
    """Explain the components of the texts that share something, and those in `alone`; `take` gets the rows
    of some components at a time."""
    sizes: deque[tuple[int, bool]] = deque()

    def shards() -> Iterator[Shard]:
        after = 0  # so many shards until every process has had one since the last heap
        for numbers, found in cut(matches, len(gathered.corpus), alone):
            heap = len(found.rows) > HEAP
            sizes.append((numbers.size, heap))
            yield shard_of(gathering, gathered, collection, numbers, found, tidy=after > 0)
            after = 2 * AHEAD * workers.processes if heap else max(0, after - 1)

    concerned = np.zeros(len(gathered.corpus), bool)
    for side in (matches.first, matches.second, alone):
        concerned[side] = True
    done, total = 0, int(np.count_nonzero(concerned))
    progress("explaining", 0, total)
    for pieces in _explained(workers, shards()):
        for rows in pieces:
            take(rows)
            del rows
        texts, heap = sizes.popleft()
        if heap:
            give_back_memory()
        done += texts
        progress("explaining", done, total)


def alone_in(gathered: Gathered, connection: Connection) -> Ints:
    """The numbers of the texts that are told of although they may share nothing: those in several places, and
    those that state whom they come from."""
    deriving = np.isin(gathered.text_ids, deriving_texts(connection))
    return np.union1d(gathered.several, np.flatnonzero(deriving))


def _explained(workers: Workers, shards: Iterator[Shard]) -> Iterator[Iterator[Rows]]:
    """The rows of each shard, in pieces. From another process a piece comes as bytes and becomes objects
    only when it is taken."""
    if workers.processes > 1:
        found = workers.run(explain_into_pieces, shards, ahead=AHEAD, heavy=_is_heavy)
        return (map(pickle.loads, pieces) for pieces in found)
    return workers.run(explain_shard, shards)


def _is_heavy(shard: Shard) -> bool:
    return len(shard.matches.rows) > HEAP


def explain_shard(shard: Shard) -> Iterator[Rows]:
    """What there is to say of the texts of a shard, as rows, in pieces."""
    if shard.tidy:
        give_back_memory()
    return rows_of(analyse(shard))


def explain_into_pieces(shard: Shard) -> list[bytes]:
    """The same, each piece pickled."""
    return [pickle.dumps(rows, pickle.HIGHEST_PROTOCOL) for rows in explain_shard(shard)]


def shard_of(
    gathering: Gathering,
    gathered: Gathered,
    collection: Held,
    numbers: Ints,
    matches: Matches,
    *,
    tidy: bool = False,
) -> Shard:
    """The texts of some components with all that is needed to explain them."""
    ids, places = gathered.text_ids[numbers].tolist(), gathered.place_numbers
    standing = stored.read_standing(gathering.connection, ids, numbers.tolist(), places, gathering.folders)
    origins = read_origins(gathering.connection, ids, places)
    return Shard(
        tuple(
            replace(one, origins={place: origins[place] for place, _, _ in one.places if place in origins})
            for one in standing
        ),
        gathered.source.part(numbers),
        gathered.corpus.spans(numbers.tolist()),
        matches,
        collection,
        house=gathering.house,
        agencies=gathering.agencies,
        tidy=tidy,
    )
