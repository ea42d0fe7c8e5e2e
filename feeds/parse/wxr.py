"""WordPress exports: RSS in which most items are no stories."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.xml import first, name_of, root_of, words

SIGN = b"wordpress.org/export/"
_STORIES = frozenset({"", "post", "page"})
_PUBLISHED = frozenset({"", "publish", "future"})
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# What plugins would put in the place of [gallery ids="1"], nobody has; what stands inside a pair, such as
# a caption's picture, stays. Brackets round words of the copy have no letter directly behind the first.
_SHORTCODE = re.compile(
    r"\[/?(?:gallery|caption|audio|video|playlist|embed|wp_caption)\b[^\[\]]{0,2000}\]"
)


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
        if content is not None and content.text and "[" in content.text:
            content.text = _SHORTCODE.sub("", content.text)
    return replace(payload, body=etree.tostring(root, encoding="utf-8"), media_type="")


def _is_story(item: etree._Element) -> bool:
    kind, status = words(first(item, "post_type")), words(first(item, "status"))
    return kind in _STORIES and status in _PUBLISHED and not words(first(item, "post_password"))
