"""What a notice calls its story by: headline, slug, service number, dateline, the day and time it moved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from feeds.decide.notices.asking import asked
from feeds.decide.notices.folding import words
from feeds.decide.notices.forms import (
    GRAVITY,
    PIECE,
    QUOTED,
    SLUGGED,
    TITLED,
    WORD,
    Verb,
)
from feeds.decide.notices.moments import DAY, MONTH, clock, days
from feeds.model import FOR_EDITORS, NOT_YET, Item, PubStatus, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a notice asks, and all that it says of the story that it asks it of."""

    verb: Verb
    bare: bool
    """Whether the item is nothing but the notice: no copy of its own comes with it."""
    explicit: bool
    """Whether its words ask. A format's field may mean the item itself, and nothing that we hold."""
    at: datetime | None = None
    """When the notice was made: what is filed later it does not speak of."""
    headlines: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    city: str = ""
    days: tuple[date, ...] = ()
    """The day that is named; two where the order of day and month is not told."""
    clock: str = ""
    """The time of day at which the story moved, as ``HH:MM``."""
    offset: int | None = None
    """Minutes east of UTC that go with `clock`; None where no zone is named."""
    disputed: bool = False
    """Whether it speaks of another notice: a kill that is taken back, say."""
    about: str = ""
    own_headlines: tuple[str, ...] = ()
    """What may be a story's headline: that of the notice, and words that it quotes."""
    own_slugs: tuple[str, ...] = ()
    own_city: str = ""


