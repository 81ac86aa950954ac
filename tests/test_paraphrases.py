"""Passages told again in other words: the loops against each other, and what a comparison reports of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from itertools import pairwise, product
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance import settings
from provenance.kernels import Growth, numpy_loops
from provenance.kernels.choice import COMPILED, choose
from provenance.letters import capitals_and_digits
from provenance.pages.check import check
from provenance.pages.drafts import read_draft
from provenance.paraphrases import compare_wording, find_paraphrases, pair_words, pairing, read_wording
from provenance.passage_rules import THOROUGH
from provenance.passages import COLUMNS, compare_pairs, passage_of
from provenance.store.database import read_untouched
from provenance.tokens import tokenise_all

LOOPS: list[ModuleType] = [numpy_loops]
with suppress(ImportError):
    LOOPS.append(choose(COMPILED)[0])
compiled = pytest.mark.skipif(len(LOOPS) < 2, reason="the loops are not compiled here")


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, object]:
    """Some short texts of few words, pairs of them, and passages that these share."""
    sizes = draw(st.lists(st.integers(0, 40), min_size=1, max_size=4))
    count = sum(sizes)
    bits = st.lists(st.integers(0, 1), min_size=count, max_size=count)
    text = st.integers(0, len(sizes) - 1)
    pairs = draw(st.lists(st.tuples(text, text), max_size=5))
    passages = []
    for pair, both in enumerate(pairs):
        for _ in range(draw(st.integers(0, 2))):
            ends = [sorted(draw(st.tuples(*[st.integers(0, sizes[side])] * 2))) for side in both]
            passages.append([pair, *ends[0], *ends[1]])
    return {
        "words": np.array(draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)), np.uint32),
        "flags": np.array(draw(bits), np.uint8),
        "offsets": np.cumsum([0, *sizes], dtype=np.int64),
        "first": np.array([a for a, _ in pairs], np.int64),
        "second": np.array([b for _, b in pairs], np.int64),
        "passages": np.array(passages, np.int64).reshape(-1, 5),
    }


tables = st.lists(st.lists(st.integers(-2, 6), min_size=5, max_size=5), min_size=1, max_size=3).map(
    lambda rows: np.array(rows, np.int64)
)


@compiled
@given(
    block=blocks(), gains=tables, step=st.integers(1, 50), cell=st.integers(1, 12), least=st.integers(0, 20),
    share=st.sampled_from((0.0, 0.3, 0.5, 1.0)),
)  # fmt: skip
def test_compiled_loops_look_at_pairs_as_the_readable_ones_do(
    block: dict[str, object], gains: np.ndarray, step: int, cell: int, least: int, share: float
) -> None:
    speaks = {**block, "speaks": block["flags"]}
    del speaks["flags"]
    expected, found = (
        loops.best_blocks(**speaks, gains=gains, step=step, cell=cell, least=least, share=share)
        for loops in LOOPS
    )
    assert found.tolist() == expected.tolist()


@given(block=blocks(), gains=tables, cell=st.integers(1, 12))
def test_the_best_block_is_the_best_of_all(block: dict[str, object], gains: np.ndarray, cell: int) -> None:
    words, flags, offsets = block["words"].tolist(), block["flags"].tolist(), block["offsets"].tolist()  # type: ignore[attr-defined]
    scores = numpy_loops.best_blocks(
        block["words"], block["flags"], block["offsets"], block["first"], block["second"],
        np.zeros((0, 5), np.int64), gains[:1], 1, cell, 0, 0.0,
    )  # fmt: skip
    for a, b, score in zip(block["first"].tolist(), block["second"].tolist(), scores.tolist(), strict=True):  # type: ignore[attr-defined]
        sides = [
            [word if flag else None for word, flag in zip(words[low:high], flags[low:high], strict=True)]
            for low, high in ((offsets[a], offsets[a + 1]), (offsets[b], offsets[b + 1]))
        ]
        best = 0
        for row, column in product(range(len(sides[0]) // cell + 1), range(len(sides[1]) // cell + 1)):
            said = 0
            for one in sides[0][row * cell : (row + 2) * cell]:
                for other in sides[1][column * cell : (column + 2) * cell]:
                    if one is not None and one == other:
                        often = sides[0].count(one) + sides[1].count(one)
                        said += max(0, int(gains[0][min(often, 4)]))
            best = max(best, said)
        assert score == best


@compiled
@given(block=blocks(), gains=tables, step=st.integers(1, 50), least=st.integers(1, 8), most=st.integers(0, 6))
def test_compiled_loops_grow_regions_of_many_pairs_as_the_readable_ones_do(
    block: dict[str, object], gains: np.ndarray, step: int, least: int, most: int
) -> None:
    growth = Growth(cell=4, seed=5, margin=6, slack=2, penalty=2, least=least, rounds=6, most=most)
    begins = {**block, "begins": block["flags"], "speaks": 1 - block["flags"]}  # type: ignore[operator]
    del begins["flags"]
    expected, found = (
        loops.grow_regions_of(**begins, gains=gains, costs=abs(gains), step=step, growth=growth)
        for loops in LOOPS
    )
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("loops", LOOPS, ids=lambda module: module.__name__.rsplit(".", 1)[-1])
def test_a_pair_of_a_text_that_is_not_there_is_refused(loops: ModuleType) -> None:
    words, begins, offsets = np.zeros(3, np.uint32), np.zeros(3, np.uint8), np.array([0, 3])
    pair, none = np.array([1]), np.zeros((0, 5), np.int64)
    table = np.ones((1, 2), np.int64)
    growth = Growth(cell=4, seed=5, margin=6, slack=2, penalty=2, least=1, rounds=6, most=3)
    with pytest.raises(IndexError, match="not in the block"):
        loops.best_blocks(words, begins, offsets, pair, pair, none, table, 9, 4, 1, 0.5)
    with pytest.raises(IndexError, match="not in the block"):
        loops.grow_regions_of(words, offsets, begins, begins, pair, pair, none, table, table, 9, growth)


WIRE = """MILLBROOK - The harbour authority closed the old swing bridge on Tuesday.

