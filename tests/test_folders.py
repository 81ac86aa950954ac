"""Folders that a new user would try first, and the answer each should get."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import provenance
from tests.conftest import Archive

Scanned = Callable[..., Archive]

RELEASE = """Acme Corporation today announced the opening of a new battery plant in the northern town of \
Veldhaven, creating twelve hundred permanent jobs by the spring of next year.

The factory, which will cost four hundred million euros, is the largest single investment that the company \
has made outside its home market in more than two decades.

Chief executive Marta Lindqvist said the site had been chosen for its cheap hydropower and for a workforce \
that knows how to build complicated machines at speed.

Construction begins in September and the first cells are due to leave the line eighteen months later, \
subject to final approval by the regional planning board.
"""
PARTS = RELEASE.strip().split("\n\n")
HERALD = (
    "A big employer is coming to town, and the mayor could hardly hide her joy on Tuesday.\n\n"
    f"{PARTS[0]}\n\n{PARTS[1]}\n\n"
    "Locals remain sceptical, since a similar promise ten years ago came to nothing at all.\n"
)
POST = (
    "Residents of the north gathered at the harbour to hear what the company had to say.\n\n"
    f"{PARTS[1]}\n\n{PARTS[2]}\n\n"
    "The union wants guarantees in writing before any contract is signed, its leader told this paper.\n"
)
PRESS = {"release.txt": RELEASE, "a.txt": HERALD, "b.txt": POST}
HEADER = "path,date,outlet,byline,url,source\n"


def edges(archive: Archive) -> list[tuple[Any, ...]]:
    rows = archive.rows("SELECT source, derived, kind FROM lineage_edges ORDER BY kind, source, derived")
    return [(row["source"], row["derived"], row["kind"]) for row in rows]


def test_two_identical_files(scanned: Scanned) -> None:
    archive = scanned({"a.txt": HERALD, "b.txt": HERALD})
    (passage,) = archive.rows("SELECT * FROM reuse_passages")
    assert (passage["a_path"], passage["b_path"]) == ("folder/a.txt", "folder/b.txt")
    assert (passage["identity"], passage["form"]) == (1.0, "verbatim")
    (pair,) = archive.rows("SELECT * FROM pairs")
    assert (pair["relation"], pair["degree_a"], pair["share_a"], pair["share_b"]) == (
        "same text", "wholly", 1.0, 1.0,
    )  # fmt: skip
    assert edges(archive) == [("folder/a.txt", "folder/b.txt", "undirected")]
    assert len(archive.rows("SELECT * FROM articles")) == 2
    assert len({row["text_id"] for row in archive.rows("SELECT * FROM articles")}) == 1
    assert [row["path"] for row in archive.rows("SELECT * FROM family_members ORDER BY path")] == [
        "folder/a.txt", "folder/b.txt",
    ]  # fmt: skip


@pytest.mark.parametrize("outlet", ["Herald", "Post"])
def test_identical_files_with_dates_have_an_order_in_one_outlet(scanned: Scanned, outlet: str) -> None:
    dates = HEADER + f"a.txt,2024-05-02,Herald,,,\nb.txt,2024-05-01,{outlet},,,\n"
    archive = scanned({"a.txt": HERALD, "b.txt": HERALD, "metadata.csv": dates})
    own = ("folder/b.txt", "folder/a.txt", "directed")
    assert edges(archive) == [own if outlet == "Herald" else ("folder/a.txt", "folder/b.txt", "undirected")]


def test_files_that_differ_in_line_ends_only(scanned: Scanned) -> None:
    archive = scanned({"a.txt": HERALD, "b.txt": HERALD.replace("\n", "\r\n")})
    (pair,) = archive.rows("SELECT * FROM pairs")
    assert (pair["relation"], pair["share_a"], pair["share_b"]) == ("same text", 1.0, 1.0)
    (passage,) = archive.rows("SELECT * FROM reuse_passages")
    assert passage["form"] == "verbatim"


def test_lines_that_recur_below_many_stories_are_boilerplate(scanned: Scanned) -> None:
    notice = (
        "The views in this paper are those of its authors and it is printed on paper from woods that "
        "somebody looks after.\n"
    )
    stories = {
        f"{number}.txt": f"{' '.join(f'{word}{number}' for word in PARTS[number % 4].split())}\n\n{notice}"
        for number in range(8)
    }
    archive = scanned(stories)
    assert {row["status"] for row in archive.rows("SELECT status FROM reuse_passages")} == {"boilerplate"}
    assert archive.rows("SELECT * FROM lineage_edges") == []


def test_one_file(scanned: Scanned) -> None:
    archive = scanned({"a.txt": HERALD})
    assert len(archive.rows("SELECT * FROM articles")) == 1
    for view in ("reuse_passages", "pairs", "lineage_edges", "family_members"):
        assert archive.rows(f"SELECT * FROM {view}") == []


def test_a_press_release_flagged_as_source(scanned: Scanned) -> None:
    flags = HEADER + "release.txt,,Acme,,,1\na.txt,,Town Herald,,,\nb.txt,,Harbour Post,,,\n"
    archive = scanned({**PRESS, "metadata.csv": flags})
    assert edges(archive) == [
        ("folder/release.txt", "folder/a.txt", "directed"),
        ("folder/release.txt", "folder/b.txt", "directed"),
    ]
    relations = {
        (row["a_path"], row["b_path"]): row["relation"] for row in archive.rows("SELECT * FROM pairs")
    }
    assert relations == {
        ("folder/a.txt", "folder/b.txt"): "common source",
        ("folder/a.txt", "folder/release.txt"): "press release",
        ("folder/b.txt", "folder/release.txt"): "press release",
    }
    (between,) = archive.rows("SELECT * FROM reuse_passages WHERE b_path = 'folder/b.txt'")
    assert between["explained_by"] == "folder/release.txt"
    strong = archive.rows("SELECT min(probability) AS p, min(band) AS band FROM lineage_edges")[0]
    assert strong["p"] > 0.9


def test_the_same_with_dates_and_without_flag(scanned: Scanned) -> None:
    dates = HEADER + (
        "release.txt,2024-03-01,Acme,,,\na.txt,2024-03-02,Town Herald,,,\nb.txt,2024-03-03,Harbour Post,,,\n"
    )
    archive = scanned({**PRESS, "metadata.csv": dates})
    assert {kind for _, _, kind in edges(archive)} == {"undirected"}, (
        "a date order alone is no strong evidence"
    )
    for row in archive.rows("SELECT * FROM lineage_edges"):
        assert "likely earlier" in row["reasons"]


def test_without_dates_and_flag_nothing_is_directed(scanned: Scanned) -> None:
    archive = scanned(PRESS)
    assert {kind for _, _, kind in edges(archive)} == {"undirected"}


def test_an_article_with_the_release_of_another_outlet_after_it(scanned: Scanned) -> None:
    """A declared source stays the source, whatever the dates say (pages carry their last update)."""
    flags = HEADER + "release.txt,2024-03-09,Acme,,,yes\na.txt,2024-03-02,Town Herald,,,\n"
    archive = scanned({"release.txt": RELEASE, "a.txt": HERALD, "metadata.csv": flags})
    assert edges(archive) == [("folder/release.txt", "folder/a.txt", "directed")]


def test_a_third_article_quotes_one_sentence_of_a_reprinted_story(scanned: Scanned) -> None:
    column = (
        "Opinion. What are we to make of it?\n\n"
        f"The statement says it all: “{PARTS[2]}” One wonders who wrote that, and whether anyone in the "
        "building ever held a spanner.\n"
    )
    archive = scanned({"a.txt": RELEASE, "b.txt": "Reprint edition.\n\n" + RELEASE, "c.txt": column})
    families = archive.rows(
        "SELECT family, count(*) AS n, max(words) AS words FROM family_members GROUP BY 1"
    )
    assert sorted((family["n"], family["words"]) for family in families) == [(2, 109), (3, 27)]
    quoting = archive.rows("SELECT * FROM reuse_passages WHERE b_path = 'folder/c.txt'")
    assert [row["quoted"] for row in quoting] == ["b", "b"]
    assert {row["family"] for row in quoting} != {
        row["family"] for row in archive.rows("SELECT * FROM reuse_passages WHERE b_path = 'folder/b.txt'")
    }


def test_a_version_of_the_same_outlet(scanned: Scanned) -> None:
    later = RELEASE.replace("twelve hundred", "thirteen hundred")
    rows = HEADER + "a.txt,2024-03-01,Herald,,,\nb.txt,2024-03-02,Herald,,,\n"
    archive = scanned({"a.txt": RELEASE, "b.txt": later, "metadata.csv": rows})
    (pair,) = archive.rows("SELECT * FROM pairs")
    assert pair["relation"] == "version"
    assert edges(archive) == [("folder/a.txt", "folder/b.txt", "directed")]


def test_an_absent_agency_at_the_shared_words_forbids_an_arrow(scanned: Scanned) -> None:
    """Two papers print one wire a day apart: the later paper took it from the wire, not from the earlier."""
    body = "\n\n".join(PARTS)
    rows = HEADER + "a.txt,2024-03-01,Town Herald,,,\nb.txt,2024-03-02,Harbour Post,,,\n"
    archive = scanned(
        {
            "a.txt": f"Battery plant comes to the north\n\nVELDHAVEN, March 1 (Reuters) - {body}\n",
            "b.txt": f"North wins giant factory\n\nVELDHAVEN (Reuters) - {body}\n\nOur own view follows.\n",
            "metadata.csv": rows,
        }
    )
    assert edges(archive) == [
        ("folder/a.txt", "folder/b.txt", "common source"),
        ("Reuters (unseen)", "folder/a.txt", "unseen"),
        ("Reuters (unseen)", "folder/b.txt", "unseen"),
    ]


def test_the_wire_in_the_folder_is_the_source_of_who_credits_it(scanned: Scanned) -> None:
    body = "\n\n".join(PARTS)
    rows = HEADER + "a.txt,2024-03-01,Town Herald,,,\nwire.txt,2024-03-01,Reuters,,,\n"
    archive = scanned(
        {
            "a.txt": f"Battery plant comes to the north\n\nVELDHAVEN, March 1 (Reuters) - {body}\n",
            "wire.txt": f"{body}\n",
            "metadata.csv": rows,
        }
    )
    assert edges(archive) == [("folder/wire.txt", "folder/a.txt", "directed")]
    (pair,) = archive.rows("SELECT * FROM pairs")
    assert pair["relation"] == "syndicated"


ARABIC = (
    "أعلنت وزارة الصحة يوم الاثنين أن عدد المصابين بالمرض انخفض إلى أدنى مستوى منذ بداية العام الماضي، "
    "وأن المستشفيات عادت إلى العمل بصورة طبيعية في جميع المحافظات."
)
HINDI = (
    "प्रधानमंत्री ने सोमवार को कहा कि सरकार किसानों की आय बढ़ाने के लिए नई योजना शुरू करेगी और इसके लिए बजट में "
    "विशेष प्रावधान किया जाएगा।"
)
THAI = "นายกรัฐมนตรีกล่าวเมื่อวันจันทร์ว่ารัฐบาลจะเริ่มโครงการใหม่เพื่อเพิ่มรายได้ของเกษตรกร"
FRENCH = (
    "Le président a déclaré mardi que la réforme des retraites serait présentée à l’Assemblée avant l’été, "
    "malgré l’opposition des syndicats et des étudiants."
)
CHINESE = "外交部发言人周一表示中国愿意同有关各方一道继续为推动和平解决危机发挥建设性作用并呼吁立即停火。"


@pytest.mark.parametrize(
    ("shared", "written_otherwise"),
    [
        (ARABIC, ARABIC.replace("أعلنت وزارة", "أَعْلَنَتْ وزارةُ").replace("المصابين", "المصـــابين")),
        (HINDI, HINDI),
        (THAI, THAI),
        (CHINESE, CHINESE),
        (FRENCH, unicodedata.normalize("NFD", FRENCH)),
        (PARTS[0], PARTS[0].replace(" opening", "\u00a0opening")),
        (PARTS[0], PARTS[0].replace("battery", "bat\u00adtery").replace("northern", "nor\u200bthern")),
        (PARTS[0], PARTS[0].upper()),
        (PARTS[0], "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in PARTS[0])),
    ],
    ids=[
        "Arabic with vowel marks", "Hindi", "Thai", "Chinese", "decomposed accents", "no-break space",
        "soft hyphen and zero-width space", "capitals", "full width",
    ],
)  # fmt: skip
def test_scripts_and_invisible_characters(scanned: Scanned, shared: str, written_otherwise: str) -> None:
    first = f"§ 1\n\n{shared}\n\n§ 2\n"
    second = f"§ 3 ***\n\n{written_otherwise}\n\n§ 4\n"
    archive = scanned({"a.txt": first, "b.txt": second})
    (passage,) = archive.rows("SELECT * FROM reuse_passages")
    for text, side, whole in ((first, "a", shared), (second, "b", written_otherwise)):
        start, end = passage[f"{side}_start"], passage[f"{side}_end"]
        assert passage[f"{side}_text"] == text[start:end]
        assert whole.rstrip(".。।؟") in text[start:end] or text[start:end] == whole
    assert passage["form"] == "verbatim"


def test_a_headline_that_stands_twice_is_not_reuse(scanned: Scanned) -> None:
    headline = "Twelve hundred new jobs for the town of Veldhaven as battery maker picks the north coast"
    archive = scanned({"a.txt": f"{headline}\n\n{headline}\n\nUnrelated words follow in this story.\n"})
    assert archive.rows("SELECT * FROM reuse_passages") == []


def test_a_paragraph_that_moved_keeps_its_own_row(scanned: Scanned) -> None:
    archive = scanned(
        {"a.txt": f"{PARTS[0]}\n\n{PARTS[1]}\n", "b.txt": f"{PARTS[1]}\n\nBetween.\n\n{PARTS[0]}\n"}
    )
    assert len(archive.rows("SELECT * FROM reuse_passages")) == 2


def test_site_boilerplate_is_marked_and_makes_no_lineage(scanned: Scanned) -> None:
    footer = (
        "\n\nFor the latest news follow us on Twitter\n\nJoin our Weekly Newsletter\n\nLeave a Reply\n\n"
        "Your email address will not be published. Required fields are marked *\n"
    )
    archive = scanned(
        {"a.txt": PARTS[0] + footer, "b.txt": "Another story altogether is told in these few words." + footer}
    )
    assert archive.rows("SELECT * FROM lineage_edges") == []
    assert {row["status"] for row in archive.rows("SELECT status FROM reuse_passages")} <= {"boilerplate"}
    assert {row["relation"] for row in archive.rows("SELECT relation FROM pairs")} <= {"incidental"}


def test_the_order_of_files_is_of_no_effect(scanned: Scanned) -> None:
    """The same texts under names that sort the other way give the same rows, with sides swapped."""
    one = scanned({"a.txt": RELEASE, "b.txt": HERALD}, name="one", db="one.db")
    two = scanned({"b.txt": RELEASE, "a.txt": HERALD}, name="two", db="two.db")
    here = one.rows("SELECT a_start, a_end, b_start, b_end, words, identity, form FROM reuse_passages")
    there = two.rows(
        "SELECT b_start AS a_start, b_end AS a_end, a_start AS b_start, a_end AS b_end, words, identity, form"
        " FROM reuse_passages"
    )
    assert here == there


def test_a_row_of_metadata_that_names_no_file_is_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "a.txt").write_text(HERALD, encoding="utf-8")
    (folder / "metadata.csv").write_text(HEADER + "a.txt,2024-05-02,,,,\nb.txt,2024-05-01,,,,\n")
    result = provenance.scan(folder, db=tmp_path / "x.db")
    assert result.warnings == ("stories/metadata.csv: no article here is named b.txt",)
    assert provenance.scan(folder / "a.txt", db=tmp_path / "y.db").warnings == ()


def test_an_outlet_is_no_agency_because_its_letters_are(scanned: Scanned) -> None:
    rows = HEADER + "a.txt,,Aa,,,\nb.txt,,Herald,,,\n"
    archive = scanned(
        {"a.txt": RELEASE, "b.txt": RELEASE + "\nOne more line of ours.\n", "metadata.csv": rows}
    )
    assert [row["relation"] for row in archive.rows("SELECT relation FROM pairs")] == ["source-to-source"]
