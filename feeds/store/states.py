"""States of sources as the store keeps them: some of it in columns, the rest as JSON, by hand, as each poll reads one
and writes one.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import orjson

from feeds.model import (
    Asking,
    Deadly,
    Fields,
    Hints,
    IdFault,
    Ids,
    Move,
    Odd,
    Permit,
    Pulse,
    Rhythm,
    SourceState,
    Trait,
    Validators,
    Witness,
)
from feeds.model.making import maker
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none

_made = maker(SourceState)
_COLUMNS = frozenset({"id", "next_due", "lease_until", "fence", "last_poll", "paused"})
_REST = tuple(one.name for one in fields(SourceState) if one.name not in _COLUMNS)
_rest_of = attrgetter(*_REST)
_WRITTEN: dict[str, tuple[str, tuple[Any, ...]]] = {}
"""What was last written of each source: a poll reads what the one before it has written, and what was written is at
hand, where it is still that. Reading it again would take as long as all the rest of a claim.
"""
_MOST_WRITTEN = 4096
"""Some 18 MB. Where many more sources take turns nothing is found here, and read as ever."""
_NOTHING: tuple[str, tuple[Any, ...]] = "", ()
_IDFAULT = {one.value: one for one in IdFault}
_ODD = {one.value: one for one in Odd}
_STAYS = Move()


def state_to_json(state: SourceState) -> str:
    """What of a state is no column, as JSON text."""
    text = _to_json(state)
    if len(_WRITTEN) >= _MOST_WRITTEN and state.id not in _WRITTEN:
        _WRITTEN.clear()
    _WRITTEN[state.id] = text, _rest_of(state)
    return text


def state_from_row(row: Any, *, claimed_until: datetime | None = None) -> SourceState:  # noqa: ANN401 -- a row of any driver
    """The state of a `source_state` row; with `claimed_until`, as it is once that claim is written."""
    text, rest = _WRITTEN.get(row.id, _NOTHING)
    return _made(
        id=row.id,
        next_due=instant(row.next_due),
        lease_until=claimed_until or instant_or_none(row.lease_until),
        fence=row.fence if claimed_until is None else row.fence + 1,
        last_poll=instant_or_none(row.last_poll),
        paused=bool(row.paused),
        **(dict(zip(_REST, rest, strict=True)) if text == row.data else _from_json(row.data)),
    )


def _to_json(state: SourceState) -> str:
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


def _from_json(text: str) -> dict[str, Any]:
    """The fields of a state that are no column."""
    raw: dict[str, Any] = orjson.loads(text)
    hints = raw["hints"]
    return {
        "last_success": instant_or_none(raw["last_success"]),
        "outcome": raw["outcome"],
        "error": raw["error"],
        "failures": raw["failures"],
        "reason": raw["reason"],
        "url": raw["url"],
        "move": _move(raw.get("move")),  # an older program knew of none
        "validators": Validators(
            etag=raw["etag"],
            last_modified=raw["last_modified"],
            address=raw.get("validated_at", ""),
        ),
        "body_sha256": raw["body_sha256"],
        "cursor": raw["cursor"],
        "hints": Hints(
            title=hints["title"],
            language=hints["language"],
            self_link=hints["self_link"],
            hubs=tuple(hints["hubs"]),
            ttl=_length(hints["ttl"]),
            update_period=_length(hints["update_period"]),
            skip_hours=tuple(hints["skip_hours"]),
            skip_days=tuple(hints["skip_days"]),
        ),
        "max_age": _length(raw["max_age"]),
        "ids": _ids(raw),
        "not_before": instant_or_none(raw["not_before"]),
        "gone_since": instant_or_none(raw["gone_since"]),
        "permits": tuple(
            Permit(url=url, until=instant(until)) for url, until in raw.get("permits", ())
        ),
        "deadly": tuple(
            Deadly(sha256=sha256, url=url, how=how, deaths=deaths, last=instant(last))
            for sha256, url, how, deaths, last in raw.get("deadly", ())
        ),
        # None of these stands in what an older program has left.
        "rhythm": _rhythm(raw["rhythm"]) if "rhythm" in raw else Rhythm(),
        "asking": _asking(raw["asking"]) if "asking" in raw else Asking(),
        "pulse": _pulse(raw["pulse"]) if "pulse" in raw else Pulse(),
        "fields": _fields(raw["fields"]) if "fields" in raw else Fields(),
        "witness": _witness(raw.get("witness")),
    }


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
