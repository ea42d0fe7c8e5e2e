"""OPML 2.0 (http://opml.org/spec2.opml): the list of all feeds, for programs that read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from feeds.model import Channel, Document, Site
from feeds.render import formats
from feeds.render.faults import our_fault
from feeds.render.pieces import plain_text_in_hex
from feeds.render.stamps import stamp_822
from feeds.render.text import line


def opml(site: Site, channels: Sequence[Channel], modified: datetime) -> Document:
    """``opml.xml``, an outline for each feed of each channel, under the date `modified`.

    Every outline has the type ``rss``: to the readers that import lists it means a subscription
    of whatever format. Raises RenderError.
    """
    with our_fault("opml"):
        root = etree.Element("opml", version="2.0")
        head = etree.SubElement(root, "head")
        etree.SubElement(head, "title").text = line(site.name)
        etree.SubElement(head, "dateModified").text = stamp_822(modified)
        body = etree.SubElement(root, "body")
        for channel in channels:
            for form in formats.offered(channel):
                etree.SubElement(body, "outline", _outline(site, channel, form))
        xml = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Document(
        path="opml.xml", media_type="text/x-opml; charset=utf-8", body=plain_text_in_hex(xml)
    )


def _outline(site: Site, channel: Channel, form: formats.Form) -> dict[str, str]:
    name = f"{formats.title(site, channel)} ({form.label})"
    said = {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": formats.location(site, channel, form),
        "htmlUrl": formats.home(site, channel),
        "version": form.outline,
    }
    return {key: value for key, value in said.items() if value}
