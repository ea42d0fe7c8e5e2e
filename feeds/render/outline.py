"""OPML 2.0 (http://opml.org/spec2.opml): lists of feeds, for programs that read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from lxml import etree

from feeds.model import Channel, Document, Site, Source
from feeds.render import formats
from feeds.render.faults import our_fault
from feeds.render.pieces import plain_text_in_hex
from feeds.render.stamps import stamp_822
from feeds.render.text import flat, line

_IS_MARKUP = re.compile("<|&(?! )")


def opml(site: Site, channels: Sequence[Channel], modified: datetime) -> Document:
    """``opml.xml``, an outline for each feed of each channel, under the date `modified`.

    Every outline has the type ``rss``: to the readers that import lists it means a subscription
    of whatever format. Raises RenderError.
    """
    with our_fault("opml"):
        outlines = [
            _outline(site, channel, form)
            for channel in channels
            for form in formats.offered(channel)
        ]
        body = _document(formats.publisher(site), modified, outlines)
    return Document(path="opml.xml", media_type="text/x-opml; charset=utf-8", body=body)


def subscriptions(site: Site, sources: Iterable[Source], modified: datetime) -> bytes:
    """A list of what comes in, in the words of the config, for programs that take in such lists: an outline for each source, of which nothing is said but its provider, its
    address and its subjects (X34). Raises RenderError.
    """
    with our_fault("opml"):
        return _document(
            f"{formats.publisher(site)}: sources", modified, map(_subscription, sources)
        )


def _document(title: str, modified: datetime, outlines: Iterable[Mapping[str, str]]) -> bytes:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _words(title)
    etree.SubElement(head, "dateModified").text = stamp_822(modified)
    body = etree.SubElement(root, "body")
    for one in outlines:
        etree.SubElement(body, "outline", {key: value for key, value in one.items() if value})
    xml = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return plain_text_in_hex(xml)


def _subscription(source: Source) -> dict[str, str]:
    name = flat(source.provider)
    return {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": source.url,
        "category": ",".join(map(line, source.subjects)),
    }


def _outline(site: Site, channel: Channel, form: formats.Form) -> dict[str, str]:
    name = _words(f"{formats.title(site, channel)} ({form.label})")
    return {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": formats.location(site, channel, form),
        "htmlUrl": formats.home(site, channel),
        "version": form.outline,
    }


def _words(text: str) -> str:
    """Words as an outline has them, whose text may be HTML (OPML 2.0, "Text attribute"). Many show it as it
    stands, so that it is escaped only where HTML would have it otherwise.
    """
    words = line(text)
    return escape(words, quote=False) if _IS_MARKUP.search(words) else words