_VERBS = {
    Status.WITHDRAWN: Verb.KILL,
    Status.HELD: Verb.HOLD,
    Status.CORRECTION: Verb.CORRECT,
}
_LONGEST = 900
_WHOLE = 150
_BRIEF = 60
_NOTES = 12
"""Lines of notes to editors in which a notice is looked for."""
_LIKE_A_HEADLINE = 3
# It was issued at 1112 hrs.    Slug: BAY-BELL    The story moved as V9991.
_NAMING = re.compile(
    r"\s*(?:(?:It|The (?:story|item|report|dispatch)|This) (?:was |is )?(?:also )?(?:moved|issued|sent|filed|transmitted|"
    r"slugged|headlined|carried)|(?i:slug|keyword|headline|title|item|story|number|no|date|time|id|überschrift|titre|título)"
    r"(?:line)?\s*[:=])"
)
_OTHER = re.compile(
    r"(?i:substitut|replace|instead|in its place|will follow|new (?:version|story)|corrected|ersetz|stattdessen|remplac|sustitu|reempla)"
)
_DISPUTED = re.compile(
    r"(?i:(?:disregard|ignore|cancel\w*|withdraw\w*|rescind\w*|lift\w*|annul\w*|retract\w*)\s+(?:[\w’'-]+\s+){0,4}?"
    r"(?:kill|hold|withdrawal|advisory|notice|correction|request)\b"
    r"|\b(?:kill|hold|withdrawal|notice)\b[^.\n]{0,80}\b(?:is|was) (?:itself |hereby |now )?(?:sent in error|withdrawn|rescinded|lifted))"
)
_DESK_HEAD = re.compile(
    r"(?i:\A(?:[\w-]+\s+)?(?:kill|hold|elimination|withdrawal|storno|annulation|anulaci[óo]n|anulad[ao]|annullare|anulação|"
    r"rectificatif|correcci[óo]n|berichtigung|निरस्त|аннулировано)(?: (?:notice|advisory|story))?\Z)|-(?:Kill|KILL|Hold|HOLD)\Z"
    r"|\A(?:KILL|HOLD)(?:\W|\Z)"
)
# Heads of other languages, in capitals and before a mark, which stand on the headline of the story.
_KILL_HEAD = re.compile(
    r"\(?(?:STORNO|STORNIERUNG|ANNULLIERUNG|ANNULATION|ANULACI[ÓO]N|ANULAÇÃO|STORY REMOVED|निरस्त|АННУЛИРОВАНО|撤稿)\)?"
    r"\s*[:：–—-]\s*(?=\S+\s+\S|[^\x00-\x7f]{4})"
)
_HEAD_LINE = re.compile(
    r"(?:\S{1,60}\s+)?(?:(?:KILL|HOLD)(?:[\s,!-]+(?:KILL|HOLD)){2}|MANDATORY KILL)[\s=!:.–—-]*"
)
_CORRECTIVE = re.compile(
    rf"\s*(?:In\s+)?(?i:the|our|an?|its|this)\s+(?:{WORD}\s+){{0,6}}?{PIECE}"
    rf"(?:\s+(?:about|on|in|moved|slugged|headlined|headed|published|distributed|sent|issued|transmitted|dated|of|that|{QUOTED})|,|\s+{DAY.pattern})"
    r"[^\n]{0,400}?\b(?:erroneously|incorrectly|wrongly|misstated|misspelled|misidentified|should|instead|correct|not|in error)\b"
)
_COPY_FOLLOWS = re.compile(
    r"(?i:(?:corrected|full|new) (?:version|story|text) (?:is below|follows|below))[\s:.]*(?=\S)"
)
# Where a sentence stops to name the story and begins to give the grounds.
_GROUNDS = re.compile(
    r"(?:(?<=\w\w\w)|(?<=[\d\"”’)]))(?:[.;](?=\s+[A-ZÄÖÜ\"“(])|[.;]?\s*\n|[।。]|\s(?:because|since|pending|due to|owing to|following|"
    r"after|until|and (?:use|see|run|replace)|replaced by|in favou?r of|instead of|weil|wegen|da (?:sie|die|der|das|es|er)|car (?:elle|il|la|le|les|l['’]\w+)|en raison|parce|porque|debido|क्योंकि)\b)|\sas (?:it|the|there|its|this|we|they)\b"
)
_TITLE = re.compile(
    rf"(?P<first>{QUOTED})\s+शीर्षक|(?:{TITLED}|^(?i:headline|title|überschrift|titre|título)\s*(?=:))[\s:,]*"
    rf"(?:(?P<quoted>{QUOTED})|(?<=[\s:,])(?P<bare>[^\n\"“]{{3,160}}?)(?=\s*(?:$|[.;](?:\s|$)|,\s|\s\w{{2,9}}:\s|\s(?:is|are|has|have|stands|"
    r"moved|issued|sent|filed|which|that was|transmitted|published|slugged|wird|est|queda|carried|released|and should|should)\b)))",
    re.MULTILINE,
)
_BESIDE = re.compile(
    rf"{PIECE}(?:\s+[\w/.-]{{1,20}}){{0,4}}?[\s,:(]+(?P<behind>{QUOTED})|(?P<before>{QUOTED})\s+{PIECE}|\d{{2,5}}[\s,:(]+(?P<number>{QUOTED})"
)
_ASK_QUOTE = re.compile(
    rf"(?i:kill|hold|withdraw|annul|cancel|disregard|ignore|eliminate)\s+(?P<quoted>{QUOTED})"
)
_SLUG = re.compile(
    rf"(?:{SLUGGED}|\b(?i:slug(?:line)?|keyword)\s*(?=:))[\s:]+(?:(?P<quoted>{QUOTED})|(?P<bare>[^\W_][\w./-]*(?:\s[A-Z][\w/-]*)*))",
    re.MULTILINE,
)
_CYCLED = re.compile(
    r"(?<![\w-])(?:BC|AM|PM)-[\w.-]*\w(?:\s[A-Z][\w/-]*)*|(?<![\w/-])[A-Z]{2,}[A-Z0-9]*(?:[-/][A-Z0-9]{2,})+(?![\w/-])"
)
# What a headline has for a slug: Bay-Bell story    Kill-Bay Bell    BC-Bay-Bell,KILL
_STORY_SLUG = re.compile(
    r"(?P<slug>[A-Z].{1,60}?)\s+story\Z|(?i:kill|hold)-(?P<behind>[A-Z].{1,60})\Z|(?P<before>[A-Z].{1,60}?)[,-]\s?(?:Kill|KILL|Hold|HOLD)\Z"
    r"|(?P<whole>[A-Z][\w.]*(?:-+[\w.]+)+)\Z"
)
# Words that stand where a headline may: item dpa 157 (Divers raise a bell)    our story: Divers raise a bell
_LOOSE = re.compile(
    rf"{PIECE}\s*:\s+(?P<colon>[^\n\"“.;]{{8,120}})|\d{{2,5}}\s*\((?P<bracket>[^()\n]{{8,120}})\)"
    r"|\d{2,5},\s+(?P<comma>[A-Z][^,.\n]{8,120})(?=[,.])"
)
_CODE = r"[A-Z]{0,5}-?\d{2,6}"
_NOT_A_TIME = r"(?![\w:])(?!\.\d)(?!\s*(?i:gmt|utc|ist|hrs|hours|uhr|h\b|a\.?m|p\.?m))"
_NUMBERED = re.compile(
    rf"{PIECE}\s+(?:(?i:no|nr|num|n°|number|numéro|número|nummer|code|संख्या|क्रमांक)\.?\s*:?\s*|#\s*)?(?P<piece>{_CODE}){_NOT_A_TIME}(?!\s*(?i:{MONTH})\b)"
    rf"|(?i:\b(?:no|nr|number|nummer|numéro|número|n°|code|संख्या|क्रमांक))[.:]?\s*(?P<no>{_CODE}|\d){_NOT_A_TIME}"
    rf"|(?<![\w-])(?P<service>[A-Z]{{1,2}}\d{{3,5}}|[A-Z]{{3,4}}\d{{1,4}}){_NOT_A_TIME}"
)
_ID = re.compile(
    r"\b(?:urn|tag):[^\s\"“”<>(),;]+[^\s\"“”<>(),;.]|\b(?:ID|id|guid|GUID)[\s:]+(?P<id>[\w:/.@-]*\d[\w:/.@-]*\w)"
)
_CAPITAL = r"[A-ZÄÖÜÉ](?:[\w’'-]*\w)?(?:(?<=St)\.)?"
_PLACE = rf"(?P<{{0}}>{_CAPITAL}(?:[ -](?:(?:de|of|la|el)\s)?{_CAPITAL}){{{{0,3}}}})"
_DATELINED = re.compile(
    rf"(?:(?i:datelined?|dated|daté(?:e)? de|fechad[ao] en|date line)\s*:?\s+(?:from\s+)?|\bfiled from\s+){_PLACE.format('behind')}"
    rf"|(?:[Tt]he|[Oo]ur)\s+{_PLACE.format('before')}[- ]datelined?\b"
)
_ABOUT = re.compile(
    rf"{PIECE}\s+(?:on|about|regarding|concerning|over|über|zu|zum|zur|sur|sobre)\s+(?P<about>[^.,;\n\"“]{{3,90}}?)"
    r"(?=\s*(?:$|[.,;\n\"“]|\s(?:at|of|moved|issued|sent|filed|timed|dated|slugged|headlined|which|that|is|has|was|from)\b))",
    re.MULTILINE,
)
_UNDER_A_HEAD = re.compile(
    r"(?:KILL|HOLD)(?:[\s,!-]+(?:KILL|HOLD)){2}[!\s=.:–—-]*\n+(?P<line>[^\n]{2,100}(?<!\.))(?:\n|\Z)"
)
_DANGLING = re.compile(r"\s+(?:of|from|vom|du|del)?\s*\Z")
_KEY_LINE = re.compile(r"\s*(?P<slug>[A-Z][\w.-]*(?:[-/][\w.]+)*)/\s")
_PROVIDERS = frozenset(
    {
        "ap",
        "dpa",
        "afp",
        "pti",
        "ians",
        "ani",
        "uni",
        "efe",
        "tass",
        "kyodo",
        "xinhua",
        "reuters",
        "yonhap",
        "jiji",
        "antara",
        "bernama",
        "apa",
        "ats",
        "sda",
        "ansa",
    }
)
_COUNTED = re.compile(r"(?<![\w-])(?P<who>[A-Za-z]{2,8})[ -]?(?P<number>\d{1,5})" + _NOT_A_TIME)


