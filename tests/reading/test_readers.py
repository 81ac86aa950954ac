"""Readers: bytes in, Article out; what is stated goes before what is seen."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Described, NotText, extensions, read_text, readers

BODY = "\n\nThe council met in the old hall and voted for the new bridge after a long debate on Monday.\n"


@pytest.mark.parametrize("reader", sorted(readers()))
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
def test_every_reader_keeps_the_protocol(reader, data):
    try:
        article = read_text(data, path="f/a", reader=reader)
    except NotText:
        return
    assert article.path == "f/a"
    assert article.reader == reader
    assert article.size == len(data)
    assert article.bytes_sha256 == hashlib.sha256(data).hexdigest()
    assert article.text_id == hashlib.sha256(article.text.encode()).hexdigest()
    at = 0
    for part in article.segments:
        assert at <= part.span.start < part.span.end <= len(article.text)
        at = part.span.end


def test_every_extension_has_a_reader():
    assert set(extensions().values()) <= set(readers())


def test_an_encoding_changes_the_bytes_and_not_the_text():
    text = "A bridge for the café" + BODY
    plain, wide = (read_text(text.encode(encoding), path="f/a") for encoding in ("utf-8", "utf-16"))
    assert plain.text_id == wide.text_id
    assert plain.bytes_sha256 != wide.bytes_sha256
    assert (plain.encoding, wide.encoding[:6]) == ("utf-8", "utf-16")


def test_line_ends_are_kept():
    text = "A bridge for the town\r\n\r\nBy Ann Doe\r\n" + BODY
    article = read_text(text.encode(), path="f/a")
    assert article.text == text
    assert (article.metadata.title, article.metadata.byline) == ("A bridge for the town", "Ann Doe")


def test_what_the_sidecar_states_goes_first():
    text = "A bridge for the town\nBy Ann Doe\n3 March 2020" + BODY
    own = read_text(text.encode(), path="f/a").metadata
    assert (own.title, own.byline, own.date.source) == ("A bridge for the town", "Ann Doe", "date line")
    stated = read_text(text.encode(), path="f/a", stated=Described(title="Other", source=True)).metadata
    assert (stated.title, stated.byline, stated.source_flag) == ("Other", "Ann Doe", True)
    assert stated.date == own.date


FRONT = (
    '---\ntitle: "A bridge: at last"\nauthor: Ann Doe # staff\ndate: 2020-03-03 10:15\n'
    "tags:\n  - town\nlayout: post\n---\n"
)


def test_front_matter():
    text = FRONT + "\n# A bridge" + BODY
    article = read_text(text.encode(), path="f/a.md", reader="markdown")
    assert article.text == text
    assert article.metadata.title == "A bridge: at last"
    assert article.metadata.byline == "Ann Doe"
    assert (article.metadata.date.earliest, article.metadata.date.source) == (
        "2020-03-03T10:15",
        "front matter",
    )
    first, second = article.segments[:2]
    assert (first.kind, first.span.cut(text)) == ("boilerplate", FRONT.rstrip("\n"))
    assert (second.kind, second.span.cut(text)) == ("headline", "# A bridge")


def test_front_matter_stands_only_in_markdown():
    article = read_text((FRONT + BODY).encode(), path="f/a.txt", reader="text")
    assert article.metadata.date.source == "date line"
    assert article.metadata.title != "A bridge: at last"


@pytest.mark.parametrize(
    "text",
    [
        "---\nThe council met: it voted.\n---\nAnd went home.\n",
        "---\n---\nWords.\n",
        "---\ntitle: never closed\n" + BODY,
        "Words\n---\ntitle: x\n---\n",
    ],
)
def test_a_rule_at_the_top_is_no_front_matter(text):
    article = read_text(text.encode(), path="f/a.md", reader="markdown")
    assert article.text == text
    assert article.metadata.title not in ("x", "never closed")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf\n", b"-----\n"])
def test_a_text_without_a_word_is_empty(data):
    with pytest.raises(NotText, match="is empty"):
        read_text(data, path="f/a")
