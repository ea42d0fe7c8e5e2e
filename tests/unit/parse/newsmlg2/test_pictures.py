"""What goes with a story in NewsML-G2: pictures, files, links."""

import pytest

from feeds.model import Enclosure
from tests.unit.parse.newsmlg2.documents import NS, STORY, MakeItem, Read, a_message, news_item


def picture(guid: str = "urn:pic", item: str = "", href: str = "https://wire.example/a.jpg") -> str:
    remote = f'<remoteContent href="{href}" contenttype="image/jpeg" size="12"/>'
    content = "<headline>Quay</headline><creditline>Bo Rask</creditline>"
    nature = '<itemClass qcode="ninat:picture"/>'
    return news_item(
        nature=nature, item=item, content=content, copy=remote, attributes=f'guid="{guid}"'
    )


QUAY = Enclosure(
    href="https://wire.example/a.jpg",
    media_type="image/jpeg",
    length=12,
    title="Quay",
    creditline="Bo Rask",
)
PACKAGE = f'<packageItem {NS}><groupSet><group><itemRef residref="urn:bell"/><itemRef residref="urn:pic"/>{{}}</group></groupSet></packageItem>'


def test_a_picture_goes_with_the_story_that_links_to_it(read: Read) -> None:
    link = '<link rel="irel:isDecoratedBy" residref="urn:pic"/><link residref="urn:none"/>'
    (item,) = read(a_message(picture(), news_item(item=link))).items
    assert item.enclosures == (QUAY,)


def test_a_picture_goes_with_the_only_story_of_its_package(read: Read) -> None:
    (item,) = read(a_message(PACKAGE.format(""), picture(), news_item())).items
    assert item.enclosures == (QUAY,)


def test_a_picture_of_nobody_goes_with_nobody(read: Read) -> None:
    other = news_item(attributes='guid="urn:ferry"')
    shared = PACKAGE.format('<itemRef residref="urn:ferry"/>')
    for package in ("", shared):
        items = read(a_message(package, picture(), news_item(), other)).items
        assert [one.enclosures for one in items] == [(), ()]


@pytest.mark.parametrize(
    "item", ['<pubStatus qcode="stat:canceled"/>', "<embargoed>2027-01-01T00:00:00Z</embargoed>"]
)
def test_a_picture_that_may_not_be_shown_goes_with_nobody(item: str, read: Read) -> None:
    (story,) = read(a_message(PACKAGE.format(""), picture(item=item), news_item())).items
    assert story.enclosures == ()


def test_files_in_the_content_set_are_enclosures_but_for_texts_and_thumbnails(
    the_item: MakeItem,
) -> None:
    files = (
        '<remoteContent href="s.jpg" contenttype="image/jpeg" rendition="rnd:thumbnail"/>'
        '<remoteContent href="b.jpg" contenttype="image/jpeg" size="x"/><remoteContent href="b.xml"/>'
        '<remoteContent href="b" contenttype="application/nitf+xml"/><remoteContent href="b" contenttype="text/plain"/>'
        '<remoteContent href="file:///c.jpg" contenttype="image/jpeg"/><remoteContent residref="urn:x"/>'
    )
    item = the_item(copy=f"<inlineXML>{STORY}</inlineXML>{files}")
    assert item.enclosures == (Enclosure(href="b.jpg", media_type="image/jpeg"),)


def test_a_link_to_a_picture_on_the_web_is_an_enclosure(the_item: MakeItem) -> None:
    links = '<link href="https://wire.example/a.jpg" contenttype="image/jpeg"><title>Quay</title></link><link href="https://wire.example/a"/>'
    found = the_item(item=links).enclosures
    assert [(one.href, one.title) for one in found] == [("https://wire.example/a.jpg", "Quay")]
