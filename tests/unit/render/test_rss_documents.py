"""RSS 2.0, element by element."""

import re
from datetime import timedelta

import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.errors import RenderError
from feeds.model import Enclosure, Origin, Status, Subject
from feeds.render import renderer, rss

NS = rss.NAMESPACES
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")


@pytest.fixture
def item_of(an_edition, rendered, parsed):
    def make(entry):
        return parsed(rendered("rss", an_edition(entry))).find("channel/item")

    return make


def test_the_document_is_what_feedgen_itself_would_make(an_edition, an_entry, a_picture, rendered):
    entries = [
        an_entry(1),
        an_entry(2, language="hi", enclosures=(a_picture,)),
        an_entry(3, summary=""),
    ]
    edition = an_edition(*entries)
    whole: FeedGenerator = rss.channel(edition)
    for entry in entries:
        whole.add_entry(rss.item(entry, "en"), order="append")
    parser = etree.XMLParser(remove_blank_text=True)
    ours = etree.fromstring(rendered("rss", edition).body, parser)
    theirs = etree.fromstring(whole.rss_str(), parser)
    assert etree.tostring(ours, method="c14n") == etree.tostring(theirs, method="c14n")


def test_namespaces_are_declared_on_the_root_alone(an_edition, an_entry, a_picture, rendered):
    body = rendered("rss", an_edition(an_entry(enclosures=(a_picture, a_picture)))).body
    root, _, rest = body.partition(b"<channel>")
    assert b"xmlns" not in rest
    for prefix in NS:
        assert b"xmlns:%b=" % prefix.encode() in root


def test_the_channel_says_who_publishes_it_and_when(an_edition, rendered, parsed):
    channel = parsed(rendered("rss", an_edition()))[0]
    said = {child.tag: child.text for child in channel if child.tag != "item"}
    assert said["title"] == "Harbour News: All stories"
    assert said["link"] == "http://news.example/all.html"
    assert said["description"] == "News from the coast"
    assert said["language"] == "en"
    assert said["copyright"] == "Copyright Harbour News"
    assert said["managingEditor"] == said["webMaster"] == "desk@harbour.example (admin)"
    assert said["lastBuildDate"] == "Mon, 02 Nov 2026 12:00:00 +0000"
    assert said["pubDate"] == "Mon, 02 Nov 2026 11:59:00 +0000"
    assert said["ttl"] == "15"
    assert said["generator"] == "GNN9 Feeds"
    assert said["docs"] == "http://www.rssboard.org/rss-specification"


def test_the_channel_links_to_itself_and_to_its_hubs(an_edition, rendered, parsed):
    """S13."""
    links = parsed(rendered("rss", an_edition())).findall("channel/atom:link", NS)
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", "http://news.example/all.rss"),
        ("hub", "https://hub.example/"),
    ]


def test_a_channel_without_a_page_links_to_the_site(an_edition, a_channel, rendered, parsed):
    edition = an_edition(channel=a_channel(formats=("rss",)))
    assert (
        parsed(rendered("rss", edition)).findtext("channel/link") == "http://www.harbour.example/"
    )


def test_items_come_last_and_in_the_edition_s_order(an_edition, an_entry, rendered, parsed):
    edition = an_edition(an_entry(1), an_entry(2), an_entry(3))
    tags = [child.tag for child in parsed(rendered("rss", edition))[0]]
    assert tags[-3:] == ["item"] * 3
    assert tags.count("item") == 3
    guids = parsed(rendered("rss", edition)).findall("channel/item/guid")
    assert [guid.text for guid in guids] == [entry.id for entry in edition.entries]


def test_an_item_has_the_copy_in_house_style_after_its_summary(item_of, an_entry):
    item = item_of(an_entry())
    assert item.findtext("title") == "Ferry service resumes after the flood"
    assert item.findtext("link") == an_entry().link
    assert item.findtext("description") == "Moscow: The ferry took its first passengers."
    assert item.findtext("content:encoded", namespaces=NS) == (
        "<p>Moscow: The ferry took its first passengers.</p>\n<p>The pier is open.</p><p>- IANS</p>"
    )
    tags = [child.tag for child in item]
    assert tags.index("description") < tags.index(f"{{{NS['content']}}}encoded")


def test_an_item_is_identified_dated_signed_and_filed(item_of, an_entry):
    """S12."""
    item = item_of(an_entry())
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("guid") == an_entry().id
    assert item.findtext("pubDate") == "Mon, 02 Nov 2026 11:59:00 +0000"
    assert item.findtext("dc:creator", namespaces=NS) == "Asha Rao"
    assert item.findtext("category") == "Transport"
    assert item.find("category").attrib == {"domain": "http://cv.example/topics/"}
    assert item.findtext("source") == "IANS English"
    assert item.find("source").attrib == {"url": "http://wire.example/ians.xml"}
    assert LANG not in item.attrib


def test_an_entry_in_another_language_says_so(item_of, an_entry):
    assert item_of(an_entry(language="hi")).get(LANG) == "hi"


@pytest.mark.parametrize(
    "link",
    ["", "http://wire.example/feed?key=8f3a", "https://customer:pw@wire.example/feed", "file:///x"],
)
def test_an_address_that_may_hold_a_key_to_the_wire_is_never_published(item_of, an_entry, link):
    item = item_of(an_entry(origin=Origin(title="IANS", link=link)))
    assert item.find("source") is None