Engineers who inspected the corroded girders found that a painted hinge had slipped overnight and left the \
walkway hanging over the lower basin, a spokesman for the harbour authority said.

Repairs will take until the spring, and ferries will carry commuters meanwhile."""

RETOLD = """The town has lost a landmark, at least for a while.

Residents are angry about the closure.

A painted hinge slipped during the night, said the engineers, who had inspected girders that were corroded; \
the walkway was left hanging above the lower basin.

Nobody was hurt."""

INDEPENDENT = """The harbour authority said on Tuesday that the swing bridge in Millbrook is shut.

A spokesman for the authority blamed damage to a hinge, which inspectors noticed in the morning, and said \
that the basin below stays open to boats. People who walk to work have to take a ferry until spring.

Nobody was hurt, the spokesman said."""


def test_a_sentence_told_again_is_a_passage() -> None:
    (found,) = provenance.compare(WIRE, RETOLD)
    assert found.form == "rewritten"
    assert WIRE[found.a.start : found.a.end].startswith("Engineers who inspected the corroded girders")
    assert RETOLD[found.b.start : found.b.end].startswith("A painted hinge")
    assert RETOLD[found.b.start : found.b.end].endswith("the lower basin")
    assert 0.25 <= found.identity < 0.7
    assert found.words >= 20


def test_what_both_have_in_quotation_marks_is_told_by_the_speaker() -> None:
    told, again = (text.split("\n\n")[place] for text, place in ((WIRE, 1), (RETOLD, 2)))
    assert provenance.compare(told, again)
    assert provenance.compare(f'"{told}"', again)
    assert provenance.compare(told, f'"{again}"')
    assert provenance.compare(f'"{told}"', f'"{again}"') == []


def test_swapped_texts_share_the_same_in_other_words() -> None:
    found = [(one.a, one.b, one.matched) for one in provenance.compare(WIRE, RETOLD)]
    assert [(one.b, one.a, one.matched) for one in provenance.compare(RETOLD, WIRE)] == found


def test_the_same_facts_in_own_words_are_no_passage() -> None:
    assert provenance.compare(WIRE, INDEPENDENT) == []


def test_names_and_figures_do_not_speak() -> None:
    names = "Amber Birch Cedar Dogwood Elder Fir Ginkgo Hazel Ironwood Juniper Katsura Larch Maple Nutmeg Oak"
    one = f"We met {names} on 12 May 1987, 13 June 1988 and 14 July 1989."
    other = (
        f"In 1987, 1988 and 1989: Juniper, Katsura, Amber Cedar. {' '.join(reversed(names.split()))}, 12, 13."
    )
    assert provenance.compare(one, other) == []


def test_what_stands_word_for_word_is_not_told_twice() -> None:
    copied = "Engineers who inspected the corroded girders found that a painted hinge had slipped overnight."
    texts = [f"{copied} It rained.", f"It was a cold day. {copied}"]
    block = tokenise_all(texts)
    pair = np.array([0]), np.array([1])
    rows = compare_pairs(texts, block, *pair, same_word=str.__eq__)
    assert len(rows) == 1
    assert find_paraphrases(texts, block, *pair, rows).shape == (0, COLUMNS)


@pytest.mark.parametrize("rules", [None, THOROUGH])
def test_paraphrases_stand_outside_passages(rules: object) -> None:
    copied = (
        "Nobody had expected the vicar to climb onto the roof of the bandstand with a trombone that night."
    )
    texts = [f"{WIRE}\n\n{copied}", f"{copied}\n\n{RETOLD}"]
    block = tokenise_all(texts)
    more = {} if rules is None else {"rules": rules}
    rows = compare_wording(texts, block, np.array([0]), np.array([1]), same_word=str.__eq__, **more)  # type: ignore[arg-type]
    passages = [passage_of(row) for row in rows.tolist()]
    assert {one.form for one in passages} == {"verbatim", "rewritten"}
    for one, other in product(passages, passages):
        if one is not other:
            assert not one.a.overlap(other.a)
            assert not one.b.overlap(other.b)


def test_pairs_with_near_words_alone_share_nothing_without_a_sentence_told_again() -> None:
    form = "The bond pays {} pct and is available in denominations of 1,000 dlrs and will be listed in Oslo."
    texts = [form.format(5), form.format(7).replace("will be", "should be")]
    block = tokenise_all(texts)
    pair = np.array([0]), np.array([1])

    def count(loose: bool | None) -> int:
        flags = None if loose is None else np.array([loose])
        return len(compare_wording(texts, block, *pair, same_word=str.__eq__, loose=flags))

    assert count(None) == count(False) > 0
    assert count(True) == 0


def test_pairs_with_near_words_alone_keep_all_where_a_sentence_is_told_again() -> None:
    form = "The bond pays {} pct and is available in denominations of 1,000 dlrs and will be listed in Oslo."
    texts = [f"{WIRE}\n\n{form.format(5)}", f"{form.format(7)}\n\n{RETOLD}"]
    block = tokenise_all(texts)
    pair = np.array([0]), np.array([1])
    rows = [
        compare_wording(texts, block, *pair, same_word=str.__eq__, loose=np.array([loose]))
        for loose in (False, True)
    ]
    assert {passage_of(row).form for row in rows[0].tolist()} >= {"rewritten", "near-verbatim"}
    np.testing.assert_array_equal(*rows)


LANGUAGES = {
    "de": (
        "Wie der Sprecher sagte, hatten zwei angetrunkene Angler versucht, das seit Mai gesperrte Wehr auf "
        "einem selbst gezimmerten Floß zu überqueren, ehe die Strömung sie gegen verrostete Gitter drückte.",
        "Die Strömung drückte zwei angetrunkene Männer gegen verrostete Gitter, die versucht hatten, auf "
        "einem gezimmerten Floß das gesperrte Wehr selbst zu überqueren, sagte der Sprecher.",
    ),
    "ru": (
        "Двое рыбаков пытались переплыть закрытую плотину на самодельном плоту, однако сильное течение "
        "прижало их к ржавой решётке, рассказал представитель спасателей.",
        "Как рассказал спасатель, сильное течение прижало к ржавой решётке двух рыбаков, которые пытались "
        "переплыть закрытую плотину на самодельном плоту.",
    ),
    "ar": (
        "حاول صيادان عبور السد المغلق على طوف خشبي صنعاه بنفسيهما قبل أن يدفعهما التيار القوي "
        "نحو القضبان الصدئة ويعلقا هناك ساعات طويلة حتى وصل رجال الإنقاذ",
        "دفع التيار القوي نحو القضبان الصدئة صيادين حاولا على طوف صنعاه بنفسيهما عبور السد "
        "المغلق ثم علقا هناك ساعات طويلة قبل أن وصل رجال الإنقاذ",
    ),
    "zh": (
        "两名喝醉的渔民试图乘坐自制的木筏穿越已经关闭的水坝,随后被湍急的水流冲到生锈的铁栅栏上,被困数小时后才获救",
        "两名渔民酒后试图乘自制木筏穿越关闭的水坝,结果湍急的水流把他们冲到生锈的栅栏上,受困数小时才获救",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_language_will_do(language: str) -> None:
    one, other = LANGUAGES[language]
    (found,) = provenance.compare(one, other)
    assert found.identity < 0.85
    assert 4 * len(found.a) >= 3 * len(one)
    assert 4 * len(found.b) >= 3 * len(other)


@pytest.mark.parametrize("beside", ["", "五", "人五", "spaced words"])
def test_what_tells_of_a_text_depends_on_no_other(beside: str) -> None:
    alone = read_wording(["两名渔民"], tokenise_all(["两名渔民"]))
    texts = ["两名渔民", beside]
    together = read_wording(texts, tokenise_all(texts))
    for name in ("words", "plain", "speaks"):
        assert getattr(together, name)[:4].tolist() == getattr(alone, name).tolist()
    assert (together.scale[0], together.share[0]) == (alone.scale[0], alone.share[0])


def test_letters_of_any_script_are_told_apart() -> None:
    codes = np.array([ord(letter) for letter in "aZ9жЖ٣語𐐀𝟗"], np.uint32)
    capital, digit = capitals_and_digits(codes)
    assert capital.tolist() == [False, True, False, False, True, False, False, True, False]
    assert digit.tolist() == [False, False, True, False, False, True, False, False, True]


@compiled
@given(
    words=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=120),
    cuts=st.lists(st.integers(0, 120), max_size=3),
    window=st.integers(1, 30),
    stride=st.integers(1, 20),
    most=st.integers(0, 6),
)
def test_compiled_loops_pair_words_as_the_readable_ones_do(
    words: list[tuple[int, int]], cuts: list[int], window: int, stride: int, most: int
) -> None:
    size = len(words)
    offsets = np.array([0, *sorted(min(cut, size) for cut in cuts), size], np.int64)
    hashes = np.array([word for word, _ in words], np.uint32)
    letters = np.array([count for _, count in words], np.uint8)
    (expected, ends), (found, others) = (
        loops.pairs_of_words(hashes, letters, offsets, window, stride, most) for loops in LOOPS
    )
    assert found.tolist() == expected.tolist()
    assert others.tolist() == ends.tolist()


FAR = """The swing bridge at Millbrook stays shut.

