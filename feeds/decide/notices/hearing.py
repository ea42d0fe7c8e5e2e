"""What a short text asks for that has none of the known forms: three things told together.

A desk speaks to desks (it says please, calls editors, or names itself), it calls a piece of copy by headline, slug or
number, and in the same sentence stands a word for throwing away, holding back or correcting. Two of the three stand
in many stories. What somebody is said to have done to a story is news.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from feeds.decide.notices.forms import PIECE, QUOTED, SLUGGED, TITLED, WORD, Verb, names_of

_SENTENCES = 4
_MOST_WORDS = 100
_NAMED = re.compile(
    rf"(?<!\w)[A-Za-z]{{2,8}}\s?\d{{2,5}}[\s,:(]+{QUOTED}|{TITLED}[\s:,(]*(?:{QUOTED}|[^\W_])|{SLUGGED}[\s:]+(?:{QUOTED}|[^\W_])|{QUOTED}\s+(?:{WORD}\s+){{0,2}}?{PIECE}"
    rf"|{PIECE}(?:\s+{WORD}){{0,3}}?[\s,:(]+(?:{QUOTED}|[A-Z]{{0,5}}-?\d{{2,6}}(?!\w)|(?:No|no|Nr|n°|number)\.?\s?\d)"
    r"|\b(?:BC|AM|PM)-[A-Z]|(?<!\w)[A-Z]\d{3,5}(?!\w)"
)
_CALLS = (
    r"please|pls|kindly|bitte|wir (?:bitten|ziehen)|prière|merci de|veuillez|nous (?:vous )?(?:prions|demandons|annulons|retirons)|"
    r"rogamos|se ruega|anulen|si prega|pede-se|hereby|hiermit|we (?:ask|request)|(?:should|must|may) not be used|not to be used|"
    r"we (?:are|have) (?:now )?(?:withdr|kill|retract|cancel|annul|remov|hold)|कृपया|संपादक|ग्राहक|समझा जाए|समझें|просим|请"
)
_TO_DESKS = (
    r"(?:(?:dear )?(?:eds|editors|subscribers|clients|redaktionen|abonnenten|abonnés|abonados)\b(?=\s*[:,!]|\s+(?:are|may|should|must|please))"
    r"|(?:attn|attention|achtung|atenci[óo]n|внимание)(?=\s*[:,!]|\s+(?:eds|editors|subscribers|clients|redaktionen|kunden|abonn|abonados|aux)))"
)
_CALLING = re.compile(
    rf"(?:^|(?<=\W))(?:{_CALLS})|(?:^|(?<=[.(:!]\s)|(?<=\())(?:[A-Z]{{2,8}} )?{_TO_DESKS}",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(rf"\s*\(?\s*(?:[A-Z]{{2,8}} )?{_TO_DESKS}", re.IGNORECASE)
_CAPITALS = re.compile(
    r"(?<!\w)(?:KILL(?:ED)?|HOLD|WITHDRAWN|ELIMINATE|STORNO|ANNULATION|ANULACI[OÓ]N|BERICHTIGUNG|RECTIFICATIF|CORRECCI[OÓ]N)(?!\w)"
)
_NOT = r"(?:do not|don['’]?t|not to|(?:should|must|may|can) not be|not be|nicht|ne (?:pas|plus)|no|न|не|勿)"
_KILLS = re.compile(
    r"\bkill(?:s|ed|ing)?\b|\bwithdraw(?:s|n|ing|al)?\b|\beliminat|\bannul|\bcancel|\bretract|\brescind|\bspiked?\b|\bsuppress|"
    r"\b(?:take|taken|taking) (?:it )?down\b|\bremoved?\b|\bdisregard|\bignore|\bdiscard|\bdeleted?\b|\bvoid\b|\bscrap|"
    r"storn|zurück(?:ge|zu)zogen|zurückzuziehen|\bzieh(?:t|en)\b.*\bzurück|gestrichen|gegenstandslos|hinfällig|sin efecto|sans effet|"
    r"nicht (?:zu )?(?:verw|nutz|veröff)|\banul|\bretir|supprim|ne (?:pas|plus) (?:tenir|utilis|publi|diffus|repren)|\britir|"
    r"निरस्त|रद्द|वापस|аннулир|отозва|撤|作废",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\bhold\b|\bon hold\b|\bwithh[eo]ld|\bsuspend|\bunder review\b|zurückzuhalten|zurückgehalten|\bhalten\b.*\bzurück|"
    r"vorerst|vorläufig|bis auf weiteres|en attente|retenir|en suspenso|retengan|रोक|придерж|задерж|缓发|暂缓|"
    rf"(?:{_NOT})\s+(?:be\s+)?(?:used?|carry|carried|run|publish|transmit|इस्तेमाल|प्रयोग|utiliz|usen|publiquen|использ)|"
    r"(?:इस्तेमाल|प्रयोग|उपयोग) न",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\bcorrect|\bshould read\b|\bplease read\b|\binstead of\b|\bmisstat|\berroneous|\berror\b|\bmuss es\b|\bau lieu\b|\blire\b|"
    r"\bdebe decir\b|\ben lugar de\b|पढ़|बजाय|следует читать|更正|应为",
    re.IGNORECASE,
)
_WORDS = ((Verb.KILL, _KILLS), (Verb.HOLD, _HOLDS), (Verb.CORRECT, _CORRECTS))
# One look tells most stories: the start of one of the words stands in every notice.
_STEMS = (
    "kill", "withdr", "liminat", "nnul", "anul", "cancel", "retract", "rescind", "spik", "suppress", "down", "remov", "disregard",
    "ignor", "discard", "delet", "void", "scrap", "storn", "zurück", "strichen", "genstandslos", "hinfällig", "sin efecto", "sans effet", "nicht", "retir",
    "ritir", "supprim", "ne pas", "ne plus", "hold", "held", "suspen", "under review", "vorerst", "vorläufig", "bis auf", "halten",
    "en attente", "retenir", "retengan", "not ", "n't", "n’t", "correct", "should", "read", "instead", "misstat", "rroneous", "error",
    "muss es", "au lieu", "lire", "debe decir", "en lugar", "निरस्त", "रद्द", "वापस", "रोक", " न", "पढ़", "बजाय", "ннулир", "отозва",
    "придерж", "задерж", "не ", "следует", "撤", "作废", "缓", "更正", "应为",
)  # fmt: skip
# "... was withdrawn by the Daily", "... the Daily said", "... withdrawn from its website": that is news.
_NEWS = re.compile(
    r"\b(?:said|says|told|wrote|asked|announced|reported|according to|sagte|teilte|a dit|selon|dijo|según|ने कहा|сказал)\b"
    r"|\b(?:withdrawn|killed|cancell?ed|annulled|retracted|removed|held|suspended)\s+(?:by|from|off|in)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?<=\w\w[.!?।。])\s+(?=[^\sa-z\d])|(?<=[\"”’»)][.!?।。])\s+|(?<=[.!?][\"”’»)])\s+(?=[A-Z])|\n+"
)


def heard(text: str, provider: str, *, suspected: bool) -> tuple[Verb, int] | None:
    """What a short text wants done with a story, and where the sentence begins that says so."""
    if not suspected and len(text.split(None, _MOST_WORDS)) >= _MOST_WORDS:
        return None
    folded = text.lower()
    if not any(stem in folded for stem in _STEMS) or _NAMED.search(text) is None:
        return None
    place = 0
    called = suspected or _CALLING.match(text.lstrip(' ("')) is not None
    for sentence in _split(text)[:_SENTENCES]:
        verb = _of(sentence, provider, called=called)
        if verb is not None:
            return verb, text.index(sentence, place)
        place = text.index(sentence, place) + len(sentence)
    return None


def _split(text: str) -> list[str]:
    masked = re.sub(QUOTED, lambda hit: "x" * len(hit[0]), text)
    cuts = [0, *(hit.end() for hit in _END.finditer(masked)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts) if end > start]


def _of(sentence: str, provider: str, *, called: bool) -> Verb | None:
    if _NAMED.search(sentence) is None:
        return None
    plain = re.sub(QUOTED, '""', sentence)
    if _NEWS.search(plain) is not None:
        return None
    called = called or _CALLING.search(plain) is not None or _CAPITALS.search(plain) is not None
    if not called and not (provider and _speaking(provider).search(plain)):
        return None
    return next((verb for verb, words in _WORDS if words.search(plain) is not None), None)


@lru_cache(maxsize=256)
def _speaking(provider: str) -> re.Pattern[str]:
    """An agency that speaks of its own: PTI withdraws ...    the PTI story ...    dpa 0157 ..."""
    names = "|".join(map(re.escape, names_of(provider)))
    return re.compile(rf"(?<!\w)(?i:{names})(?=\d|\W|\Z)")
