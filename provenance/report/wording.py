"""Every sentence and label that the reports say themselves, in one place, but for why passages (`why`) and
pairs (`related`) are judged so. Neutral words only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from provenance import settings
from provenance.credited import Parts
from provenance.reading import Dated, is_zoned
from provenance.report.facts import Credit
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, Statement

STANDING = "Similarity is not plagiarism: a person decides."

DIFFERING_CREDIT = "A credit that differs does not say who added or removed it."

WEIGHTS = (
    "The number behind a reason is its weight (log-odds): above 0 for the statement, below 0 against it. "
    "What is only shown bears on the question and counts neither way."
)
NO_STATEMENT = "The lineage says nothing about this pair."
NOTHING_SHARED = "No shared passage was found in these two articles."

DISGUISED = (
    "Characters that hide words from a search, but not from a reader. Words are compared as a reader sees "
    "them, but for words in another order. How the characters came there, and what for, is not said: "
    "an editor, a scanner or a converter can leave them, too."
)

QUOTATIONS_DIFFER = (
    "Both articles quote the same speaker, or one names nobody, in nearly the same words: inside the marks "
    "some differ (wavy line). Spelling, figures, brackets and other matters of style are not compared. Which "
    "of them are the words that were said is not known here: one may have been shortened, misheard, "
    "translated or corrected, or said twice."
)

CREDIT = {
    "same": "credited alike in both",
    "a only": "credited in the first only",
    "b only": "credited in the second only",
    "different": "credited differently",
    "none": "credited in neither",
}
QUOTED = {
    "neither": "not a quotation",
    "a": "in quote marks in the first only",
    "b": "in quote marks in the second only",
    "both": "in quote marks in both",
}
BAND = {
    "strong": "strong evidence",
    "moderate": "moderate evidence",
    "weak": "weak evidence",
    "none": "no sufficient evidence",
}
SIGN = {1: "for", -1: "against", 0: "shown"}
ROLE = {"photo": "photo, not for words", "stated": "stated beside the text"}
"""Roles of credits that need more than their name."""
DATE = {
    "published": "Also dated",
    "not after": "Not published after",
    "not before": "Not published before",
    "mentioned": "Mentions",
}
SPEAKER = {
    "front matter": "the front matter",
    "mail": "the mail",
    "metadata": "metadata.csv",
    "page": "the page",
    "record": "the record",
}
OF_DOCUMENTS = ("document created", "document changed")
"""Sources of dates that are those of a file: of when it was made, and of its last change."""


NOT_FIRST = "The order says who has most of the words, not who had them first."
DEGREE = {
    "wholly": "wholly: these articles account for nearly all of it",
    "partially": "partially: these articles account for a part of it, and a part is its own",
    "non-derived": "non-derived: as a whole it has no more of these than independent texts of one story have",
}


def told_degree(degree: str | None) -> str:
    """METER's degree of an article, with what it means and how often it is right."""
    if degree is None:
        return "not told: too few other texts in its language say which words are rare"
    return f"{DEGREE[degree]} (right for 7 of 10 articles of METER)"


def not_compared(articles: int) -> str:
    """The sentence about articles that were read, or changed (a date was corrected), and not compared yet."""
    were = "was" if articles == 1 else "were"
    return f"{number(articles, 'article')} {were} read or changed but not compared yet: run the scan again."


def not_searched(parameters: Mapping[str, object], waiting: int = 0) -> list[str]:
    """What a run with these parameters did not look at, a sentence each; so many articles are `waiting` to be
    compared."""
    values = {name.lower(): value for name, value in parameters.items()}
    result = [
        "The web, agency wires and other archives: only the files of this collection were compared "
        "with each other. A text that is not in it can still be the source.",
        "Translations: a text is compared with texts in its own words only.",
    ]
    alone, company = values.get("alone"), values.get("company")
    if isinstance(alone, int) and isinstance(company, int):
        short = (
            f"fewer than {alone} words that agree are shown only beside a longer passage or where their "
            f"words are rare, fewer than {company} never"
        )
        if alone <= company:
            short = f"fewer than {company} words that agree are never shown"
        result.append(
            f"Rewritten and short passages: {short}; a passage in other words is shown only where most of "
            "its wording is still the same."
        )
    else:
        result.append(
            "Rewritten passages: a passage in other words is shown only where most of its wording is still "
            "the same."
        )
    result.append(
        "Quotations whose words differ: those of an article are compared with those of "
        f"{settings.QUOTED_WITH} others that it shares something with, the ones whose quotations stand in "
        "most articles as they are."
    )
    result.append("Pictures, sound and film, and words inside them.")
    return [not_compared(waiting), *result] if waiting else result


def left_out(words: int, held: int) -> str:
    """The note in the place of words of a long side; so many of them stand in the other side, too."""
    return f"[… {number(words, 'word')} left out, {held} of them in both …]"


STATUSES = ("boilerplate", "stock phrase", "excluded")
"""What a passage can be set aside as."""
STATUS = {
    "reuse": "reuse",
    "boilerplate": "boilerplate: words of the page, not of the article",
    "stock phrase": "stock phrases: usual wording, forms filled in anew, names",
    "excluded": "excluded by the configuration",
}


def counted(by_status: Mapping[str, int]) -> str:
    """How many passages there are before and after what is set aside, as what, and what is left."""
    aside = ", ".join(
        number(by_status.get(status, 0), status)
        if status == "stock phrase"
        else f"{by_status.get(status, 0):,} {status}"
        for status in STATUSES
    )
    return (
        f"{number(sum(by_status.values()), 'shared passage')}; of these {aside}; "
        f"{by_status.get('reuse', 0):,} reuse"
    )


