"""What the desk shows and does, as whoever answers requests needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Notice(NamedTuple):
    """What has become of what somebody did last, in a sentence."""

    words: str
    well: bool = True


class Visitor(NamedTuple):
    """Who asks for a page, with what belongs into it."""

    user: str
    token: str
    """That each form of the page carries."""
    notice: Notice | None = None


class Shown(NamedTuple):
    """A page of HTML."""

    body: bytes
    status: int = 200


class Done(NamedTuple):
    """What has become of a form, and the page of the desk that shows it: a path with its query."""

    notice: Notice
    path: str


class Pages(Protocol):
    """Who has the pages. A fault of theirs is told as ``Trouble``."""

    async def page(self, path: str, asked: Mapping[str, str], visitor: Visitor) -> Shown | None:
        """The page at a path, for what the query asks; None where there is none."""
        ...

    async def act(self, path: str, said: Mapping[str, str], user: str) -> Done | None:
        """Does what a form says at a path, under the name of a user; None where nothing is done there."""
        ...
