"""A draft and an archive -> what the draft shares with it, what explains that, and what counts.

The draft gets the passages that it would get if it stood in the archive; nothing of it is kept.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from provenance import settings
from provenance.agencies import Agencies
from provenance.agency_lists import Lists
from provenance.annotation import annotate
from provenance.boilerplate import find_boilerplate
from provenance.collection import Collection
from provenance.components import lowest_connected
from provenance.configuration import house_of
from provenance.explaining import Explained, explain, pair_up
from provenance.families import Member, Shared
from provenance.house_rules import NO_HOUSE_RULES
from provenance.kernels import Rules
from provenance.names import beginnings, same_name, same_name_token
from provenance.pages.archive_agencies import archive_agencies
from provenance.pages.checked import BOILERPLATE, REUSE, Check, Match, Shown, Similar, Standing
from provenance.pages.lookup import Archive, Related, find_related
from provenance.paraphrases import compare_wording
from provenance.passage_rules import RULES
from provenance.passages import passage_of
from provenance.reading import Article
from provenance.report.joined import names, parts
from provenance.spans import Span
from provenance.store import articles as stored
from provenance.store.articles import Held, Place
from provenance.store.reading import last_run
from provenance.texts import Text, TextPair
from provenance.verdicts import Standing as StandsIn
from provenance.verdicts import Verdict

DRAFT = 0
"""The number of the draft among the texts that are compared."""

Counts = Callable[[bool, tuple[str, ...]], bool]
"""Whether words that are in quote marks or not, with these names credited for them, count."""


def uncredited(quoted: bool, credited: tuple[str, ...]) -> bool:
    """The usual rule: words for which the draft credits nobody count, also in quote marks."""
    return not credited


def check(
    connection: sqlite3.Connection,
    draft: Article,
    *,
    archive: Archive | None = None,
    excepted: Callable[[str], bool] = lambda path: False,
    counts: Counts = uncredited,
    same_text: bool = False,
    rules: Rules = RULES,
    agencies: Lists | None = None,
) -> Check:
    """What `draft` shares with the articles of an archive, but for those whose path is `excepted`.

    Nor does it count against a draft that it stands in the archive already, word for word: those places are
    named beside what was found. With `same_text` they are compared as any others, and so they are in any
    case where the draft and the place name two outlets.
    `archive` is that of the connection, for who has it already; `agencies` are known besides those of the
    archive's last scan.
    """
    spans = find_boilerplate(draft.text, draft.segments)
    archive = archive or Archive(connection)
    related = find_related(connection, draft.text, spans, archive)
    itself = frozenset() if same_text else _of_the_same_words(related)
    places, left_out, same = _places(connection, draft, related, excepted, itself)
    compared = _compare(related, sorted(places), rules)
    aside = tuple(sorted(left_out)), tuple(same)
    if not compared:  # to learn the agencies would take longer than all else did
        return Check(len(related.words[DRAFT]), (), (), 0, 0, 0.0, related.looked_at, *aside)
    known = archive_agencies(connection, agencies)
    texts = _annotate(connection, draft, related, compared, known)
    shared = [Shared(DRAFT, number, passage_of((0, *row))) for number, row in compared]
    pairs = pair_up(texts, shared, dict.fromkeys(((DRAFT, row.b) for row in shared), None))
    members = stored.read_members(connection, [related.ids[number] for number in texts if number != DRAFT])
    explained = explain(texts, pairs, _collection(connection, related, pairs, archive, members))
    named = {place.path for place in same}
    context = _Context(
        connection, related, texts, places, counts, lambda path: path in named or excepted(path), members
    )
    passages = context.passages(explained)
    counting = (match for shown in passages if shown.counts for match in shown.matches)
    counted = _cover((match.draft for match in counting if match.status == REUSE), texts[DRAFT])
    words = texts[DRAFT].words
    return Check(
        words,
        passages,
        _articles(draft, texts, pairs, passages, places, related),
        max((shown.words for shown in passages if shown.counts), default=0),
        counted,
        counted / words if words else 0.0,
        related.looked_at,
        *aside,
    )


_Row = tuple[int, Sequence[int]]
"""The number of a text and a passage of the draft with it, as `compare_wording` gives it but for the pair."""


def _of_the_same_words(related: Related) -> frozenset[int]:
    """The numbers of the texts that have the words of the draft and no others: white space and marks may
    differ, as they do where a draft went through another program."""
    block = related.words
    draft = block.hashes[block.offsets[DRAFT] : block.offsets[DRAFT + 1]]
    alike = np.flatnonzero(np.diff(block.offsets) == draft.size).tolist()
    return frozenset(
        number
        for number in alike
        if number != DRAFT
        and np.array_equal(block.hashes[block.offsets[number] : block.offsets[number + 1]], draft)
    )


def _places(
    connection: sqlite3.Connection,
    draft: Article,
    related: Related,
    excepted: Callable[[str], bool],
    itself: frozenset[int],
) -> tuple[dict[int, tuple[Place, ...]], set[str], list[Place]]:
    """The places that the draft is compared with, by the number of their text; the paths left out as asked;
    the places, the earliest first, of the texts of `itself` that are taken for the draft."""
    standing = stored.read_places(connection, related.ids[1:])
    places: dict[int, tuple[Place, ...]] = {}
    left_out: set[str] = set()
    same: list[Place] = []
    for number, text_id in enumerate(related.ids[1:], 1):
        kept = []
        for place in standing[text_id]:
            if excepted(place.path):
                left_out.add(place.path)
            elif number in itself and _same(draft.metadata.outlet, place.metadata.outlet) is not False:
                same.append(place)
            else:
                kept.append(place)
        if kept:
            places[number] = tuple(kept)
    return places, left_out, sorted(same, key=lambda place: place.order)


def _compare(related: Related, others: Sequence[int], rules: Rules) -> list[_Row]:
    """The passages of the draft with each of the texts of the numbers `others`."""
    second = np.array(others, np.int64)
    bodies = related.words.without(related.boilerplate)
    rows = compare_wording(
        related.texts,
        bodies,
        np.zeros(second.size, np.int64),
        second,
        same_word=same_name_token,
        beginnings=beginnings,
        rules=rules,
        loose=np.array(related.loose, bool)[second],
    )
    return [(int(second[pair]), rest) for pair, *rest in rows.tolist()]


def _annotate(
    connection: sqlite3.Connection,
    draft: Article,
    related: Related,
    compared: Iterable[_Row],
    agencies: Agencies,
) -> dict[int, Text]:
    """The draft and the texts that it shares something with, by number, with their quotations and credits.

    Words that the last scan's configuration sets aside are set aside in a draft, too.
    """
    last = last_run(connection)
    house = NO_HOUSE_RULES if last is None else house_of(last.parameters)
    numbers = sorted({number for number, _ in compared})
    articles = stored.read_articles(
        connection,
        {related.ids[number]: (related.hashes[number], related.texts[number]) for number in numbers},
    )
    found = {
        DRAFT: annotate(draft, (), related.words[DRAFT], related.boilerplate[DRAFT], agencies, house=house),
    }
    for number in numbers:
        first, *others = articles[related.ids[number]]
        words, boilerplate = related.words[number], related.boilerplate[number]
        found[number] = annotate(first, (), words, boilerplate, agencies, others, house=house)
    return found


def _collection(
    connection: sqlite3.Connection,
    related: Related,
    pairs: Sequence[TextPair],
    archive: Archive,
    members: Mapping[int, Sequence[Held]],
) -> Collection:
    """What the archive says of its wording, which of the compared texts are one story, and what of them it
    judged to be stock phrases."""
    numbers = {text_id: number for number, text_id in enumerate(related.ids)}
    near = [(pair.a, pair.b) for pair in pairs if pair.near_duplicate]
    sharing = [related.ids[pair.b] for pair in pairs]
    for one, other in stored.read_near_duplicates(connection, sharing):
        near.append((numbers[one], numbers[other]))
    first, second = ([pair[side] for pair in near] for side in (0, 1))
    settled = {
        numbers[text_id]: [held.span for held in part if held.status == "stock phrase"]
        for text_id, part in members.items()
    }
    story = lowest_connected(len(numbers), first, second)
    judgement = archive.judgement() if pairs else None
    if judgement is None:
        return Collection(story, None, None, settled)
    return Collection(story, judgement.frequencies, judgement.common, settled)


class _Context:
    """Looks up what the archive knows of passages."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        related: Related,
        texts: Mapping[int, Text],
        places: Mapping[int, tuple[Place, ...]],
        counts: Counts,
        excepted: Callable[[str], bool],
        members: Mapping[int, Sequence[Held]],
    ) -> None:
        self._connection = connection
        self._related = related
        self._texts = texts
        self._places = places
        self._counts = counts
        self._excepted = excepted
        self._members = members

    def passages(self, explained: Explained) -> tuple[Shown, ...]:
        """The passages of the draft: one for each of its places in a family, in the order of the draft."""
        found = []
        every = zip(explained.families, explained.verdicts, explained.standing, strict=True)
        for family, verdicts, standing in every:
            own = [
                (member, stands)
                for member, stands in zip(family.members, standing, strict=True)
                if member.text == DRAFT
            ]
            for place, (member, stands) in enumerate(own):
                rows = [
                    (row, verdict)
                    for row, verdict in zip(family.passages, verdicts, strict=True)
                    if place == max(range(len(own)), key=lambda n: own[n][0].span.overlap(row.passage.a))
                ]
                found.append((member, stands, rows, self._held(rows)))
        families = {held.family for *_, part in found for held in part}
        everywhere = stored.read_families(self._connection, sorted(families))
        others = {held.text_id for part in everywhere.values() for held in part}
        standing_in = stored.read_places(self._connection, sorted(others))
        shown = [self._show(*part, everywhere, standing_in) for part in found]
        return tuple(sorted(shown, key=lambda one: (one.span, -one.words)))

    def _held(self, rows: Sequence[tuple[Shared, Verdict]]) -> list[Held]:
        """The members of the archive's families that are the same passage as the articles' side of `rows`."""
        return [
            held
            for row, _ in rows
            for held in self._members.get(self._related.ids[row.b], ())
            if held.span.same_place(row.passage.b)
        ]

    def _show(
        self,
        member: Member,
        stands: StandsIn,
        rows: Sequence[tuple[Shared, Verdict]],
        held: Sequence[Held],
        everywhere: Mapping[int, Sequence[Held]],
        standing_in: Mapping[int, Sequence[Place]],
    ) -> Shown:
        draft = self._texts[DRAFT]
        judged = next((one.status for one in held if one.status == BOILERPLATE), REUSE)
        matches = []
        for row, verdict in rows:
            status = verdict.status
            if status == REUSE and verdict.quoted != "both":
                status = judged
            matches.append(self._match(row, verdict, status))
        statuses = [match.status for match in matches]
        status = REUSE if REUSE in statuses else min(statuses)
        elsewhere = [
            Standing(place, match.span, match.quoted, match.credited, match.partly)
            for match in matches
            for place in match.places
        ]
        taken = {standing.place.path for standing in elsewhere}
        families = sorted({one.family for one in held})
        for one in (one for family in families for one in everywhere[family]):
            for place in standing_in.get(one.text_id, ()):
                if place.path not in taken and not self._excepted(place.path):
                    elsewhere.append(
                        Standing(place, one.span, one.quoted, names(one.credits), parts(one.part_credits))
                    )
                    taken.add(place.path)
        before, text, after = around(draft.text, member.span)
        return Shown(
            span=member.span,
            words=member.words,
            quoted=stands.quoted,
            credited=stands.credited,
            status=status,
            counts=status == REUSE and self._counts(stands.quoted, stands.credited),
            families=tuple(families),
            matches=tuple(sorted(matches, key=lambda match: (match.places[0].order, match.span))),
            elsewhere=tuple(sorted(elsewhere, key=lambda one: (one.place.order, one.span))),
            before=before,
            text=text,
            after=after,
            partly=stands.partly,
        )

    def _match(self, row: Shared, verdict: Verdict, status: str) -> Match:
        passage, text = row.passage, self._texts[row.b]
        before, words, after = around(text.text, passage.b)
        return Match(
            places=self._places[row.b],
            text_id=text.text_id,
            draft=passage.a,
            span=passage.b,
            words=passage.words,
            identity=passage.identity,
            form=passage.form,
            status=status,
            quoted=verdict.quoted in ("b", "both"),
            credited=verdict.credit_b,
            partly=verdict.part_b,
            before=before,
            text=words,
            after=after,
        )


