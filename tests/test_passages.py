"""Passages: found exactly where they stand, cut where the definition says, the same from both sides."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import settings
from provenance.names import same_name_token
from provenance.passage_rules import RULES
from provenance.passages import Passage, find_passages, form_of
from provenance.pieces import glosses
from provenance.spans import Span
from provenance.tokens import tokenise

seeds = st.integers(0, 2**32 - 1)


def find(text_a: str, text_b: str, same_word=lambda a, b: False, **limits: int) -> list[Passage]:
    rules = replace(RULES, **limits)
    return find_passages(text_a, tokenise(text_a), text_b, tokenise(text_b), same_word=same_word, rules=rules)


def cuts(text_a: str, text_b: str, **limits: int) -> list[tuple[str, str]]:
    return [(passage.a.cut(text_a), passage.b.cut(text_b)) for passage in find(text_a, text_b, **limits)]


def word(number: int) -> str:
    """A made-up word of ten letters, another one for each number."""
    letters = ""
    for place in range(5):
        letters += "bdfgklmnprstvz"[(number // 14**place) % 14] + "aeiou"[(number + place) % 5]
    return letters


def words(rng: random.Random, size: int, kind: int = 0) -> list[str]:
    """Words in random order; texts of different kinds have none in common."""
    return [word(5000 * kind + rng.randrange(3000)) for _ in range(size)]


def different(rng: random.Random, size: int, kind: int) -> list[str]:
    """Words, each another one."""
    return [word(5000 * kind + number) for number in rng.sample(range(3000), size)]


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts of few words with much in common: paragraphs copied, edited, moved, run together."""
    rng = random.Random(draw(seeds))
    vocabulary = [word(number) for number in range(draw(st.sampled_from([3, 6, 12, 40])))]

    def paragraph() -> str:
        sentences = [rng.choices(vocabulary, k=rng.randint(1, 14)) for _ in range(rng.randint(1, 4))]
        return " ".join(" ".join(sentence) + "." for sentence in sentences)

    def edited(text: str) -> str:
        found = text.split(" ")
        for _ in range(rng.randint(0, 3)):
            place = rng.randrange(len(found))
            found[place : place + rng.randint(0, 1)] = [word(4000)] * rng.randint(0, 2)
            found = found or ["nothing"]
        return " ".join(found)

    one = [paragraph() for _ in range(rng.randint(1, 5))]
    other = [edited(rng.choice(one) if rng.random() < 0.6 else paragraph()) for _ in range(rng.randint(1, 5))]
    return "\n\n".join(one), rng.choice(["\n\n", "\n", " "]).join(other)


@given(texts=drafts())
@examples(max_examples=200)
def test_a_passage_says_what_it_holds(texts: tuple[str, str]) -> None:
    a, b = map(tokenise, texts)
    for passage in find(*texts, alone=6, company=5):
        words_a, words_b = passage.last_a - passage.first_a, passage.last_b - passage.first_b
        assert passage.words == min(words_a, words_b)
        assert passage.words >= passage.matched >= 5
        assert 0 < passage.identity <= 1
        assert passage.identity == passage.matched / max(words_a, words_b)  # no word here is a variant
        assert passage.form == form_of(passage.identity)
        assert a.places(passage.a) == (passage.first_a, passage.last_a)
        assert b.places(passage.b) == (passage.first_b, passage.last_b)
        assert passage.a.contains(a.span(passage.first_a, passage.last_a))
        assert passage.b.contains(b.span(passage.first_b, passage.last_b))
        if passage.form == "verbatim":
            assert (
                a.hashes[passage.first_a : passage.last_a].tolist()
                == b.hashes[passage.first_b : passage.last_b].tolist()
            )
        for tokens, first, last in (
            (a, passage.first_a, passage.last_a),
            (b, passage.first_b, passage.last_b),
        ):
            assert 0 <= first < last <= len(tokens)


