"""What an agency's contract allows to be shown, and not a word more, anywhere."""

from datetime import timedelta

import pytest

from feeds.model import Auth, Carried, Channel, Media, Rights

HEADLINE, LEAD, REST = "zqheadline", "zqlead", "zqrest"
NOTE, SLUG = "zqnote", "zqslug"
COPY = (
    f"<p>PUNE, Nov 2 (IANS) {LEAD} The ferry left at noon with the first passengers since the "
    "flood, the port authority said on Monday, and was back before night fell.</p>"
    f"<p>{'The river had risen over its piers. ' * 12}{REST}</p>"
)
WORDS = (HEADLINE, LEAD, REST, NOTE, SLUG)


@pytest.fixture
def published(new_room, a_source, a_feed, an_item):
    """The words of a story that were published, in whatever file, under some rights."""

    async def publish(
        source_rights: Rights, channel_rights: Rights = Rights.FULL, *, pages: bool = True
    ) -> set[str]:
        room = new_room(
            a_source(rights=source_rights),
            channels=[Channel(id="all", title="All", rights=channel_rights)],
        )
        room.reader.says["1"] = {"ednote": NOTE, "slugline": SLUG, "usageterms": "zqterms"}
        story = an_item(title=f"Ferry {HEADLINE}", content_html=COPY, summary=None)
        await room.take("ians", a_feed(story, an_item("2", title="Another")))
        if not pages:
            for path in room.pages():
                del room.shelf.documents[path]
        assert room.published_with("zqterms") == []
        return {word for word in WORDS if room.published_with(word)}

    return publish


@pytest.mark.parametrize(
    ("rights", "shown"),
    [
        (Rights.FULL, {HEADLINE, LEAD, REST}),
        (Rights.SUMMARY, {HEADLINE, LEAD}),
        (Rights.HEADLINE, {HEADLINE}),
        (Rights.INTERNAL, set()),
    ],
)
async def test_a_sources_rights_hold_in_every_file(
    published, rights: Rights, shown: set[str]
) -> None:
    assert await published(rights) == shown


@pytest.mark.parametrize(
    ("source_rights", "channel_rights", "shown"),
    [
        (Rights.FULL, Rights.SUMMARY, {HEADLINE, LEAD}),
        (Rights.FULL, Rights.HEADLINE, {HEADLINE}),
        (Rights.SUMMARY, Rights.FULL, {HEADLINE, LEAD}),
        (Rights.HEADLINE, Rights.FULL, {HEADLINE}),
        (Rights.INTERNAL, Rights.FULL, set()),
    ],
)
async def test_a_channel_narrows_what_its_own_documents_show_and_widens_nothing(
    published, source_rights: Rights, channel_rights: Rights, shown: set[str]
) -> None:
    assert await published(source_rights, channel_rights, pages=False) == shown


async def test_what_is_for_internal_use_is_on_the_desk_and_nowhere_else(
    new_room, a_source, a_feed_of_one
) -> None:
    room = new_room(a_source(rights=Rights.INTERNAL))
    await room.take("ians", a_feed_of_one)
    assert len(room.items()) == 1
    assert room.headlines() == []
    assert room.pages() == []


async def test_rights_that_a_new_config_narrows_are_narrowed_in_what_stands_already(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(rights=Rights.FULL))
    story = an_item(title=f"Ferry {HEADLINE}", content_html=COPY)
    await room.take("ians", a_feed(story))
    assert room.published_with(REST)
    for rights, gone in (
        (Rights.SUMMARY, REST),
        (Rights.HEADLINE, LEAD),
        (Rights.INTERNAL, HEADLINE),
    ):
        room.clock.advance(minutes=1)
        room.change(sources=[a_source(rights=rights)])
        room.release()
        assert room.published_with(gone) == [], rights


@pytest.mark.parametrize(
    "address", ["http://ians.example/feed?key=zqkey", "http://ians.example/zqkey/feed"]
)
async def test_the_address_and_the_key_of_a_wire_behind_a_door_are_told_to_nobody(
    new_room, a_source, a_feed_of_one, address: str
) -> None:
    room = new_room(a_source(url=address, auth=Auth(token="zqtoken")))
    await room.take("ians", a_feed_of_one)
    assert room.published_with("zqkey") == []
    assert room.published_with("zqtoken") == []