def reference(item: Item, received: datetime | None = None) -> Reference | None:
    """What a notice says of the story that it is about; None of an item that is no notice.

    `received` stands for the notice's own date where it has none. A correction that carries the corrected story is a
    new version of it, and no notice.
    """
    if item.verdict_reason == FOR_EDITORS:
        return None
    said = _VERBS.get(item.verdict) if item.verdict_reason != NOT_YET else None
    if item.pubstatus is PubStatus.CANCELED:
        said = Verb.KILL
    headed = said is None and _KILL_HEAD.match(item.headline) is not None and _is_short(item)
    if headed:
        said = Verb.KILL
    suspected = said is not None or _DESK_HEAD.search(item.headline) is not None
    texts = [item.body_text, *item.ednote.split("\n", _NOTES)[:_NOTES]]
    found = [asked(text, item.provider, suspected=suspected) for text in texts]
    asking = [(text, *hit) for text, hit in zip(texts, found, strict=True) if hit is not None]
    verbs = [verb for _, verb, _ in asking]
    in_copy = found[0] is not None
    if said is Verb.HOLD and verbs and not item.body_text:
        pass  # nothing but a note is held whatever it says
    elif said is Verb.KILL or (said is Verb.HOLD and (verbs or _is_brief(item))):
        verbs.append(said)
    elif said is Verb.CORRECT and not verbs and _is_corrective(item):
        verbs, in_copy = [said], True
    if not verbs:
        return None
    verb = max(verbs, key=GRAVITY.index)
    bare = in_copy or not item.body_text or said in {Verb.KILL, Verb.HOLD}
    if verb is Verb.CORRECT and (not bare or _carries_copy(item)):
        return None
    sentences = [_sentences(text[place:]) for text, _, place in asking]
    if not sentences and bare:
        sentences = (
            [_sentences(item.body_text[:_LONGEST])]
            if headed or _is_brief(item) or verb is Verb.CORRECT
            else []
        )
    spoken = headed or (bool(item.verdict_reason) and said in {Verb.KILL, Verb.CORRECT})
    at = item.versioncreated or received
    explicit = bool(asking) or spoken
    return _named(item, "\n".join(sentences), verb, bare=bare, explicit=explicit, at=at)