@given(texts=drafts())
@examples(max_examples=200)
def test_passages_stand_in_order_and_apart(texts: tuple[str, str]) -> None:
    found = find(*texts)
    assert [passage.a for passage in found] == sorted(passage.a for passage in found)
    for number, one in enumerate(found):
        for other in found[:number]:
            assert 2 * one.a.overlap(other.a) < min(len(one.a), len(other.a)) + 2 * 8  # quote marks
            assert _overlap((one.first_a, one.last_a), (other.first_a, other.last_a)) < 0.5
            assert _overlap((one.first_b, one.last_b), (other.first_b, other.last_b)) < 0.5


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Words that two ranges share, as a part of the shorter."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / min(one[1] - one[0], other[1] - other[0])


@given(texts=drafts())
@examples(max_examples=200)
def test_swapping_the_texts_swaps_the_sides_and_nothing_else(texts: tuple[str, str]) -> None:
    text_a, text_b = texts
    mirrored = [
        replace(
            passage, a=passage.b, b=passage.a, first_a=passage.first_b, last_a=passage.last_b,
            first_b=passage.first_a, last_b=passage.last_a,
        )
        for passage in find(text_b, text_a)
    ]  # fmt: skip
    assert sorted(mirrored, key=lambda passage: passage.a) == find(text_a, text_b)


@given(texts=drafts())
@examples(max_examples=200)
def test_each_side_of_a_shared_paragraph_edge_has_five_words(texts: tuple[str, str]) -> None:
    """Checked where every word is matched, so that the words on each side can be counted."""
    text_a, text_b = texts
    a, b = tokenise(text_a), tokenise(text_b)
    for passage in find(text_a, text_b):
        if passage.form != "verbatim":
            continue
        for place in range(1, passage.words):
            if a.edges[passage.first_a + place] == b.edges[passage.first_b + place] == 2:
                assert min(place, passage.words - place) >= settings.EDGE_WORDS


@given(seed=seeds, size=st.integers(12, 200))
def test_a_text_and_itself_share_all(seed: int, size: int) -> None:
    text = " ".join(words(random.Random(seed), size))
    (passage,) = find(text, text)
    assert (passage.words, passage.identity, passage.form) == (size, 1.0, "verbatim")
    assert (passage.a.cut(text), passage.b.cut(text)) == (text, text)


@given(
    seed=seeds,
    before=st.integers(0, 60),
    after=st.integers(0, 60),
    length=st.integers(settings.ALONE, 40),
    there=st.integers(0, 60),
)
def test_a_planted_run_is_found_exactly_wherever_it_stands(
    seed: int, before: int, after: int, length: int, there: int
) -> None:
    rng = random.Random(seed)
    run = " ".join(words(rng, length, kind=3))
    one = " ".join([*words(rng, before, kind=1), run, *words(rng, after, kind=1)])
    two = " ".join([*words(rng, there, kind=2), run, *words(rng, 60 - there, kind=2)])
    assert cuts(one, two) == [(run, run)]


@given(seed=seeds, lengths=st.tuples(st.integers(12, 30), st.integers(12, 30)))
def test_moved_runs_are_both_found(seed: int, lengths: tuple[int, int]) -> None:
    rng = random.Random(seed)
    first, second = (
        " ".join(different(rng, length, kind)) for length, kind in zip(lengths, (3, 4), strict=True)
    )
    one = " ".join([first, *words(rng, 30, kind=1), second])
    two = " ".join([second, *words(rng, 30, kind=2), first])
    assert cuts(one, two) == [(first, first), (second, second)]


def test_runs_that_swap_places_side_by_side_are_both_found() -> None:
    rng = random.Random(5)
    first, second = (" ".join(different(rng, 15, kind)) for kind in (3, 4))
    assert cuts(f"{first} {second}", f"{second} {first}") == [(first, first), (second, second)]


