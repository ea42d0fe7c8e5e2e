"""What RSS and Atom share: feedgen's elements as bytes that fit into any document of the format.

A document is a head, its fragments and a tail. The namespaces stand on the root alone, so a
fragment is serialised inside a root that declares the same ones, and cut out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree
from lxml.etree import SubElement, _Element

from feeds.render.media import Attachment

MEDIA = "http://search.yahoo.com/mrss/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fragment(element: _Element, within: Sequence[str], namespaces: Mapping[str, str]) -> bytes:
    """The element's bytes, on lines of their own, for a place inside the elements `within`."""
    root = etree.Element(within[0], nsmap=dict(namespaces))
    parent = root
    for name in within[1:]:
        parent = etree.SubElement(parent, name)
    parent.append(element)
    xml = etree.tostring(root, encoding="UTF-8", pretty_print=True)
    start = xml.rindex(b"\n", 0, xml.index(b"<" + str(element.tag).encode())) + 1
    end = xml.rindex(b"</" + str(parent.tag).encode())
    return xml[start:end].rstrip()


def add_media(parent: _Element, media: Iterable[Attachment]) -> None:
    """Media RSS (https://www.rssboard.org/media-rss): what neither RSS nor Atom has a place for, the credit above
    all.
    """
    for one in media:
        content = SubElement(
            parent, f"{{{MEDIA}}}content", url=one.href, type=one.media_type, medium=one.medium
        )
        if one.length:
            content.set("fileSize", str(one.length))
        if one.title:
            SubElement(content, f"{{{MEDIA}}}title", type="plain").text = one.title
        if one.creditline:
            SubElement(content, f"{{{MEDIA}}}credit").text = one.creditline


def plain_text_in_hex(xml: bytes) -> bytes:
    """``&`` and ``<`` of plain text as hexadecimal references (RSS Advisory Board profile,
    "Character Data"), which readers take for the characters and never for markup.

    Only for bytes that an XML serialiser wrote, and without CDATA sections.
    """
    return xml.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def around(empty: bytes, closing: bytes, fragments: Sequence[bytes]) -> bytes:
    """A document made of one without entries: fragments go where `closing` begins its tail."""
    cut = empty.rindex(closing)
    head = empty[:cut].rstrip()
    return b"\n".join((head, *fragments, empty[cut:]))
