"""The datelines with which news begins: CITY, Jan 23 (NAME) -, МОСКВА, 23 янв - NAME."""

from __future__ import annotations

import re

from provenance.layout import Layout
from provenance.spans import Span

BRACKETS = frozenset("(（")
CLOSING = re.compile(r"[^()（）\n]{0,25}[)）]")
LETTERS = re.compile(r"[^\W\d_]+")
OPENING_MARKS, CLOSING_MARKS = frozenset('«„“"'), frozenset('»“”"')
_DATELINE_HEAD = 70
_ITEM = 20
"""Code points. What follows a dateline is longer than this."""
_DENSE_ITEM = 6
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}")
_INDIAN = re.compile(r"[\u0900-\u0dff]")
_PARTS = re.compile(r"[^\W\d_][^\s,()]*")
_AFTER_DATELINE = re.compile(r"[^()（）\n]{0,25}[)）/\]]\s*[-–—:.·।]+|\s*(?:[-–—]+|:|\.\s?[-–—])(?!\w)")
_CHINESE_DATELINE = re.compile(r"[^\n，。\u3040-\u30ff]{0,20}[电電讯訊]")
_ENCLOSED_HEAD = re.compile(r"\s*[(（\[［【〔][^()（）\[\]［］【】〔〕\n。]{0,40}")
_ENCLOSED_END = re.compile(r"\s?[)）\]］】〕]")
_CAPITAL_BEHIND = re.compile(r"\)\s[A-ZÄÖÜŁŚŻ][a-zäöüßłśżąęó]+\s")
"""Brüssel (NAME) Die Kommission ..."""
_PLACE_AND_NAME = re.compile(r"\s*【[^\s【】。、]{1,12}")
_CORRESPONDENT = 8
"""Code points. What stands between a stroke and a name: /Корр. NAME/."""
_ERAS = (" م", " هـ", "م.", "г.")
_SHOUTED = re.compile(r"\s[А-ЯЁ][а-яё]+\s")
"""ПЕРМЬ, 2 октября — NAME Мост через ..."""
_ARABIC_PLACE = re.compile(r"[\u0621-\u064a]+(?: [\u0621-\u064a]+)?\s?/\s?")
"""طرابلس/ NAME, without a mark behind the name."""
_DESK = re.compile(r"-[А-ЯЁA-Z]{3,}(?=\s)|\s[А-ЯЁ]{3,}(?:-[А-ЯЁ]{3,})?(?=\s[-–—])")
"""ИНТЕРФАКС-ПОВОЛЖЬЕ, ИНТЕРФАКС СЕВЕРО-ЗАПАД"""
_DATED = re.compile(r",\s\d{1,2}\s[а-яё]{3,9}(?:\s\d{4}(?:\sг\.?)?)?(?:\.|\s[-–—])\s")
"""ТАСС, 3 октября. Лёд на реке ..."""
_GOES_ON = re.compile(r"\s[—–]\s[a-zа-яё]")
_NAME_PLACE = re.compile(r"\s[A-ZÄÖÜ][\w-]+(?:/[A-ZÄÖÜ]\w+)?\.\s[A-ZÄÖÜ]")
"""dpa Berlin. Die Zahl ..."""
_OPENS_TEXT = re.compile(r"\)\s[^\W\d_]")
_WITH_AUTHOR = re.compile(r",(?:\s[А-ЯЁ][а-яё-]+){2,3}\.\s")
_QUOTED = re.compile(r"[\"“”„«»]")


