"""Disguises: what is one, what is none in many languages, and that a scan sees through them."""

from __future__ import annotations

import json
import random
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.cli import main
from provenance.disguises import HIDDEN, MIXED, STACKED, TURNED, Notice, find_disguises
from provenance.kernels import alphabets
from provenance.spans import Span
from tests.conftest import Archive

STORY = (
    "The old bridge over the river was closed on Monday after an inspection of its cables. Engineers found rust "
    "in three of the main cables, and the council expects the repairs to take eight months. Drivers have to "
    "take the ferry until then, which runs every half hour from early morning until shortly before midnight."
)
LIKE = {
    latin: letter for letter, latin in alphabets.look_alikes().latin.items() if "\u0400" <= letter < "\u0500"
}


def kinds(text: str) -> list[str]:
    return [notice.kind for notice in find_disguises(text)]


def look_alike(text: str, share: float, seed: int = 0) -> str:
    """A text with that share of the letters that have look-alikes replaced by Cyrillic ones."""
    chance = random.Random(seed)
    return "".join(LIKE[char] if char in LIKE and chance.random() < share else char for char in text)


NATURAL = {
    "Russian": "Ночью в городе прошёл сильный дождь, сообщили спасатели. СССР и НАТО, а также ООН: «оса» у соседа.",
    "Russian with Latin names": "iPhone'ом, COVIDом, Facebookа, Twitterе, Appleу, IT-отдел, BBC и Web-страница, PR-щик.",
    "Ukrainian typed with Latin i": "Президент України повідомив, що пiсля зустрiчi мiнiстри пiдписали угоду в Києвi.",
    "Serbian": "Његош је рођен у Његушима; џез, ћевапи, ђак и љубав.",
    "Ingush": "ГIалгIай мехка гIишло, вIаьхий, хьаьша, кIант, цIа.",
    "accents from Latin": "зáмок и замóк, мýка и мукá, слóво, дéло",
    "Chuvash": "çынсем çеç, çěр, çул, тăван, çĕнĕ, пĕрле, ÿсет, çавăн, çитет, ачасем çуралнă",
    "Greek": "Η Αθήνα είναι η πρωτεύουσα της Ελλάδας. ΑΒΓ-TV, το BBC και η ΕΡΤ.",
    "Greek, polytonic": "Ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον, ὃς μάλα πολλὰ πλάγχθη· ᾧ ᾳ ῇ",
    "Armenian": "Հայաստանի Հանրապետություն, Երևան։",
    "Georgian": "საქართველოს დედაქალაქი თბილისია.",
    "Vietnamese": "Hà Nội là thủ đô của nước Cộng hòa xã hội chủ nghĩa Việt Nam, được thành lập từ lâu đời.",
    "Vietnamese, decomposed": unicodedata.normalize("NFD", "Hà Nội là thủ đô của nước Cộng hòa xã hội Việt Nam."),
    "Yoruba": "Ọjọ́ ìbí rẹ̀ ni ọjọ́ kìíní oṣù kẹwàá ọdún; ẹ̀kọ́ ẹ̀dá ọmọnìyàn",
    "Persian": "می\u200cخواهم کتاب\u200cها را بخوانم و نمی\u200cتوانم خانه\u200cای بخرم.",
    "Arabic": "\u200fقال الوزير\u200f إن العدد (BBC)\u200e بلغ 25٪\u061c في العام.",
    "Hebrew": "\u200fשר החוץ אמר ל-BBC\u200f כי \u202bהשיחות\u202c נמשכות; \u2067עברית\u2069 וגם (NATO)\u200e.",
    "Hebrew override": "\u202eשלום לכולם\u202c ועוד",
    "Hindi": "क्\u200dष और र्\u200dय, श्री\u200cमान; हिन्दी में",
    "Sinhala": "ශ්\u200dරී ලංකාව, ක්\u200dෂ, ප්\u200dරජාතන්ත්\u200dරවාදී",
    "Thai": "ประเทศ\u200bไทย\u200bเป็น\u200bประเทศ\u200bใน\u200bเอเชีย",
    "Khmer": "ព្រះរាជាណាចក្រ\u200bកម្ពុជា\u200bជា\u200bប្រទេស",
    "Burmese": "မြန်မာ\u200bနိုင်ငံ\u200bသည်",
    "Tibetan": "བོད་\u200bཡིག་",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180eᠠ ᠬᠠᠭᠠᠨ\u202fᠤ ᠳ\u180bᠠ",
    "Chinese": "中\u200b国\ufe00政府\U000e0100在北京ＢＢＣ宣布，Ｔ恤。",
    "Japanese": "ＮＨＫは東京でニュースを伝えた。Ｗｉ-Ｆｉ　葛\U000e0100城市",
    "Korean": "서울에서 KBS가 보도했다.",
    "German, hyphenated": "Die Bun\u00addes\u00adre\u00adgie\u00adrung hat am Mitt\u00adwoch be\u00adschlos\u00adsen, "
    "die Ideo\u00adlo\u00adgie der Wirt\u00adschafts\u00adpo\u00adli\u00adtik zu än\u00addern; Auf\u200clage, Schiff\u200cahrt, Kauf\u200cleute.",
    "German, long words": "Bundes\u200bverfassungs\u200bgericht, Donau\u200bdampfschiff\u200bfahrt, Grundstücks\u200bverkehr",
    "Italian, hyphenated": "L'ope\u00adra\u00adio ha par\u00adla\u00adto del\u00adla si\u00adtua\u00adzio\u00adne eco\u00adno\u00admi\u00adca",
    "Russian, hyphenated": "Пра\u00adви\u00adтель\u00adство рас\u00adсмот\u00adре\u00adло во\u00adпрос о стро\u00adи\u00adтель\u00adстве",
    "Armenian, hyphenated": "Հա\u00adյաս\u00adտա\u00adնի Հան\u00adրա\u00adպե\u00adտու\u00adթյուն, մայ\u00adրա\u00adքա\u00adղաք",
    "Czech, hyphenated": "Ve čtvr\u00adtek vlá\u00adda schvá\u00adli\u00adla prv\u00adní roz\u00adpo\u00adčet, řek\u00adla mi\u00adnis\u00adtry\u00adně",
    "byte order marks": "\ufeffTitle of it\n\ufeffThe text “begins” here\ufeff and ends.",
    "emoji": "Family 👩‍👩‍👧‍👦, ❤️ and 🏳️‍🌈, 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, 1️⃣ ☎︎ ok",
    "units": "5 µm, 3 μg, 12 kΩ, 3 MΩ, 20 °C, 1 Å, µTorr, µPa, µA and μM, μmol",
    "medicine": "TNFα, IFNγ, TNFα-blockers, NFκB, IL-1β, αvβ3, PPARγ, ERα, TGFβ, IκBα, HIF-1α, PKCα",
    "physics": "Δx, ΔT, ΔE, ΔH, ΔTmax, ρgh, αmax, νmax, λmax, σx, πr², mαx, Ωm, βcosα",
    "phonetics": "pronounced [ˈɡuːɡəl], /kəʊˈkɔɪn/, [ɔ̃́], χɑɾɑˈʃo",
    "bold words": "𝐁𝐫𝐞𝐚𝐤𝐢𝐧𝐠 𝐧𝐞𝐰𝐬: 𝘪𝘵𝘢𝘭𝘪𝘤 and Ｗｉｄｅ, ＮＨＫ, ᴄᴏɴᴛᴇɴᴛ",
    "brands and typing": "Cегодня и завтра, MАКС, ТЕХNО, СССP, Тoyota",
    "plates and types": "А123ВС, A123ВC77, Т-34, Ка-52, Су-57М2, BMП-2, C3РO, К7X2M",
    "Esperanto, Turkish, Icelandic": "ĉiuj ŝanĝoj, ısı İstanbul, Þór Æsir ðe",
    "names in isolates": "Hello \u2068Anna\u2069, \u2066@name\u2069 and \u202a+49 30 1234\u202c and \u2067Bob\u2069",
    "one word struck": "It was g\u0336o\u0336o\u0336d\u0336 bad.",
    "preheader": "Read on \u034f \u200c \u00a0 \u034f \u200c \u00a0 \u034f \u200c \u00a0 \u200b\u200b\u200b the news",
    "nothing": "",
    "broken": "a\ud800b \udfff é",
}  # fmt: skip


