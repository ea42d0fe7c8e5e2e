"""Copy in JSON without what is shown beside the story, as plain text, or out of NITF."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from feeds.errors import ParseError
from feeds.model import Payload, Text
from feeds.parse.markup import characters
from feeds.parse.nitf.copy import text_of
from feeds.parse.xml import (
    anywhere,
    root_of,
)

_LONGEST_LINE = 120
"""Characters that no wire's hard line ends leave in a line: where lines are longer they are paragraphs."""
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
# What stands beside the story: pictures with their captions, and what is marked as for newsrooms.
_OPENED = re.compile(r"<(/?)(figure|figcaption|aside|section|div|p|span)\b([^<>]*)>", re.IGNORECASE)
_ALWAYS = frozenset({"figure", "figcaption"})
_LONGEST_TAG = 1000
_MARKED = re.compile(
    r"\bclass\s*=\s*[\"']?[^\"'<>]*\b(?:notepad|notebook|nonpublic|non-public|private|internal|ednote|"
    r"ed-note|caption|embed-block|not-for-publication)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"notepad|notebook|non-?public|private|internal|ed-?note|not-for-pub", re.IGNORECASE)  # fmt: skip
_EMBED = "<!-- EMBED "
# What WordPress puts into its texts for itself; a caption with its words.
_SHORTCODE = re.compile(
    r"\[(caption|embed|gallery|youtube|audio|playlist|iframe|twitter|instagram)\b[^\[\]]{0,300}\]"
    r"(?:[^\[]{0,2000}\[/\1\])?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Plain text whose paragraphs end with a blank line."""
    text = _LINE_ENDS.sub("\n", text)
    text = characters(text)
    if "\n\n" not in text and "\n" in text and max(map(len, text.split("\n"))) > _LONGEST_LINE:
        return text.replace("\n", "\n\n")
    return text


def without_asides(text: str) -> str:
    """HTML without captions, without what a CMS put between marks of its own, and without what is not
    for publication.
    """
    if _EMBED in text:
        text = _without_embeds(text)
    if "[" in text:
        text = _SHORTCODE.sub("", text)
    kept, place = [], 0
    name, depth, start, private = "", 0, 0, False
    for hit in _OPENED.finditer(text):
        closes, tag, rest = bool(hit[1]), hit[2].lower(), hit[3][:_LONGEST_TAG]
        if tag == name == "p" or (tag == name and not hit[3].endswith("/")):
            # A paragraph ends where the next begins (HTML, 13.1.2.4).
            depth = depth - 1 if closes else (0 if tag == "p" else depth + 1)
            if depth == 0:
                name, place = "", hit.end() if closes else hit.start()
        begins = not name and not closes and not hit[3].endswith("/")
        if begins and (tag in _ALWAYS or _MARKED.search(rest) is not None):
            name, depth, start = tag, 1, hit.start()
            private = _PRIVATE.search(rest) is not None
            kept.append(text[place:start])
            place = start
    if name and private:
        return "".join(kept)  # never closed: in doubt nothing that newsrooms keep to themselves
    return "".join([*kept, text[place:]])


def _without_embeds(text: str) -> str:
    kept, place = [], 0
    while (start := text.find("<!-- EMBED START", place)) >= 0:
        end = text.find("<!-- EMBED END", start)
        stop = text.find("-->", end) if end >= 0 else -1
        if stop < 0:
            break
        kept.append(text[place:start])
        place = stop + 3
    return "".join([*kept, text[place:]])


def from_nitf(text: str) -> Text:
    """The copy in a NITF document (NITF 3.x, body.content); empty where there is none to read."""
    try:
        root = root_of(
            Payload(
                source="", url="", body=text.encode(), fetched_at=datetime(1970, 1, 1, tzinfo=UTC)
            )
        )
    except ParseError:
        return Text()
    content = next(anywhere(root, "body.content"), None)
    return text_of(content) if content is not None else Text()
