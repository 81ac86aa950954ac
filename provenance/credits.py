"""text -> Credits: whom a text names as its source, in which role, and for which words.

A name alone is no credit: a phrase must stand before it ("told NAME"), after it ("NAME reported") or around
it ("CITY (NAME) -"). Credits of pictures are found too, and cover no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from provenance import covers, namesakes, outlets, pictures, positions, subjects
from provenance.agencies import Agencies, Agency, load_agencies
from provenance.agency_phrases import fold
from provenance.capital_runs import name_behind
from provenance.collectives import apart, find_collective, unknown_datelines
from provenance.conjoined import Waiting
from provenance.credited import Credit, credits_for
from provenance.datelines import is_dateline
from provenance.inflections import CONTRACTED
from provenance.layout import Layout
from provenance.mentions import Place, find_places, site_owner
from provenance.phrasing import by_wording
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.titles import find_titles
from provenance.tokens import paragraph_starts

if TYPE_CHECKING:
    from provenance.reading.article import Segment

__all__ = ["Agencies", "Credit", "credits_for", "find_credits", "load_agencies"]


def find_credits(
    text: str,
    quotations: Sequence[Quotation],
    segments: Sequence[Segment] = (),
    agencies: Agencies | None = None,
    *,
    paragraphs: Sequence[int] | None = None,
    links: Iterable[tuple[Span, str]] = (),
) -> tuple[Credit, ...]:
    """The credits of a text, ascending. Captions and credits among `segments` hold credits of pictures only.

    `paragraphs` are the offsets at which paragraphs begin, for callers that know them already; `links` the
    words that lead to the site of somebody, with the name.
    """
    agencies = load_agencies() if agencies is None else agencies
    places = find_places(text, agencies)
    starts = paragraph_starts(text) if paragraphs is None else paragraphs
    finder = _Finder(Layout(text, quotations, starts, segments, agencies.words), agencies)
    for number, place in enumerate(places):
        if place.kind == "name":
            finder.look_at_name(place)
        elif place.kind == "noun":
            finder.look_at_outlet(place, places[number + 1] if number + 1 < len(places) else None)
        elif place.kind == "first":
            finder.look_behind(place, places[number + 1] if number + 1 < len(places) else None)
        elif place.kind == "sign":
            finder.look_at_sign(place)
        elif place.kind == "generic":
            finder.keep(find_collective(finder.layout, agencies, place.start, place.end), place.end)
        else:
            finder.look_at_link(place)
    finder.credits += find_titles(finder.layout, agencies, finder.credits)
    for span, owner in links:
        finder.add_link(owner, span)
    finder.credits += unknown_datelines(finder.layout, agencies)
    return tuple(sorted(apart(finder.credits), key=lambda credit: (credit.span, credit.name, credit.role)))


_ARTICLES = ("The ", "El ", "La ", "Le ", "Les ", "Il ", "Die ", "Der ", "Das ", "De ", "Het ", "O ")
_OWNING = 5
"""Code points between a name and itself, or its programme: CBS’s “60 Minutes”."""
_NEAR = 30
"""Credits before a link among which its own is looked for."""
_AND = frozenset(("", "and", "et", "y", "und", "и", "و", "e", "&", "the", "and the"))


class _Finder:
    """Looks at each place of one text and collects its credits."""

    def __init__(self, layout: Layout, agencies: Agencies) -> None:
        self.layout = layout
        self.text = layout.text
        self.agencies = agencies
        self.credits: list[Credit] = []
        self.last_end = -1
        self.signed = 0
        self.waiting = Waiting(self.text)

    def look_at_name(self, place: Place) -> None:
        """A name of the data: a credit by its position, by its wording, or beside another credit."""
        if place.start < self.last_end:
            return
        prefix, form = self.agencies.apart(place.form)
        agency = self.agencies.names[form]
        last = form.rpartition(" ")[2]
        longer = namesakes.is_longer(self.text, place, self.agencies)
        if agency.kind == "outlet" and last in self.agencies.words["named"] and longer:
            # The Times of Zambia is not The Times, nor Zambia Daily Mail the Daily Mail.
            self.look_at_outlet(Place(place.end - len(last), place.end, "noun", last), None)
            return
        paragraph = self.layout.paragraph(place.start)
        start = place.start
        behind = place.start - self.last_end if self.credits and self.credits[-1].role == "photo" else None
        if agency.kind == "pictures" and pictures.is_second(self.text, place.end, behind, self.agencies):
            return
        if namesakes.is_namesake(self.text, place, form, agency, self.agencies):
            return
        bound = form.startswith(CONTRACTED) and form.partition(" ")[0] in CONTRACTED
        if bound:
            start += form.index(" ") + 1
        elif form.casefold() in self.agencies.words["photo"] and self.text[place.end : place.end + 1] == ":":
            return  # Bild: NAME
        if self.repeats(agency.name, start):
            self.last_end = place.end
            return
        span = Span(start + len(prefix), place.end)
        credit = self.beside(agency.name, start, place.end, among=("additional",))
        firm = subjects.firm_behind(self.text, place.end)
        if not firm:
            credit = credit or self.by_position(agency, span, paragraph)
        another = agency.weak and namesakes.stands_for_another(self.text, form)
        # In a sentence only a title has an article with a capital: told The Times, relató a El Mundo.
        titled = form.startswith(_ARTICLES) and self.text[max(0, start - 2) : start - 1].isalpha()
        shown = firm or agency.kind == "pictures"
        if credit is None and not shown and not another:
            credit = by_wording(
                self.layout,
                self.agencies,
                agency.name,
                start,
                place.end,
                paragraph,
                prefix=prefix.removeprefix("و").removesuffix("ـ"),
                weak=agency.weak and not titled,
                bound=bound,
                case=agency.case,
                company=form in self.agencies.companies,
            )
        if credit is None and not shown:
            credit = self.beside(agency.name, start, place.end)
        self.credits += self.waiting.look_at(agency, Span(start, place.end), credit)
        self.keep(credit, place.end)

    def repeats(self, name: str, start: int) -> bool:
        """Whether a name stands right behind itself: "Agence France-Presse (AFP)", "CBS’s 60 Minutes"."""
        if not self.credits or not 0 <= start - self.last_end <= _OWNING:
            return False
        between = self.text[self.last_end : start].strip(' (（«“„"')
        return self.credits[-1].name == name and between in ("", "’s", "'s")

    def look_at_outlet(self, place: Place, following: Place | None) -> None:
        """A noun for an outlet: a credit where the text names the outlet and the wording credits it."""
        paragraph = self.layout.paragraph(place.start)
        outlet = outlets.outlet_at(self.text, place, paragraph.start, paragraph.end, self.agencies)
        if outlet is None or outlet.start < self.last_end:
            return
        if (
            following
            and following.kind == "name"
            and self.text[outlet.start : following.start] in ("", "The ")
        ):
            return  # The name is known, and has its own turn.
        if self.credits and self.last_end == place.start - 1 and self.text[self.last_end] in "-‑":
            return  # NAME-Podcast „TITLE“
        quotation = self.layout.quotation_at(outlet.start)
        if (
            quotation
            and outlet.context_start == outlet.start
            and len(quotation.inner) <= len(outlet.name) + 4
        ):
            return  # In quote marks by itself it is the title of a film or a book.
        if self.layout.kind_at(place.start) in ("caption", "credit", "headline", "boilerplate"):
            return
        listed = self.agencies.named(outlet.name)
        credit = by_wording(
            self.layout,
            self.agencies,
            listed.name if listed else outlet.name,
            # рассказал изданию NAME: the noun in the dative is the wording.
            outlet.start if fold(place.form) in self.agencies.before else outlet.context_start,
            outlet.context_end,
            paragraph,
            weak=not outlet.sure,
            known=listed is not None,
            subject=place.form.casefold() in self.agencies.words["subjects"],
        )
        self.keep(credit, outlet.context_end)

    def look_at_sign(self, place: Place) -> None:
        """The call sign of a station that no list has: a credit where the wording leaves no doubt."""
        paragraph = self.layout.paragraph(place.start)
        credit = by_wording(
            self.layout, self.agencies, place.form, place.start, place.end, paragraph, weak=True, known=False
        )
        self.keep(credit, place.end)

    def look_behind(self, place: Place, following: Place | None) -> None:
        """A phrase such as "first reported by": whatever name follows is an outlet."""
        paragraph = self.layout.paragraph(place.start)
        name = name_behind(self.text, place.end, paragraph.end, self.agencies)
        if not name or (following and following.kind == "name" and following.start < name.end):
            return
        role = (
            "first" if "first" in place.form.casefold() or "previous" in place.form.casefold() else "reports"
        )
        spans = covers.sentence_of(self.layout, place.start)
        words = " ".join(name.cut(self.text).split())
        credit = Credit(words, role, Span(place.start, name.end), covers.merged(spans), False)
        self.keep(credit, name.end)

    def look_at_link(self, place: Place) -> None:
        """A link to an agency's site credits the sentence that it stands in."""
        owner = site_owner(self.text[place.start : place.end], self.agencies)
        if owner:
            self.add_link(owner, Span(place.start, place.end))

    def add_link(self, owner: str, span: Span) -> None:
        """A credit for the sentence of a link, unless it has it already or stands around a picture."""
        found = Credit(owner, "link", span, (self.layout.sentence(span.start),), True)
        if found not in self.credits[-_NEAR:] and self.layout.kind_at(span.start) not in (
            "caption",
            "credit",
        ):
            self.credits.append(found)

    def keep(self, credit: Credit | None, end: int) -> None:
        if credit is None:
            return
        self.last_end = end
        last = self.credits[-1] if self.credits else None
        # © dpa-infocom, dpa:220305-99-394871/2: one line, one credit.
        if not (
            last
            and credit.role == last.role
            and credit.role in ("sign-off", "byline")
            and (credit.name, credit.covers) == (last.name, last.covers)
            and "\n" not in self.text[last.span.end : credit.span.start]
        ):
            self.credits.append(credit)

    def by_position(self, agency: Agency, span: Span, paragraph: Span) -> Credit | None:
        """A credit by where the name stands."""
        layout, name = self.layout, agency.name
        if pictures.is_photo(layout, self.agencies, span, paragraph):
            return Credit(name, "photo", span, (), True)
        if agency.kind != "pictures" and is_dateline(layout, span, paragraph):
            words = Span(paragraph.start, span.end)
            return Credit(name, "dateline", words, (Span(paragraph.start, len(self.text)),), True)
        if positions.is_additional(layout, self.agencies, span, paragraph):
            # Nobody says which words came from there; to call any uncredited would be a false charge.
            return Credit(name, "additional", span, (layout.whole(),), True)
        if role := positions.line_role(layout, self.agencies, span, paragraph, agency.weak):
            if agency.kind == "pictures":
                return Credit(name, "photo", span, (), True)
            return Credit(name, role, span, (self.signed_off(role, paragraph),), True)
        # MCDERMOTT (MDR)
        ticker = agency.weak and agency.kind == "outlet" and self.text[span.start].isascii()
        if not ticker and positions.is_tag(
            layout, self.agencies, span, paragraph, agency.weak, agency.kind == "agency"
        ):
            # A tag closes what stands before it: the whole text where nothing follows, else its paragraph,
            # for digests tag each of theirs.
            whole = layout.is_last(paragraph.start)
            if agency.kind == "pictures":
                return Credit(name, "photo", span, (), True)
            return Credit(name, "tag", span, (layout.whole() if whole else paragraph,), True)
        return None

    def signed_off(self, role: str, paragraph: Span) -> Span:
        """What a line of credit covers: the whole text, or the item that it closes where others follow."""
        if role == "byline" or self.layout.is_last(paragraph.start):
            return self.layout.whole()
        start, self.signed = self.signed, paragraph.end
        return Span(min(start, paragraph.start), paragraph.end)

    def beside(self, name: str, start: int, end: int, among: Sequence[str] = ()) -> Credit | None:
        """A name joined to one that is a credit: "told AFP and Reuters"; where roles are given, to one in
        these."""
        if not self.credits or not 0 <= start - self.last_end <= 40:
            return None
        if among and self.credits[-1].role not in among:
            return None
        between = self.text[self.last_end : start].strip(' ,/„“”«»"').casefold()
        first, _, rest = between.partition(" ")
        if between not in _AND:
            # told NAME and the television news agency NAME
            nouns = rest.split()
            media = self.agencies.words["media"] | self.agencies.words["skip"]
            if not (first and first in _AND and nouns[-1:] and nouns[-1] in self.agencies.words["media"]):
                return None
            if not all(word in media for word in nouns):
                return None
        return replace(self.credits[-1], name=name, span=Span(start, end), known=True)
