"""config.toml as pydantic sees it: every key, its kind and its default. `docs/configuration.md` names them
all, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from feeds.config import DEFAULT_DIRECTORY, DEFAULT_STORE, patterns, values
from feeds.config.crontab import read_crontab
from feeds.config.values import Network
from feeds.model import (
    ARCHIVE,
    WIRE_FORMATS,
    Copies,
    FutureDates,
    Lead,
    Media,
    Rights,
    Robots,
    Withdrawals,
)

RESERVED = frozenset(
    {
        "index",
        "opml",
        "story",
        "archive",
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
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _kind(check: Callable[[object], Any]) -> BeforeValidator:
    return BeforeValidator(check)


def _name(value: object) -> str:
    found = values.text(value)
    if not found.strip():
        raise ValueError("text that is not empty")
    return found


def _agency(longest: int) -> BeforeValidator:
    """Words that stand for an agency in copy, a blank between them."""

    def check(value: object) -> str:
        found = " ".join(values.text(value).split())
        letters = sum(map(str.isalpha, found))
        if letters < 2 or len(found) > longest or set("()/") & set(found):
            raise ValueError(
                f"two letters or more, {longest} characters at most, no bracket and no slash"
            )
        return found

    return BeforeValidator(check)


def _channel_id(value: object) -> str:
    found = values.identifier(value)
    if found in RESERVED:
        raise ValueError(f"another name: {found!r} is taken by the site itself")
    return found


def _schedule(value: object) -> str:
    text = values.text(value)
    read_crontab(text)
    return text


def _every(value: object) -> timedelta | None:
    """None where the source's own rhythm decides."""
    return None if value == "auto" else values.lasting("1ms", "366d")(value)


def _archive(value: object) -> timedelta | None:
    """None where there is none."""
    if value is False:
        return None
    try:
        return values.age(value)
    except ValueError as fault:
        raise ValueError(f"{fault}, or false") from None


def _email(value: object) -> str:
    found = values.text(value)
    if found and not re.fullmatch(r"[^@\s<>()]+@[^@\s<>()]+", found):
        raise ValueError('an address of mail such as "desk@gnn9.com"')
    return found


def _language(value: object) -> str:
    """RFC 5646, as far as its form goes."""
    found = values.text(value)
    if not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", found):
        raise ValueError('a language tag such as "en" or "pt-BR"')
    return found


def _language_or_none(value: object) -> str:
    return "" if value == "" else _language(value)


def _user(value: object) -> str:
    """RFC 7617, 2: the colon is what ends a user name."""
    found = values.text(value)
    if ":" in found:
        raise ValueError("a user name without a colon")
    return found


def _selector_or_none(value: object) -> str:
    return "" if value == "" else values.selector(value)


def _pattern_or_none(value: object) -> str:
    found = values.text(value)
    if found:
        patterns.compiled(found)
    return found


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false")


def _id_or_none(value: object) -> str:
    return "" if value == "" else values.identifier(value)


def _some(agencies: list[str]) -> list[str]:
    if not agencies:
        raise ValueError("one agency at least")
    return agencies


