"""What an outlet says of itself, and what others say of it: neither makes it the source of anything.

"NAME said its quarterly profit rose", "أعلنت NAME بدء البث", "don't trust what NAME says".
"""

from __future__ import annotations

import re

_ON_DAY = r"(?: on [A-Z][a-z]+day)?"
_SAID = rf" (?:said|says|announced|reported|posted|expects|expected|forecast){_ON_DAY}(?: that)?"
_PLANS = re.compile(
    _SAID + r" it (?:"
    r"(?:will|would|plans|planned|expects|expected|intends|intended|agreed) (?!be\b|have been\b)|"
    r"(?:has|had) (?:since |already |also |now )?(?:agreed|bought|sold|acquired|signed|settled|filed|won|"
    r"lost|hired|raised|completed|received (?:an? |no )?(?:offers?|bids?|approval|options?)|"
    r"been (?:given|offered|granted|sued|fined|hacked|acquired|ordered|notified|sold|awarded))\b)"
)
"""The BBC said it would cut 450 jobs."""
_BUSINESS = re.compile(
    _SAID + r",? (?:its |a |an |net |higher |lower |record |strong )"
    r"(?:[\w-]+ ){0,6}(?:profits?|loss|losses|revenues?|earnings|sales|dividend|turnover|results|income|"
    r"board|shareholders|subsidiary|unit|circulation|subscribers|staff|employees|headquarters|"
    r"products|customers|clients|plants|factory|takings|membership|readership)\b"
    r"(?! (?:of|at|for|by|from|in)\b)"
)
"""NAME said its quarterly profit rose."""
_ITS = re.compile(
    rf" (?:said|says){_ON_DAY}(?: that)? its (?!(?:\w+ )?(?:correspondent|reporter|journalist|team|crew|"
    r"source|count|tally|analysis|investigation|poll|survey|photographer|sister))"
)
"""NAME said its printers had stopped, not: its correspondent."""
_POSTS = re.compile(
    r"\s+announced\b[^.!?\n]{0,120} "
    r"(?:resigned|stepping down|retiring|appointed|named|fired|dismissed|promoted)\b"
    r"[^.!?\n]{0,20} (?:president|chairman|chairwoman|chief|head|editor|director|publisher)\b"
    r"[^.!?\n]{0,40} (?:the|its) (?:news )?"
    r"(?:agency|network|paper|newspaper|broadcaster|company|channel)(?:[’']s)?\b"
    r"| a annoncé (?:\w+ ){1,5}(?:de )?(?:son|sa|ses) "
    r"(?:photographe|journaliste|correspondant|directeur|directrice)"
)
"""NAME announced that its president had resigned."""
_STANDS_BY = re.compile(
    _SAID + r" it (?:stands? by|stood by|regrets?|regretted|apologi[sz]e[ds]?|"
    r"(?:has|had) (?:apologi[sz]ed|suspended|fired|dismissed|hired|appointed|corrected)|"
    r"(?:is|was) (?:\w+ly )?(?:saddened|shocked|outraged|appalled|"
    r"proud|pleased|investigating|reviewing|committed|suing|closing|cutting))\b"
)
"""NAME said it stood by its story."""
_STATEMENT = re.compile(
    rf" (?:said|says|announced){_ON_DAY} in (?:an?|its) (?:\w+ ){{0,2}}"
    r"(?:statement|memo|filing|letter|press release|notice)\b(?! (?:seen|obtained|carried|read))"
    r"| (?:a indiqué|a annoncé|a précisé|a déclaré)(?: \w+)? dans un communiqué\b"
    r"|(?: dijo| informó| anunció| indicó| señaló)?(?: \w+)? en un comunicado\b"
    r"|(?: \w+)? в (?:своём |своем )?(?:пресс-релизе|заявлении)\b"
    r"| في بيان(?: (?:لها|له|رسمي))?،? (?:أن|إن|ب)"
)
"""NAME said in a statement."""
_MEASURES = re.compile(
    r" (?:a annoncé|annonce|anunció|announced|announces) "
    r"(?:un|une|le|la|les|des|el|los|las|una|a|an|the|its) (?:\w+ )?"
    r"(?:plan|plans|projet|réorganisation|restructuration|suppressions?|nomination|lancement|fermeture|rachat|"
    r"vente|bénéfice|hausse de ses|baisse de ses|despidos?|cierre|lanzamiento|recorte|nombramiento|"
    r"redundanc\w+|layoffs?|takeover|merger|partnership|restructuring|appointment|launch)\b"
    r"|،? (?:أنها|أنه|إنها|إنه|بأنها|بأنه) (?:س\w{3,}|قررت|قرر|تعتزم|يعتزم|لن )"
)
"""NAME announced a takeover, NAME a annoncé un plan de départs."""
_FOR_DUTY = re.compile(
    r" reported (?:back |early |late )?"
    r"(?:for (?:\w+ )?(?:duty|work|service|training|practice|trial|camp|school)\b"
    r"|to (?:no one|nobody|work|duty|him|her|them)\b|sick\b)"
)
"""Who reports for duty says nothing."""
_OWN = (_PLANS, _BUSINESS, _ITS, _POSTS, _STANDS_BY, _STATEMENT, _MEASURES, _FOR_DUTY)
_ANNOUNCES = re.compile(r"و?أعلنت?\s")
_BEGINS = re.compile(
    r"،? (?:عن )?(?:بدء|إطلاق|انطلاق|تعيين|إغلاق|وقف|تعليق|تسريح|افتتاح|شراء) (?!سراح|النار|صاروخ|صواريخ)"
)
"""أعلنت NAME بدء البث"""
_TALK = re.compile(r"\b(?:[Ww]hat|[Ww]hatever|[Aa]nything|[Ee]verything|[Nn]othing) (?:the )?$")
_SAYS = re.compile(r" (?:says?|said|reports?|writes?)\b")
_THAT_WHICH = re.compile(
    r"(?<!’est )(?<!'est )(?<!elon )(?<!après )(?<!de )(?<!egún )(?<!con )(?<!por )(?<!secondo )"
    r"\b(?:[Cc]e que|[Ll]o que|[Qq]uello che) $"
)


def on_itself(text: str, name_end: int, limit: int) -> bool:
    """Whether the words after a name are what an outlet says of itself."""
    return any(words.match(text, name_end, limit) for words in _OWN)


def announces(text: str, phrase_start: int, name_end: int) -> bool:
    """Whether an Arabic verb before a name and the noun behind it say what an outlet begins or ends."""
    return _ANNOUNCES.match(text, phrase_start) is not None and _BEGINS.match(text, name_end) is not None


def is_talk(text: str, name_start: int, name_end: int) -> bool:
    """Whether a name says something only as somebody talks of it: "don't trust what NAME says"."""
    what = _TALK.search(text, max(0, name_start - 16), name_start)
    return what is not None and _SAYS.match(text, name_end) is not None


def is_doubted(text: str, phrase_start: int) -> bool:
    """Whether "what" leads to a phrase, so that somebody only talks of what a name says: ce que dit NAME.
    Behind a preposition it is a source: selon ce que dit NAME."""
    return _THAT_WHICH.search(text, max(0, phrase_start - 24), phrase_start) is not None
