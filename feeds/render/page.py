"""HTML: what all pages share, from the links that announce the feeds to the words of the house.

Jinja2 with autoescape on; the only markup that comes from outside is the copy, which was
sanitised when it was taken in and is framed by a content security policy that runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from feeds.model import Channel, Entry, Site
from feeds.render import formats, house, policy
from feeds.render.language import differing, direction, tag
from feeds.render.provenance import link
from feeds.render.stamps import local, stamp
from feeds.render.text import address, line

# Where readers on the web take an address to subscribe to. Plain links: nobody there learns of a page
# before somebody follows one.
_READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/"),
    ("Inoreader", "https://www.inoreader.com/?add_feed="),
    ("NewsBlur", "https://www.newsblur.com/?url="),
    ("Feedbin", "https://feedbin.com/?subscribe="),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url="),
)


def filled(name: str, site: Site, language: str, /, **said: object) -> bytes:
    """A page by the template of that name, in a language; what a template does not need it need not be
    told twice: the words of the house are added.
    """
    return _template(name).render(**_house(site, language), **said).encode()


def fragment(name: str, /, **said: object) -> bytes:
    """A piece of a page, by the template of that name."""
    return _template(name).render(**said).encode()


def listed(entry: Entry, site: Site) -> dict[str, str]:
    """What a list of stories says of one."""
    return {
        "href": link(entry),
        "headline": house.headline(entry),
        "credit": line(entry.creditline),
        "summary": house.summary(entry),
        "provider": line(entry.provider),
        "published": stamp(entry.published),
        "when": local(entry.published, site.timezone),
        "language": differing(entry.language, site.language),
        "direction": direction(entry.language),
    }


def named(channel: Channel) -> str:
    """What a channel is called inside the house."""
    return line(channel.title) or channel.id


def offers(site: Site, channel: Channel) -> list[dict[str, str]]:
    """The feeds of a channel. A `handler` opens it in whatever program of the visitor's reads feeds."""
    return [
        {
            "href": (href := formats.location(site, channel, form)),
            "handler": f"feed:{href}",
            "type": form.essence,
            "title": f"{formats.title(site, channel)} ({form.label})",
            "label": form.label,
        }
        for form in formats.offered(channel)
    ]


def readers(feed: str) -> list[dict[str, str]]:
    """Readers on the web, and where each takes the address of a feed."""
    return [{"name": name, "href": f"{where}{quote(feed, safe='')}"} for name, where in _READERS]


def announced(site: Site, channels: Iterable[Channel]) -> Markup:
    """The links by which a reader finds the feeds from a page (RSS Autodiscovery), each channel's in turn."""
    return Markup("".join(_announced(site, one) for one in channels))  # noqa: S704 - templates' own


@lru_cache(maxsize=1024)
def menu_item(site: Site, channel: Channel) -> Markup:
    """A channel in a list of those that have a page."""
    href = formats.location(site, channel, formats.HTML)
    return Markup('<li><a href="{}">{}</a></li>\n').format(href, named(channel))


@lru_cache(maxsize=1024)
def _announced(site: Site, channel: Channel) -> Markup:
    html = _template("discovery.html").render(feeds=offers(site, channel))
    return Markup(html)  # noqa: S704 - a template's own output


@lru_cache(maxsize=64)
def _house(site: Site, language: str) -> Mapping[str, object]:
    """What every page says of the house, and of its own language."""
    own = tag(language) or tag(site.language)
    theirs = tag(site.language)
    apart = theirs and theirs != own
    return {
        "site_name": line(site.name),
        "site_link": address(site.link) or address(site.base_url),
        "site_language": theirs,
        "house": Markup(' lang="{}" dir="{}"').format(theirs, direction(theirs)) if apart else "",
        "base": address(site.base_url),
        # Without a host: the policy lets a page have what comes from where the page does.
        "root": urlsplit(address(site.base_url)).path,
        "rights": line(site.rights),
        "language": own,
        "direction": direction(own),
        "policy": policy.PAGE,
    }


def _say(words: str, language: str) -> str:
    """Words of the pages' own, marked as English where what stands around them is not."""
    if not language or language.partition("-")[0].casefold() == "en":
        return words
    return Markup('<span lang="en" dir="ltr">{}</span>').format(escape(words))


@cache
def environment() -> Environment:
    """Where the templates of the package are."""
    made = Environment(
        loader=PackageLoader("feeds.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["say"] = _say
    return made


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)
