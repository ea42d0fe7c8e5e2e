"""Wire items to items in the one canonical form: clean, dated in UTC, their envelope taken apart.

Beyond this room nobody sees a format and nobody guesses a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from feeds.model import (
    Dateline,
    Enclosure,
    Hints,
    Item,
    PubStatus,
    Source,
    Status,
    Subject,
    Text,
    WireItem,
)
from feeds.model.making import maker
from feeds.normalise.addresses import web_address, without_tracking
from feeds.normalise.dates import day_in, in_utc
from feeds.normalise.envelope import (
    Copy,
    Opened,
    Part,
    closing,
    kills,
    notes,
    open_envelopes,
    parts_of,
    services,
)
from feeds.normalise.envelope.agencies import Agencies, Table, table_of
from feeds.normalise.envelope.dateline import standing_apart, year_of
from feeds.normalise.envelope.heads import Head, take_head
from feeds.normalise.envelope.verdicts import NOTHING, Said, gravest, hold
from feeds.normalise.html import all_sanitised, in_paragraphs, sanitised
from feeds.normalise.places import house_city
from feeds.normalise.plain import legal, line, paragraphs
from feeds.normalise.topics import with_topics
from feeds.normalise.words import line_of, read_short, text_of

_made = maker(Item)
_SUMMARY = 300
_SENTENCE_END = re.compile(r"[.!?।。](?:[\"”’)]*)(?=\s|$)")
_BLANK_LINES = re.compile(r"\n{3,}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_PREFIX = re.compile(r"^\s*by[\s:]+", re.IGNORECASE)
_STRICTNESS = (PubStatus.USABLE, PubStatus.WITHHELD, PubStatus.CANCELED)
_NOTHING_BUT_A_NOTE = hold("the copy is nothing but a note to editors")


class _Stated(NamedTuple):
    """What a wire and its source say of an item before its copy is looked at: whose it is, when it was made
    and last changed, and the day that a dateline without a year is nearest to.
    """

    provider: str
    creditline: str
    """``""`` where the provider's name is credit enough."""
    maker: str
    """Who made it, as the format says; ``""`` where it does not."""
    firstcreated: datetime | None
    versioncreated: datetime | None
    near: date
    agencies: Agencies
    place: str = ""
    """Where the format says that it is from, beside the copy."""


def normalise(
    wires: Sequence[WireItem], *, source: Source, hints: Hints, received: datetime
) -> tuple[Item, ...]:
    """The canonical items of a document's wire items, in their order. Total: there is nothing it
    raises for.

    `received` dates what a dateline without a year is nearest to where the wire gives no date;
    an item without dates stays without them.
    """
    # One step for all items, then the next: a processor that goes on with what it has at hand is
    # through a sixth sooner.
    table = table_of(source.agencies)
    said = [_stated(wire, source, received, table) for wire in wires]
    heads = [take_head(line_of(wire.headline)) for wire in wires]
    copies = _copies(wires)
    texts = [text_of(clean) for clean in copies]
    opened = open_envelopes(list(map(_copy, copies, texts, said, heads)))
    summaries = list(map(_summary, wires, opened, said, heads))
    parts = zip(wires, said, heads, opened, summaries, strict=True)
    return tuple([_item(*each, source, hints) for each in parts])


def marked(wire: WireItem, *, source: Source, received: datetime) -> tuple[str, tuple[Part, ...]]:
    """The text of a wire item's copy, whole, and what `normalise` takes parts of it for."""
    stated = _stated(wire, source, received, table_of(source.agencies))
    [clean] = _copies([wire])
    text = text_of(clean)
    return text, parts_of(
        clean,
        text,
        agencies=stated.agencies,
        headline=take_head(line_of(wire.headline)).headline,
        place=stated.place,
    )


def _stated(wire: WireItem, source: Source, received: datetime, table: Table) -> _Stated:
    published = in_utc(wire.published, source.timezone)
    updated = in_utc(wire.updated, source.timezone)
    versioncreated = max(filter(None, (published, updated)), default=None)
    maker = table.named(line(wire.provider)) if wire.provider else ""
    provider = source.provider or maker
    creditline = source.creditline or line(wire.creditline)
    return _Stated(
        provider=provider,
        creditline=creditline,
        maker=maker,
        firstcreated=published or updated,
        versioncreated=versioncreated,
        near=day_in(versioncreated or received, source.timezone),
        agencies=table.read_by(provider, creditline),
        place=line(wire.dateline or wire.located).partition(",")[0],
    )


