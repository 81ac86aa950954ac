"""What each quote mark does: opens, closes, or is an apostrophe or a stray.

One pass over the marks, paragraph by paragraph, with a stack. A mark opens or closes by its own shape where
it has one, else by its neighbours. What a stray mark can do ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.mark_shapes import (
    AFTER_CLOSING,
    BEFORE_OPENING,
    BEFORE_OPENING_EAST,
    CLOSERS,
    EITHER,
    ELIDED,
    ELISION,
    LETTERS_AFTER,
    OPENERS,
    OPENING_SHAPE,
    PAIRS,
    PREFIX,
    SENTENCE_END,
    SINGLES,
    SYMMETRIC,
    TURNED,
    UNSURE,
    is_east,
)

_RUNAWAY = 1200
"""Code points. A paragraph of quoted speech has some 200 words at most; an unclosed mark that would quote
more than this is taken to end with its sentence."""
_PATIENCE = 3
"""So many paragraphs without a mark may stand between an opening mark and its closing one."""


@dataclass(slots=True)
class _Open:
    kind: str
    start: int
    end: int
    child: int = -1
    """Where a mark of the same kind opened above this one."""
    maybe: int = -1
    """For single marks: an apostrophe after an s that could also have closed."""


class MarkReader:
    """Reads one paragraph after the other; `found` collects (start, end, inner start, inner end, closed)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[int, int, int, int, bool]] = []
        self.stack: list[_Open] = []
        self.counts: dict[str, int] = {}
        self.carried = ""
        self.waiting: list[tuple[int, int]] = []
        self.begin = 0
        self.end = 0
        self.last_end = -1
        self.last_opened = False

    def read(self, begin: int, end: int, marks: Sequence[tuple[int, int]]) -> None:
        """Read one paragraph with its marks."""
        if not marks and not self.carried:
            return
        text = self.text
        while end > begin and text[end - 1].isspace():
            end -= 1
        while begin < end and text[begin].isspace():
            begin += 1
        self.begin, self.end, self.last_end = begin, end, -1
        seen = False
        place, count = 0, len(marks)
        while place < count:
            start, stop = marks[place]
            place += 1
            if place < count and not self.stack and self.pair(start, marks[place]):
                place += 1
                seen = True
                continue
            if stop - start == 3:
                continue  # rock 'n' roll
            before = text[start - 1] if start > begin else "\n"
            after = text[stop] if stop < end else "\n"
            # A mark beside a mark does as that one did: both open or both close.
            beside = start == self.last_end
            free = self.last_opened if beside else before.isspace() or before in BEFORE_OPENING
            word = not (after.isspace() or after in AFTER_CLOSING)
            if text[start] in SINGLES and stop - start == 1:
                self.last_opened = self.single(start, stop, free, word, before, after)
            else:
                seen = True
                self.last_opened = self.double(start, stop, free, word, before, after)
            self.last_end = stop
        self.finish(seen)

    def pair(self, start: int, following: tuple[int, int]) -> bool:
        """Whether a mark and the next one are an opening and a closing one beyond doubt: then they are read.

        Most marks are. It is what the rules for single marks come to where nothing is open.
        """
        text = self.text
        closing, stop = following
        kind, end = text[start], text[closing]
        if end not in PAIRS.get(kind, ""):
            return False
        inner = start + 1
        if kind in UNSURE:
            before, after = text[start - 1 : start], text[inner]
            free = start != self.last_end and (
                start == self.begin or before.isspace() or before in BEFORE_OPENING
            )
            word = not (after.isspace() or after in AFTER_CLOSING)
            if not (free and word if kind == '"' else free or word):
                return False
        if end in UNSURE:
            last = text[closing - 1]
            if closing == inner or last.isspace() or last in BEFORE_OPENING or "\u05d0" <= last <= "\u05ea":
                return False
        self.add(start, stop, inner, closing, True)
        self.last_end, self.last_opened = stop, False
        return True

    def double(self, start: int, stop: int, free: bool, word: bool, before: str, after: str) -> bool:
        """What a double mark does; whether it opened. `free`: nothing adjoins it before; `word`: a word
        adjoins it after."""
        kind = '"' if stop - start == 2 else self.text[start]
        adjoined = kind in SYMMETRIC and word and self.is_adjoined(start, before)
        if kind == '"' and self.is_abbreviation(stop, before, after, adjoined=adjoined):
            return False
        opener = self.nearest(OPENERS.get(kind, ""))
        if opener and self.may_close(kind, opener, free, word):
            self.close(opener, start, stop)
            return False
        if kind in OPENING_SHAPE:
            adjoins = not free and (before.isalnum() or before in AFTER_CLOSING)
            opens = not (kind in EITHER and adjoins and not word)
        elif kind in SYMMETRIC:
            room = word or (after.isspace() and stop < self.end)
            opens = (free and room) or (
                word and (before in ":：,，。" or before >= "\u2e80" or (adjoined and not opener))
            )
        else:
            opens = kind in TURNED and free and word
            if kind in "»›" and start == self.begin and self.carried in ("«", "‹"):
                kind, opens = self.carried, True  # French paragraphs that go on with the closing mark
        if opens:
            self.open(kind, start, stop)
        else:
            self.close_carried(kind, start, stop)
        return opens

    def is_abbreviation(self, stop: int, before: str, after: str, *, adjoined: bool) -> bool:
        """Whether a mark stands before the last letter of a Hebrew abbreviation (or before its ending)."""
        if not ("\u05d0" <= before <= "\u05ea" and "\u05d0" <= after <= "\u05ea"):
            return False
        return not (adjoined and not self.stack and self.text[stop : stop + LETTERS_AFTER].isalpha())

    def is_adjoined(self, start: int, before: str) -> bool:
        """Whether a mark stands behind a short word that is written together with the next one."""
        if before in "'’":
            return ELISION.search(self.text, max(self.begin, start - 10), start) is not None
        if "\u05d0" <= before <= "\u064a":
            return PREFIX.search(self.text, max(self.begin, start - 4), start) is not None
        return False

    @staticmethod
    def may_close(kind: str, opener: str, free: bool, word: bool) -> bool:
        """Whether a mark closes the nearest opening mark that its kind can close."""
        if kind == opener and kind in OPENING_SHAPE:
            return not free and not word
        if kind == opener or kind in EITHER:
            return not (free and word)
        return not free if kind in SYMMETRIC else True

    def single(self, start: int, stop: int, free: bool, word: bool, before: str, after: str) -> bool:
        """What a single mark does; whether it opened. Those that nothing closes are apostrophes."""
        kind = self.text[start]
        if is_east(before) or is_east(after):
            free = free or before in BEFORE_OPENING_EAST or (kind == "‘" and word)
            word = word and (free or kind == "‘")
        if free and word and not (kind == "’" and self.stack and self.stack[-1].kind in SINGLES):
            if ELIDED.match(self.text, start):
                return False
            if self.stack and self.stack[-1].kind in SINGLES:
                self.settle(self.stack[-1])
                self.drop()
            self.open(kind, start, stop)
            return True
        if kind in "‚‛`" or word or free or not self.stack:
            return False
        top = self.stack[-1]
        if kind not in CLOSERS.get(top.kind, "") or top.kind not in SINGLES:
            return False
        if self.could_be_apostrophe(start, stop, before, after):
            if top.maybe < 0 and top.kind != "’":
                top.maybe = stop
            return False
        self.close(top.kind, start, stop)
        return False

    def could_be_apostrophe(self, start: int, stop: int, before: str, after: str) -> bool:
        """players' coach, goin' home: in the midst of a sentence, after an s or an -in."""
        text = self.text
        drops_g = text[start - 2 : start] == "in" and text[start - 3 : start - 2].isalpha()
        cut = before in "sS" or drops_g
        return cut and after == " " and text[stop + 1 : stop + 2].isalnum()

    def nearest(self, openers: str) -> str:
        """The kind of the innermost open mark among `openers`, empty where none is open."""
        present = [kind for kind in openers if self.counts.get(kind)]
        if len(present) < 2:
            return present[0] if present else ""
        return next(mark.kind for mark in reversed(self.stack) if mark.kind in present)

    def open(self, kind: str, start: int, stop: int) -> None:
        """Open a mark. Straight marks do not nest: the open one ends with its sentence."""
        if self.counts.get(kind):
            if kind in SYMMETRIC:
                while self.stack:
                    mark = self.drop()
                    if mark.kind == kind:
                        self.cut_off(mark, start)
                        break
            else:
                for mark in self.stack[-2:]:
                    if mark.kind == kind:
                        mark.child = start
        self.stack.append(_Open(kind, start, stop))
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def drop(self) -> _Open:
        mark = self.stack.pop()
        self.counts[mark.kind] -= 1
        return mark

    def close(self, opener: str, start: int, stop: int) -> None:
        """Close the innermost mark of kind `opener`; what opened inside it and stayed open was none."""
        while True:
            mark = self.drop()
            if mark.kind == opener:
                self.add(mark.start, stop, mark.end, start, True)
                return

    def close_carried(self, kind: str, start: int, stop: int) -> None:
        """A closing mark without an opening one: the end of a quotation that began paragraphs before."""
        if self.carried and kind in CLOSERS[self.carried] and not self.stack:
            for begin, end in self.waiting:
                self.add(begin, end, begin, end, False)
            self.add(self.begin, stop, self.begin, start, True)
            self.carried = ""

    def settle(self, mark: _Open) -> None:
        """A single mark that nothing surely closed ends at an s' that may be its end, or is an apostrophe."""
        if mark.maybe >= 0:
            self.add(mark.start, mark.maybe, mark.end, mark.maybe - 1, True)

    def cut_off(self, mark: _Open, limit: int) -> None:
        """An opening mark that nothing closes before `limit`: it quotes its sentence, or nothing."""
        end = SENTENCE_END.search(self.text, mark.end, limit)
        if end:
            self.add(mark.start, end.end(), mark.end, end.end(), False)

    def finish(self, seen: bool) -> None:
        """The end of a paragraph: what is still open ends here, with its sentence, or was a stray mark."""
        if not self.stack:
            if seen:
                self.carried = ""
            elif self.carried:
                self.waiting.append((self.begin, self.end))
                if len(self.waiting) > _PATIENCE:
                    self.carried = ""
            return
        self.carried, self.waiting = "", []
        for mark in self.stack:
            if mark.kind in SINGLES:
                self.finish_single(mark)
            elif mark.child >= 0:
                self.cut_off(mark, mark.child)
            elif self.end - mark.start > _RUNAWAY:
                self.cut_off(mark, mark.start + _RUNAWAY)
            else:
                self.add(mark.start, self.end, mark.end, self.end, False)
                self.carried = mark.kind
        self.stack.clear()
        self.counts.clear()

    def finish_single(self, mark: _Open) -> None:
        """A paragraph that a single mark opens goes on in the next one if that opens with the same mark."""
        if mark.maybe >= 0:
            self.settle(mark)
        elif mark.start == self.begin and self.end - mark.start <= _RUNAWAY:
            following = re.compile(r"\s*").match(self.text, self.end)
            if following and self.text.startswith(mark.kind, following.end()):
                self.add(mark.start, self.end, mark.end, self.end, False)

    def add(self, start: int, end: int, inner: int, inner_end: int, closed: bool) -> None:
        text = self.text
        while inner < inner_end and text[inner].isspace():
            inner += 1
        while inner_end > inner and text[inner_end - 1].isspace():
            inner_end -= 1
        if inner < inner_end:
            self.found.append((start, end, inner, inner_end, closed))
