"""The page of an item: as it is published, its ledger, its versions, what has the same copy; and its copy as it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from feeds.app.desk.listing import frame, headline, listed, row, when
from feeds.app.explaining import ledger_of
from feeds.app.parts import house_of
from feeds.config import Config
from feeds.decide.copies import root
from feeds.decide.hashes import digest
from feeds.decide.select import entry
from feeds.model import Channel, DeskItem, Gone, Payload, Reading, Source, Status
from feeds.render import house
from feeds.render.desk.differences import difference
from feeds.render.desk.page import copy, filled, link
from feeds.render.language import direction, tag
from feeds.render.marks import pieces
from feeds.render.text import address, line
from feeds.serve.desk.pages import Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store
    from feeds.pipeline.read import Marked

_DESK = Channel(id="desk", title="The desk")
"""A channel that shows all that may be shown."""
_MOST = 20
_MOST_RECORDED = 50
"""Versions, and lines of the ledger: a wire may write one story anew each quarter of an hour, for weeks."""
_COMPARED: tuple[tuple[str, Callable[[DeskItem], str]], ...] = (
    ("Headline", lambda held: held.item.headline),
    ("Byline", lambda held: held.item.byline),
    ("Credit", lambda held: held.item.creditline),
    ("Dateline", lambda held: held.item.dateline.text),
    ("Summary", lambda held: held.item.summary),
    ("Copy", lambda held: held.item.body_text),
)


def verbs(held: DeskItem) -> tuple[str, ...]:
    """What may be decided of an item as it is."""
    if held.status is Status.WITHDRAWN:
        return ()
    if held.status.publishes:
        return ("kill", "hold", "correct")
    if held.status is Status.HELD:
        return ("release", "kill", "correct")
    return ("release", "kill") if held.status is Status.REJECTED else ("kill",)


def item(
    config: Config, store: Store, now: datetime, asked: Mapping[str, str], visitor: Visitor
) -> Shown:
    """The item of an id."""
    held = the_item(store, asked.get("id", ""))
    if held is None:
        return _without(config, store, asked.get("id", ""), visitor)
    versions = store.versions(held.id, most=_MOST_RECORDED)
    lines = ledger_of(store, held, config, most=_MOST_RECORDED)
    same = [one for one in store.same_copy([root(held)]) if one.id != held.id]
    others = store.coverage([held.story], _MOST).get(held.story, ()) if held.story else ()
    known = {held.id, *(one.id for one in same)}
    body = filled(
        "item.html",
        frame(config, visitor),
        title=headline(held),
        one={**row(held, config), "reason": held.reason},
        guid=held.item.guid,
        way=_way(held),
        verbs=verbs(held),
        copy=_as_published(config, held, now),
        public=address(f"{config.site.base_url}{held.page}")
        if held.usable and held.channels
        else "",
        wire=address(held.item.link),
        original=link("/original", id=held.id) if _brought(store, held) is not None else "",
        ednote=held.item.ednote,
        ledger=[_with_time(one, config) for one in lines],
        versions=_versions(versions),
        earlier=versions[0].revision - 1 if versions else 0,
        compared=_compared(versions, asked.get("revision", "")),
        same=listed(same[:_MOST], config),
        story=listed([one for one in others if one.id not in known], config),
    )
    return Shown(body)


def the_item(store: Store, id_: str) -> DeskItem | None:
    """The item that has this id of ours."""
    found = store.find(id_) if id_ else ()
    return found[0] if len(found) == 1 and found[0].id == id_ else None


def _without(config: Config, store: Store, id_: str, visitor: Visitor) -> Shown:
    gone: tuple[Gone, ...] = store.gone(id_) if id_ else ()
    if gone:
        since = when(gone[0].since, config)
        words = f"It is {gone[0].status}, from {gone[0].source}; its copy is gone since {since}."
    else:
        words = "The desk holds no item of this id."
    frame_ = frame(config, visitor)
    body = filled("gone.html", frame_, title="No item", heading="No item", words=words, found=())
    return Shown(body, 404)


def _as_published(config: Config, held: DeskItem, now: datetime) -> Markup:
    source = house_of(config).sources.get(held.item.source)
    shown = entry(held, source, _DESK, config.site, now) if source is not None else None
    return copy(house.shown(shown) if shown is not None else held.item.body_html)


def _way(held: DeskItem) -> Markup:
    """The language of an item and the direction of its script, for an element that shows its words."""
    language = tag(held.item.language)
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _brought(store: Store, held: DeskItem) -> int | None:
    """The number of the last document that brought a version of the item."""
    numbers = [one.payload for one in store.ledger(held.id) if one.payload is not None]
    return numbers[-1] if numbers else None


def _with_time(one: Mapping[str, object], config: Config) -> dict[str, object]:
    return {**one, "when": when(datetime.fromisoformat(str(one["at"])), config)}


def _versions(versions: Sequence[DeskItem]) -> list[Mapping[str, object]]:
    """Versions, the newest first; of the oldest nobody asks what it changed."""
    return [
        {
            "revision": one.revision,
            "status": one.status.value,
            "headline": headline(one),
            "reason": one.reason,
            "href": link("/item", id=one.id, revision=one.revision) if number else "",
        }
        for number, one in reversed(list(enumerate(versions)))
    ]


def _compared(versions: Sequence[DeskItem], asked: str) -> Mapping[str, object] | None:
    """What a version changed of the one before it; None where there is no such version."""
    for old, new in pairwise(versions):
        if str(new.revision) == asked:
            changed = [
                (name, difference(look(old), look(new)))
                for name, look in _COMPARED
                if look(old) != look(new)
            ]
            long = Markup("<p>It is too long to be compared.</p>")
            return {"revision": asked, "fields": [(name, said or long) for name, said in changed]}
    return None


# --- the copy as it came -----------------------------------------------------------------


class Original(NamedTuple):
    """The document that brought an item, and by what it is known there."""

    held: DeskItem
    payload: Payload | None
    source: Source | None


def original_of(config: Config, store: Store, id_: str) -> Original | None:
    """The document that brought the newest version of an item; None where there is no such item."""
    held = the_item(store, id_)
    if held is None:
        return None
    number = _brought(store, held)
    payload = store.payload(number) if number is not None else None
    return Original(held, payload, house_of(config).sources.get(held.item.source))


def original(
    config: Config,
    found: Original,
    read: tuple[Reading, Sequence[Marked]] | None,
    fault: str,
    visitor: Visitor,
) -> Shown:
    """The page that shows it, with the envelope marked, as it has been `read`; or why it cannot."""
    held = found.held
    parts = _marked(held, read) if read is not None else None
    if parts is None and not fault:
        fault = "The document that brought it has it no more as it is read now."
    body = filled(
        "original.html",
        frame(config, visitor),
        title=f"Original copy: {headline(held)}",
        headline=headline(held),
        way=_way(held),
        back=link("/item", id=held.id),
        fault=fault,
        origin=line(found.payload.url) if found.payload is not None else "",
        when=when(found.payload.fetched_at, config) if found.payload is not None else "",
        pieces=[(kind, words.strip()) for kind, words in parts or ()],
    )
    return Shown(body)


def _marked(held: DeskItem, read: tuple[Reading, Sequence[Marked]]) -> list[tuple[str, str]] | None:
    """The copy of an item in a document: by all that a reader can see, else by the wire's id."""
    reading, marks = read
    pairs = list(zip(reading.items, marks, strict=True))
    for fits in (
        lambda one: digest(one) == held.digest,
        lambda one: bool(one.guid) and one.guid == held.item.guid,
    ):
        for one, (text, parts) in pairs:
            if fits(one):
                return list(pieces(text, parts))
    return None
