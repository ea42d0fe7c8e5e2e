"""Text of config.toml and environment -> `Config`. Pure: `app` reads the file.

Every fault is found in one go, each with its key, what was found, what was expected, and the
nearest known key for an unknown one. Secrets never stand in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network

from feeds.errors import Fault
from feeds.model import Auth, Channel, Hook, Keeping, Robots, Site, Source

DEFAULT_DIRECTORY = "public"
"""``publish.directory`` where the config says nothing, below the config's folder."""
DEFAULT_STORE = "sqlite:///var/feeds.db"
"""``store.url`` where the config says nothing; its path is below the config's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """``[store]``, with an absolute path in its URL."""

    url: str
    archive_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """``[publish]``, with absolute directories."""

    directory: str
    retired: tuple[str, ...] = ()
    own: str = ""
    """Where the house's own style and favicons are; ``""`` where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """``[serve]``."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """``[fetch]``; `host_gap` is None where the config does not set it."""

    contact: str
    concurrency: int
    per_host: int
    host_gap: timedelta | None
    min_interval: timedelta
    max_interval: timedelta
    timeout: timedelta
    max_bytes: int
    allow_networks: tuple[IPv4Network | IPv6Network, ...]
    robots: Robots = Robots.PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """``[hub]``; `url` is ``""`` where the house has no hub of its own."""

    url: str = ""
    subscriptions: int = 10_000
    """That it holds at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """The part of ``[desk]`` that is about the desk in the browser, which is there where anybody may sit at it."""

    host: str = "127.0.0.1"
    port: int = 8010
    url: str = ""
    """The address at which a proxy on this machine has it, ending in a slash; ``""`` where there is none."""
    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The hashes of their passwords, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSubSettings:
    """``[websub]``; no hub is asked to push where `callback` is ``""``."""

    callback: str = ""
    """Where hubs reach us, ending in a slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """``[alarms.email]``: mail that alarms go out by."""

    url: str
    """``smtps``: TLS from the first byte; ``smtp``: STARTTLS, which is not asked of this machine."""
    to: tuple[str, ...]
    sender: str
    auth: Auth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """``[alarms.webhook]``: where alarms are posted to."""

    url: str
    auth: Auth | None = None
    secret: str = field(default="", repr=False)
    """What messages are signed with; ``""`` where they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole config, checked."""

    site: Site
    store: StoreSettings
    publish: PublishSettings
    serve: ServeSettings
    fetch: FetchSettings
    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    own: Mapping[str, bytes] = field(default_factory=dict)
    """The files of `publish.own`, by name, once `app` has read them."""
    hooks: tuple[Hook, ...] = ()
    """Hubs and caches that are told of changed documents."""
    keeping: Keeping = field(default_factory=Keeping)
    hub: HubSettings = field(default_factory=HubSettings)
    websub: WebSubSettings = field(default_factory=WebSubSettings)
    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None
    desk: DeskSettings = field(default_factory=DeskSettings)
    warnings: tuple[str, ...] = ()
    """What is no fault, but may not be meant."""


def as_stated(tables: Mapping[str, object], table: str, key: str, default: str) -> str:
    """A setting as the file has it, unchecked, for whoever cannot wait for the config; `default` where
    it has none, or what is no text.
    """
    found = tables.get(table)
    value = found.get(key, default) if isinstance(found, dict) else default
    return value if isinstance(value, str) and value else default


def read_config(
    text: str,
    *,
    origin: str,
    folder: str,
    environment: Mapping[str, str],
    read_secret: Callable[[str], str],
    lacks: Callable[[Fault], None] | None = None,
) -> Config:
    """The config in a text.

    `origin` names the text in faults; relative paths are below `folder`, an absolute path;
    `read_secret` gives the content of a secret's file, or raises OSError. Where `lacks` is given, it is told of
    each secret that is not to be had, which stands as ``""`` then. Raises ConfigError with every fault there is.
    """
    from feeds.config.read import read

    return read(
        text,
        origin=origin,
        folder=folder,
        environment=environment,
        read_secret=read_secret,
        lacks=lacks,
    )