@given(seed=seeds, length=st.integers(12, 30))
def test_what_one_file_says_twice_is_reported_once(seed: int, length: int) -> None:
    rng = random.Random(seed)
    run = " ".join(different(rng, length, kind=3))
    one = " ".join([run, *words(rng, 20, kind=1), run, *words(rng, 20, kind=1)])
    two = " ".join([*words(rng, 20, kind=2), run])
    assert cuts(one, two) == [(run, run)]
    assert len(find(one, one)) == 1


@given(
    seed=seeds,
    length=st.integers(30, 60),
    place=st.integers(5, 24),
    taken=st.integers(0, 2),
    put=st.integers(0, 2),
)
def test_an_edit_inside_keeps_one_passage(seed: int, length: int, place: int, taken: int, put: int) -> None:
    rng = random.Random(seed)
    run = different(rng, length, kind=3)
    edited = [*run[:place], *different(rng, put, kind=4), *run[place + taken :]]
    one = " ".join([*words(rng, 20, kind=1), *run])
    two = " ".join([*edited, *words(rng, 20, kind=2)])
    (passage,) = find(one, two)
    assert passage.a.cut(one) == " ".join(run)
    assert passage.b.cut(two) == " ".join(edited)
    assert passage.matched == length - taken
    assert passage.form == ("near-verbatim" if taken or put else "verbatim")


def test_several_edits_in_one_paragraph_keep_one_passage() -> None:
    rng = random.Random(11)
    run = different(rng, 30, kind=3)
    edited = [*run[:6], "kitchen", *run[7:14], "garden", "window", *run[14:20], *run[22:]]
    (passage,) = find(" ".join(run), " ".join(edited))
    assert (passage.matched, passage.last_a, passage.last_b) == (27, 30, 30)


def test_a_long_unlike_gap_makes_two_passages_and_a_similar_one_does_not() -> None:
    rng = random.Random(12)
    head, tail = (different(rng, 20, kind) for kind in (3, 4))

    def parts(gap_a: int, gap_b: int) -> int:
        one = [*head, *different(rng, gap_a, kind=1), *tail]
        two = [*head, *different(rng, gap_b, kind=2), *tail]
        return len(find(" ".join(one), " ".join(two)))

    assert parts(0, settings.SHORT_GAP) == 1
    assert parts(0, settings.SHORT_GAP + 1) == 2
    assert parts(4, 8) == 1
    assert parts(settings.SIMILAR_GAP, settings.SIMILAR_GAP) == 1
    assert parts(settings.SIMILAR_GAP + 1, settings.SIMILAR_GAP + 1) == 2


NUMBERS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
TWELVE = " ".join(NUMBERS.split()[:12])


@pytest.mark.parametrize(
    ("text_a", "text_b", "expected"),
    [
        # An edge that one text has alone never cuts.
        (f"{TWELVE}.\n\nuno", f"{TWELVE}. Uno", [f"{TWELVE}. uno"]),
        (TWELVE.replace(" vier", "\n\nvier"), TWELVE, [TWELVE]),
        # Five words on each side of an edge of both texts, and the passage crosses it.
        (f"{TWELVE}.\n\nuno due tre quattro cinque", None, [f"{TWELVE}. uno due tre quattro cinque"]),
        (f"uno due tre quattro cinque\n\n{TWELVE}", None, [f"uno due tre quattro cinque {TWELVE}"]),
        # Four, and it stops there.
        (f"{TWELVE}.\n\nuno due tre quattro", None, [f"{TWELVE}."]),
        (f"uno due tre quattro\n\n{TWELVE}", None, [TWELVE]),
        # Five on each side in all, with a short paragraph between.
        (f"{TWELVE}\n\nuno\n\n{TWELVE[::-1]}", None, [f"{TWELVE} uno {TWELVE[::-1]}"]),
        # Short paragraphs at the end are cut one by one.
        (f"{TWELVE}\n\nuno due tre\n\nquattro cinque", None, [TWELVE]),
        (f"{TWELVE}\n\nuno due\n\ntre quattro", None, [TWELVE]),
        # The few words beyond the edge do not count the words behind the next long gap.
        (
            f"{TWELVE}\n\nuno due tre quattro p q r s t u v w x y z wer was wie wo wann",
            f"{TWELVE}\n\nuno due tre quattro wer was wie wo wann",
            [TWELVE],
        ),
        # A sentence's first words spill over.
        (f"{TWELVE}. The minister left", f"{TWELVE}. The talks went on", [f"{TWELVE}."]),
        (f"He said. {TWELVE}", f"It lasted. She said. {TWELVE}", [TWELVE]),
        # But a short sentence that both have is theirs.
        (f"{TWELVE}. Niemand widersprach.", None, [f"{TWELVE}. niemand widersprach."]),
        # Quote marks and stops that both have belong to the passage, whatever their style.
        (f"x “{TWELVE}.” y", f'z "{TWELVE}." w', [f'"{TWELVE}."']),
        (f"x «{TWELVE}» y", f"z {TWELVE} w", [TWELVE]),
    ],
)  # fmt: skip
def test_where_passages_end(text_a: str, text_b: str | None, expected: list[str]) -> None:
    text_b = text_a if text_b is None else text_b
    found = cuts(text_a, text_b)
    assert [plain(one) for one, _ in found] == expected
    assert [plain(other) for _, other in found] == expected


