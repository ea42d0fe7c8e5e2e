"""Pictures, sounds and films in a NITF document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from feeds.model import Enclosure
from feeds.parse.nitf.parts import Parts, first_of, words_of
from feeds.parse.safety import reachable
from feeds.parse.xml import (
    anywhere,
    attribute,
    name_of,
)


def enclosures(parts: Parts) -> Iterable[Enclosure]:
    """A picture, sound or film each; where one comes in several sizes, the widest."""
    for one in (*parts.all("media"), *parts.all("img")):
        if name_of(one) == "img":
            if href := reachable(first_of(one, "src", "source")):
                yield Enclosure(href=href, title=first_of(one, "alt", "title"))
            continue
        data = {
            attribute(m, "name").lower(): attribute(m, "value")
            for m in anywhere(one, "media-metadata")
        }
        references = [
            m for m in anywhere(one, "media-reference") if reachable(attribute(m, "source"))
        ]
        best = max(references, key=_width, default=None)
        if best is not None:
            yield Enclosure(
                href=attribute(best, "source"),
                media_type=attribute(best, "mime-type"),
                title=words_of(one, "media-caption") or data.get("caption", ""),
                creditline=words_of(one, "media-producer") or data.get("credit", ""),
            )


def _width(element: etree._Element) -> int:
    stated = attribute(element, "width")
    return int(stated) if re.fullmatch("[0-9]{1,6}", stated) else 0
