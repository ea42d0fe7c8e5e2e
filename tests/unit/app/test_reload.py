"""A new config for a running daemon: what it takes over, and what it must say it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.app.loading import load
from feeds.app.reloading import keeping_its_place, needs_restart


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ('title = "All"', 'title = "Everything"', ()),
        ("[publish]", '[publish]\nhubs = ["http://hub.example/"]', ()),
        ('"public"', '"www"', ("publish.directory",)),
        ("http://127.0.0.1/", "http://127.0.0.2/", ("publish.base_url",)),
        ("[publish]", '[serve]\nlisten = "127.0.0.1:1"\n[publish]', ("serve.listen",)),
        ("feeds.db", "other.db", ("store.url",)),
        ("[store]", "[hub]\nenabled = true\n[store]", ("hub.enabled",)),
        ("[store]", "[hub]\nsubscriptions = 3\n[store]", ()),
        ("[store]", "[store]\narchive_days = 3", ()),
    ],
)
def test_only_what_would_differ_is_said_to_need_a_restart(
    config: Path, before: str, after: str, keys: tuple[str, ...]
) -> None:
    running = load(config)
    config.write_text(config.read_text().replace(before, after))
    assert needs_restart(load(config), running) == keys


@pytest.mark.parametrize("enabled", [True, False])
def test_a_hub_stays_where_it_was_and_others_come_and_go(config: Path, enabled: bool) -> None:
    """S13: what feeds and their Link headers name is one thing, whatever a reload brings."""
    text = config.read_text()
    one = text.replace("[publish]", '[publish]\nhubs = ["http://hub.example/"]')
    config.write_text(f"{one}\n[hub]\nenabled = {str(enabled).lower()}\n")
    running = load(config)
    two = text.replace("[publish]", '[publish]\nhubs = ["http://other.example/"]')
    two = two.replace("http://127.0.0.1/", "http://127.0.0.2/")
    config.write_text(f"{two}\n[hub]\nenabled = {str(not enabled).lower()}\n")
    kept = keeping_its_place(load(config), running)
    assert kept.hub.url == running.hub.url
    own = ("http://127.0.0.1/hub",) if enabled else ()
    assert kept.site.hubs == (*own, "http://other.example/")
