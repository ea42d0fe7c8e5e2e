"""Sources to other programs: `opml export` gives back what is polled, without a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from feeds.app.loading import load
from tests.unit.cli.opml.lists import EMPTY

HOUSE = f"""{EMPTY}allow_networks = ["127.0.0.0/8"]

[[source]]
id = "bell"
provider = "Bell & <Sons>"
url = "https://bell.example/rss?a=1&b=2"
rights = "full"
subjects = ["ports", "world"]
auth = {{ username = "zq-user", password_env = "BELL" }}

[[source]]
id = "json"
provider = "\u0939\u093f\u0928\u094d\u0926\u0940"
url = "http://127.0.0.1:8010/feed.json"
format = "jsonfeed"
rights = "summary"

[[source]]
id = "drop"
provider = "IANS"
path = "drop"
rights = "full"

[[source]]
id = "files"
provider = "IANS"
url = "ftp://wire.example/out/"
rights = "full"

[[source]]
id = "page"
provider = "P"
url = "https://page.example/"
format = "list"
list = {{ item = "li" }}
rights = "headline"

[[source]]
id = "off"
provider = "TASS"
url = "https://tass.example/feed"
rights = "headline"
enabled = false

[[source]]
id = "told"
provider = "T"
url = "https://told.example/?key=zq-secret"
rights = "full"
auth = {{ token_env = "BELL" }}
"""


@pytest.fixture
def house(config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config.write_text(HOUSE)
    monkeypatch.setenv("BELL", "zq-secret")
    return config


def outlines_of(out: str) -> list[tuple[str, str]]:
    root = etree.fromstring(out.encode())
    return [(one.get("text"), one.get("xmlUrl")) for one in root.iter("outline")]


def test_the_list_has_each_source_that_is_a_feed_and_says_which_are_none(
    feeds, house: Path
) -> None:
    """X34."""
    said = feeds("opml", "export")
    assert said.status == 0
    assert outlines_of(said.out) == [
        ("Bell & <Sons>", "https://bell.example/rss?a=1&b=2"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "http://127.0.0.1:8010/feed.json"),
    ]
    assert said.err.splitlines() == [
        "feeds: source drop: left out: it is no feed over HTTP",
        "feeds: source files: left out: it is no feed over HTTP",
        "feeds: source page: left out: it is no feed over HTTP",
        "feeds: source off: left out: it is switched off; --all has it too",
        "feeds: source told: left out: its address has its secret in it",
    ]
    assert "zq-" not in said.out + said.err


def test_sources_that_are_switched_off_are_there_when_they_are_asked_for(
    feeds, house: Path
) -> None:
    said = feeds("opml", "export", "--all")
    assert ("TASS", "https://tass.example/feed") in outlines_of(said.out)
    assert "off" not in said.err


def test_the_same_config_gives_the_same_bytes(feeds, house: Path) -> None:
    assert feeds("opml", "export").out == feeds("opml", "export").out


def test_what_is_exported_and_imported_elsewhere_has_the_same_names_and_addresses(
    feeds, house: Path
) -> None:
    """X32."""
    listed = feeds("opml", "export", "--all").out
    house.write_text(f'{EMPTY}allow_networks = ["127.0.0.0/8"]\n')
    assert feeds("opml", "import", "-", stdin=listed.encode()).status == 0
    brought = load(house).sources
    assert [(one.provider, one.url) for one in brought] == outlines_of(listed)
    assert brought[0].subjects == ("ports", "world")
    assert feeds("opml", "export").out.count("<outline") == listed.count("<outline")


def test_a_house_without_feeds_has_no_list(feeds, config: Path) -> None:
    said = feeds("opml", "export")
    assert (said.status, said.out) == (1, "")
    assert said.err == "feeds: config.toml: no source is left to be listed\n"
