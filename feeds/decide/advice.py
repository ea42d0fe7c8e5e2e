"""What can an operator do about a source? One next step for each way in which it can stand.

Goes by the sentences in which faults are told (`feeds.errors`): a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.model import Source, SourceState, SourceStatus

_WAIT = "nothing to do unless it lasts: {what}"
_SERVER_DOWN = _WAIT.format(
    what="its server is down, or something between it and this machine is; ask the publisher then"
)
_PUBLISHERS = _WAIT.format(what="the fault is in the publisher's server; tell him then")
_CREDENTIALS = "check its `auth`: the agency knows whether user, password or key still hold"

BY_STATE: Mapping[SourceStatus, str] = {
    SourceStatus.OK: "",
    SourceStatus.FAILING: "",
    SourceStatus.WAITING: "it is polled as soon as `feeds run` or `feeds once` runs",
    SourceStatus.DISABLED: "`enabled = true` in the config switches it on",
    SourceStatus.PAUSED: "`feeds sources --resume {id}` polls it again",
    SourceStatus.GONE: "look on the publisher's site for what has taken its place and set `url` to that, or take "
    "it out of the config; `feeds sources --resume {id}` asks again",
    SourceStatus.QUARANTINED: "report it with the document; once either is mended, `feeds sources --resume {id}`",
}

BY_FAULT: tuple[tuple[str, str], ...] = (
    (
        r"its address is refused",
        "correct its `url`; if it is a wire of your own network, open its range in `fetch.allow_networks`",
    ),
    (
        r"robots\.txt (?:forbids|cannot be had)",
        "ask the publisher for a feed, or for leave to read his pages; with that, see `fetch.robots`",
    ),
    (
        r"answers 401\b|refuses the user name|`key_file`|takes no (?:password|user name)",
        _CREDENTIALS,
    ),
    (
        r"answers 403\b",
        "it wants credentials (`auth`), or does not want us: ask the publisher to let in {agent}",
    ),
    (
        r"answers 404\b",
        "look on the publisher's site for the address that it has now, and set `url` to that",
    ),
    (
        r"answers 410\b",
        "it says that it has ended: look for what has taken its place; a second such answer stops it",
    ),
    (
        r"answers 429\b|asked for a pause",
        "nothing to do: it waits as it was told. If that goes on, set a longer `every` or `min_interval`",
    ),
    (r"answers (?:5\d\d|4\d\d)\b|never named|compression|an encoding that", _PUBLISHERS),
    (r"answers \d{3}\b", "open its `url` in a browser: it may lead somewhere else by now"),
    (
        r"host key|`known_hosts`",
        "ask the agency for the key that its host has now, and put it into `known_hosts`",
    ),
    (
        r"certificate|secure connection|no TLS|no SFTP",
        "tell the publisher; if many sources say so, look at this machine's clock and certificates",
    ),
    (
        r"name cannot be resolved|host names wait",
        "check how its `url` is spelt; if many sources say so, look at this machine's name servers",
    ),
    (
        r"redirects",
        "see where it leads, and set `url` to that if it is the publisher's",
    ),
    (
        r"larger than|decodes to more than|holds more than|more than \d+ (?:items|bytes)",
        "ask the publisher for a shorter one; if it is as it should be, raise `fetch.max_bytes`",
    ),
    (
        r"HTML page|not a page|no feed|not a feed|not NITF|not News|not ninjs",
        (
            "open its `url` in a browser: it is often a login, or the page beside the feed. What it sends is shown "
            "by `feeds check --online`"
        ),
    ),
    (
        r"directory .* cannot be read|there is no directory|it cannot be emptied|may not be entered|mailbox",
        "make it, or its rights, as they should be, or correct where the config says that it is",
    ),
    (
        (
            r"took longer than|in time|refuses the connection|broke the connection off|connection fails"
            r"|request fails|cut short"
        ),
        _SERVER_DOWN,
    ),
    (r"scheme|no address", "correct its `url`"),
)
_RULES = tuple((re.compile(pattern), said) for pattern, said in BY_FAULT)
_UNFORESEEN = (
    "what it sends is not what it should be: `feeds check --online` shows it; tell the publisher"
)
_ASIDE = (
    "correct the file in `failed/` that the note beside it is about, and put it back: `feeds parse "
    "--source {id} FILE` tries it"
)


def advice(source: Source, state: SourceState | None, status: SourceStatus, agent: str) -> str:
    """The next step in a sentence; ``""`` where there is nothing to be done. `agent` is what publishers
    see of us.
    """
    said = BY_STATE[status]
    if status is SourceStatus.FAILING and state is not None:
        said = for_fault(state.error)
    elif status is SourceStatus.OK and state is not None and state.error:
        said = _ASIDE if source.path else for_fault(state.error)
    return said.format(id=source.id, agent=f"the User-Agent {agent!r}")


def for_fault(error: str) -> str:
    """What helps against a fault, with places for a source's id and what publishers see of us."""
    return next((said for pattern, said in _RULES if pattern.search(error)), _UNFORESEEN)
