"""What the config asks for and is not installed is said when the config is read."""

import importlib.util
from pathlib import Path

import pytest

from feeds.app.loading import load
from feeds.errors import ConfigError

CONFIG = """
[site]
name = "Harbour"
link = "https://www.harbour.example/"
tag = "harbour.example,2026"

[publish]
base_url = "https://feeds.harbour.example/"

[fetch]
contact = "https://www.harbour.example/contact"

[[source]]
id = "wire"
provider = "PTI"
rights = "full"
{asks}
enabled = {enabled}

[[channel]]
id = "all"
title = "All"
"""
SFTP = (
    'url = "sftp://wire.example/out"\n'
    'auth = {{ username = "news", password_env = "HOME", known_hosts = "{hosts}" }}'
)
ASKS = pytest.mark.parametrize(
    ("asks", "key", "extra", "library"),
    [
        ('path = "wire"\nlanguage = "detect"', "language", "languages", "lingua"),
        ('url = "https://wire.example/"\nformat = "page"', "format", "pages", "trafilatura"),
        (SFTP, "url", "sftp", "asyncssh"),
    ],
    ids=["languages", "pages", "sftp"],
)


@pytest.fixture
def a_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    hosts = tmp_path / "known_hosts"
    hosts.write_text("wire.example ssh-ed25519 AAAA\n")

    def write(asks: str, enabled: str, without: str = "") -> Path:
        find = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name, *more: None if name == without else find(name)
        )
        path = tmp_path / "config.toml"
        stated = asks.format(hosts=hosts) if "{hosts}" in asks else asks
        path.write_text(CONFIG.format(asks=stated, enabled=enabled))
        return path

    return write


@ASKS
def test_a_source_that_is_switched_on_needs_what_it_asks_for(
    asks: str, key: str, extra: str, library: str, a_config
) -> None:
    assert load(a_config(asks, "true")).sources[0].id == "wire"
    with pytest.raises(ConfigError) as caught:
        load(a_config(asks, "true", without=library))
    (fault,) = caught.value.faults
    assert fault.key == f'source "wire": {key}'
    assert fault.expected == f"the extra `{extra}` to be installed: `make extras`"


@ASKS
def test_a_source_that_is_switched_off_needs_nothing(
    asks: str, key: str, extra: str, library: str, a_config
) -> None:
    assert load(a_config(asks, "false", without=library)).sources[0].id == "wire"
