"""A mail's own text: its copy as an item, from however many parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from feeds.model import PubStatus, Text, WireItem
from feeds.parse.dates import read_date, read_stamp
from feeds.parse.handling import stricter, urgency_of
from feeds.parse.mail.fields import MailHead
from feeds.parse.mail.head import barred, head_of, names, subjects
from feeds.parse.mail.html import without
from feeds.parse.mail.parts import Parts, Words
from feeds.parse.mail.plain import lines_of, paragraphs
from feeds.parse.mail.text import Line, copy_lines, note_above
from feeds.parse.markup import joined
from feeds.parse.wirebytes import notebook_at
from feeds.parse.wireheads import status_before


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
                return self._copy(lines, places), {}
            fields, taken = head_of([lines[place] for place in places])
            return self._copy(lines, places[taken:]), fields

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

    def _copy(self, lines: Sequence[Line], places: list[int]) -> list[int]:
        """The places without those that are for editors, which become a note."""
        words = [lines[place].words for place in places]
        start, end = notebook_at(words)
        self.notes += filter(None, ["\n".join(words[start:end]).strip()])
        return places[:start] + places[end:]

    @property
    def body(self) -> Text:
        return joined(self.pieces)


def _with_gaps(lines: Sequence[Line], places: Sequence[int]) -> list[Line]:
    """The lines in their places, a blank one where others stood between them."""
    found: list[Line] = []
    for number, place in enumerate(places):
        if number and place != places[number - 1] + 1:
            found.append(Line(text=""))
        found.append(lines[place])
    return found


def own_story(parts: Parts, head: MailHead) -> WireItem:
    """The mail's own text and what the mail says of it; without a body where there is no text."""
    story = _Story()
    for words in parts.texts:
        story.take(words, sent_on=head.sent_on)
    fields = story.fields
    embargo = fields.get("embargoed", "")
    withheld = barred(embargo) or (not embargo and head.embargoed)
    written = read_date(fields.get("date", "")) or head.date
    notes = [*story.notes, fields.get("ednote", "")]
    if withheld and embargo:
        notes.append(f"Embargo: {embargo}")
    return WireItem(
        guid=fields.get("guid") or head.guid,
        link=fields.get("link", ""),
        headline=Text(value=fields.get("headline") or head.headline or _first(story.plain)),
        summary=Text(value=fields.get("summary", "")),
        body=story.body,
        language=fields.get("language") or story.language,
        authors=names(fields.get("byline", "")),
        published=written,
        updated=written,
        embargoed=read_stamp(embargo),
        subjects=subjects(fields.get("subjects", "")),
        provider=fields.get("provider") or head.provider,
        creditline=fields.get("creditline", ""),
        dateline=fields.get("dateline", ""),
        located=fields.get("located", ""),
        version=fields.get("version", ""),
        slugline=fields.get("slugline", ""),
        urgency=urgency_of(fields.get("urgency", "")),
        pubstatus=stricter(
            head.pubstatus,
            status_before(fields.get("headline", "")),
            PubStatus.WITHHELD if withheld else PubStatus.USABLE,
        ),
        ednote="\n".join(filter(None, notes)),
        usageterms=fields.get("usageterms", ""),
        copyrightnotice=fields.get("copyrightnotice", ""),
    )


def _first(texts: Sequence[str]) -> str:
    """A headline for a mail without a subject: its first words."""
    return " ".join("".join(texts[:1]).strip().partition("\n")[0].split()[:12])