def _copy(clean: str, text: str, stated: _Stated, head: Head) -> Copy:
    return Copy(clean, text, stated.agencies, head.headline, stated.near, stated.place)


def _item(
    wire: WireItem,
    stated: _Stated,
    head: Head,
    opened: Opened,
    summary: str,
    source: Source,
    hints: Hints,
) -> Item:
    said = _said(head, opened, stated.agencies)
    dateline = _dateline(wire, opened, stated)
    return _made(
        guid=legal(wire.guid).strip(),
        source=source.id,
        provider=stated.provider,
        version=legal(wire.version).strip(),
        headline=head.headline,
        slugline=line(wire.slugline),
        byline=_byline(wire, stated, opened),
        creditline=stated.creditline or stated.provider,
        via=_via(opened.via, stated) if stated.maker else opened.via,
        signoff=_signoff(wire, opened) if wire.signoff else opened.signoff,
        dateline=dateline,
        located=house_city(dateline.city or line(wire.located)),
        firstcreated=stated.firstcreated,
        versioncreated=stated.versioncreated,
        embargoed=in_utc(wire.embargoed, source.timezone),
        pubstatus=max(said.pubstatus, wire.pubstatus, key=_STRICTNESS.index),
        urgency=_urgency(wire, head, opened),
        language=_language(wire.language or hints.language or source.language),
        subjects=_subjects(wire.subjects, source.subjects),
        summary=summary,
        body_html=opened.html,
        body_text=opened.text,
        link=without_tracking(web_address(wire.link, "")),
        enclosures=_enclosures(wire),
        ednote=_ednote(wire, opened) if wire.ednote or opened.notes else "",
        usageterms=_note(wire.usageterms),
        copyrightnotice=_note(wire.copyrightnotice),
        origin=wire.origin,
        verdict=said.verdict if said.verdict is not Status.NEW else _verdict(wire.pubstatus),
        verdict_reason=said.reason,
    )


def _via(credited: tuple[str, ...], stated: _Stated) -> tuple[str, ...]:
    """An agency that made what another one provides is credited before those that the copy names."""
    agencies = stated.agencies
    if stated.maker.casefold() in agencies.ours or not agencies.has(stated.maker):
        return credited
    return tuple(dict.fromkeys((stated.maker, *credited)))


def _signoff(wire: WireItem, opened: Opened) -> str:
    """What is printed under the copy, and then what the format states beside it."""
    stated = line(wire.signoff)
    is_printed = f" {stated} " in f" {opened.signoff} "
    return opened.signoff if is_printed else f"{opened.signoff} {stated}".strip()


def _dateline(wire: WireItem, opened: Opened, said: _Stated) -> Dateline:
    """What is printed in the copy goes before what the format states beside it."""
    if opened.city or not wire.dateline:
        return Dateline(
            text=opened.dateline, city=opened.city, country=opened.country, date=opened.day
        )
    stated = line(wire.dateline)
    found = standing_apart(stated, said.agencies)
    if found is None:
        return Dateline(text=stated)
    return Dateline(
        text=stated, city=found.city, country=found.country, date=year_of(found, said.near)
    )


def _said(head: Head, opened: Opened, agencies: Agencies) -> Said:
    """What an item says of itself: in its headline, its first sentence and its notes to editors."""
    said = head.said
    for told in (services.judge(head.headline, agencies), kills.judge(opened.text, agencies)):
        if told is not NOTHING:
            said = gravest(said, told)
    if not opened.notes:
        return said
    if opened.text:
        return gravest(said, notes.said_by(opened.notes))
    asked = (kills.judge(note, agencies) for note in opened.notes)
    return gravest(said, *asked, _NOTHING_BUT_A_NOTE)


def _copies(wires: Sequence[WireItem]) -> list[str]:
    """The copy of each as safe HTML; a wire that sends only a summary has sent its copy."""
    stated = [(wire.body or wire.summary, wire.base) for wire in wires]
    return [in_paragraphs(clean) for clean in all_sanitised(stated)]


