"""A mail's own text: its copy as an item, from however many parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from feeds.model import PubStatus, Text, WireItem
from feeds.parse.dates import read_date
from feeds.parse.mail.fields import MailHead
from feeds.parse.mail.head import barred, head_of, names, subjects, urgency
from feeds.parse.mail.html import without
from feeds.parse.mail.parts import Parts, Words
from feeds.parse.mail.plain import lines_of, paragraphs
from feeds.parse.mail.text import Line, copy_lines, note_above

_BARRED = re.compile(
    r"\s*[(\[]?\s*(?:strictly |under )?(?:embargo(?:ed)?(?=\s*(?:until|till?\b|[:\])–—-]))|sperrfrist\b)",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class _Story:
    """What is left of the text parts of a mail."""

    pieces: list[Text] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    language: str = ""

    def take(self, words: Words, *, sent_on: bool) -> None:
        def kept(lines: Sequence[Line]) -> tuple[list[int], dict[str, str]]:
            places = copy_lines(lines, sent_on=sent_on)
            if places and (note := note_above(lines[: places[0]])):
                self.notes.append(note)
            if self.plain:
                return places, {}
            fields, taken = head_of([lines[place] for place in places])
            return places[taken:], fields

        if words.html:
            value, text, fields = without(words.value, kept)
        else:
            lines = lines_of(words)
            places, fields = kept(lines)
            flowed = words.flowed and any(one.endswith(" ") for one in words.value.split("\n"))
            value = text = paragraphs(_with_gaps(lines, places), flowed=flowed)
        self.fields.update(fields)
        if text.strip():
            self.pieces.append(Text(value=value, html=words.html))
            self.plain.append(text)
            self.language = self.language or words.language

    @property
    def body(self) -> Text:
        if not any(one.html for one in self.pieces):
            return Text(value="\n\n".join(self.plain))
        return Text(value="\n".join(map(_as_html, self.pieces)), html=True)


def _with_gaps(lines: Sequence[Line], places: Sequence[int]) -> list[Line]:
    """The lines in their places, a blank one where others stood between them."""
    found: list[Line] = []
    for number, place in enumerate(places):
        if number and place != places[number - 1] + 1:
            found.append(Line(text=""))
        found.append(lines[place])
    return found


def _as_html(text: Text) -> str:
    if text.html:
        return text.value
    return "".join(f"<p>{escape(one, quote=False)}</p>" for one in text.value.split("\n\n"))


def own_story(parts: Parts, head: MailHead) -> WireItem | None:
    """The mail's own text; None where it has none."""
    story = _Story()
    for words in parts.texts:
        story.take(words, sent_on=head.sent_on)
    if not story.pieces:
        return None
    fields = story.fields
    embargo = fields.get("embargoed", "")
    withheld = barred(embargo) or (not embargo and _BARRED.match(head.headline) is not None)
    written = read_date(fields.get("date", "")) or head.date
    notes = [*story.notes, fields.get("ednote", "")]
    if withheld and embargo:
        notes.append(f"Embargo: {embargo}")
    return WireItem(
        guid=fields.get("guid") or head.guid,
        link=fields.get("link", ""),
        headline=Text(value=fields.get("headline") or head.headline or _first(story.plain[0])),
        summary=Text(value=fields.get("summary", "")),
        body=story.body,
        language=fields.get("language") or story.language,
        authors=names(fields.get("byline", "")),
        published=written,
        updated=written,
        embargoed=read_date(embargo),
        subjects=subjects(fields.get("subjects", "")),
        provider=fields.get("provider") or head.provider,
        creditline=fields.get("creditline", ""),
        dateline=fields.get("dateline", ""),
        located=fields.get("located", ""),
        version=fields.get("version", ""),
        slugline=fields.get("slugline", ""),
        urgency=urgency(fields),
        pubstatus=PubStatus.WITHHELD if withheld else PubStatus.USABLE,
        ednote="\n".join(filter(None, notes)),
        usageterms=fields.get("usageterms", ""),
        copyrightnotice=fields.get("copyrightnotice", ""),
    )


def _first(text: str) -> str:
    """A headline for a mail without a subject: its first words."""
    return " ".join(text.strip().partition("\n")[0].split()[:12])
