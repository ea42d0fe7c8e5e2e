"""Values to JSON and back, by hand: it is the hottest path of the store."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from feeds.model import (
    Asking,
    Dateline,
    Deadly,
    Enclosure,
    Fields,
    Hints,
    IdFault,
    Ids,
    Item,
    Move,
    Odd,
    Origin,
    Permit,
    PubStatus,
    Pulse,
    Rhythm,
    SourceState,
    Status,
    Subject,
    Trait,
    Validators,
    Witness,
)
from feeds.model.making import maker

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Whole microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def micros_or_none(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant of so many microseconds since 1970."""
    # In less than half the time that `timedelta(microseconds=value)` takes.
    return _EPOCH + value * _MICROSECOND


def instant_or_none(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def hashed(source: str, key: str) -> str:
    """The hash of a source's key, of one length whatever the key's."""
    said = f"{source}\n{key}".encode("utf-8", "replace")
    return hashlib.sha256(said).hexdigest()[:32]  # three times as fast to set up as blake2


def item_to_data(item: Item) -> bytes:
    """An item as JSON, its fields in their order, in zlib's form: to make that takes less time than to write the
    rest of it would.
    """
    from isal import isal_zlib

    # orjson writes frozen dataclasses, dates and enumerations natively; lone surrogates it refuses,
    # and no room before this one lets them through.
    return isal_zlib.compress(orjson.dumps(item), level=0)


def item_text(data: bytes | str) -> str:
    """The JSON of an item, as SQLite's own functions take it."""
    said = _unpacked(data)
    return said if isinstance(said, str) else said.decode()


def _unpacked(data: bytes | str) -> bytes | str:
    if isinstance(data, str) or data[:1] == b"{":
        return data  # of a program that did not compress it
    from isal import isal_zlib

    return isal_zlib.decompress(data)


def item_from_data(data: bytes | str) -> Item:
    """The item that `item_to_data` wrote."""
    raw: dict[str, Any] = orjson.loads(_unpacked(data))
    dateline = raw["dateline"]
    if dateline["date"]:
        dateline["date"] = date.fromisoformat(dateline["date"])
    raw["dateline"] = Dateline(**dateline)
    for name in ("firstcreated", "versioncreated", "embargoed"):
        if raw[name]:
            raw[name] = datetime.fromisoformat(raw[name])
    raw["via"] = tuple(raw["via"])
    raw["subjects"] = tuple([Subject(**one) for one in raw["subjects"]])
    raw["enclosures"] = tuple([Enclosure(**one) for one in raw["enclosures"]])
    raw["pubstatus"] = _PUBSTATUS[raw["pubstatus"]]
    raw["verdict"] = _STATUS[raw["verdict"]]
    if raw["origin"]:
        raw["origin"] = Origin(**raw["origin"])
    return Item(**raw)


_made = maker(SourceState)
_PUBSTATUS = {one.value: one for one in PubStatus}
_STATUS = {one.value: one for one in Status}
_IDFAULT = {one.value: one for one in IdFault}
_ODD = {one.value: one for one in Odd}
_STAYS = Move()


def state_to_json(state: SourceState) -> str:
    """What of a state is no column, as JSON text."""
    hints = state.hints
    return orjson.dumps(
        {
            "last_success": micros_or_none(state.last_success),
            "outcome": state.outcome,
            "error": state.error,
            "failures": state.failures,
            "reason": state.reason,
            "url": state.url,
            "etag": state.validators.etag,
            "last_modified": state.validators.last_modified,
            "validated_at": state.validators.address,
            "move": {
                "adopted": state.move.adopted,
                "adopted_since": micros_or_none(state.move.adopted_since),
                "leads_to": state.move.leads_to,
                "since": micros_or_none(state.move.since),
                "polls": state.move.polls,
                "back": state.move.back,
                "lost": state.move.lost,
            },
            "body_sha256": state.body_sha256,
            "cursor": state.cursor,
            "max_age": _seconds(state.max_age),
            "ids": {
                "fault": state.ids.fault,
                "since": micros_or_none(state.ids.since),
                "renewals": state.ids.renewals,
                "last": state.ids.last,
            },
            "not_before": micros_or_none(state.not_before),
            "gone_since": micros_or_none(state.gone_since),
            "permits": [(one.url, micros(one.until)) for one in state.permits],
            "deadly": [[d.sha256, d.url, d.how, d.deaths, micros(d.last)] for d in state.deadly],
            "rhythm": _rhythm_to_json(state.rhythm),
            "pulse": {
                "since": micros_or_none(state.pulse.since),
                "silent": state.pulse.silent,
                "odd": state.pulse.odd,
                "stories": state.pulse.stories,
            },
            "fields": _fields_to_json(state.fields),
            "witness": _witness_to_json(state.witness),
            "asking": {
                "useless_etags": state.asking.useless_etags,
                "whole": micros_or_none(state.asking.whole),
                "bare": micros_or_none(state.asking.bare),
                "refused": micros_or_none(state.asking.refused),
            },
            "hints": {
                "title": hints.title,
                "language": hints.language,
                "self_link": hints.self_link,
                "hubs": hints.hubs,
                "ttl": _seconds(hints.ttl),
                "update_period": _seconds(hints.update_period),
                "skip_hours": hints.skip_hours,
                "skip_days": hints.skip_days,
            },
        }
    ).decode()


def state_from_row(row: Any, *, claimed_until: datetime | None = None) -> SourceState:  # noqa: ANN401 -- a row of any driver
    """The state of a `source_state` row; with `claimed_until`, as it is once that claim is written."""
    raw: dict[str, Any] = orjson.loads(row.data)
    hints = raw["hints"]
    return _made(
        id=row.id,
        next_due=instant(row.next_due),
        lease_until=claimed_until or instant_or_none(row.lease_until),
        fence=row.fence if claimed_until is None else row.fence + 1,
        last_poll=instant_or_none(row.last_poll),
        last_success=instant_or_none(raw["last_success"]),
        outcome=raw["outcome"],
        error=raw["error"],
        failures=raw["failures"],
        reason=raw["reason"],
        url=raw["url"],
        move=_move(raw.get("move")),  # an older program knew of none
        validators=Validators(
            etag=raw["etag"],
            last_modified=raw["last_modified"],
            address=raw.get("validated_at", ""),
        ),
        body_sha256=raw["body_sha256"],
        cursor=raw["cursor"],
        hints=Hints(
            title=hints["title"],
            language=hints["language"],
            self_link=hints["self_link"],
            hubs=tuple(hints["hubs"]),
            ttl=_length(hints["ttl"]),
            update_period=_length(hints["update_period"]),
            skip_hours=tuple(hints["skip_hours"]),
            skip_days=tuple(hints["skip_days"]),
        ),
        max_age=_length(raw["max_age"]),
        ids=_ids(raw),
        paused=bool(row.paused),
        not_before=instant_or_none(raw["not_before"]),
        gone_since=instant_or_none(raw["gone_since"]),
        permits=tuple(
            Permit(url=url, until=instant(until)) for url, until in raw.get("permits", ())
        ),
        deadly=tuple(
            Deadly(sha256=sha256, url=url, how=how, deaths=deaths, last=instant(last))
            for sha256, url, how, deaths, last in raw.get("deadly", ())
        ),
        # None of these stands in what an older program has left.
        rhythm=_rhythm(raw["rhythm"]) if "rhythm" in raw else Rhythm(),
        asking=_asking(raw["asking"]) if "asking" in raw else Asking(),
        pulse=_pulse(raw["pulse"]) if "pulse" in raw else Pulse(),
        fields=_fields(raw["fields"]) if "fields" in raw else Fields(),
        witness=_witness(raw.get("witness")),
    )


def _ids(raw: dict[str, Any]) -> Ids:
    ids = raw.get("ids")
    if ids is None:  # of a program that knew one fault
        return Ids(fault=IdFault.SHARED if raw["reuses_ids"] else IdFault.NONE)
    return Ids(
        fault=_IDFAULT[ids["fault"]],
        since=instant_or_none(ids["since"]),
        renewals=ids["renewals"],
        last=tuple(ids["last"]),
    )


def _move(raw: dict[str, Any] | None) -> Move:
    if raw is None or not any(raw.values()):
        return _STAYS  # as nearly all do
    since, adopted_since = raw["since"], raw["adopted_since"]
    return Move(
        **{**raw, "since": instant_or_none(since), "adopted_since": instant_or_none(adopted_since)}
    )


def _rhythm_to_json(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "seen": micros_or_none(rhythm.seen),
        "watched": rhythm.watched,
        "stories": rhythm.stories,
        "hours": rhythm.hours,
        "days": rhythm.days,
        "lately": rhythm.lately,
        "expected": rhythm.expected,
    }


def _rhythm(raw: dict[str, Any]) -> Rhythm:
    return Rhythm(
        seen=instant_or_none(raw["seen"]),
        watched=raw["watched"],
        stories=raw["stories"],
        hours=tuple(raw["hours"]),
        days=tuple(raw["days"]),
        lately=raw["lately"],
        expected=raw["expected"],
    )


def _pulse(raw: dict[str, Any]) -> Pulse:
    return Pulse(
        since=instant_or_none(raw["since"]),
        silent=raw["silent"],
        odd=_ODD[raw["odd"]],
        stories=raw["stories"],
    )


def _asking(raw: dict[str, Any]) -> Asking:
    return Asking(
        useless_etags=raw["useless_etags"],
        whole=instant_or_none(raw["whole"]),
        bare=instant_or_none(raw["bare"]),
        refused=instant_or_none(raw["refused"]),
    )


def _fields_to_json(fields: Fields) -> dict[str, Any]:
    return {
        "items": fields.items,
        "language": fields.language,
        "votes": fields.votes,
        **{
            name: [one.always, one.lately, micros_or_none(one.since)]
            for name, one in (
                ("midnight", fields.midnight),
                ("nameless", fields.nameless),
                ("empty", fields.empty),
                ("foreign", fields.foreign),
            )
        },
    }


def _fields(raw: dict[str, Any]) -> Fields:
    return Fields(
        items=raw["items"],
        language=raw["language"],
        votes=raw["votes"],
        midnight=_trait(*raw["midnight"]),
        nameless=_trait(*raw["nameless"]),
        empty=_trait(*raw["empty"]),
        foreign=_trait(*raw["foreign"]),
    )


_NO_FAULT = Trait()


def _trait(always: float, lately: float, since: int | None) -> Trait:
    if since is None and always == lately == 0:
        return _NO_FAULT  # as it is with nearly all
    return Trait(always=always, lately=lately, since=instant_or_none(since))


def _witness_to_json(witness: Witness | None) -> list[Any] | None:
    if witness is None:
        return None
    certificate = micros_or_none(witness.certificate)
    return [
        witness.host,
        micros(witness.at),
        _seconds(witness.ahead),
        certificate,
        _seconds(witness.lasts),
    ]


def _witness(raw: list[Any] | None) -> Witness | None:
    if raw is None:
        return None
    host, at, ahead, certificate, *lasts = raw  # the last is not in what an older program has kept
    return Witness(
        host=host,
        at=instant(at),
        ahead=_length(ahead),
        certificate=instant_or_none(certificate),
        lasts=_length(lasts[0]) if lasts else None,
    )


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
