"""What goes with a NewsML-G2 story: files, links, and what is packed with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from feeds.model import Enclosure, PubStatus
from feeds.parse.newsmlg2.item import (
    NewsItem,
    role_of,
)
from feeds.parse.safety import reachable
from feeds.parse.xml import anywhere, every, first, line_of

_TEXT_FILE = re.compile(r"[^?#]*\.(?:xml|x?html?|txt|nitf|json)(?:[?#].*)?", re.IGNORECASE)


class Beside(NamedTuple):
    """What a message holds beside its stories."""

    pictures: Mapping[str, Enclosure]
    companions: Mapping[str, tuple[str, ...]]
    """By the guid of a story, those of all that stands in a package with it and no other story."""


def enclosures(item: NewsItem, beside: Beside) -> Iterator[Enclosure]:
    """The other files in a story's content set, what it links to, and what is packed with it."""
    yield from _files(item)
    for one in item.all("itemMeta", "link"):
        if one.get("contenttype", "").startswith(("image/", "video/", "audio/")):
            yield _file(one)
        elif reference(one) in beside.pictures:
            yield beside.pictures[reference(one)]
    packed = beside.companions.get(item.guid, ())
    yield from (beside.pictures[one] for one in packed if one in beside.pictures)


def _files(item: NewsItem) -> list[Enclosure]:
    """The remote content that is no text, without thumbnails where there is anything larger."""
    remote = [one for one in item.all("contentSet", "remoteContent") if not _is_text(one)]
    large = [one for one in remote if "thumb" not in one.get("rendition", "").lower()]
    return [found for one in large or remote if (found := _file(one)).href]


def _is_text(remote: etree._Element) -> bool:
    kind = remote.get("contenttype", "").lower()
    if not kind:
        return _TEXT_FILE.fullmatch(remote.get("href", "")) is not None
    return kind.startswith("text/") or "xml" in kind or "json" in kind


def _file(remote: etree._Element) -> Enclosure:
    size = remote.get("size", "")
    return Enclosure(
        href=reachable(remote.get("href", "")),
        media_type=remote.get("contenttype", ""),
        length=int(size) if re.fullmatch("[0-9]{1,15}", size) is not None else None,
        title=line_of(first(remote, "title")),
    )


def picture(item: NewsItem) -> tuple[str, Enclosure] | None:
    """A picture that may be shown, as the enclosure of a story; its renditions are one picture."""
    files = _files(item)
    if not files or item.status is not PubStatus.USABLE or item.says("itemMeta", "embargoed"):
        return None
    about = item.all("contentMeta", "description")
    title = item.best(one for one in about if role_of(one) in {"", "caption"})
    return item.guid, replace(
        files[0],
        title=title or item.says("contentMeta", "headline"),
        creditline=item.says("contentMeta", "creditline"),
    )


def companions(root: etree._Element, stories: set[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for package in every(root, "itemSet", "packageItem"):
        guids = tuple(reference(one) for one in anywhere(package, "itemRef"))
        told = stories.intersection(guids)
        if len(told) == 1:
            found[told.pop()] = guids
    return found


def reference(element: etree._Element) -> str:
    return (element.get("residref") or element.get("guidref") or "").strip()
