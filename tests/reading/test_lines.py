"""What is seen of a line at once leaves out none that a rule is true of: on lines near to the rules."""

import random
import re
import sys

from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.kernels import MARKED, NUMBERED, Heads
from provenance.kernels.python_lines import fold
from provenance.reading import segment
from provenance.reading.parts import captions, datelines, dates, lines
from provenance.reading.parts.bylines import byline_heads, is_byline
from provenance.reading.parts.line_ends import ends_a_sentence, is_closed
from provenance.reading.parts.patterns import data_lines
from tests.reading import plain_segments

WORDS = re.findall(
    r"\S+", "the council in Rome voted for a bridge by Ann Doe de la Cruz on Monday 12 U.S. АННА мост 東京"
)
WHOLE = [
    *(
        "Subscribe",
        "12 Comments",
        "Read also: The bridge",
        "© 2018 The Town Paper",
        "* * *",
        "- ends -",
        "<",
        "#",
    ),
    *(
        "# The bridge",
        "## By Ann Doe",
        "**By Ann Doe**",
        "(Reporting by Ann Doe)",
        "Par Jeanne Dupont",
        "By Ann.",
    ),
    *(
        "3 March 2020",
        "Published 1/2/70 | Updated 2/2/70",
        "2020",
        "12 people met at 10:30",
        "ⅷ ٣/٤/٢٠٢٠",
        "10.1.2018",
    ),
    *(
        "Photo: Ann Doe/AFP",
        "A crowd (Photo by Ann Doe)",
        "A crowd [Ann Doe/AFP]",
        "AFP/Ann Doe",
        "© Ann Doe",
    ),
    *(
        "A crowd. PHOTO: Ann Doe",
        "Fotograf\u0131a: x",
        "foto" + " " * 140 + ": Ann",
        "Читайте также: мост",
        "写真: AFP",
    ),
    *(
        "ROME, 3 March 2020 (AP) — Talks began",
        "МОСКВА, 23 янв — Переговоры",
        "新华社北京1月23日电 会谈",
        "A /TASS/. b",
    ),
    *(
        "Town gets a bridge",
        "town gets it",
        "TOWN GETS A BRIDGE",
        "Town gets a bridge.<",
        "\x19By Ann Doe<",
        "“Yes.”",
    ),
]
sentence = st.builds(
    lambda seed, size, end: " ".join(random.Random(seed).choices(WORDS, k=size)) + end,
    st.integers(0, 999),
    st.integers(1, 120),
    st.sampled_from(["", ".", ".”", ":", "?", "!)", "]", " [Ann Doe]", ". Photo: Ann Doe", " 2018", "."]),
)
of_a_pattern = st.sampled_from(data_lines("boilerplate.txt") + data_lines("bylines.txt")).flatmap(
    lambda pattern: st.from_regex(re.compile(pattern), fullmatch=True)
)
case = st.sampled_from([str, str, str.upper, str.lower, str.title])
around = st.sampled_from(
    ["{}", "{}", "{}", "{}.", "*{}*", "({})", " {} ", "\ufeff{}<", "<{}", "{} x", "x {}"]
)
line = st.builds(
    lambda words, form, mark: mark.format(form(words)),
    st.sampled_from(WHOLE) | sentence | of_a_pattern | st.text(max_size=30),
    case,
    around,
)
text = st.builds(
    lambda parts, end: "".join(words + stop for words, stop in parts) + end,
    st.lists(
        st.tuples(line | st.sampled_from(WHOLE), st.sampled_from(["\n", "\n\n", "\n", "\r\n", "\n \n"])),
        max_size=24,
    ),
    line,
)


def seen(words):
    """What the sieve sees of one line, and the line without the marks at its edges."""
    rows, _ = lines._sieve().rows(words, 0)
    if len(rows) != 1:
        return None, ""
    _, _, first, last, face = rows[0]
    return face, words[first:last]


@given(text=text, start=st.integers(0, 9))
@examples(max_examples=500, deadline=None)
def test_segments_are_those_of_every_rule_on_every_line(text, start):
    start = min(start, len(text))
    assert segment(text, start=start) == plain_segments.segment(text, start=start)


@given(line)
@example("Photo: A" + "x" * 500)
@example("crowd. Photo: Ann Doe " * 9)
@examples(max_examples=400, deadline=None)
def test_no_line_is_passed_over_that_a_rule_is_true_of(words):
    face, core = seen(words)
    if not core:
        return
    assert face & MARKED or captions.credit_start(core) is None
    assert face & NUMBERED or not dates.is_date_line(core)
    assert Heads([byline_heads()]).begun(core) or not is_byline(core)
    led = [pattern for pattern in captions._led() if pattern.search(core)]
    assert not led or captions.lead_words().within(core)


@given(line | st.text(st.sampled_from("1290/-. :Tjanuary٣年月日|"), max_size=40))
def test_a_day_has_no_fewer_digits(words):
    reading = dates._read(words)
    if len(re.findall(r"\d", words)) < dates.FEWEST_DIGITS:
        assert reading is None or reading.precision in ("month", "year")


@given(line | st.text(st.sampled_from("ROME, Jan3(AP)—-–/TASS. 新华社北京1月23日电"), max_size=40))
def test_a_dateline_has_one_of_its_marks(words):
    for marks, shape in datelines._SHAPES:
        if shape.match(words):
            assert not marks.isdisjoint(words)


@given(line | st.text(st.sampled_from("aU.S!?…。\"'”) Inc"), max_size=12))
def test_how_a_line_ends(words):
    words = words.strip().partition("\n")[0]
    assert is_closed(words) == bool(plain_segments.CLOSED.search(words))
    stopped = plain_segments.FULL_STOP.search(words) and not plain_segments.ABBREVIATION.search(words)
    assert ends_a_sentence(words) == bool(stopped)


def test_what_is_alike_without_regard_to_case_is_folded_alike():
    """Every character that has a case against all others, as regular expressions compare them."""
    every = map(chr, range(sys.maxunicode + 1))
    cased = "".join(c for c in every if len({c, c.lower(), c.upper(), c.casefold()}) > 1)
    for character in cased:
        for other in re.findall(re.escape(character), cased, re.IGNORECASE):
            assert fold(other) == fold(character)
