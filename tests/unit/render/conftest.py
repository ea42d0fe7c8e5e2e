"""Values to render: a site, a channel, an entry, an edition. Tests say what differs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from feeds.model import Channel, Document, Edition, Enclosure, Entry, Origin, Site, Subject
from feeds.render import renderer

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
BASE = "http://news.example/"


@pytest.fixture
def site() -> Site:
    return Site(
        name="Harbour News",
        link="http://www.harbour.example/",
        description="News from the coast",
        language="en",
        timezone="Asia/Kolkata",
        author="admin",
        email="desk@harbour.example",
        tag="harbour.example,2020",
        rights="Copyright Harbour News",
        base_url=BASE,
        hubs=("https://hub.example/",),
    )


@pytest.fixture
def a_channel() -> Callable[..., Channel]:
    def make(**changes: object) -> Channel:
        return replace(Channel(id="all", title="All stories"), **changes)

    return make


@pytest.fixture
def an_entry() -> Callable[..., Entry]:
    def make(number: int = 1, **changes: object) -> Entry:
        page = f"{BASE}story/2026/11/02/ferry-{number}.html"
        plain = Entry(
            id=f"tag:harbour.example,2020:ferry{number}",
            revision=1,
            headline="Ferry service resumes after the flood",
            body_html="<p>The ferry took its first passengers.</p>\n<p>The pier is open.</p>",
            summary="The ferry took its first passengers.",
            city="Moscow",
            creditline="IANS",
            byline="Asha Rao",
            provider="IANS",
            via=("Xinhua",),
            link=page,
            page=page,
            wire_link="http://wire.example/ferry?id=7&page=2",
            published=NOON - timedelta(minutes=number),
            updated=NOON - timedelta(minutes=number) + timedelta(microseconds=number),
            language="en",
            subjects=(Subject(code="04010", name="Transport", scheme="http://cv.example/topics/"),),
            enclosures=(),
            inline_media=False,
            origin=Origin(title="IANS English", link="http://wire.example/ians.xml"),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def an_edition(
    site: Site, a_channel: Callable[..., Channel], an_entry: Callable[..., Entry]
) -> Callable[..., Edition]:
    def make(*entries: Entry, **changes: object) -> Edition:
        shown = entries or (an_entry(1), an_entry(2))
        plain = Edition(site=site, channel=a_channel(), entries=shown, updated=NOON)
        return replace(plain, **changes)

    return make


@pytest.fixture
def rendered() -> Callable[[str, Edition], Document]:
    def make(format_: str, edition: Edition) -> Document:
        made = renderer(format_)
        fragments = [made.fragment(e, edition.site.language) for e in edition.entries]
        return made.assemble(edition, fragments)

    return make


@pytest.fixture
def a_picture() -> Enclosure:
    return Enclosure(
        href="http://img.example/pier.jpg",
        media_type="image/jpeg",
        length=2048,
        title="The pier",
        creditline="Photo: A & B",
    )


@pytest.fixture
def parsed() -> Callable[[Document], "etree._Element"]:
    def make(document: Document) -> "etree._Element":
        return etree.fromstring(document.body)

    return make