def around(text: str, span: Span) -> tuple[str, str, str]:
    """The context before a span, its words, and the context behind it."""
    before = text[max(0, span.start - settings.CONTEXT) : span.start]
    return before, span.cut(text), text[span.end : span.end + settings.CONTEXT]


def _cover(spans: Iterable[Span], text: Text) -> int:
    """How many words of a text stand in some spans, each counted once."""
    covered = np.zeros(text.words, bool)
    for span in spans:
        low, high = text.marked.tokens.places(span)
        covered[low:high] = True
    return int(covered.sum())


def _articles(
    draft: Article,
    texts: Mapping[int, Text],
    pairs: Iterable[TextPair],
    passages: Iterable[Shown],
    places: Mapping[int, tuple[Place, ...]],
    related: Related,
) -> tuple[Similar, ...]:
    """The texts that share more with the draft than boilerplate and stock phrases, those with most first."""
    numbers = {related.hashes[number]: number for number in places}
    reused: dict[int, list[Match]] = defaultdict(list)
    for shown in passages:
        for match in shown.matches:
            if match.status == REUSE:
                reused[numbers[match.text_id]].append(match)
    near = {pair.b for pair in pairs if pair.near_duplicate}
    found = []
    for number, matches in reused.items():
        words = _cover((match.draft for match in matches), texts[DRAFT])
        theirs = _cover((match.span for match in matches), texts[number])
        first = places[number][0].metadata
        found.append(
            Similar(
                places=places[number],
                text_id=related.hashes[number],
                passages=len(matches),
                words=words,
                share_draft=words / texts[DRAFT].words,
                share_article=theirs / texts[number].words,
                near_duplicate=number in near,
                same_outlet=_same(draft.metadata.outlet, first.outlet),
                same_byline=_same(draft.metadata.byline, first.byline),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.words, one.places[0].order)))


def _same(one: str | None, other: str | None) -> bool | None:
    """Whether two names are one, None where one is not known."""
    return same_name(one, other) if one and other else None
