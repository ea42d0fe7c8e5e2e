"""Copy in JSON without what is shown beside the story, as plain text, or out of NITF."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime

from feeds.errors import ParseError
from feeds.model import Payload, Text
from feeds.parse.markup import without, without_shortcodes
from feeds.parse.nitf.copy import copy_of
from feeds.parse.nitf.parts import Parts
from feeds.parse.xml import root_of

_LONGEST_LINE = 120
"""Characters that no wire's hard line ends leave in a line: where lines are longer they are paragraphs."""
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_EMBED_END = re.compile(r"<!-- EMBED END[^<>]*-->")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def plain(text: str) -> str:
    """Plain text whose paragraphs end with a blank line."""
    text = _LINE_ENDS.sub("\n", text)
    if "\n\n" not in text and "\n" in text and max(map(len, text.split("\n"))) > _LONGEST_LINE:
        return text.replace("\n", "\n\n")
    return text


def without_embeds(text: str) -> str:
    """HTML without what a CMS put between marks of its own."""
    if "<!-- EMBED " in text:
        end = "<!-- EMBED END -->"
        text = without(_EMBED_END.sub(end, text), "<!-- EMBED START", end)
    return without_shortcodes(text, kept=False)


def from_nitf(text: str) -> Text:
    """The copy in a NITF document (NITF 3.x), or in a part of one; empty where there is none to read."""
    for document in (text, f"<body.content>{text}</body.content>"):
        body = document.encode(errors="ignore")
        with contextlib.suppress(ParseError):
            root = root_of(Payload(source="", url="", body=body, fetched_at=_NEVER))
            return copy_of(Parts(root))
    return Text()
