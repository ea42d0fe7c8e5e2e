"""The elements of a NITF document by their names, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from feeds.parse.xml import (
    anywhere,
    attribute,
    line_of,
    name_of,
)

# What an element of these holds belongs to it and not to the document.
_CLOSED = frozenset(
    ("abstract", "bibliography", "byline", "custom-table", "date.issue", "date.release", "distributor",
     "doc-scope", "ed-msg", "fixture", "hl1", "hl2", "identified-content", "keyword", "media", "nitf-table",
     "note", "revision-history", "rights.limitations", "rights.owner", "story.date", "table", "tagline",
     "title")
)  # fmt: skip


class Parts:
    """The elements of a document by their names, wherever they stand, but for those that others hold."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._found: dict[str, list[etree._Element]] = {}
        ahead = [root]
        while ahead:
            element = ahead.pop()
            name = name_of(element)
            self._found.setdefault(name, []).append(element)
            if name not in _CLOSED:
                ahead.extend(reversed(element))
        self._meta = {
            attribute(one, "name").lower(): attribute(one, "content") for one in self.all("meta")
        }

    def all(self, name: str) -> Sequence[etree._Element]:
        return self._found.get(name, ())

    def one(self, name: str) -> etree._Element | None:
        return next(iter(self.all(name)), None)

    def says(self, name: str, *attributes: str) -> str:
        """The first of the attributes that any element of the name has with something in it."""
        values = (attribute(one, key) for key in attributes for one in self.all(name))
        return next(filter(None, values), "")

    def line(self, *names: str) -> str:
        """The words of the first element of the names that has any."""
        return next(filter(None, (line_of(one) for name in names for one in self.all(name))), "")

    def meta(self, *names: str) -> str:
        return next(filter(None, (self._meta.get(name, "") for name in names)), "")


def first_of(element: etree._Element, *names: str) -> str:
    return next(filter(None, (attribute(element, name) for name in names)), "")


def words_of(element: etree._Element, name: str) -> str:
    return " ".join(filter(None, (line_of(one) for one in anywhere(element, name))))
