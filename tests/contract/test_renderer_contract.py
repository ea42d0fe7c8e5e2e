"""What every renderer promises, whatever its format."""

import base64
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import html5lib
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.contracts import Renderer
from feeds.errors import RenderError
from feeds.model import (
    Channel,
    Dateline,
    Document,
    Edition,
    Enclosure,
    Entry,
    Origin,
    Site,
    Subject,
)
from feeds.render import FORMATS, index_page, opml, renderer, story_page
from tests.hostile import armed
from tests.standards import must_be_atom, must_be_json_feed, must_be_opml, must_be_rss

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "html": "text/html; charset=utf-8",
}
HOSTILE = (
    "\x00\x08\x0b\x1f\x7f\x85\x9f",
    "\ud800 \udfff \ud83d\ude00",
    "\ufffd\ufffe\uffff",
    "]]> --> ?> <![CDATA[",
    "&#999999999999; &#0; &#x1F; &amp;amp; &bogus;",
    "\u202e\u2066\u200f txt.exe",
    "😀 𝒳 𐎀",
    "<script>x</script></p></li></title>",
    "\"'`=<>&",
    "\r\n\t\u2028\u2029",
    "",
)

MARKUP = (
    "Use <b>bold</b>",
    "AT&T &amp; <co>",
    "Jane <jane@wire.example>",
    "<GM.N> </p> &#60;",
    "x < y",
)


def a_site() -> Site:
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
        base_url="http://news.example/",
        hubs=("https://hub.example/",),
    )


def an_entry(number: int = 1, **changes: object) -> Entry:
    page = f"http://news.example/story/2026/11/02/pier-{number}.html"
    plain = Entry(
        id=f"tag:harbour.example,2020:pier{number}",
        revision=1,
        headline=f"Pier {number} opens again",
        body_html="<p>The pier is open.</p>",
        summary="The pier is open.",
        city="Mumbai",
        creditline="IANS",
        byline="Asha Rao",
        provider="IANS",
        via=("Xinhua", "UNB"),
        link=page,
        page=page,
        wire_link="http://wire.example/pier",
        published=NOON - timedelta(minutes=number),
        updated=NOON - timedelta(minutes=number, microseconds=number),
        language="hi",
        subjects=(
            Subject(name="Ports"),
            Subject(code="9", name="Sea", scheme="http://cv.example/"),
        ),
        enclosures=(Enclosure(href="http://img.example/p.jpg", title="Pier", creditline="Ravi"),),
        inline_media=True,
        origin=Origin(title="IANS", link="http://wire.example/ians.xml"),
        copyrightnotice="(c) IANS",
    )
    return replace(plain, **changes)


def an_edition(*entries: Entry) -> Edition:
    return Edition(
        site=a_site(), channel=Channel(id="all", title="All"), entries=entries, updated=NOON
    )


def whole(made: Renderer, edition: Edition) -> Document:
    fragments = [made.fragment(entry, edition.site.language) for entry in edition.entries]
    return made.assemble(edition, fragments)


def in_html(body: bytes) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(body.decode())


VALID: dict[str, Callable[[bytes], object]] = {
    "rss": must_be_rss,
    "atom": must_be_atom,
    "json": must_be_json_feed,
    "html": in_html,
}


@pytest.fixture(params=FORMATS)
def made(request: pytest.FixtureRequest) -> Renderer:
    return renderer(request.param)


def test_every_documented_format_has_its_renderer():
    assert set(FORMATS) == set(MEDIA_TYPES)
    assert [renderer(name).format for name in FORMATS] == list(FORMATS)


def test_an_unknown_format_is_named():
    with pytest.raises(RenderError, match="'rdf'"):
        renderer("rdf")


def test_a_document_is_named_after_its_channel_and_typed_after_its_format(made):
    """S08."""
    document = whole(made, an_edition(an_entry()))
    assert document.path == f"all{made.suffix}"
    assert document.media_type == MEDIA_TYPES[made.format]
    assert document.twins


def test_a_document_holds_its_entries_in_their_order(made):
    numbers = range(11, 16)
    body = whole(made, an_edition(*map(an_entry, numbers))).body
    places = [body.index(b"Pier %d opens again" % number) for number in numbers]
    assert all(before < after for before, after in pairwise(places))


def test_a_fragment_is_rendered_once_for_every_document_it_stands_in(made):
    kept = made.fragment(an_entry(1), "en")
    alone = made.assemble(an_edition(an_entry(1)), [kept]).body
    both = an_edition(an_entry(1), an_entry(2))
    among = made.assemble(both, [kept, made.fragment(an_entry(2), "en")]).body
    assert alone == whole(made, an_edition(an_entry(1))).body
    assert among == whole(made, both).body


def test_an_edition_without_entries_is_a_document(made):
    VALID[made.format](whole(made, an_edition()).body)


def test_rendering_twice_gives_the_same_bytes(made):
    """S03."""
    edition = an_edition(an_entry(1), an_entry(2))
    assert whole(made, edition) == whole(made, edition)


