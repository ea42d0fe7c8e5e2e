"""The strict reader gives what feedparser gives, or nothing: nobody can tell which of them ran."""

from collections.abc import Callable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle

MakePayload = Callable[..., Payload]


def payload(document: str) -> Payload:
    return Payload(
        source="wire",
        url="https://wire.example/news/feed.xml",
        body=document.encode(),
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )


def must_agree(document: str) -> Delivery | None:
    """What the strict reader makes of it, which is what feedparser does; None where it passes."""
    quick = fast.read(payload(document))
    if quick is not None:
        assert quick == oracle.read(payload(document))
    return quick


SIGNS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "M"])
WORDS = st.sampled_from(
    ["bell", "Divers & co.", "<b>bell</b>", "a < b", "&amp;", "&#8217;", "Café", "घंटी", "鐘", "“bell”",
     "\u0091bell\u0092", "Ã©", "it's", '"x"', "]]", "&lt;p&gt;", "<p>It rang.</p>", "<", ">", "x@y.com",
     "😀", "\u00a0", "\n", "  ", "<img src='a.png'/>", "-->", "http://a.example/?a=1&b=2", "&nbsp;"]
)  # fmt: skip
TEXT = st.lists(WORDS | st.text(SIGNS, max_size=6), max_size=4).map(" ".join).filter(str.strip)
NAMES = st.sampled_from(
    ["Meher Rao", "A. Kulkarni", "लता नायर", "D'Souza & Rao", "desk", "  Lin Yi "]
)
EMAILS = st.sampled_from(["desk@wire.news", "m.rao@wire.com", "desk@wire.agency"])
ADDRESSES = st.sampled_from(
    ["https://wire.example/bell", "http://a.example/?a=1&b=2", "bell", "/bell", "../bell", "?a=1",
     "//img.example/b.png", "#top", "mailto:desk@wire.news", "HTTP://A.example/B", "https://wire.example",
     "https://wire.example/bell%20one", "a b", "tag:wire.example,2026:x", "", "b/./c", "https://ü.example/"]
)  # fmt: skip
BASES = st.sampled_from(["https://base.example/a/b/", "sub/", "/root/", "http://base.example"])
DATES = st.sampled_from(
    ["Mon, 02 Nov 2026 10:00:00 GMT", "Mon, 02 Nov 2026 10:00:00 +0530", "Mon, 02 Nov 2026 10:00:00",
     "2026-11-02T10:00:00Z", "2026-11-02T10:00:00+05:30", "2026-11-02T10:00:00", "2026-11-02", "soon", "",
     "Mon, 02 Nov 2026 10:00 EST", "20261102", "2026-11-02T10:00:00.5Z", "20261102T100000Z",
     "20261102T100000+0530"]
)  # fmt: skip
TYPES = st.sampled_from(["image/jpeg", "audio/mpeg", "Video/MP4", ""])
LENGTHS = st.sampled_from(["120000", "0", "", "-1", "many", " 7 "])


def written(text: str) -> st.SearchStrategy[str]:
    """A text as XML may carry it: with entities, or in a CDATA section."""
    forms = [escape(text)]
    if "]]>" not in text:
        forms.append(f"<![CDATA[{text}]]>")
        forms.append(f"{escape(text[:3])}<![CDATA[{text[3:]}]]>")
    return st.sampled_from(forms)


def element(
    name: str, content: st.SearchStrategy[str], **attributes: st.SearchStrategy[str | None]
) -> st.SearchStrategy[str]:
    @st.composite
    def make(draw: st.DrawFn) -> str:
        told = ""
        for key, values in attributes.items():
            value = draw(values)
            if value is not None:
                told += f" {key.replace('__', ':').strip('_')}={quoteattr(value)}"
        return f"<{name}{told}>{draw(content.flatmap(written))}</{name}>"

    return make()


def some(
    *repeated: st.SearchStrategy[str], once: tuple[st.SearchStrategy[str], ...] = ()
) -> st.SearchStrategy[str]:
    """Some elements in any order, those of `once` at most once each."""

    @st.composite
    def make(draw: st.DrawFn) -> str:
        found = draw(st.lists(st.one_of(*repeated), max_size=5)) if repeated else []
        found += [draw(one) for one in once if draw(st.booleans())]
        return "".join(draw(st.permutations(found)))

    return make()


