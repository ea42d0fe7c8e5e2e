"""From checked tables to the frozen values that the rooms below know."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from feeds.config import (
    Config,
    DeskSettings,
    EmailSettings,
    FetchSettings,
    HubSettings,
    PublishSettings,
    ServeSettings,
    StoreSettings,
    WebhookSettings,
    WebSubSettings,
    values,
)
from feeds.config.models import (
    CarriedTable,
    ChannelTable,
    DeskTable,
    PurgeTable,
    Root,
    RuleTable,
    SelectTable,
    SourceTable,
)
from feeds.config.tables import below
from feeds.config.values import instant
from feeds.model import (
    ALL,
    ALWAYS,
    Agency,
    Auth,
    Carried,
    Channel,
    Hook,
    HookKind,
    Keep,
    Keeping,
    Listing,
    Rule,
    Selection,
    Site,
    Source,
)

_POLITE = timedelta(minutes=15)


def config_of(
    root: Root,
    folder: str,
    auths: Mapping[tuple[int | str, ...], Auth | None],
    signing: Mapping[tuple[int | str, ...], str],
    users: Mapping[str, str],
) -> Config:
    host, port = root.serve.listen
    fetch = root.fetch
    hub = f"{root.publish.base_url}hub" if root.hub.enabled else ""
    agencies = tuple(
        Agency(name=row.name, tags=tuple(row.tags), plain=tuple(row.plain)) for row in root.agency
    )
    return Config(
        site=Site(
            **root.site.model_dump(),
            base_url=root.publish.base_url,
            hubs=tuple(filter(None, (hub, *root.publish.hubs))),
        ),
        store=StoreSettings(
            url="sqlite:///" + posixpath.join(folder, root.store.url.removeprefix("sqlite:///")),
            archive_days=root.store.archive_days,
        ),
        publish=PublishSettings(
            directory=posixpath.join(folder, root.publish.directory),
            retired=tuple(root.publish.retired),
            own=posixpath.join(folder, root.publish.own) if root.publish.own else "",
        ),
        serve=ServeSettings(host=host, port=port),
        fetch=FetchSettings(
            contact=fetch.contact,
            concurrency=fetch.concurrency,
            per_host=fetch.per_host,
            host_gap=fetch.host_gap,
            min_interval=fetch.min_interval,
            max_interval=fetch.max_interval,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
            allow_networks=tuple(fetch.allow_networks),
            robots=fetch.robots,
        ),
        sources=tuple(
            _source(table, folder, auths["source", n], agencies, root)
            for n, table in enumerate(root.source)
        ),
        hooks=tuple(_hooks(root, auths)),
        channels=tuple(_channel(table, root.site.timezone, root.desk) for table in root.channel),
        keeping=_keeping(root),
        hub=HubSettings(url=hub, subscriptions=root.hub.subscriptions),
        websub=WebSubSettings(callback=root.websub.callback),
        email=_email(root, auths),
        webhook=_webhook(root, auths, signing),
        desk=DeskSettings(
            host=root.desk.listen[0], port=root.desk.listen[1], url=root.desk.url, users=users
        ),
        warnings=tuple(_warnings(root)),
    )


def _email(root: Root, auths: Mapping[tuple[int | str, ...], Auth | None]) -> EmailSettings | None:
    table = root.alarms.email
    if table is None:
        return None
    auth = auths["alarms", "email"]
    return EmailSettings(url=table.url, to=tuple(table.to), sender=table.sender, auth=auth)


def _webhook(
    root: Root,
    auths: Mapping[tuple[int | str, ...], Auth | None],
    signing: Mapping[tuple[int | str, ...], str],
) -> WebhookSettings | None:
    table, keys = root.alarms.webhook, ("alarms", "webhook")
    if table is None:
        return None
    return WebhookSettings(url=table.url, auth=auths[keys], secret=signing[keys])


def _hooks(root: Root, auths: Mapping[tuple[int | str, ...], Auth | None]) -> Iterator[Hook]:
    for url in dict.fromkeys(root.publish.hubs):
        yield Hook(kind=HookKind.HUB, url=url)
    for number, table in enumerate(root.publish.purge):
        yield _cache(table, auths["publish", "purge", number])


def _cache(table: PurgeTable, auth: Auth | None) -> Hook:
    single = values.is_filled(table.url)
    return Hook(
        kind=HookKind.CACHE,
        url=table.url,
        method=table.method or ("PURGE" if single else "POST"),
        headers=tuple(table.headers.items()),
        body_key="" if single else table.body_key,
        auth=auth,
    )


def _keeping(root: Root) -> Keeping:
    house = root.store
    return Keeping(
        default=_at_most(house.keep_for, house.keep_items),
        sources={
            table.id: _at_most(
                house.keep_for if table.keep_for is None else table.keep_for,
                house.keep_items if table.keep_items is None else table.keep_items,
            )
            for table in root.source
        },
        channels={
            table.id: Keep(age=_at_least(table), items=table.keep_items) for table in root.channel
        },
        ledger=None if house.keep_ledger == ALWAYS else house.keep_ledger,
    )


def _at_least(table: ChannelTable) -> timedelta | None:
    """An archive that somebody has asked for keeps what it reaches back to; the one that nobody has said
    anything of shows what there is.
    """
    asked = table.archive if "archive" in table.model_fields_set else None
    return max(filter(None, (table.keep_for, asked)), default=None)


def _at_most(age: timedelta | None, items: int | None) -> Keep:
    return Keep(age=None if age == ALWAYS else age, items=None if items == ALL else items)


def _source(
    table: SourceTable, folder: str, auth: Auth | None, agencies: tuple[Agency, ...], root: Root
) -> Source:
    zone = root.site.timezone
    return Source(
        id=table.id,
        provider=table.provider,
        rights=table.rights,
        url=table.url,
        path=below(folder, table.path) if table.path else "",
        every=table.every,
        min_interval=table.min_interval,
        max_interval=table.max_interval or root.fetch.max_interval,
        schedule=table.schedule,
        format=table.format,
        timezone=table.timezone,
        language=table.language,
        creditline=table.creditline,
        media=table.media,
        summary_words=table.summary_words,
        rights_until=_instant(table.rights_until, zone),
        media_until=_instant(table.media_until, zone),
        carries=tuple(_carried(row, zone) for row in table.carries),
        rules=_rules(table.rules, zone),
        future_dates=table.future_dates,
        subjects=tuple(table.subjects),
        websub=table.websub,
        enabled=table.enabled,
        keep_files=table.keep_files,
        auth=auth,
        agencies=agencies,
        listing=Listing(**table.list.model_dump()) if table.list is not None else None,
    )


def _carried(table: CarriedTable, zone: str) -> Carried:
    return Carried(
        agencies=tuple(table.agencies),
        rights=table.rights,
        media=table.media,
        summary_words=table.summary_words,
        rights_until=_instant(table.rights_until, zone),
        media_until=_instant(table.media_until, zone),
    )


def _instant(until: datetime | date | None, zone: str) -> datetime | None:
    return None if until is None else instant(until, zone)


def _rules(tables: Sequence[RuleTable], zone: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            id=table.id or str(number),
            keeps=table.keep is not None,
            select=_selection(table.keep or table.drop or SelectTable(), zone),
            reason=table.reason,
        )
        for number, table in enumerate(tables, 1)
    )


def _selection(table: SelectTable, zone: str) -> Selection:
    return Selection(
        providers=tuple(table.providers),
        subjects=tuple(table.subjects),
        languages=tuple(table.languages),
        places=tuple(table.places),
        weekdays=tuple(table.weekdays),
        hours=table.hours,
        text=table.text,
        match=table.match,
        urgency=table.urgency,
        timezone=zone,
    )


def _channel(table: ChannelTable, zone: str, desk: DeskTable) -> Channel:
    return Channel(
        id=table.id,
        title=table.title,
        formerly=tuple(table.formerly),
        description=table.description,
        select=_selection(table.select, zone),
        rules=_rules(table.rules, zone),
        formats=tuple(dict.fromkeys(table.formats)),
        size=table.size,
        window=table.window,
        max_age=table.max_age,
        archive=table.archive,
        link=table.link,
        rights=table.rights,
        media=table.media,
        withdrawals=table.withdrawals,
        summary_words=table.summary_words,
        copies=table.copies or desk.copies,
        lead=desk.lead,
        prefer=tuple(desk.prefer),
    )


def _warnings(root: Root) -> Iterator[str]:
    if root.fetch.min_interval < _POLITE:
        yield "fetch.min_interval is below 15m: only for wires under contract"
    for table in root.source:
        if table.min_interval is not None and table.min_interval < _POLITE:
            yield f'source "{table.id}": min_interval is below 15m: only for wires under contract'
    providers = {source.provider.casefold() for source in root.source}
    for channel in root.channel:
        chosen = [channel.select, *(rule.keep or rule.drop for rule in channel.rules)]
        for name in dict.fromkeys(name for one in chosen if one for name in one.providers):
            if name.casefold() not in providers:
                yield f'channel "{channel.id}": no source has the provider {name!r}'