def plain(text: str) -> str:
    """In small letters, with straight quote marks and one space between words."""
    return " ".join(text.translate(str.maketrans("“”", '""')).casefold().split())


@pytest.mark.parametrize(
    ("gloss", "stepped_over"),
    [("(FSA)", True), ("[the rebels]", True), ("(a group of many fighters)", False), ("FSA", False)],
)
def test_a_gloss_that_one_text_adds_is_stepped_over_at_an_end(gloss: str, stepped_over: bool) -> None:
    one, two = f"{TWELVE} Armee Gruppe sagte", f"{TWELVE} {gloss} Armee Gruppe fand"
    ((left, right),) = cuts(one, two)
    assert left == (f"{TWELVE} Armee Gruppe" if stepped_over else TWELVE)
    assert right == (f"{TWELVE} {gloss} Armee Gruppe" if stepped_over else TWELVE)


def test_a_gloss_is_no_way_over_a_paragraph_edge() -> None:
    one = f"{TWELVE}\n\n(Reuters) Die Gespräche begannen"
    two = f"{TWELVE}\n\nDie Gespräche scheiterten"
    assert cuts(one, two) == [(TWELVE, TWELVE)]


def test_glosses_are_short_and_in_one_line() -> None:
    text = "one (two) [three four] (five six seven eight) (nine\nten)"
    assert glosses(text, tokenise(text), settings.TAIL) == {1, 2, 3}


@given(seed=seeds, length=st.integers(settings.COMPANY, settings.ALONE - 1))
def test_a_short_run_counts_beside_a_long_one(seed: int, length: int) -> None:
    rng = random.Random(seed)
    run, short = different(rng, 20, kind=3), " ".join(["mit"] * 4 + different(rng, length - 4, kind=4))
    one = " ".join([short, *words(rng, 30, kind=1), *run])
    two = " ".join([*run, *words(rng, 30, kind=2), short])
    assert cuts(one, two) == [(short, short), (" ".join(run),) * 2]


def test_a_short_run_alone_counts_by_its_rare_words() -> None:
    rng = random.Random(13)
    own_a, own_b = words(rng, 30, kind=1), words(rng, 30, kind=2)
    run = different(rng, settings.COMPANY, kind=3)
    phrase = " ".join(run)
    assert cuts(" ".join([*own_a, phrase]), " ".join([phrase, *own_b])) == [(phrase, phrase)]
    # Words that stand elsewhere in either text as well are its topic.
    common = run[: settings.COMPANY - settings.RARE + 1]
    assert cuts(" ".join([*own_a, phrase, *own_a, *common]), " ".join([phrase, *own_b])) == []
    assert cuts(" ".join([*own_a, phrase]), " ".join([phrase, *own_b, *common])) == []
    shorter = " ".join(run[:-1])
    assert cuts(" ".join([*own_a, shorter]), " ".join([shorter, *own_b])) == []


