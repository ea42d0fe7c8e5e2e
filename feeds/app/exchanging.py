"""Sources from and to other programs: what `opml import` and `opml export` ask for. Neither asks the network."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from feeds.app.clock import clock
from feeds.app.loading import config_in, load, text_of
from feeds.app.parts import have_read
from feeds.config import Config
from feeds.config.values import web_address
from feeds.config.written import Row, new_id, with_sources
from feeds.errors import ConfigError, Fault, ParseError
from feeds.guard import check_url
from feeds.model import Payload, Rights, Source
from feeds.parse.opml import Listed, parse_opml, shown
from feeds.render.outline import subscriptions
from feeds.render.text import address

_LONGEST_ADDRESS = 2048
_LONGEST_SHOWN = 200
_NAMES_A_USER = re.compile(r"https?://[^/?#]*@", re.IGNORECASE)
_FEEDS = frozenset({"auto", "feed", "jsonfeed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What becomes of a feed of a list: `outcome` is ``added``, ``known`` or ``refused``, with a `reason`; `id`
    is that of its source. What was refused has no more of its address than may be shown.
    """

    outcome: str
    url: str
    name: str = ""
    id: str = ""
    reason: str = ""
    subjects: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The source that it becomes, under the right that a public feed has here."""
        said = {
            "id": self.id,
            "provider": self.name,
            "url": self.url,
            "rights": str(Rights.SUMMARY),
        }
        return {**said, "subjects": list(self.subjects)} if self.subjects else said


def bring(path: Path, file: Path, *, dry_run: bool) -> list[Entry]:
    """Adds the feeds of a list (OPML; ``-`` is standard input) to the config in `path`, of which nothing else
    changes; what became of each (X32). All that is new is added at once, or nothing.

    Raises ConfigError for a config that has faults, or would have; ParseError for the list; OSError where
    the one cannot be read or the other not be written.
    """
    text = text_of(path)
    config = config_in(text, path)
    entries = list(judged(parse_opml(_payload(file, config.fetch.max_bytes)), config))
    rows = [one.row for one in entries if one.outcome == "added"]
    if rows:
        added = with_rows(text, rows, path)
        if not dry_run:
            replace(path, added.encode())
    return entries


def with_rows(text: str, rows: Sequence[Row], path: Path, what: str = "what the list adds") -> str:
    """The text of the config in `path` with sources more, which no command would refuse. Raises ConfigError."""
    origin = f"{path} with {what}"
    try:
        added = with_sources(text, rows)
    except ValueError as fault:
        problem = Fault(key="source", found="", expected=str(fault))
        raise ConfigError(origin, (problem,)) from fault
    config_in(added, path, origin)
    return added


def _payload(file: Path, most: int) -> Payload:
    with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as source:
        body = source.read(most + 1)
    if len(body) > most:
        raise ParseError(f"larger than {most} bytes")
    return Payload(source="", url="", body=body, fetched_at=clock())


def judged(listed: Sequence[Listed], config: Config) -> Iterator[Entry]:
    """What becomes of each feed of a list, in its order. An address that two have is added once."""
    known = {address_key(source.url): source.id for source in config.sources if source.is_web}
    taken = {source.id for source in config.sources}
    for one in listed:
        why = unfit(one.url)
        if not why and (key := address_key(one.url)) in known:
            yield Entry(outcome="known", url=one.url, name=one.title, id=known[key])
        elif why := why or check_url(one.url, allowed=config.fetch.allow_networks, redirect=False):
            yield Entry(outcome="refused", url=harmless(one.url), name=one.title, reason=why)
        else:
            host = (urlsplit(one.url).hostname or "").removeprefix("www.")
            id_ = new_id((one.title, host), taken)
            taken.add(id_)
            known[key] = id_
            yield Entry(
                outcome="added",
                url=one.url,
                name=one.title or host,
                id=id_,
                subjects=one.subjects,
            )


def unfit(url: str) -> str:
    """Why an address can be none of a source's; ``""`` where it can. No word of it is repeated: it may be a
    password.
    """
    if len(url) > _LONGEST_ADDRESS:
        return f"it is longer than {_LONGEST_ADDRESS} characters"
    if shown(url) != url:
        return "it has signs that cannot be seen"
    if _NAMES_A_USER.match(url):
        return "it has a user name in it"
    try:
        web_address(url)
    except ValueError as expected:
        return f"it is not {expected}"
    return ""


def address_key(url: str) -> str:
    """What is the same of two spellings of an address: a fragment is no part of what is asked for."""
    return (address(url) or url).partition("#")[0]


def harmless(url: str) -> str:
    """As much of an address as may be shown: nothing that may be a user's name or password."""
    _, user, place = shown(url).rpartition("@")
    return (f"***@{place}" if user else place)[:_LONGEST_SHOWN]


def replace(path: Path, body: bytes) -> None:
    """Puts a file in the place of another one, whole and durable, with its mode and its owner; a link goes on
    leading to it. Raises OSError, PermissionError among them where the file itself could not be written.
    """
    target = path.resolve(strict=True)
    with target.open("r+b") as old:  # who may not write it may not exchange it either
        status = os.fstat(old.fileno())
    descriptor, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(body)
            new.flush()
            os.fchown(descriptor, status.st_uid, status.st_gid)
            os.fchmod(descriptor, status.st_mode & 0o7777)
            os.fsync(descriptor)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def tell(path: Path) -> bool:
    """Has a running daemon read the config; whether one heard. Raises ConfigError."""
    return have_read(load(path))


def listed_sources(path: Path, *, every: bool) -> tuple[bytes, Mapping[str, str]]:
    """The sources of the config in `path` as OPML, with `every` those too that are switched off; and those
    that were left out, by their ids, with why (X34). Raises ConfigError, RenderError.

    The list is dated as the file is: the same config gives the same bytes. It is empty, ``b""``, where no
    source is left, since a list has one outline at least.
    """
    config = load(path)
    left = {one.id: why for one in config.sources if (why := _left_out(one, every=every))}
    stay = [one for one in config.sources if one.id not in left]
    modified = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    return subscriptions(config.site, stay, modified) if stay else b"", left


def _left_out(source: Source, *, every: bool) -> str:
    if not source.is_web or source.format not in _FEEDS:
        return "it is no feed over HTTP"
    if not source.enabled and not every:
        return "it is switched off; --all has it too"
    if source.auth is not None and source.auth.stands_in(source.url):
        return "its address has its secret in it"
    return ""