NOTHING = st.just("")
SCHEMES = st.none() | st.just("http://cv.example/")

TITLES = st.sampled_from(
    ["<title>Bell</title>", "<title/>", "<media:title>Rope</media:title>", "<title>&lt;b&gt;x&lt;/b&gt;</title>"]
)  # fmt: skip
PERSON_PARTS = st.lists(
    st.sampled_from(["<name>Lin Yi</name>", "<email>lin@wire.museum</email>", "<uri>lin</uri>"]),
    max_size=3,
    unique=True,
).map("".join)

IN_RSS_ITEM = some(
    element("author", NAMES | EMAILS),
    element("dc:creator", NAMES | EMAILS),
    st.builds("<author>{} ({})</author>".format, EMAILS, NAMES.map(escape)),
    element("category", TEXT, domain=SCHEMES),
    element("dc:subject", TEXT),
    element("enclosure", NOTHING, url=ADDRESSES, type=TYPES, length=LENGTHS),
    element("media:content", NOTHING, url=ADDRESSES, type=TYPES, fileSize=LENGTHS),
    element("media:thumbnail", NOTHING, url=ADDRESSES),
    element("x:note", TEXT),
    element("title", TEXT),
    element("media:title", TEXT),
    TITLES.map("<media:content url='a.jpg'>{}</media:content>".format),
    TITLES.map("<x:y>{}</x:y>".format),
    TITLES.map("<source>{}</source>".format),
    TITLES.map("<image>{}<url>a.png</url></image>".format),
    st.builds("<author>{}</author>".format, PERSON_PARTS),
    once=(
        element("link", ADDRESSES),
        element("description", TEXT),
        element("content:encoded", TEXT),
        element("guid", ADDRESSES | TEXT, isPermaLink=st.sampled_from(["true", "false", None])),
        element("pubDate", DATES),
        element("dc:date", DATES),
        element("source", TEXT, url=ADDRESSES),
        element("media:credit", NAMES),
        element("georss:featurename", NAMES),
        element("georss:point", st.just("18.5 73.8")),
        element("comments", ADDRESSES),
        element("dc:rights", TEXT),
    ),
)
RELATIONS = st.sampled_from(["self", "hub", "alternate", "next"])
IN_CHANNEL = some(
    element("category", TEXT),
    element("atom:link", NOTHING, rel=RELATIONS, href=ADDRESSES.filter(bool)),
    st.just("<!-- desk -->"),
    once=(
        element("link", ADDRESSES),
        element("description", TEXT),
        element("language", st.sampled_from(["en", "en_IN", "hi", ""])),
        element("ttl", st.sampled_from(["15", "0", "-5", "soon", " 60 ", "99999999999"])),
        element("sy:updatePeriod", st.sampled_from(["hourly", "Daily", "never"])),
        element("sy:updateFrequency", st.sampled_from(["2", "0", "x"])),
        element("pubDate", DATES),
        element("managingEditor", EMAILS),
        st.just("<skipHours><hour>0</hour><hour> 7 </hour><hour>24</hour></skipHours>"),
        st.just("<skipDays><day>Monday</day><day>Sunday</day><day>Noday</day></skipDays>"),
        st.just("<image><title>Logo</title><url>l.png</url><link>/</link></image>"),
    ),
)
XML_BASE = st.none() | BASES


def tagged(name: str, content: str, base: str | None, language: str | None = None) -> str:
    told = f" xml:base={quoteattr(base)}" if base else ""
    told += f' xml:lang="{language}"' if language else ""
    return f"<{name}{told}>{content}</{name}>"


