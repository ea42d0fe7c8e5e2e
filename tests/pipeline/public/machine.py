"""Whatever happens at a desk, in whatever order; after each of it what is public is what may be, and all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from feeds.decide.rulings import of_source
from feeds.model import Carried, Channel, Media, Rights, Source
from tests.house import SITE
from tests.pipeline.public.desk import Desk
from tests.pipeline.public.looking import differences, ledger
from tests.pipeline.public.model import Model, Ruling
from tests.pipeline.public.places import Place
from tests.pipeline.public.stories import Kind, Notice, Part, Version, words_in

CARRIED = Carried(agencies=("AFP",), rights=Rights.SUMMARY, media=Media.NONE)
SOURCES = {
    id_: Source(
        id=id_,
        provider="IANS",
        rights=rights,
        media=media,
        url=f"http://{id_}.example/feed",
        language="en",
        carries=(CARRIED,),
    )
    for id_, rights, media in (
        ("full", Rights.FULL, Media.FULL),
        ("brief", Rights.SUMMARY, Media.LINK),
        ("inside", Rights.INTERNAL, Media.FULL),
    )
}
CHANNELS = (
    Channel(id="all", title="All"),
    # Most of what this one takes stands in its archive.
    Channel(
        id="heads",
        title="Headlines",
        rights=Rights.HEADLINE,
        media=Media.NONE,
        size=2,
        window=timedelta(0),
    ),
)
MORE = Channel(id="more", title="More", rights=Rights.SUMMARY, media=Media.LINK, summary_words=3)

_STORIES = 9
# Most of what a wire sends are stories; what is asked for here once in a day comes once in two sends.
_KINDS = st.sampled_from([*[Kind.STORY] * 8, *Kind])
_ENDS = st.sampled_from([None, None, 20, 90, 600])
"""Minutes from now."""
_NAMED_SOURCE = st.sampled_from(sorted(SOURCES))
_RIGHTS = st.sampled_from(sorted(Rights))
_MEDIA = st.sampled_from(sorted(Media))
_WORDS = st.sampled_from([None, 3])
_STORY = st.integers(0, _STORIES - 1)


def source_of(story: int) -> str:
    return sorted(SOURCES)[story % len(SOURCES)]


class Whatever(RuleBasedStateMachine):
    """The rules; where the desk is, `place` says."""

    place: Callable[[], Place]

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(self.place(), SITE, SOURCES.values(), CHANNELS)
        self.model = Model(sources=self.desk.sources, channels=self.desk.channels)
        self.sent: dict[int, list[Version]] = defaultdict(list)
        self.backups: list[tuple[object, object]] = []
        self.notices = 0
        self.sound = False
        self._opens()
        self.the_store_is_copied()

    def _opens(self) -> None:
        """A day has begun: two thirds of the stories are there already, of every sort."""
        for source in SOURCES:
            for story in range(2 * _STORIES // 3):
                if source_of(story) == source:
                    self.sent[story].append(
                        Version(
                            story=story,
                            number=1,
                            created=self.desk.clock() - timedelta(minutes=200),
                            agency=story % 4 == 3,
                            picture_of_agency=story % 4 == 1,
                        )
                    )
            own = [self.sent[story][0] for story in self.sent if source_of(story) == source]
            self.desk.poll(source, own)
            self.model.receive(source, own, self.desk.clock())
        self.pass_and_look()

    def teardown(self) -> None:
        """At the end of each day a story is killed, the archive replayed, and the program started again."""
        try:
            if self.sound:
                self.an_editor_kills_a_story(0)
                self.the_archive_is_replayed()
                self.the_program_is_started_again()
        finally:
            self.desk.place.close()

    def pass_and_look(self) -> None:
        """A pass: what happened since the last one goes out, and everybody looks."""
        assert self.desk.publish(), self.desk.events[-1]
        self.look()

    def look(self, but_for: str = "") -> None:
        self.sound = False
        found = differences(self.desk, self.model, but_for=but_for)
        assert not found, "\n".join([*found[:6], ledger(self.desk, self.model, found)])
        told = [event for event in self.desk.events if any(words_in(repr(event).encode()))]
        assert not told, f"the log is told copy: {told}"
        self.sound = True
        self.desk.events.clear()
        self.desk.clock.advance(seconds=1)

    # the wire

    def _sends(self, data: st.DataObject, source: str) -> list[Version]:
        """New versions of stories, and some that were sent before, in any order."""
        own = [story for story in range(_STORIES) if source_of(story) == source]
        versions = []
        for _ in range(data.draw(st.integers(1, 3))):
            story = data.draw(st.sampled_from(own))
            before = self.sent[story]
            if before and data.draw(st.booleans()):
                versions.append(data.draw(st.sampled_from(before)))
                continue
            ends = data.draw(_ENDS)
            version = Version(
                story=story,
                number=len(before) + 1,
                kind=data.draw(_KINDS),
                embargo=self.desk.clock() + timedelta(minutes=ends) if ends else None,
                created=before[0].created if before else self._date(data),
                agency=data.draw(st.booleans()),
                picture_of_agency=data.draw(st.booleans()),
            )
            before.append(version)
            versions.append(version)
        return list({id(one): one for one in versions}.values())

    def _date(self, data: st.DataObject) -> Any:
        return self.desk.clock() + timedelta(
            minutes=data.draw(st.sampled_from([-300, -200, -100, -10, 30]))
        )

    def _brings(self, data: st.DataObject, source: str) -> None:
        sent = self._sends(data, source)
        self.desk.poll(source, sent)
        self.model.receive(source, sent, self.desk.clock())

    @rule(data=st.data(), source=_NAMED_SOURCE)
    def the_wire_brings_stories(self, data: st.DataObject, source: str) -> None:
        if source in self.desk.sources:
            self._brings(data, source)
            self.pass_and_look()

    @rule(data=st.data(), source=_NAMED_SOURCE)
    def the_wire_brings_stories_and_the_process_is_killed_before_it_publishes(
        self, data: st.DataObject, source: str
    ) -> None:
        if source in self.desk.sources:
            self._brings(data, source)
            self.desk.restart()
            self.look()

    @rule(data=st.data(), source=_NAMED_SOURCE)
    def the_process_is_killed_before_it_records(self, data: st.DataObject, source: str) -> None:
        if source in self.desk.sources:
            self.desk.poll_without_a_record(source, self._sends(data, source))
            self.pass_and_look()

    @rule(data=st.data(), source=_NAMED_SOURCE, writes=st.integers(0, 4), done=st.booleans())
    def the_process_is_killed_while_it_publishes(
        self, data: st.DataObject, source: str, writes: int, *, done: bool
    ) -> None:
        if source in self.desk.sources:
            self._brings(data, source)
            self.desk.is_cut_at(writes, done=done)
            if data.draw(st.booleans()):
                self._brings(
                    data, source
                )  # a pass from cron looks at no page that it need not make
                self.pass_and_look()
            self.desk.restart()
            self.look()

    @rule(source=_NAMED_SOURCE)
    def a_poll_fails(self, source: str) -> None:
        if source in self.desk.sources:
            self.desk.poll_in_vain(source)
            self.pass_and_look()

    @rule(story=_STORY)
    def a_notice_asks_to_kill_a_story(self, story: int) -> None:
        known = self.model.stories.get(story)
        now = self.desk.clock()
        if (
            known is None
            or known.source not in self.desk.sources
            or known.newest.created > now
            or known.newest.kind is Kind.ADVISORY  # is taken for a notice itself
            or now - known.received > timedelta(days=10)
        ):
            return
        self.notices += 1
        notice = Notice(number=self.notices, about=known.newest, sent=now)
        self.desk.poll(known.source, [notice])
        self.model.receive(known.source, [notice], now)
        self.pass_and_look()

    @rule(data=st.data(), channel=st.sampled_from(["all", "heads"]))
    def there_is_no_room_for_a_channel_and_then_there_is(
        self, data: st.DataObject, channel: str
    ) -> None:
        self._brings(data, "full") if "full" in self.desk.sources else None
        with self.desk.no_room_for(channel):
            self.desk.publish()
            self.look(but_for=channel)
        self.pass_and_look()

    # people

    def _decide(self, verb: str, story: int) -> None:
        known = self.model.stories.get(story)
        id_ = self.desk.id_of(f"story-{story}")
        if known is None or not id_:
            return
        self.desk.decide(verb, id_)
        self.model.rule(
            Ruling(verb=verb, story=story, version=known.newest.number, at=self.desk.clock())
        )
        self.look()  # before twins are made again
        self.pass_and_look()

    @rule(story=_STORY)
    def an_editor_kills_a_story(self, story: int) -> None:
        self._decide("kill", story)

    @rule(story=_STORY)
    def an_editor_lets_out_what_is_held(self, story: int) -> None:
        known = self.model.stories.get(story)
        if known is not None and known.held:
            self._decide("release", story)

    @rule(story=_STORY)
    def the_copy_of_a_story_is_purged(self, story: int) -> None:
        self._decide("purge", story)

    @precondition(lambda self: len(self.model.rulings) > 1)  # nothing is left of it then
    @rule(source=_NAMED_SOURCE)
    def a_contract_ends_and_all_its_copy_is_purged(self, source: str) -> None:
        self.desk.decide("purge", of_source(source))
        self.model.rule(Ruling(verb="purge", source=source, at=self.desk.clock()))
        self.look()
        self.pass_and_look()

    # the config

    def _reads(self) -> None:
        self.desk.change(self.model.sources, self.model.channels)
        self.pass_and_look()

    @rule(source=_NAMED_SOURCE, rights=_RIGHTS, media=_MEDIA, words=_WORDS, data=st.data())
    def a_contract_is_another(
        self, source: str, rights: Rights, media: Media, words: int | None, data: st.DataObject
    ) -> None:
        of_agency = replace(
            CARRIED, rights=data.draw(_RIGHTS), media=data.draw(_MEDIA), **self._ends(data)
        )
        other = replace(
            SOURCES[source],
            rights=rights,
            media=media,
            summary_words=words,
            carries=(of_agency,),
            **self._ends(data),
        )
        self.model.sources = {**self.model.sources, source: other}
        self._reads()

    def _ends(self, data: st.DataObject) -> dict[str, Any]:
        """When rights end, if they do."""
        now = self.desk.clock()
        minutes = {key: data.draw(_ENDS) for key in ("rights_until", "media_until")}
        return {key: now + timedelta(minutes=m) if m else None for key, m in minutes.items()}

    @rule(source=_NAMED_SOURCE)
    def a_source_leaves_the_config(self, source: str) -> None:
        self.model.sources = {k: v for k, v in self.model.sources.items() if k != source}
        self._reads()

    @rule(rights=_RIGHTS, media=_MEDIA, words=_WORDS)
    def a_channel_is_narrowed_or_widened(
        self, rights: Rights, media: Media, words: int | None
    ) -> None:
        other = replace(CHANNELS[0], rights=rights, media=media, summary_words=words)
        self.model.channels = (other, *self.model.channels[1:])
        self._reads()

    @rule()
    def a_channel_comes_or_goes(self) -> None:
        has = MORE in self.model.channels
        self.model.channels = (*self.model.channels[:2], *(() if has else (MORE,)))
        self._reads()

    # the machine

    @rule()
    def the_program_is_started_again(self) -> None:
        self.desk.restart()
        self.look()

    @rule()
    def the_archive_is_replayed(self) -> None:
        self.desk.replay()
        self.pass_and_look()

    @rule()
    def the_archive_is_old_enough_to_go(self) -> None:
        self.desk.forget_the_archive()
        self.pass_and_look()

    @rule(minutes=st.sampled_from([5, 25, 100, 700, 3000]))
    def time_passes(self, minutes: int) -> None:
        self.desk.clock.advance(minutes=minutes)
        self.pass_and_look()

    @rule()
    def the_store_is_copied(self) -> None:
        self.backups.append((self.desk.place.backup(), self.model.backup()))

    @precondition(lambda self: self.backups)
    @rule(data=st.data(), empty=st.booleans())
    def an_older_store_is_put_back(self, data: st.DataObject, *, empty: bool) -> None:
        store, known = self.backups[data.draw(st.integers(0, len(self.backups) - 1))]
        self.desk.place.put_back(store)
        self.model.restore(known)  # type: ignore[arg-type]
        if empty:
            self.desk.place.empty_the_folder()
        self.desk.restart()
        self.look()

    @rule()
    def the_folder_is_emptied(self) -> None:
        self.desk.place.empty_the_folder()
        self.pass_and_look()


__all__ = ["Part", "Whatever"]