def _summary(wire: WireItem, opened: Opened, stated: _Stated, head: Head) -> str:
    if wire.body and wire.summary:
        clean, text = read_short(wire.summary, wire.base)
        own = _start_of(opened, text, stated)
        if not own:
            [out] = open_envelopes([_copy(clean or paragraphs(text), text, stated, head)])
            own = out.text
        if own and (own != opened.text or len(own) <= _SUMMARY):
            return _shortened(own)
    return _shortened(opened.text)


def _start_of(opened: Opened, text: str, stated: _Stated) -> str:
    """A summary that is nothing but the start of the copy, without the copy's dateline; ``""`` for
    any other, and for one that closes as copy does: the copy may go on behind its sign-off.
    """
    start = text.removeprefix(opened.dateline).strip()
    if not opened.text.startswith(start):
        return ""
    return "" if closing.read(text, 0, stated.agencies).length else start


def _shortened(text: str) -> str:
    """The start of a text, up to about 300 characters, to the end of a sentence where there is one."""
    flat = text[: 2 * _SUMMARY].replace("\n\n", " ").replace("\n", " ")
    if len(flat) <= _SUMMARY:
        return flat
    ends = [hit.end() for hit in _SENTENCE_END.finditer(flat, 0, _SUMMARY + 1)]
    if ends and ends[-1] >= 80:
        return flat[: ends[-1]]
    return f"{flat[:_SUMMARY].rsplit(' ', 1)[0].rstrip(' ,;:')} …"


def _byline(wire: WireItem, stated: _Stated, opened: Opened) -> str:
    names = [_writer(person.name, stated.agencies) for person in wire.authors]
    return ", ".join(dict.fromkeys(filter(None, names))) or opened.byline


@lru_cache(maxsize=4096)
def _writer(stated: str, agencies: Agencies) -> str:
    """A writer's name; ``""`` for an agency's."""
    name = _PREFIX.sub("", line(stated))
    return "" if agencies.has(name) else name


def _urgency(wire: WireItem, head: Head, opened: Opened) -> int | None:
    if wire.urgency is not None and 1 <= wire.urgency <= 9:
        return wire.urgency
    return head.urgency or opened.urgency


def _verdict(pubstatus: PubStatus) -> Status:
    if pubstatus is PubStatus.USABLE:
        return Status.NEW
    return Status.WITHDRAWN if pubstatus is PubStatus.CANCELED else Status.HELD


@lru_cache(maxsize=256)
def _language(tag: str) -> str:
    """A language tag in the customary case (RFC 5646, 2.1.1); ``""`` for what is none."""
    if not _LANGUAGE.fullmatch(tag.strip()):
        return ""
    first, *rest = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 2 and part.isalpha():
        return part.upper()
    return part.capitalize() if len(part) == 4 and part.isalpha() else part.lower()


@lru_cache(maxsize=1024)  # many items of a feed are of the same
def _subjects(stated: tuple[Subject, ...], own: tuple[str, ...]) -> tuple[Subject, ...]:
    """What the wire says that an item is about, and what its source's config adds."""
    found: dict[tuple[str, str, str], Subject] = {}
    for subject in stated:
        code = line(subject.code)
        name = code if subject.name == subject.code else line(subject.name) or code
        if code or name:
            clean = Subject(code=code or name, name=name, scheme=subject.scheme.strip())
            found.setdefault((clean.code.casefold(), "", clean.scheme), clean)
    for term in own:
        found.setdefault((term.casefold(), "", ""), Subject(code=term, name=term))
    return tuple(with_topics(found.values())) if found else ()


def _enclosures(wire: WireItem) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for one in wire.enclosures:
        href = web_address(one.href, wire.base) if one.href.strip() else ""
        if href:
            found.setdefault(
                href,
                Enclosure(
                    href=href,
                    media_type=one.media_type.strip().lower(),
                    length=one.length if one.length is not None and one.length >= 0 else None,
                    title=line(one.title),
                    creditline=line(one.creditline),
                ),
            )
    return tuple(found.values())


def _ednote(wire: WireItem, opened: Opened) -> str:
    """The wire's own note and those in the copy, in their order, a line each."""
    return "\n".join(filter(None, (_lines(wire.ednote), *opened.notes)))


def _lines(text: str) -> str:
    """A note whose lines stay: a desk's notebook is a list."""
    if "\n" not in text:
        return _note(text)
    return _BLANK_LINES.sub("\n\n", "\n".join(map(_note, text.splitlines()))).strip()


def _note(text: str) -> str:
    return text_of(sanitised(Text(value=text), "")) if text else ""
