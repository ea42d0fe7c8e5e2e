"""Agencies that the config's own rows know: from the wire to what is published."""

from dataclasses import replace

import pytest

from feeds.model import Agency

HPA = Agency(name="Harbour Press", tags=("HPA",), plain=("Harbour Press Agency",))
COPY = "<p>LISBON (HPA) The ferry left, Xinhua reported.</p><p>--HPA ms/vd</p>"


@pytest.fixture
def room(new_room, a_source):
    return new_room(a_source("ians", provider="Harbour Press", agencies=(HPA,)))


async def test_its_copy_is_published_in_the_style_of_the_house(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item(content_html=COPY)))
    held = room.item().item
    assert held.body_text == "The ferry left, Xinhua reported."
    assert (held.via, held.signoff, held.located) == (("Xinhua",), "--HPA ms/vd", "Lisbon")
    (shown,) = room.feed()["items"]
    assert shown["content_html"].startswith("<p>Lisbon: The ferry left, Xinhua reported.</p>")
    assert "- Harbour Press<" in shown["content_html"]
    assert room.published_with("HPA") == []


async def test_a_row_that_comes_later_changes_nothing_that_is_stored(
    room, a_source, a_feed, an_item
) -> None:
    room.change(sources=[a_source("ians", provider="Harbour Press")])
    await room.take("ians", a_feed(an_item(content_html=COPY)))
    before = room.remembers()
    assert "HPA" in room.item().item.body_text
    room.change(sources=[a_source("ians", provider="Harbour Press", agencies=(HPA,))])
    room.release()
    assert room.remembers() == before
    await room.take("ians", a_feed(an_item(content_html=COPY)))
    assert room.remembers() == before, "the same bytes are not read again"


@pytest.mark.parametrize(
    "told", [{"agencies": (HPA,)}, {"provider": "HPA"}, {"creditline": "HPA"}], ids=str
)
async def test_what_the_wire_sends_again_in_another_document_is_read_by_what_is_known_now(
    room, a_source, a_feed, an_item, told
) -> None:
    """With rows as with the names that a source's own settings give its agency."""
    plain = a_source("ians", provider="Harbour Press")
    room.change(sources=[plain])
    await room.take("ians", a_feed(an_item(content_html=COPY)))
    room.change(sources=[replace(plain, **told)])
    await room.take("ians", a_feed(an_item(content_html=COPY), an_item("2")))
    assert room.item().item.body_text == "The ferry left, Xinhua reported."
    assert (room.item().status, room.item().revision) == ("update", 2)
