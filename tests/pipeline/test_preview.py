"""What another config would have made of the last days, told without touching anything."""

from dataclasses import replace

from feeds.decide.preview import Config
from feeds.model import Channel, Copies, Rights, Selection
from feeds.pipeline.preview import Preview
from feeds.pipeline.read import read
from tests.pipeline.test_copies import IANS, XINHUA

ALL = Channel(id="all", title="All")
FLOODS = Channel(id="floods", title="Floods", select=Selection(text="flood"))


def looked_at(room, new: Config, hours: int = 24):
    from datetime import timedelta

    old = Config(
        site=room.site,
        sources={one.id: one for one in room.sources},
        channels=tuple(room.channels),
    )
    before = room.remembers()
    found = Preview(old=old, new=new, store=room.store, clock=room.clock, read=read).since(
        room.clock() - timedelta(hours=hours)
    )
    told = sorted((one.channel, one.kind, one.headline, one.what) for one in found)
    assert room.remembers() == before
    return told


def changed(room, **changes) -> Config:
    plain = Config(
        site=room.site,
        sources={one.id: one for one in room.sources},
        channels=tuple(room.channels),
    )
    return replace(plain, **changes)


async def test_the_same_config_changes_nothing(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    assert looked_at(room, changed(room)) == []


async def test_a_new_channel_and_one_that_is_gone(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2", title="Bridge opens")))
    told = looked_at(room, changed(room, channels=(FLOODS,)))
    assert told == [
        ("all", "dropped", "Bridge opens", "there is no such channel"),
        ("all", "dropped", "Ferry 1 resumes after the flood", "there is no such channel"),
        ("floods", "added", "Ferry 1 resumes after the flood", "the channel takes it"),
    ]


async def test_narrower_rights_name_what_they_change(room, a_source, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1")))
    headline = changed(room, sources={"ians": a_source("ians", rights=Rights.HEADLINE)})
    assert looked_at(room, headline) == [
        ("all", "changed", "Ferry 1 resumes after the flood", "body_html, summary")
    ]
    internal = changed(room, sources={"ians": a_source("ians", rights=Rights.INTERNAL)})
    assert looked_at(room, internal)[0][1::2] == (
        "dropped",
        'rights: what source "ians" allows of it is internal',
    )
    gone = changed(room, sources={})
    assert looked_at(room, gone)[0][3] == "its source 'ians' is not in the config"


async def test_a_source_that_is_read_otherwise_is_read_from_the_archive(
    room, a_source, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", language=None), language=None))
    hindi = changed(
        room, sources={"ians": a_source("ians", language="hi", provider="Harbour Press")}
    )
    ((channel, kind, _, what),) = looked_at(room, hindi)
    assert (channel, kind) == ("all", "changed")
    assert set(what.split(", ")) == {"creditline", "language", "origin", "provider"}


async def test_only_the_last_days_are_looked_at(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1")))
    room.clock.advance(days=2)
    assert looked_at(room, changed(room, channels=())) == []
    assert len(looked_at(room, changed(room, channels=()), hours=72)) == 1


async def test_a_channel_that_would_show_a_copy_once_drops_the_others_and_names_them(
    room, a_source, a_feed, an_item
) -> None:
    room.change(sources=[a_source("ians"), a_source("xinhua")])
    await room.take("ians", a_feed(an_item("1", title="Dam cracks", content_html=IANS)))
    room.clock.advance(minutes=5)
    await room.take("xinhua", a_feed(an_item("2", title="Crack in dam", content_html=XINHUA)))
    once = replace(ALL, copies=Copies.ONE)
    assert looked_at(room, changed(room, channels=(once,))) == [
        ("all", "changed", "Dam cracks", "also"),
        ("all", "dropped", "Crack in dam", "another item with the same copy stands for it"),
    ]
    room.change(channels=[once])
    assert looked_at(room, changed(room, channels=(ALL,))) == [
        ("all", "added", "Crack in dam", "the channel takes it"),
        ("all", "changed", "Dam cracks", "also"),
    ]
