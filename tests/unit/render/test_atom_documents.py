"""Atom 1.0, element by element."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from feeds.model import Origin, Status, Subject
from feeds.render import atom
from feeds.render.pieces import MEDIA

NS = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def entry_of(an_edition, rendered, parsed):
    def make(entry):
        return parsed(rendered("atom", an_edition(entry))).find("a:entry", NS)

    return make


def links(parent):
    return [dict(link.attrib) for link in parent.findall("a:link", NS)]


def test_the_document_is_what_feedgen_itself_would_make(an_edition, an_entry, a_picture, rendered):
    entries = [
        an_entry(1),
        an_entry(2, language="hi", enclosures=(a_picture,)),
        an_entry(3, body_html=""),
    ]
    edition = an_edition(*entries)
    whole = atom.feed(edition)
    for entry in entries:
        whole.add_entry(atom.item(entry, "en"), order="append")
    parser = etree.XMLParser(remove_blank_text=True)
    ours = etree.fromstring(rendered("atom", edition).body, parser)
    theirs = etree.fromstring(whole.atom_str(), parser)
    assert etree.tostring(ours, method="c14n") == etree.tostring(theirs, method="c14n")
    assert rendered("atom", edition).body.count(b"xmlns") == 2


def test_the_feed_is_identified_by_the_channel_and_says_who_publishes_it(
    an_edition, a_channel, rendered, parsed
):
    """S12, S13."""
    feed = parsed(rendered("atom", an_edition(channel=a_channel(description="All of it"))))
    assert feed.findtext("a:id", namespaces=NS) == "tag:harbour.example,2020:channel/all"
    assert feed.findtext("a:title", namespaces=NS) == "Harbour News: All stories"
    assert feed.findtext("a:subtitle", namespaces=NS) == "All of it"
    assert feed.findtext("a:updated", namespaces=NS) == "2026-11-02T12:00:00+00:00"
    assert feed.findtext("a:author/a:name", namespaces=NS) == "Harbour News"
    assert feed.findtext("a:author/a:email", namespaces=NS) == "desk@harbour.example"
    assert feed.findtext("a:rights", namespaces=NS) == "Copyright Harbour News"
    assert feed.findtext("a:generator", namespaces=NS) == "GNN9 Feeds"
    assert feed.find("a:generator", NS).attrib == {}
    assert feed.findtext("a:icon", namespaces=NS) == "http://news.example/favicon.ico"
    assert feed.get(LANG) == "en"
    assert links(feed) == [
        {"href": "http://news.example/all.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": "http://news.example/all.html", "rel": "alternate", "type": "text/html"},
        {"href": "https://hub.example/", "rel": "hub"},
    ]


def test_an_entry_is_identified_dated_signed_and_filed(entry_of, an_entry):
    entry = entry_of(an_entry(copyrightnotice="(c) IANS"))
    assert entry.findtext("a:id", namespaces=NS) == an_entry().id
    assert entry.findtext("a:published", namespaces=NS) == "2026-11-02T11:59:00+00:00"
    assert entry.findtext("a:updated", namespaces=NS) == "2026-11-02T11:59:00.000001+00:00"
    assert entry.findtext("a:author/a:name", namespaces=NS) == "Asha Rao"
    assert entry.findtext("a:contributor/a:name", namespaces=NS) == "Xinhua"
    assert entry.findtext("a:rights", namespaces=NS) == "(c) IANS"
    assert dict(entry.find("a:category", NS).attrib) == {
        "term": "04010",
        "scheme": "http://cv.example/topics/",
        "label": "Transport",
    }
    assert LANG not in entry.attrib


def test_copy_and_summary_say_what_they_are(entry_of, an_entry):
    entry = entry_of(an_entry())
    assert entry.find("a:content", NS).get("type") == "html"
    assert entry.findtext("a:content", namespaces=NS).endswith("<p>- IANS</p>")
    assert entry.find("a:summary", NS).get("type") == "text"
    assert entry.findtext("a:summary", namespaces=NS).startswith("Moscow: The ferry")


def test_links_lead_to_the_page_the_wire_and_the_enclosures(entry_of, an_entry, a_picture):
    assert links(entry_of(an_entry(enclosures=(a_picture,)))) == [
        {"rel": "alternate", "type": "text/html", "href": an_entry().link},
        {"rel": "via", "type": "text/html", "href": "http://wire.example/ferry?id=7&page=2"},
        {
            "rel": "enclosure",
            "type": "image/jpeg",
            "href": "http://img.example/pier.jpg",
            "length": "2048",
            "title": "The pier",
        },
    ]


def test_a_picture_is_credited(entry_of, an_entry, a_picture):
    (content,) = entry_of(an_entry(enclosures=(a_picture,))).findall(f"{{{MEDIA}}}content")
    assert dict(content.attrib) == {
        "url": "http://img.example/pier.jpg",
        "type": "image/jpeg",
        "medium": "image",
        "fileSize": "2048",
    }
    assert [one.text for one in content] == ["The pier", "Photo: A & B"]
    plain = replace(a_picture, creditline="")
    assert entry_of(an_entry(enclosures=(plain,))).find(f"{{{MEDIA}}}content") is None


def test_a_channel_that_links_to_the_wire_names_its_page_once(entry_of, an_entry):
    wire = "http://wire.example/ferry"
    assert links(entry_of(an_entry(link=wire, wire_link=wire))) == [
        {"rel": "alternate", "type": "text/html", "href": wire}
    ]


def test_the_source_has_id_title_and_date(entry_of, an_entry):
    """RFC 4287, 4.2.11; B.2 MissingSourceElement."""
    source = entry_of(an_entry()).find("a:source", NS)
    assert source.findtext("a:id", namespaces=NS) == "http://wire.example/ians.xml"
    assert source.findtext("a:title", namespaces=NS) == "IANS English"
    assert source.findtext("a:updated", namespaces=NS) == "2026-11-02T11:59:00.000001+00:00"
    private = Origin(title="IANS", link="http://wire.example/feed?key=8f3a")
    assert entry_of(an_entry(origin=private)).find("a:source", NS) is None


def test_a_vocabulary_that_has_no_iri_is_not_named(entry_of, an_entry):
    entry = entry_of(an_entry(subjects=(Subject(name="Ports", scheme="house list"),)))
    assert dict(entry.find("a:category", NS).attrib) == {"term": "Ports", "label": "Ports"}


def test_a_headline_alone_is_completed_by_the_credit_and_nothing_else(entry_of, an_entry):
    """RFC 4287, 4.1.1.1; B.2 MissingTextualContent."""
    entry = entry_of(an_entry(body_html="", summary=""))
    assert entry.find("a:content", NS) is None
    assert entry.findtext("a:summary", namespaces=NS) == "<p>- IANS</p>"
    assert entry.find("a:summary", NS).get("type") == "html"


def test_a_summary_alone_is_closed_by_the_credit(entry_of, an_entry):
    """Whoever signs it: a byline goes before the credit as the author."""
    entry = entry_of(an_entry(body_html="", summary="Tea & talks"))
    assert entry.findtext("a:summary", namespaces=NS) == (
        "<p>Moscow: Tea &amp; talks</p><p>- IANS</p>"
    )


def test_an_entry_in_another_language_says_so(entry_of, an_entry):
    assert entry_of(an_entry(language="ar")).get(LANG) == "ar"


def test_words_that_look_like_markup_are_said_to_be_words(entry_of, an_entry):
    """S20; B.2 ContainsUndeclaredHTML: a reader that takes plain text for HTML would lose them."""
    made = entry_of(an_entry(headline="Use <b>bold</b> sparingly", summary="A </p> in the summary"))
    for name, words in (("title", "Use <b>bold</b> sparingly"), ("summary", "A </p> in the")):
        said = made.findtext(f"a:{name}", namespaces=NS)
        assert words in said.replace("\u2060", "")
        assert words in "".join(etree.HTML(f"<p>{said}").itertext()).replace("\u2060", "")


def test_a_wire_without_an_address_is_named_by_a_tag_of_ours(entry_of, an_entry):
    origin = Origin(title="IANS", link="tag:gnn9.com,2015:source/ians")
    source = entry_of(an_entry(origin=origin)).find("{http://www.w3.org/2005/Atom}source")
    said = {etree.QName(child).localname: child.text for child in source}
    assert said["id"] == "tag:gnn9.com,2015:source/ians"
    assert said["title"] == "IANS"
    assert "link" not in said


def test_a_tombstone_says_what_when_by_whom_and_in_words(an_edition, an_entry, rendered, parsed):
    """S16; RFC 6721, 3: not later than the notice, which would be taken for the story's return."""
    gone = an_entry().published + timedelta(hours=5)
    notice = an_entry(
        status=Status.WITHDRAWN,
        updated=gone,
        withdrawn=gone,
        summary="Withdrawn & gone",
        language="hi",
    )
    feed = parsed(rendered("atom", an_edition(an_entry(2), notice)))
    (stone,) = feed.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert dict(stone.attrib) == {"ref": notice.id, "when": "2026-11-02T16:59:00+00:00"}
    by, comment = stone
    assert by.findtext("a:name", namespaces=NS) == "Harbour News"
    assert (comment.text, comment.get(LANG)) == ("Withdrawn & gone", "hi")
    (entry,) = [
        one
        for one in feed.findall("a:entry", NS)
        if one.findtext("a:id", namespaces=NS) == notice.id
    ]
    assert entry.findtext("a:updated", namespaces=NS) == stone.get("when")


def test_a_channel_that_is_renamed_stays_the_same_feed(an_edition, a_channel):
    """S12; RFC 4287, 4.2.6: whatever it is called today, it keeps the id that it began with."""
    before = atom.feed(an_edition(channel=a_channel(id="foreign")))
    after = atom.feed(an_edition(channel=a_channel(id="world", formerly=("foreign", "abroad"))))
    other = atom.feed(an_edition(channel=a_channel(id="world")))
    taker = atom.feed(an_edition(channel=a_channel(id="world", formerly=("world", "foreign"))))
    assert taker.id() == other.id()
    assert after.id() == before.id()
    assert other.id() != before.id()
