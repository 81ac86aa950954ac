"""Issues: texts of one outlet from different days, in which the same report is made again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from provenance.names import folded_name
from provenance.portable import portable
from provenance.texts import Articles, Texts

APART = 1.5
"""Days between two issues. A day later the same report may be the same one, run again."""
LONG_APART = 5.0
_DAY = 86_400.0


@portable
@dataclass(frozen=True, slots=True)
class Issue:
    """The one outlet of a text, between which days (since 1970) it came out, None where nobody knows, and its
    titles without figures."""

    outlet: str
    first: float | None = None
    last: float | None = None
    titles: frozenset[str] = frozenset()


def find_issues(articles: Articles, texts: Texts, numbers: Iterable[int]) -> dict[int, Issue]:
    """Of some texts those of which all places name one outlet; dates where each place has one."""
    found = {}
    for number in numbers:
        metadata = [articles[place].metadata for place in texts[number].places]
        outlets = {folded_name(each.outlet or "") for each in metadata}
        dates = [each.date for each in metadata if each.date is not None]
        if len(outlets) != 1 or "" in outlets:
            continue
        outlet = outlets.pop()
        if len(dates) < len(metadata):
            found[number] = Issue(outlet)
            continue
        first = min(_days(date.earliest) for date in dates)
        titles = frozenset(_title(each.title) for each in metadata if each.title)
        found[number] = Issue(outlet, first, max(_days(date.latest) for date in dates), titles)
    return found


def are_of_one_outlet(issues: Mapping[int, Issue], a: int, b: int) -> bool:
    """Whether two texts are of one outlet; not where that is not known."""
    return a in issues and b in issues and issues[a].outlet == issues[b].outlet


def are_issues(issues: Mapping[int, Issue], a: int, b: int, days: float = APART) -> bool:
    """Whether two texts are of one outlet and surely of different days; not where that is not known."""
    if not are_of_one_outlet(issues, a, b):
        return False
    one, other = issues[a], issues[b]
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return max(one.first - other.last, other.first - one.last) >= days


def are_one_report(issues: Mapping[int, Issue], a: int, b: int) -> bool:
    """Whether two texts are issues of one report: of one outlet and one title, but for figures in it, and so
    many days apart that no story is run again."""
    return are_issues(issues, a, b, LONG_APART) and not issues[a].titles.isdisjoint(issues[b].titles)


def _title(title: str) -> str:
    return folded_name(re.sub(r"\d", "", title))


def _days(instant: str) -> float:
    """Days since 1970 of an ISO 8601 instant; one without a zone is taken as UTC."""
    moment = datetime.fromisoformat(instant)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / _DAY
