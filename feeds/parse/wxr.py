"""WordPress exports: RSS in which most items are no stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.markup import is_markup, without_shortcodes
from feeds.parse.xml import first, line_of, name_of, root_of

SIGN = b"wordpress.org/export/"
_STORIES = frozenset({"", "post", "page"})
_PUBLISHED = frozenset({"", "publish", "future"})
_BLOCK = re.compile(
    r"<(?:p|div|ul|ol|dl|table|blockquote|figure|h[1-6]|pre|section|article|hr)\b", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_CAPTION_END = "[/caption]"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def stories_of(payload: Payload) -> Payload:
    """The same export with nothing in it but what was published, or will be. Raises ParseError.

    Drafts, private and discarded posts are not for the public; attachments, menus and styles are no
    stories.
    """
    root = root_of(payload)
    channel = first(root, "channel")
    if channel is None:
        raise ParseError("a WordPress export without a channel", payload.media_type)
    names = dict(_authors(channel))
    for item in [one for one in channel if name_of(one) == "item"]:
        if not _is_story(item):
            channel.remove(item)
            continue
        content = item.find(_CONTENT)
        if content is not None and content.text:
            # What plugins would put in a code's place nobody has; what stands inside a pair is copy, such as
            # a caption's picture.
            content.text = _in_paragraphs(
                without_shortcodes(
                    content.text.replace(_CAPTION_END, f"{_CAPTION_END}\n\n"), kept=True
                )
            )
        creator = item.find(_CREATOR)
        if creator is not None:
            creator.text = names.get(line_of(creator), creator.text)
    return replace(payload, body=etree.tostring(root, encoding="utf-8"), media_type="")


def _authors(channel: etree._Element) -> Iterator[tuple[str, str]]:
    """What the authors of an export are called, by the names with which they log in."""
    for author in channel:
        if name_of(author) == "author" and len(author):
            login, name = (
                line_of(first(author, f"author_{one}")) for one in ("login", "display_name")
            )
            if login and name:
                yield login, name


def _in_paragraphs(text: str) -> str:
    """Copy as WordPress shows it: a blank line ends a paragraph and a line end a line, where it has no blocks
    of its own.
    """
    if not is_markup(text) or _BLOCK.search(text) is not None:
        return text
    parts = filter(None, (part.strip() for part in _BLANK_LINE.split(text)))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def _is_story(item: etree._Element) -> bool:
    kind, status = line_of(first(item, "post_type")), line_of(first(item, "status"))
    return kind in _STORIES and status in _PUBLISHED and not line_of(first(item, "post_password"))
