"""Whether the verb at a name is said of the name itself, and which of both tells the other something.

"The head of NAME said" credits nobody. "ТАСС сообщил источник" tells it
to NAME, "сообщил ТАСС" is NAME's report: Russian has one verb for both, and cases that tell them apart.
"""

from __future__ import annotations

import re

from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, fold
from provenance.wording import Wording, is_insider

_FIRM = re.compile(
    r"[’']?s? (?:[A-Z]\w+ )?(?:Inc|Corp|Co|LP|LLC|Ltd|PLC|Plc|plc|AG|GmbH|SA|SpA|Holdings?|Group|"
    r"Institute|Imaging|Industries|Exam|Stadium|Plaza|Arena|Awards?|Prize|Museum|Tower|University|College|Bank|School|"
    r"Street|Lane|Road|Avenue|Square|Building|Hotel|Theatre|Theater|Society|Academy|Cup|Trophy|Marathon|"
    r"Orchestra|Choir|Center|Centre)\b"
)
"""What makes a name that of something else: NAME Holdings, the NAME Institute."""
_OF = re.compile(
    r"(?P<holder>[^\W\d_][\w-]*)\s+(?:of|at|for|de|du|des|d|del|della|dell|di|do|da|von|van|bei|في|لدى)"
    r"(?:\s*['’]\s*|\s+)(?:(?:the|la|l|le|der|dem|het|de)(?:\s*['’]\s*|\s+))?[«“„\"]?\s?$",
    re.IGNORECASE,
)
_IN_CHARGE = frozenset(("editor", "editors", "crew", "host", "anchor", "presenter", "website"))
_REACH = 48
"""Code points before a name in which the one who belongs to it stands."""
_COMPOUND = re.compile(r"[»“”\"]?[-‑]([^\W\d_]+)")
_NEXT = re.compile(r"[»“”\"’']*(\s*[,.;:!?—–-]|\s+)([^\W\d_]*)")
_OWNED = re.compile(r"[’']s ((?:[a-z][\w-]*\s?){1,4})")
_PEOPLE = re.compile(
    r"[’']? (?:\w+ )?(?:members|staff|employees|workers|shareholders|investors|lawyers|executives|managers|"
    r"bosses|chiefs|trainees|interns|customers|clients|users|colleagues|subscribers|unions|trustees|directors)\b"
    r"|[-‑](?:Mitarbeitern|Beschäftigten|Zuschauern|Hörern|Kunden|Anwälten|Aktionären|Belegschaft)\b"
)
"""Who has to do with a name but is no newsroom: told NAME staff."""
_DENIALS = frozenset(("sich", "nicht", "nie", "niemals", "never", "gern", "gerne", "kaum", "ungern"))
_UNREAL = re.compile(r"\b[Ii]f (?:[\w.]+ ){1,3}had (?:only |ever |just )?$")
_NEITHER = re.compile(
    r"\b(?:[Nn]either|[Nn]or|[Ww]eder|noch|[Nn]i) (?:the |die |der |das |le |la |el )?[«“„\"]?$"
)
_THING = re.compile(
    r"\b(?:[Ii]m|[Aa]m|[Vv]om|[Zz]um|[Dd]as|[Dd]ieses|[Ee]in|[Kk]ein|[Mm]ein|[Ss]ein|[Ii]hr|a|an|my|his|her)\s$"
)
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_WORDS_TO_VERB = 7
_VERB = re.compile(r"(?:ла|ло|ли|л|[аиіуя]в)$")
_PLURAL = ("ли", "ают", "яют", "или")
_SEVERAL = re.compile(r"[А-ЯЁІЇЄҐA-Z][\w-]*»? (?:и|та|і)(?: \w+)? «?$")
_AND_ANOTHER = re.compile(r"»? (?:и|та|і) «?(?:[А-ЯЁІЇЄҐA-Z][\w-]*[ »]{0,2}){1,3}[,.]")
_PAIR = 30
"""Code points that another name and "and" reach before a name."""
_WITH_ACCUSATIVE = ("завери", "проинформирова", "уведоми", "інформува")
"""Verbs whose listener stands in the accusative: заверила «Новую газету»."""
_ABOUT = frozenset(("о", "об", "про", "в", "на"))
_DATIVES = ("у", "ю", "ам", "ям", "ке")
_TO_REPORTERS = re.compile(r"(?:[Жж]урналист|[Кк]орреспондент)(?:ам|у|ке)\s[«„\"]?$")
_FEASTS = frozenset(("юбилей", "годовщину", "день", "праздник", "победу", "столетие", "рождение", "успех"))
"""What somebody marks, who says nothing by that: отметил юбилей."""
_LOCATIVE = re.compile(r"(?:ах|ях|ом|ем|ём|ии|ой|ей|ых|их|ым|ам|ям|е|и|у|ю)$")
"""Endings of what was spoken about: о переговорах."""


def of_another(text: str, name_end: int, agencies: Agencies) -> bool:
    """Whether a name owns whoever something was told to, and that is nobody of a newsroom: NAME's lawyer."""
    match = _OWNED.match(text, name_end)
    if match is None:
        return _PEOPLE.match(text, name_end) is not None
    words = match.group(1).casefold().split()
    return not any(word in agencies.words["reporters"] or word in agencies.words["media"] for word in words)


def firm_behind(text: str, name_end: int) -> bool:
    """Whether a name goes on as that of a company, a school or a building."""
    return _FIRM.match(text, name_end) is not None


