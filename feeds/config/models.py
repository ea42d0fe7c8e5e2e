"""config.toml as pydantic sees it: every key, its kind and its default. `docs/configuration.md` names them
all, and a test holds the two together.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from feeds.config import DEFAULT_DIRECTORY, DEFAULT_STORE
from feeds.config.alarms import AlarmsTable
from feeds.config.desk import ReachedTable
from feeds.config.kinds import (
    FORMATS,
    Age,
    AsciiText,
    BaseAddress,
    CallbackOrNone,
    ChannelId,
    CopiesValue,
    Count,
    Duration,
    Email,
    Every,
    Gap,
    Headers,
    Hours,
    Id,
    IdOrNone,
    Interval,
    Language,
    LanguageOrNone,
    Listen,
    MediaValue,
    Name,
    NamedZone,
    Names,
    Pattern,
    PurgeAddress,
    Range,
    Reach,
    RightsValue,
    Schedule,
    Selector,
    SelectorOrNone,
    Size,
    SoMany,
    SourceAddress,
    Span,
    StoreUrl,
    Switch,
    Tag,
    TextValue,
    Until,
    Wait,
    WebAddress,
    Weekday,
    Words,
    Zone,
    agency,
    one_of,
    whole,
)
from feeds.config.tables import AuthTable, Table
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

_NOT_EMPTY: dict[str, Any] = {"minItems": 1}


def _some(agencies: list[str]) -> list[str]:
    if not agencies:
        raise ValueError("one agency at least")
    return agencies


def _formats(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("one at least of " + ", ".join(f'"{one}"' for one in FORMATS))
    return value


class SiteTable(Table):
    name: Name
    link: WebAddress
    description: TextValue = ""
    language: Language = "en"
    timezone: NamedZone = "UTC"
    author: Name = "admin"
    email: Email = ""
    tag: Tag
    rights: TextValue = ""


class StoreTable(Table):
    url: StoreUrl = DEFAULT_STORE
    archive_days: Annotated[int, whole(1, 36_500)] = 30
    keep_for: Age | None = None
    keep_items: SoMany | None = None
    keep_ledger: Age | None = None


class PurgeTable(Table):
    url: PurgeAddress
    method: Annotated[str, one_of("", "PURGE", "BAN", "POST", "PUT", "DELETE", "GET")] = ""
    headers: Headers = Field(default_factory=dict)
    body_key: Name = "files"
    auth: AuthTable | None = None


class PublishTable(Table):
    directory: Name = DEFAULT_DIRECTORY
    base_url: BaseAddress
    own: TextValue = ""
    hubs: list[WebAddress] = Field(default_factory=list)
    retired: list[ChannelId] = Field(default_factory=list)
    purge: list[PurgeTable] = Field(default_factory=list)


class HubTable(Table):
    enabled: Switch = False
    subscriptions: Count = 10_000


class WebSubTable(Table):
    callback: CallbackOrNone = ""


class ServeTable(Table):
    listen: Listen = ("127.0.0.1", 8009)


class FetchTable(Table):
    contact: AsciiText = ""
    concurrency: Count = 64
    per_host: Count = 1
    host_gap: Gap | None = None
    min_interval: Interval = timedelta(minutes=15)
    max_interval: Interval = timedelta(days=1)
    timeout: Wait = timedelta(seconds=60)
    max_bytes: Size = 10 * 1024 * 1024
    allow_networks: list[Range] = Field(default_factory=list)
    robots: Annotated[Robots, one_of(*Robots)] = Robots.PAGES


class ListTable(Table):
    item: Selector
    headline: SelectorOrNone = ""
    link: SelectorOrNone = ""
    summary: SelectorOrNone = ""
    date: SelectorOrNone = ""


class SelectTable(Table):
    providers: list[Name] = Field(default_factory=list)
    subjects: list[Name] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list)
    places: list[Name] = Field(default_factory=list)
    weekdays: list[Weekday] = Field(default_factory=list)
    hours: Hours | None = None
    text: Words = ""
    match: Pattern = ""
    urgency: Annotated[int, whole(1, 9)] = 9


class RuleTable(Table):
    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["keep"]}, {"required": ["drop"]}]}
    )
    id: IdOrNone = ""
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
    agencies: Annotated[
        list[Annotated[str, agency(80)]], AfterValidator(_some), Field(json_schema_extra=_NOT_EMPTY)
    ]
    rights: RightsValue
    media: MediaValue = Media.NONE
    summary_words: Count | None = None
    rights_until: Until | None = None
    media_until: Until | None = None


Carries = list[CarriedTable]


# What `between` says of one source, as far as a schema can.
_BETWEEN_KEYS: dict[str, Any] = {
    "oneOf": [
        {"required": [key], "properties": {key: {"minLength": 1}}} for key in ("url", "path")
    ],
    "if": {"required": ["format"], "properties": {"format": {"const": "list"}}},
    "then": {"required": ["list"]},
    "else": {"properties": {"list": False}},
}


class SourceTable(Table):
    model_config = ConfigDict(json_schema_extra=_BETWEEN_KEYS)
    id: Id
    provider: Name
    url: SourceAddress = ""
    path: TextValue = ""
    every: Every = None
    min_interval: Interval | None = None
    max_interval: Interval | None = None
    schedule: Schedule = ""
    format: Annotated[str, one_of(*WIRE_FORMATS)] = "auto"
    timezone: Zone = "UTC"
    language: LanguageOrNone = ""
    creditline: TextValue = ""
    rights: RightsValue
    media: MediaValue = Media.NONE
    summary_words: Count | None = None
    rights_until: Until | None = None
    media_until: Until | None = None
    carries: Carries = Field(default_factory=list)
    rules: Rules = Field(default_factory=list)
    future_dates: Annotated[FutureDates, one_of(*FutureDates)] = FutureDates.HOLD
    subjects: Names = Field(default_factory=list)
    keep_for: Age | None = None
    keep_items: SoMany | None = None
    websub: Switch = True
    enabled: Switch = True
    keep_files: Switch = False
    auth: AuthTable | None = None
    list: ListTable | None = None  # the last one: from here on `list` is no type in this table


class AgencyTable(Table):
    name: Annotated[str, agency(40)]
    tags: list[Annotated[str, agency(40)]] = Field(default_factory=list)
    plain: list[Annotated[str, agency(80)]] = Field(default_factory=list)


class DeskTable(ReachedTable):
    copies: CopiesValue = Copies.ALL
    lead: Annotated[Lead, one_of(*Lead)] = Lead.FIRST
    prefer: Names = Field(default_factory=list)


class ChannelTable(Table):
    id: ChannelId
    title: Name
    formerly: list[ChannelId] = Field(default_factory=list)
    description: TextValue = ""
    select: SelectTable = Field(default_factory=SelectTable)
    rules: Rules = Field(default_factory=list)
    formats: Annotated[list[Annotated[str, one_of(*FORMATS)]], AfterValidator(_formats)] = Field(
        default_factory=lambda: list(FORMATS), json_schema_extra=_NOT_EMPTY
    )
    size: Count = 50
    window: Duration = timedelta(hours=24)
    max_age: Span | None = None
    archive: Reach = ARCHIVE
    link: Annotated[Literal["page", "source"], one_of("page", "source")] = "page"
    rights: RightsValue = Rights.FULL
    media: MediaValue = Media.FULL
    withdrawals: Annotated[Withdrawals, one_of(*Withdrawals)] = Withdrawals.NOTICE
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
    alarms: AlarmsTable = Field(default_factory=AlarmsTable)
    source: list[SourceTable] = Field(default_factory=list)
    agency: list[AgencyTable] = Field(default_factory=list)
    channel: list[ChannelTable] = Field(default_factory=list)
