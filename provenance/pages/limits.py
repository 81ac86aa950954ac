"""What of a draft counts, and how much of it is too much."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.pages.checked import Check
from provenance.sentences import number, percent


@dataclass(frozen=True, slots=True)
class Limits:
    """What a desk allows: words of the longest passage that counts, the share of the draft (0 to 1) that such
    passages are, or none of them at all (`none`); None and False set no limit.

    Words count where the draft credits nobody for them. Whoever is credited for wire copy need not put it in
    quote marks; quote marks alone say that the words are somebody's, not who had them first. `strict`:
    credited words count, too, unless they are quoted. `allow_quoted`: words in quote marks never count.
    `same_text`: an article that has the words of the draft and no others is compared with it as any other.
    """

    max_words: int | None = None
    max_share: float | None = None
    none: bool = False
    strict: bool = False
    allow_quoted: bool = False
    same_text: bool = False

    def counts(self, quoted: bool, credited: tuple[str, ...]) -> bool:
        """Whether words that are in quote marks or not, with these names credited for them, count."""
        if quoted and self.allow_quoted:
            return False
        return not credited or (self.strict and not quoted)

    @property
    def rule(self) -> str:
        """Which passages count, in words that follow "passages"."""
        return {
            (False, False): "without a credit",
            (False, True): "without a credit or quote marks",
            (True, False): "that are not both credited and in quote marks",
            (True, True): "without quote marks",
        }[self.strict, self.allow_quoted]

    def exceeded(self, found: Check) -> tuple[str, ...]:
        """A sentence for each limit that a draft is above."""
        above = []
        if self.max_words is not None and found.longest > self.max_words:
            longest = number(found.longest, "word")
            above.append(f"The longest of the passages {self.rule} has {longest}; {self.max_words} allowed.")
        if self.max_share is not None and found.share > self.max_share:
            share = f"{percent(found.share)} of the draft"
            above.append(f"Passages {self.rule} are {share}; {percent(self.max_share)} allowed.")
        if self.none and found.counted:
            count = sum(shown.counts for shown in found.passages)
            above.append(f"{number(count, 'passage')} {self.rule}; none allowed.")
        return tuple(above)
