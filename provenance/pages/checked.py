"""The records of a check: the passages of a draft, where the archive has them, articles that share most."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.credited import Parts
from provenance.spans import Span
from provenance.store.articles import Place

REUSE, BOILERPLATE = "reuse", "boilerplate"


@dataclass(frozen=True, slots=True)
class Standing:
    """A place of the archive that has a passage of the draft, and where; `quoted`: in quote marks there;
    `credited`: whom the article names for these words, `partly`: for fewer than half of them."""

    place: Place
    span: Span
    quoted: bool
    credited: tuple[str, ...]
    partly: Parts = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage of the draft in one text of the archive, which stands in `places` (the earliest first).

    `draft` and `span` are where it stands in the draft and in the text, `words` those of the shorter side.
    `quoted`, `credited` and `partly` as in `Standing`."""

    places: tuple[Place, ...]
    text_id: str
    draft: Span
    span: Span
    words: int
    identity: float
    form: str
    status: str
    quoted: bool
    credited: tuple[str, ...]
    before: str
    text: str
    after: str
    partly: Parts = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage of the draft. `words` are the draft's; `quoted`, `credited` and `partly` what it stands
    in there.

    `status` is reuse, boilerplate or stock phrase; `counts` whether it counts against the limits. `matches`
    are the texts that were compared, `elsewhere` all places of the archive that have the passage, the
    earliest first, those without a date last; `families` the archive's own numbers for it."""

    span: Span
    words: int
    quoted: bool
    credited: tuple[str, ...]
    status: str
    counts: bool
    families: tuple[int, ...]
    matches: tuple[Match, ...]
    elsewhere: tuple[Standing, ...]
    before: str
    text: str
    after: str
    partly: Parts = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A text of the archive by what it shares with the draft, boilerplate and stock phrases left out:
    `passages`, `words` of the draft, the share of the draft's and of the text's words (0 to 1).

    `near_duplicate`: aligned words cover most of both, so it may be another version of the draft;
    `same_outlet` and `same_byline` are None where one of them names none."""

    places: tuple[Place, ...]
    text_id: str
    passages: int
    words: int
    share_draft: float
    share_article: float
    near_duplicate: bool
    same_outlet: bool | None
    same_byline: bool | None


@dataclass(frozen=True, slots=True)
class Check:
    """What a draft of `words` words shares with an archive. `passages` are in the order of the draft,
    `articles` those it shares most with first.

    `longest` is the longest passage that counts, in words, `counted` the words of the draft in such passages
    (each once) and `share` their share of the draft. `looked_at` texts were read, `excepted` places
    that may share something were left out as asked, places of the `same_text` because they have the words of
    the draft and no others."""

    words: int
    passages: tuple[Shown, ...]
    articles: tuple[Similar, ...]
    longest: int
    counted: int
    share: float
    looked_at: int
    excepted: tuple[str, ...]
    same_text: tuple[Place, ...]
