"""Articles with a known history -> what the tool infers of it, by its own steps from text to lineage.

Matching and everything that asks for the words alone are done once for a set of texts; dates are given anew
for each
cell of a measurement, and all that asks for dates is done again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from provenance.agencies import load_agencies
from provenance.analysis import pairs_of
from provenance.annotation import annotate
from provenance.boilerplate import learn_repeated_lines
from provenance.collection import Collection, know_collection
from provenance.corpus import gather, mark_boilerplate, replace_digests
from provenance.explaining import explain
from provenance.inference import Material
from provenance.issues import find_issues
from provenance.kinship import material_of
from provenance.matching import count_wording, digest_all, find_stories, match, propose, redigest_all
from provenance.reading import Article, Dated, Metadata
from provenance.reading.parts.dates import parse_date
from provenance.reading.parts.segments import segment
from provenance.store.spool import Spool
from provenance.texts import Text, TextPair
from provenance.tokens import tokenise, tokenise_all
from provenance.workers import Workers


@dataclass(frozen=True, slots=True)
class Item:
    """An article and its truth: `parents` has the words that it took from others, by their ids (of which
    not all need
    be in the folder); `moment` orders articles truly; `family` is the unit of the bootstrap."""

    id: str
    family: str
    text: str
    outlet: str | None = None
    date: str | None = None
    moment: float = 0.0
    declared: bool = False
    parents: Mapping[str, int] = field(default_factory=dict)
    passages: Sequence[tuple[int, int, str]] = ()


class Studied:
    """The texts of some items, matched and annotated. `items[place]` stands in text `text_of[place]`."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        numbers: dict[str, int] = {}
        places: dict[int, list[int]] = defaultdict(list)
        for place, item in enumerate(items):
            places[numbers.setdefault(item.text, len(numbers))].append(place)
        self.agencies = load_agencies()
        self._articles = [
            Article(
                f"folder/{item.id}", item.text, "", 0, "", "", "",
                Metadata(id=item.id, outlet=item.outlet, source_flag=item.declared), segment(item.text),
            )
            for item in items
        ]  # fmt: skip
        texts = list(numbers)
        with Spool() as spool, Workers(1) as workers:
            spool.add(texts)
            every = np.arange(len(spool))
            corpus = gather(digest_all(every, spool, [()] * len(spool), workers), {}, len(spool))
            changed = mark_boilerplate(corpus, learn_repeated_lines(corpus.lines))
            again = redigest_all(changed, spool, corpus.spans(changed.tolist()), workers)
            replace_digests(corpus, changed, again)
            matches = match(propose(corpus), corpus, spool, workers, lambda step, done, total: None)
            story = find_stories(matches, len(corpus))
            wording = count_wording(story, corpus, spool, workers)
        self._collection: Collection = know_collection(story, wording)
        block = tokenise_all(texts)
        self.texts: dict[int, Text] = {}
        for number in range(len(texts)):
            first, *others = (self._articles[place] for place in places[number])
            self.texts[number] = annotate(
                first, tuple(places[number]), block[number], corpus.boilerplate.get(number, ()),
                self.agencies, others,
            )  # fmt: skip
        self.pairs: tuple[TextPair, ...] = pairs_of(self.texts, matches)

    def material(self, dates: Sequence[str | None]) -> Material:
        """What the lineage is told from where the folder states these dates, one for each item."""
        articles = {
            place: article._replace(metadata=article.metadata._replace(date=_dated(date)))
            for place, (article, date) in enumerate(zip(self._articles, dates, strict=True))
        }
        sharing = {number for pair in self.pairs for number in (pair.a, pair.b)}
        issues = find_issues(articles, self.texts, sharing)
        explained = explain(self.texts, self.pairs, self._collection, issues=issues)
        found = material_of(articles, self.texts, explained.families, explained.verdicts, self.agencies)
        return replace(found, bundles=tuple(found.bundles))

    def words(self, text: str) -> int:
        """How many words a text has."""
        return len(tokenise(text))


def _dated(words: str | None) -> Dated | None:
    if words is None:
        return None
    read = parse_date(words)
    if read is None:
        raise ValueError(f"{words} is no date")
    earliest, latest, precision = read
    return Dated(earliest, latest, "metadata.csv", precision, words)
