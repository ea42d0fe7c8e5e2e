"""A small config in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFIG = """
[site]
name = "B"
link = "http://b.example/"
description = "B"
language = "en"
timezone = "UTC"
author = "a"
tag = "b.example,2026"
[store]
url = "sqlite:///feeds.db"
[publish]
directory = "public"
base_url = "http://127.0.0.1/"
[[source]]
id = "d"
provider = "D"
path = "drop"
rights = "full"
every = "1d"
[[channel]]
id = "all"
title = "All"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    (tmp_path / "drop").mkdir()
    return path
