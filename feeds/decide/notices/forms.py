"""The forms in which a desk asks its takers to throw a story away, to wait with it, or to correct it.

    Please kill the story slugged ...      The story headlined ... is withdrawn      PTI has withdrawn its story
    Bitte verwenden Sie die Meldung ... nicht      La dépêche ... est annulée      Rogamos anulen la noticia ...

Stories about killings, recalls and corrections have the same words. What is read here is a request to editors,
or a sentence whose subject is a piece of copy that is called by its headline, slug or number.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Verb(StrEnum):
    """What a notice wants done with a story."""

    CORRECT = "correct"
    HOLD = "hold"
    KILL = "kill"


GRAVITY = (Verb.CORRECT, Verb.HOLD, Verb.KILL)

PIECE = (
    r"(?i:stor(?:y|ies)|items?|reports?|articles?|dispatch(?:es)?|alerts?|flash|snaps?|bulletin|brief|lead|take|"
    r"newsbreak|copy|urgents?|notizia|notícia|Meldung(?:en)?|Eilmeldung|Bericht|Nachricht|Beitrag|Zusammenfassung|Text|"
    r"d[ée]p[êe]ches?|informations?|papier|alerte|noticias?|nota|informaci[óo]n|despacho|cr[óo]nica|teletipo|"
    r"समाचार|खबर|ख़बर|रिपोर्ट|स्टोरी|आइटम|сообщени[еяю]|материал|новость)(?!\w)"
)
WORD = r"[\w(/][\w.’'/)-]*"
QUOTED = (
    r"(?:\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»|``[^\n]{1,200}?''"
    r"|(?<!\w)[‘'](?=\S)[^\n]{1,200}?(?<=\S)[’'](?!\w)|「[^」\n]{1,200}」|《[^》\n]{1,200}》)"
)
TITLED = (
    r"(?:headlined|headed|titled|entitled|(?:with|under) the (?:headline|title)|mit (?:der Überschrift|dem Titel)|"
    r"unter (?:der Überschrift|dem Titel)|titrée?s?|intitulée?s?|titulad[ao]s?|con el t[íi]tulo|"
    r"под заголовком|题为|標題為|标题为)"
)
SLUGGED = r"(?:slugged|slug(?:line)?|keyword(?:ed)?|(?:mit )?(?:dem )?Stichwort|mots?-cl[ée]s?|स्लग)"
_CALLED = (
    rf"(?:{TITLED}[\s:,]+(?:{QUOTED}|[A-Z0-9])|{SLUGGED}[\s:]+(?:{QUOTED}|[A-Z0-9])|(?<!\w)[A-Za-z]{{0,5}}[ -]?\d{{2,5}}(?!\w)"
    rf"|(?:No|no|Nr|number|n°)\.?\s?\d|{QUOTED}|\b(?:BC|AM|PM)-[A-Z])"
)
_ASKS = (
    r"(?:[Pp]lease|PLEASE|[Pp]ls|[Kk]indly|KINDLY|(?:[Ss]ubscribers|[Cc]lients|[Ee]ditors|[Yy]ou) are (?:kindly )?"
    r"(?:requested|asked|advised|urged) to|[Ww]e (?:ask|request|urge) (?:you|subscribers|clients|editors) to)"
)
_ASK_SIGNS = "please|pls|kindly|requested to|asked to|advised to|urged to|we ask|we request|we urge"
# "Please kill the story", he said: a sentence that goes on so only quotes one.
_NOT_QUOTED = (
    r"(?!,?[\"”’?]|,\s+(?:he|she|they|said|the)\b|\s+(?:was|were|is|are|had|he|she|they)\b)"
)
_OBJECT = (
    rf"(?:(?:{WORD}\s+){{0,6}}?(?:{QUOTED}\s+)?{PIECE}{_NOT_QUOTED}|{QUOTED}(?!,? (?:he|she|they|said)\b)"
    r"|(?:BC|AM|PM)-[A-Z]|[A-Za-z]{1,5} ?\d{2,5}(?!\w))"
)
# That something was withdrawn, or by whom, or that somebody said so, is news.
_ENDS = (
    r"(?=\s*(?:[.,;:)]|\Z|\n)|\s+(?:because|as|after|and|pending|due|until|owing|since|following|in view|for)\b)"
    r"(?![^.\n]*,\s[^,.\n]{1,40}\b(?:said|says|told|announced|reported|wrote)\b)(?![^.\n]*\baccording to\b)"
)
_SUBJECT = rf"(?:(?:The|This|Our|An?|Its|Earlier)\s+(?:{WORD}\s+){{0,6}}?{PIECE}|(?:Story|Item|Report|Dispatch)(?!\w))"
_BE = r"(?:is|are|has been|have been|stands?|is being|are being|should be (?:treated|considered) as)\s+(?:hereby\s+|now\s+|to be\s+)?"


def _asked(verbs: str) -> str:
    return rf"{_ASKS}\s+(?:\w+ly\s+|also\s+)?(?:{verbs})\s+{_OBJECT}"


def _declared(states: str) -> str:
    return rf"{_SUBJECT}(?=[^\n]{{0,200}}?{_CALLED})[^\n]{{0,220}}?\s{_BE}(?:{states}){_ENDS}"


_DE = r"(?:die|den|das|unsere[nr]?|der|diese[nrs]?)"
_FR = r"(?:Prière|Merci|Veuillez|Nous vous (?:prions|demandons)|Nous prions nos abonnés)\s+(?:de\s+|d['’]|bien vouloir\s+){0,3}"
_ES = r"(?:[Rr]ogamos|[Ss]e ruega|[Pp]or favor|[Ll]es rogamos|[Ss]e solicita)[^.\n]{0,60}?\s"
_THREE = r"(?:[^\s]{{1,60}}\s+)?{0}(?:[\s,!-]+{0}){{2}}(?!\w)"

# What a form asks; words, one of which is in every text of the form, in small letters; and the form.
_FORMS: tuple[tuple[Verb, str, str], ...] = (
    (Verb.KILL, "kill", _THREE.format("KILL")),
    (Verb.HOLD, "hold", _THREE.format("HOLD")),
    (
        Verb.KILL,
        "kill",
        r"(?i:(?:this is )?a (?:kill is mandatory|mandatory kill)(?=\s*(?:[.,;:!]|\Z)))|MANDATORY KILL(?!\w)",
    ),
    (
        Verb.KILL,
        _ASK_SIGNS,
        _asked(
            "(?i:kill|eliminate|annul|cancel|withdraw|disregard|ignore|discard|delete|spike|retract|remove)"
        ),
    ),
    (
        Verb.KILL,
        _ASK_SIGNS,
        (
            rf"{_ASKS}\s+(?:treat|consider|regard)\s+(?:{WORD}\s+){{0,6}}?{PIECE}[^\n]{{0,200}}?\s(?:as\s+)?"
            r"(?:withdrawn|cancell?ed|annulled|killed|void)\b"
        ),
    ),
    (Verb.HOLD, _ASK_SIGNS, _asked("(?i:hold(?: back)?|withhold|suspend)")),
    (
        Verb.HOLD,
        _ASK_SIGNS,
        _asked(
            "(?i:do not|don['’]t|not to|refrain from) (?i:us|publish|run|transmit|mov)(?:e|ing)?"
        ),
    ),
    (
        Verb.KILL,
        "withdrawn|killed|cancel|annul|retract|rescind|void|eliminat",
        _declared(
            "withdrawn|killed|cancell?ed|annulled|retracted|rescinded|void|null and void|eliminated"
        ),
    ),
    (
        Verb.HOLD,
        "on hold|withheld|held|suspended|under review",
        _declared("on hold|withheld|held|held back|suspended|under review"),
    ),
    # German, French, Spanish
    (
        Verb.HOLD,
        "sie ",
        (
            rf"(?:Bitte\s+)?(?:halten\s+Sie\s+(?:bitte\s+)?{_DE}\s+(?:{WORD}\s+){{0,4}}?{PIECE}[^\n]{{0,200}}?\bzurück"
            rf"|(?:verwenden|nutzen|veröffentlichen)\s+Sie\s+(?:bitte\s+)?{_DE}\s+(?:{WORD}\s+){{0,4}}?{PIECE}"
            r"[^\n]{0,200}?\b(?:vorerst|vorläufig|bis auf [Ww]eiteres|zunächst)\s+nicht)"
        ),
    ),
    (
        Verb.KILL,
        "sie ",
        (
            rf"(?:Bitte\s+)?(?:verwenden|nutzen|veröffentlichen|beachten)\s+Sie\s+(?:bitte\s+)?{_DE}\s+(?:{WORD}\s+){{0,4}}?"
            rf"{PIECE}[^\n]{{0,200}}?(?<!vorerst )(?<!vorläufig )\bnicht\b"
        ),
    ),
    (
        Verb.KILL,
        "bitte",
        rf"Bitte\s+(?:löschen|stornieren|streichen|annullieren|ignorieren)\s+Sie\s+{_DE}\s+(?:{WORD}\s+){{0,4}}?{PIECE}",
    ),
    (
        Verb.KILL,
        "wird|werden|ist |wurde",
        (
            rf"(?:Die|Der|Unsere|Das)\s+(?:{WORD}\s+){{0,4}}?{PIECE}(?=[^\n]{{0,200}}?{_CALLED})[^\n]{{0,200}}?\s"
            r"(?:wird|werden|ist|wurde)\s+(?:hiermit\s+)?(?:zurückgezogen|storniert|annulliert|gestrichen|gegenstandslos)"
            r"(?=\s*[.,;]|\s*\Z)"
        ),
    ),
    (
        Verb.HOLD,
        "prière|merci|veuillez|prions|demandons",
        (
            rf"{_FR}(?:suspendre|retenir|mettre en attente|ne pas (?:utiliser|publier|diffuser)[^\n]{{0,120}}?(?=jusqu))"
            rf"\s*(?:{WORD}\s+){{0,4}}?{PIECE}"
        ),
    ),
    (
        Verb.KILL,
        "prière|merci|veuillez|prions|demandons",
        (
            rf"{_FR}(?:ne pas (?:utiliser|publier|diffuser|reprendre|tenir compte de)|annuler|supprimer|éliminer|retirer|"
            rf"ignorer)\s+(?:{WORD}\s+){{0,4}}?{PIECE}"
        ),
    ),
    (
        Verb.KILL,
        "annulée|retirée|supprimée|annulé|retiré|supprimé",
        (
            rf"(?:La|Le|L['’]|Notre)\s*(?:{WORD}\s+){{0,4}}?{PIECE}(?=[^\n]{{0,200}}?{_CALLED})[^\n]{{0,200}}?\s"
            r"est\s+(?:annulée?|retirée?|supprimée?)(?=\s*[.,;]|\s*\Z|\s+(?:car|en raison)\b)"
        ),
    ),
    (
        Verb.HOLD,
        "ogamos|ruega|favor|solicita",
        rf"{_ES}(?:retengan|retener|suspendan|mantengan en suspenso|no difundan hasta nuevo aviso)\s+(?:{WORD}\s+){{0,4}}?{PIECE}",
    ),
    (
        Verb.KILL,
        "ogamos|ruega|favor|solicita",
        (
            rf"{_ES}(?:anulen|anular|eliminen|eliminar|ignoren|retiren|desestimen|no (?:utilicen|usen|utilizar|publiquen))\s+"
            rf"(?:{WORD}\s+){{0,4}}?{PIECE}"
        ),
    ),
    (
        Verb.KILL,
        "anulad|retirad|eliminad",
        (
            rf"(?:La|El|Nuestra)\s+(?:{WORD}\s+){{0,4}}?{PIECE}(?=[^\n]{{0,200}}?{_CALLED})[^\n]{{0,200}}?\s"
            r"(?:queda|ha sido|está)\s+(?:anulad|retirad|eliminad)[ao](?=\s*[.,;]|\s*\Z|\s+(?:por|debido)\b)"
            rf"|Queda\s+anulad[ao]\s+(?:{WORD}\s+){{0,4}}?{PIECE}"
        ),
    ),
    # Hindi, Russian, Chinese
    (
        Verb.HOLD,
        "कृपया",
        rf"कृपया\s[^।\n]{{0,160}}?{PIECE}[^।\n]{{0,160}}?(?:रोक\s*(?:लें|दें|कर रखें)|रोके रखें)",
    ),
    (
        Verb.KILL,
        "निरस्त|रद्द|वापस| न",
        (
            rf"(?:कृपया\s[^।\n]{{0,160}}?|(?:{QUOTED}\s)?शीर्षक[^।\n]{{0,160}}?){PIECE}[^।\n]{{0,160}}?"
            r"(?:निरस्त|रद्द|वापस|(?:इस्तेमाल|प्रयोग|उपयोग|जारी|प्रकाशित) न)\s*(?:करें|कर दें|समझें|(?:की|ली|किया|लिया) जात[ाी] है)"
        ),
    ),
    (
        Verb.KILL,
        "просим|сообщение",
        (
            rf"Просим[^.\n]{{0,60}}?(?:аннулировать|не использовать|снять|считать[^.\n]{{0,80}}аннулирован)[^\n]{{0,120}}?{PIECE}"
            rf"|Сообщение[^\n]{{0,200}}?(?:аннулируется|аннулировано|отозвано)(?=\s*[.,]|\s*\Z)"
        ),
    ),
    (
        Verb.KILL,
        "稿",
        (
            r"(?:请|敬请)[^。\n]{0,80}?(?:勿采用|勿用|不要采用|撤销|删除)(?=[^。\n]*稿)|(?:请|敬请)[^。\n]{0,80}?稿[^。\n]{0,20}?撤销"
            r"|(?:稿件|一稿|电稿)[^。\n]{0,80}?(?:撤销|作废)"
        ),
    ),
    (
        Verb.HOLD,
        "稿",
        r"(?:请|敬请)[^。\n]{0,80}?(?:缓发|暂缓采用)(?=[^。\n]*稿)|(?:请|敬请)[^。\n]{0,80}?稿[^。\n]{0,20}?暂缓",
    ),
    # Corrections of a story that is called by something
    (
        Verb.CORRECT,
        _ASK_SIGNS,
        rf"{_ASKS}\s+(?:correct|amend|note|read|change)\s+(?=[^\n]{{0,300}}?{PIECE})(?=[^\n]{{0,300}}?{_CALLED})[^\n]{{2,300}}",
    ),
    (
        Verb.CORRECT,
        "read|should|must|rroneously|ncorrectly|wrongly|misstated|instead of|corrected",
        (
            rf"In\s+(?:the|our|an?|its|this)\s+(?:{WORD}\s+){{0,6}}?{PIECE}(?=[^\n]{{0,200}}?(?:{_CALLED}|\bmoved\b|\bissued\b))"
            r"[^\n]{0,300}?\b(?:please\s+read|(?:should|must)\s+(?:read|be|have)|read\b|erroneously|incorrectly|wrongly|misstated|"
            r"instead of|(?:is|was) corrected)"
        ),
    ),
    (
        Verb.CORRECT,
        "correction",
        rf"(?i:corrections?) (?:to|of|in|for) (?:the|our)\s+(?:{WORD}\s+){{0,6}}?{PIECE}(?=[^\n]{{0,200}}?{_CALLED})",
    ),
    (
        Verb.CORRECT,
        "should|corrected|an error",
        rf"{_SUBJECT}(?=[^\n]{{0,200}}?{_CALLED})[^\n]{{0,220}}?\s(?:should (?:read|have)|is corrected|contained? an error)",
    ),
    (
        Verb.CORRECT,
        "muss|berichtigung|korrektur|lire|lieu|debe|léase|donde|lugar|पढ़",
        (
            rf"In\s+{_DE}\s+(?:{WORD}\s+){{0,4}}?{PIECE}[^\n]{{0,300}}?\bmuss\s+es\b"
            rf"|(?:Berichtigung|Korrektur)\s+(?:zu|zur|zum|der)\s+(?:{WORD}\s+){{0,4}}?{PIECE}"
            rf"|Dans\s+(?:la|notre|le|l['’])\s*(?:{WORD}\s+){{0,4}}?{PIECE}[^\n]{{0,300}}?\b(?:lire|il faut lire|au lieu de)\b"
            rf"|En\s+(?:la|nuestra|el)\s+(?:{WORD}\s+){{0,4}}?{PIECE}[^\n]{{0,300}}?\b(?:debe decir|léase|donde dice|en lugar de)"
            rf"|(?:कृपया\s)?[^।\n]{{0,100}}?{PIECE}[^।\n]{{0,200}}?(?:के (?:बजाय|स्थान पर|बदले)|की जगह)[^।\n]{{0,80}}?(?:पढ़ें|पढ़ा जाए)"
        ),
    ),
)
FORMS = tuple((verb, tuple(signs.split("|")), re.compile(form)) for verb, signs, form in _FORMS)
_NAMES = {
    "ap": "Associated Press", "dpa": "Deutsche Presse-Agentur", "afp": "Agence France-Presse",
    "pti": "Press Trust of India", "ians": "Indo-Asian News Service", "ani": "Asian News International",
    "kyodo": "Kyodo News", "xinhua": "Xinhua News Agency", "efe": "Agencia EFE", "tass": "Itar-Tass",
}  # fmt: skip

OWN_SIGNS = ("withdr", "retract", "kill", "annul", "cancel", "zieht")
_ATTRIBUTED = r"(?![^.\n]*,\s[^,.\n]{1,40}\b(?:said|says|told|announced|reported|wrote)\b)"


def names_of(provider: str) -> tuple[str, ...]:
    """What an agency calls itself in its notices."""
    return tuple(filter(None, (_NAMES.get(provider.casefold(), ""), provider)))


@lru_cache(maxsize=256)
def own(provider: str) -> re.Pattern[str]:
    """PTI has withdrawn its story about ...    dpa zieht die Meldung ... zurück"""
    names = "|".join(map(re.escape, names_of(provider)))
    return re.compile(
        rf"(?:The\s+)?(?i:{names})\s+(?:(?:has|is|have)\s+(?:withdrawn|withdrawing|retracted|retracting|killed|killing|"
        rf"annulled|cancell?ed)|withdraws|kills|annuls|retracts|cancels)\s+(?:its|the|this|an?)\s+(?:{WORD}\s+){{0,5}}?"
        rf"(?:{QUOTED}\s+)?{PIECE}(?!\s+(?:by|of)\b){_ATTRIBUTED}"
        rf"|(?i:{names})\s+zieht\s+{_DE}\s+(?:{WORD}\s+){{0,4}}?{PIECE}[^\n]{{0,200}}?\bzurück"
    )
