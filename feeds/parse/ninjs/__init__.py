"""News in JSON: IPTC ninjs 1.0 to 3.1, deliveries that hold such items, and what agencies make that is like it.

    [{...}, {...}]   {"items": [...]}   {"data": {"item": {...}}, "nitf": {"body_html": ...}}

Members go by their names in small letters: 3.x writes versionCreated what 1.x and 2.x write versioncreated.
Of an item's associations only the pictures that go with it count; none of their words are the item's.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Payload, Person, PubStatus, Text, WireItem
from feeds.parse.dates import read_date, read_stamp
from feeds.parse.handling import held_until, status_of, stricter, urgency_of
from feeds.parse.json import listed, loads, lowered
from feeds.parse.ninjs.fields import credit, enclosures, names, provider, subjects
from feeds.parse.ninjs.text import (
    SUMMARIES,
    asides,
    body,
    headline,
    place,
    plainly,
    scalar,
    scrap,
    written,
)
from feeds.parse.safety import refuse_crowds

_DEEPEST = 8
"""Wrappers in one another round an item."""
_LONGEST_DATE = 64
# What only a story has; `type`, `title` and `language` are found on feeds and links too.
_STORY = frozenset(
    {
        "headline", "headlines", "headline_main", "bodies", "body", "body_text", "body_html",
        "body_xhtml", "versioncreated", "firstcreated", "pubstatus", "slugline",
    }
)  # fmt: skip
_KEYS = ("uri", "guid", "id")
# Wrappers whose members are items if they have but an identifier, which is all that ninjs requires.
_WRAPPERS = frozenset({"data", "item", "items", "newsitems", "_items"})
# What holds other things that have identifiers.
_NOT_ITEMS = frozenset({"associations", "links", "meta", "params", "renditions", "nitf"})
# What is no story unless it has a body; any other type is text under a name of the agency's own.
_OTHERS = frozenset(
    {
        "picture", "image", "photo", "graphic", "video", "audio", "composite", "component", "gallery",
        "package",
    }
)  # fmt: skip
_PLANS = frozenset({"event", "planning"})
_PLANNED = frozenset({"eventdetails", "plannedcoverage"})
_PUBLISHED = ("firstcreated", "webpublicationdate", "published", "contentcreated")
_UPDATED = ("versioncreated", "lastmodified", "updated")
_EMBARGOES = ("embargoed", "embargo", "embargodate")
# AP's longer headline is a sentence that stands under the headline.
_DECKS = ("headline_extended", "abstract", "summary", "standfirst", "trailtext")
_LINKS = ("url", "weburl", "canonical_url")


def parse_ninjs(payload: Payload) -> Delivery:
    """The stories of a document (ninjs 1.0 to 3.1, all of the item's own properties that a story has).

    Events, plans and items that are pictures, sounds or films are left out, the latter unless they have
    a body. A status that the standard does not know, and an embargo that cannot be read, withhold the
    item. Raises ParseError where it is no JSON, or JSON without an item.
    """
    found, is_list = _items(_loaded(payload))
    if not found and not is_list:
        raise ParseError("not ninjs: JSON without a news item", payload.media_type)
    refuse_crowds(found, payload)
    read = (_item(one, payload.url) for one in found)
    return Delivery(format="ninjs", items=tuple(item for item in read if item is not None))


def _loaded(payload: Payload) -> object:
    """JSON is UTF-8 (RFC 8259, 8.1); older systems send UTF-16 or windows-1252."""
    data = payload.body.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return loads(data.decode("utf-16", "replace"), payload.media_type)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("windows-1252", "replace")
    return loads(text, payload.media_type)


def _items(root: object) -> tuple[list[Mapping[str, Any]], bool]:
    """The items of a document in their order, and whether it has a list to hold them."""
    if isinstance(root, list):
        return list(_found(root, 0, bare=True)), not root
    if not isinstance(root, dict):
        return [], False
    held = root
    while isinstance(one := held.get("data"), dict):
        held = one
    empty = any(held.get(name) == [] for name in ("items", "_items", "newsitems", "data"))
    return list(_found(root, 0, bare=True)), empty


def _found(value: object, depth: int, *, bare: bool) -> Iterator[Mapping[str, Any]]:
    """The items in a value; `bare` where an identifier alone makes one."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                yield from _found(one, depth + 1, bare=bare)
        return
    item = lowered(value)
    item = {**lowered(item.get("fields")), **item}
    is_keyed = any(scalar(item.get(name)) for name in _KEYS) or bool(_item_id(item))
    if _STORY.intersection(item) and (is_keyed or (item.get("headline") and body(item))):
        yield item
        return
    inner = [
        one
        for name, part in item.items()
        if isinstance(part, dict | list) and name not in _NOT_ITEMS
        for one in _found(part, depth + 1, bare=name in _WRAPPERS)
    ]
    if len(inner) == 1 and isinstance(item.get("nitf"), dict | str):
        # The story of AP's one item, which its own document only refers to, beside it.
        inner = [{"nitf": item["nitf"], **inner[0]}]
    if not inner and bare and (scalar(item.get("uri")) or scalar(item.get("guid"))):
        inner = [item]
    yield from inner


def _item(item: Mapping[str, Any], url: str) -> WireItem | None:
    """A story; None for an item that is none."""
    story = body(item)
    kind = scalar(item.get("type")).lower()
    status = _pubstatus(item)
    if kind in _PLANS or _PLANNED.intersection(item):
        return None
    is_killed = status is PubStatus.CANCELED and kind in {"composite", "component"}
    if kind in _OTHERS and not story and not is_killed:
        return None
    embargoed, status = _embargo(item, status)
    provided = provider(item)
    return WireItem(
        guid=_guid(item),
        link=_link(item),
        headline=headline(item),
        summary=_summary(item),
        body=story,
        base=url,
        language=scalar(item.get("language")),
        authors=tuple(Person(name=name) for name in names(item)),
        published=_first_date(item, _PUBLISHED),
        updated=_first_date(item, _UPDATED),
        embargoed=embargoed,
        subjects=subjects(item),
        enclosures=_pictures(item, kind),
        provider=provided,
        creditline=credit(item),
        dateline=place(item.get("dateline"), "text"),
        located=place(item.get("located"), "city")
        or place(item.get("datelinelocation"), "city")
        or place(lowered(item.get("dateline")).get("located"), "city"),
        signoff=scalar(item.get("signoff")) or scalar(item.get("sign_off")),
        version=scalar(item.get("version")),
        slugline=" ".join(map(scalar, listed(item.get("slugline") or item.get("slug")))).strip(),
        urgency=_urgency(item),
        pubstatus=status,
        ednote=_ednote(item),
        usageterms=written(item.get("usageterms")),
        copyrightnotice=written(item.get("copyrightnotice")),
    )


def _guid(item: Mapping[str, Any]) -> str:
    """The identifier without the version. AP's addresses tell who asked for the item and which state of it
    they mean, so that the same item has another one every time.
    """
    uri = next((found for name in _KEYS if (found := scalar(item.get(name)))), "")
    if "?" not in uri:
        return uri or _item_id(item)
    head, _, query = uri.partition("?")
    kept = [part for part in query.split("&") if not part.startswith(("qt=", "et="))]
    return _item_id(item) or (f"{head}?{'&'.join(kept)}" if kept else head)


def _item_id(item: Mapping[str, Any]) -> str:
    """The item's own id among its alternative ones: an object in 1.x, a list with roles since 2.0."""
    altids = item.get("altids")
    if isinstance(altids, dict):
        return scalar(lowered(altids).get("itemid"))
    roles = {scalar(one.get("role")).lower(): one for one in map(lowered, listed(altids))}
    return scalar(roles["itemid"].get("value")) if "itemid" in roles else ""


def _link(item: Mapping[str, Any]) -> str:
    """Where readers find the story; `uri` names it and leads nowhere (ninjs 2.0, uri)."""
    for one in map(lowered, listed(item.get("links"))):
        if scalar(one.get("rel")).lower() == "canonical" and (href := scalar(one.get("href"))):
            return href
    return next((href for name in _LINKS if (href := scalar(item.get(name)))), "")


def _summary(item: Mapping[str, Any]) -> Text:
    return scrap(item, "description", SUMMARIES) or plainly(item, _DECKS)


def _ednote(item: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, [written(item.get("ednote")), *asides(item)]))


