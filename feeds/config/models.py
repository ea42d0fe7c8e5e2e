"""config.toml as pydantic sees it: every key, its kind and its default. `docs/configuration.md` names them
all, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from feeds.config import values
from feeds.config.crontab import read_crontab
from feeds.config.values import Network
from feeds.model import FutureDates, Media, Rights

RESERVED = frozenset(
    {
        "index",
        "opml",
        "story",
        "hub",
        "healthz",
        "readyz",
        "metrics",
        "robots",
        "sitemap",
        "favicon",
    }
)
FORMATS = ("rss", "atom", "json", "html")


def _kind(check: Callable[[object], Any]) -> BeforeValidator:
    return BeforeValidator(check)


def _text(value: object) -> str:
    if isinstance(value, str) and not any(ord(sign) < 32 for sign in value):
        return value
    raise ValueError("text in quotes, on one line")


def _name(value: object) -> str:
    found = _text(value)
    if not found.strip():
        raise ValueError("text that is not empty")
    return found


def _channel_id(value: object) -> str:
    found = values.identifier(value)
    if found in RESERVED:
        raise ValueError(f"another name: {found!r} is taken by the site itself")
    return found


def _schedule(value: object) -> str:
    text = _text(value)
    read_crontab(text)
    return text


def _min_interval(value: object) -> timedelta:
    found = values.duration(value)
    if found < timedelta(seconds=1):
        raise ValueError('a duration of "1s" or more')
    return found


def _one_of(*choices: str) -> BeforeValidator:
    def check(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError("one of " + ", ".join(f'"{choice}"' for choice in choices))

    return BeforeValidator(check)


def _whole(low: int) -> BeforeValidator:
    def check(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= low:
            return value
        raise ValueError(f"a whole number, {low} or more")

    return BeforeValidator(check)


TextValue = Annotated[str, _kind(_text)]
Name = Annotated[str, _kind(_name)]
Id = Annotated[str, _kind(values.identifier)]
Duration = Annotated[timedelta, _kind(values.duration)]
Size = Annotated[int, _kind(values.size)]
WebAddress = Annotated[str, _kind(values.web_address)]
Count = Annotated[int, _whole(1)]
RightsValue = Annotated[Rights, _one_of(*Rights)]
MediaValue = Annotated[Media, _one_of(*Media)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, arbitrary_types_allowed=True)


class SiteTable(Table):
    name: Name
    link: WebAddress
    description: TextValue = ""
    language: Name = "en"
    timezone: Annotated[str, _kind(values.named_zone)] = "UTC"
    author: Name = "admin"
    email: TextValue = ""
    tag: Annotated[str, _kind(values.tag)]
    rights: TextValue = ""


class StoreTable(Table):
    url: Annotated[str, _kind(values.store_url)] = "sqlite:///var/feeds.db"
    archive_days: Count = 30


class PublishTable(Table):
    directory: Name = "public"
    base_url: Annotated[str, _kind(values.base_address)]
    hubs: list[WebAddress] = Field(default_factory=list)


class HubTable(Table):
    enabled: bool = False


class ServeTable(Table):
    listen: Annotated[tuple[str, int], _kind(values.listen)] = ("127.0.0.1", 8009)


class FetchTable(Table):
    contact: TextValue = ""
    concurrency: Count = 64
    per_host: Count = 1
    host_gap: Duration | None = None
    min_interval: Annotated[timedelta, _kind(_min_interval)] = timedelta(minutes=15)
    timeout: Duration = timedelta(seconds=60)
    max_bytes: Size = 10 * 1024 * 1024
    allow_networks: list[Annotated[Network, _kind(values.network)]] = Field(default_factory=list)


class AuthTable(Table):
    username: TextValue = ""
    password_env: TextValue = ""
    password_file: TextValue = ""
    token_env: TextValue = ""
    token_file: TextValue = ""
    header: TextValue = ""
    value_env: TextValue = ""
    value_file: TextValue = ""


class SourceTable(Table):
    id: Id
    provider: Name
    url: WebAddress = ""
    path: TextValue = ""
    every: Duration = timedelta(minutes=15)
    schedule: Annotated[str, _kind(_schedule)] = ""
    format: Annotated[str, _one_of("auto", "feed", "jsonfeed", "wiretext")] = "auto"
    timezone: Annotated[str, _kind(values.zone)] = "UTC"
    language: TextValue = ""
    creditline: TextValue = ""
    rights: RightsValue
    media: MediaValue = Media.NONE
    future_dates: Annotated[FutureDates, _one_of(*FutureDates)] = FutureDates.HOLD
    subjects: list[Name] = Field(default_factory=list)
    enabled: bool = True
    keep_files: bool = False
    auth: AuthTable | None = None


class SelectTable(Table):
    providers: list[Name] = Field(default_factory=list)
    subjects: list[Name] = Field(default_factory=list)
    languages: list[Name] = Field(default_factory=list)
    text: TextValue = ""
    urgency: Annotated[int, _whole(1)] = 9


class ChannelTable(Table):
    id: Annotated[str, _kind(_channel_id)]
    title: Name
    description: TextValue = ""
    select: SelectTable = Field(default_factory=SelectTable)
    formats: list[Annotated[str, _one_of(*FORMATS)]] = Field(default_factory=lambda: list(FORMATS))
    size: Count = 50
    window: Duration = timedelta(hours=24)
    max_age: Duration | None = None
    link: Annotated[Literal["page", "source"], _one_of("page", "source")] = "page"
    rights: RightsValue = Rights.FULL
    media: MediaValue = Media.FULL


class Root(Table):
    site: SiteTable
    store: StoreTable = Field(default_factory=StoreTable)
    publish: PublishTable
    hub: HubTable = Field(default_factory=HubTable)
    serve: ServeTable = Field(default_factory=ServeTable)
    fetch: FetchTable = Field(default_factory=FetchTable)
    source: list[SourceTable] = Field(default_factory=list)
    channel: list[ChannelTable] = Field(default_factory=list)
