"""What stands in a story's HTML and is no part of it: what newsrooms keep to themselves, and what is shown beside it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.hypertext import tree_of
from feeds.parse.xml import markup, name_of

# The classes of such elements, in the words of agencies, and of ninjs and NewsML-G2 in theirs.
_PRIVATE = (
    "ed-note", "editor-note", "editornote", "editors-note", "ednote", "ednotes", "internal", "non-public",
    "nonpublic", "not-for-publication", "notebook", "notepad", "np-nonpublic", "np-public", "private",
)  # fmt: skip
_CLASSES = frozenset({*_PRIVATE, "caption", "closingline", "embed-block", "slugline"})
_NO_STORY = frozenset({"figcaption", "script", "style", "title"})
# A figure that holds none of these is a quotation or a table of the story.
_SHOWN = ("audio", "embed", "iframe", "img", "object", "picture", "svg", "video")
_GONE = "no-story"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNS = (
    re.compile(r"<figure|<figcaption|\bclass\s*=", re.IGNORECASE),
    re.compile(rf"<fig|{'|'.join(sorted(_CLASSES))}", re.IGNORECASE),
)
_ENDS = re.compile(r"</figure\s*>", re.IGNORECASE)
_BEGINS = re.compile(r"<figure[\s>]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def is_aside(element: etree._Element) -> bool:
    """Whether an element's class says that it is no part of the story."""
    return not _CLASSES.isdisjoint(element.get("class", "").lower().split())


def without_asides(text: str) -> str:
    """HTML without what is no part of the story, and without its pictures and their captions; as it was
    where it has none of them, and nothing of it where nobody can tell.
    """
    if any(sign.search(text) is None for sign in _SIGNS):
        return text
    # libxml2 knows few entities by their names, and none of windows-1252 by their numbers.
    known = _ENTITY.sub(lambda hit: html.escape(html.unescape(hit[0])), text)
    page = f"<html><body>{known}</body></html>".encode(errors="ignore")
    try:
        body = tree_of(
            Payload(
                source="",
                url="",
                body=page,
                media_type="text/html; charset=utf-8",
                fetched_at=_NEVER,
            )
        ).find("body")
    except ParseError:
        return ""
    if body is None:
        return ""
    # Of a figure that does not end everything that follows would be a part.
    ends = len(_ENDS.findall(text)) >= len(_BEGINS.findall(text))
    names = _NO_STORY | {"figure"} if ends else _NO_STORY
    for one in list(body.iterdescendants()):
        shows = name_of(one) != "figure" or next(one.iter(*_SHOWN), None) is not None
        if (name_of(one) in names and shows) or is_aside(one):
            one.tag = _GONE
    etree.strip_elements(body, _GONE, with_tail=False)
    return markup(body).strip()