def test_variants_are_aligned_but_not_equal() -> None:
    one = f"{TWELVE} the programme of Mohammad began on a Monday in the north"
    two = f"{TWELVE} the program of Mohamed began on a Monday in the north"
    (passage,) = find(one, two, same_name_token)
    assert (passage.matched, passage.words) == (23, 23)
    assert passage.identity == pytest.approx(21 / 23)
    assert passage.form == "near-verbatim"


def test_invisible_characters_and_spaces_change_nothing() -> None:
    plain = "Die Rebellen sagten am Montag sie würden zu den Gesprächen in der Hauptstadt reisen"
    dressed = plain.replace(" ", "\u00a0").replace("Rebellen", "Re\u00adbel\u200blen").replace("ü", "u\u0308")
    (passage,) = find(f"x {plain} y", f"z\n{dressed}\nw")
    assert (passage.identity, passage.form) == (1.0, "verbatim")
    assert passage.b.cut(f"z\n{dressed}\nw") == dressed


def test_texts_without_words_share_nothing() -> None:
    for text in ("", " \n", "...", "🚀"):
        assert find(text, text) == []
        assert find(text, TWELVE) == []
        assert find(TWELVE, text) == []


@pytest.mark.parametrize(
    ("identity", "form"),
    [(1, "verbatim"), (0.99, "near-verbatim"), (0.7, "near-verbatim"), (0.69, "rewritten"), (0, "rewritten")],
)
def test_forms(identity: float, form: str) -> None:
    assert form_of(identity) == form


def test_a_run_that_counts_is_not_lost_by_trimming_its_spill() -> None:
    shared = "Alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo. Lima"
    words = shared.replace(".", "").lower().split()
    # Every word stands again elsewhere, so that rarity does not count for the run.
    text_a = f"One two three. {shared} november oscar papa. {' '.join(words[::-1])}"
    text_b = f"Four five six. {shared} quebec romeo. {' '.join(words[::2] + words[1::2])}"
    found = find_passages(
        text_a, tokenise(text_a), text_b, tokenise(text_b), same_word=lambda one, other: False
    )
    assert [passage.matched for passage in found] == [11]


@given(
    seed=seeds,
    length=st.integers(settings.ALONE, 20),
    around=st.tuples(*[st.sampled_from([0, 1, 3, 40])] * 4),
    kind=st.sampled_from(["edge of one text", "few words again and again", "Han", "Thai"]),
)
def test_a_verbatim_run_is_found_whatever_it_is_made_of(
    seed: int, length: int, around: tuple[int, int, int, int], kind: str
) -> None:
    """At the ends of texts or inside; in scripts without spaces twice as many characters are a run."""
    rng = random.Random(seed)
    if kind in ("Han", "Thai"):
        signs = [chr(code) for code in (range(0x4E00, 0x5200) if kind == "Han" else range(0x0E01, 0x0E2E))]
        parts = ["".join(rng.choices(signs, k=size)) for size in around]
        run = other = "".join(rng.choices(signs, k=2 * length))
        one, two = parts[0] + run + parts[1], parts[2] + other + parts[3]
    else:
        found = words(rng, length, kind=3)
        if kind == "few words again and again":
            found = [rng.choice(found[:4]) for _ in found]
        run = other = " ".join(found)
        if kind == "edge of one text":
            place = rng.randint(1, length - 1)
            other = " ".join(found[:place]) + "\n\n" + " ".join(found[place:])
        before, after, ahead, behind = (
            words(rng, size, 1 if number < 2 else 2) for number, size in enumerate(around)
        )
        one, two = " ".join([*before, run, *after]), " ".join([*ahead, other, *behind])
    start = one.find(run)
    held = [passage.a.overlap(Span(start, start + len(run))) for passage in find(one, two)]
    assert max(held, default=0) >= 0.9 * len(run)