def compared_only(families: int, occurrences: int, pairs: int) -> str:
    """Said where not every pair of articles is counted and listed: what is, and where the others stand."""
    return (
        "Counted and listed as pairs here are only texts that were compared with each other, each text "
        "once, at the first of its paths. All that share a passage, copies of one text too, stand together "
        f"in families: {number(families, 'family', 'families')} with {number(occurrences, 'occurrence')}, "
        f"which would make up to {number(pairs, 'pair')} of articles. The JSON report has every family with "
        "its places, and “provenance families” lists them."
    )


def dated(date: Dated | None) -> str:
    """A date with where it was read, or that none is known."""
    if date is None:
        return "not known"
    details = [f"to the {date.precision}", f"from {date.source}"]
    if date.words:
        details.append(f"“{date.words}”")
    if not is_zoned(date) and date.precision in ("minute", "second"):
        details.append("no time zone given")
    return f"{shown_date(date)} ({', '.join(details)})"


def shown_date(date: Dated) -> str:
    """A date as finely as it is known: 2018, 2018-01, 2018-01-10, 2018-01-10T14:18."""
    return date.earliest[: {"year": 4, "month": 7, "day": 10}.get(date.precision)]


def other_date(date: Dated, *, disagrees: bool) -> str:
    """A date of an article that is not the one used for it."""
    if date.source == "file time":
        return f"Time of the file, which a copy can change: {shown_date(date)}"
    if date.source in OF_DOCUMENTS:
        return f"{date.source.capitalize()}, which says nothing of its publication: {shown_date(date)}"
    against = "; this and the date used can't both be true" if disagrees else ""
    return f"{DATE[date.kind]}: {dated(date)}{against}"


def not_used(field: str, value: str, said_by: str, used: str) -> str:
    """A statement on an article that is not used, with the one that is: metadata.csv goes before the file. Of
    some nothing else is known, such as what an article is derived from."""
    name = "declared a source" if field == "source" else field
    if said_by == "document":
        return f"{name}: {value}, in the properties of the document; it is not used"
    if not used:
        return f"{name}: {value} ({SPEAKER.get(said_by, said_by)})"
    return f"{name}: {used} (metadata.csv); {SPEAKER.get(said_by, said_by)} says {value}"


def about(probability: float) -> str:
    """A probability as a person says it: "about 86 %"."""
    if probability > 0.995:
        return "more than 99 %"
    if probability < 0.005:
        return "less than 1 %"
    return f"about {int(100 * probability + 0.5)} %"


def sure(statement: Statement) -> str:
    """How sure a statement is: "about 86 %, moderate evidence"."""
    if statement.stated:
        return "stated by the item itself"
    return f"{about(statement.probability)}, {BAND[statement.band]}"


def lineage(statement: Statement) -> str:
    """What a statement says, with `{source}` and `{derived}` where the two names belong."""
    if statement.stated:
        absent = "" if statement.kind == DIRECTED else ", which is not in this collection"
        return f"{{derived}} itself says that it comes from {{source}}{absent}."
    if statement.band == "none":
        return "{source} and {derived}: where the shared passages come from is undetermined."
    likely = "possibly" if statement.band == "weak" else "likely"
    if statement.kind == DIRECTED:
        return f"{{source}} is {likely} the earlier; {{derived}} {likely} has the shared passages from it."
    if statement.kind == UNDIRECTED:
        one = f"{{source}} and {{derived}}: one {likely} has the shared passages from the other"
        if statement.dated:
            return (
                f"{one}, by the dates the later one; it is not sure enough for an arrow, "
                "as both may have them from a text that is not here."
            )
        return f"{one}; which came first is undetermined."
    if statement.kind == COMMON:
        third = "a third text that is not in this collection" if statement.unseen else "a third text"
        return f"{{source}} and {{derived}}: both {likely} have the shared passages from {third}."
    return f"{{derived}} {likely} has passages from {{source}}, a text that is not in this collection."


def credited(statement: Statement) -> str:
    """Who is credited for the passages of an unseen source; empty where nobody is."""
    if not statement.agencies:
        return ""
    names = ", ".join(f"{name} for {count}" for name, count in sorted(statement.agencies.items()))
    return f"Credited for the {number(statement.passages, 'passage')}: {names}."


def for_these_words(names: str, parts: Parts, words: int) -> str:
    """Who is credited for a passage of so many words: "nobody; AFP for 30 of 109 words"."""
    partly = (f"{name} for {count:,} of {number(words, 'word')}" for name, count in parts)
    return "; ".join((names or "nobody", *partly))


NOT_SOUGHT = "not looked for, as it shares no passage that counts"


def credits_found(credits: Iterable[Credit], *, sought: bool = True) -> str:
    """All credits of an article, wherever they stand: "AFP (told), Reuters (photo, not for words)"; where
    nobody looked for any, that."""
    named = dict.fromkeys(f"{credit.name} ({ROLE.get(credit.role, credit.role)})" for credit in credits)
    return ", ".join(named) or ("none" if sought else NOT_SOUGHT)


def reasons_as(statement: int) -> str:
    """Said in place of reasons that stand at an earlier statement."""
    return f"Reasons: those of statement {statement}."


def number(count: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: 1 passage, 1,200 passages; `nouns` where it is not made with an s."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def percent(share: float) -> str:
    """A share as a percentage; never 0 % for something, never 100 % for less than all."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{int(100 * share + 0.5)} %"