def _is_brief(item: Item) -> bool:
    """Whether a head is all that says what an item is, and what stands below it is too short for a story."""
    if not item.verdict_reason:
        return False
    return _is_short(item) and bool(item.body_text or not item.ednote)


def _is_short(item: Item) -> bool:
    return len(item.body_text.split(None, _BRIEF)) < _BRIEF


def _is_corrective(item: Item) -> bool:
    """Correction: Bay-Bell story    In a story Nov. 2 about a bell, ... reported erroneously that ..."""
    return _CORRECTIVE.match(item.body_text) is not None and not _carries_copy(item)


def _carries_copy(item: Item) -> bool:
    return (
        len(item.body_text.split(None, _WHOLE)) >= _WHOLE
        or _COPY_FOLLOWS.search(item.body_text) is not None
    )


def _sentences(text: str) -> str:
    """What of a notice speaks of its story: the sentence that asks, without its grounds, and lines below that
    only name it. What replaces the story is not to be taken for it.
    """
    text = text[head.end() :] if (head := _HEAD_LINE.match(text)) is not None else text
    # What is quoted, and a headline without quotes, may have any words in it.
    cut = _GROUNDS.search(_without_headlines(text[:_LONGEST]))
    first = text[: cut.start() if cut is not None else _LONGEST]
    rest = text[len(first) : _LONGEST]
    lines = [line for line in re.split(r"(?<=[.!?])\s+|\n", rest) if _NAMING.match(line)]
    kept = [line for line in lines if _OTHER.search(line) is None]
    return "\n".join([first, *kept])


