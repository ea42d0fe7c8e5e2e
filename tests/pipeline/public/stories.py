"""What the wire of these tests sends: stories with words that stand nowhere else, so that each byte of what
is published tells whose it is.

A word says which part of which version of which story it was sent in: ``zqbody3v2q`` is the copy of the
second version of story 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson


class Part(StrEnum):
    """Where in a story a word stands."""

    HEADLINE = "head"
    SUMMARY = "sum"
    REST = "rest"
    """Of the summary: what is left out where a contract allows but a few words of it."""
    BODY = "body"
    PICTURE = "pic"
    """The address of a picture that goes with the story, its caption and its credit."""
    INLINE = "img"
    """The address of a picture in the copy."""
    NOTE = "note"
    """To editors."""
    TERMS = "terms"
    SLUG = "slug"


class Kind(StrEnum):
    """What a version says of itself."""

    STORY = "story"
    CORRECTION = "correction"
    KILL = "kill"
    """By the format: its status is `canceled`."""
    KILL_HEAD = "kill head"
    """By the head of its headline."""
    HOLD = "hold"
    """By the format: its status is `withheld`."""
    ADVISORY = "advisory"
    """For editors, says the head of its headline."""
    ONLY_A_NOTE = "only a note"
    """Its copy is nothing but a note to editors."""
    NOT_BEFORE = "not before"
    """Its copy begins by saying that it is not for publication yet."""


KILLS = frozenset({Kind.KILL, Kind.KILL_HEAD})
HOLDS = frozenset({Kind.HOLD, Kind.ADVISORY, Kind.ONLY_A_NOTE, Kind.NOT_BEFORE})

WORD = re.compile(rf"zq({'|'.join(Part)})(\d+)v(\d+)q")
_HEADLINES = (
    "ferry resumes after the flood", "mayor signs a lean budget", "divers raise an old bell",
    "tram drivers end their strike", "orchards bloom weeks early", "court hears fishermen again",
    "lighthouse keeper retires", "bakers win national prize", "snow closes mountain pass",
    "library lends out telescopes", "potters revive lost glaze", "students map city trees",
)  # fmt: skip
_HEADS = {
    Kind.CORRECTION: "CORRECTED: ",
    Kind.KILL_HEAD: "KILL: ",
    Kind.ADVISORY: "ADVISORY-",
}
_STATUSES = {Kind.KILL: "canceled", Kind.HOLD: "withheld"}


def word(part: Part, story: int, version: int) -> str:
    """The word of a part of a version; found again by `WORD`."""
    return f"zq{part}{story}v{version}q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a story, as the wire sends it."""

    story: int
    number: int
    kind: Kind = Kind.STORY
    embargo: datetime | None = None
    created: datetime
    """The story's own date: the same in each version."""
    agency: bool = False
    """Whether the copy is another agency's, which the wire carries."""
    picture_of_agency: bool = False
    """Whether the picture is that agency's."""

    @property
    def guid(self) -> str:
        return f"story-{self.story}"

    @property
    def sent(self) -> datetime:
        """The version's own date; newer versions have later ones."""
        return self.created + timedelta(minutes=self.number)

    def said(self, part: Part) -> str:
        return word(part, self.story, self.number)

    @property
    def has_copy(self) -> bool:
        """Whether there is more to it than a note to editors, once that is taken out."""
        return self.kind is not Kind.ONLY_A_NOTE

    @property
    def headline(self) -> str:
        return f"{self.said(Part.HEADLINE)} {_HEADLINES[self.story % len(_HEADLINES)]}"

    def ninjs(self) -> dict[str, Any]:
        """The version as an item of IPTC ninjs 1.x."""
        credit = f"{self.said(Part.PICTURE)} {'AFP' if self.picture_of_agency else 'IANS'}"
        item: dict[str, Any] = {
            "uri": self.guid,
            "type": "text",
            "version": str(self.number),
            "firstcreated": self.created.isoformat(),
            "versioncreated": self.sent.isoformat(),
            "pubstatus": _STATUSES.get(self.kind, "usable"),
            "headline": f"{_HEADS.get(self.kind, '')}{self.headline}",
            "description_text": f"{self.said(Part.SUMMARY)} It was said on Monday that "
            f"{self.said(Part.REST)} is so.",
            "body_xhtml": self._copy(),
            "ednote": self.said(Part.NOTE),
            "usageterms": self.said(Part.TERMS),
            "slugline": self.said(Part.SLUG),
            "associations": {
                "picture": {
                    "uri": f"picture-{self.story}",
                    "type": "picture",
                    "headline": self.said(Part.PICTURE),
                    "creditline": credit,
                    "renditions": {"main": {"href": _address(self.said(Part.PICTURE)), "mimetype": "image/jpeg"}},
                }
            },
        }  # fmt: skip
        if self.embargo is not None:
            item["embargoed"] = self.embargo.isoformat()
        if self.agency:
            item["source"] = "AFP"
        return item

    def _copy(self) -> str:
        if self.kind is Kind.ONLY_A_NOTE:
            return f"<p>(Eds: {self.said(Part.NOTE)} follows later today, with pictures.)</p>"
        body = self.said(Part.BODY)
        opening = "EMBARGOED UNTIL 1800 GMT " if self.kind is Kind.NOT_BEFORE else ""
        return (
            f"<p>{opening}{body} The harbour of story {self.story} was quiet, its master said on Monday, and"
            f" had been for {self.number + 2} weeks.</p>"
            f'<p><img src="{_address(self.said(Part.INLINE))}" alt="{self.said(Part.INLINE)}"/></p>'
            f"<p>{body} Nobody had expected it, {self.story} of {self.number + 7} people said.</p>"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice to editors that asks them to kill a story, which it calls by its headline."""

    number: int
    about: Version
    sent: datetime

    @property
    def guid(self) -> str:
        return f"notice-{self.number}"

    def ninjs(self) -> dict[str, Any]:
        return {
            "uri": self.guid,
            "type": "text",
            "firstcreated": self.sent.isoformat(),
            "versioncreated": self.sent.isoformat(),
            "headline": f"Kill notice {self.number}",
            "body_text": f'Please kill the story headlined "{self.about.headline}" at once.',
        }


def document(*sent: Version | Notice, stamp: object = "") -> bytes:
    """The items as one document; `stamp` tells it from another one that brings the same."""
    return orjson.dumps({"generated": str(stamp), "items": [one.ninjs() for one in sent]})


def words_in(body: bytes) -> Iterator[tuple[Part, int, int]]:
    """Whose words stand in some bytes: part, story and version of each."""
    for part, story, version in WORD.findall(body.decode("utf-8", "replace").lower()):
        yield Part(part), int(story), int(version)


def _address(name: str) -> str:
    return f"https://pictures.example/{name}.jpg"
