"""What the config asks for and is not installed is said when the config is read."""

from pathlib import Path

import pytest

from feeds.app.parts import load
from feeds.engine import languages
from feeds.errors import ConfigError

CONFIG = """
[site]
name = "Harbour"
link = "https://www.harbour.example/"
tag = "harbour.example,2026"

[publish]
base_url = "https://feeds.harbour.example/"

[[source]]
id = "wire"
provider = "PTI"
path = "wire"
rights = "full"
language = "detect"
enabled = {enabled}

[[channel]]
id = "all"
title = "All"
"""


@pytest.fixture
def a_config(tmp_path: Path):
    def write(enabled: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(enabled=enabled))
        return path

    return write


def test_a_source_that_asks_for_its_language_needs_the_detector(
    a_config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(a_config("true")).sources[0].language == "detect"
    monkeypatch.setattr(languages, "can_detect", lambda: False)
    with pytest.raises(ConfigError) as caught:
        load(a_config("true"))
    (fault,) = caught.value.faults
    assert fault.key == 'source "wire": language'
    assert "gnn9-feeds[languages]" in fault.expected


def test_a_source_that_is_switched_off_needs_nothing(
    a_config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "can_detect", lambda: False)
    assert load(a_config("false")).sources[0].language == "detect"