def _without_headlines(text: str) -> str:
    return re.sub(QUOTED, _masked, _TITLE.sub(_masked, text))


def _masked(hit: re.Match[str]) -> str:
    return "x" * len(hit[0])


def _named(
    item: Item, text: str, verb: Verb, *, bare: bool, explicit: bool, at: datetime | None
) -> Reference:
    slugs, quoted = _slugs(text)
    headlines = _headlines(text, corrects=verb is Verb.CORRECT)
    moved, offset = clock(text)
    own = [item.headline if bare else "", *quoted]
    own += [hit[hit.lastgroup or 0] for hit in _LOOSE.finditer(text)]
    under = _UNDER_A_HEAD.search(item.body_text)
    if under is not None and bare:
        line = under["line"]
        if (day := DAY.search(line)) is not None:
            line = _DANGLING.sub("", line[: day.start()])
        own.append(line)
        text = f"{text}\n{under['line']}"
    return Reference(
        verb=verb,
        bare=bare,
        explicit=explicit,
        disputed=_DISPUTED.search(_without_headlines(text)) is not None,
        at=at,
        headlines=headlines,
        slugs=slugs,
        numbers=_numbers(text, item.provider),
        ids=tuple([hit["id"] or hit[0] for hit in _ID.finditer(text)]),
        city=next((hit["behind"] or hit["before"] for hit in _DATELINED.finditer(text)), ""),
        days=days(text, at),
        clock=moved,
        offset=offset,
        about=next((hit["about"] for hit in _ABOUT.finditer(text)), ""),
        own_headlines=_once(one for one in own if words(one)),
        own_slugs=_once(_own_slugs(item)) if bare else (),
        own_city=item.dateline.city if bare else "",
    )


def _headlines(text: str, *, corrects: bool) -> tuple[str, ...]:
    plain = _SLUG.sub(" , ; ", text)
    found = [
        _unquoted(hit["first"] or hit["quoted"] or hit["bare"]) for hit in _TITLE.finditer(text)
    ]
    found += [_unquoted(hit[hit.lastgroup or 0]) for hit in _BESIDE.finditer(plain)]
    if not corrects:
        found += [_unquoted(hit["quoted"]) for hit in _ASK_QUOTE.finditer(text)]
    return _once(one for one in found if words(one))


def _slugs(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The slugs that are named, and those of them that may be headlines."""
    slugs: list[str] = []
    quoted: list[str] = []
    for hit in _SLUG.finditer(text):
        slug = _unquoted(hit["quoted"]) if hit["quoted"] else hit["bare"].rstrip(".,")
        quoted.append(slug)
        if len(words(slug)) < _LIKE_A_HEADLINE or "-" in slug:
            slugs.append(slug)
    slugs += [hit[0] for hit in _CYCLED.finditer(_SLUG.sub(" ", re.sub(QUOTED, " ", text)))]
    return _once(slugs), quoted


def _own_slugs(item: Item) -> list[str]:
    found = [item.slugline] if item.slugline else []
    hits = (_STORY_SLUG.match(item.headline), _KEY_LINE.match(item.body_text))
    return [*found, *(hit[hit.lastgroup or 0] for hit in hits if hit is not None)]


def _numbers(text: str, provider: str) -> tuple[str, ...]:
    bare = re.sub(QUOTED, '""', DAY.sub(" ", text))
    found = [hit[hit.lastgroup or 0] for hit in _NUMBERED.finditer(bare)]
    ours = _PROVIDERS | {provider.casefold()}
    found += [hit["number"] for hit in _COUNTED.finditer(bare) if hit["who"].casefold() in ours]
    return _once(found)


def _unquoted(text: str) -> str:
    return text.strip(" \"“”„«»‘’'`「」《》\t,.")


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
