"""What may be public: the specification that the desk is held to, in no words of the desk's own.

A story is what the wire has said last of it, and no more is public of it than all of these allow:

    the wire        it has neither withdrawn the story, which is for good, nor asked to wait with it,
                    nor is it for editors; its embargo is over, and its date has come
    the people      they have not killed or purged it; what is held they may let out, in the version they saw
    the contract    of its source, and where the copy is another agency's, of that agency's too: how much of
                    the copy, of the pictures, until when. A source that the config does not know allows nothing
    the channel     narrows that for its own documents, and a story that no channel takes has no page

And all that may be public is: a desk that publishes nothing would keep every promise but the one to readers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.model import Channel, Media, Rights, Source
from tests.pipeline.public.stories import HOLDS, KILLS, Kind, Notice, Part, Version

_RIGHTS = (Rights.INTERNAL, Rights.HEADLINE, Rights.SUMMARY, Rights.FULL)
_MEDIA = (Media.NONE, Media.LINK, Media.FULL)

Words = set[tuple[Part, int, int]]

# What each right shows, and what must be seen of it.
_MAY = {
    Rights.INTERNAL: (),
    Rights.HEADLINE: (Part.HEADLINE,),
    Rights.SUMMARY: (Part.HEADLINE, Part.SUMMARY, Part.REST),
    Rights.FULL: (Part.HEADLINE, Part.SUMMARY, Part.REST, Part.BODY),
}
_MUST = {
    Rights.INTERNAL: (),
    Rights.HEADLINE: (Part.HEADLINE,),
    Rights.SUMMARY: (Part.HEADLINE, Part.SUMMARY),
    Rights.FULL: (Part.HEADLINE, Part.BODY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a contract, and a channel, leave of one version."""

    rights: Rights
    media: Media
    picture: Media
    words: int | None

    def may(self) -> set[Part]:
        """Parts whose words may stand in a document."""
        parts = set(_MAY[self.rights])
        if self.rights is Rights.SUMMARY and self.words is not None:
            parts.discard(Part.REST)
        if self.rights is not Rights.INTERNAL and self.picture is not Media.NONE:
            parts.add(Part.PICTURE)
        if self.rights is Rights.FULL and Media.FULL is self.media is self.picture:
            parts.add(Part.INLINE)
        return parts

    def must(self) -> set[Part]:
        """Parts whose words have to stand in a feed, and on a page."""
        return set(_MUST[self.rights])


