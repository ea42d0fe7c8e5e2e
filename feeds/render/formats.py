"""The formats of a channel: their names, types and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.model import Channel, Edition, Site
from feeds.render import ARCHIVE
from feeds.render.text import address, line, without_mailbox

GENERATOR = "GNN9 Feeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One format: what its documents are called and how they are served (S08)."""

    format: str
    suffix: str
    media_type: str
    """The Content-Type header in full."""
    label: str
    outline: str = ""
    """OPML 2.0 ``version`` of an outline that names such a document."""

    @property
    def essence(self) -> str:
        """The media type without its parameters (RFC 9110, 8.3.1)."""
        return self.media_type.partition(";")[0]


RSS = Form(
    format="rss",
    suffix=".rss",
    media_type="application/rss+xml; charset=utf-8",
    label="RSS",
    outline="RSS2",
)
ATOM = Form(
    format="atom",
    suffix=".atom",
    media_type="application/atom+xml; charset=utf-8",
    label="Atom",
)
JSON = Form(format="json", suffix=".json", media_type="application/feed+json", label="JSON Feed")
HTML = Form(format="html", suffix=".html", media_type="text/html; charset=utf-8", label="HTML")
FEEDS = (RSS, ATOM, JSON)
"""What readers subscribe to, in the order in which it is offered."""


def path(channel: Channel, form: Form, number: int = 0) -> str:
    """Where a channel's document lies below the published folder, or a page of its archive."""
    return (
        f"{ARCHIVE}/{channel.id}/{number}{form.suffix}" if number else f"{channel.id}{form.suffix}"
    )


def location(site: Site, channel: Channel, form: Form, number: int = 0) -> str:
    """The public address of a channel's document, or of a page of its archive."""
    return address(f"{site.base_url}{path(channel, form, number)}")


def hubs(edition: Edition) -> tuple[str, ...]:
    """The addresses of the hubs that a document names: what they tell of is the current one."""
    told = () if edition.history.number else edition.site.hubs
    return tuple(filter(None, map(address, told)))


def home(site: Site, channel: Channel) -> str:
    """The page that a channel's feeds belong to: its own where it has one, else the site's."""
    if HTML.format in channel.formats:
        return location(site, channel, HTML)
    return address(site.link) or address(site.base_url)


def icon(site: Site) -> str:
    """The address of the picture by which lists of feeds show the house (RFC 4287, 4.2.5): the ICO, since not
    every reader can draw SVG.
    """
    return address(f"{site.base_url}favicon.ico")


def publisher(site: Site) -> str:
    """What the house is called; never empty."""
    return without_mailbox(site.name) or line(urlsplit(site.base_url).netloc)


def title(site: Site, channel: Channel) -> str:
    """What a channel is called outside the house."""
    own = line(channel.title) or channel.id
    house = publisher(site)
    return f"{house}: {own}" if house != own else own


def description(site: Site, channel: Channel) -> str:
    """What a channel is about; never empty, since RSS 2.0 requires it."""
    return line(channel.description) or line(site.description) or title(site, channel)


def offered(channel: Channel) -> tuple[Form, ...]:
    """The formats that a channel can be subscribed to in."""
    return tuple(form for form in FEEDS if form.format in channel.formats)
