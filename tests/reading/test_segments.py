"""The parts of an article: on the five seeds, on news in other shapes and languages, and on any text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.reading import find_date, segment, title_of
from provenance.reading.parts.beginnings import Beginnings, all_beginnings, beginnings
from provenance.reading.parts.datelines import dateline_end
from provenance.reading.parts.dates import _date_letters, _read
from provenance.reading.parts.patterns import LinePatterns, boilerplate_patterns, data_lines, first_characters
from provenance.reading.parts.segments import byline_name, byline_of

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEXTS = {path.name[:3]: path.read_bytes().decode() for path in SEEDS}
BODY = (
    "The council met in the old hall on Monday and voted for the new bridge after a debate. "
    "Members said the bridge would be open by the spring.\n\nThe mayor said the town had waited enough.\n"
)


def parts(text):
    return [(part.kind, part.span.cut(text)) for part in segment(text)]


def kinds(text, kind):
    return [words for own, words in parts(text) if own == kind]


@pytest.mark.parametrize(
    ("seed", "title"),
    [
        ("000", None),
        ("001", "Syrian opposition to attend Astana talks"),
        ("002", "Talks Between Syrian Government And ‘Opposition’ Kick Off In Kazakhstan"),
        ("003", "Syria Crisis: Rebels to take part in Astana’s peace talks"),
        ("004", "Syria opposition groups hold talks with Russia outside Ghouta"),
    ],
)
def test_the_titles_of_the_seeds(seed, title):
    assert title_of(TEXTS[seed], segment(TEXTS[seed])) == title


def test_the_parts_of_the_seeds():
    assert [kind for kind, _ in parts(TEXTS["000"])] == ["body"]
    assert [kind for kind, _ in parts(TEXTS["001"])] == ["headline", "caption", "credit", "body"] + [
        "boilerplate"
    ] * 6
    assert [kind for kind, _ in parts(TEXTS["002"])] == ["headline"] * 2 + ["credit", "body"] + [
        "boilerplate"
    ] * 6
    assert [kind for kind, _ in parts(TEXTS["003"])] == ["headline", "headline", "body"]
    assert kinds(TEXTS["001"], "credit") == ["File photo: AFP"]
    assert kinds(TEXTS["002"], "credit") == ["Photograph: Kirill Kudryavtsev/AFP/Getty Images"]
    assert kinds(TEXTS["004"], "credit") == ["[Ammar El Bushy/Anadolu Agency]"]
    assert kinds(TEXTS["004"], "date") == ["January 10, 2018 at 2:18 pm"]
    assert kinds(TEXTS["004"], "boilerplate") == [
        "clear",
        "Creating new perspectives since 2009",
        "Read: Syrian army preparing assault to end rebel siege of base east of capital",
        "Read: Pakistan contacts besieged elderly couple in Syria",
    ]


def test_only_one_seed_has_a_date():
    dates = {name: find_date(text, segment(text)) for name, text in TEXTS.items()}
    dated = dates.pop("004")
    assert set(dates.values()) == {None}
    assert (dated.earliest, dated.latest) == ("2018-01-10T14:18", "2018-01-10T14:18:59")
    assert (dated.source, dated.precision, dated.words) == (
        "date line",
        "minute",
        "January 10, 2018 at 2:18 pm",
    )


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("Town gets a new bridge", "Town gets a new bridge"),
        ("# Town gets a new bridge", "Town gets a new bridge"),
        ("**Town gets a new bridge**", "Town gets a new bridge"),
        ("Will the town get a new bridge?", "Will the town get a new bridge?"),
        ("Town gets a bridge from the U.S.", "Town gets a bridge from the U.S."),
        ("News\n\nThe town council votes for a new bridge", "The town council votes for a new bridge"),
        (
            "Town council votes for a new\nbridge over the old river",
            "Town council votes for a new bridge over the old river",
        ),
        (
            "Council votes for the new bridge\n\nMayor: the town has waited",
            "Council votes for the new bridge",
        ),
        ("Home > News > Town\nCouncil votes for the new bridge", "Council votes for the new bridge"),
        ("The council has voted for the new bridge.", None),
    ],
)
def test_titles(top, title):
    text = f"{top}\n\n{BODY}"
    assert title_of(text, segment(text)) == title


def test_a_text_of_one_line_is_body():
    assert parts("Hello world") == [("body", "Hello world")]


def test_a_list_has_no_title():
    text = "\n\n".join(f"Item number {n}" for n in range(30))
    assert title_of(text, segment(text)) is None


def test_a_standfirst_stands_before_byline_and_date():
    top = "Town gets a new bridge\n\nThe council voted after a long debate.\n\nBy Ann Doe\n\n3 March 2020"
    text = f"{top}\n\n{BODY}"
    assert [kind for kind, _ in parts(text)] == ["headline", "standfirst", "byline", "date", "body"]


def test_a_hard_wrapped_wire_story():
    text = (
        "--------------------\n\n18:06 28/09/99: Page 1 (HHH) TOWN Bridge\n--------------------\n"
        "TOWN GETS A `NEW BRIDGE', COUNCIL TOLD<\n\x19By John Doe, Chief Reporter, Town News<\n"
        "\x19The Town Council was not personally involved, even indirectly, with the\n"
        "building of the bridge for which the County seeks its money, a court heard\n"
        "Tuesday.<\n\x19The 83-year-old council's lawyers told the second day of the hearing that\n"
        "Members had waited long enough.<\n"
    )
    assert title_of(text, segment(text)) == "TOWN GETS A `NEW BRIDGE', COUNCIL TOLD"
    assert byline_of(text, segment(text)) == "John Doe, Chief Reporter, Town News"
    assert kinds(text, "body")[0].startswith("\x19The Town Council")


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("File photo: AFP", "File photo: AFP"),
        ("A crowd in the square. Photo: Ann Doe/Newswire", "Photo: Ann Doe/Newswire"),
        ("A crowd in the square on Monday [Ann Doe/Newswire]", "[Ann Doe/Newswire]"),
        ("A crowd fills the old square on Monday [Newswire]", "[Newswire]"),
        ("A crowd in the square on Monday. (AP Photo/Ann Doe)", "(AP Photo/Ann Doe)"),
        ("A crowd in the square. (Photo by Ann Doe/Getty Images)", "(Photo by Ann Doe/Getty Images)"),
        ("NEWSWIRE/Ann Doe", "NEWSWIRE/Ann Doe"),
        ("© Ann Doe", "© Ann Doe"),
        ("Eine Menge auf dem Platz. Foto: Ann Doe/dpa", None),
        ("Foto: Ann Doe/DPA", "Foto: Ann Doe/DPA"),
        ("Crédit photo : Ann Doe", "Crédit photo : Ann Doe"),
        ("Фото: Анна Петрова / ТАСС", "Фото: Анна Петрова / ТАСС"),
        ("صورة: وكالة الأنباء", "صورة: وكالة الأنباء"),
        ("He tweeted a photo: a crowd in the square", None),
        ("“All the groups are going [to Astana]”", None),
        ("The talks would go on, the mayor said. (Newswire)", None),
        ("The talks would go on, the mayor said. [Newswire]", None),
        ("In pictures: the bridge", None),
        ("P(A|B) = (P(B|A)P(A))/P(B)", None),
        ("The town paper wrote of it in the spring (1993)", None),
        ("[40]", None),
        ("(8/13)", None),
        ("COUNCIL/MAYOR AND TOWN:", None),
    ],
)
def test_picture_credits_are_told_from_credits_of_words(line, credit):
    assert kinds(f"Town gets a new bridge\n\n{BODY}\n{line}\n\n{BODY}", "credit") == (
        [credit] if credit else []
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("By JANE DOE and John Roe in Cairo", "JANE DOE and John Roe in Cairo"),
        ("Von Max Müller", "Max Müller"),
        ("Par Jeanne Dupont", "Jeanne Dupont"),
        ("Por Juan Pérez", "Juan Pérez"),
        ("di Mario Rossi", "Mario Rossi"),
        ("Автор: Анна Петрова", "Анна Петрова"),
        ("بقلم: محمد علي", "محمد علي"),
        ("Staff and agencies", "Staff and agencies"),
        ("By the river, the town has waited", None),
        ("By Friday the town had waited long enough.", None),
        ("By 2020 the town will have a bridge", None),
        ("Jane Doe", None),
    ],
)
def test_bylines(line, name):
    assert byline_name(line) == name


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("ASTANA, Jan 23 (Newswire) - Talks began", "ASTANA, Jan 23 (Newswire) - "),
        ("ASTANA, Kazakhstan (AP) — Talks began", "ASTANA, Kazakhstan (AP) — "),
        ("(Newswire) - Talks began", "(Newswire) - "),
        ("UNITED NATIONS — Talks began", "UNITED NATIONS — "),
        ("Berlin (dpa) - Die Gespräche", "Berlin (dpa) - "),
        ("MADRID, 23 ene (EFE).- Las conversaciones", "MADRID, 23 ene (EFE).- "),
        ("ASTANA, January 23. /TASS/. Talks began", "ASTANA, January 23. /TASS/. "),
        ("МОСКВА, 23 янв — Переговоры начались", "МОСКВА, 23 янв — "),
        ("القاهرة (رويترز) - بدأت المحادثات", "القاهرة (رويترز) - "),
        ("新华社北京1月23日电 会谈开始", "新华社北京1月23日电 "),
        ("The mayor - a friend of the bridge - said so", ""),
        ("The mayor (a friend of the bridge) said so", ""),
        ("He said the Free Army (FSA) - had gone", ""),
        ("The mayor said so.", ""),
    ],
)
def test_datelines(line, dateline):
    assert line[: dateline_end(line)] == dateline


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe",
        "12 Comments",
        "3 + 4 =",
        "Suivez-nous sur Facebook",
        "Lesen Sie auch: Die Brücke",
        "Читайте также: мост построен",
        "اقرأ أيضا: الجسر الجديد",
        "© 2018 The Town Paper. All rights reserved.",
        "This website uses cookies to improve your experience.",
        "* * *",
        "____",
    ],
)
def test_boilerplate(line):
    assert kinds(f"{BODY}\n{line}\n\n{BODY}", "boilerplate") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Clear skies are expected over the town on Monday.",
        "The guest of the mayor said he would close the bridge.",
        "Analysis: why the town needs a bridge",
        "UK unemployment at lowest since 2009",
        "He asked readers to subscribe to the plan.",
    ],
)
def test_words_of_articles_are_not_boilerplate(line):
    assert kinds(f"{BODY}\n{line}\n\n{BODY}", "boilerplate") == []


def test_patterns_are_found_by_their_first_characters():
    patterns = [r"(?:ab|cd) e", r"\d{1,3} of \d", "x?y", "[ab]c", r"\(q\)", "a|b", "plain", "(?:ab)?c"]
    assert [first_characters(p) for p in patterns] == [
        frozenset("ac"),
        frozenset("0123456789"),
        None,
        None,
        frozenset("("),
        None,
        frozenset("p"),
        None,
    ]
    lines = LinePatterns(patterns, ignore_case=True)
    for line in ("AB e", "cd E", "12 of 3", "y", "xy", "bc", "(q)", "b", "Plain", "c", "abc"):
        assert lines.any(line), line
        assert lines.match(line) is not None
    assert not lines.any("plainer")
    assert not lines.any("")


def test_every_shipped_pattern_is_sorted_right():
    shipped = boilerplate_patterns()
    for line in ("all rights reserved", "PAGE 3 of 4", "- ends -", "tous droits réservés", "1 share"):
        assert shipped.any(line), line
    assert len(data_lines("boilerplate.txt")) > 80


PIECES = [
    *("", "", " ", "\x19", "\ufeff", "\u00a0", "\u2028x", "---", "A b", "lower", "# Head", BODY),
    *(
        "By Ann Doe",
        "3 March 2020",
        "Subscribe",
        "Photo: Ann Doe",
        "Town [Ann Doe/AFP]",
        "A crowd. Photo: Ann",
    ),
    "ROME (AP) — Talks began.",
]
NEWSLIKE = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=25).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r", "\n\n"]).map(lambda end: end.join(lines))
)


@given(st.text() | NEWSLIKE)
@example("A\x1cb\x85c\u2029d")
def test_segments_are_sorted_apart_and_cover_every_line(text):
    segments = segment(text)
    at = 0
    covered = bytearray(len(text))
    for part in segments:
        assert at <= part.span.start < part.span.end <= len(text)
        at = part.span.end
        covered[part.span.start : part.span.end] = b"\1" * len(part.span)
    assert all(covered[i] or text[i].isspace() for i in range(len(text)))
    find_date(text, segments)
    title_of(text, segments)
    byline_of(text, segments)


@pytest.mark.parametrize(
    "line",
    [
        *("a" * 100_000, "a " * 50_000, "A, " * 30_000, "( " * 50_000, "photo: " * 15_000, "AB/" * 30_000),
        *("[" * 100_000, "1 " * 50_000, "© " * 40_000, "By A " * 20_000, "\n" * 100_000, "10 " * 33),
        *("ROME, " * 20 + "x", "a\n" * 50_000, "follow " * 100, "copyright " * 90, "2020 " * 90),
    ],
)
def test_no_line_makes_it_slow(line):
    start = time.process_time()
    for text in (line, line[:480], line[:390] + "]", line[:120], line[:90]):
        find_date(text, segment(text))
    assert time.process_time() - start < 2


def test_the_beginnings_of_patterns():
    assert beginnings("follow us") == {"follow"}
    assert beginnings("(?:see|watch) (?:more|also)") == {"see mo", "see al", "watch "}
    assert beginnings(r"\(?(?i:By) x") == {"by x", "(by x"}
    assert beginnings("[-/]? ?ends?") == {
        mark + blank + word for mark in ("-", "/", "") for blank in (" ", "") for word in ("end", "ends")
    }
    assert beginnings(r"(?P<who>a|b)+c") == {"a", "b"}
    assert beginnings(r"\d{1,2} x") == set("0123456789")
    assert beginnings(r"ab{2}c|a*b|.c|\w|[^x]|x{0,2}|a+?b|yé|ſa") == {"ab", "", "a"}
    assert beginnings("©a|é|я") == set()
    assert beginnings("la rédaction|rédaction") == {"la r"}


@given(st.data())
def test_a_line_that_a_pattern_matches_begins_as_it_may(data):
    names = st.sampled_from(["boilerplate.txt", "bylines.txt"])
    pattern = data.draw(names.map(data_lines).flatmap(st.sampled_from))
    line = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True))
    assert Beginnings(all_beginnings([pattern])).may_match(line)


@pytest.mark.parametrize("name", ["boilerplate.txt", "bylines.txt"])
def test_every_alternative_of_every_pattern_begins_as_it_may(name):
    """What stands between marks in a pattern is tried as a line where it is a match."""
    tried = 0
    for pattern in data_lines(name):
        for words in {pattern, *re.split(r"[|()?:]+", pattern), *re.split(r"[|()?:\\.{*+]+", pattern)}:
            for line in (
                words,
                words.upper(),
                f"{words} x",
                f"{words}: A Name",
                f"({words} A Name",
                f"10 {words}",
            ):
                if re.fullmatch(pattern, line, re.IGNORECASE):
                    tried += 1
                    assert Beginnings(all_beginnings([pattern])).may_match(line)
    assert tried > 50


@given(st.one_of(st.text(st.sampled_from("10:.-/ ap.mTZhuhr jan.Mondayé年|on2018"), max_size=24), st.text()))
@pytest.mark.parametrize("template", ["{}", "Published {}", "10 Jan 2018 {}", "{} | 10 January 2018 10:30"])
def test_a_line_with_letters_of_no_date_is_none(template, words):
    line = template.format(words)
    if line.isascii() and not _date_letters().issuperset(re.findall("[a-z]+", line.lower())):
        assert _read(line) is None