def _formats(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("one at least of " + ", ".join(f'"{one}"' for one in FORMATS))
    return value


def _one_of(*choices: str) -> BeforeValidator:
    def check(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError("one of " + ", ".join(f'"{choice}"' for choice in choices))

    return BeforeValidator(check)


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            raise ValueError(f"a whole number, {low} or more")
        if value > high:
            raise ValueError(f"a whole number, {high} at most")
        return value

    return BeforeValidator(check)


TextValue = Annotated[str, _kind(values.text)]
Name = Annotated[str, _kind(_name)]
Names = list[Name]
Selector = Annotated[str, _kind(_selector_or_none)]
Language = Annotated[str, _kind(_language)]
Id = Annotated[str, _kind(values.identifier)]
ChannelId = Annotated[str, _kind(_channel_id)]
Duration = Annotated[timedelta, _kind(values.duration)]
Wait = Annotated[timedelta, _kind(values.lasting("1ms", "366d"))]
Interval = Annotated[timedelta, _kind(values.lasting("1s", "366d"))]
Age = Annotated[timedelta, _kind(values.age)]
SoMany = Annotated[int, _kind(values.so_many)]
Switch = Annotated[bool, _kind(_switch)]
Size = Annotated[int, _kind(values.size)]
WebAddress = Annotated[str, _kind(values.web_address)]
SourceAddress = Annotated[str, _kind(values.source_address)]
Count = Annotated[int, _whole(1, 1_000_000)]
RightsValue = Annotated[Rights, _one_of(*Rights)]
CopiesValue = Annotated[Copies, _one_of(*Copies)]
MediaValue = Annotated[Media, _one_of(*Media)]
Weekday = Annotated[str, _one_of(*WEEKDAYS)]
Hours = Annotated[tuple[int, int], _kind(values.hours)]
Until = Annotated[datetime | date, _kind(values.until)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, arbitrary_types_allowed=True)


class SiteTable(Table):
    name: Name
    link: WebAddress
    description: TextValue = ""
    language: Language = "en"
    timezone: Annotated[str, _kind(values.named_zone)] = "UTC"
    author: Name = "admin"
    email: Annotated[str, _kind(_email)] = ""
    tag: Annotated[str, _kind(values.tag)]
    rights: TextValue = ""


class StoreTable(Table):
    url: Annotated[str, _kind(values.store_url)] = DEFAULT_STORE
    archive_days: Annotated[int, _whole(1, 36_500)] = 30
    keep_for: Age | None = None
    keep_items: SoMany | None = None
    keep_ledger: Age | None = None


class AuthTable(Table):
    username: Annotated[str, _kind(_user)] = ""
    password_env: TextValue = ""
    password_file: TextValue = ""
    token_env: TextValue = ""
    token_file: TextValue = ""
    header: Annotated[str, _kind(values.header)] = ""
    value_env: TextValue = ""
    value_file: TextValue = ""
    key_file: TextValue = ""
    known_hosts: TextValue = ""


class PurgeTable(Table):
    url: Annotated[str, _kind(values.purge_address)]
    method: Annotated[str, _one_of("", "PURGE", "BAN", "POST", "PUT", "DELETE", "GET")] = ""
    headers: Annotated[dict[str, str], _kind(values.headers)] = Field(default_factory=dict)
    body_key: Name = "files"
    auth: AuthTable | None = None


class PublishTable(Table):
    directory: Name = DEFAULT_DIRECTORY
    base_url: Annotated[str, _kind(values.base_address)]
    own: TextValue = ""
    hubs: list[WebAddress] = Field(default_factory=list)
    retired: list[ChannelId] = Field(default_factory=list)
    purge: list[PurgeTable] = Field(default_factory=list)


class HubTable(Table):
    enabled: Switch = False
    subscriptions: Count = 10_000


class WebSubTable(Table):
    callback: Annotated[str, _kind(values.callback_or_none)] = ""


class ServeTable(Table):
    listen: Annotated[tuple[str, int], _kind(values.listen)] = ("127.0.0.1", 8009)


class FetchTable(Table):
    contact: Annotated[str, _kind(values.ascii_text)] = ""
    concurrency: Count = 64
    per_host: Count = 1
    host_gap: Annotated[timedelta, _kind(values.lasting("0s", "366d"))] | None = None
    min_interval: Interval = timedelta(minutes=15)
    max_interval: Interval = timedelta(days=1)
    timeout: Wait = timedelta(seconds=60)
    max_bytes: Size = 10 * 1024 * 1024
    allow_networks: list[Annotated[Network, _kind(values.network)]] = Field(default_factory=list)
    robots: Annotated[Robots, _one_of(*Robots)] = Robots.PAGES


class ListTable(Table):
    item: Annotated[str, _kind(values.selector)]
    headline: Selector = ""
    link: Selector = ""
    summary: Selector = ""
    date: Selector = ""


class SelectTable(Table):
    providers: list[Name] = Field(default_factory=list)
    subjects: list[Name] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list)
    places: list[Name] = Field(default_factory=list)
    weekdays: list[Weekday] = Field(default_factory=list)
    hours: Hours | None = None
    text: Annotated[str, _kind(values.words)] = ""
    match: Annotated[str, _kind(_pattern_or_none)] = ""
    urgency: Annotated[int, _whole(1, 9)] = 9


class RuleTable(Table):
    id: Annotated[str, _kind(_id_or_none)] = ""
    keep: SelectTable | None = None
    drop: SelectTable | None = None
    reason: TextValue = ""


def _one_verb(rule: RuleTable) -> RuleTable:
    if (rule.keep is None) == (rule.drop is None):
        raise ValueError("either `keep` or `drop`")
    return rule


def _apart(rules: list[RuleTable]) -> list[RuleTable]:
    """Rules that are told apart: a rule without an id goes by its number."""
    names = [rule.id or str(number) for number, rule in enumerate(rules, 1)]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"rules of different ids; {names.count(name)} go by {name!r}")
    return rules