ELSEWHERE = """
import base64, pickle, sys
edition = pickle.loads(base64.b64decode(sys.stdin.read()))
from feeds import render
for name in render.FORMATS:
    made = render.renderer(name)
    fragments = [made.fragment(e, edition.site.language) for e in edition.entries]
    sys.stdout.buffer.write(made.assemble(edition, fragments).body)
pages = [render.index_page([edition], edition.site)]
pages.append(render.opml(edition.site, [edition.channel], edition.updated))
pages.append(render.story_page(edition.entries[0], edition.site, [edition.channel]))
for page in pages:
    sys.stdout.buffer.write(page.body)
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_gives_the_same_bytes(seed):
    """S03."""
    edition = an_edition(an_entry(1), an_entry(2))
    told = base64.b64encode(pickle.dumps(edition))
    environment = {"PYTHONHASHSEED": seed, "TZ": "Pacific/Chatham", "LC_ALL": "C"}
    ran = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=told,
        env=environment,
        cwd=".",
        capture_output=True,
        check=True,
        timeout=60,
    )
    here = b"".join(whole(renderer(name), edition).body for name in FORMATS)
    here += index_page([edition], edition.site).body
    here += opml(edition.site, [edition.channel], edition.updated).body
    here += story_page(edition.entries[0], edition.site, [edition.channel]).body
    assert ran.stdout == here


def test_importing_the_room_imports_no_format_s_library():
    heavy = ("feedgen", "lxml", "jinja2", "orjson")
    code = f"import sys, feeds.render; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=60, cwd="."
    )
    assert ran.stdout.strip() == b"[]"


def every_word(text: str, number: int = 1, **changes: object) -> Entry:
    plain = an_entry(
        number,
        headline=text,
        summary=text,
        city=text,
        creditline=text,
        byline=text,
        provider=text,
        via=(text,),
        language=text,
        copyrightnotice=text,
        link=f"http://news.example/{text}",
        wire_link=f"http://{text}/",
        subjects=(Subject(code=text, name=text, scheme=text),),
        enclosures=(Enclosure(href=f"http://img.example/{text}", media_type=text, title=text),),
        origin=Origin(title=text, link=f"http://{text}.example/{text}"),
        also=(text,),
        dateline=Dateline(text=text, city=text, country=text),
    )
    return replace(plain, **changes)


def test_hostile_words_in_every_field_give_a_valid_document(made):
    """S20: no format has less than its standard asks for, nor anything that a validator warns of."""
    texts = [*HOSTILE, *MARKUP, *armed()]
    entries = [every_word(text, 2 * n) for n, text in enumerate(texts)]
    entries += [every_word(f"a{text}b", 2 * n + 1, body_html="") for n, text in enumerate(texts)]
    VALID[made.format](whole(made, an_edition(*entries)).body)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_copy_gives_valid_xml_and_json(made, text):
    """S20: whatever slipped past the sanitiser."""
    document = whole(
        made, an_edition(an_entry(body_html=text), an_entry(2, body_html=f"<p>{text}"))
    )
    if made.format != "html":
        VALID[made.format](document.body)
    assert document.body.decode("utf-8")


@given(st.text(st.characters(codec=None)))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_words_give_a_valid_document(made, text):
    """S20."""
    VALID[made.format](whole(made, an_edition(every_word(text))).body)


HEADLINES: dict[str, Callable[[bytes], str]] = {
    "rss": lambda body: etree.fromstring(body).findtext("channel/item/title"),
    "atom": lambda body: etree.fromstring(body).findtext("{*}entry/{*}title"),
    "json": lambda body: orjson.loads(body)["items"][0]["title"],
    "html": lambda body: "".join(etree.HTML(body.decode()).find(".//h2").itertext()),
}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_headline_arrives_letter_by_letter(made, text):
    headline = f"Pier{text}".replace("\ufffd", "?")
    body = whole(made, an_edition(an_entry(headline=headline))).body
    assert HEADLINES[made.format](body).replace("\u2060", "") == headline


@pytest.mark.parametrize("text", [*HOSTILE, *MARKUP])
def test_a_hostile_channel_gives_valid_documents(made, text):
    """S20."""
    site = replace(a_site(), name=text, description=text, author=text, rights=text, language=text)
    channel = Channel(id="all", title=text, description=text)
    edition = Edition(site=site, channel=channel, entries=(an_entry(),), updated=NOON)
    VALID[made.format](whole(made, edition).body)
    in_html(index_page([edition], site).body)
    in_html(story_page(an_entry(), site, [channel]).body)
    must_be_opml(opml(site, [channel], NOON).body)


def test_what_the_rights_withhold_is_nowhere(made):
    entry = an_entry(body_html="", summary="")
    body = whole(made, an_edition(entry)).body
    assert b"The pier is open" not in body
    assert b"Pier 1 opens again" in body
