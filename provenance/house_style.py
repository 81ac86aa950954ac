"""The words of a quotation -> units that are equal where only the style of two newsrooms differs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from provenance.names import same_name_token
from provenance.spans import Span

LEFT_OUT, INSERTED = "…", "[]"
"""Keys of units that are no words: an ellipsis, and what an editor put in brackets."""

_UNIT = re.compile(
    r"\[\s*(?:\.{2,}|…)\s*\]|\(\s*(?:\.{2,}|…)\s*\)|\.(?:\s?\.){1,}|…|\[[^\]\n]{0,120}\]|\([^)\n]{0,120}\)"
    r"|\d+(?:st|nd|rd|th)(?!\w)|\d+(?:[.,]\d+)*|[\u2e80-\ud7ff]|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_\u2e80-\ud7ff]+(?:['’][^\W\d_\u2e80-\ud7ff]+)*|[%$€£&]"
)
SLIP = 6
LONG_SLIP = 8
"""Letters. Shorter words that differ so can be two: trial and trail, though and through."""
_GROUPED = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_NOT = "n't"


@dataclass(frozen=True, slots=True)
class Unit:
    """A word as it is compared (`key`), and where it stands in its text. A short form makes two units."""

    key: str
    span: Span


class _Style:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.one: dict[str, str] = {}
        self.two: dict[tuple[str, str], str] = {}
        for first, *others in data["same"]:
            for word in (first, *others):
                key = _first(data["same"], first)
                parts = word.split()
                if len(parts) == 2:
                    self.two[parts[0], parts[1]] = key
                else:
                    self.one.setdefault(word, key)
        self.ends: dict[str, str] = data["ends"]
        self.short: dict[str, list[str]] = data["short"]
        self.either = {key: frozenset(words) for key, words in data["either"].items()}
        self.numbers: dict[str, int] = data["numbers"]
        self.ordinals: dict[str, str] = data["ordinals"]
        self.hundreds: dict[str, int] = data["hundreds"]
        self.currency: dict[str, str] = data["currency"]


def _first(groups: Sequence[Sequence[str]], word: str) -> str:
    """The word that stands for a group: signs that several languages share make one of their groups."""
    signs = {
        one for group in groups if group[0] == word for one in group if not one.isalpha() and " " not in one
    }
    return next((group[0] for group in groups if signs & set(group)), word)


@lru_cache(maxsize=1)
def _style() -> _Style:
    text = resources.files("provenance.data").joinpath("house_style.json").read_text(encoding="utf-8")
    return _Style(json.loads(text))


def units(text: str, span: Span) -> list[Unit]:
    """The units of a part of a text, in its order."""
    style = _style()
    found: list[Unit] = []
    for match in _UNIT.finditer(text, span.start, span.end):
        place = Span(*match.span())
        found += (Unit(key, place) for key in _keys(match.group(), style))
    return _joined(found, style)


def _keys(word: str, style: _Style) -> list[str]:
    head = word[0]
    if head in "[(":
        return [LEFT_OUT if "…" in word or ".." in word else INSERTED]
    if head in ".…":
        return [LEFT_OUT]
    if head.isdigit():
        return [_GROUPED.sub("", word).casefold()]
    folded = _plain(word.casefold())
    if folded in style.short:
        return list(style.short[folded])
    if "'" not in folded:
        return [style.ordinals.get(folded, folded)]
    if folded.endswith(_NOT) and len(folded) > len(_NOT):
        return [folded[: -len(_NOT)], "not"]
    stem, _, end = folded.rpartition("'")
    if f"'{end}" in style.either:
        return [*stem.split("'"), f"'{end}"]
    return [style.ends.get(part, part) if place else part for place, part in enumerate(folded.split("'"))]


def _plain(word: str) -> str:
    """A folded word without accents, vowel signs and the full stops of an abbreviation."""
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", word.replace("’", "'"))
        word = "".join(char for char in apart if not unicodedata.combining(char))
    return word.replace(".", "")


def _joined(found: Sequence[Unit], style: _Style) -> list[Unit]:
    """The units with words of two parts and numbers as one, and the sign of a currency behind its number."""
    result: list[Unit] = []
    sign: Unit | None = None
    for unit in found:
        key = unit.key
        if key in style.currency and sign is None:
            sign = Unit(style.currency[key], unit.span)
            continue
        if result and (result[-1].key, key) in style.two:
            unit = Unit(style.two[result[-1].key, key], result.pop().span.hull(unit.span))
        elif key in style.numbers:
            unit = _number(style.numbers[key], unit, result)
        elif key in style.hundreds and result and result[-1].key in ("a", "1"):
            unit = Unit(str(style.hundreds[key]), result.pop().span.hull(unit.span))
        else:
            unit = Unit(style.one.get(key, key), unit.span)
        is_amount = unit.key[:1].isdigit() or unit.key in ("million", "billion", "trillion")
        if sign is not None and not is_amount:
            result.append(sign)
            sign = None
        result.append(unit)
    return result if sign is None else [*result, sign]


def _number(value: int, unit: Unit, before: list[Unit]) -> Unit:
    """A number in words; twenty and five are one."""
    if 0 < value < 10 and before and before[-1].key in ("20", "30", "40", "50", "60", "70", "80", "90"):
        last = before.pop()
        return Unit(str(int(last.key) + value), last.span.hull(unit.span))
    return Unit(str(value), unit.span)


def same_unit(a: str, b: str) -> bool:
    """Whether two keys are one word: spelling variants, transliterations, short forms."""
    if a == b:
        return True
    either = _style().either
    if b in either.get(a, ()) or a in either.get(b, ()):
        return True
    return not (a.isdigit() or b.isdigit()) and (same_name_token(a, b) or is_slip(a, b))


def is_slip(a: str, b: str) -> bool:
    """Whether one of two words is likely the other one mistyped: two letters beside each other exchanged, or
    one left out inside a long word. Another letter in the place of one can make another word."""
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) > 1 or len(longer) < SLIP:
        return False
    same = next(
        (place for place, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter)
    )
    if len(shorter) == len(longer):
        turned = longer[:same] + longer[same + 1 : same + 2] + longer[same : same + 1] + longer[same + 2 :]
        return turned == shorter
    inside = 0 < same < len(shorter) - 1
    return inside and len(shorter) >= LONG_SLIP and longer[:same] + longer[same + 1 :] == shorter


def is_style(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    """Whether two runs of units that are not equal differ in style only. Either may be empty."""
    keys_a, keys_b = [unit.key for unit in a], [unit.key for unit in b]
    both = keys_a + keys_b
    if LEFT_OUT in both or INSERTED in both:
        return True
    if not keys_a or not keys_b:
        return both == ["'s"]
    if len(keys_a) == len(keys_b) and all(same_unit(x, y) for x, y in zip(keys_a, keys_b, strict=True)):
        return True
    joined_a, joined_b = "".join(keys_a), "".join(keys_b)
    # Parted or joined: cease-fire, ceasefire, Al-Qaeda.
    return joined_a == joined_b or (max(len(keys_a), len(keys_b)) < 4 and same_unit(joined_a, joined_b))
