"""Which passages are stock wording, in a made-up trade paper of which the usual words are known."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from provenance.agencies import load_agencies
from provenance.annotation import annotate
from provenance.collection import Collection, collapsed, know_collection
from provenance.explaining import Explained, explain, pair_up
from provenance.families import Shared
from provenance.issues import Issue
from provenance.names import same_name_token
from provenance.passages import find_passages
from provenance.reading.article import Article, Metadata
from provenance.stock import Wording
from provenance.texts import Text
from provenance.tokens import tokenise

AGENCIES = load_agencies()
USUAL = "said that the notes will be listed in the capital and are available in small denominations there"


def words(seed: int, count: int) -> str:
    """Words of a text's own."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("bdfgklmnprst", k=3)) + rng.choice("aeiou") for _ in range(count))


def told(*bodies: str, issues: dict[int, Issue] | None = None) -> list[list[str]]:
    """The statuses of the passages of each two texts that are beside 150 others, in the order of both."""
    others = [f"{words(1000 + number, 30)} {USUAL} {words(5000 + number, 30)}" for number in range(150)]
    texts = [annotated(number, body) for number, body in enumerate([*bodies, *others])]
    wording = Wording()
    wording.add(collapsed(text) for text in texts)
    collection = know_collection(np.arange(len(texts)), wording)
    found = explained(texts[: len(bodies)], collection, issues or {})
    statuses: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for family, verdicts in zip(found.families, found.verdicts, strict=True):
        for row, verdict in zip(family.passages, verdicts, strict=True):
            statuses.setdefault((row.a, row.b), []).append((row.passage.first_a, verdict.status))
    return [[status for _, status in sorted(each)] for _, each in sorted(statuses.items())]


def annotated(number: int, body: str) -> Text:
    article = Article(f"{number}.txt", body, f"{number:064x}", 0, "", "", "", Metadata(), ())
    return annotate(article, (number,), tokenise(body), (), AGENCIES)


def explained(texts: Sequence[Text], collection: Collection, issues: dict[int, Issue]) -> Explained:
    shared = [
        Shared(a, b, passage)
        for b in range(len(texts))
        for a in range(b)
        for passage in find_passages(
            texts[a].text, texts[a].body, texts[b].text, texts[b].body, same_word=same_name_token
        )
    ]
    pairs = pair_up(texts, shared, dict.fromkeys((row.a, row.b) for row in shared))
    return explain(texts, pairs, collection, issues=issues)


def test_usual_words_are_stock_and_own_words_are_not() -> None:
    assert told(f"{words(1, 30)} {USUAL}", f"{words(2, 30)} {USUAL}") == [["stock phrase"]]
    own = words(3, 14)
    assert told(f"{words(1, 30)} {own}. {words(4, 9)}", f"{words(2, 30)} {own}") == [["reuse"]]


def test_usual_words_count_beside_a_copy_that_few_stories_have() -> None:
    """The phrase is in 150 stories, so it stays stock for them; what three stories share does not."""
    rare = f"{USUAL} and the board meets in the spring"
    copied = words(5, 40)
    one = f"{copied}. {words(6, 40)} {rare} {words(7, 20)}"
    other = f"{copied}. {words(8, 40)} {rare} {words(9, 20)}"
    assert told(one, other) == [["reuse", "reuse"]]
    assert told(f"{words(6, 40)} {rare}", f"{words(8, 40)} {rare}") == [["stock phrase"]]


def test_usual_words_with_figures_that_tell_are_a_copy() -> None:
    told_of = f"{USUAL} for {{}} marks against {{}} marks"
    one = f"{words(1, 30)} {told_of.format('502,417', '401,388')}"
    other = f"{words(2, 30)} {told_of.format('502,417', '401,388')}"
    assert told(one, other) == [["reuse"]]
    filled_in = f"{words(2, 30)} {told_of.format('617,233', '511,904')}"
    assert told(one, filled_in) == [["stock phrase"]]


def test_a_long_exact_copy_counts_in_any_wording() -> None:
    long = f"{USUAL} {USUAL} {USUAL}"
    assert told(f"{words(1, 30)} {long}", f"{words(2, 30)} {long}") == [["reuse"]]
    issues = {0: Issue("echo", 1.0, 1.0), 1: Issue("echo", 9.0, 9.0)}
    assert told(f"{words(1, 30)} {long}", f"{words(2, 30)} {long}", issues=issues) == [["stock phrase"]]


