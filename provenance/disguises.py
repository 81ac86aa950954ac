"""Text -> Notices: characters that hide what a text says from a search, but not from a reader.

Look-alike letters of another alphabet, characters that are not seen inside words, controls that turn words
round, heaps of marks. Each has everyday uses, which are no finding: hyphenation, Persian and Indic joiners,
emoji, Thai word breaks, marks of direction in Hebrew and Arabic, stems with foreign endings, units, formulas.
Matching sees through all but turned words anyway (see `kernels.normalise`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from provenance import kernels, settings
from provenance.portable import portable
from provenance.sentences import many
from provenance.spans import Span

MIXED, HIDDEN, TURNED, STACKED = "mixed alphabets", "hidden characters", "direction controls", "stacked marks"

# Code points, for classes of regular expressions.
_LATIN = "A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_STYLED = "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8a\ua640-\ua66e\ua680-\ua69b"
# Greek, Armenian, Cherokee, Coptic, Lisu.
_OTHERS = (
    "\u0370-\u0373\u0376-\u037d\u037f\u0386-\u03ff\u1f00-\u1fff\u0531-\u0556\u0561-\u0587\u13a0-\u13ff"
    "\uab70-\uabbf\u2c80-\u2ced\ua4d0-\ua4f7"
)
_FOREIGN = _CYRILLIC + _OTHERS
_SELECTORS, _TAGS = "\ufe00-\ufe0f\U000e0100-\U000e01ef", "\U000e0020-\U000e007f"
_UNSEEN = (
    f"\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff{_SELECTORS}"
    f"\U000e0001{_TAGS}"
)
_MARKS = "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"


def _ranges(classes: str) -> list[tuple[int, int]]:
    """The code points of a class of regular expressions."""
    return [(ord(low), ord(high or low)) for low, high in re.findall("(.)(?:-(.))?", classes)]


# Most texts have none of these, which is seen much sooner than by a regular expression.
_STRANGERS, _UNSEEN_ONES, _ALL_MARKS = _ranges(_FOREIGN + _STYLED), _ranges(_UNSEEN), _ranges(_MARKS)
_SUSPECT = [*_STRANGERS, *_UNSEEN_ONES, *_ALL_MARKS]

_STRANGER = re.compile(f"[{_FOREIGN}{_STYLED}]")
# Led by the class of which a text has less: the other is only looked at beside it.
_LATIN_LED = re.compile(f"[{_LATIN}](?:(?<=[{_FOREIGN}{_STYLED}].)|(?=[{_FOREIGN}{_STYLED}]))", re.DOTALL)
_FOREIGN_LED = re.compile(f"[{_FOREIGN}{_STYLED}](?:(?<=[{_LATIN}].)|(?=[{_LATIN}]))", re.DOTALL)
_OTHERS_LED = re.compile(f"[{_OTHERS}](?:(?<=[{_CYRILLIC}].)|(?=[{_CYRILLIC}]))", re.DOTALL)
_INSIDE = re.compile(f"[{_UNSEEN}]++(?=[{_LATIN}{_FOREIGN}])")
_UNSEEN_ONE = re.compile(f"[{_UNSEEN}]")
_STYLED_ONE = re.compile(f"[{_STYLED}]")
_LATIN_ONE = re.compile(f"[{_LATIN}]")
_LETTER = re.compile(f"[{_LATIN}{_FOREIGN}]")
_LETTERS = re.compile(f"[{_LATIN}{_FOREIGN}].*[{_LATIN}{_FOREIGN}]", re.DOTALL)
_STACK = re.compile(f"[{_MARKS}]{{3}}|[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]")

# Writing that has no reader: text in tags that belong to no flag, rows of selectors, long rows of others.
_MESSAGE = re.compile(f"(?<!\U0001f3f4)(?<![{_TAGS}])[{_TAGS}]{{3,}}|[{_SELECTORS}]{{3,}}|[{_UNSEEN}]{{16,}}")

# What shows words from left to right in another order: an override, up to the control that ends it or the
# line; a stretch from right to left made of several from left to right. (Around a single one nothing moves.)
_OVERRIDDEN = "\u202e[^\n\r\u2029\u202c\u2069]*"
_PART = "[\u202a\u2066\u2068][^\n\r\u2029\u202a-\u202e\u2066-\u2069]*[\u202c\u2069]"
_SHUFFLED = f"[\u202b\u2067][ \u00a0]*(?:{_PART}[ \u00a0]*){{2,}}"
_TURN = re.compile(f"{_OVERRIDDEN}|{_SHUFFLED}")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# Where a word may be broken: hyphenators, editors and typesetters put these between syllables and parts.
_BREAK = re.compile("[\u00ad\u200b\u200c]")
_VOWELS = frozenset("aeiouyæœøıəαεηιουωаеиоуыэюяієъәөүұաեէըիոօ")

# Latin letters that are typed in Cyrillic words by habit, where a keyboard lacked the right one: і and
# palochka, Serbian and Macedonian letters, the h of Kazakh and Tatar. (Accented ones, too: Chuvash ç, ă.)
_HABIT = frozenset("iIjJsShH")


@portable
@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of disguise in a text: in how many words (or places), where the first is, a sentence."""

    kind: str
    count: int
    span: Span
    sentence: str