def _pubstatus(item: Mapping[str, Any]) -> PubStatus:
    held = item.get("pubstatus")
    return status_of(place(held, "code") or str(held)) if held else PubStatus.USABLE


def _embargo(item: Mapping[str, Any], status: PubStatus) -> tuple[datetime | None, PubStatus]:
    """The end of the embargo, and the status: an embargo without an end that we know withholds."""
    stated = next((one for name in _EMBARGOES if (one := item.get(name))), "")
    until = _date(stated, read_stamp)
    return until, stricter(status, held_until(str(stated), until))


def _first_date(item: Mapping[str, Any], keys: tuple[str, ...]) -> datetime | None:
    return next((date for key in keys if (date := _date(item.get(key))) is not None), None)


def _date(value: object, read: Callable[[str], datetime | None] = read_date) -> datetime | None:
    """A date as text, or as seconds or milliseconds since 1970."""
    text = scalar(value)
    if not text or len(text) > _LONGEST_DATE:
        return None
    if text.isascii() and text.isdigit() and len(text) in {10, 13}:
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = read(text)
    return found if found is None or found.tzinfo is None else found.astimezone(UTC)


def _urgency(item: Mapping[str, Any]) -> int | None:
    found = (urgency_of(scalar(item.get(name))) for name in ("urgency", "priority"))
    return next(filter(None, found), None)


def _pictures(item: Mapping[str, Any], kind: str) -> tuple[Enclosure, ...]:
    """The pictures among the associations, and what an item with a body is besides."""
    found = [one for other in _associated(item) for one in enclosures(other)]
    if kind in _OTHERS:
        found += [replace(one, title="") for one in enclosures(item)]
    return tuple(found)


def _associated(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The associations that may go out with the item: an object in 1.x, a list since 2.0."""
    held = item.get("associations")
    for one in map(lowered, held.values() if isinstance(held, dict) else listed(held)):
        until = one.get("embargoed")
        if _pubstatus(one) is PubStatus.USABLE and (not until or until == item.get("embargoed")):
            yield one
