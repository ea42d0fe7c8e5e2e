"""RSS 2.0 as the RSS Advisory Board's profile has it, made with feedgen.

feedgen 1.0 has no names without e-mail addresses, no credits of pictures, no hubs and no
languages of items; two small extensions of ours add them, one to the channel, one to its items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement, _Element

from feeds.model import Document, Edition, Entry
from feeds.render import formats, history, house
from feeds.render.faults import our_fault
from feeds.render.language import differing, tag
from feeds.render.media import Attachment, carried
from feeds.render.pieces import LANG, MEDIA, add_media, around, fragment, plain_text_in_hex
from feeds.render.provenance import link, origin
from feeds.render.stamps import stamp_822
from feeds.render.text import address, line

TTL = 15
"""Minutes for which a copy is good: no source is polled more often unless its operator says so."""

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
NAMESPACES: Mapping[str, str] = {
    "dc": _DC,
    "media": MEDIA,
    "atom": _ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
}


class Unsaid(datetime):
    """A date that feedgen takes but does not write.

    It writes RFC 822 dates by way of the locale of the whole process, which is not ours to
    change; our extensions write them instead.
    """

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelExtension:
    """What feedgen's channel lacks; called by feedgen, by these names."""

    built: datetime
    published: datetime
    hubs: tuple[str, ...]

    def extend_ns(self) -> dict[str, str]:
        return dict(NAMESPACES)

    def extend_rss(self, root: _Element) -> _Element:
        channel = root[0]
        SubElement(channel, "lastBuildDate").text = stamp_822(self.built)
        SubElement(channel, "pubDate").text = stamp_822(self.published)
        for hub in self.hubs:
            SubElement(channel, f"{{{_ATOM}}}link", rel="hub", href=hub)
        return root


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemExtension:
    """What feedgen's item lacks; called by feedgen, by these names."""

    published: datetime
    creator: str
    contributors: tuple[str, ...]
    language: str
    media: tuple[Attachment, ...]

    def extend_rss(self, item: _Element) -> _Element:
        if self.language:
            item.set(LANG, self.language)
        SubElement(item, "pubDate").text = stamp_822(self.published)
        if self.creator:
            SubElement(item, f"{{{_DC}}}creator").text = self.creator
        for name in self.contributors:
            SubElement(item, f"{{{_DC}}}contributor").text = name
        add_media(item, self.media)
        return item


class Rss:
    """The `Renderer` of RSS 2.0."""

    format = formats.RSS.format
    suffix = formats.RSS.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """An ``item`` element. Raises RenderError."""
        with our_fault(f"rss item {entry.id}"):
            made = item(entry, site_language).rss_entry()
            xml = fragment(made, ("rss", "channel"), NAMESPACES)
        before, opened, rest = xml.partition(b"<![CDATA[")
        copy, closed, after = rest.rpartition(b"]]>")
        return b"".join((plain_text_in_hex(before), opened, copy, closed, plain_text_in_hex(after)))

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """``<channel>.rss``. Raises RenderError."""
        with our_fault(f"rss channel {edition.channel.id}"):
            empty = channel(edition).rss_str(pretty=True)
        return Document(
            path=formats.path(edition.channel, formats.RSS, edition.history.number),
            media_type=formats.RSS.media_type,
            body=around(plain_text_in_hex(empty), b"  </channel>", fragments),
        )


def channel(edition: Edition) -> FeedGenerator:
    """The channel as feedgen holds it, without items."""
    site, own = edition.site, edition.channel
    made = FeedGenerator()
    made.title(formats.title(site, own))
    made.description(formats.description(site, own))
    self_link = formats.location(site, own, formats.RSS, edition.history.number)
    made.link(href=self_link, rel="self", type=formats.RSS.essence)
    made.link(href=formats.home(site, own))  # RSS has one link, and feedgen takes the last
    if tag(site.language):
        made.language(site.language)
    if site.rights:
        made.copyright(line(site.rights))
    if site.email:
        mailbox = f"{line(site.email)} ({line(site.author) or formats.publisher(site)})"
        made.managingEditor(mailbox)
        made.webMaster(mailbox)
    made.generator(formats.GENERATOR)
    made.ttl(TTL)
    made.lastBuildDate(Unsaid(1970, 1, 1, tzinfo=UTC))
    extension = ChannelExtension(
        built=edition.updated,
        published=max(map(_dated, edition.entries), default=edition.updated),
        hubs=formats.hubs(edition),
    )
    made.register_extension("house", lambda: extension, atom=False)
    past = history.extension(edition, formats.RSS)
    made.register_extension("history", lambda: past, atom=False)
    return made


def item(entry: Entry, site_language: str) -> FeedEntry:
    """An item as feedgen holds it, for RSS alone."""
    made = FeedEntry()
    made.title(house.headline(entry))
    made.link(href=link(entry))
    copy, summary = house.copy(entry), house.summary(entry)
    if copy and summary:
        words = escape(summary, quote=False)  # RSS takes a description for HTML
        made.description(house.directed(words, entry, site_language))
    # Where this is all that there is, feedgen makes the description of it.
    shown = house.directed(copy or house.shown(entry), entry, site_language)
    if shown:
        made.content(shown.replace("]]>", "]]&gt;"), type="CDATA")
    made.guid(line(entry.id), permalink=False)
    made.category(
        [
            {"term": subject.name, "scheme": subject.scheme}
            if subject.scheme
            else {"term": subject.name}
            for subject in house.subjects(entry)
        ]
    )
    media = carried(entry)
    if media:
        first = media[0]
        made.enclosure(first.href, first.length, first.media_type)
    wire = origin(entry)
    if wire and address(wire.link):  # RSS knows a source by its address alone
        made.source(url=wire.link, title=wire.title)
    # The profile has one enclosure an item; a second one, a title or a credit needs Media RSS.
    told = bool(media) and not (media[0].title or media[0].creditline)
    extension = ItemExtension(
        published=_dated(entry),
        creator=house.author(entry),
        contributors=house.contributors(entry),
        language=differing(entry.language, site_language),
        media=media[1:] if told else media,
    )
    made.register_extension("house", lambda: extension, atom=False)
    return made


def _dated(entry: Entry) -> datetime:
    """RSS has no date of a change, so that a notice has to be a newer item than its story was (S16)."""
    return entry.withdrawn or entry.published