def test_other_figures_beside_a_long_copy_make_no_form_of_it() -> None:
    """Two texts alone, of which no wording is known: a press release with its telephone number, and who sent
    it on with the time above it."""
    told_of = f"{words(12, 25)} {{}} {words(13, 25)}"

    def statuses(a: str, b: str) -> list[str]:
        texts = [annotated(number, body) for number, body in enumerate((a, b))]
        found = explained(texts, know_collection(np.arange(2), Wording()), {})
        return [verdict.status for verdicts in found.verdicts for verdict in verdicts]

    sent = f"3 June, 9.41. {told_of.format('on Monday')} Call 44 20 7946 018."
    assert statuses(sent, f"4 July, 10.52, page 12. {told_of.format('on Monday')}") == ["reuse"]
    assert statuses(sent, f"4 July, 10.52, page 12. {told_of.format('by air')}") == ["reuse"]
    filled_in = [f"Of {one} {told_of.format(one)}" for one in ("31 boats with 170", "28 ships with 155")]
    assert statuses(*filled_in) == ["stock phrase"]


def test_a_short_report_under_its_title_again_is_a_form() -> None:
    report = words(11, 30)
    one, other = f"{report} {words(12, 8)}", f"{report} {words(13, 8)}"
    assert told(one, other) == [["reuse"]]
    title = frozenset(["rain"])
    issues = {0: Issue("echo", 1.0, 1.0, title), 1: Issue("echo", 9.0, 9.0, title)}
    assert told(one, other, issues=issues) == [["stock phrase"]]
    longer = {number: f"{words(14, 120)} {words(15 + number, 8)}" for number in (0, 1)}
    assert told(*longer.values(), issues=issues) == [["reuse"]]


def characters(seed: int, count: int) -> str:
    """A text of two hundred characters that part no words, of which each is in every story."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(200)) for _ in range(count))


def test_copies_in_scripts_without_spaces_are_not_taken_for_unrelated_texts() -> None:
    """No single character is rare. What few stories have are runs of them."""
    usual = characters(1, 30)
    story = characters(2, 400)
    edited = "".join(characters(3000 + at, 1) if at % 17 == 16 else char for at, char in enumerate(story))
    bodies = [f"{story}。{usual}", f"{edited}。{usual}", f"{characters(3, 400)}。{usual}"]
    bodies += [f"{characters(10 + number, 400)}。{usual}" for number in range(150)]
    texts = [annotated(number, body) for number, body in enumerate(bodies)]
    wording = Wording()
    wording.add(collapsed(text) for text in texts)
    found = explained(texts[:3], know_collection(np.arange(len(texts)), wording), {})
    statuses = {
        (row.a, row.b, verdict.status)
        for family, verdicts in zip(found.families, found.verdicts, strict=True)
        for row, verdict in zip(family.passages, verdicts, strict=True)
        if row.passage.words > 20
    }
    assert {status for a, b, status in statuses if (a, b) == (0, 1)} == {"reuse"}
    assert {status for a, b, status in statuses if b == 2} == {"stock phrase"}


def test_long_copies_of_few_characters_are_not_stock() -> None:
    """A script of few signs has hardly a run of three that is not common."""

    def signs(seed: int, count: int) -> str:
        rng = random.Random(seed)
        return "".join(chr(0x0E01 + rng.randrange(8)) for _ in range(count))

    story, phrase = signs(1, 500), signs(2, 60)
    bodies = [f"{story} {phrase}", f"{story} {phrase}", f"{signs(3, 300)} {phrase}"]
    bodies += [f"{signs(10 + number, 400)} {phrase}" for number in range(150)]
    texts = [annotated(number, body) for number, body in enumerate(bodies)]
    wording = Wording()
    wording.add(collapsed(text) for text in texts)
    found = explained(texts[:12], know_collection(np.arange(len(texts)), wording), {})
    statuses: dict[tuple[int, int], set[str]] = {}
    for family, verdicts in zip(found.families, found.verdicts, strict=True):
        for row, verdict in zip(family.passages, verdicts, strict=True):
            if row.passage.words > 50:
                statuses.setdefault((row.a, row.b), set()).add(verdict.status)
    assert statuses[0, 1] == {"reuse"}
    assert statuses[2, 3] == {"stock phrase"}
