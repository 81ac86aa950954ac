"""metadata.csv: what the owner of a folder states, in the forms that people and spreadsheets write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import describe, hash_stated, read_sidecar


def sidecar(text, encoding="utf-8"):
    return read_sidecar(text.encode(encoding), path="f/metadata.csv")


def said(read, path):
    """What is stated of a path, None where nothing is."""
    stated = read.lookup(path)
    return describe(stated) if stated else None


def test_all_columns_in_any_case_and_order():
    read = sidecar(
        "Title,ID,path,SOURCE,url,Byline,Outlet,date\n"
        '"A bridge, at last",17,a/b.txt,yes,https://example.org/b,Ann Doe,The Paper,2020-03-03T10:15+01:00\n'
    )
    row = said(read, "a/b.txt")
    assert (row.title, row.id, row.source, row.url, row.byline, row.outlet) == (
        "A bridge, at last",
        "17",
        True,
        "https://example.org/b",
        "Ann Doe",
        "The Paper",
    )
    (date,) = row.dates
    assert (date.earliest, date.latest, date.precision, date.source, date.words) == (
        "2020-03-03T10:15+01:00",
        "2020-03-03T10:15:59+01:00",
        "minute",
        "metadata",
        "2020-03-03T10:15+01:00",
    )
    assert read.problems == ()
    assert read.warnings == ()
    assert said(read, "b.txt") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write(encoding, delimiter):
    text = "path,outlet,title\r\na.txt,Café,One\r\n".replace(",", delimiter)
    assert said(sidecar(text, encoding), "a.txt").outlet == "Café"


def test_a_row_for_the_file_goes_before_patterns_and_these_fill_in():
    read = sidecar("path,outlet,byline,source\n*.txt,Any,Staff,1\na.txt,Own,,\nsub/**,Sub,,0\n")
    assert (said(read, "a.txt").outlet, said(read, "a.txt").byline, said(read, "a.txt").source) == (
        "Own",
        "Staff",
        True,
    )
    assert said(read, "b.txt").outlet == "Any"
    assert said(read, "sub/b.txt").outlet == "Sub"
    assert said(read, "sub/deep/b.txt").source is False


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("papers/star/*", "papers/star/a.txt", True),
        ("papers/star/*", "papers/star/x/a.txt", False),
        ("papers/*/a.txt", "papers/star/a.txt", True),
        ("papers/**", "papers/star/x/a.txt", True),
        ("papers/**", "papers.txt", False),
        ("**/a.txt", "a.txt", True),
        ("**/a.txt", "x/y/a.txt", True),
        ("a?.txt", "ab.txt", True),
        ("a?.txt", "a/.txt", False),
        ("[ab].txt", "a.txt", True),
        ("[!ab].txt", "c.txt", True),
        ("[ab].txt", "[ab].txt", True),
        ("a[1.txt", "a[1.txt", True),
        ("a.txt", "aXtxt", False),
        ("*", "a.txt", True),
        ("./a.txt", "a.txt", True),
        ("sub\\a.txt", "sub/a.txt", True),
        ("cafe\u0301.txt", "café.txt", True),
        ("(a+)+$*.txt", "(a+)+$b.txt", True),
    ],
)
def test_paths_and_patterns(pattern, path, hit):
    read = sidecar(f"path,outlet\n{pattern},Paper\n")
    assert read.problems == ()
    assert (said(read, path) is not None) is hit


def test_every_bad_row_is_named_by_its_line_and_the_rest_is_used():
    read = sidecar(
        "path,date,source,title\n"
        "a.txt,10/01/2018,1,A\n"
        "b.txt,2018-01-10,perhaps,B\n"
        ",2018-01-10,1,C\n"
        "\n"
        '"d.txt",2018-01-10,1,"two\nlines"\n'
        "e.txt,2018-01-10,1,E, with a comma\n"
        "../f.txt,2018-01-10,1,F\n"
        "/g.txt,2018-01-10,1,G\n"
        "a.txt,2018-01-10,1,again\n"
        "h.txt\n"
        "i.txt,31 February 2018,,\n"
    )
    assert [problem.path.partition("#line=")[2] for problem in read.problems] == [
        "2",
        "3",
        "4",
        "8",
        "9",
        "10",
        "11",
        "13",
    ]
    assert all(problem.path.startswith("f/metadata.csv#line=") for problem in read.problems)
    assert "10/01/2018" in read.problems[0].reason
    a, b, d, h = (said(read, f"{name}.txt") for name in "abdh")
    assert (a.title, a.dates, a.source) == ("A", (), True)
    assert (b.title, b.dates[0].earliest, b.source) == ("B", "2018-01-10T00:00", None)
    assert d.title == "two\nlines"
    assert (h.title, h.dates, h.source) == (None, (), None)
    assert said(read, "e.txt") is None


def test_columns_that_are_not_known_are_named():
    read = sidecar("path,Colour,outlet,outlet,\na.txt,red,One,Two,\n")
    assert said(read, "a.txt").outlet == "One"
    assert len(read.warnings) == 2
    assert "'Colour'" in read.warnings[0]
    assert "'outlet' stands twice" in read.warnings[1]


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (b"file,outlet\na.txt,Paper\n", "f/metadata.csv#line=1", "no column 'path'"),
        (b"%PDF-1.4", "f/metadata.csv", "PDF"),
        (b"path\n" + b"x" * 200_000 + b"\n", "f/metadata.csv#line=2", "not CSV"),
    ],
)
def test_a_file_that_is_no_metadata(data, path, reason):
    (problem,) = read_sidecar(data, path="f/metadata.csv").problems
    assert problem.path == path
    assert reason in problem.reason


def test_an_empty_file_states_nothing():
    read = read_sidecar(b"", path="f/metadata.csv")
    assert (said(read, "a.txt"), read.problems, read.warnings) == (None, (), ())


@given(
    st.binary(max_size=200)
    | st.text().map(lambda text: ("path,date,source\n" + text).encode("utf-8", "ignore"))
)
def test_never_raises(data):
    read = read_sidecar(data, path="f/metadata.csv")
    said(read, "a.txt")


def test_statements_are_equal_where_their_hashes_are():
    """Whatever stands in other columns, other rows or another order of columns."""
    one = sidecar("path,outlet,date\na.txt,Paper,2020-01-01\n*.txt,,2020\n").lookup("a.txt")
    same = sidecar("date,path,mood,outlet\n2020-01-01,a.txt,good,Paper\n2020,*.txt,,\n").lookup("a.txt")
    other = sidecar("path,outlet,date\na.txt,Paper,2020-01-02\n*.txt,,2020\n").lookup("a.txt")
    fewer = sidecar("path,outlet,date\na.txt,Paper,2020-01-01\n").lookup("a.txt")
    moved = sidecar("path,outlet,byline\na.txt,,Paper\n").lookup("a.txt")
    assert hash_stated(one) == hash_stated(same)
    assert len({hash_stated(stated) for stated in (one, other, fewer, moved, ())}) == 5
    assert hash_stated(()) == ""
