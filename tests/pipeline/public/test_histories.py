"""The same facts in another order, told twice, with restarts and failures in between, end in the same public state.

A notice that names its story by its headline is no such fact: before its story has come it names none, and people are
called to it. And what is held is told again in whatever order, but what people let out they must have seen.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.folders import IN_MEMORY
from tests.pipeline.public.desk import Desk
from tests.pipeline.public.looking import differences
from tests.pipeline.public.machine import CHANNELS, MORE, SITE, SOURCES, source_of
from tests.pipeline.public.model import Model, Ruling
from tests.pipeline.public.places import Disk, Memory, Place
from tests.pipeline.public.stories import Kind, Version
from tests.pipeline.wire import NOON

_MOST_VERSIONS = 3
_DATES = re.compile(
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[Z+:.\d]*|\w{3}, \d\d \w{3} \d{4} [\d:]{8} [+\w\d]+"
)


@dataclass(frozen=True)
class Facts:
    """What there is to tell: versions of stories, and which of those are killed by people."""

    versions: tuple[Version, ...]
    killed: frozenset[int]


@dataclass(frozen=True)
class Telling:
    """One history: which versions come in which polls, when people kill, and what goes wrong in between."""

    polls: tuple[tuple[Version, ...], ...]
    kills_first: frozenset[int]
    """Stories that are killed as soon as anything of them is known; others at the end."""
    mishaps: tuple[str, ...]
    lost: bool
    """Whether the store is lost in the end, and one that knows nothing yet put in its place: the wire tells all again."""


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    versions = []
    for story in range(draw(st.integers(1, 4))):
        created = NOON - timedelta(minutes=draw(st.sampled_from([300, 200, 100])))
        for number in range(1, draw(st.integers(1, _MOST_VERSIONS)) + 1):
            minutes = draw(st.sampled_from([None, None, 30, 5000]))
            versions.append(
                Version(
                    story=story,
                    number=number,
                    kind=draw(st.sampled_from([*[Kind.STORY] * 6, *Kind])),
                    created=created,
                    embargo=NOON + timedelta(minutes=minutes) if minutes else None,
                    agency=draw(st.booleans()),
                    picture_of_agency=draw(st.booleans()),
                )
            )
    killed = draw(st.frozensets(st.integers(0, 3), max_size=1))
    return Facts(versions=tuple(versions), killed=killed)


def tellings(told: Facts) -> st.SearchStrategy[Telling]:
    """Histories of the same facts."""

    @st.composite
    def telling(draw: st.DrawFn) -> Telling:
        again = draw(st.lists(st.sampled_from(told.versions), max_size=3))
        order = draw(st.permutations([*told.versions, *again]))
        cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
        ends = zip([0, *cuts], [*cuts, len(order)], strict=True)
        polls = tuple(tuple(dict.fromkeys(order[a:b])) for a, b in ends)
        mishap = st.sampled_from(["", "", "restart", "cut", "vain", "unrecorded", "replay", "full"])
        return Telling(
            polls=polls,
            kills_first=draw(st.frozensets(st.sampled_from(range(4)))),
            mishaps=tuple(draw(st.lists(mishap, min_size=len(polls), max_size=len(polls)))),
            lost=draw(st.booleans()),
        )

    return telling()


def tell(place: Place, told: Facts, telling: Telling) -> tuple[Desk, Model]:
    """A desk that has lived through a history, a day after it began."""
    desk = Desk(place, SITE, SOURCES.values(), (*CHANNELS, MORE))
    model = Model(sources=desk.sources, channels=desk.channels)
    desk.publish()
    blank = desk.place.backup()
    for versions, mishap in zip(telling.polls, telling.mishaps, strict=True):
        desk.clock.advance(minutes=10)
        for source in dict.fromkeys(source_of(one.story) for one in versions):
            own = [one for one in versions if source_of(one.story) == source]
            if mishap == "vain":
                desk.poll_in_vain(source)
            if mishap == "unrecorded":
                desk.poll_without_a_record(source, own)
            desk.poll(source, own)
            model.receive(source, own, desk.clock())
        _pass(desk, mishap)
        for story in told.killed & telling.kills_first:
            _kill(desk, model, story)
    for story in told.killed:
        _kill(desk, model, story)
    if telling.lost:
        desk.clock.advance(minutes=10)
        desk.place.put_back(blank)
        model.restore({})
        desk.restart()
        for source in SOURCES:
            own = [one for one in told.versions if source_of(one.story) == source]
            desk.poll(source, own)
            model.receive(source, own, desk.clock())
    desk.clock.now = NOON + timedelta(days=1)
    desk.publish()
    return desk, model


def _pass(desk: Desk, mishap: str) -> None:
    if mishap == "restart":
        desk.restart()
    elif mishap == "cut":
        desk.is_cut_at(1, done=True)
        desk.restart()
    elif mishap == "replay":
        desk.replay()
    elif mishap == "full":
        with desk.no_room_for("all"):
            desk.publish()
    desk.publish()


def _kill(desk: Desk, model: Model, story: int) -> None:
    id_ = desk.id_of(f"story-{story}")
    if id_:
        desk.decide("kill", id_)
        model.rule(Ruling(verb="kill", story=story, at=desk.clock()))
        desk.publish()


def public_state(desk: Desk) -> dict[str, Any]:
    """What stands in public, but for dates of changes, of withdrawals nobody saw, and addresses' words, which are those
    of the first version that came.
    """
    found: dict[str, Any] = {}
    for path, body in desk.place.public().items():
        if path.endswith(".json"):
            found[path] = [
                {**one, "url": "", "date_modified": ""}
                for one in orjson.loads(body[len(path) :])["items"]
                if one["title"] != "Story withdrawn"
            ]
        elif path.startswith("story/") and path.endswith(".html"):
            words = re.sub(rb"story/[\w/-]*?(\w{10})\.html", rb"story/\1", body)
            found[path.rpartition("-")[2]] = _DATES.sub(b"", words)
    return found


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_order_repetition_and_mishaps_change_nothing_of_what_is_public(data: st.DataObject) -> None:
    told = data.draw(facts())
    desks = []
    for telling in data.draw(st.lists(tellings(told), min_size=2, max_size=2)):
        desk, model = tell(Memory(), told, telling)
        assert differences(desk, model) == []
        desks.append(desk)
    assert public_state(desks[0]) == public_state(desks[1])


@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_nor_do_they_on_a_disk(data: st.DataObject) -> None:
    told = data.draw(facts())
    states = []
    for telling in data.draw(st.lists(tellings(told), min_size=2, max_size=2)):
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as directory:
            desk, model = tell(Disk(Path(directory)), told, telling)
            assert differences(desk, model) == []
            states.append(public_state(desk))
            desk.place.close()
    assert states[0] == states[1]


def test_the_comparison_can_fail() -> None:
    """Two histories of other facts are told apart."""
    first = Version(story=0, number=1, created=NOON - timedelta(hours=1))
    second = Version(story=0, number=2, created=NOON - timedelta(hours=1))
    states = []
    for versions in ((first,), (first, second)):
        told = Facts(versions=versions, killed=frozenset())
        plain = Telling(polls=(versions,), kills_first=frozenset(), mishaps=("",), lost=False)
        desk, _ = tell(Memory(), told, plain)
        states.append(public_state(desk))
    assert states[0] != states[1]
