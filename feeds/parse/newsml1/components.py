"""The components of a NewsML item: what each is, and what those round it say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from feeds.model import Payload
from feeds.parse.dates import read_stamp
from feeds.parse.xml import (
    attribute,
    every,
    first,
    line_of,
    name_of,
)

SMALL = frozenset({"icon", "preview", "quicklook", "thumbnail"})
_ASIDE = SMALL | {
    "abstract",
    "background",
    "caption",
    "highdef",
    "highres",
    "infobox",
    "lowres",
    "sidebar",
}
"""Roles of components that are not the story, as far as no caption tells them."""
_MEDIA = frozenset(
    {"animation", "audio", "graphic", "graphics", "image", "photo", "picture", "video"}
)
_METADATA = ("DescriptiveMetadata", "AdministrativeMetadata", "Metadata")


class Message(NamedTuple):
    payload: Payload
    root: etree._Element
    envelope: etree._Element | None


class Where:
    """A component and those round it: what one does not say, the next one outwards does."""

    def __init__(
        self,
        story: etree._Element,
        item: etree._Element,
        message: Message,
        components: Sequence[etree._Element],
    ) -> None:
        self.item, self.message = item, message
        above = () if story is item else story.iterancestors("{*}NewsComponent")
        self.around = [story, *above]
        self.chain = list(dict.fromkeys([*self.around, *filter(may_tell, components)]))

    def all(self, *path: str) -> Iterator[etree._Element]:
        for component in self.chain:
            yield from every(component, *path)

    def line(self, *path: str) -> str:
        return next(filter(None, map(line_of, self.all(*path))), "")

    def formal(self, *path: str) -> str:
        """The first formal name at the end of a path, else the first words there."""
        return next(filter(None, map(formal, self.all(*path))), "")

    def properties(self, names: Collection[str]) -> Iterator[str]:
        """The values of properties of the metadata."""
        for kind in _METADATA:
            for one in self.all(kind, "Property"):
                if squeezed(attribute(one, "FormalName")) in names:
                    yield attribute(one, "Value") or line_of(one)

    def newslines(self) -> Iterator[tuple[str, str]]:
        """Lines of an agency's own: their types and their words."""
        for line in self.all("NewsLines", "NewsLine"):
            kind = formal(first(line, "NewsLineType"))
            yield from ((squeezed(kind), line_of(text)) for text in every(line, "NewsLineText"))


def outermost(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements of a name, but for those inside another of it."""
    found: list[etree._Element] = []
    ahead = [root]
    while ahead:
        element = ahead.pop()
        if name_of(element) == name:
            found.append(element)
        else:
            ahead.extend(reversed(element))
    return found


def formal(element: etree._Element | None) -> str:
    return attribute(element, "FormalName") or line_of(element)


def date_at(element: etree._Element | None, *path: str) -> datetime | None:
    return read_stamp(line_of(first(element, *path)))


def headline_of(component: etree._Element) -> str:
    return line_of(first(component, "NewsLines", "HeadLine"))


def role_of(component: etree._Element) -> str:
    return squeezed(formal(first(component, "Role")))


def may_tell(component: etree._Element) -> bool:
    role = role_of(component)
    return role not in _ASIDE and "caption" not in role


def squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def is_media(content: etree._Element) -> bool:
    kind = formal(first(content, "MediaType")).lower()
    mime = formal(first(content, "MimeType")).lower()
    return kind in _MEDIA or mime.startswith(("image/", "audio/", "video/"))
