"""What of a feed becomes what of a wire item; both readers are asked each time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feeds.model import Enclosure, Hints, Origin, Payload, Person, Subject, Text, WireItem
from feeds.parse import fast, oracle

MakePayload = Callable[..., Payload]
MakeItem = Callable[[str], WireItem]
MakeHints = Callable[[str], Hints]

NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)  # fmt: skip


@pytest.fixture
def both(a_payload: MakePayload) -> Callable[[str], tuple[tuple[WireItem, ...], Hints]]:
    def read(document: str) -> tuple[tuple[WireItem, ...], Hints]:
        quick, whole = fast.read(a_payload(document)), oracle.read(a_payload(document))
        assert quick == whole
        return whole.items, whole.hints

    return read


@pytest.fixture
def rss(both: Callable[[str], tuple[tuple[WireItem, ...], Hints]]) -> MakeItem:
    def make(content: str) -> WireItem:
        (item,), _ = both(
            f'<rss version="2.0" {NAMESPACES}><channel><title>Wire</title>'
            f"<item>{content}</item></channel></rss>"
        )
        return item

    return make


@pytest.fixture
def atom(both: Callable[[str], tuple[tuple[WireItem, ...], Hints]]) -> MakeItem:
    def make(content: str) -> WireItem:
        (item,), _ = both(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>'
            f"<entry><title>Bell</title>{content}</entry></feed>"
        )
        return item

    return make


@pytest.fixture
def channel(both: Callable[[str], tuple[tuple[WireItem, ...], Hints]]) -> MakeHints:
    def make(content: str) -> Hints:
        return both(f'<rss version="2.0" {NAMESPACES}><channel>{content}</channel></rss>')[1]

    return make


def test_an_id_is_kept_letter_by_letter_and_never_made_absolute(
    rss: MakeItem, atom: MakeItem
) -> None:
    """RFC 4287, 4.2.6.1."""
    for id_ in ("bell", "/bell", "HTTP://Wire.example/Bell", "urn:x:Ä", "a b"):
        assert atom(f"<id>{id_}</id>").guid == id_
        assert rss(f'<guid isPermaLink="false">{id_}</guid>').guid == id_


def test_a_guid_is_a_link_unless_it_says_that_it_is_none(rss: MakeItem) -> None:
    guid = "https://wire.example/bell"
    assert rss(f"<guid>{guid}</guid>").link == guid
    assert rss(f'<guid isPermaLink="true">{guid}</guid>').link == guid
    assert rss(f'<guid isPermaLink="false">{guid}</guid>').link == ""
    assert rss(f"<link>https://a.example/</link><guid>{guid}</guid>").link == "https://a.example/"


def test_the_entrys_own_page_is_its_link_and_no_other_relation_is(atom: MakeItem) -> None:
    item = atom(
        '<link rel="self" href="https://wire.example/self"/><link href="https://wire.example/bell"/>'
        '<link rel="related" href="https://wire.example/rope"/>'
    )
    assert item.link == "https://wire.example/bell"


def test_a_base_holds_for_what_stands_in_it(both: Callable[[str], object]) -> None:
    items, _ = both(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/a/"><title>W</title>'
        '<entry xml:base="b/"><title>1</title><link href="c"/><content type="html">x</content></entry>'
        '<entry><title>2</title><link href="/c"/><content type="html" xml:base="d/">x</content></entry>'
        '<entry xml:base="https://other.example/"><title>3</title><link href="c"/></entry></feed>'
    )  # fmt: skip
    assert [(item.link, item.base) for item in items] == [
        ("https://base.example/a/b/c", "https://base.example/a/b/"),
        ("https://base.example/c", "https://base.example/a/d/"),
        ("https://other.example/c", "https://other.example/"),
    ]


def test_without_a_base_the_address_of_the_document_is_one(rss: MakeItem) -> None:
    item = rss("<title>Bell</title><link>bell</link><description>x</description>")
    assert item.link == "https://wire.example/news/bell"
    assert item.base == "https://wire.example/news/feed"


@pytest.mark.parametrize(
    ("content", "headline"),
    [
        ("<title>Tea &amp; biscuits</title>", Text(value="Tea & biscuits")),
        ("<title><![CDATA[Tea & biscuits]]></title>", Text(value="Tea & biscuits")),
        ("<title>Tea<![CDATA[ & ]]>biscuits</title>", Text(value="Tea & biscuits")),
        ("<title>\n  Bell\n</title>", Text(value="Bell")),
        ("<title>It&#8217;s a bell</title>", Text(value="It’s a bell")),
        ("<title>Caf\u00c3\u00a9</title>", Text(value="Café")),
        ("<title>&lt;b&gt;Bell&lt;/b&gt;</title>", Text(value="<b>Bell</b>", html=True)),
        ("<title>5 &lt; 6</title>", Text(value="5 < 6")),
    ],
)
def test_a_headline_of_rss_is_what_it_looks_like(
    content: str, headline: Text, rss: MakeItem
) -> None:
    assert rss(content).headline == headline


def test_a_text_of_atom_is_what_it_says_it_is(atom: MakeItem) -> None:
    assert atom("<summary>a &lt;b&gt; c</summary>").summary == Text(value="a <b> c")
    assert atom('<summary type="text">a &lt;b&gt; c</summary>').summary == Text(value="a <b> c")
    assert atom('<summary type="html">a &lt;b&gt; c</summary>').summary == Text(value="a <b> c", html=True)  # fmt: skip
    inline = (
        '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">'
        "<h:p>a <h:b>b</h:b> &amp; c</h:p></h:div></content>"
    )
    assert atom(inline).body == Text(value="<p>a <b>b</b> &amp; c</p>", html=True)


def test_the_full_text_is_the_body_and_the_description_its_summary(rss: MakeItem) -> None:
    both_ways = (
        "<description>Short.</description><content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>",
        "<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded><description>Short.</description>",
    )
    for content in both_ways:
        item = rss(content)
        assert item.body == Text(value="<p>Long.</p>", html=True)
        assert item.summary == Text(value="Short.", html=True)
    alone = rss("<description>&lt;p&gt;Long.&lt;/p&gt;</description>")
    assert (alone.body, alone.summary) == (Text(), Text(value="<p>Long.</p>", html=True))


def test_several_authors_are_several(rss: MakeItem, atom: MakeItem) -> None:
    item = rss(
        "<dc:creator>Meher Rao</dc:creator><author>desk@wire.news (The Desk)</author>"
        "<dc:creator>A. Kulkarni</dc:creator>"
    )
    assert item.authors == (
        Person(name="Meher Rao"),
        Person(name="The Desk", email="desk@wire.news"),
        Person(name="A. Kulkarni"),
    )
    item = atom(
        "<author><name>Meher Rao</name><uri>rao</uri></author><contributor><name>X</name></contributor>"
        "<author><name>A. Kulkarni</name><email>ak@wire.com</email></author>"
    )
    assert item.authors == (
        Person(name="Meher Rao", uri="https://wire.example/news/rao"),
        Person(name="A. Kulkarni", email="ak@wire.com"),
    )


@pytest.mark.parametrize(
    ("author", "name", "email"),
    [
        ("<author>desk@wire.agency (The Desk)</author>", "The Desk", "desk@wire.agency"),
        ("<author>The Desk &lt;desk@wire.agency&gt;</author>", "The Desk", "desk@wire.agency"),
        ("<dc:creator>desk@wire.agency</dc:creator>", "", "desk@wire.agency"),
        ("<dc:creator>Meher Rao (Pune) desk@wire.museum</dc:creator>", "Meher Rao (Pune)", "desk@wire.museum"),
        ("<author>mailto:desk@wire.news?subject=Bell</author>", "", "desk@wire.news"),
        ("<author>desk@wire.xn--p1ai</author>", "", "desk@wire.xn--p1ai"),
        ("<author>desk@[127.0.0.1] Desk</author>", "Desk", "desk@[127.0.0.1]"),
        ("<author>@desk of the wire</author>", "@desk of the wire", ""),
        ("<author>(The Desk)</author>", "(The Desk)", ""),
    ],
)  # fmt: skip
def test_an_authors_address_leaves_no_crumbs_in_the_name(
    author: str, name: str, email: str, rss: MakeItem
) -> None:
    assert rss(f"<title>Bell</title>{author}").authors == (Person(name=name, email=email),)


def test_what_one_author_leaves_out_is_not_taken_from_another(
    rss: MakeItem, atom: MakeItem
) -> None:
    two = "<author><name>A</name><email>a@wire.com</email></author><author><name>B</name></author>"
    for make in (rss, atom):
        assert make(two).authors == (Person(name="A", email="a@wire.com"), Person(name="B"))
    item = rss("<author>desk@wire.news (Desk)</author><author><email>b@wire.com</email></author>")
    assert item.authors == (Person(name="Desk", email="desk@wire.news"), Person(email="b@wire.com"))


def test_an_atom_enclosure_that_names_no_type_has_none(atom: MakeItem) -> None:
    item = atom('<link rel="enclosure" href="bell.mp3"/>')
    assert item.enclosures[0].media_type == ""


def test_several_enclosures_are_several_each_once(rss: MakeItem) -> None:
    item = rss(
        '<enclosure url="bell.jpg" type="image/jpeg" length="5"/>'
        '<enclosure url="https://wire.example/news/bell.jpg" type="image/png" length="6"/>'
        '<enclosure url="bell.mp3" type="Audio/MPEG" length="many"/>'
        '<media:content url="bell.mp4" type="video/mp4" fileSize="7"/><media:credit>L. Nair</media:credit>'
        '<media:thumbnail url="bell-small.jpg"/>'
    )
    assert item.enclosures == (
        Enclosure(href="https://wire.example/news/bell.jpg", media_type="image/jpeg", length=5),
        Enclosure(href="https://wire.example/news/bell.mp3", media_type="audio/mpeg"),
        Enclosure(href="https://wire.example/news/bell.mp4", media_type="video/mp4", length=7, creditline="L. Nair"),
    )  # fmt: skip


def test_the_place_that_georss_names_is_where_a_story_is_from(rss: MakeItem) -> None:
    place = "<georss:point>18.5 73.8</georss:point><georss:featureName>Pune</georss:featureName>"
    assert rss(place).located == "Pune"


def test_a_thumbnail_stands_in_where_there_is_nothing_larger(rss: MakeItem) -> None:
    item = rss('<media:thumbnail url="a.jpg"/><media:thumbnail url="b.jpg"/>')
    assert item.enclosures == (Enclosure(href="https://wire.example/news/a.jpg"),)


def test_categories_keep_their_vocabulary(rss: MakeItem, atom: MakeItem) -> None:
    item = rss(
        '<category domain="http://cv.example/">diving</category><category>bells</category>'
        "<category>bells</category><dc:subject>ropes</dc:subject><category/>"
    )
    assert item.subjects == (
        Subject(code="diving", name="diving", scheme="http://cv.example/"),
        Subject(code="bells", name="bells"),
        Subject(code="ropes", name="ropes"),
    )
    item = atom('<category term="d" scheme="http://cv.example/" label="Diving"/>')
    assert item.subjects == (Subject(code="d", name="Diving", scheme="http://cv.example/"),)


def test_the_feed_that_an_item_was_taken_from_is_its_origin(rss: MakeItem, atom: MakeItem) -> None:
    other = Origin(title="Other Wire", link="https://other.example/rss")
    assert rss(f'<source url="{other.link}">{other.title}</source>').origin == other
    source = f'<source><title>{other.title}</title><link href="{other.link}"/></source>'
    assert atom(source).origin == other
    assert rss("<source/>").origin is None
    assert rss("<title>Bell</title>").origin is None


@pytest.mark.parametrize(
    ("content", "hints"),
    [
        ("<ttl>45</ttl>", Hints(ttl=timedelta(minutes=45))),
        ("<ttl> 45 </ttl>", Hints(ttl=timedelta(minutes=45))),
        ("<ttl>0</ttl>", Hints()),
        ("<ttl>-5</ttl>", Hints()),
        ("<ttl>soon</ttl>", Hints()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Hints(update_period=timedelta(hours=1))),
        (
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Hints(update_period=timedelta(hours=6)),
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            Hints(update_period=timedelta(days=1)),
        ),
        ("<sy:updatePeriod>never</sy:updatePeriod>", Hints()),
        ("<skipHours><hour>7</hour><hour>0</hour><hour>7</hour></skipHours>", Hints(skip_hours=(0, 7))),
        ("<skipHours><hour> 24 </hour><hour>25</hour><hour>x</hour></skipHours>", Hints(skip_hours=(0,))),
        ("<skipDays><day>Sunday</day><day>monday</day><day>Noday</day></skipDays>", Hints(skip_days=(0, 6))),
        ("<language>en-IN</language>", Hints(language="en-IN")),
        (
            '<atom:link rel="self" href="/rss"/><atom:link rel="hub" href="https://a.example/"/>',
            Hints(self_link="https://wire.example/rss", hubs=("https://a.example/",)),
        ),
    ],
)  # fmt: skip
def test_a_feed_says_how_often_it_should_be_read(
    content: str, hints: Hints, channel: MakeHints
) -> None:
    """C22, C24."""
    assert channel(content) == hints


def test_items_keep_the_order_of_the_document(both: Callable[[str], object]) -> None:
    some = "".join(f"<item><title>{n}</title></item>" for n in (3, 1, 2))
    items, _ = both(f'<rss version="2.0"><channel><title>W</title>{some}</channel></rss>')
    assert [item.headline.value for item in items] == ["3", "1", "2"]


def test_the_rights_of_an_item_are_its_copyright_notice(rss: MakeItem, atom: MakeItem) -> None:
    assert rss("<dc:rights>Wire 2026</dc:rights>").copyrightnotice == "Wire 2026"
    assert atom("<rights>Wire 2026</rights>").copyrightnotice == "Wire 2026"
