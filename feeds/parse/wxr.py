"""WordPress exports: RSS in which most items are no stories."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.markup import without_shortcodes
from feeds.parse.xml import first, line_of, name_of, root_of

SIGN = b"wordpress.org/export/"
_STORIES = frozenset({"", "post", "page"})
_PUBLISHED = frozenset({"", "publish", "future"})
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
    for item in [one for one in channel if name_of(one) == "item"]:
        if not _is_story(item):
            channel.remove(item)
            continue
        content = item.find(_CONTENT)
        if content is not None and content.text:
            # What plugins would put in a code's place nobody has; what stands inside a pair is copy, such as
            # a caption's picture.
            content.text = without_shortcodes(content.text, kept=True)
    return replace(payload, body=etree.tostring(root, encoding="utf-8"), media_type="")


def _is_story(item: etree._Element) -> bool:
    kind, status = line_of(first(item, "post_type")), line_of(first(item, "status"))
    return kind in _STORIES and status in _PUBLISHED and not line_of(first(item, "post_password"))
