"""Which alarms are raised, and which are over? Each is said once when it begins and once when it has ended,
however often it is looked at, and whatever is restarted meanwhile.

    found ─► raised ─► stands ─► lapsed ─► over      what is found again before that has never ended
                         └─► worse: said again

Alarms of what happened once stand for a day, and end without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.decide import pulse, quarantine
from feeds.model import Alarm, AlarmKind, AlarmRecord, Filing, Source, SourceState

MOMENTARY = frozenset({AlarmKind.FLOOD, AlarmKind.DOCUMENT, AlarmKind.NOTICE})
"""What happens and is over: there is nothing to look at again."""
_MOMENT = timedelta(days=1)
_MOST_NOTICES = 20
"""Of one poll that are told each by itself: a publisher gone wrong fills neither the table nor the log."""
_CALM = timedelta(minutes=15)
"""How long a thing has to be well before its alarm is over: what comes and goes is one alarm."""
_LONGER_CALM = {
    AlarmKind.NETWORK: timedelta(hours=1),
    AlarmKind.OUTAGE: timedelta(hours=1),
    AlarmKind.FAILING: timedelta(hours=1),
    AlarmKind.CLOCK: timedelta(hours=1),
    AlarmKind.DISK: timedelta(hours=1),
}
FORGOTTEN_AFTER = timedelta(days=90)
"""How long alarms that are over are remembered."""


def of_poll(
    source: Source, before: SourceState, after: SourceState, filings: Iterable[Filing]
) -> Iterator[Alarm]:
    """What a poll, or a push, has brought that people have to look at: a flood, documents that end their
    readers (R14), notices to editors that only they can follow.
    """
    if words := pulse.flood(after.pulse):
        do = f"see whether it sends old ones under new ids (`feeds items --source {source.id}`)"
        yield Alarm(kind=AlarmKind.FLOOD, subject=source.id, words=words, advice=do)
    yield from of_documents(source, before, after)
    notices = [filing for filing in filings if filing.alarm]
    for filing in notices[:_MOST_NOTICES]:
        id_ = filing.desk_item.id
        yield Alarm(
            kind=AlarmKind.NOTICE,
            subject=id_,
            words=filing.alarm,
            advice=f"`feeds explain {id_}` says what it could be about; `feeds kill` and `feeds release` decide",
        )
    if more := len(notices[_MOST_NOTICES:]):
        yield Alarm(
            kind=AlarmKind.NOTICE,
            subject=source.id,
            words=f"one poll has brought {more} notices more that only people can follow",
            advice=f"`feeds items --source {source.id} --all` lists them",
        )


def of_documents(source: Source, before: SourceState, after: SourceState) -> Iterator[Alarm]:
    """Documents that have ended their readers for the last time."""
    do = f"`feeds sources --resume {source.id}` has it read once more: report it with the document"
    for words in quarantine.newly_set_aside(before.deadly, after.deadly):
        yield Alarm(kind=AlarmKind.DOCUMENT, subject=source.id, words=words, advice=do)


def changes(
    standing: Sequence[AlarmRecord], found: Iterable[Alarm], last: int, now: datetime
) -> Iterator[AlarmRecord]:
    """Alarms that are other than the store has them, `found` being all that is so at this time, and `last` the
    number of the last change.
    """
    known = {_key(one.alarm): one for one in standing}
    holds = {_key(one): one for one in found}
    for key, alarm in holds.items():
        one = known.get(key)
        if one is None or alarm.grade > one.alarm.grade:
            last += 1
            number = last if one is None else one.number
            yield AlarmRecord(number=number, change=last, alarm=alarm, said=now)
        elif one.lapsed is not None:
            yield replace(one, lapsed=None)
    for key, one in known.items():
        if key not in holds and (ended := _ended(one, last + 1, now)) != one:
            last = max(last, ended.change)
            yield ended


def raised(
    standing: Sequence[AlarmRecord], momentary: Iterable[Alarm], last: int, now: datetime
) -> Iterator[AlarmRecord]:
    """Alarms of what has just happened, but for those that stand already."""
    known = {_key(one.alarm) for one in standing}
    for alarm in momentary:
        if _key(alarm) not in known:
            known.add(_key(alarm))
            last += 1
            yield AlarmRecord(number=last, change=last, alarm=alarm, said=now)


def _ended(one: AlarmRecord, change: int, now: datetime) -> AlarmRecord:
    """An alarm of what is not so at this time."""
    kind = one.alarm.kind
    if kind in MOMENTARY:
        if one.said > now:  # it was dated by a clock that has been set back since
            return replace(one, said=now)
        return replace(one, over=now) if now - one.said >= _MOMENT else one
    if one.lapsed is None or one.lapsed > now:
        return replace(one, lapsed=now)
    if now - one.lapsed < _LONGER_CALM.get(kind, _CALM):
        return one
    return replace(one, over=now, change=change)


def _key(alarm: Alarm) -> tuple[AlarmKind, str]:
    return alarm.kind, alarm.subject
