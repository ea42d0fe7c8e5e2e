"""A house for the command line: a folder with a config and some copy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.cli import app, run
from tests.unit.conftest import Feeds

CONFIG = """
[site]
name = "Global News Network 9"
link = "http://www.gnn9.com/"
language = "en"
timezone = "Asia/Kolkata"
tag = "gnn9.com,2015"

[store]
url = "sqlite:///feeds.db"

[publish]
directory = "public"
base_url = "http://127.0.0.1:8009/"

[fetch]
allow_networks = ["127.0.0.0/8"]

[[source]]
id = "ians"
provider = "IANS"
path = "drop"
keep_files = true
timezone = "Asia/Kolkata"
language = "en"
rights = "full"

[[source]]
id = "second"
provider = "IANS"
path = "second"
keep_files = true
rights = "full"

[[source]]
id = "down"
provider = "Xinhua"
url = "http://127.0.0.1:1/feed"
rights = "summary"

[[source]]
id = "off"
provider = "TASS"
url = "http://tass.example/feed"
rights = "headline"
enabled = false

[[channel]]
id = "all"
title = "All stories"

[[channel]]
id = "sports"
title = "Sports"
select = { subjects = ["sports"] }
"""

STORY = """id: ferry-1
headline: Ferry service resumes
date: 2026-11-02 10:00
byline: A. Rao
subjects: India, Transport
ednote: For the desk alone

PUNE, Nov 2 (IANS) The ferry left at noon, Xinhua news agency quoted the port as saying.

--IANS ar/vd
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with a config, two drop directories, and a store in which nothing is yet."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    for folder in ("drop", "second"):
        (tmp_path / folder).mkdir()
    (tmp_path / "drop" / "ferry.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "second" / "ferry.txt").write_text(STORY.replace("resumes", "stops"))
    return tmp_path


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A house in which one pass has been made: two stories, one source that could not be reached."""
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, copy in (("drop", STORY), ("second", STORY.replace("resumes", "stops"))):
        (folder / name).mkdir()
        (folder / name / "ferry.txt").write_text(copy, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert run(lambda: app(["once"], prog_name="feeds", standalone_mode=False)) == 1
        yield folder
    finally:
        os.chdir(before)


@pytest.fixture
def desk(newsroom: Path, feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> Feeds:
    """Runs a command in the newsroom."""
    monkeypatch.chdir(newsroom)
    return feeds
