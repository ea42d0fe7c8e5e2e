"""Pictures, sounds and films in a NewsML item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from feeds.model import Enclosure
from feeds.parse.newsml1.components import (
    SMALL,
    formal,
    is_media,
    may_tell,
    role_of,
)
from feeds.parse.safety import reachable
from feeds.parse.xml import (
    anywhere,
    attribute,
    every,
    first,
    line_of,
    name_of,
)


def pictures_of(component: etree._Element, around: Sequence[etree._Element]) -> Iterator[Enclosure]:
    """A picture, sound or film each. Equivalents are one, and so are the parts of a component that has a
    caption or a small picture among them, unless the story is one of them too.
    """
    inner = list(every(component, "NewsComponent"))
    one = attribute(component, "EquivalentsList").lower() == "yes" or not all(map(may_tell, inner))
    one = one and component not in around
    parts = [component, *anywhere(component, "NewsComponent")] if one else [component]
    if (found := _picture(parts)) is not None:
        yield found
    if not one:
        for part in inner:
            yield from pictures_of(part, around)


def _picture(parts: Sequence[etree._Element]) -> Enclosure | None:
    """The widest of what the components hold, with the caption and the credit that they have for it."""
    contents = [
        (large, _number(content, "Width"), content)
        for part in parts
        for large in (role_of(part) not in SMALL,)
        for content in every(part, "ContentItem")
        if is_media(content) and reachable(attribute(content, "Href"))
    ]
    if not contents:
        return None
    *_, best = max(contents, key=lambda one: one[:2])
    beside = [part for part in parts if part is best.getparent() or not may_tell(part)]
    captions = (
        line_of(data)
        for part in beside
        for content in every(part, "ContentItem")
        if not is_media(content)
        for data in every(content, "DataContent")
        if next(anywhere(data, "nitf", "html"), None) is None
    )
    lines = [line for part in parts for line in every(part, "NewsLines")]
    titles = (
        line_of(one)
        for name in ("CaptionLine", "HeadLine")
        for line in lines
        for one in every(line, name)
    )
    credited = (line_of(one) for line in lines for one in every(line, "CreditLine"))
    return Enclosure(
        href=attribute(best, "Href"),
        media_type=formal(first(best, "MimeType")),
        length=_number(best, "SizeInBytes") or None,
        title=next(filter(None, (*captions, *titles)), ""),
        creditline=next(filter(None, credited), ""),
    )


def _number(content: etree._Element, name: str) -> int:
    """A whole number among the characteristics: an element's or a property's; 0 where there is none."""
    for one in anywhere(content, name, "Property"):
        text = line_of(one) if name_of(one) == name else attribute(one, "Value")
        if name in {name_of(one), attribute(one, "FormalName")} and re.fullmatch(
            "[0-9]{1,12}", text
        ):
            return int(text)
    return 0