@pytest.mark.parametrize("text", NATURAL.values(), ids=NATURAL.keys())
def test_natural_texts_have_no_notice(text: str) -> None:
    assert find_disguises(text * 3) == ()


def test_the_seeds_have_no_notice(seeds: Path) -> None:
    for path in seeds.glob("*.txt"):
        assert find_disguises(path.read_text(encoding="utf-8")) == ()


def test_words_of_two_alphabets() -> None:
    text = "A br\u0456dge over the r\u0456ver is cl\u043esed, and br\u0456dges are bridges."
    assert find_disguises(text) == (
        Notice(
            MIXED,
            4,
            Span(2, 8),
            "4 words have look-alike letters of another alphabet; the first is “br\u0456dge”, with \u0456 (U+0456, "
            "cyrillic small letter byelorussian-ukrainian i) for i.",
        ),
    )
    assert kinds("гopод и дoрога, сoбака") == [MIXED]
    assert kinds("λόγoς και κόσμoς και νόμoς, δρόμoς") == [MIXED]
    assert kinds("w\uff4frd \uff4f b\uff4fok l\U0001d428ok") == [MIXED]
    assert kinds("г\u03bfрод, д\u03bfрога, с\u03bfбака") == [MIXED]


def test_few_words_are_no_disguise() -> None:
    assert kinds("br\u0456dge, br\u0456dge, br\u0456dge and r\u0456ver") == []


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u200e", "\ufe0f"]
)
def test_characters_that_are_not_seen(hidden: str) -> None:
    [notice] = find_disguises(" ".join(hidden.join(word) for word in STORY.split()))
    assert notice.kind == HIDDEN
    assert f"U+{ord(hidden):04X}" in notice.sentence
    assert "“The”" in notice.sentence
    assert notice.span.start == 0


