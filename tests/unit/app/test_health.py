"""What the daemon says of itself to whoever watches it."""

from dataclasses import fields
from typing import Any

from feeds.app.working import _Running
from feeds.config import read_config

SOURCE = '[[source]]\nid = "{}"\nprovider = "IANS"\npath = "drop"\nrights = "full"\nenabled = {}\n'


def test_a_source_that_is_switched_off_is_not_counted() -> None:
    text = (
        '[site]\nname = "x"\nlink = "http://x.example/"\ntag = "x.example,2026"\n'
        '[publish]\nbase_url = "http://x.example/"\n'
        + SOURCE.format("a", "true")
        + SOURCE.format("b", "false")
        + '[[channel]]\nid = "all"\ntitle = "All"\n'
    )
    config = read_config(
        text, origin="config.toml", folder="/", environment={}, read_secret=lambda name: ""
    )
    rest: dict[str, Any] = {one.name: None for one in fields(_Running) if one.name != "config"}
    assert _Running(config=config, **rest).health() == (True, {"sources": 1, "channels": 1})
