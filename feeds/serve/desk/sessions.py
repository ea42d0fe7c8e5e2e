"""Who sits at the desk: sessions of this process, which end when they are told to, when nobody uses them, and with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from feeds.serve.desk.pages import Notice

IDLE = 2 * 3600.0
"""Seconds after the last request of a session."""
LONGEST = 12 * 3600.0
"""Seconds after its first."""
_MOST = 1000
_MOST_NOTICES = 20
"""Of a session, that no page has told: its browser went elsewhere meanwhile."""


@dataclass(slots=True)
class Session:
    """A user who has given the password, from one browser."""

    user: str
    password: str
    """Its hash: with another one in the config the session has ended."""
    token: str
    """That each form has to carry."""
    begun: float
    seen: float
    notices: dict[str, Notice] = field(default_factory=dict)
    """What a page tells the next time, by its path with its query: no other tells it."""

    def tell(self, path: str, notice: Notice) -> None:
        """Has the page at a path of the desk tell what has become of something."""
        page = path.partition("#")[0]
        self.notices.pop(page, None)
        self.notices[page] = notice
        if len(self.notices) > _MOST_NOTICES:
            del self.notices[next(iter(self.notices))]

    def told(self, page: str, notice: Notice) -> None:
        """It has told that, which is told once."""
        if self.notices.get(page) is notice:
            del self.notices[page]


class Sessions:
    """Sessions by the hash of their ids. `now` counts seconds, `token` gives what nobody guesses."""

    def __init__(self, *, now: Callable[[], float], token: Callable[[], str]) -> None:
        self._now = now
        self._token = token
        self._open: dict[bytes, Session] = {}

    def begin(self, user: str, password: str) -> str:
        """The id of a new session; the oldest ends where there are too many."""
        now = self._now()
        self._sweep(now)
        if len(self._open) >= _MOST:
            del self._open[min(self._open, key=lambda one: self._open[one].seen)]
        id_ = self._token()
        self._open[_hash(id_)] = Session(
            user=user, password=password, token=self._token(), begun=now, seen=now
        )
        return id_

    def find(self, id_: str, passwords: Callable[[str], str | None]) -> Session | None:
        """The session of an id, which goes on with this; None where there is none, or it has ended. `passwords` gives
        the hash that a user has today.
        """
        session = self._open.get(_hash(id_))
        if session is None:
            return None
        now = self._now()
        if _is_over(session, now) or passwords(session.user) != session.password:
            self.end(id_)
            return None
        session.seen = now
        return session

    def end(self, id_: str) -> None:
        """Ends a session for good."""
        self._open.pop(_hash(id_), None)

    def _sweep(self, now: float) -> None:
        for key in [key for key, one in self._open.items() if _is_over(one, now)]:
            del self._open[key]


def _is_over(session: Session, now: float) -> bool:
    return now - session.seen > IDLE or now - session.begun > LONGEST


def _hash(id_: str) -> bytes:
    return hashlib.sha256(id_.encode("utf-8", "replace")).digest()