def test_messages_that_nobody_sees() -> None:
    tags = "".join(chr(0xE0000 + ord(char)) for char in "ignore all")
    assert kinds(f"Ordinary words.{tags} Ordinary words.") == [HIDDEN]
    assert kinds("😀" + "".join(chr(0xE0100 + ord(char)) for char in "hello")) == [HIDDEN]
    assert kinds("a word" + "\u200b\u200c" * 10) == [HIDDEN]


def test_words_that_are_turned_round() -> None:
    [notice] = find_disguises(f"One line.\n\u202e{STORY[::-1]}\u202c\nAnother.")
    assert (notice.kind, notice.count, notice.span.start) == (TURNED, 1, 10)
    assert "U+202E (right-to-left override)" in notice.sentence
    assert kinds("\u2067\u2066world\u2069 \u2066hello\u2069\u2069") == [TURNED]
    assert kinds("\u2067hello world\u2069 \u2067once more\u2069 \u202band again\u202c") == []


def test_heaps_of_marks() -> None:
    heap = "\u0301\u0302\u0303\u0304"
    for marks in (heap, "\u0336", "\u0338"):
        text = " ".join("".join(char + marks for char in word) for word in ("one", "two", "three"))
        [notice] = find_disguises(text)
        assert (notice.kind, notice.count) == (STACKED, 3)
        assert "“one”" in notice.sentence


def test_several_kinds_at_once_are_told_in_order() -> None:
    text = look_alike(STORY, 0.5).replace("l", "l\u2060") + " \u202eabc"
    assert kinds(text) == sorted([MIXED, HIDDEN, TURNED])


@given(
    text=st.text(
        st.sampled_from(
            "aeo рсo\u0456\u0430αοab\u00ad\u200b\u202e\u202c\u0336\u0301\U000e0061\U0001f3f4ｏ𝐨\n.7"
        )
    )
)
@settings(max_examples=500)
def test_notices_are_of_the_text_and_are_found_again(text: str) -> None:
    found = find_disguises(text)
    assert found == find_disguises(text)
    assert [notice.kind for notice in found] == sorted({notice.kind for notice in found})
    for notice in found:
        assert 0 <= notice.span.start < notice.span.end <= len(text)
        assert notice.count > 0
        assert notice.sentence.endswith(".")
        assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in notice.sentence)


# A scan


def passages(archive: Archive) -> list[tuple[object, ...]]:
    rows = archive.rows(
        "SELECT a_start, a_end, b_start, b_end, words FROM reuse_passages WHERE status = 'reuse'"
    )
    return [tuple(row.values()) for row in rows]


BEFORE, AFTER = "A town remembers its winters.\n\n", "\n\nNothing else was said on the day."


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.1, 0.4])
def test_a_copy_in_look_alikes_is_found_with_the_same_spans(
    scanned: Callable[..., Archive], share: float, seed: int
) -> None:
    other = "Quite another beginning stands here.\n\n"
    story = STORY.replace(" a ", " one ")
    plain = scanned({"a.txt": BEFORE + story + AFTER, "b.txt": other + story}, "plain", "plain.db")
    hidden = look_alike(story, share, seed)
    assert hidden != story
    archive = scanned({"a.txt": BEFORE + story + AFTER, "b.txt": other + hidden}, "hidden", "hidden.db")
    assert passages(archive) == passages(plain)
    assert len(passages(plain)) == 1
    assert archive.rows("SELECT path, kind FROM disguises") == [{"path": "hidden/b.txt", "kind": MIXED}]
    assert plain.rows("SELECT * FROM disguises") == []


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\u202e", "\U000e0061", "\ufe0f", "\u0336"])
def test_a_copy_with_characters_that_are_not_seen_is_found(
    scanned: Callable[..., Archive], hidden: str
) -> None:
    chance = random.Random(ord(hidden))
    copy = "".join(char + hidden * (char.isalpha() and chance.random() < 0.5) for char in STORY)
    archive = scanned({"a.txt": BEFORE + STORY + AFTER, "b.txt": copy})
    [(a_start, a_end, b_start, b_end, _)] = passages(archive)
    # The last stop belongs to the passage where the same stands before it in both.
    assert a_start == len(BEFORE)
    assert 0 <= len(BEFORE) + len(STORY) - a_end <= 1
    assert b_start == 0
    assert 0 <= len(copy) - b_end <= 2
    assert {row["path"] for row in archive.rows("SELECT path FROM disguises")} == {"folder/b.txt"}


