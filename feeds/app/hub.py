"""The house's own hub: put together, and shown to people."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.app.clock import clock
from feeds.app.looking import reading, stamp
from feeds.app.parts import open_store
from feeds.config import Config
from feeds.decide.hub import standing
from feeds.errors import StoreError
from feeds.guard import check_url
from feeds.model import Channel, Intent, Mode, Subscriber
from feeds.render.formats import FEEDS, Form, location, path

if TYPE_CHECKING:
    from feeds.contracts import Caller, Observer, Store
    from feeds.model import Verdict
    from feeds.pipeline.hub import Hearing, Hub


def make_hearing(config: Config, store: Store) -> Hearing:
    """What hears requests at the hub of a config; at that of one that has none, nothing."""
    from feeds.pipeline.hub import Hearing

    return Hearing(
        topics={location(config.site, *feed): path(*feed) for feed in _feeds(config)},
        most=config.hub.subscriptions,
        store=store,
        clock=clock,
        may_ask=lambda callback: (
            not check_url(callback, allowed=config.fetch.allow_networks, redirect=True)
        ),
    )


def make_hub(
    config: Config,
    store: Store,
    caller: Caller,
    observer: Observer,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> Hub:
    """The hub of a config; of one that has none, what takes leave of the subscribers of an earlier one."""
    from feeds.pipeline.distributing import Distributing, Turns
    from feeds.pipeline.hub import Hub
    from feeds.publish.folder import Folder

    turns = Turns()
    return Hub(
        hearing=make_hearing(config, store),
        caller=caller,
        observer=observer,
        challenge=partial(secrets.token_urlsafe, 32),
        in_store_thread=in_store_thread,
        turns=turns,
        distributing=Distributing(
            url=config.hub.url,
            store=store,
            publisher=Folder(Path(config.publish.directory)),
            media_types={path(*feed): feed[1].media_type for feed in _feeds(config)},
            caller=caller,
            observer=observer,
            clock=clock,
            in_store_thread=in_store_thread,
            turns=turns,
        ),
    )


def _feeds(config: Config) -> Iterator[tuple[Channel, Form]]:
    for channel in config.channels if config.hub.url else ():
        for form in FEEDS:
            if form.format in channel.formats:
                yield channel, form


def hears_alone(
    config: Config, in_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
) -> Callable[[Mapping[str, str]], Awaitable[Verdict]]:
    """What hears requests where no writer runs in this process: whoever writes next serves them. A store is
    neither made nor brought up to date for that.
    """

    def hear(said: Mapping[str, str]) -> Verdict:
        with reading(config) as known:
            if known is None:
                raise StoreError("there is no store yet")
        store = open_store(config)
        try:
            return make_hearing(config, store).hear(said)
        finally:
            store.close()

    async def heard(said: Mapping[str, str]) -> Verdict:
        verdict: Verdict = await in_thread(partial(hear, said))
        return verdict

    return heard


def reports(config: Config) -> Iterator[dict[str, object]]:
    """What `feeds hub` says of each subscriber, and of each request that is still to be confirmed. Raises
    StoreError.
    """
    now = clock()
    with reading(config) as store:
        if store is None:
            return
        for one in store.subscribers():
            yield report(one, now)
        for asked in store.intents():
            yield pending(asked)


def report(one: Subscriber, now: datetime) -> dict[str, object]:
    return {
        "topic": one.topic,
        "callback": one.callback,
        "state": standing(one, now),
        "since": stamp(one.created),
        "until": stamp(one.until),
        "signed": bool(one.secret),
        "delivered": stamp(one.delivered),
        "failures": one.failures,
        "failing_since": stamp(one.failing),
        "given_up": stamp(one.given_up),
        "next_try": stamp(one.due) if one.failures else None,
        "error": one.error,
    }


def pending(one: Intent) -> dict[str, object]:
    return {
        "topic": one.topic,
        "callback": one.callback,
        "state": {Mode.DENIED: "to be denied"}.get(one.mode, f"to confirm: {one.mode.value}"),
        "since": stamp(one.created),
        "until": None,
        "signed": bool(one.secret),
        "delivered": None,
        "failures": one.tries,
        "failing_since": None,
        "given_up": None,
        "next_try": stamp(one.due),
        "error": one.reason,
    }
