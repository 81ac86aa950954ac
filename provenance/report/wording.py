"""Sentences that several formats share, by what they tell; their words stand in `data/sentences.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from provenance import sentences, settings
from provenance.reading import is_zoned
from provenance.sentences import called, figure, listed, many, say, template

if TYPE_CHECKING:
    from provenance.credited import Parts
    from provenance.reading import Dated
    from provenance.report.facts import Credit
    from provenance.report.statements import Statement

STATUSES = ("boilerplate", "stock phrase", "excluded")
"""What a passage can be set aside as."""
_OF_DOCUMENTS = ("document created", "document changed")
"""Sources of dates that are those of a file: of when it was made, and of its last change."""


def standing() -> str:
    """The one line that every output has."""
    return say("said.standing")


def credit(value: str) -> str:
    """What the credit of a passage says of its two articles."""
    return say(f"credit.{value}")


def quoted(value: str) -> str:
    """In which of its two articles a passage stands in quote marks."""
    return say(f"quoted.{value}")


def told_degree(degree: str | None) -> str:
    """METER's degree of an article, with what it means and how often it is right."""
    return say(f"degree.{degree or 'untold'}")


def not_compared(articles: int) -> str:
    """The sentence about articles that were read, or changed (a date was corrected), and not compared yet."""
    return many("said.not_compared", articles)


def not_searched(parameters: Mapping[str, object], waiting: int = 0) -> list[str]:
    """What a run with these parameters did not look at, a sentence each; so many articles are `waiting` to be
    compared."""
    values = {name.lower(): value for name, value in parameters.items()}
    alone, company = values.get("alone"), values.get("company")
    short = "not_searched.rewritten"
    if isinstance(alone, int) and isinstance(company, int):
        short = "not_searched.short" if alone <= company else "not_searched.short_company"
    result = [
        say("not_searched.elsewhere"),
        say("not_searched.translations"),
        say(short, alone=alone, company=company),
        say("not_searched.quotations", articles=settings.QUOTED_WITH),
        say("not_searched.pictures"),
    ]
    return [not_compared(waiting), *result] if waiting else result


def left_out(words: int, held: int) -> str:
    """The note in the place of words of a long side; so many of them stand in the other side, too."""
    return many("said.left_out", words, held=held)


def counted(by_status: Mapping[str, int]) -> str:
    """How many passages there are before and after what is set aside, as what, and what is left."""
    return say(
        "said.counted",
        passages=number(sum(by_status.values()), "shared passage"),
        boilerplate=figure(by_status.get("boilerplate", 0)),
        stock_phrases=number(by_status.get("stock phrase", 0), "stock phrase"),
        excluded=figure(by_status.get("excluded", 0)),
        reuse=figure(by_status.get("reuse", 0)),
    )


def compared_only(families: int, occurrences: int, pairs: int) -> str:
    """Said where not every pair of articles is counted and listed: what is, and where the others stand."""
    return say(
        "said.compared_only",
        families=number(families, "family"),
        occurrences=number(occurrences, "occurrence"),
        pairs=number(pairs, "pair"),
    )


def dated(date: Dated | None) -> str:
    """A date with where it was read, or that none is known."""
    if date is None:
        return say("date.none")
    details = [
        say("date.precision", precision=called("precision", date.precision)),
        say("date.source", source=called("date_source", date.source)),
    ]
    if date.words:
        details.append(say("date.words", words=date.words))
    if not is_zoned(date) and date.precision in ("minute", "second"):
        details.append(say("date.no_zone"))
    return say("date.known", date=shown_date(date), details=listed("comma", details))


def shown_date(date: Dated) -> str:
    """A date as finely as it is known: 2018, 2018-01, 2018-01-10, 2018-01-10T14:18."""
    return date.earliest[: {"year": 4, "month": 7, "day": 10}.get(date.precision)]


def other_date(date: Dated, *, disagrees: bool) -> str:
    """A date of an article that is not the one used for it."""
    if date.source == "file time":
        return say("date.file_time", date=shown_date(date))
    if date.source in _OF_DOCUMENTS:
        return say("date.of_document", source=called("document_date", date.source), date=shown_date(date))
    other = say(f"date.other.{date.kind}", date=dated(date))
    return say("date.disagrees", other=other) if disagrees else other