def of_its_own(text: str, name_start: int, agencies: Agencies) -> bool:
    """Whether a word for somebody of its own stands before a Russian name: пресс-служба NAME опровергла."""
    words = WORDS.findall(fold(text[max(0, name_start - _REACH) : name_start]))
    while words and words[-1] in '«“„"':
        words.pop()
    if not words or words[-1] < "\u0400" or words[-1].endswith(_DATIVES):
        return False  # журналистам NAME рассказали
    return is_insider(words[-1], agencies)


def denied(text: str, verb_end: int, weak: bool) -> bool:
    """Whether a verb reports nothing: NAME zeigte sich zufrieden; where the name is `weak`, too, whether it
    is said of a word: die Zeit meldete nie."""
    match = _NEXT.match(text, verb_end)
    if match is None or match.group(1).strip():
        return False
    following = match.group(2).casefold()
    return following == "sich" or (weak and following in _DENIALS)


def unreal(text: str, verb_start: int) -> bool:
    """Whether nobody was told: if you had told NAME."""
    return _UNREAL.search(text, max(0, verb_start - _REACH), verb_start) is not None


def is_negated(text: str, name_start: int) -> bool:
    """Whether it is said that a name reported nothing: neither NAME nor NAME reported."""
    return _NEITHER.search(text, max(0, name_start - 12), name_start) is not None


def is_thing(text: str, name_start: int) -> bool:
    """Whether an article stands before a word that only a thing of that name has: im Bild."""
    return _THING.search(text, max(0, name_start - 8), name_start) is not None


def belongs(text: str, name_start: int, limit: int, agencies: Agencies) -> bool:
    """Whether the one who speaks belongs to the name, and does not report for it: the head of NAME."""
    head = text[max(limit, name_start - _REACH) : name_start]
    match = _OF.search(head)
    if match:
        holder = match.group("holder").casefold()
        if holder in _IN_CHARGE and not match.group().rstrip().casefold().endswith(" at"):
            return True  # The editor of NAME said
        if holder not in agencies.words["reporters"] and holder not in agencies.words["media"]:
            return True
        further = _OF.search(head, 0, match.start())  # the union of journalists at NAME
        return further is not None and further.group("holder").casefold() not in agencies.words["reporters"]
    words = WORDS.findall(fold(head))
    while words and (words[-1] in '«“„"' or (words[-1] >= "\u0600" and words[-1] in agencies.words["media"])):
        words.pop()
    return bool(words) and words[-1] in agencies.words["holders"]


def compound(text: str, name_end: int, agencies: Agencies) -> bool:
    """Whether a hyphen makes another word of a name: Stern-Apotheke, not Stern-Informationen."""
    match = _COMPOUND.match(text, name_end)
    return match is not None and not match.group(1).casefold().startswith(tuple(agencies.words["compounds"]))


def told_or_reports(
    text: str, verb: tuple[int, int], name: tuple[int, int], case: str, agencies: Agencies
) -> str:
    """The role of a name next to a Russian verb of telling: `told`, `reports`, or empty where it has neither.

    `verb` and `name`: offsets, half-open; `case` is that of the name, empty where it has but one form.
    """
    word = text[slice(*verb)].casefold()
    if verb[0] > name[0] and _TO_REPORTERS.search(text, max(0, name[0] - _REACH), name[0]):
        return "told"
    plural = word.endswith(_PLURAL)
    if word.startswith(_WITH_ACCUSATIVE) and verb[0] < name[0]:
        return "told"
    if case == "nominative":
        return "reports"
    if case == "other":
        return ""
    if case == "dative":
        return "told"
    if plural and _SEVERAL.search(text, max(0, name[0] - _PAIR), name[0]) and verb[0] > name[0]:
        return "reports"  # NAME и NAME сообщили
    if plural and verb[0] < name[0] and _AND_ANOTHER.match(text, name[1]):
        return "reports"  # как сообщили NAME и NAME
    if plural:
        return "told"
    behind = _NEXT.match(text, max(verb[1], name[1]))
    mark, following = (behind.group(1).strip(), behind.group(2)) if behind else (".", "")
    if verb[0] < name[0]:
        spoken_by = following and not mark and following.casefold() not in agencies.words["links"]
        if spoken_by or mark in ("—", "–", "-"):
            return "told"
        return "reports" if opens_clause(text, verb[0], agencies) else "told"
    if word.startswith("отмет") and following.casefold() in _FEASTS:
        return ""
    if mark or not following or not _CYRILLIC.match(following):
        return "reports"
    return "reports" if following.casefold() in agencies.words["objects"] else "told"


def told_later(text: str, name_end: int, limit: int, agencies: Agencies) -> Wording | None:
    """The verb of telling later in the clause of a name in the dative: «NAME» о сделке рассказали двое."""
    for count, match in enumerate(WORDS.finditer(text, name_end, min(limit, name_end + _REACH * 2))):
        word = match.group().casefold()
        if count > _WORDS_TO_VERB or word in ".,;:!?—–":
            return None
        if _VERB.search(word) and ("", "told") in agencies.before.get(word, ()):
            return Wording("told", name_end, match.end(), False)
    return None


def opens_clause(text: str, verb_start: int, agencies: Agencies) -> bool:
    """Whether no subject stands between a verb and the mark before it: ", сообщил", "Об этом сообщил"."""
    words = WORDS.findall(text[max(0, verb_start - _REACH * 2) : verb_start])
    for place in range(len(words) - 1, -1, -1):
        word = words[place].casefold()
        if not word[0].isalpha():
            return word not in '»“”"«„'
        if word in agencies.words["adverbs"] or word in _ABOUT:
            continue
        before = words[place - 1].casefold() if place else ""
        earlier = words[place - 2].casefold() if place > 1 else ""
        if not (_ABOUT & {before, earlier} and _LOCATIVE.search(word)):
            return False
    return True