def is_dateline(layout: Layout, name: Span, paragraph: Span) -> bool:
    """Whether a name stands in a dateline: CITY, Jan 23 (NAME) -, МОСКВА, 23 янв - NAME., NAME — ..."""
    text = layout.text
    head = text[paragraph.start : name.start]
    if desk := _DESK.match(text, name.end):
        name = Span(name.start, desk.end())
    left = paragraph.end - name.end
    alone = not left and any(char.isdigit() for char in head)
    if alone and head.rstrip().endswith((",", "-", "–", "—", *_ERAS)) and len(head) <= _DATELINE_HEAD:
        # Баку, 2 июня, NAME, on a line of its own
        return len(text) - name.end > _ITEM and _is_place(head)
    dense = bool(_DENSE.search(text, name.end, min(paragraph.end, name.end + _ITEM)))
    if len(head) > _DATELINE_HEAD or left < (_DENSE_ITEM if dense else _ITEM):
        return False
    if (
        (
            text[name.end - 1] >= "\u2e80"
            or text[name.end : name.end + 1] in ("】", "］")
            or _DENSE.match(text, name.end + 2, paragraph.end)
        )
        and _ENCLOSED_HEAD.fullmatch(head)
        and _ENCLOSED_END.match(text, name.end, paragraph.end)
    ):
        return True  # (서울=연합뉴스), ［東京 10日 ロイター］, （法新社）
    follows = _AFTER_DATELINE.match(text, name.end, paragraph.end) is not None
    if not head.strip("( （/【"):
        if "\u3400" <= text[name.end - 1] <= "\u9fff":
            return _CHINESE_DATELINE.match(text, name.end, paragraph.end) is not None
        # NAME : a ferry capsizes is a headline that says whose news it is.
        if not head and paragraph.start == 0 and _NAME_PLACE.match(text, name.end):
            return True
        dashed = text[name.end] in " —–" and text[name.end + 1 : name.end + 2] != ":"
        if head.strip() == "(" and _OPENS_TEXT.match(text, name.end) and text[name.end + 2].isupper():
            return True  # (NAME) La ligne est coupée.
        if dashed and _GOES_ON.match(text, name.end):
            return False  # NAME — so the agency was called: a sentence
        return (follows and (bool(head.strip()) or dashed)) or _DATED.match(text, name.end) is not None
    if _PLACE_AND_NAME.fullmatch(head) and text[name.end : name.end + 1] == "】":
        return True  # 【ソウル共同】
    head, after = _unquoted(head, text, name.end)
    follows = follows or _AFTER_DATELINE.match(text, after, paragraph.end) is not None
    mark = head.rstrip()[-1:]
    if _QUOTED.search(head) or not _is_place(head):
        return False
    if mark in BRACKETS:
        # CITY (NAME) The ..., City, Jan 23 (NAME) The ...
        words = head.strip(" (（").split("/")
        cities = len(words) > 1 and all(word[:1].isupper() and " " not in word for word in words)
        shouted = cities or head.split()[0].strip(",").isupper()
        shouted = shouted or any(char.isdigit() for char in head)
        shouted = shouted or (" " not in words[0] and _CAPITAL_BEHIND.match(text, name.end) is not None)
        return follows or (shouted and CLOSING.match(text, name.end, paragraph.end) is not None)
    if _ARABIC_PLACE.fullmatch(head):
        return True
    if mark == "/" or "/" in head[-_CORRESPONDENT:]:
        return follows or text[name.end : name.end + 2].strip().startswith("/")
    if (mark.isdigit() or head.rstrip().endswith(_ERAS)) and head[-1:].isspace():
        # رام الله 3-4-2018 وفا-
        return follows or text[name.end] in "-–—:\n" or (mark == "م" and text[name.end] == " ")
    if mark == "|":
        return text[name.end : name.end + 3].strip() == "|"  # París, Francia | NAME |
    if mark not in ("-", "–", "—", ",", "."):
        return False
    # МОСКВА, 7 окт — NAME, Анна Белова.
    if follows or text[after : after + 2] in (". ", ": ") or _WITH_AUTHOR.match(text, after):
        return True
    dated = name.cut(text).isupper() and any(char.isdigit() for char in head)
    return dated and _SHOUTED.match(text, after) is not None


def _unquoted(head: str, text: str, end: int) -> tuple[str, int]:
    """The words before a name without its quote mark, and the end of the name with its own."""
    if head and head[-1] in OPENING_MARKS and text[end : end + 1] in CLOSING_MARKS:
        return head[:-1], end + 1
    return head, end


def _is_place(head: str) -> bool:
    """Whether words can be the place and day of a dateline: a capital, a month, numbers, no sentence."""
    # Vowel signs part the letters of Indian scripts.
    words = LETTERS.findall(head) if head.isascii() or not _INDIAN.search(head) else _PARTS.findall(head)
    small = sum(word[0].islower() for word in words)
    if head[:1].isdigit() and len(words) > 1 and words[0][0].islower():
        words = words[1:]  # 12 мая, Минск
    return 0 < len(words) <= 8 and not words[0][0].islower() and small <= 2