def not_used(field: str, value: str, said_by: str, used: str) -> str:
    """A statement on an article that is not used, with the one that is: metadata.csv goes before the file. Of
    some nothing else is known, such as what an article is derived from."""
    if field == "source":
        name = say("not_used.source")
        value, used = called("flag", value), called("flag", used)
    else:
        name = called("field", field)
    if said_by == "document":
        return say("not_used.in_document", field=name, value=value)
    speaker = called("said_by", said_by)
    if not used:
        return say("not_used.alone", field=name, value=value, said_by=speaker)
    return say("not_used.other", field=name, value=value, used=used, said_by=speaker)


def about(probability: float, *, begins: bool = False) -> str:
    """A probability as a person says it: "about 86 %"; as a sentence `begins`: "About 86 %"."""
    return _about(probability, "about_begins" if begins else "about")


def _about(probability: float, how: str) -> str:
    if probability > 0.995:
        return say(f"{how}.most")
    if probability < 0.005:
        return say(f"{how}.least")
    return say(f"{how}.usual", percent=sentences.per_cent(probability))


def about_alone(probability: float) -> str:
    """The same where it stands at a line of a picture, with room for the number alone: "86 %"."""
    return _about(probability, "about_alone")


def sure(statement: Statement, *, begins: bool = False) -> str:
    """How sure a statement is: "about 86 %, moderate evidence"; or as a sentence `begins`."""
    how = "sure_begins" if begins else "sure"
    if statement.stated:
        return say(f"{how}.stated")
    return say(
        f"{how}.inferred",
        about=about(statement.probability, begins=begins),
        band=say(f"band.{statement.band}"),
    )


def lineage(statement: Statement) -> str:
    """What a statement says, with `{source}` and `{derived}` where the two names belong."""
    if statement.stated:
        return template(f"statement.stated.{statement.kind}")
    if statement.band == "none":
        return template("statement.undetermined")
    # Imported here: most of what is said here is said of passages, without any lineage.
    from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN

    kind = {
        DIRECTED: "directed",
        UNDIRECTED: "undirected_dated" if statement.dated else "undirected",
        COMMON: "common_unseen" if statement.unseen else "common",
        UNSEEN: "unseen",
    }[statement.kind]
    return template(f"statement.{'possibly' if statement.band == 'weak' else 'likely'}.{kind}")


def told(statement: Statement, source: str, derived: str) -> str:
    """What a statement says of two articles by their names, and how sure it is."""
    says = lineage(statement).format(source=source, derived=derived)
    return say("statement.told", says=says, sure=sure(statement, begins=True))


def in_short(statement: Statement) -> str:
    """What stands at a link of a picture: "directed, about 86 %"."""
    kind = called("statement", statement.kind)
    return say("statement.in_short", kind=kind, about=about(statement.probability))


def shared(statement: Statement) -> str:
    """How much a statement is about: "150 words in 8 passages"."""
    words, passages = number(statement.words, "word"), number(statement.passages, "passage")
    return say("statement.shared", words=words, passages=passages)


def credited(statement: Statement) -> str:
    """Who is credited for the passages of an unseen source; empty where nobody is."""
    if not statement.agencies:
        return ""
    names = [
        say("statement.credited_name", name=name, passages=count)
        for name, count in sorted(statement.agencies.items())
    ]
    return many("statement.credited", statement.passages, names=listed("comma", names))


def for_these_words(names: str, parts: Parts, words: int) -> str:
    """Who is credited for a passage of so many words: "nobody; AFP for 30 of 109 words"."""
    partly = (many("credits.part", words, name=name, words=figure(count)) for name, count in parts)
    return listed("semicolon", (names or say("credits.nobody"), *partly))


def credits_found(credits: Iterable[Credit], *, sought: bool = True) -> str:
    """All credits of an article, wherever they stand: "AFP (told), Reuters (photo, not for words)"; where
    nobody looked for any, that."""
    roles = sentences.tables()["credits"]["role"]
    named = dict.fromkeys(
        say("credits.found", name=one.name, role=roles.get(one.role) or called("role", one.role))
        for one in credits
    )
    return listed("comma", named) or say("credits.none" if sought else "credits.not_sought")


def number(count: int, noun: str) -> str:
    """A number with its noun: 1 passage, 1,200 passages."""
    return sentences.number(count, noun)


def percent(share: float) -> str:
    """A share as a percentage; never 0 % for something, never 100 % for less than all."""
    return sentences.percent(share)
