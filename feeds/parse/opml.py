"""OPML 1.0 and 2.0 (http://opml.org/spec2.opml): lists of feeds, as programs that read them exchange them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.safety import MOST_ITEMS, refuse_crowds
from feeds.parse.xml import name_of, root_of

MOST_SUBJECTS = 16
"""Of one feed; what stands nearest to it first."""
LONGEST_WORDS = 200
"""Of a title or a subject: what is longer is cut."""

# Controls, marks that turn the direction of a line, and what shows nothing at all. The joiners of Indian and
# Persian scripts are letters there.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed as a list names it: words of one line in which nothing hides, and an address that is
    what a stranger has written.
    """

    url: str
    title: str = ""
    subjects: tuple[str, ...] = ()


def parse_opml(payload: Payload) -> tuple[Listed, ...]:
    """The feeds of a list in its order, however deep they stand: its outlines with an ``xmlUrl``, whatever
    their type and in whatever case. What `category` says and the outlines round about are called are
    its subjects.

    Raises ParseError for what is no XML, no OPML, names no feed or too many (X32), within the limits
    of any document (X10, X11).
    """
    root = root_of(payload)
    if name_of(root).lower() != "opml":
        raise ParseError(
            f"not OPML: the root element is {shown(name_of(root))[:60]}", payload.media_type
        )
    found = tuple(islice(_listed(root), MOST_ITEMS + 1))
    refuse_crowds(found, payload)
    if not found:
        raise ParseError("the list names no feed: no outline has an xmlUrl", payload.media_type)
    return found


def shown(words: str) -> str:
    """The words on one line, without signs that cannot be seen or that change how others are."""
    return " ".join(_UNSEEN.sub(" ", words).split())


def _listed(element: etree._Element, folders: tuple[str, ...] = ()) -> Iterator[Listed]:
    """Those below an element; `folders` are what the outlines round about it are called, the nearest first."""
    for child in element.iterchildren("{*}*"):
        said = _attributes(child)
        title = _title(said)
        if name_of(child).lower() == "outline" and said.get("xmlurl"):
            terms = said.get("category", "").replace("/", ",").split(",")
            words = (*map(_cut, terms), *folders)
            yield Listed(
                url=said["xmlurl"],
                title=title,
                subjects=tuple(dict.fromkeys(filter(None, words)))[:MOST_SUBJECTS],
            )
        else:
            yield from _listed(child, (title, *folders)[:MOST_SUBJECTS])


def _attributes(element: etree._Element) -> dict[str, str]:
    """By their local names in small letters: ``xmlUrl`` is met in every case."""
    return {
        str(key).rpartition("}")[2].lower(): str(value).strip()
        for key, value in element.attrib.items()
    }


def _title(said: dict[str, str]) -> str:
    return _cut(said.get("title") or said.get("text", ""))


def _cut(words: str) -> str:
    return shown(words)[:LONGEST_WORDS].rstrip()
