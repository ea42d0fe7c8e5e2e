"""Atom 1.0 (RFC 4287), made with feedgen.

feedgen 1.0 leaves out the relation and the type of an entry's links, gives its source neither id
nor date, and knows no language of an entry; an extension of ours says them. One entry object cannot serve both
RSS and Atom: what is a description to one is content to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from xml.sax.saxutils import quoteattr

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement, _Element

from feeds.model import Document, Edition, Entry, Origin
from feeds.render import formats, history, house
from feeds.render.faults import our_fault
from feeds.render.language import differing, tag
from feeds.render.media import Attachment, carried
from feeds.render.pieces import LANG, MEDIA, add_media, around, fragment, plain_text_in_hex
from feeds.render.provenance import link, origin, wire_page
from feeds.render.text import address, line, scheme

_PAGE = "text/html"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
NAMESPACES: Mapping[str, str] = {"media": MEDIA}
"""What a document declares besides Atom itself, which feedgen writes as a plain attribute."""


class FeedExtension:
    """What feedgen's feed lacks, the namespaces of its entries; called by feedgen, by these names."""

    def extend_ns(self) -> dict[str, str]:
        return dict(NAMESPACES)

    def extend_atom(self, feed: _Element) -> _Element:
        return feed


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryExtension:
    """What feedgen's entry lacks; called by feedgen, by these names."""

    language: str
    links: tuple[Mapping[str, str], ...]
    source: Origin | None
    updated: datetime
    media: tuple[Attachment, ...]
    """What is credited to somebody."""

    def extend_atom(self, entry: _Element) -> _Element:
        if self.language:
            entry.set(LANG, self.language)
        for bare in entry.findall("link"):
            entry.remove(bare)
        for said in self.links:
            SubElement(entry, "link", dict(said))
        if self.source:
            # RFC 4287, 4.2.11: what the wire's feed says of itself. It is known by its address,
            # and that it changed when it brought this version.
            source = SubElement(entry, "source")
            SubElement(source, "id").text = self.source.link
            SubElement(source, "title").text = self.source.title
            SubElement(source, "updated").text = self.updated.isoformat()
            if address(self.source.link):
                SubElement(source, "link", rel="self", href=self.source.link)
        add_media(entry, self.media)
        return entry


class Atom:
    """The `Renderer` of Atom 1.0."""

    format = formats.ATOM.format
    suffix = formats.ATOM.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """An ``entry`` element. Raises RenderError."""
        with our_fault(f"atom entry {entry.id}"):
            made = item(entry, site_language).atom_entry()
            xml = fragment(made, ("feed",), NAMESPACES)
        before, opened, rest = xml.partition(b"<content ")
        copy, closed, after = rest.rpartition(b"</content>")
        return b"".join((plain_text_in_hex(before), opened, copy, closed, plain_text_in_hex(after)))

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """``<channel>.atom``. Raises RenderError."""
        with our_fault(f"atom feed {edition.channel.id}"):
            empty = feed(edition).atom_str(pretty=True)
        return Document(
            path=formats.path(edition.channel, formats.ATOM, edition.history.number),
            media_type=formats.ATOM.media_type,
            body=around(plain_text_in_hex(empty), b"</feed>", (*_tombstones(edition), *fragments)),
        )


def _tombstones(edition: Edition) -> Iterator[bytes]:
    """For each withdrawn story that it is deleted (RFC 6721, 3). `when` is not before the notice's own
    date, so that no reader takes the notice for a story that came back.
    """
    for one in edition.entries:
        if one.withdrawn is not None:
            yield (
                f'  <at:deleted-entry xmlns:at="{_TOMBSTONES}" ref={quoteattr(line(one.id))}'
                f' when="{one.withdrawn.isoformat()}">\n'
                f"    <at:by><name>{escape(formats.publisher(edition.site))}</name></at:by>\n"
                f"    <at:comment{_language(one, edition)}>{escape(line(one.summary))}</at:comment>\n"
                "  </at:deleted-entry>"
            ).encode()


def _language(entry: Entry, edition: Edition) -> str:
    own = differing(entry.language, edition.site.language)
    return f' xml:lang="{own}"' if own else ""


def feed(edition: Edition) -> FeedGenerator:
    """The feed as feedgen holds it, without entries."""
    site, own = edition.site, edition.channel
    made = FeedGenerator()
    made.id(f"tag:{site.tag}:channel/{own.first_id}")
    made.title(formats.title(site, own))
    made.updated(edition.updated)
    about = line(own.description) or line(site.description)
    if about:
        made.subtitle(about)
    author = {"name": formats.publisher(site)}
    if site.email:
        author["email"] = line(site.email)
    made.author(author)
    if site.rights:
        made.rights(line(site.rights))
    if tag(site.language):
        made.language(site.language)
    made.generator(formats.GENERATOR)
    made.icon(formats.icon(site))
    self_link = formats.location(site, own, formats.ATOM, edition.history.number)
    made.link(href=self_link, rel="self", type=formats.ATOM.essence)
    made.link(href=formats.home(site, own), rel="alternate", type=_PAGE)
    for hub in formats.hubs(edition):
        made.link(href=hub, rel="hub")
    made.register_extension("house", FeedExtension, rss=False)
    extension = history.extension(edition, formats.ATOM)
    made.register_extension("history", lambda: extension, rss=False)
    return made


def item(entry: Entry, site_language: str) -> FeedEntry:
    """An entry as feedgen holds it, for Atom alone."""
    made = FeedEntry()
    made.id(line(entry.id))
    made.title(house.headline(entry))
    made.updated(entry.updated)
    made.published(entry.published)
    author = house.author(entry)
    if author:
        made.author(name=author)
    made.contributor([{"name": name} for name in house.contributors(entry)])
    if entry.copyrightnotice:
        made.rights(line(entry.copyrightnotice))
    made.category([_category(s.code, s.name, s.scheme) for s in house.subjects(entry)])
    made.link(href=link(entry))
    copy, summary = house.copy(entry), house.summary(entry)
    shown = house.directed(copy or house.shown(entry), entry, site_language)
    if copy:
        made.content(shown, type="html")
        if summary:
            made.summary(summary, type="text")
    else:
        # An entry without content needs a summary (4.1.1.1).
        made.summary(shown or escape(house.headline(entry), quote=False), type="html")
    extension = EntryExtension(
        language=differing(entry.language, site_language),
        links=_links(entry),
        source=origin(entry),
        updated=entry.updated,
        media=tuple(one for one in carried(entry) if one.creditline),
    )
    made.register_extension("house", lambda: extension, rss=False)
    return made


def _links(entry: Entry) -> tuple[Mapping[str, str], ...]:
    target, wire = link(entry), wire_page(entry)
    links = [{"rel": "alternate", "type": _PAGE, "href": target}]
    if wire and wire != target:
        links.append({"rel": "via", "type": _PAGE, "href": wire})
    for one in carried(entry):
        said = {"rel": "enclosure", "type": one.media_type, "href": one.href}
        if one.length:
            said["length"] = str(one.length)
        if one.title:
            said["title"] = one.title
        links.append(said)
    return tuple(links)


def _category(code: str, name: str, vocabulary: str) -> dict[str, str]:
    category = {"term": code, "label": name}
    iri = scheme(vocabulary)
    return {**category, "scheme": iri} if iri else category