def find_disguises(text: str) -> tuple[Notice, ...]:
    """What a text disguises: at most a notice of each kind, the kinds in the order of the alphabet."""
    if text.isascii() or not kernels.holds_between(text, _SUSPECT):
        return ()
    unseen = kernels.holds_between(text, _UNSEEN_ONES)
    inside = unseen and any(
        _LETTER.match(text[hit.start() - 1 : hit.start()]) for hit in _INSIDE.finditer(text)
    )
    stacks = kernels.holds_between(text, _ALL_MARKS) and _STACK.search(text) is not None
    words: list[Word] = []
    if inside or stacks or _mixes(text):
        _, starts, ends = kernels.tokenise(text)
        words = [
            Word(written, Span(start, end))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            if not (written := text[start:end]).isascii()
        ]
    found = (
        _turned(text) if unseen else None,
        _hidden(text, words if inside else []) if unseen else None,
        _mixed(words),
        _stacked(words) if stacks else None,
    )
    return tuple(notice for notice in found if notice)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, and where it stands."""

    written: str
    span: Span

    @property
    def seen(self) -> str:
        """The word without what is not seen."""
        return _UNSEEN_ONE.sub("", self.written)


def _mixes(text: str) -> bool:
    """Whether letters of two alphabets stand side by side."""
    if not kernels.holds_between(text, _STRANGERS):
        return False
    sample = text[:2000]
    led = _LATIN_LED if len(_STRANGER.findall(sample)) > len(sample) // 4 else _FOREIGN_LED
    return (led.search(text) or _OTHERS_LED.search(text)) is not None


def _mixed(words: list[Word]) -> Notice | None:
    """Words with look-alikes of another alphabet amid their letters."""
    found: list[tuple[Word, str, str]] = []
    for word in words:
        solid = word.seen
        if any(char.isdigit() for char in solid):
            continue
        alphabets = {kernels.alphabet_of(char) for char in solid} - {0}
        if len(alphabets) < 2 and not _STYLED_ONE.search(solid):
            continue
        foreign = kernels.foreign_letters(solid)
        if foreign and not (kernels.CYRILLIC in alphabets and _is_typed_so(solid)):
            found.append((word, *foreign[0]))
    if not _enough([word for word, *_ in found]):
        return None
    word, letter, read = found[0]
    name = f"U+{ord(letter):04X}, {unicodedata.name(letter).lower()}"
    return Notice(
        MIXED, len(found), word.span,
        many("disguise.mixed", len(found), word=word.seen, letter=letter, name=name, read=read),
    )  # fmt: skip


def _is_typed_so(word: str) -> bool:
    """Whether the Latin letters of a word are those that keyboards or fonts once stood in with."""
    latin = _LATIN_ONE.findall(unicodedata.normalize("NFC", word))
    return bool(latin) and all(
        letter in _HABIT or len(unicodedata.normalize("NFD", letter)) > 1 for letter in latin
    )


def _hidden(text: str, words: list[Word]) -> Notice | None:
    """Words with characters inside that are not seen, where nothing is to be broken or joined."""
    holding = [word for word in words if word.seen != word.written]
    odd = [word for word in holding if _is_odd(word.written)]
    messages = [hit for hit in _MESSAGE.finditer(text) if len(set(hit[0])) > 1]
    if messages:
        first = messages[0]
        return Notice(
            HIDDEN, len(messages), Span(*first.span()),
            many("disguise.rows", len(messages), characters=len(first[0]), begins=_named(first[0][0])),
        )  # fmt: skip
    if not _enough(odd) or 4 * len(odd) < len(holding):
        return None
    sign = next(iter(_UNSEEN_ONE.findall(odd[0].written)))
    return Notice(
        HIDDEN, len(odd), odd[0].span,
        many("disguise.hidden", len(odd), word=odd[0].seen, sign=_named(sign)),
    )  # fmt: skip


def _is_odd(written: str) -> bool:
    """Whether a word holds what no hyphenator puts there: a sign that neither breaks nor hyphenates, two in a
    row, a single letter cut off, a syllable without a vowel, a zero-width space in a short word."""
    if not _LETTERS.match(written):
        return False
    parts = _BREAK.split(written)
    if _UNSEEN_ONE.search("".join(parts)):
        return True
    if len(parts) > 1 and min(len(parts[0]), len(parts[-1])) < 2:
        return True
    if "\u200b" in written and len("".join(parts)) < settings.BREAKABLE_LETTERS:
        return True
    return any(not _VOWELS.intersection(unicodedata.normalize("NFD", part.casefold())) for part in parts)


def _stacked(words: list[Word]) -> Notice | None:
    """Words with marks laid over their letters, or three and more on one."""
    found = []
    for word in words:
        composed = unicodedata.normalize("NFKC", word.seen)
        plain = kernels.without_stacks(composed)
        if plain != composed and _LETTER.search(plain):
            found.append((word, plain))
    if not _enough([word for word, _ in found]):
        return None
    word, plain = found[0]
    return Notice(
        STACKED, len(found), word.span,
        many("disguise.stacked", len(found), word=plain),
    )  # fmt: skip


def _turned(text: str) -> Notice | None:
    """Words written from left to right that controls show in another order."""
    found = [
        hit for hit in _TURN.finditer(text) if _LETTERS.search(hit[0]) and not _RIGHT_TO_LEFT.search(hit[0])
    ]
    if not found:
        return None
    return Notice(
        TURNED, len(found), Span(*found[0].span()),
        many("disguise.turned", len(found), begins=_named(found[0][0][0])),
    )  # fmt: skip


def _enough(words: list[Word]) -> bool:
    """Whether so many different words are no slip of the keyboard, no brand and no formula."""
    return len({word.seen.casefold() for word in words}) >= settings.DISGUISED_WORDS


def _named(char: str) -> str:
    """A character that is not seen, by its number and name."""
    name = unicodedata.name(char, "").lower()
    return f"U+{ord(char):04X} ({name})" if name else f"U+{ord(char):04X}"
