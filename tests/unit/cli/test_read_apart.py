"""Commands that read what strangers wrote do it where the daemon does, within a worker's limits (X12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.engine.workers import Workers
from tests.unit.cli.add.conftest import config, site
from tests.unit.cli.add.publisher import CONFIG, Site, a_page, announced, rss

__all__ = ["config", "site"]

MANY = 1500
"""Items, which take a reader more than the hundredth of a second that a test gives it."""
LONG = rss().replace("<item>", "<item><guid>x</guid></item>" * MANY + "<item>", 1)


@pytest.fixture
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> str:
    """Workers have a hundredth of a second for a document; what is said of one that takes longer."""
    assert Workers.__init__.__kwdefaults__["seconds"] == 10
    monkeypatch.setitem(Workers.__init__.__kwdefaults__, "seconds", 0.01)
    return "reading it took longer than 0.01 s"


def test_a_feed_that_takes_too_long_is_given_up(
    feeds, site: Site, config: Path, in_no_time: str
) -> None:
    site.has(world_rss=LONG)
    said = feeds("add", site.url("/world.rss"))
    assert said.status == 1
    assert said.err == f"feeds: {site.url('/world.rss')}: {in_no_time} (application/xml)\n"
    assert config.read_text() == CONFIG


def test_a_look_at_all_sources_gives_up_what_takes_too_long(
    feeds, site: Site, config: Path, in_no_time: str
) -> None:
    site.has(world_rss=LONG)
    config.write_text(CONFIG.replace("http://127.0.0.1:1/rss", site.url("/world.rss")))
    said = feeds("check", "--online")
    assert said.status == 1
    assert f"source old: {in_no_time}" in said.err


def test_a_file_that_takes_too_long_is_given_up(feeds, tmp_path: Path, in_no_time: str) -> None:
    (tmp_path / "long.xml").write_text(LONG)
    said = feeds("parse", "long.xml")
    assert (said.status, said.err) == (1, f"feeds: long.xml: {in_no_time}\n")


def test_not_a_document_is_read_in_the_commands_own_process(
    feeds, site: Site, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X12."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it is read here")

    monkeypatch.setattr("feeds.pipeline.read.parse", never)
    monkeypatch.setattr("feeds.pipeline.finding.parse_page_for_feeds", never)
    site.has(front=a_page(announced("/world.rss")), world_rss=rss(), old_rss=rss())
    assert feeds("add", site.url()).status == 0
    config.write_text(CONFIG.replace("http://127.0.0.1:1/rss", site.url("/old.rss")))
    assert "source old: 2 items (rss20)" in feeds("check", "--online").out
    (config.parent / "story.xml").write_text(rss())
    assert "Ferry resumes" in feeds("parse", "story.xml").out
