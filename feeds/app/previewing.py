"""What `preview` asks for: the desk under another config."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.looking import reading
from feeds.app.parts import house_of, reader_of
from feeds.config import Config
from feeds.decide.preview import Change
from feeds.decide.preview import Config as Sides


def preview(new: Path, old: Path, days: int) -> Iterator[Change]:
    """What a config would have added, dropped and changed of the last days, under another one. The
    store is that of the other. Raises ConfigError, StoreError.
    """
    from feeds.pipeline.preview import Preview

    running, would_run = load(old), load(new)
    with reading(running) as store:
        if store is None:
            return
        made = Preview(
            old=_side(running),
            new=_side(would_run),
            store=store,
            clock=clock,
            read=reader_of(would_run),
        )
        yield from made.since(clock() - timedelta(days=days))


def _side(config: Config) -> Sides:
    house = house_of(config)
    return Sides(site=house.site, sources=house.sources, channels=house.channels)
