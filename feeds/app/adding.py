"""What `add` asks for: the feeds behind an address, and one of them in the config."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.app.clock import clock
from feeds.app.exchanging import address_key, replace, unfit, with_rows
from feeds.app.loading import config_in, load, text_of
from feeds.app.looking import reading
from feeds.app.parts import make_fetchers
from feeds.config import Config
from feeds.config.written import Row, new_id
from feeds.errors import AddressError, StoreError
from feeds.guard import check_url
from feeds.model import Agency, Fetched, Item, Pause, Rights, Source, SourceState
from feeds.pipeline.finding import Feed, Found, find
from feeds.pipeline.guessing import language_of, provider_of, zone_of
from feeds.pipeline.read import read

if TYPE_CHECKING:
    from feeds.engine.workers import Workers

_WHAT = "the new source"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the operator says of the source himself; ``""`` is left to be guessed."""

    id: str = ""
    provider: str = ""
    rights: str = str(Rights.SUMMARY)
    language: str = ""
    timezone: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A source as it would stand in the config, and what it would bring."""

    row: Row
    items: tuple[Item, ...]
    """The newest first."""
    known_as: str = ""
    """The id under which the config has its address already."""
    names_no_zone: bool = False
    """Whether the time zone matters."""


class UnfitError(ValueError):
    """An address that can be none of a source's, and why."""


async def search(path: Path, url: str, wishes: Wishes, workers: Workers) -> Found:
    """The feeds at an address or behind it, for the config in `path`. Sites are asked as by polls: what a page or
    a guess leads to only where their robots.txt lets us, unless the config says otherwise.

    Raises ConfigError, before anybody is asked, where the config has faults, or would have with the new source;
    UnfitError, FetchError and ParseError of the address itself.
    """
    address = (url if "://" in url else f"https://{url}").partition("#")[0]
    if why := unfit(address):
        raise UnfitError(why)
    text = text_of(path)
    config = config_in(text, path)
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    with_rows(text, [_row(config, wishes, url=address, provider=host)], path, _WHAT)
    if why := check_url(address, allowed=config.fetch.allow_networks, redirect=False):
        raise UnfitError(f"{why}; a range of your own network is opened by `fetch.allow_networks`")
    fetchers = make_fetchers(config, _pauses(config))

    def misled(link: str) -> str:
        # A page leads no further than a redirect: at another server than the one that was named, to the web's ports.
        foreign = urlsplit(link).netloc != urlsplit(address).netloc
        return check_url(link, allowed=config.fetch.allow_networks, redirect=foreign)

    try:
        return await find(
            address,
            asked=_get(fetchers.fetch, "auto", unfit),
            led=_get(fetchers.fetch, "list", lambda link: unfit(link) or misled(link)),
            reads=workers,
        )
    finally:
        await fetchers.aclose()


async def offer(path: Path, feed: Feed, wishes: Wishes, workers: Workers) -> Offer:
    """What becomes of a feed in the config in `path`, as far as it can be guessed. Raises ConfigError,
    ParseError.
    """
    config = load(path)
    agencies = _agencies(config)
    row = _row(
        config,
        wishes,
        url=feed.url,
        provider=provider_of(feed, agencies),
        language=language_of(feed),
        timezone=zone_of(feed, _zones()),
    )
    source = Source(
        id=str(row["id"]),
        provider=str(row["provider"]),
        rights=Rights(str(row["rights"])),
        url=feed.url,
        timezone=str(row.get("timezone", "UTC")),
        language=str(row.get("language", "")),
        agencies=agencies,
    )
    items = (await workers.run(read, feed.payload, source)).items
    dated = sorted(
        items, key=lambda one: one.versioncreated or feed.payload.fetched_at, reverse=True
    )
    return Offer(
        row=row,
        items=tuple(dated),
        known_as=_known(config).get(address_key(feed.url), ""),
        names_no_zone=feed.names_no_zone,
    )


def add(path: Path, row: Row, *, dry_run: bool) -> str:
    """Writes a source into the config in `path`, of which nothing else changes; the change as a unified diff.

    The text is read once more: somebody may have edited it meanwhile. Raises ConfigError, with the file as it
    was, where it would have a fault; OSError where it cannot be written.
    """
    text = text_of(path)
    added = with_rows(text, [row], path, _WHAT)
    if not dry_run:
        replace(path, added.encode())
    lines = difflib.unified_diff(
        text.splitlines(), added.splitlines(), str(path), f"{path} (new)", lineterm=""
    )
    return "\n".join(lines)


def _row(
    config: Config,
    wishes: Wishes,
    *,
    url: str,
    provider: str,
    language: str = "",
    timezone: str = "",
) -> Row:
    named = wishes.provider or provider
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    said = {
        "id": wishes.id or new_id((named, host), {one.id for one in config.sources}),
        "provider": named,
        "url": url,
        "timezone": wishes.timezone or timezone,
        "language": wishes.language or language,
        "rights": wishes.rights,
    }
    return {key: value for key, value in said.items() if value}


def _get(
    fetch: Callable[[Source, SourceState], Awaitable[Fetched]],
    format_: str,
    refusal: Callable[[str], str],
) -> Callable[[str], Awaitable[Fetched]]:
    """Asks for an address as for a source of a format, by which it is told what is made for people; unless there
    is a `refusal`.
    """

    async def get(url: str) -> Fetched:
        if why := refusal(url):
            raise AddressError(why)
        source = Source(id="add", provider="", rights=Rights.INTERNAL, url=url, format=format_)
        answer = await fetch(source, SourceState(id=source.id, next_due=clock()))
        # What can be no source's address is not written down: it stays where it was asked for.
        return dataclasses.replace(answer, moved_to="") if unfit(answer.moved_to) else answer

    return get


def _known(config: Config) -> dict[str, str]:
    return {address_key(one.url): one.id for one in config.sources if one.is_web}


def _agencies(config: Config) -> tuple[Agency, ...]:
    return config.sources[0].agencies if config.sources else ()


def _pauses(config: Config) -> tuple[Pause, ...]:
    """Who has asked to be left alone; nobody where the store cannot be read."""
    try:
        with reading(config) as store:
            return tuple(store.pauses(clock())) if store is not None else ()
    except StoreError:
        return ()


def _zones() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country (ISO 3166), as the database of time zones lists them (zone.tab)."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return found