async def test_what_a_source_has_brought_goes_when_its_right_runs_out_with_nobody_at_hand(
    new_room, a_source, a_feed, an_item, noon
) -> None:
    """Also the page of a story that no channel has shown for long."""
    room = new_room(
        a_source("ians", rights_until=noon + timedelta(hours=2)),
        a_source("xinhua"),
        channels=[Channel(id="all", title="All", max_age=timedelta(hours=1))],
    )
    old = an_item("1", title=f"Ferry {HEADLINE}", date_published="2026-11-02T09:00:00Z")
    await room.take("ians", a_feed(old))
    await room.take("xinhua", a_feed(an_item("2", title="Another")))
    assert room.headlines() == []
    maps = {"sitemap-news.xml", "story/sitemap-2026-11-02.xml"}
    assert set(room.published_with(HEADLINE)) == {room.item("1").page, *maps}
    room.clock.advance(hours=1, minutes=59)
    room.release()
    assert room.published_with(HEADLINE)
    room.clock.advance(minutes=1)
    assert room.store.dirty(room.clock()) == ("all",)
    room.release()
    assert room.published_with(HEADLINE) == []
    assert room.store.was_withdrawn(room.item("1").page)
    assert room.item("1").channels == ()
    before = room.remembers()
    room.release()
    room.start()
    room.release()
    assert room.remembers() == before


async def test_a_right_that_is_renewed_brings_back_what_had_gone(
    new_room, a_source, a_feed_of_one, noon
) -> None:
    ending = a_source(rights_until=noon + timedelta(hours=1))
    room = new_room(ending)
    await room.take("ians", a_feed_of_one)
    shown = room.headlines()
    room.clock.advance(hours=1)
    room.release()
    assert (room.headlines(), room.pages()) == ([], [])
    room.change(sources=[a_source(rights_until=noon + timedelta(days=365))])
    room.release()
    assert room.headlines() == shown
    assert len(room.pages()) == 1


async def test_what_comes_in_after_the_end_of_a_right_is_on_the_desk_and_nowhere_else(
    new_room, a_source, a_feed_of_one, noon
) -> None:
    room = new_room(a_source(rights_until=noon))
    await room.take("ians", a_feed_of_one)
    assert len(room.items()) == 1
    assert (room.headlines(), room.pages()) == ([], [])


async def test_pictures_go_from_every_document_at_their_own_end(
    new_room, a_source, a_feed, an_item, noon
) -> None:
    room = new_room(a_source(media=Media.FULL, media_until=noon + timedelta(hours=1)))
    picture = {"url": "http://ians.example/zqpicture.jpg", "mime_type": "image/jpeg"}
    story = an_item(title="Ferry", content_html=COPY, attachments=[picture])
    await room.take("ians", a_feed(story))
    assert len(room.published_with("zqpicture")) == 4
    room.clock.advance(hours=1)
    room.release()
    assert room.published_with("zqpicture") == []
    assert room.published_with(REST)


async def test_copy_of_an_agency_that_a_wire_carries_keeps_to_that_agencys_right_in_every_file(
    new_room, a_source, a_feed, an_item
) -> None:
    carries = (Carried(agencies=("AFP",), rights=Rights.SUMMARY, summary_words=4),)
    room = new_room(a_source(carries=carries))
    copy = COPY.replace("(IANS)", "(IANS/AFP)")
    await room.take("ians", a_feed(an_item(title=f"Ferry {HEADLINE}", content_html=copy)))
    assert room.published_with(HEADLINE)
    assert room.published_with(f"{LEAD} The ferry left …")
    assert room.published_with("ferry left at noon") == []
    assert room.published_with(REST) == []


async def test_a_summary_that_a_new_contract_shortens_is_shorter_in_what_stands_already(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(rights=Rights.SUMMARY))
    await room.take("ians", a_feed(an_item(title="Ferry", content_html=COPY, summary=None)))
    assert room.published_with("ferry left at noon")
    room.clock.advance(minutes=1)
    room.change(sources=[a_source(rights=Rights.SUMMARY, summary_words=3)])
    room.release()
    assert room.published_with("ferry left at noon") == []
    assert len(room.published_with(f"{LEAD} The ferry …")) == 6
