"""Mail: the text of a release, what its headers state, and what harm a mail may do."""

from __future__ import annotations

import gzip
import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Article, NotText, Options, Unreadable, list_folder, read_listing, read_text
from provenance.reading.many.mails import Mail
from provenance.reading.office.mail import read_mail
from tests.reading.mails import HTML, RELEASE, mail, mailbox, tree, wire


def read(made: EmailMessage | bytes) -> Article:
    return read_text(made if isinstance(made, bytes) else wire(made), path="f/a.eml", reader="mail")


def test_a_release() -> None:
    article = read(mail())
    assert article.text == RELEASE.rstrip()
    known = article.metadata
    assert known.title == "Harbour wall to be rebuilt – plans"
    assert (known.byline, known.outlet, known.id) == (
        "Doe, Jörg",
        "trust.example",
        "20200304.1@trust.example",
    )
    assert known.date is not None
    assert (known.date.earliest, known.date.source, known.date.precision) == (
        "2020-03-04T10:15:30+01:00", "mail date", "second",
    )  # fmt: skip
    bounds = [(date.source, date.kind, date.earliest) for date in known.dates if date.kind == "not after"]
    assert bounds == [("mail received", "not after", "2020-03-04T09:16:02Z")]
    assert not known.source_flag


@pytest.mark.parametrize("charset", ["iso-8859-15", "windows-1251", "utf-8", "koi8-r"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable"])
def test_encodings(charset: str, cte: str) -> None:
    words = "Город построит новый мост" if charset in ("windows-1251", "koi8-r") else "Mehr Geld für Brücken"
    made = mail(None, Subject=words)
    made.set_content(f"{words}.\n" * 3, charset=charset, cte=cte)
    article = read(made)
    assert article.text == "\n".join([f"{words}."] * 3)
    assert article.metadata.title == words


def test_bytes_of_another_encoding_than_is_named() -> None:
    data = wire(mail("The cafe said so, and so did the others.\n")).replace(b"cafe", "café".encode())
    assert "café" in read(data).text
    assert "café" in read(data.replace(b'"utf-8"', b'"no-such-set"')).text


def test_the_plain_form_goes_first() -> None:
    article = read(mail(RELEASE, HTML))
    assert article.text == RELEASE.rstrip()


def test_a_hint_is_no_text() -> None:
    pytest.importorskip("lxml")
    article = read(mail("See the HTML form.", HTML))
    assert article.text.startswith("Harbour wall to be rebuilt by autumn\n\nThe harbour trust")
    assert "Only for machines" not in article.text
    assert [(part.what, part.words) for part in article.removed] == [("hidden", 3)]
    (link,) = article.links
    assert (link.target, link.span.cut(article.text)) == ("https://trust.example/wall", "the plans")


def test_html_alone_without_lxml(monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance.reading.office import mail as reader

    monkeypatch.setattr(reader, "find_spec", lambda _: None)
    with pytest.raises(NotText, match=r"install provenance-newsroom\[web\]"):
        read_mail(wire(mail(None, HTML)))
    assert read_mail(wire(mail(RELEASE, HTML))).text == RELEASE.rstrip()


def with_attachments(text: str | None) -> EmailMessage:
    made = mail(text if text is not None else "\n")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Mitteilung März.pdf")
    made.add_attachment("Words of another text.\n", filename="notes.txt")
    made.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", disposition="inline", filename="logo.png"
    )
    made.add_attachment(mail("Inner words, not read.\n"))
    return made


def test_attachments_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(wire(with_attachments(RELEASE)))
    (tmp_path / "b.eml").write_bytes(wire(with_attachments(None)))
    named, article, empty = read_listing(list_folder(tmp_path, name="f"))
    assert isinstance(article, Article)
    assert article.text == RELEASE.rstrip()
    assert isinstance(named, Unreadable)
    assert named.reason.startswith(
        "its attachments 'Mitteilung März.pdf', 'notes.txt', 'message/rfc822' are not read"
    )
    assert isinstance(empty, Unreadable)
    assert empty.reason.startswith(
        "the mail has no text of its own, and its attachments 'Mitteilung März.pdf'"
    )


def test_lines_broken_to_be_sent() -> None:
    data = (
        b"Subject: Wall\nContent-Type: text/plain; format=flowed; delsp=no\n\n"
        b"The harbour trust will \nrebuild the wall.\n\n> Is that \n> so?\n From May on.\n-- \nThe trust\n"
    )
    assert read(data).text == (
        "The harbour trust will rebuild the wall.\n\n> Is that \n> so?\nFrom May on.\n-- \nThe trust"
    )


def dated(written: str) -> bytes:
    return wire(mail()).replace(b"Date: Wed, 04 Mar 2020 10:15:30 +0100", b"Date: " + written.encode())


@pytest.mark.parametrize(
    ("written", "earliest", "precision"),
    [
        ("4 Mar 2020 10:15 -0500", "2020-03-04T10:15-05:00", "minute"),
        ("Wed, 4 Mar 2020 10:15:30 GMT", "2020-03-04T10:15:30Z", "second"),
        ("Wed, 4 Mar 2020 10:15:30 -0000", "2020-03-04T10:15:30Z", "second"),
        ("Wed, 4 Mar 2020 10:15:30", "2020-03-04T10:15:30", "second"),
        ("Wed, 4 Mar 2020 10:15:30 CET", "2020-03-04T10:15:30", "second"),
        ("Wed, 4 Mar 2020 10:15:30 EST", "2020-03-04T10:15:30-05:00", "second"),
        ("Wed, 4 Mar 2020 10:15:30 +0100 (CET)", "2020-03-04T10:15:30+01:00", "second"),
    ],
)
def test_dates(written: str, earliest: str, precision: str) -> None:
    date = read(dated(written)).metadata.date
    assert date is not None
    assert (date.earliest, date.precision) == (earliest, precision)


@pytest.mark.parametrize(
    "written", ["yesterday", "Wed, 44 Mar 2020 10:15:30 +0100", "4 Mar 2020 25:15 +9999"]
)
def test_a_date_that_is_none_is_named(written: str) -> None:
    reading = read_mail(dated(written))
    assert len(reading.problems) == 1
    assert "is not understood" in reading.problems[0]
    assert all(date.kind != "published" for date in reading.fields.dates)


@pytest.mark.parametrize(
    ("sender", "byline", "outlet"),
    [
        ("press@trust.example", None, "trust.example"),
        ("Ann Doe <ann.doe@gmail.com>", "Ann Doe", None),
        ("Ann Doe via Press List <list@lists.example>", "Ann Doe", "lists.example"),
        ("=?utf-8?q?J=C3=B6rg_=22Doe?= <a@b.example>", 'Jörg "Doe', "b.example"),
        ("((((", None, None),
        ("", None, None),
    ],
)
def test_senders(sender: str, byline: str | None, outlet: str | None) -> None:
    data = b"Subject: Wall\nFrom: " + sender.encode() + b"\n\n" + RELEASE.encode()
    fields = read_mail(data).fields
    assert (fields.byline, fields.outlet) == (byline, outlet)


HOSTILE = {
    "a tree of a thousand": (tree(1000), "nested too deep"),
    "a tree of sixty": (tree(60), "nested too deep"),
    "a thousand parts": (
        b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nWords\n" * 2000, "too many",
    ),
    "no mail": (b"The council met on Monday and voted.\n", "holds no mail"),
    "nothing behind the headers": (b"From: a@b.example\nSubject: x\n\n", "has no text"),
    "encrypted": (
        b"From: a@b\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion\n--x--\n", "encrypted",
    ),
    "sealed": (b"From: a@b\nContent-Type: application/pkcs7-mime; smime-type=x\n\nMIIB", "is encrypted"),
    "broken base64": (
        b"From: a@b\nContent-Transfer-Encoding: base64\n\n\x00\xff!!==\n", "mail|text",
    ),
    "zeros": (b"From: a@b\n\n\x00\x01\x02\x03" + b"\x00" * 100, "mail|text"),
    "no end to the headers": (b"From: a@b\nSubject: " + b"=?utf-8?q?x?= " * 100_000, "has no text"),
    "brackets": (b"From: " + b"(" * 100_000 + b"\nSubject: x\n\nThe council met.\n", None),
    "quoted strings": (b'From: "' + b"\\" * 100_001 + b"\nSubject: x\n\nThe council met.\n", None),
    "half characters": (b"From: \xff\xfe <a@b>\nSubject: =?utf-16?b?2AA=?=\n\nThe council met.\n", None),
    "parameters": (
        b"From: a@b\nContent-Type: text/plain; " + b"".join(b"charset*%d*=x;" % n for n in range(20_000))
        + b"\n\nThe council met.\n", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_a_hostile_mail_is_named_and_harmless(case: str) -> None:
    data, reason = HOSTILE[case]
    if reason is None:
        assert read(data).text == "The council met."
        return
    with pytest.raises(NotText, match=reason):
        read(data)


def test_a_mailbox(tmp_path: Path) -> None:
    quoted = RELEASE + "\nFrom Monday on, boats moor at the south quay.\n"
    data = mailbox(wire(mail(quoted)), wire(mail("Second words.\n", Subject="Two")), b"From: a@b\n\n")
    (tmp_path / "a.mbox").write_bytes(data)
    (tmp_path / "b.mbox.gz").write_bytes(gzip.compress(data))
    (tmp_path / "c.mbox").write_bytes(b"no mails here\n")
    first, second, empty, *others = read_listing(list_folder(tmp_path, name="f"))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.path, second.path) == ("f/a.mbox#message=1", "f/a.mbox#message=2")
    assert first.text == quoted.rstrip()
    assert (second.text, second.metadata.title) == ("Second words.", "Two")
    assert isinstance(empty, Unreadable)
    assert (empty.path, empty.reason) == ("f/a.mbox#message=3", "the mail has no text; remove it")
    assert [one.path for one in others] == [f"f/b.mbox.gz#message={n}" for n in (1, 2, 3)] + ["f/c.mbox"]
    assert isinstance(others[-1], Unreadable)
    assert "holds no mails" in others[-1].reason


def test_a_mail_that_is_too_long_is_passed_over(tmp_path: Path) -> None:

    long = wire(mail("Long words. " * 2000 + "\n"))
    (tmp_path / "a.mbox").write_bytes(mailbox(long, wire(mail())))
    named, article = read_listing(list_folder(tmp_path, name="f"), options=Options(max_bytes=10_000))
    assert isinstance(named, Unreadable)
    assert named.path == "f/a.mbox#message=1"
    assert "longer than" in named.reason
    assert isinstance(article, Article)
    assert article.path == "f/a.mbox#message=2"


def heavy(*sizes: int, text: str = RELEASE, html: str | None = None) -> EmailMessage:
    """A mail with attachments of so many bytes."""
    made = mail(text, html)
    for number, size in enumerate(sizes):
        made.add_attachment(bytes(size), maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return made


def test_a_mail_gives_its_text_whatever_is_attached(tmp_path: Path) -> None:
    made = heavy(13_000_000, 4_000_000)
    (tmp_path / "a.eml").write_bytes(wire(made))
    small = wire(mail(Subject="Small"))
    (tmp_path / "b.mbox").write_bytes(mailbox(wire(made), small))
    (tmp_path / "c.mbox.gz").write_bytes(gzip.compress(mailbox(small, wire(made)), 1))
    found = list(read_listing(list_folder(tmp_path, name="f")))
    articles = {one.path: one for one in found if isinstance(one, Article)}
    assert [*articles] == [
        "f/a.eml",
        *(f"f/{name}#message={n}" for name in ("b.mbox", "c.mbox.gz") for n in (1, 2)),
    ]
    assert {one.text for one in articles.values()} == {RELEASE.rstrip()}
    named = [one.reason for one in found if isinstance(one, Unreadable)]
    assert len(named) == 3
    assert all("'0.pdf', '1.pdf' are not read" in reason for reason in named)


def test_a_mail_whose_text_is_too_long_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(wire(mail("The council met. " * 700)))
    (tmp_path / "b.eml").write_bytes(wire(heavy(20_000)))
    named, problem, article = read_listing(list_folder(tmp_path, name="f"), options=Options(max_bytes=10_000))
    assert isinstance(named, Unreadable)
    assert named.reason == "the mail is longer than 0.0 MB; give each article a mail of its own"
    assert isinstance(problem, Unreadable)
    assert isinstance(article, Article)
    assert article.text == RELEASE.rstrip()


LINES = ["--", "--b0", "Content-Type: text/plain", "", "From me to you", "words"]


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=3),
    st.sampled_from([None, HTML]),
    st.lists(st.sampled_from(LINES), max_size=6),
    st.booleans(),
)
def test_without_attachments_it_says_the_same(
    sizes: list[int], html: str | None, lines: list[str], forwarded: bool
) -> None:
    made = heavy(*sizes, text="\n".join([RELEASE, *lines, "end"]), html=html)
    if forwarded:
        made.add_attachment(heavy(*sizes), filename="fwd.eml")
    data = wire(made)
    short = Mail(len(data) - 1)
    for line in io.BytesIO(data):
        short.add(line)
    kept = short.data()
    whole, less = read_mail(data), read_mail(kept)
    assert (whole.text, whole.fields, whole.problems) == (less.text, less.fields, less.problems)
