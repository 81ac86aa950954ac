"""What is known of the whole collection when some of its texts are explained: stories, runs, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from provenance.components import Numbers
from provenance.frequencies import Frequencies, Words
from provenance.spans import Span
from provenance.stock import ENOUGH, FEWEST, Wording, collapse_numbers, common_words
from provenance.texts import Text


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """What is known of the whole collection: for each text the lowest text of its story; in how many stories
    runs stand, None in a small collection; the words of many stories, None where nothing is known of them;
    `settled`: by text, spans that were judged to be stock phrases before, and stay so."""

    story: Numbers
    frequencies: Frequencies | None
    common: Words | None
    settled: Mapping[int, Sequence[Span]] = field(default_factory=dict)


def collapsed(text: Text) -> Words:
    """The words of a text as stock phrases are told by them."""
    return collapse_numbers(text.text, text.body.hashes, text.body.starts)


def know_collection(story: Numbers, wording: Wording) -> Collection:
    """What `wording`, counted over one text of each story, says of the collection."""
    if wording.stories < FEWEST:
        return Collection(story, None, None)
    common = common_words(wording.words(), wording.stories) if wording.stories >= ENOUGH else None
    return Collection(story, wording.frequencies(), common)
