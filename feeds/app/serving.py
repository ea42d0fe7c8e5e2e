"""Makes the HTTP server over the published folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from feeds.app.clock import clock
from feeds.app.kept import Kept
from feeds.app.parts import Health
from feeds.config import Config
from feeds.errors import StoreError
from feeds.render import archive_page_of

if TYPE_CHECKING:
    from feeds.serve.callback import Callbacks
    from feeds.serve.hub import Requests
    from feeds.serve.metrics import Metrics
    from feeds.serve.server import Server
    from feeds.store.sql import SqlStore


_ALL = 1_000_000
_NOT_KEPT = "These stories are no longer kept in the archive."


def taken_from(config: Config, moved: Callable[[str], str] = str) -> Callable[[str], str]:
    """Why a story's page, or an archive's, has been taken away, as the store has it, in a sentence; where there
    is none, or it cannot be read, nobody knows of one. A path that has `moved` is judged as what it is today.
    """
    kept = Kept(config)

    def ask(page: str) -> str:
        archived = archive_page_of(moved(page) or page)
        if archived is None and not page.startswith("story/"):
            return ""
        try:
            opened = kept.store()
            if archived is not None:
                return _NOT_KEPT if _is_gone(opened, *archived) else ""
            if opened.was_withdrawn(page):
                return "This story has been withdrawn."
            return "This story is no longer kept." if opened.was_let_go(page) else ""
        except StoreError:
            kept.close()
            return ""

    return ask


def _is_gone(store: SqlStore, channel: str, number: int) -> bool:
    """Whether a page of an archive is gone for good, and not only missing until it is made again."""
    page = store.archive_page(channel, number)
    if page is None:  # no other one is ever made under a number that has been given
        return 0 < number <= store.last_page(channel)
    if page.updated is None or page.members:
        return False
    return (channel, number) not in store.due_pages(clock(), _ALL, changed=True)


def make_server(
    config: Config,
    metrics: Metrics,
    health: Health,
    ready: Health,
    door: Requests,
    hubs: Callbacks | None = None,
    today: Callable[[], Config] | None = None,
    sockets: Sequence[socket] = (),
) -> Server:
    """The HTTP server over the published folder; at `hubs` those reach us that push sources, behind `door`
    are those who hear requests at our own hub. `today` gives the config as it is after a reload, where there is one;
    `sockets` are those that it is to listen on, where the address of the config is not to be bound.
    """
    from feeds.serve.asgi import application
    from feeds.serve.callback import Callback
    from feeds.serve.former import Former, former
    from feeds.serve.hub import Hub
    from feeds.serve.server import Server

    def read() -> Config:
        return today() if today is not None else config

    def past() -> Former:
        return former(read().channels, read().publish.retired)

    taken, url = taken_from(config, lambda path: past().moved(path)), config.hub.url
    site = application(
        folder=Path(config.publish.directory),
        base_url=config.site.base_url,
        hubs=lambda: read().site.hubs,
        health=health,
        ready=ready,
        metrics=metrics.exposition,
        answered=metrics.answered,
        moved=lambda path: past().moved(path),
        gone=lambda path: past().gone(path) or taken(path),
        callback=Callback(hubs) if hubs is not None else None,
        hub=Hub(door, unquote(urlsplit(url).path)) if url else None,
    )
    listen = sockets or address(config.serve.host, config.serve.port)
    return Server(site, listen, at_once=site.at_once)


def behind_nginx(config: Config, *, brotli: bool) -> str:
    """The configuration with which nginx serves the published folder as the built-in server does."""
    from feeds.serve.nginx import Behind, configuration

    callback = urlsplit(config.websub.callback).path
    return configuration(
        Behind(
            site=config.site,
            channels=config.channels,
            retired=config.publish.retired,
            folder=config.publish.directory,
            daemon=address(config.serve.host, config.serve.port),
            passed=(callback,) if callback else (),
            most_bytes=config.fetch.max_bytes,
            hub=urlsplit(config.hub.url).path,
            brotli=brotli,
        )
    )


def address(host: str, port: int) -> str:
    """A host and its port as addresses have them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