@st.composite
def rss(draw: st.DrawFn) -> str:
    items = [
        tagged("item", draw(IN_RSS_ITEM), draw(XML_BASE)) for _ in range(draw(st.integers(0, 3)))
    ]
    channel = f"<title>Wire</title>{draw(IN_CHANNEL)}{''.join(items)}"
    version = draw(st.sampled_from(["0.91", "0.92", "2.0", "2.01", ""]))
    start = draw(
        st.sampled_from(["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>\n'])
    )
    base = draw(XML_BASE)
    return (
        f'{start}<rss version="{version}" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:x="http://x.example/"'
        ' xmlns:georss="http://www.georss.org/georss"'
        f' xmlns:atom="http://www.w3.org/2005/Atom"{f" xml:base={quoteattr(base)}" if base else ""}>'
        f"<channel>{channel}</channel></rss>"
    )  # fmt: skip


IN_RDF_ITEM = some(
    element("dc:creator", NAMES),
    element("dc:subject", TEXT),
    once=(
        element("title", TEXT),
        element("link", ADDRESSES),
        element("description", TEXT),
        element("content:encoded", TEXT),
        element("dc:date", DATES),
        element("dc:rights", TEXT),
    ),
)


@st.composite
def rdf(draw: st.DrawFn) -> str:
    items = "".join(
        f"<item rdf:about={quoteattr(draw(ADDRESSES))}>{draw(IN_RDF_ITEM)}</item>"
        for _ in range(draw(st.integers(0, 3)))
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="https://wire.example/"><title>Wire</title>'
        f"<link>https://wire.example/</link></channel>{items}</rdf:RDF>"
    )


TEXT_TYPE = st.sampled_from([None, "text", "html"])
XHTML = st.sampled_from(
    ["<p>It <b>rang</b> &amp; rang.</p>", "bell", "<p><a href='b'>b</a></p><p>c</p>", "<img src='a'/>",
     "<p title='a &lt; b'>x<br/>y</p>", " <p>It rang.</p>\n"]
)  # fmt: skip
DIVS = XHTML.map('<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'.format)
PERSONS = NAMES.map(lambda name: f"<name>{escape(name)}</name>")
AUTHORS = PERSONS.map("<author>{}</author>".format) | st.builds(
    "<author>{}<uri>{}</uri></author>".format, PERSONS, ADDRESSES.map(escape)
)
WRITERS = st.builds("<author>{}<email>{}</email></author>".format, PERSONS, EMAILS)
KNOWN = st.sampled_from(["alternate", "self", "related", "via"])
IN_ENTRY = some(
    element("link", NOTHING, href=ADDRESSES),
    element("link", NOTHING, href=ADDRESSES, rel=KNOWN),
    element(
        "link",
        NOTHING,
        rel=st.just("enclosure"),
        href=ADDRESSES,
        type=TYPES.filter(bool),
        length=LENGTHS,
    ),
    PERSONS.map("<contributor>{}</contributor>".format),
    element("category", NOTHING, term=TEXT, scheme=SCHEMES, label=st.none() | NAMES),
    once=(
        element("title", TEXT, type=TEXT_TYPE) | DIVS.map('<title type="xhtml">{}</title>'.format),
        st.lists(AUTHORS, max_size=3).map("".join) | st.lists(WRITERS, max_size=3).map("".join),
        element("id", ADDRESSES),
        element("published", DATES),
        element("updated", DATES),
        element("summary", TEXT, type=TEXT_TYPE),
        element("content", TEXT, type=TEXT_TYPE)
        | DIVS.map('<content type="xhtml">{}</content>'.format),
        element("rights", TEXT),
        st.builds(
            "<source><title>{}</title><link href={}/></source>".format,
            TEXT.map(escape),
            ADDRESSES.map(quoteattr),
        ),
    ),
)


@st.composite
def atom(draw: st.DrawFn) -> str:
    languages = st.sampled_from([None, "en", "hi", "en_GB"])
    entries = [
        tagged("entry", draw(IN_ENTRY), draw(XML_BASE), draw(languages))
        for _ in range(draw(st.integers(0, 3)))
    ]
    base, language = draw(XML_BASE), draw(languages)
    told = f" xml:base={quoteattr(base)}" if base else ""
    told += f' xml:lang="{language}"' if language else ""
    links = draw(
        some(
            element(
                "link", NOTHING, rel=st.sampled_from(["self", "hub"]), href=ADDRESSES.filter(bool)
            )
        )
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{told}><title>Wire</title>'
        f"<updated>2026-11-02T10:00:00Z</updated>{links}{''.join(entries)}</feed>"
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(rss())
def test_both_readers_see_the_same_in_rss(document: str) -> None:
    must_agree(document)


@settings(max_examples=60, deadline=None)
@given(rdf())
def test_both_readers_see_the_same_in_rdf(document: str) -> None:
    must_agree(document)


@settings(max_examples=120, deadline=None)
@given(atom())
def test_both_readers_see_the_same_in_atom(document: str) -> None:
    must_agree(document)


@settings(max_examples=100, deadline=None)
@given(st.one_of(rss(), rdf(), atom()), st.data())
def test_a_damaged_document_is_left_to_feedparser_or_read_as_it_would(
    document: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(document)))
    length = data.draw(st.integers(0, 12))
    put = data.draw(
        st.sampled_from(["", "<", ">", "&", "</item>", "]]>", "<b>", "\x00", "é", "<!--"])
    )
    damaged = document[:place] + put + document[place + length :]
    quick = fast.read(payload(damaged))
    if quick is not None:
        try:
            assert quick == oracle.read(payload(damaged))
        except ParseError:
            pytest.fail("feedparser finds no feed in it")


RSS = '<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{}</feed>'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"></div>'


@pytest.mark.parametrize(
    "document",
    [
        RSS.format("<item><title>Bell</title><description></description></item>"),
        RSS.format("<item><title>Bell</title><description/></item>"),
        ATOM.format('<entry xml:lang="en"><content></content></entry>'),
        ATOM.format(f'<entry xml:lang="en"><content type="xhtml">{DIV}</content></entry>'),
        ATOM.format('<link rel="self" href=""/>'),
        ATOM.format('<entry><link rel="enclosure" href="b.mp3" type=""/></entry>'),
        RSS.format("<item><title>A</title><source url='http://b.example/'>B</source><title>C</title></item>"),
        RSS.format("<item><title>A</title><source><title>B</title></source><title>C</title></item>"),
        RSS.format("<item><title>A</title><y><title>B</title></y><title>C</title></item>"),
        ATOM.format('<entry><title>A</title><link href="https://]]>wire.example/bell"/></entry>'),
    ],
    ids=["description", "description/", "content", "xhtml", "self", "type", "source", "title in it", "deeper", "address"],
)  # fmt: skip
def test_what_is_empty_or_odd_or_said_twice_is_the_same_to_both(document: str) -> None:
    must_agree(document)


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1", "3", ""])
def test_both_readers_tell_the_same_version(version: str) -> None:
    quick = must_agree(f'<rss version="{version}"><channel><title>Wire</title></channel></rss>')
    assert quick is not None


@pytest.mark.parametrize(
    "signs",
    [
        b"\x80", b"\xff", b"\xc3(", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80",
        b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"Caf\xe9",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "where", [b"<title>%s</title>", b"<link a='%s'/>", b"<!--%s-->", b"<a%s/>"]
)
def test_what_is_no_utf_8_though_it_says_so_is_left_to_feedparser(
    a_payload: MakePayload, signs: bytes, where: bytes
) -> None:
    item = b"<item>" + where % signs + b"</item>"
    document = b"<rss version='2.0'><channel>" + item + b"</channel></rss>"
    assert fast.read(a_payload(document)) is None


def test_a_date_without_a_zone_stays_naive_in_both(a_payload: MakePayload) -> None:
    document = (
        '<rss version="2.0"><channel><title>Wire</title><item><title>x</title>'
        "<pubDate>Mon, 02 Nov 2026 10:00:00</pubDate></item></channel></rss>"
    )
    for found in (fast.read(a_payload(document)), oracle.read(a_payload(document))):
        assert found is not None
        assert found.items[0].published == datetime(2026, 11, 2, 10)  # noqa: DTZ001 -- as it stands
        assert found.items[0].updated is None


def test_a_published_date_is_not_taken_for_an_updated_one(a_payload: MakePayload) -> None:
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>x</title>'
        "<published>2026-11-02T10:00:00Z</published></entry></feed>"
    )
    for found in (fast.read(a_payload(document)), oracle.read(a_payload(document))):
        assert found is not None
        assert found.items[0].published is not None
        assert found.items[0].updated is None
