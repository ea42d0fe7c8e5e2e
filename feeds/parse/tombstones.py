"""Entries that an Atom feed says are deleted (RFC 6721): every one of them counts."""

from __future__ import annotations

from lxml import etree

from feeds.finding import byte_finder
from feeds.model import Payload, PubStatus, WireItem
from feeds.parse.dates import read_date

_DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_COMMENT = "{http://purl.org/atompub/tombstones/1.0}comment"
_may_delete = byte_finder(b"deleted-entry")
# What is damaged elsewhere in the feed makes no deletion undone.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
)


def deleted(payload: Payload) -> tuple[WireItem, ...]:
    """Canceled items, each with the id and the date that its ``deleted-entry`` states, and no copy."""
    if not _may_delete(payload.body):
        return ()
    try:
        root = etree.fromstring(payload.body.lstrip(), _PARSER)
    except etree.XMLSyntaxError:  # even so: bytes that are in no encoding
        return ()
    if root is None:
        return ()
    return tuple(
        WireItem(
            guid=ref,
            updated=read_date(element.get("when", "")),
            pubstatus=PubStatus.CANCELED,
            ednote=" ".join((element.findtext(_COMMENT) or "").split()),
        )
        for element in root.iterchildren(_DELETED)
        if (ref := element.get("ref", "").strip())
    )
