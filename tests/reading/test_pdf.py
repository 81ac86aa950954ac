"""PDF: words in reading order, without heads, numbers and broken words; and what harm a PDF may do."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from itertools import chain
from textwrap import wrap

import pytest

from provenance.reading import Article, NotText, Options, read_text
from provenance.reading.office.pdf_directions import read_order
from tests.reading.pdfs import Put, column, file, objects, pdf, show, stream

pytest.importorskip("pdfminer", reason="the reader of PDF needs it")


FIRST = (
    "The harbour trust will rebuild the north wall, which the storm of January broke, for two million.\n"
    "Boats will be safe again before the first gales, its chair Ann Doe said on Tuesday in the old hall. She "
    "thanked the crews who had kept the harbour open through the winter, at night and in heavy seas.\n"
    "The work begins in May."
)
SECOND = (
    "Fishermen had asked for the wall for years. Three boats sank in the storm, and the crews of two of them "
    "were saved by neighbours who went out in the dark.\n"
    "The council pays one half of the sum, and the county pays the other one over six years."
)
HEAD = "Harbour wall to be rebuilt by autumn"


def read(data: bytes, seconds: float = 60) -> Article:
    return read_text(data, path="f/a.pdf", reader="pdf", options=Options(seconds=seconds))


def paragraphs_of(text: str) -> list[str]:
    return text.split("\n")


def test_one_column() -> None:
    info = {
        "Title": "Microsoft Word - wall.docx",
        "Author": "Jörg Doe",
        "CreationDate": "D:20200304101500+01'00'",
        "ModDate": "D:20200304",
    }
    page = [(60.0, 780.0, 18.0, HEAD), *column(FIRST, 60, 740, letters=90)]
    article = read(pdf(page, info=info))
    assert article.text.split("\n\n") == [HEAD, *paragraphs_of(FIRST)]
    kinds = [(part.kind, part.span.cut(article.text)) for part in article.segments]
    assert kinds == [("headline", HEAD), ("body", "\n\n".join(paragraphs_of(FIRST)))]
    known = article.metadata
    assert (known.title, known.byline, known.date) == (HEAD, "Jörg Doe", None)
    assert [(date.source, date.kind, date.earliest, date.precision) for date in known.dates] == [
        ("document created", "mentioned", "2020-03-04T10:15:00+01:00", "second"),
        ("document changed", "mentioned", "2020-03-04T00:00", "day"),
    ]
    assert [(one.field, one.value) for one in known.others] == [("title", "Microsoft Word - wall.docx")]


@pytest.mark.parametrize("shift", [0.0, 5.0])
@pytest.mark.parametrize("by_row", [False, True])
def test_two_columns(shift: float, by_row: bool) -> None:
    """Whether their lines stand at one height or not, and in whichever order they are drawn."""
    page = [(60.0, 790.0, 20.0, "A headline over both of the columns"), *column(FIRST, 60, 740),
            *column(SECOND, 310, 740 - shift)]  # fmt: skip
    if by_row:
        page.sort(key=lambda put: (-put[1], put[0]))
    text = read(pdf(page)).text
    assert text.split("\n\n") == [page[0][3], *paragraphs_of(FIRST), *paragraphs_of(SECOND)]


def test_three_columns_and_what_stands_across() -> None:
    across = "A sentence that stands over all of the three columns in the middle, as large as they are."
    upper = [column(text, x, 760, 9, 30) for x, text in ((40, FIRST), (215, SECOND), (390, FIRST[::-1]))]
    lower = [column(text, x, 400, 9, 30) for x, text in ((40, SECOND), (215, FIRST), (390, SECOND))]
    page = [*chain(*upper), (40.0, 430.0, 9.0, across), *chain(*lower)]
    text = read(pdf(page)).text
    wanted = [FIRST, SECOND, FIRST[::-1], across, SECOND, FIRST, SECOND]
    assert text.replace("\n\n", " ").split() == " ".join(wanted).split()


def test_a_table_is_read_by_rows() -> None:
    rows = [("Year", "Boats", "Crew"), ("2017", "41", "160"), ("2018", "38", "148"), ("2019", "44", "171")]
    table = [
        (60.0 + 90 * at, 700.0 - 14 * number, 10.0, cell)
        for number, row in enumerate(rows)
        for at, cell in enumerate(row)
    ]
    text = read(pdf([*column(FIRST, 60, 780, letters=90)[:3], *table])).text
    assert "Year Boats Crew 2017 41 160 2018 38 148 2019 44 171" in text.replace("\n\n", " ")


def test_broken_words() -> None:
    lines = [
        "The harbour trust re-", "builds the well-", "known wall, and Mayor Ann Smith-", "Jones said it is a",
        "well-known danger in the whole dis-", "trict of the 20-", "year-old town for all.",
    ]  # fmt: skip
    page = [(60.0, 700.0 - 12 * at, 10.0, line) for at, line in enumerate(lines)]
    article = read(pdf(page))
    assert article.text == (
        "The harbour trust rebuilds the well-known wall, and Mayor Ann Smith-Jones said it is a well-known"
        " danger in the whole district of the 20- year-old town for all."
    )
    assert [(part.what, part.words) for part in article.removed] == [("hyphens at line ends", 4)]


def test_a_headline_of_two_lines_and_ligatures() -> None:
    """Lines of large letters stand further apart than those of the text."""
    top = [(60.0, 780.0, 22.0, "Harbour wall to be rebuilt"), (60.0, 754.0, 22.0, "by autumn at last")]
    data = pdf([*top, *column(FIRST, 60, 700, letters=90)])
    assert read(data).text.startswith("Harbour wall to be rebuilt by autumn at last\n\nThe harbour trust")
    ligatures = objects([[*top, (60.0, 700.0, 10.0, "The @nal o$er of the trust.")]])
    ligatures[2] = ligatures[2].replace(
        b"/WinAnsiEncoding", b"<< /BaseEncoding /WinAnsiEncoding /Differences [36 /ff 64 /fi] >>"
    )
    assert read(file(ligatures)).text.endswith("The final offer of the trust.")


def heads(number: int, of: int) -> list[Put]:
    return [
        (60, 810, 8, "Harbour Trust Northport"),
        (500, 810, 8, "4 March 2020"),
        (280, 30, 8, f"Page {number} of {of}"),
    ]


def test_a_headline_in_the_middle() -> None:
    lines = ["The harbour wall will be rebuilt", "by the autumn of 2020"]
    head = [(60.0, 785.0, 18.0, lines[0]), (90.0, 763.0, 18.0, lines[1])]
    page = [*head, *column(FIRST, 60, 730, letters=60)]
    article = read(pdf(page))
    assert article.metadata.title == "The harbour wall will be rebuilt by the autumn of 2020"


def test_heads_and_numbers_are_taken_out() -> None:
    texts = paragraphs_of(FIRST) + paragraphs_of(SECOND)
    whole = " ".join(texts)
    cut = whole.index("kept the")
    pages = [
        [*heads(1, 3), *column(whole[:cut], 60, 760, letters=80)],
        [*heads(2, 3), *column(whole[cut:], 60, 760, letters=80)],
        [
            *heads(3, 3),
            *column("A last page with a paragraph of its own, and that is the end of it.", 60, 760),
        ],
    ]
    article = read(pdf(*pages))
    assert article.text.split("\n\n") == [
        whole,
        "A last page with a paragraph of its own, and that is the end of it.",
    ]
    assert [(part.what, part.words) for part in article.removed] == [("running heads", 30)]


def test_small_words_of_justified_lines_are_no_heads() -> None:
    """Each word is drawn by itself; `the` and a number stand at one place on two pages, in the first line."""
    first = ["Crews", "saw", "the", "2", "boats", "that", "had", "left", "in", "March."]
    second = ["Later", "on", "the", "2", "ships", "came", "home", "with", "all", "hands."]
    pages = [
        [*heads(number, 2), *((60.0 + 45 * at, 770.0, 10.0, word) for at, word in enumerate(words))]
        for number, words in enumerate((first, second), start=1)
    ]
    article = read(pdf(*pages))
    assert article.text.split() == first + second
    assert [(part.what, part.words) for part in article.removed] == [("running heads", 20)]


def test_a_head_on_one_page_stays() -> None:
    page = [*heads(1, 1), *column(FIRST, 60, 760, letters=80)]
    text = read(pdf(page)).text
    assert "Harbour Trust Northport 4 March 2020" in text.replace("\n\n", " ")
    assert "Page 1 of 1" not in text


def test_bold_by_printing_twice_and_letters_that_stand_across() -> None:
    turned = b"BT /F1 9 Tf 0 1 -1 0 30 100 Tm (Printed on Monday) Tj ET\n"
    twice = [(60.2, 780.0, 16.0, HEAD), (60.0, 780.0, 16.0, HEAD)]
    article = read(pdf(turned + show([*twice, *column(FIRST, 60, 740, letters=90)])))
    assert article.text.startswith(HEAD + "\n\nThe harbour trust")
    assert [(part.what, part.words) for part in article.removed] == [("letters that stand across", 15)]


def picture(words: Sequence[Put] = ()) -> bytes:
    found = objects([b"q 595 0 0 842 0 0 cm /I Do Q\n" + show(words)])
    found[4] = found[4].replace(b"/Font <<", b"/XObject << /I 7 0 R >> /Font <<")
    image = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return file([*found, stream(b"\0", image)])


def encrypted() -> bytes:
    sealed = "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{0}> /U <{0}> >>".format("ab" * 32)
    return file(objects([column(FIRST, 60, 700)]), f"/ID [<00><00>] /Encrypt {sealed}")


def looping_pages() -> bytes:
    found = objects([column(FIRST, 60, 700)])
    found[1] = b"<< /Type /Pages /Kids [2 0 R 2 0 R 5 0 R] /Count 9 >>"
    return file(found)


def looping_forms() -> bytes:
    found = objects([b"/X Do\n" + show(column(FIRST, 60, 700))])
    own = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 7 0 R >> >>"
    found[4] = found[4].replace(b"/Font <<", b"/XObject << /X 7 0 R >> /Font <<")
    return file([*found, stream(b"/X Do /X Do", own)])


def looping_tables() -> bytes:
    data = file(objects([column(FIRST, 60, 700)]))
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root", b"/Prev %d /Root" % start)


def looping_references() -> bytes:
    found = objects([column(FIRST, 60, 700)])
    found[4] = found[4].replace(b"/Contents 6 0 R", b"/Contents 7 0 R")
    return file([*found, b"8 0 R", b"7 0 R"])


def bomb() -> bytes:
    """A page of a gigabyte of zeros, packed twice. A packed megabyte is put there as often as it is wanted:
    packing all of them takes seconds."""
    found = objects([b"x"])
    packing = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    megabyte = packing.compress(bytes(1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    checksum = (1 << 30) % 65521 << 16 | 1  # Adler-32 of so many zeros
    once = b"\x78\x01" + 1024 * megabyte + b"\x03\x00" + checksum.to_bytes(4, "big")
    found[5] = stream(zlib.compress(once, 9), "/Filter [/FlateDecode /FlateDecode /FlateDecode]")
    return file(found)


def without_letters() -> bytes:
    """A font of which nobody says which letters it has."""
    found = objects([show(column(FIRST, 60, 700))])
    found[2] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
        b" /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (B) >> >>] >>"
    )
    return file(found)


GOOD = pdf(column(FIRST, 60, 700), packed=False)
HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "pictures of pages": (picture, "only pictures of its pages"),
    "no text": (lambda: pdf(b"q Q"), "has no text"),
    "encrypted": (encrypted, "is encrypted"),
    "no letters": (without_letters, "can't be told"),
    "no pdf": (lambda: b"words", "holds no PDF"),
    "nothing behind the mark": (lambda: b"%PDF-1.7\n", "cut or damaged|has no text"),
    "forms that loop": (looping_forms, None),
    "pages that loop": (looping_pages, None),
    "tables that loop": (looping_tables, None),
    "references that loop": (looping_references, "takes more than"),
    "nested deep": (lambda: pdf(b"[" * 100_000 + b" TJ"), None),
    "dictionaries": (lambda: pdf(b"<<" * 50_000 + b" BDC"), None),
    "saved states": (lambda: pdf(b"q " * 200_000 + show(column(FIRST, 60, 700))), None),
    "a length too large": (lambda: GOOD.replace(b"/Length ", b"/Length 99999999"), None),
    "a length that is negative": (lambda: GOOD.replace(b"/Length ", b"/Length -"), None),
    "cut": (lambda: GOOD[: len(GOOD) // 2], None),
    "a table of lies": (lambda: GOOD.replace(b"0000000", b"9999999"), None),
    "huge numbers": (lambda: pdf(b"BT /F1 1e308 Tf 1e308 0 0 1e308 1e308 9 Tm (words of it) Tj ET"), None),
    "no numbers": (lambda: pdf(b"BT /F1 (x) Tf /a /b /c /d Tm (words of it) Tj 3 Tj [[]] TJ ET"), None),
    "a million pages": (
        lambda: file([*objects([column(FIRST, 60, 700)])]).replace(b"/Count 1", b"/Count 999999999"), None,
    ),
}  # fmt: skip

SLOW = ("references that loop",)


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_a_hostile_pdf_is_named_or_read_and_harmless(case: str) -> None:
    make, reason = HOSTILE[case]
    try:
        article = read(make(), 3 if case in SLOW else 60)
    except NotText as error:
        said = str(error)
        assert reason is None or any(part in said for part in reason.split("|")), said
        assert "failed on it" not in said
        return
    assert reason is None
    assert article.text


def test_a_bomb_is_given_up() -> None:
    with pytest.raises(NotText, match=r"GB of memory|has no text|takes more|broke down|damaged"):
        read(bomb())


def test_text_under_a_picture_is_read() -> None:
    """As programs that recognise text put it there."""
    assert read(picture(column(FIRST, 60, 700))).text.startswith("The harbour trust")


def test_the_reader_is_the_same_without_its_guard() -> None:
    from provenance.reading.office.pdf import read_pdf

    assert read_pdf(GOOD).text == read(GOOD).text


HEBREW = (
    "נאמנות הנמל תבנה מחדש את הקיר הצפוני (שנשבר בסופה) במחיר 240 מיליון שקל, כך נמסר ביום שלישי בעיר.\n"
    "הסירות יהיו בטוחות שוב לפני החורף, אמרה היושבת ראש בשיחה עם Harbour Herald בתחילת השבוע הזה.\n"
    "העבודות יחלו בחודש מאי."
)
_LETTERS = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"


def seen(line: str) -> str:
    """A line of Hebrew as it is seen from left to right: all turned, but for figures and Latin words."""
    turned = line[::-1].translate(str.maketrans("()", ")("))
    return re.sub(r"[0-9A-Za-z][0-9A-Za-z ]*[0-9A-Za-z]", lambda found: found[0][::-1], turned)


def hebrew(lines: Sequence[tuple[float, float, str]], *, backwards: bool) -> bytes:
    """A page of lines of Hebrew by their right ends, each letter in its place; `backwards`: drawn as read."""
    drawn = []
    for right, y, line in lines:
        places = [(right - 5.0 * (len(line) - at), letter) for at, letter in enumerate(seen(line))]
        if backwards:
            places.reverse()
        for x, letter in places:
            code = 192 + _LETTERS.index(letter) if letter in _LETTERS else ord(letter)
            if letter != " ":
                drawn.append(b"BT /F1 10 Tf 1 0 0 1 %g %g Tm <%02x> Tj ET" % (x, y, code))
    found = objects([b"\n".join(drawn)])
    names = " ".join(f"/uni{ord(letter):04X}" for letter in _LETTERS)
    found[2] = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Own /FirstChar 0 /LastChar 255 /Widths [" + "500 " * 256
        + "] /FontDescriptor << /Type /FontDescriptor /FontName /Own /Ascent 700 /Descent -200 >>"
        + f" /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [192 {names}] >> >>"
    ).encode()  # fmt: skip
    return file(found)


@pytest.mark.parametrize("backwards", [False, True])
def test_right_to_left(backwards: bool) -> None:
    lines = []
    y = 700.0
    for own in HEBREW.split("\n"):
        for line in wrap(own, 48):
            lines.append((550.0, y, line))
            y -= 12
        y -= 8
    assert read(hebrew(lines, backwards=backwards)).text.split("\n\n") == HEBREW.split("\n")


def test_columns_from_right_to_left() -> None:
    first, second, _ = HEBREW.split("\n")
    lines = [
        (right, 700.0 - 12 * number, line)
        for right, own in ((550.0, first), (270.0, second))
        for number, line in enumerate(wrap(own, 30))
    ]
    assert read(hebrew(lines, backwards=True)).text.split("\n\n") == [first, second]


@pytest.mark.parametrize(
    ("shown", "right", "reads"),
    [
        ("abc 12", False, "abc 12"),
        ("םולש", True, "שלום"),
        ("hello םולש", True, "שלום hello"),
        ("hello םולש", False, "hello שלום"),
        ("Herald-ל 240 ורמא", True, "אמרו 240 ל-Herald"),
        ("(ףד)", True, "(דף)"),
        ("ﻡﻼﺴﻟﺍ", True, "السلام"),
        ("", True, ""),
    ],
)
def test_the_order_of_reading(shown: str, right: bool, reads: str) -> None:
    assert read_order(shown, right=right) == reads


def test_footnotes_stand_behind_the_text_of_their_page() -> None:
    body = f"The trust pays one half1 of the sum, the county the other half2. {SECOND}".replace("\n", " ")
    notes = "1 As agreed in 2019.\n2 By its own budget."
    page = [*column(body, 60, 760, letters=80), *column(notes, 60, 120, 7, 80)]
    text = read(pdf(page)).text
    assert text.split("\n\n") == [body, *notes.split("\n")]


def test_a_table_between_two_columns() -> None:
    """A small table stands across the page, below two columns of text."""
    cells = [("Year", "Boats", "Crew"), ("2017", "41", "160"), ("2018", "38", "148"), ("2019", "44", "171")]
    table = [
        (60.0 + 150 * at, 400.0 - 14 * number, 10.0, cell)
        for number, row in enumerate(cells)
        for at, cell in enumerate(row)
    ]
    text = read(pdf([*column(FIRST, 60, 740), *column(SECOND, 310, 740), *table])).text
    wanted = f"{FIRST} {SECOND} Year Boats Crew 2017 41 160 2018 38 148 2019 44 171"
    assert text.replace("\n\n", " ").split() == wanted.split()


def test_words_broken_between_columns_and_pages() -> None:
    left = "The harbour trust will rebuild the north wall, which the great storm of last January had dam-"
    right = "aged, and its chair said that the boats will be safe again before the first gales of this au-"
    over = "tumn, as the crews had asked for a long time."
    first = [*heads(1, 2), *column(left, 60, 740, letters=40), *column(right, 310, 740, letters=40)]
    text = read(pdf(first, [*heads(2, 2), *column(over, 60, 740, letters=80)])).text
    assert text == f"{left[:-1]}{right[:-1]}{over}"


@pytest.mark.parametrize(("last", "goes_on"), [("wall, its chair said there in", True), ("wall", False)])
def test_a_full_line_goes_on_in_the_next_column_also_with_a_capital(last: str, goes_on: bool) -> None:
    left = ["The harbour trust will rebuild the", "storm and years of neglect broke the", last]
    right = ["March, and the crews and all their", "ships will be safe again from storms."]
    puts = [
        (x, 740 - 12.0 * at, 10.0, words)
        for x, own in ((60.0, left), (310.0, [*right, *right]))
        for at, words in enumerate(own)
    ]
    text = read(pdf(puts)).text
    assert text.split("\n\n")[0] == " ".join([*left, *right, *right] if goes_on else left)


def test_a_paragraph_goes_on_behind_footnotes() -> None:
    whole = f"{FIRST} {SECOND}".replace("\n", " ")
    cut = whole.index("kept the")
    note = "1 As agreed in 2019, when the council met."
    first = [*column(whole[:cut], 60, 760, letters=80), *column(note, 60, 120, 7, 80)]
    text = read(pdf(first, column(whole[cut:], 60, 760, letters=80))).text
    assert text.split("\n\n") == [whole, note]
