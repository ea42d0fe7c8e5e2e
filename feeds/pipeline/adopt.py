"""Adopt: what the config says now, made true of what the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from feeds.contracts import Store
from feeds.decide.due import under_this_config
from feeds.decide.filing import channels_of, judge_anew
from feeds.decide.route import digests
from feeds.model import Filing, Poll, SourceState
from feeds.pipeline.house import House


def adopt(
    house: House, store: Store, version: str, now: datetime, *, replayed: bool = False
) -> None:
    """Gives new sources and channels their rows, judges and routes items anew where rules, channels or
    rights take others than they did, and marks everything for release where it would look different.

    With a config that did not change, and rights of which none has run out since, this reads a few rows
    and writes nothing. What a replay has made is looked at whatever the config did: it repeats what former
    configs have decided.
    """
    store.enrol(tuple(house.sources.values()), now)
    store.keep_hooks([hook.name for hook in house.hooks])
    states = store.states()
    _make_due(house, store, states)
    gone = states.keys() - house.sources.keys()
    marks = digests(house.channels, house.sources, now, gone=gone)
    anew = frozenset(store.enrol_channels(house.channels, marks))
    if anew or replayed:
        _judge(house, store, now)
        routes = {}
        for held in store.items(usable=False):
            source = house.sources.get(held.item.source)
            channels = channels_of(held, source, house.channels, now) if held.usable else ()
            # A channel that was away knows nothing of the items that still name it.
            if channels != held.channels or not anew.isdisjoint(channels):
                routes[held.id] = channels
        store.reroute(routes, marks)
    store.remake(house.digest(version, now))


def _make_due(house: House, store: Store, states: Mapping[str, SourceState]) -> None:
    """Who was to wait for long under another config, and is to be polled often now, waits no more."""
    for source in house.sources.values():
        at = under_this_config(source, states[source.id], house.owed(source))
        if at is not None:
            store.make_due(source.id, at)


def _judge(house: House, store: Store, now: datetime) -> None:
    """Records what other rules of sources make of the items held, as a poll would."""
    filings: dict[str, list[Filing]] = {}
    for held in store.items(usable=False):
        source = house.sources.get(held.item.source)
        if source is not None:
            filed = judge_anew(held, source=source, channels=house.channels, at=now)
            if filed is not None:
                filings.setdefault(source.id, []).append(filed)
    states = store.states() if filings else {}
    polls = [
        Poll(state=states[id_], filings=tuple(some), at=now)
        for id_, some in filings.items()
        if id_ in states
    ]
    if polls:
        store.record(polls)