@dataclass(slots=True, kw_only=True)
class Story:
    """What the desk has been told of one story."""

    source: str
    newest: Version
    received: datetime
    gone: bool = False
    """Withdrawn, by the wire or by people: for good."""
    let_out: int = 0
    """The version that people have let out though it was held."""
    titled: int = 0
    """The version whose headline has given the page its address, which has its words for good: the first
    one that was not held. 0 before there is one.
    """

    def receive(self, version: Version) -> None:
        if version.kind in KILLS:
            self.gone = True
        if version.number >= self.newest.number:
            self.newest = version
            self._title()

    def let(self, version: int) -> None:
        """People let out what is held, if it is still the version that they saw."""
        if self.newest.number == version:
            self.let_out = version
            self._title()

    def _title(self) -> None:
        if not self.titled and not self.gone and not self.held:
            self.titled = self.newest.number

    @property
    def held(self) -> bool:
        return not self.gone and self.newest.kind in HOLDS and self.let_out != self.newest.number

    def opens(self) -> datetime:
        return max(filter(None, (self.newest.embargo, self.newest.created)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What people have decided: a line of the journal."""

    verb: str
    at: datetime
    story: int = -1
    source: str = ""
    version: int = 0
    """The one that they saw."""


@dataclass(slots=True, kw_only=True)
class Model:
    """What may be public now."""

    sources: Mapping[str, Source]
    channels: tuple[Channel, ...]
    stories: dict[int, Story] = field(default_factory=dict)
    rulings: list[Ruling] = field(default_factory=list)

    # what happens

    def receive(self, source: str, sent: Iterable[Version | Notice], at: datetime) -> None:
        """The wire says something in one document, of whose versions of a story the desk sees the newest; a
        notice is about what the desk holds already, or gets with it.
        """
        told = list(sent)
        versions = [one for one in told if isinstance(one, Version)]
        versions.sort(key=lambda one: (one.kind in KILLS, one.number))
        for one in {one.story: one for one in versions}.values():
            if one.story not in self.stories:
                dead = any(
                    ruling.story == one.story and ruling.verb in {"kill", "purge"}
                    for ruling in self.rulings
                )
                self.stories[one.story] = Story(source=source, newest=one, received=at, gone=dead)
            self.stories[one.story].receive(one)
        for one in told:
            if isinstance(one, Notice) and (story := self.stories.get(one.about.story)) is not None:
                story.gone = True

    def rule(self, ruling: Ruling) -> None:
        """People decide."""
        self.rulings.append(ruling)
        self._apply(ruling)

    def backup(self) -> dict[int, Story]:
        """What a copy of the store knows."""
        return copy.deepcopy(self.stories)

    def restore(self, backup: Mapping[int, Story]) -> None:
        """The store is an older one; what people have decided is told again, what the wire has said since
        is not.
        """
        self.stories = copy.deepcopy(dict(backup))
        for ruling in self.rulings:
            self._apply(ruling)

    def _apply(self, ruling: Ruling) -> None:
        for number, story in self.stories.items():
            mine = number == ruling.story or (
                story.source == ruling.source and story.received <= ruling.at
            )
            if not mine:
                continue
            if ruling.verb == "release":
                story.let(ruling.version)
            if ruling.verb in {"kill", "purge"}:
                story.gone = True

    # what follows from it

    def shows(self, number: int, channel: Channel | None, now: datetime) -> Allowed | None:
        """What may be seen of a story in a channel, or for None on its page; None for nothing."""
        story = self.stories[number]
        source = self.sources.get(story.source)
        if source is None or story.gone or story.held or story.opens() > now:
            return None
        allowed = _contract(story.newest, source, now)
        if channel is not None:
            allowed = replace(
                allowed,
                rights=min(allowed.rights, channel.rights, key=_RIGHTS.index),
                media=min(allowed.media, channel.media, key=_MEDIA.index),
                picture=min(allowed.picture, channel.media, key=_MEDIA.index),
                words=_fewest(allowed.words, channel.summary_words),
            )
        elif all(one.rights is Rights.INTERNAL for one in self.channels):
            return None
        return None if allowed.rights is Rights.INTERNAL else allowed

    def may(self, channel: Channel | None, now: datetime) -> Words:
        """Words that may stand in a channel's documents, or for None on a page and in the lists of channels."""
        return {
            one
            for number, story in self.stories.items()
            if (allowed := self.shows(number, channel, now)) is not None
            for one in (
                (Part.HEADLINE, number, story.titled),
                *((part, number, story.newest.number) for part in allowed.may()),
            )
        }

    def must(self, channel: Channel | None, now: datetime) -> Words:
        """Words that have to stand in each of a channel's feeds, or for None on some page."""
        return {
            (part, number, story.newest.number)
            for number, story in self.stories.items()
            if (allowed := self.shows(number, channel, now)) is not None
            for part in allowed.must()
            if part is not Part.BODY or story.newest.has_copy
        }


def _contract(version: Version, source: Source, now: datetime) -> Allowed:
    """What the source allows of a version, and the agency whose copy or picture it is."""
    of_copy = [source, *(source.carries if version.agency else ())]
    of_picture = [*of_copy, *(source.carries if version.picture_of_agency else ())]
    over = [one.rights_until is not None and one.rights_until <= now for one in of_copy]
    rights = min((one.rights for one in of_copy), key=_RIGHTS.index)
    return Allowed(
        rights=Rights.INTERNAL if any(over) else rights,
        media=min((_media(one, now) for one in of_copy), key=_MEDIA.index),
        picture=min((_media(one, now) for one in of_picture), key=_MEDIA.index),
        words=_fewest(*(one.summary_words for one in of_copy)),
    )


def _media(one: object, now: datetime) -> Media:
    ends = (one.rights_until, one.media_until)  # type: ignore[attr-defined]
    over = any(end is not None and end <= now for end in ends)
    return Media.NONE if over or one.rights is Rights.INTERNAL else one.media  # type: ignore[attr-defined]


def _fewest(*counts: int | None) -> int | None:
    return min((one for one in counts if one is not None), default=None)


__all__ = ["Allowed", "Kind", "Model", "Ruling", "Story", "Words"]
