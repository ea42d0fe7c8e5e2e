"""The errors, by whose fault, and what happens then.

    FeedsError
    ├─ ConfigError     the operator    every fault at once; stop at start, a reload keeps the running config
    ├─ SourceError     the wire        recorded on the source, which backs off; the others carry on
    │  ├─ FetchError   permanent?, retry_after
    │  └─ ParseError   media type, position
    │     └─ DeadlyError   counted; the third sets the document aside
    ├─ RenderError     us              the old document stays up, alarm
    ├─ PublishError    the outside     tried again at the next tick
    └─ StoreError      us or the disk  ends the tick; non-zero exit if it persists
       ├─ BusyError    another process holds the store
       └─ SchemaError  found, expected: stop at start

Pure rooms raise ParseError and RenderError only. Foreign exceptions are mapped once, in the room
that talks to the foreigner. Only `pipeline`, `engine`, `app` and the command line catch these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_UNSEEN = re.compile(r"[^\x20-\x7e]")
"""What a server may put into a header, and a terminal would heed."""


class FeedsError(Exception):
    """The root: everything that this program foresees going wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a config: where, what was found, what was expected, what may be meant."""

    key: str
    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        found = f"found {self.found}, " if self.found else ""
        return f"{self.key}: {found}expected {self.expected}{hint}"


class ConfigError(FeedsError):
    """The config is wrong; `faults` names every fault in it."""

    def __init__(self, origin: str, faults: tuple[Fault, ...]) -> None:
        self.origin = origin
        self.faults = faults
        super().__init__("\n".join(f"{origin}: {fault}" for fault in faults))


class SourceError(FeedsError):
    """The wire is at fault; the message says how, without the source's name or its copy."""


class FetchError(SourceError):
    """The bytes could not be had.

    `permanent` means that trying again will not help (410, an address that is refused);
    `retry_after` is how long the server asked us to stay away, from now; `host_pause` how long `host` is to
    be left alone by all sources. `asked` is False where it was not asked, since it had said so before.
    `cursor` is what a poll that failed has learnt all the same, for the next one to begin with; None
    where that is nothing.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        status: int = 0,
        host: str = "",
        host_pause: timedelta | None = None,
        asked: bool = True,
        cursor: str | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.status = status
        self.host = host
        self.host_pause = host_pause
        self.asked = asked
        self.cursor = cursor


class AddressError(FetchError):
    """An address may not be asked at all, and `why`: no trying again helps."""

    def __init__(self, why: str) -> None:
        super().__init__(f"its address is refused: {why}", permanent=True)
        self.why = why


class SizeError(FetchError):
    """The bytes are more than are read, as they come or as they decode."""


class ParseError(SourceError):
    """The bytes are not what they should be.

    Crosses process borders, so everything it holds is in `args`.
    """

    def __init__(self, message: str, media_type: str = "", position: str = "") -> None:
        super().__init__(message, media_type, position)
        self.message = message
        self.media_type = media_type
        self.position = position

    def __str__(self) -> str:
        where = f" at {self.position}" if self.position else ""
        what = f" ({_UNSEEN.sub('?', self.media_type)})" if self.media_type else ""
        return f"{self.message}{where}{what}"


class DeadlyError(ParseError):
    """The process that read the bytes died over them, or hung, or had no memory left for them."""


class RenderError(FeedsError):
    """We could not make a document; the one that was published stays up."""


class PublishError(FeedsError):
    """A file or a hub could not be written or told, which is tried again at the next tick; or nobody served, since
    the address is somebody else's, which a service manager tries again.
    """


class StoreError(FeedsError):
    """The store cannot be read or written."""


class BusyError(StoreError):
    """Another process holds the store; `holder` is its process id, 0 when unknown."""

    def __init__(self, message: str, *, holder: int = 0) -> None:
        super().__init__(message)
        self.holder = holder


class SchemaError(StoreError):
    """The tables of the store, or of a `backup`, are of another version than this program's."""

    def __init__(self, *, found: str, expected: str, backup: str = "") -> None:
        newer = found > expected and found.isdecimal()
        said = f"the store's schema is {found}, this program needs {expected}"
        if backup:
            made = "made by a newer version" if newer else "of no version that there was"
            said = (
                f"{backup} is a backup {made}: its schema is {found}, this program needs {expected} or an earlier "
                "one; restore it with the version that made it, or take another backup; the store is as it was"
            )
        elif newer:
            said += (
                "; a newer program has brought it up to date: bring that one back, or the store as it was, by "
                f"`feeds restore` of the file beside it that ends in .before-{found}"
            )
        super().__init__(said)
        self.found = found
        self.expected = expected