A painted hinge slipped during the night, said the engineers, who had inspected girders that were corroded; \
the walkway was left hanging above the lower basin."""


def test_texts_without_a_few_words_in_a_row_in_common_are_proposed() -> None:
    texts = [WIRE, FAR, INDEPENDENT]
    rule = pairing(len(texts))
    keys = pair_words(texts, tokenise_all(texts), rule.words)
    one, far, apart = (set(keys.values[low:high].tolist()) for low, high in pairwise(keys.offsets.tolist()))
    assert len(one & far) >= rule.least
    assert len(one & apart) < len(one & far) / 4


def _forms(db: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("SELECT a_path, b_path, form FROM reuse_passages ORDER BY 1, 2").fetchall()


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("wire", WIRE), ("far", FAR), ("independent", INDEPENDENT)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_scan_finds_a_sentence_told_again(newsroom: Path, tmp_path: Path) -> None:
    provenance.scan(newsroom, db=tmp_path / "a.db")
    assert _forms(tmp_path / "a.db") == [("in/far.txt", "in/wire.txt", "rewritten")]


def test_a_large_archive_is_looked_through_where_asked(
    newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 2)
    monkeypatch.setattr(settings, "PAIRED_WORDS", 12)  # these texts are short
    provenance.scan(newsroom, db=tmp_path / "a.db")
    assert _forms(tmp_path / "a.db") == []
    provenance.scan(newsroom, db=tmp_path / "a.db", rewritten=True)
    assert _forms(tmp_path / "a.db") == [("in/far.txt", "in/wire.txt", "rewritten")]


def test_an_archive_that_grows_large_is_judged_as_one(
    newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a small archive was looked through for must not stay in one that is judged as a large one."""
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 4)
    provenance.scan(newsroom, db=tmp_path / "parts.db")
    assert _forms(tmp_path / "parts.db")
    (newsroom / "more.txt").write_text("It rained all night in the hills above the town.", encoding="utf-8")
    provenance.scan(newsroom, db=tmp_path / "parts.db")
    provenance.scan(newsroom, db=tmp_path / "once.db")
    assert _forms(tmp_path / "parts.db") == _forms(tmp_path / "once.db")


def test_a_draft_that_tells_a_sentence_again_is_found(newsroom: Path, tmp_path: Path) -> None:
    (newsroom / "far.txt").unlink()
    provenance.scan(newsroom, db=tmp_path / "a.db")
    draft = tmp_path / "draft.txt"
    draft.write_text(FAR, encoding="utf-8")
    found = read_untouched(tmp_path / "a.db", lambda connection: check(connection, read_draft(draft)[0]))
    (passage,) = found.passages
    assert [match.form for match in passage.matches] == ["rewritten"]
    assert passage.words >= 20
