"""Lineage: which statements come out of dates, flags and credits, and which never do."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import trees
from provenance.arborescence import Ways
from provenance.evidence import Instant, Node, Piece, Third, Weighed
from provenance.inference import Material, infer
from provenance.lineage import trace
from provenance.parents import BEYOND, best_of
from provenance.statements import BANDS, SURE, Bundle, Lineage, Pair, Pairs, Statement, band_of
from provenance.trees import TRUSTED, bounds, later_than, out_of_order, ways_out_of_order
from provenance.unseen import LIKELY, gather, likeliest

DAY = 86400.0


def day(number: int) -> Instant:
    return Instant(number * DAY, (number + 1) * DAY - 1, f"day {number}", "metadata.csv")


def node(place: int, outlet: str | None = None, date: int | None = None, *, declared: bool = False) -> Node:
    return Node(place, place, f"text {place}", outlet, None if date is None else day(date), declared)


@dataclass(frozen=True)
class Shares:
    """A passage that stands in several places, and who is credited for it where."""

    places: tuple[int, ...]
    words: int = 60
    credits: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def traced(
    nodes: Sequence[Node],
    shared: Sequence[Shares],
    thirds: Mapping[tuple[int, int], Third] | None = None,
    alike: Mapping[tuple[int, int], float] | None = None,
) -> Lineage:
    """The lineage of articles, each at its place in `nodes`; texts are all `alike` unless said."""
    together: dict[tuple[int, ...], list[Shares]] = defaultdict(list)
    for one in shared:
        together[tuple(sorted(one.places))].append(one)
    bundles = [
        Bundle(
            places,
            (sum(one.words for one in found),) * len(places),
            tuple(tuple(sorted({name for names in one.credits.values() for name in names})) for one in found),
        )
        for places, found in together.items()
    ]

    def pieces(a: int, b: int) -> list[Piece]:
        assert a < b
        return [
            Piece("", "", one.words, False, one.credits.get(a, ()), one.credits.get(b, ()), (), (), 0, at, at)
            for number, one in enumerate(shared)
            if a in one.places and b in one.places
            for at in [(1000 * number, 1000 * number + one.words)]
        ]

    material = Material(
        dict(enumerate(nodes)),
        bundles,
        pieces,
        lambda a, b: (thirds or {}).get((a, b)),
        frozenset({"Wire"}),
        lambda a, b: (alike or {}).get((a, b), 1.0),
    )
    return gather([trace(material)])


def kinds(lineage: Lineage) -> list[tuple[int | None, int, str]]:
    return [(row.source, row.derived, row.kind) for row in lineage.statements]


def only(lineage: Lineage) -> Statement:
    (statement,) = lineage.statements
    return statement


outlets = st.sampled_from([None, None, "Herald", "Echo", "Wire"])
articles = st.builds(
    lambda outlet, date, declared: Node(0, 0, "text", outlet, None if date is None else day(date), declared),
    outlets,
    st.none() | st.integers(0, 4),
    st.sampled_from([False, False, False, True]),
)


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[list[Node], list[Shares]]:
    nodes = draw(st.lists(articles, min_size=2, max_size=6))
    shared = []
    for _ in range(draw(st.integers(1, 5))):
        places = draw(st.lists(st.integers(0, len(nodes) - 1), min_size=2, max_size=len(nodes), unique=True))
        credited = {
            place: (name,)
            for place in places
            if (name := draw(st.sampled_from(["", "", "", "Wire", "Herald", "Press"])))
        }
        shared.append(Shares(tuple(places), draw(st.integers(12, 200)), credited))
    return nodes, shared


@given(newsroom=newsrooms())
@examples(max_examples=200)
def test_what_holds_for_every_graph(newsroom: tuple[list[Node], list[Shares]]) -> None:
    nodes, shared = newsroom
    lineage = traced(nodes, shared)
    between = Counter(
        (min(row.source, row.derived), max(row.source, row.derived))
        for row in lineage.statements
        if row.source is not None
    )
    assert all(count == 1 for count in between.values()), "never two rows for one pair"
    sharing = {(a, b) for one in shared for a in one.places for b in one.places if a < b}
    assert set(between) <= sharing, "no row for a pair that shares nothing"
    for row in lineage.statements:
        assert 0 <= row.probability <= 1
        assert row.band == band_of(row.probability)
        assert row.words > 0
        assert row.passages > 0
        assert row.reasons
        assert all(reason.sign == (reason.weight > 0) - (reason.weight < 0) for reason in row.reasons)
        assert (row.kind == "unseen") == (row.unseen is not None) == (row.source is None)
        if row.kind in ("undirected", "common source"):
            assert row.source is not None
            assert row.source < row.derived
        if row.kind == "common source":
            assert row.probability >= SURE
        if row.kind == "unseen":
            assert row.probability >= LIKELY
        if row.kind == "directed":
            assert row.source is not None
            source, derived = nodes[row.source], nodes[row.derived]
            assert row.probability >= (0.5 if source.declared else SURE)
            dated = source.date and derived.date and source.date.latest < derived.date.earliest
            credited = source.outlet and any(
                source.outlet in one.credits.get(row.derived, ()) and row.source in one.places
                for one in shared
            )
            agencys = source.outlet == "Wire" and derived.outlet != "Wire"
            assert dated or source.declared or credited or agencys
            assert not (derived.declared and not source.declared and not credited)
    assert {row.unseen for row in lineage.statements} - {None} == {one.number for one in lineage.unseen}
    assert len({one.name for one in lineage.unseen}) == len(lineage.unseen)
    assert all(sum(row.unseen == one.number for row in lineage.statements) >= 2 for one in lineage.unseen)


@given(newsroom=newsrooms(), data=st.data())
def test_the_order_of_families_is_of_no_effect(
    newsroom: tuple[list[Node], list[Shares]], data: st.DataObject
) -> None:
    nodes, shared = newsroom
    other = traced(nodes, data.draw(st.permutations(shared)))
    assert other == traced(nodes, shared)


def test_dates_of_relatives_speak_against_a_way() -> None:
    dates = (None, 1, 5)
    nodes = {place: node(place, date=date) for place, date in enumerate(dates)}
    later = later_than([0, 1, 2], nodes)
    assert later.tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert not out_of_order(np.zeros((3, 3)), later).any(), "nothing is known of relatives"
    edge = np.zeros((3, 3))
    edge[2, 0] = 1.0  # the undated one has it from the last
    found = out_of_order(edge, later)
    assert found[0, 1] == pytest.approx(np.log(1 - TRUSTED)), "so the first can't have it from the undated"
    assert found[1, 0] == found[1, 2] == 0
    edge = np.zeros((3, 3))
    edge[0, 1] = 1.0  # the undated one passed it on to the first
    assert out_of_order(edge, later)[2, 0] == pytest.approx(np.log(1 - TRUSTED))


@given(data=st.data(), count=st.integers(1, 9))
def test_what_dates_say_of_ways_in_rows_is_what_they_say_of_a_matrix(data: st.DataObject, count: int) -> None:
    dates = data.draw(st.lists(st.none() | st.integers(0, 6), min_size=count, max_size=count))
    nodes = {place: node(place, date=date) for place, date in enumerate(dates)}
    size = count * count
    chances = data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))
    is_way = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size))).reshape(count, count)
    np.fill_diagonal(is_way, val=False)
    edge = np.where(is_way, np.array(chances).reshape(count, count), 0.0)
    places = range(count)
    source, derived = np.nonzero(is_way)
    ways = Ways(source, derived, np.zeros(source.size))
    found = ways_out_of_order(ways, edge[is_way], *bounds(places, nodes))
    assert np.allclose(found, out_of_order(edge.copy(), later_than(places, nodes))[is_way])


def test_two_bare_texts_are_linked_without_an_arrow() -> None:
    row = only(traced([node(0), node(1)], [Shares((0, 1))]))
    assert (row.source, row.derived, row.kind) == (0, 1, "undirected")
    assert row.words == 60


def test_disjoint_dates_make_an_arrow_from_an_outlets_earlier_version_whatever_its_path() -> None:
    row = only(traced([node(0, "Herald", 3), node(1, "Herald", 1)], [Shares((0, 1))]))
    assert (row.source, row.derived, row.kind) == (1, 0, "directed")
    assert row.probability >= 0.5
    assert [reason.sign for reason in row.reasons] == [1, 1]


def test_dates_alone_make_no_arrow_between_two_outlets() -> None:
    row = only(traced([node(0, "Herald", 3), node(1, "Echo", 1)], [Shares((0, 1))]))
    assert (row.source, row.derived, row.kind) == (0, 1, "undirected")
    assert any("likely earlier" in reason.sentence for reason in row.reasons)


def test_dates_that_touch_make_no_arrow() -> None:
    assert only(traced([node(0, date=1), node(1, date=1)], [Shares((0, 1))])).kind == "undirected"
    assert only(traced([node(0, date=1), node(1)], [Shares((0, 1))])).kind == "undirected"


def test_an_absent_agency_at_the_shared_words_makes_a_common_source_of_dated_texts() -> None:
    lineage = traced(
        [node(0, "Herald", 1), node(1, "Echo", 3)], [Shares((0, 1), credits={0: ("Wire",), 1: ("Wire",)})]
    )
    assert kinds(lineage) == [(0, 1, "common source"), (None, 0, "unseen"), (None, 1, "unseen")]
    assert [one.name for one in lineage.unseen] == ["Wire (unseen)"]
    assert lineage.statements[1].agencies == {"Wire": 1}


def test_an_unseen_source_bears_a_name_only_where_all_its_passages_do() -> None:
    lineage = traced(
        [node(0), node(1)],
        [
            Shares((0, 1), credits={0: ("Wire",), 1: ("Wire",)}),
            Shares((0, 1), credits={0: ("Wire",)}),
            Shares((0, 1)),
        ],
    )
    assert [one.name for one in lineage.unseen] == ["unseen source 1"]
    assert lineage.statements[-1].agencies == {"Wire": 2}
    assert lineage.statements[-1].passages == 3


def test_from_an_unseen_story_no_likelier_than_from_nobody_here_unless_both_credit_what_is_absent() -> None:
    bare = Pair(Weighed(0.0, 0.0, False, False, ()), 60, 1, {}, apart=0.9)
    both = Pair(Weighed(0.0, 0.0, False, False, (), absent_a=True, absent_b=True), 60, 1, {}, apart=0.9)
    for pair, kind in ((bare, "unseen"), (both, "unseen credited")):
        pairs = Pairs()
        pairs.add(0, 1, pair)
        found, score, best = likeliest(1, {0, 1}, pairs, {1: 0.2})
        assert (found, best) == (kind, pair)
        assert score == (0.2 if pair is bare else pair.common_source)


def test_an_agency_that_is_in_the_folder_with_other_words_is_absent_at_these() -> None:
    """Text 2 is from Wire, but what 0 and 1 share is not in it."""
    lineage = traced(
        [node(0, "Herald", 1), node(1, "Echo", 3), node(2, "Wire", 0)],
        [Shares((0, 1), credits={0: ("Wire",), 1: ("Wire",)}), Shares((0, 2), words=20)],
    )
    assert (0, 1, "directed") not in kinds(lineage)
    assert (0, 1, "common source") in kinds(lineage)


def test_two_that_credit_an_agency_in_the_folder_have_it_from_there_whatever_its_date() -> None:
    credits = {0: ("Wire",), 1: ("Wire",)}
    for date in (None, 0, 9):
        lineage = traced(
            [node(0, "Herald", 1), node(1, "Echo", 3), node(2, "Wire", date)],
            [Shares((0, 1, 2), 200, credits)],
        )
        assert kinds(lineage) == [(2, 0, "directed"), (2, 1, "directed")]
        assert all(row.probability >= 0.7 for row in lineage.statements)


def test_a_declared_source_beats_dates() -> None:
    for date in (None, 0, 9):
        lineage = traced(
            [node(0, "Herald", 1), node(1, "Echo", 2), node(2, None, date, declared=True)],
            [Shares((0, 1, 2), 100)],
        )
        assert kinds(lineage) == [(2, 0, "directed"), (2, 1, "directed")]


def test_a_chain_of_dates_has_a_parent_for_each_but_the_first_where_more_than_dates_says_so() -> None:
    nodes = [node(0, "A", 1), node(1, "B", 3), node(2, "C", 5)]
    lineage = traced(nodes, [Shares((0, 1, 2), credits={1: ("A",), 2: ("B",)})])
    assert kinds(lineage) == [(0, 1, "directed"), (1, 2, "directed")]
    bare = traced(nodes, [Shares((0, 1, 2))])
    assert {row.kind for row in bare.statements} <= {"undirected", "common source"}


def test_a_patchwork_has_a_parent_for_each_of_its_parts() -> None:
    nodes = [node(0, "A", 1), node(1, "B", 1), node(2, "C", 5)]
    shared = [Shares((0, 2), credits={2: ("A",)}), Shares((1, 2), credits={2: ("B",)})]
    lineage = traced(nodes, shared)
    assert kinds(lineage) == [(0, 2, "directed"), (1, 2, "directed")]


def test_each_keeping_words_of_a_third_speaks_for_a_common_source() -> None:
    nodes = [node(0, "A", 1), node(1, "B", 3)]
    plain = only(traced(nodes, [Shares((0, 1))]))
    kept = traced(nodes, [Shares((0, 1))], {(0, 1): Third("text 9", 40, 40, 30)})
    assert plain.kind == "undirected"
    assert [row.kind for row in kept.statements] == ["common source"]
    assert any("four-word runs" in reason.sentence for reason in kept.statements[0].reasons)


def test_one_outlet_reworks_its_own_stories() -> None:
    one, other = [node(0, "Herald", 1), node(1, "Herald", 2)], [node(0, "Herald", 1), node(1, "Echo", 2)]
    assert only(traced(one, [Shares((0, 1))])).kind == "directed"
    assert only(traced(other, [Shares((0, 1))])).kind == "undirected"


@pytest.mark.parametrize("count", [20, 64, 65, 200])
@pytest.mark.parametrize("agency", [(), ("Wire",)])
def test_reprints_of_one_story_grow_with_their_number_and_not_with_their_pairs(
    count: int, agency: tuple[str, ...]
) -> None:
    started = time.process_time()
    story = Shares(tuple(range(count)), 400, dict.fromkeys(range(count), agency))
    lineage = traced([node(place) for place in range(count)], [story])
    assert time.process_time() - started < 2
    links = [row for row in lineage.statements if row.kind != "unseen"]
    assert len(links) == count - 1
    assert {row.source for row in links} | {row.derived for row in links} == set(range(count))
    # A name that all of them credit is evidence of a text outside; that there are many of them is none.
    assert {row.kind for row in links} == {"common source" if agency else "undirected"}
    assert sum(row.kind == "unseen" for row in lineage.statements) == (count if agency else 0)
    assert len(lineage.unseen) == (1 if agency else 0)


@pytest.mark.parametrize("count", [20, 200])
def test_dated_reprints_have_one_parent_each(count: int) -> None:
    nodes = [node(place, f"outlet {place}", place) for place in range(count)]
    lineage = traced(nodes, [Shares(tuple(range(count)), 400)])
    into = Counter(row.derived for row in lineage.statements if row.kind == "directed")
    assert set(into.values()) <= {1}
    assert len(lineage.statements) < count
    assert lineage.unseen == ()


def test_a_second_source_explains_words_that_the_first_does_not() -> None:
    nodes = [node(0, "A", 1), node(1, "B", 1), node(2, "C", 5)]
    both = {2: ("A", "B")}
    apart = [Shares((0, 2), 90, both), Shares((1, 2), 40, both)]
    assert kinds(traced(nodes, apart)) == [(0, 2, "directed"), (1, 2, "directed")]
    few = [Shares((0, 2), 90, both), Shares((1, 2), BEYOND - 1, both)]
    assert (1, 2, "directed") not in kinds(traced(nodes, few))


def test_an_outlet_goes_on_from_its_last_version() -> None:
    nodes = [node(number, "Herald", 2 * number) for number in range(4)]
    lineage = traced(nodes, [Shares((0, 1, 2, 3), 300)])
    assert [(row.source, row.derived) for row in lineage.statements if row.kind == "directed"] == [
        (0, 1), (1, 2), (2, 3),
    ]  # fmt: skip


CHANGED = {(0, 1): 0.25, (0, 2): 0.5, (0, 3): 0.2, (1, 2): 0.5, (1, 3): 0.5, (2, 3): 0.3}
"""Four versions: 2 stands between 0 and 1, and 3 behind 1."""


def test_versions_of_an_outlet_stand_in_a_row_also_without_dates() -> None:
    nodes = [node(number, "Herald") for number in range(4)]
    lineage = traced(nodes, [Shares((0, 1, 2, 3), 300)], alike=CHANGED)
    assert kinds(lineage) == [(0, 2, "undirected"), (1, 2, "undirected"), (1, 3, "undirected")]


def test_a_version_without_a_date_comes_between_those_that_it_stands_between() -> None:
    nodes = [node(number, "Herald", date) for number, date in enumerate((1, 5, None, 9))]
    places = tuple(range(4))
    bundle = Bundle(places, (300,) * 4, ((),))
    piece = Piece("", "", 300, False, (), (), (), (), 300)
    material = Material(
        dict(enumerate(nodes)), [bundle], lambda a, b: [piece], lambda a, b: None, frozenset(),
        lambda a, b: CHANGED[a, b],
    )  # fmt: skip
    found = {place: best_of(chances)[0] for place, chances in infer(material).chances.items()}
    assert found == {0: None, 2: 0, 1: 2, 3: 1}


def test_versions_that_have_little_in_common_stand_in_no_row() -> None:
    nodes = [node(number, "Herald") for number in range(3)]
    pairs = infer(
        Material(
            dict(enumerate(nodes)), [Bundle((0, 1, 2), (60,) * 3, ((),))],
            lambda a, b: [Piece("", "", 60, False, (), (), (), (), 60)], lambda a, b: None, frozenset(),
            lambda a, b: trees.ALIKE / 2,
        )
    ).pairs  # fmt: skip
    assert not any(trees.are_versions(pair) for _, _, pair in pairs.among((0, 1, 2)))
    assert len(list(pairs.items())) == 3


def test_of_two_that_credit_each_other_one_is_the_source() -> None:
    nodes = [node(0, "Herald"), node(1, "Echo"), node(2)]
    lineage = traced(
        nodes, [Shares((0, 1), 60, {0: ("Echo",)}), Shares((0, 1, 2), 40, {1: ("Herald",), 0: ("Echo",)})]
    )
    assert sum({row.source, row.derived} == {0, 1} for row in lineage.statements) == 1


def test_one_outlets_own_versions_have_no_unseen_source() -> None:
    nodes = [node(0, "Herald"), node(1, "Herald")]
    lineage = traced(nodes, [Shares((0, 1), 100, {0: ("Wire",), 1: ("Wire",)})])
    assert kinds(lineage) == [(0, 1, "undirected")]


def test_two_thousand_reprints_take_seconds() -> None:
    nodes = [node(place, f"outlet {place}", place % 40) for place in range(2000)]
    started = time.process_time()
    lineage = traced(nodes, [Shares(tuple(range(2000)), 400)])
    assert time.process_time() - started < 10
    assert len(lineage.statements) <= 2000


def test_nothing_shared_is_no_lineage() -> None:
    assert traced([node(0), node(1)], []) == Lineage((), ())


@given(probability=st.floats(0, 1))
def test_bands(probability: float) -> None:
    name = band_of(probability)
    assert dict(BANDS)[name] <= probability
    assert all(least > probability for other, least in BANDS if least > dict(BANDS)[name])


@pytest.mark.parametrize("dated", [True, False])
def test_a_component_that_is_cut_gives_nearly_what_it_gives_whole(
    monkeypatch: pytest.MonkeyPatch, dated: bool
) -> None:
    """Articles of one story: the parts overlap, and each has the first two."""
    nodes = [node(place, f"outlet {place}", (place * 37) % 120 if dated else None) for place in range(120)]
    credited = dict.fromkeys(range(120), ("AFP",))
    shared = [Shares(tuple(range(120)), credits={} if dated else credited), Shares(tuple(range(120)), 9)]
    whole = traced(nodes, shared)
    monkeypatch.setattr(trees, "LARGEST", 40)
    cut = traced(nodes, shared)
    told_of = [Counter((row.derived, row.kind) for row in found.statements) for found in (cut, whole)]
    # Where the parts see other candidates, what is as likely as not may fall on either side.
    assert (told_of[0] - told_of[1]).total() <= 3
    assert cut.unseen == whole.unseen
    told = [[(row.words, row.passages, row.agencies) for row in found.statements] for found in (cut, whole)]
    assert told[0] == told[1]
