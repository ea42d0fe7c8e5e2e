"""Sources that fail for one reason are one alarm, be it the network or their host; who fails on when it is over is another."""

from __future__ import annotations

from tests.pipeline.alarms.postbox import fails, passes

MANY = tuple(f"s{n:02}" for n in range(20))


async def test_a_network_that_is_down_is_one_alarm_and_so_is_its_end(
    new_room, a_source, post
) -> None:
    room = new_room(*map(a_source, MANY), messengers=(post,))
    await room.poll(*MANY)
    said = []
    for _ in range(8):
        for id_ in MANY:
            room.wire.will_fail(id_)
        await room.poll(*MANY)
        said += await passes(room, hours=1)
    assert said == ["network this machine"]
    assert room.alarms()[0].startswith("the network, or 20 sources at once: none was well since")
    for id_ in MANY:  # one after the other, as each is due
        await room.poll(id_)
        said += await passes(room, minutes=2)
    assert await passes(room, hours=2) == ["over: network this machine"]
    assert post.said() == [["network this machine"], ["over: network this machine"]]


async def test_who_fails_on_when_the_network_is_back_is_told_of_by_itself(
    new_room, a_source
) -> None:
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    await fails(room, *MANY)
    said = await passes(room, hours=1)
    room.clock.advance(hours=1)
    room.wire.will_fail(MANY[0])
    await room.poll(*MANY)
    said += await passes(room, hours=2)
    assert said == ["network this machine", "over: network this machine", f"failing {MANY[0]}"]


async def test_sources_that_fail_while_others_are_well_are_told_of_each(new_room, a_source) -> None:
    """What each of them says is wrong is its own affair."""
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    for _ in range(3):
        room.clock.advance(hours=1)
        for id_ in MANY[:6]:
            room.wire.will_fail(id_, "it answers 404")
        await room.poll(*MANY)
    assert await passes(room, minutes=5) == [f"failing {id_}" for id_ in MANY[:6]]


async def test_a_third_that_falls_silent_together_is_one_alarm_and_who_stays_silent_another(
    new_room, a_source, post
) -> None:
    room, lost = new_room(*map(a_source, MANY), messengers=(post,)), MANY[:7]
    await room.poll(*MANY)
    said = []
    for number in range(8):
        room.clock.advance(minutes=40)
        for id_ in lost:
            room.wire.will_fail(
                id_, "it does not answer in time" if number % 2 else "it refuses the connection"
            )
        await room.poll(*MANY)
        said += await passes(room, minutes=20)
    assert said == ["outage making connections"]
    assert "7 of 20 sources, of 7 hosts, have fallen silent together" in room.alarms()[0]
    room.wire.will_fail(lost[0])
    await room.poll(*lost[:5])
    said += await passes(room, hours=3)
    assert said[1:] == ["over: outage making connections", f"failing {lost[0]}"]
    assert await passes(room, hours=40) == [], "the others were not asked since"
    room.wire.will_fail(lost[5])
    await room.poll(*lost[5:])
    assert await passes(room, minutes=5) == [f"failing {lost[5]}"]
    assert [one for message in post.said() for one in message] == [*said, f"failing {lost[5]}"]


async def test_a_host_that_is_down_is_one_alarm_for_all_of_its_sources(new_room, a_source) -> None:
    feeds = tuple(
        a_source(f"desk{n}", url=f"http://rss.ians.example/feed/{n}") for n in range(1, 5)
    )
    room = new_room(*map(a_source, MANY), *feeds)
    ids = [one.id for one in feeds]
    await room.poll(*MANY, *ids)
    said = []
    for _ in range(4):
        room.clock.advance(minutes=30)
        for id_ in ids:
            room.wire.will_fail(id_, "it answers 403")
        await room.poll(*MANY, *ids)
        said += await passes(room, minutes=10)
    assert said == ["outage rss.ians.example"]
    assert "or 4 of its sources at once (desk1, desk2, desk3, desk4)" in room.alarms()[0]
    await room.poll("desk1")
    for id_ in ids[1:]:
        room.wire.will_fail(id_, "it answers 403")
    await room.poll(*ids[1:])
    said = await passes(room, hours=2)
    assert said == ["over: outage rss.ians.example", *(f"failing {id_}" for id_ in ids[1:])]


async def test_what_is_told_of_by_itself_is_not_over_since_others_follow(
    new_room, a_source
) -> None:
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    await fails(room, MANY[0])
    await room.poll(*MANY[1:])
    said = await passes(room, minutes=2)
    for _ in range(3):
        room.clock.advance(minutes=40)
        for id_ in MANY[:7]:
            room.wire.will_fail(id_)
        await room.poll(*MANY)
        said += await passes(room, hours=2)
    assert said == [f"failing {MANY[0]}", "outage making connections"]
    await room.poll(*MANY)
    said = await passes(room, hours=2)
    assert said == [f"over: failing {MANY[0]}", "over: outage making connections"]


async def test_a_machine_that_never_had_a_network_is_one_alarm(new_room, a_source) -> None:
    room = new_room(*map(a_source, MANY))
    await fails(room, *MANY)
    assert await passes(room, hours=2) == ["network this machine"]
    assert "none was well ever" in room.alarms()[0]