Rules = Annotated[list[Annotated[RuleTable, AfterValidator(_one_verb)]], AfterValidator(_apart)]


class CarriedTable(Table):
    agencies: Annotated[list[Annotated[str, _agency(80)]], AfterValidator(_some)]
    rights: RightsValue
    media: MediaValue = Media.NONE
    summary_words: Count | None = None
    rights_until: Until | None = None
    media_until: Until | None = None


Carries = list[CarriedTable]


class SourceTable(Table):
    id: Id
    provider: Name
    url: SourceAddress = ""
    path: TextValue = ""
    every: Annotated[timedelta | None, _kind(_every)] = None
    min_interval: Interval | None = None
    max_interval: Interval | None = None
    schedule: Annotated[str, _kind(_schedule)] = ""
    format: Annotated[str, _one_of(*WIRE_FORMATS)] = "auto"
    timezone: Annotated[str, _kind(values.zone)] = "UTC"
    language: Annotated[str, _kind(_language_or_none)] = ""
    creditline: TextValue = ""
    rights: RightsValue
    media: MediaValue = Media.NONE
    summary_words: Count | None = None
    rights_until: Until | None = None
    media_until: Until | None = None
    carries: Carries = Field(default_factory=list)
    rules: Rules = Field(default_factory=list)
    future_dates: Annotated[FutureDates, _one_of(*FutureDates)] = FutureDates.HOLD
    subjects: Names = Field(default_factory=list)
    keep_for: Age | None = None
    keep_items: SoMany | None = None
    websub: Switch = True
    enabled: Switch = True
    keep_files: Switch = False
    auth: AuthTable | None = None
    list: ListTable | None = None  # the last one: from here on `list` is no type in this table


class AgencyTable(Table):
    name: Annotated[str, _agency(40)]
    tags: list[Annotated[str, _agency(40)]] = Field(default_factory=list)
    plain: list[Annotated[str, _agency(80)]] = Field(default_factory=list)


class DeskTable(Table):
    copies: CopiesValue = Copies.ALL
    lead: Annotated[Lead, _one_of(*Lead)] = Lead.FIRST
    prefer: Names = Field(default_factory=list)


class ChannelTable(Table):
    id: ChannelId
    title: Name
    formerly: list[ChannelId] = Field(default_factory=list)
    description: TextValue = ""
    select: SelectTable = Field(default_factory=SelectTable)
    rules: Rules = Field(default_factory=list)
    formats: Annotated[list[Annotated[str, _one_of(*FORMATS)]], AfterValidator(_formats)] = Field(
        default_factory=lambda: list(FORMATS)
    )
    size: Count = 50
    window: Duration = timedelta(hours=24)
    max_age: Annotated[timedelta, _kind(values.lasting("1s", "36500d"))] | None = None
    archive: Annotated[timedelta | None, _kind(_archive)] = ARCHIVE
    link: Annotated[Literal["page", "source"], _one_of("page", "source")] = "page"
    rights: RightsValue = Rights.FULL
    media: MediaValue = Media.FULL
    withdrawals: Annotated[Withdrawals, _one_of(*Withdrawals)] = Withdrawals.NOTICE
    summary_words: Count | None = None
    copies: CopiesValue | None = None
    keep_for: Age | None = None
    keep_items: SoMany | None = None


class Root(Table):
    site: SiteTable
    store: StoreTable = Field(default_factory=StoreTable)
    publish: PublishTable
    hub: HubTable = Field(default_factory=HubTable)
    websub: WebSubTable = Field(default_factory=WebSubTable)
    serve: ServeTable = Field(default_factory=ServeTable)
    fetch: FetchTable = Field(default_factory=FetchTable)
    desk: DeskTable = Field(default_factory=DeskTable)
    source: list[SourceTable] = Field(default_factory=list)
    agency: list[AgencyTable] = Field(default_factory=list)
    channel: list[ChannelTable] = Field(default_factory=list)
