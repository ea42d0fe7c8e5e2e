"""A config that is right in the fewest words there are; tests say what is put to it."""

from collections.abc import Callable, Mapping

import pytest

from feeds.config import Config, read_config
from feeds.errors import ConfigError, Fault

LEAST = """
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"
{site}
[publish]
base_url = "https://house.example/feeds/"
{publish}
[fetch]
contact = "https://house.example/contact"
{fetch}
"""
SOURCE = """
[[source]]
id = "{id}"
provider = "IANS"
url = "https://wire.example/{id}"
rights = "full"
"""
NO_VARIABLES: Mapping[str, str] = {}


@pytest.fixture
def least() -> str:
    return LEAST.format(site="", publish="", fetch="")


@pytest.fixture
def a_source() -> Callable[..., str]:
    """The table of a source, with more lines under it."""

    def make(*lines: str, id: str = "ians") -> str:  # noqa: A002 -- the setting's name
        return SOURCE.format(id=id) + "".join(f"{line}\n" for line in lines)

    return make


@pytest.fixture
def config_of() -> Callable[..., Config]:
    """The config in the fewest words with `text` behind them; `site` and the like go into tables."""

    def read(
        text: str = "",
        *,
        environment: Mapping[str, str] = NO_VARIABLES,
        files: Mapping[str, str] = NO_VARIABLES,
        whole: str = "",
        **tables: str,
    ) -> Config:
        def read_secret(path: str) -> str:
            if path in files:
                return files[path]
            raise FileNotFoundError(2, "No such file or directory", path)

        start = LEAST.format(**({"site": "", "publish": "", "fetch": ""} | tables))
        return read_config(
            whole or start + text,
            origin="config.toml",
            folder="/etc/house",
            environment=environment,
            read_secret=read_secret,
        )

    return read


@pytest.fixture
def faults_of(config_of: Callable[..., Config]) -> Callable[..., dict[str, Fault]]:
    """The faults of a config that is refused, by their keys."""

    def read(text: str = "", **more: object) -> dict[str, Fault]:
        with pytest.raises(ConfigError) as refused:
            config_of(text, **more)
        keys = [fault.key for fault in refused.value.faults]
        assert len(set(keys)) == len(keys)
        return {fault.key: fault for fault in refused.value.faults}

    return read
