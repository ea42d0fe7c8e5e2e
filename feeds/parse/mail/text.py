"""The lines of a mail: which of them are copy, and which are the mail's own.

    On Monday Anna wrote:          of what was replied to
    > ...
    ---------- Forwarded message   where a story begins that was sent on, or where one ends
    From: ... Subject: ...
    Headline: Divers raise a bell  a desk's head, read into fields (`head`)
    ...                            copy
    --␠                            the signature begins (RFC 3676, 4.3)
    This e-mail is confidential    a disclaimer
    To unsubscribe ...             a list's foot

A line is known by its words alone, so that HTML and plain text go through the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.parse.mail.foot import closes, is_put_in

_NEAR_END = 10
_LONGEST_SIGNATURE = 12
# The fields that mailers print above what they send on, and what they call them.
_FIRST_FIELDS = "From|Von|De|Da|Van|Fra|Från|Od|От|Expéditeur|Remitente|发件人|差出人"
_FIELDS = (
    f"{_FIRST_FIELDS}|Sent|Date|To|Cc|Bcc|Subject|Reply-To|Resent-From|Importance|Attachments|"
    "Gesendet|Datum|An|Betreff|Antwort an|Envoyé|À|Objet|Répondre à|Para|Enviado(?: el| em)?|Fecha|"
    "Asunto|Assunto|Inviato|A|Oggetto|Data|Verzonden|Aan|Onderwerp|Til|Emne|Sendt|Till|Ämne|Skickat|"
    "Do|Temat|Кому|Тема|Дата|发送时间|收件人|主题|抄送|日時|宛先|件名"
)
_FIELD = re.compile(rf"[*\s]{{0,3}}(?:{_FIELDS})\s?[*\s]{{0,3}}[:：].*", re.IGNORECASE)
_FIRST_FIELD = re.compile(rf"[*\s]{{0,3}}(?:{_FIRST_FIELDS})\s?[*\s]{{0,3}}[:：].*", re.IGNORECASE)
_FORWARDED = (
    "forwarded message|original message|forwarded by [^-]{1,80}|weitergeleitete nachricht|"
    "ursprüngliche nachricht|original-nachricht|message transféré|message d'origine|mensaje reenviado|"
    "mensaje original|messaggio inoltrato|messaggio originale|mensagem encaminhada|mensagem original|"
    "doorgestuurd bericht|oorspronkelijk bericht|пересылаемое сообщение|邮件原件"
)
_MARKER = re.compile(
    rf"[-_=]{{2,40}}\s*(?:{_FORWARDED})\s*[-_=]{{2,40}}:?"
    r"|(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|"
    r"Début du message (?:réexpédié|transféré)|Inicio del mensaje reenviado|"
    r"Inizio messaggio inoltrato|Begin doorgestuurd bericht)\s?:",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|Den|Dnia|W dniu)\b.{3,250}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|"
    r"schreef|escreveu|skrev|napisał)\b.{0,100}:",
)
_SUBJECT = re.compile(
    r"[*\s]{0,3}(?:Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Emne|Ämne|Temat|Тема|主题|件名)\s?[*\s]{0,3}[:：].*",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=]{10,}")
# Ph AUS: +61 2 5550 0100    Mobile: ...    Twitter: @rao    and above them: Meher Rao / Bell Writer
_REACH = re.compile(
    r"(?:t|m|e|ph|phone|tel|telephone|mob|mobile|cell|office|direct|fax|e-?mail|web|twitter|skype|whatsapp|"
    r"signal)\b\.?[ \w]{0,12}\s?:\s?\S.{0,80}",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’&,-]*|[-–—|/&,]|of|and|the|for|at|de|du)(?: +(?:[A-ZÀ-Þ][\w.'’&,-]*|[-–—|/&,]|of|and|the|for|at|de|du)){0,7}"
)
_MOST_OF_A_CARD = 4
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|<\S+>", re.IGNORECASE)
_EDITORS = re.compile(
    r"[(\[]?\s?(?:notes? (?:to|for)(?: the)? editors?|editors?['’]? notes?|eds|attn|attention,? editors)\b"
    r"\s?[:.–—-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line, and how often it was quoted."""

    text: str
    quoted: int = 0

    @property
    def blank(self) -> bool:
        return not self.text.strip() or not self.words.strip("\u200b\ufeff ")

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def note_above(lines: Sequence[Line]) -> str:
    """Of what stands above a story that was sent on: a note to editors, if there is one."""
    found = [one.words for one in lines if _EDITORS.match(one.words) is not None]
    return "\n".join(found)


def copy_lines(lines: Sequence[Line], *, sent_on: bool) -> list[int]:
    """The places of the lines that are copy, blank ones among them.

    `sent_on` is whether the mail says that it forwards another: then the story is the one below.
    """
    start, end, depth = _told_apart(lines, sent_on=sent_on)
    end = _signature(lines, start, end, depth)
    kept = _unquoted(lines, start, end, depth)
    return _without_foot(lines, kept)


def _told_apart(lines: Sequence[Line], *, sent_on: bool) -> tuple[int, int, int]:
    """Where the story begins and ends, and how often it is quoted."""
    start, depth = 0, 0
    for _ in range(20):
        found = _forward(lines, start)
        if found is None:
            break
        first, after = found
        if not sent_on and any(not lines[place].blank for place in range(start, first)):
            return start, first, depth
        start = after
        depth = min((one.quoted for one in lines[start:] if not one.blank), default=0)
    if sent_on and not start:
        depth = min((one.quoted for one in lines if not one.blank), default=0)
    return start, len(lines), depth


