"""The log is read by more people than the copy is meant for: no line of it has a word of any story."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.engine.log import Log, configure
from feeds.model import Rights, Source
from tests.pipeline.public.desk import Desk
from tests.pipeline.public.machine import CHANNELS, SITE
from tests.pipeline.public.places import Memory
from tests.pipeline.public.stories import Kind, Notice, Version, document, words_in
from tests.pipeline.wire import NOON

_SECRET = "zqhead1v1q zqbody2v1q zqnote3v1q"
_WIRETEXT = (
    f"headline: {_SECRET}\nid: bell\ndate: 2026-11-02 10:00\nednote: {_SECRET}\n\n"
    f"Pune, Nov 2 (IANS) {_SECRET} was raised from the bay.\n\n--IANS\n"
).encode()
_RSS = (
    f'<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid><title>{_SECRET}</title>'
    f"<description>{_SECRET} &amp; more</description></item></channel></rss>"
).encode()
_NITF = (
    f"<nitf><head><title>{_SECRET}</title></head><body><body.head><hedline><hl1>{_SECRET}</hl1></hedline>"
    f"</body.head><body.content><p>{_SECRET} was raised.</p></body.content></body></nitf>"
).encode()
_NINJS = document(Version(story=0, number=1, created=NOON))
_MAIL = (
    f"From: desk@wire.example\nSubject: {_SECRET}\nMessage-ID: <1@wire.example>\n"
    f"Date: Mon, 02 Nov 2026 10:00:00 +0000\n\n{_SECRET} was raised from the bay.\n"
).encode()


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    made = io.StringIO()
    configure(stream=made, verbose=True)
    yield made
    structlog.reset_defaults()


def _desk(**how: str) -> Desk:
    source = Source(id="full", provider="IANS", rights=Rights.FULL, **how)
    desk = Desk(Memory(), SITE, [source], CHANNELS)
    desk.events.clear()
    return desk


def _written(desk: Desk, stream: io.StringIO) -> str:
    log = Log()
    for event in desk.events:
        log(event)
    return stream.getvalue()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    whole=st.sampled_from([_WIRETEXT, _RSS, _NITF, _NINJS, _MAIL]),
    cut=st.floats(0, 1),
    put=st.sampled_from([b"", b"\0", b"<", b">", b"&", b'"', b"\n", b"\n\n", b"\xff", b"]", b"=?utf-8?q?"]),
    keep=st.booleans(),
)  # fmt: skip
def test_what_cannot_be_read_is_told_without_what_it_says(
    stream: io.StringIO, whole: bytes, cut: float, put: bytes, *, keep: bool
) -> None:
    place = round(cut * len(whole))
    desk = _desk(path="/srv/wire/ians")
    desk.wire.will("full", whole[:place] + put + (whole[place:] if keep else b""))
    desk.run("full")
    desk.publish()
    said = _written(desk, stream)
    assert '"poll"' in said
    assert not list(words_in(said.encode())), said


@pytest.mark.parametrize("kind", list(Kind))
def test_neither_what_is_held_killed_or_published_nor_what_stands_in_its_way_is_told_in_its_words(
    stream: io.StringIO, kind: Kind
) -> None:
    desk = _desk(url="http://full.example/feed")
    versions = [
        Version(story=0, number=1, created=NOON, kind=kind),
        Version(story=1, number=1, created=NOON),
    ]
    desk.poll("full", versions)
    with desk.no_room_for("all"):
        assert not desk.publish()
    desk.publish()
    unknown = Version(story=5, number=1, created=NOON)
    desk.poll("full", [Notice(number=n, about=one, sent=desk.clock())
                       for n, one in enumerate([versions[0], unknown])])  # fmt: skip
    desk.decide("kill", desk.id_of("story-1"))
    desk.publish()
    desk.look()
    said = _written(desk, stream)
    assert "the disk is full" in said
    assert '"alarm"' in said
    assert not list(words_in(said.encode())), said