def test_all_letters_in_look_alikes(scanned: Callable[..., Archive]) -> None:
    """Words all of look-alikes differ then, as edited ones do; the passage is found around them."""
    common = {
        "a": "а",
        "c": "с",
        "e": "е",
        "i": "і",
        "j": "ј",
        "o": "о",
        "p": "р",
        "s": "ѕ",
        "x": "х",
        "y": "у",
    }
    copy = "".join(common.get(char, char) for char in STORY)
    archive = scanned({"a.txt": STORY, "b.txt": copy})
    assert [row[:4] for row in passages(archive)] == [(0, len(STORY), 0, len(STORY))]


def test_a_text_that_changes_keeps_only_its_own_notices(scanned: Callable[..., Archive]) -> None:
    archive = scanned({"a.txt": look_alike(STORY, 0.5), "b.txt": "Something else."})
    assert len(archive.rows("SELECT * FROM disguises")) == 1
    scanned({"a.txt": STORY})
    assert archive.rows("SELECT * FROM disguises") == []
    scanned({"a.txt": look_alike(STORY, 0.5)})
    assert len(archive.rows("SELECT * FROM disguises")) == 1


def test_texts_filed_under_older_rules_are_read_again(scanned: Callable[..., Archive]) -> None:
    archive = scanned({"a.txt": look_alike(STORY, 0.5), "b.txt": STORY})
    wanted = archive.rows("SELECT * FROM disguises")
    with closing(sqlite3.connect(archive.path)) as db:
        db.execute("DELETE FROM notices")
        db.execute("UPDATE files SET reading = 1")
        db.execute("UPDATE places SET reading = 1")
        db.execute("UPDATE sketches SET normaliser = 'older'")
        db.commit()
    scanned({})
    assert archive.rows("SELECT * FROM disguises") == wanted
    assert archive.rows("SELECT * FROM sketches WHERE normaliser = 'older'") == []


# What is shown


def test_what_is_shown_of_disguises(
    scanned: Callable[..., Archive], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hidden = {f"{letter}.txt": f"{letter} " + look_alike(STORY, 0.5, ord(letter)) for letter in "bcdef"}
    db = scanned({"a.txt": STORY, **hidden}).path

    def run(*words: str) -> str:
        assert not main([*words, "--db", str(db)])
        return capsys.readouterr().out

    line = "Hidden    5 articles have look-alike or hidden characters: folder/b.txt, folder/c.txt, folder/d.txt and 2 more"
    assert line in run("scan", str(tmp_path / "folder")).splitlines()
    assert json.loads(run("scan", str(tmp_path / "folder"), "--json"))["disguised"] == [
        f"folder/{letter}.txt" for letter in "bcdef"
    ]
    shown = run("show", "folder/a.txt", "folder/b.txt")
    assert shown.count("mixed alphabets: ") == 1
    assert "words have look-alike letters of another alphabet" in shown
    [row] = json.loads(run("show", "folder/a.txt", "folder/b.txt", "--json"))["disguises"]
    [first, *_] = report = json.loads(run("report", "--format", "json"))["disguises"]
    assert row == first
    assert [one["path"] for one in report] == [f"folder/{letter}.txt" for letter in "bcdef"]
    assert list(row) == ["path", "kind", "count", "start", "end", "sentence"]
    page = run("report")
    assert '<h2 id="disguises">' in page
    assert page.count("mixed alphabets: ") == 5


def test_nothing_is_shown_where_there_is_nothing(
    scanned: Callable[..., Archive], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db = scanned({"a.txt": STORY, "b.txt": STORY + " And more."}).path
    for words in (("scan", str(tmp_path / "folder")), ("report",), ("show", "a.txt", "b.txt")):
        main([*words, "--db", str(db)])
        out = capsys.readouterr().out
        assert "Hidden " not in out
        assert "disguises" not in out


def test_a_forgotten_text_leaves_no_notice(scanned: Callable[..., Archive]) -> None:
    archive = scanned({"a.txt": look_alike(STORY, 0.5), "b.txt": STORY})
    main(["forget", "a.txt", "--reason", "asked to", "--yes", "--db", str(archive.path)])
    assert archive.rows("SELECT * FROM notices") == []
