"""Families, verdicts, lineage and relations: the same component by component as of all texts at once."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import collection as known
from provenance.agencies import load_agencies
from provenance.annotation import annotate
from provenance.collection import Collection, collapsed, know_collection
from provenance.components import lowest_connected, split
from provenance.explaining import explain, pair_up
from provenance.families import Family, Shared
from provenance.kinship import trace_places
from provenance.names import same_name_token
from provenance.passages import find_passages
from provenance.reading.article import Article, Dated, Metadata
from provenance.relations import Relations, explain_by_parents, relate_places
from provenance.statements import Lineage, Traced
from provenance.stock import Wording
from provenance.texts import Text, TextPair, Texts
from provenance.tokens import tokenise
from provenance.unseen import gather
from provenance.verdicts import Verdict

AGENCIES = load_agencies()


@dataclass
class Found:
    """All that is found of some texts, in an order that does not depend on how they were taken."""

    families: list[tuple[Family, bool, tuple[Verdict, ...]]]
    relations: dict[tuple[int, int], str]
    traced: list[Traced]

    @property
    def lineage(self) -> Lineage:
        return gather(self.traced)


def find(
    ordered: Sequence[Article],
    texts: Mapping[int, Text] | Sequence[Text],
    pairs: Sequence[TextPair],
    collection: Collection,
) -> Found:
    found = explain(texts, pairs, collection)
    traced = trace_places(ordered, texts, found.families, found.verdicts, AGENCIES)
    judged = explain_by_parents(ordered, texts, found.families, found.verdicts, traced)
    relations = relate_places(ordered, texts, pairs, found.families, judged, traced, AGENCIES)

    def one_by_one(first: int, second: int, pair: TextPair) -> str:
        """The relation of two places, if the texts stood nowhere else."""
        alone = {
            pair.a: replace(texts[pair.a], places=(first,)),
            pair.b: replace(texts[pair.b], places=(second,)),
        }
        own = relate_places(ordered, alone, [pair], found.families, judged, traced, AGENCIES)
        return own.other.get((min(first, second), max(first, second)), own.usual[0])

    judged_one_by_one = {
        (min(first, second), max(first, second)): one_by_one(first, second, pair)
        for pair in pairs
        for first in texts[pair.a].places
        for second in texts[pair.b].places
    }
    assert expanded(texts, pairs, relations) == judged_one_by_one
    return Found(list(zip(found.families, found.stock, judged, strict=True)), judged_one_by_one, [traced])


def expanded(texts: Texts, pairs: Sequence[TextPair], relations: Relations) -> dict[tuple[int, int], str]:
    """The relation of each pair of places."""
    found = {}
    for pair, usual in zip(pairs, relations.usual, strict=True):
        for key in itertools.product(texts[pair.a].places, texts[pair.b].places):
            low, high = sorted(key)
            found[low, high] = relations.other.get((low, high), usual)
    return found


def together(parts: Sequence[Found]) -> Found:
    families = [row for part in parts for row in part.families]
    return Found(
        sorted(families, key=lambda row: (row[0].members[0].text, row[0].members[0].span)),
        {key: relation for part in parts for key, relation in part.relations.items()},
        [traced for part in parts for traced in part.traced],
    )


@st.composite
def newsrooms(draw: st.DrawFn) -> list[Article]:
    """Articles of a few stories, with quotations, credits, outlets, dates, and texts in two places."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    ends = ("den", "fol", "gar", "sha")
    words = [f"{one}{other}" for one in ("ba", "ke", "lo", "mur", "tin") for other in ends]

    def sentence() -> str:
        made = " ".join(rng.choice(words) for _ in range(rng.randint(9, 16))).capitalize()
        return rng.choice([f"{made}.", f"{made}.", f"“{made},” he told Reuters.", f"{made}, AFP reported."])

    told = [[sentence() for _ in range(rng.randint(1, 4))] for _ in range(draw(st.integers(1, 6)))]
    contents: list[str] = []
    for _ in range(draw(st.integers(2, 12))):
        kept = [line for line in rng.choice(told) if rng.random() < 0.8]
        lines = [*([sentence()] if rng.random() < 0.5 else []), *kept, *([rng.choice(rng.choice(told))])]
        lead = rng.choice(["", "", "LONDON (Reuters) - "])
        contents.append(rng.choice([lead + " ".join(lines), *contents]))
    articles = []
    for number, text in enumerate(contents):
        day = rng.choice([None, 1, 2, 3])
        first = f"2020-01-0{day}"
        date = Dated(f"{first}T00:00", f"{first}T23:59:59", "metadata", "day", first) if day else None
        outlet = rng.choice([None, "Herald", "Echo", "Reuters", "The Gazette"])
        articles.append(
            Article(
                path=f"folder/{number:02d}.txt",
                text=text,
                text_id=hashlib.sha256(text.encode()).hexdigest(),
                size=len(text),
                bytes_sha256="",
                encoding="utf-8",
                reader="text",
                metadata=Metadata(outlet=outlet, date=date, source_flag=rng.random() < 0.1),
                segments=(),
            )
        )
    return articles


def annotated(ordered: Sequence[Article]) -> list[Text]:
    """The texts of some articles, each with its places."""
    standing: dict[str, list[int]] = {}
    for place, article in enumerate(ordered):
        standing.setdefault(article.text_id, []).append(place)
    return [
        annotate(ordered[places[0]], tuple(places), tokenise(ordered[places[0]].text), (), AGENCIES)
        for places in standing.values()
    ]


@given(ordered=newsrooms(), least=st.integers(1, 6))
@examples(max_examples=60)
def test_component_by_component_is_the_same_as_all_at_once(ordered: list[Article], least: int) -> None:
    texts = annotated(ordered)
    shared = [
        Shared(a, b, passage)
        for b in range(len(texts))
        for a in range(b)
        for passage in find_passages(
            texts[a].text, texts[a].body, texts[b].text, texts[b].body, same_word=same_name_token
        )
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "FEWEST", 2)
        patch.setattr(known, "ENOUGH", 3)
        pairs = pair_up(texts, shared, dict.fromkeys((row.a, row.b) for row in shared))
        near = [(pair.a, pair.b) for pair in pairs if pair.near_duplicate]
        story = lowest_connected(len(texts), [a for a, _ in near], [b for _, b in near])
        wording = Wording()
        wording.add(collapsed(texts[number]) for number in sorted(set(story.tolist())))
        collection = know_collection(story, wording)
        at_once = find(ordered, texts, pairs, collection)
        parts = []
        several = [number for number, text in enumerate(texts) if len(text.places) > 1]
        sides = [pair.a for pair in pairs], [pair.b for pair in pairs]
        for part in split(len(texts), *sides, several, least=least):
            mine = {number: texts[number] for number in part.tolist()}
            parts.append(find(ordered, mine, [pair for pair in pairs if pair.a in mine], collection))
    apart = together(parts)
    assert apart.families == at_once.families
    assert apart.relations == at_once.relations
    assert apart.lineage == at_once.lineage
