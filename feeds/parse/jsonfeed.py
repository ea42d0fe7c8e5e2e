"""JSON Feed 1.0 and 1.1, as it should be and as it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.errors import ParseError
from feeds.model import (
    Delivery,
    Enclosure,
    Hints,
    Payload,
    Person,
    Subject,
    Text,
    WireItem,
)
from feeds.parse.dates import read_date
from feeds.parse.fields import joined
from feeds.parse.json import dicts, listed, loads, scalar, size
from feeds.parse.safety import refuse_crowds

_VERSION = "https://jsonfeed.org/version/"


def parse_jsonfeed(payload: Payload) -> Delivery:
    """The items of a JSON Feed. Raises ParseError where it is no JSON, or no feed."""
    raw = loads(payload.body.removeprefix(b"\xef\xbb\xbf"), payload.media_type)
    if not isinstance(raw, dict) or not isinstance(raw.get("items"), list):
        raise ParseError("not a feed: JSON without a list of items", payload.media_type)
    items = [item for item in raw["items"] if isinstance(item, dict)]
    refuse_crowds(items, payload)
    base = _text(raw, "feed_url") or payload.url
    feed = _Feed(
        base=joined(payload.url, base) or payload.url,
        authors=_authors(raw),
        language=_text(raw, "language"),
    )
    version = (
        _text(raw, "version").removeprefix(_VERSION).removeprefix("http://jsonfeed.org/version/")
    )
    return Delivery(
        format=f"json{version.replace('.', '')}" if version in {"1", "1.1"} else "json",
        items=tuple(feed.item(item) for item in items),
        hints=Hints(
            title=_text(raw, "title"),
            language=feed.language,
            self_link=_text(raw, "feed_url"),
            hubs=tuple(
                url
                for hub in dicts(raw.get("hubs"))
                if _text(hub, "type").lower() == "websub" and (url := _text(hub, "url"))
            ),
        ),
    )


class _Feed:
    """What items take from their feed where they say nothing themselves."""

    def __init__(self, *, base: str, authors: tuple[Person, ...], language: str) -> None:
        self.base = base
        self.authors = authors
        self.language = language

    def item(self, raw: Mapping[str, Any]) -> WireItem:
        html, text = _text(raw, "content_html"), _text(raw, "content_text")
        return WireItem(
            guid=scalar(raw.get("id")),
            link=self._address(_text(raw, "url") or _text(raw, "external_url")),
            headline=Text(value=_text(raw, "title")),
            summary=Text(value=_text(raw, "summary")),
            body=Text(value=html, html=True) if html else Text(value=text),
            base=self._address(_text(raw, "url")) or self.base,
            language=_text(raw, "language") or self.language,
            authors=_authors(raw) or self.authors,
            published=read_date(_text(raw, "date_published")),
            updated=read_date(_text(raw, "date_modified")),
            subjects=tuple(
                Subject(code=tag, name=tag)
                for one in listed(raw.get("tags"))
                if (tag := scalar(one))
            ),
            enclosures=self._enclosures(raw),
        )

    def _enclosures(self, raw: Mapping[str, Any]) -> tuple[Enclosure, ...]:
        found = [
            Enclosure(
                href=self._address(url),
                media_type=_text(one, "mime_type"),
                length=size(one.get("size_in_bytes")),
                title=_text(one, "title"),
            )
            for one in dicts(raw.get("attachments"))
            if (url := _text(one, "url"))
        ]
        image = _text(raw, "image") or _text(raw, "banner_image")
        if image and all(one.href != self._address(image) for one in found):
            found.append(Enclosure(href=self._address(image), media_type=_image_type(image)))
        return tuple(found)

    def _address(self, href: str) -> str:
        return joined(self.base, href)


def _authors(raw: Mapping[str, Any]) -> tuple[Person, ...]:
    """1.1 has a list, 1.0 had one; a name alone is met too."""
    found = []
    for one in listed(raw.get("authors")) or listed(raw.get("author")):
        if isinstance(one, dict):
            person = Person(name=_text(one, "name"), uri=_text(one, "url"))
        else:
            person = Person(name=scalar(one))
        if person.name or person.uri:
            found.append(person)
    return tuple(found)


def _image_type(url: str) -> str:
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    kinds = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}
    return f"image/{kinds[ending]}" if ending in kinds else ""


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""
