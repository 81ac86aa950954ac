"""Which words a credit covers. This decides fairness: they count as credited, and no others do."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.agency_phrases import WORDS
from provenance.layout import Layout
from provenance.quotes import Quotation
from provenance.spans import Span

_SPOKEN_END = frozenset(",?!…—–-،，")
_COMMAS = frozenset(",،，")
_FEW = 3
"""Words after an attribution that say when or where, not what."""
_REACH = 3000
"""Code points. A sentence longer than this, quotations included, is none; it keeps the time linear."""
_GOES_ON = 12
"""Quotations that one attribution can carry along: an interview in quotations is no longer one statement."""


def told(layout: Layout, phrase: int, name_end: int) -> tuple[Span, ...]:
    """What was told to NAME. `phrase` is where the wording of the credit starts, `name_end` where it ends.

    After a quotation: the quotation, the attribution and what the same speaker goes on to say. Before the
    statement: the words after NAME; never the subject, for the speaker's tag was not told to anybody.
    """
    sentence = layout.sentence(phrase)
    text = layout.text
    near = Span(max(sentence.start, phrase - _REACH), max(sentence.start, phrase))
    before = [quotation for quotation in layout.quoted(near) if quotation.span.end <= phrase]
    said_after = layout.has_more(_FEW, name_end, sentence.end)
    said_before = layout.has_more(_FEW, sentence.start, phrase)
    spans: list[Span] = []
    if any(_is_statement(layout, quotation, sentence) for quotation in before):
        spans.append(sentence)
        spans += _leading(layout, before[0])
    elif (leading := layout.previous_quotation(sentence.start)) and not said_after and not before:
        start = layout.sentence(leading.span.start).start
        spans.append(Span(start, sentence.end))
        spans += _leading(layout, leading)
    elif text[name_end : name_end + 1] in _COMMAS and "," in text[near.start : phrase]:
        spans.append(sentence)  # The plan, he told NAME, was dead.
    elif said_after:
        spans.append(Span(name_end, sentence.end))
    elif said_before or not _introduces(layout, sentence):
        spans.append(sentence)
    return (*spans, *_going_on(layout, sentence))


def sentence_of(layout: Layout, phrase: int) -> tuple[Span, ...]:
    """The sentence of a credit, and the quotation that it introduces with a colon."""
    sentence = layout.sentence(phrase)
    if not _introduces(layout, sentence):
        return (sentence,)
    quotation = layout.next_quotation(sentence.end)
    return (sentence, *([quotation.span] if quotation else ()), *_going_on(layout, sentence))


def reported(layout: Layout, name_start: int, verb_end: int) -> tuple[Span, ...]:
    """What NAME reports: the words from NAME on, or the whole sentence where the verb comes last."""
    sentence = layout.sentence(name_start)
    spans = sentence_of(layout, name_start)
    medial = layout.text[verb_end : verb_end + 1] in _COMMAS
    if layout.has_more(_FEW, verb_end, sentence.end) and not medial:
        return (Span(name_start, sentence.end), *spans[1:])
    return spans


def _is_statement(layout: Layout, quotation: Quotation, sentence: Span) -> bool:
    """Whether an attribution follows this quotation, so that it is more than a word in quote marks."""
    after = layout.text[quotation.span.end : quotation.span.end + 2].strip()[:1]
    last = layout.text[quotation.inner.end - 1]
    return quotation.span.start == sentence.start or last in _SPOKEN_END or after in _SPOKEN_END


def _introduces(layout: Layout, sentence: Span) -> bool:
    return layout.text[sentence.end - 1 : sentence.end] in (":", "：")


def _leading(layout: Layout, quotation: Quotation) -> list[Span]:
    """Paragraphs of the same quotation before this one: each opened its marks and did not close them."""
    spans: list[Span] = []
    for _ in range(_GOES_ON):
        previous = layout.previous_quotation(quotation.span.start)
        if previous is None or previous.closed:
            break
        spans.append(previous.span)
        quotation = previous
    return spans


def _going_on(layout: Layout, sentence: Span) -> list[Span]:
    """Quotations directly after a sentence, in this paragraph or opening the next, of the same speaker."""
    spans: list[Span] = []
    known = layout.text[max(sentence.start, sentence.end - _REACH) : sentence.end]
    reached = sentence.end
    for _ in range(_GOES_ON):
        quotation = layout.next_quotation(reached)
        if quotation is None:
            break
        end = layout.sentence(quotation.span.start).end
        clause = layout.text[min(quotation.span.end, end) : end]
        if not _same_speaker(layout, clause, known):
            break
        reached = max(end, quotation.span.end)
        spans.append(Span(quotation.span.start, reached))
    return spans


def _same_speaker(layout: Layout, clause: str, known: str) -> bool:
    """Whether the words after a quotation name nobody new: none, a pronoun, or a name that stood before."""
    words = [word for word in WORDS.findall(clause[:400]) if word[0].isalnum()]
    if not words:
        return True
    new = [word for word in words if word[0].isupper() and word not in known]
    if new and not (len(new) == 1 and new[0] == words[0]):
        return False
    folded = {word.casefold() for word in words[:6]}
    named = any(word[0].isupper() and len(word) > 2 for word in words[:6]) and not new
    return bool(folded & layout.words["same_speaker"]) or named


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans ascending and apart from each other."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = result[-1].hull(span)
        elif span:
            result.append(span)
    return tuple(result)
