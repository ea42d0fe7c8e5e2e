"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from feeds.model import Document, Edition, Entry
from feeds.render import formats, history, house
from feeds.render.faults import our_fault
from feeds.render.language import differing, tag
from feeds.render.media import Attachment, carried
from feeds.render.provenance import link, wire_page
from feeds.render.stamps import stamp
from feeds.render.text import address, line

_VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeed:
    """The `Renderer` of JSON Feed 1.1."""

    format = formats.JSON.format
    suffix = formats.JSON.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """One item object. Raises RenderError."""
        with our_fault(f"json item {entry.id}"):
            return orjson.dumps(_item(entry, site_language))

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """``<channel>.json``. Raises RenderError."""
        with our_fault(f"json feed {edition.channel.id}"):
            head = orjson.dumps(_feed(edition)).removesuffix(b"}")
        items = b",\n".join(fragments)
        return Document(
            path=formats.path(edition.channel, formats.JSON, edition.history.number),
            media_type=formats.JSON.media_type,
            body=b'%b,"items":[\n%b\n]}\n' % (head, items),
        )


def _feed(edition: Edition) -> dict[str, object]:
    site, channel = edition.site, edition.channel
    hubs = [{"type": "WebSub", "url": hub} for hub in formats.hubs(edition)]
    said = {
        "version": _VERSION,
        "title": formats.title(site, channel),
        "home_page_url": formats.home(site, channel),
        "feed_url": formats.location(site, channel, formats.JSON),
        "next_url": dict(history.links(edition, formats.JSON)).get("prev-archive", ""),
        "description": line(channel.description) or line(site.description),
        "favicon": formats.icon(site),
        "language": tag(site.language),
        "authors": [{"name": formats.publisher(site), "url": address(site.link)}],
        "hubs": hubs,
    }
    return _without_blanks(said)


def _item(entry: Entry, site_language: str) -> dict[str, object]:
    media = carried(entry)
    copy = house.copy(entry)
    said = {
        "id": line(entry.id),
        "url": link(entry),
        "external_url": wire_page(entry),
        "title": house.headline(entry),
        "content_html": house.directed(copy, entry, site_language),
        "content_text": "" if copy else house.shown_text(entry),
        "summary": house.summary(entry),
        "image": next((one.href for one in media if one.in_place), ""),
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "authors": [{"name": name} for name in (house.author(entry),) if name],
        "tags": list(dict.fromkeys(subject.name for subject in house.subjects(entry))),
        "language": differing(entry.language, site_language),
        "attachments": _attachments(media),
        "_gnn9": _extension(entry),
    }
    return _without_blanks(said)


def _extension(entry: Entry) -> dict[str, object]:
    """What ninjs 2.1 says of an item and JSON Feed does not: one fixed set of keys, absent text ``""``.
    Notes to editors and terms of use are for customers of the agency, not for the public.
    """
    dateline = entry.dateline
    return {
        "provider": line(entry.provider),
        "creditline": line(entry.creditline),
        "via": [name for name in map(line, entry.via) if name],
        "also": [name for name in map(line, entry.also) if name],
        "byline": line(entry.byline),
        "dateline": {
            "city": line(entry.city),
            "country": line(dateline.country),
            "date": dateline.date.isoformat() if dateline.date else None,
        },
        "version": entry.revision,
        "status": entry.status.value,
        "urgency": entry.urgency,
    }


def _attachments(media: Sequence[Attachment]) -> list[dict[str, object]]:
    """Attachments of one title are one thing in several forms to a reader, which shows but one of them: of
    several pictures under one caption the first has it.
    """
    captions = [one.title for one in media]
    return [
        _attachment(one if one.title not in captions[:place] else replace(one, title=""))
        for place, one in enumerate(media)
    ]


def _attachment(one: Attachment) -> dict[str, object]:
    said = {
        "url": one.href,
        "mime_type": one.media_type,
        "title": one.title,
        "size_in_bytes": one.length,
        "_gnn9": {"creditline": one.creditline} if one.creditline else None,
    }
    return _without_blanks(said)


def _without_blanks(said: Mapping[str, object]) -> dict[str, object]:
    """JSON Feed leaves out what is not there rather than saying it blank."""
    return {key: value for key, value in said.items() if value}