def test_one_enclosure_stands_in_rss_and_the_rest_in_media_rss(item_of, an_entry, a_picture):
    sound = Enclosure(href="https://img.example/talk.mp3")
    item = item_of(an_entry(enclosures=(sound, a_picture)))
    assert [dict(found.attrib) for found in item.findall("enclosure")] == [
        {"url": "https://img.example/talk.mp3", "length": "0", "type": "audio/mpeg"}
    ]
    (content,) = item.findall("media:content", NS)
    assert dict(content.attrib) == {
        "url": "http://img.example/pier.jpg",
        "type": "image/jpeg",
        "medium": "image",
        "fileSize": "2048",
    }
    assert content.findtext("media:credit", namespaces=NS) == "Photo: A & B"
    assert content.findtext("media:title", namespaces=NS) == "The pier"


def test_a_picture_that_is_sent_twice_is_published_once(item_of, an_entry, a_picture):
    item = item_of(an_entry(enclosures=(a_picture, a_picture)))
    assert len(item.findall("media:content", NS)) == 1


def test_the_credit_of_a_single_picture_is_not_lost(item_of, an_entry, a_picture):
    item = item_of(an_entry(enclosures=(a_picture,)))
    assert len(item.findall("enclosure")) == 1
    assert item.findtext("media:content/media:credit", namespaces=NS) == "Photo: A & B"


def test_an_enclosure_without_an_http_address_is_left_out(item_of, an_entry):
    item = item_of(an_entry(enclosures=(Enclosure(href="ftp://a.example/x.jpg"),)))
    assert item.find("enclosure") is None


def test_a_summary_alone_and_a_headline_alone_are_closed_by_the_credit(item_of, an_entry):
    item = item_of(an_entry(body_html=""))
    assert item.findtext("description") == (
        "<p>Moscow: The ferry took its first passengers.</p><p>- IANS</p>"
    )
    assert item.find("content:encoded", NS) is None
    item = item_of(an_entry(body_html="", summary=""))
    assert item.findtext("description") == "<p>- IANS</p>"
    assert item.find("content:encoded", NS) is None


def test_plain_text_writes_ampersands_and_brackets_as_hex_references(an_entry):
    """The RSS Advisory Board profile, "Character Data"; B.2 CharacterData, ContainsHTML."""
    entry = an_entry(headline="AT&T &amp; <b>", subjects=(Subject(name="R&D"),), byline="A <b> & C")
    xml = renderer("rss").fragment(entry, "en")
    assert b"<title>AT&#x26;T &#x26;amp; &#x3C;\xe2\x81\xa0b&gt;</title>" in xml
    assert b"<category>R&#x26;D</category>" in xml
    assert b"<dc:creator>A &#x3C;\xe2\x81\xa0b&gt; &#x26; C</dc:creator>" in xml


def test_a_summary_is_escaped_for_readers_that_take_it_for_html(item_of, an_entry):
    item = item_of(an_entry(summary="Tea & <talks>", city=""))
    assert item.findtext("description") == "Tea &amp; &lt;\u2060talks&gt;"


def test_copy_that_closes_a_cdata_section_does_not_end_it(item_of, an_entry):
    """S20."""
    copy = item_of(an_entry(body_html="<p>a ]]> b &amp; c</p>")).findtext(
        "content:encoded", namespaces=NS
    )
    assert copy == "<p>Moscow: a ]]&gt; b &amp; c</p><p>- IANS</p>"


def test_a_notice_is_a_newer_item_than_the_story_was(item_of, an_entry):
    """S16: RSS has no other date."""
    entry = an_entry()
    gone = entry.published + timedelta(hours=5)
    notice = an_entry(status=Status.WITHDRAWN, updated=gone, withdrawn=gone)
    assert item_of(entry).findtext("pubDate") == "Mon, 02 Nov 2026 11:59:00 +0000"
    assert item_of(notice).findtext("pubDate") == "Mon, 02 Nov 2026 16:59:00 +0000"
    assert item_of(notice).findtext("guid") == entry.id


def test_every_date_is_complete_and_in_utc(an_edition, rendered, parsed):
    """B.2 ProblematicalRFC822Date."""
    dates = [
        found.text
        for found in parsed(rendered("rss", an_edition())).iter("pubDate", "lastBuildDate")
    ]
    assert len(dates) == 4
    assert all(RFC_822.fullmatch(date) for date in dates)


def test_the_locale_of_the_process_is_left_alone(an_edition, rendered, monkeypatch):
    def refuse(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr("locale.setlocale", refuse)
    assert rendered("rss", an_edition()).body


def test_what_feedgen_refuses_is_a_render_error(an_edition, site, rendered):
    from dataclasses import replace

    edition = an_edition(
        site=replace(site, link="", base_url="nowhere"), channel=an_edition().channel
    )
    with pytest.raises(RenderError, match="rss channel all"):
        rendered("rss", edition)


def test_agencies_that_the_copy_credits_are_contributors(item_of, an_entry):
    made = item_of(an_entry(byline="", creditline="IANS", via=("Xinhua", "TASS")))
    found = made.findall("{http://purl.org/dc/elements/1.1/}contributor")
    assert [one.text for one in found] == ["Xinhua", "TASS"]


def test_a_wire_without_an_address_is_no_source(item_of, an_entry):
    """RSS knows a source by its address alone."""
    origin = Origin(title="IANS", link="tag:gnn9.com,2015:source/ians")
    assert item_of(an_entry(origin=origin)).find("source") is None


def test_an_enclosure_on_a_host_that_only_its_network_knows_is_left_out(item_of, an_entry):
    inside = Enclosure(href="https://pictures/a.jpg", media_type="image/jpeg")
    outside = Enclosure(href="https://pictures.example/a.jpg", media_type="image/jpeg")
    made = item_of(an_entry(enclosures=(inside, outside)))
    assert [one.get("url") for one in made.findall("enclosure")] == [outside.href]