def _forward(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    """Where the head of a mail that was sent on begins, and where what it says does."""
    for place in range(start, len(lines)):
        words = lines[place].words
        if words[:1] in {"-", "_", "="} or words.endswith(":"):
            if _MARKER.fullmatch(words) is not None:
                return place, _after_fields(lines, place + 1)
        elif _FIRST_FIELD.fullmatch(words) is not None and _is_a_head(lines, place):
            return place, _after_fields(lines, place)
    return None


def _is_a_head(lines: Sequence[Line], place: int) -> bool:
    """Whether a first field without a marker begins a head: two more fields below it, and an address or a
    subject among them, or a rule above. A timetable has the rest too.
    """
    beside = [one.words for one in lines[place + 1 : place + 12] if not one.blank][:6]
    fields = [words for words in beside if _FIELD.fullmatch(words) is not None]
    if len(fields) < 2:
        return False
    above = [one.words for one in lines[max(0, place - 3) : place] if not one.blank]
    return (
        any("@" in words for words in [lines[place].words, *fields])
        or any(_SUBJECT.fullmatch(words) is not None for words in fields)
        or (bool(above) and _RULE.fullmatch(above[-1]) is not None)
    )


def _after_fields(lines: Sequence[Line], place: int) -> int:
    """Where the fields end; a blank line may stand between them, and a long one goes on below."""
    after = place
    inside = False
    while place < len(lines):
        one = lines[place]
        if _FIELD.fullmatch(one.words) is not None:
            inside, after = True, place + 1
        elif one.blank:
            inside = False
        elif inside:
            after = place + 1
        else:
            break
        place += 1
    return after


def _signature(lines: Sequence[Line], start: int, end: int, depth: int) -> int:
    for place in range(start, end):
        one = lines[place]
        if one.quoted != depth or one.text.rstrip("\xa0 ") != "--":
            continue
        below = sum(not each.blank for each in lines[place + 1 : end])
        # Without its blank, which gateways take off, it may be a rule between two parts of a story.
        if one.text != "--" or below <= _LONGEST_SIGNATURE:
            return place
    return _card(lines, start, end)


def _card(lines: Sequence[Line], start: int, end: int) -> int:
    """Where a signature begins that nothing parts from the copy: two lines or more of how to reach the
    sender, and above them the sender's name and what the sender is; `end` where there is none.
    """
    full = [place for place in range(start, end) if not lines[place].blank]
    reached = {at for at, place in enumerate(full) if _REACH.fullmatch(lines[place].words[:120])}
    last = max(reached, default=0)
    first = last
    while first and first - 1 in reached:
        first -= 1
    below = "".join(lines[place].words for place in full[last + 1 :])
    if first == last or (below.strip("_-= ") and not closes(below.lstrip("_-= "))):
        return end
    top = first
    apart = full[last] - full[first] > last - first  # each line is a paragraph
    while top > 1 and first - top < _MOST_OF_A_CARD:
        above = full[top - 1]
        if _TITLED.fullmatch(lines[above].words) is None or (above + 1 < full[top] and not apart):
            break
        top -= 1
    return full[top] if top < first else end


def _unquoted(lines: Sequence[Line], start: int, end: int, depth: int) -> list[int]:
    kept: list[int] = []
    was_quoted = False
    for place in range(start, end):
        one = lines[place]
        if one.quoted > depth:
            if not was_quoted:
                _take_attribution(lines, kept)
            was_quoted = True
        elif not one.blank or one.quoted == depth:
            was_quoted = False
            kept.append(place)
    return kept


def _take_attribution(lines: Sequence[Line], kept: list[int]) -> None:
    """Takes off "On Monday Anna wrote:", on up to three lines, from what stands above a quotation."""
    last = len(kept)
    while last and lines[kept[last - 1]].blank:
        last -= 1
    for length in range(1, min(3, last) + 1):
        above = " ".join(lines[place].words for place in kept[last - length : last])
        if _WROTE.fullmatch(above) is not None:
            del kept[last - length :]
            return


def _without_foot(lines: Sequence[Line], kept: list[int]) -> list[int]:
    """Without disclaimers, a list's foot and what programs put in. They stand at the ends of a mail;
    in the middle the same words are copy.
    """
    paragraphs = _paragraphs(lines, kept)
    gone: set[int] = set()
    put_in = False
    for number, places in enumerate(paragraphs):
        near_end = number >= len(paragraphs) - _NEAR_END
        if number > 2 and not near_end:
            continue
        text = " ".join(lines[place].words for place in places)
        if closes(text):
            if number and near_end:
                gone.update(place for place in kept if place >= places[0])
                break
            gone.update(places)
        elif is_put_in(text):
            gone.update(places)
            put_in = True
        elif put_in and _ADDRESS.fullmatch(text) is not None:
            gone.update(places)
        else:
            put_in = False
            closing = _closing_line(lines, places) if number and near_end else None
            if closing is not None:
                gone.update(place for place in kept if place >= closing)
                break
            gone.update(place for place in places if is_put_in(lines[place].words))
    return [place for place in kept if place not in gone]


def _closing_line(lines: Sequence[Line], places: Sequence[int]) -> int | None:
    """A list's foot that no blank line parts from the copy: a short line of its own."""
    for place in places[1:]:
        words = lines[place].words
        if len(words) < 100 and closes(words):
            return place
    return None


def _paragraphs(lines: Sequence[Line], kept: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[]]
    last = -1
    for place in kept:
        if lines[place].blank or place != last + 1:
            found.append([])
        if not lines[place].blank:
            found[-1].append(place)
        last = place
    return [places for places in found if places]
