"""A new config for a running daemon: what it takes over, and what it must say it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.app.parts import load
from feeds.app.working import needs_restart


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ('title = "All"', 'title = "Everything"', ()),
        ("[publish]", '[publish]\nhubs = ["http://hub.example/"]', ()),
        ('"public"', '"www"', ("publish.directory",)),
        ("http://127.0.0.1/", "http://127.0.0.2/", ("publish.base_url",)),
        ("[publish]", '[serve]\nlisten = "127.0.0.1:1"\n[publish]', ("serve.listen",)),
        ("feeds.db", "other.db", ("store.url",)),
        ("[store]", "[store]\narchive_days = 3", ()),
    ],
)
def test_only_what_would_differ_is_said_to_need_a_restart(
    config: Path, before: str, after: str, keys: tuple[str, ...]
) -> None:
    running = load(config)
    config.write_text(config.read_text().replace(before, after))
    assert needs_restart(load(config), running) == keys
