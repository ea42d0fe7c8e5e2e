"""Reads the config: its file, its secrets, and what of the house's own it names."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from feeds.config import Config, read_config
from feeds.errors import ConfigError, Fault
from feeds.model import DETECT_LANGUAGE, Source


def load(path: Path) -> Config:
    """The config in a file, its secrets from the environment. Raises ConfigError."""
    return config_in(text_of(path), path)


def load_to_look(path: Path) -> tuple[Config, tuple[Fault, ...]]:
    """The config in a file for whoever asks nobody outside, and the secrets that are not to be had, which a daemon may
    have from an environment of its own. Raises ConfigError.
    """
    lacking: list[Fault] = []
    config = config_in(text_of(path), path, lacks=lacking.append)
    return config, tuple(lacking)


def text_of(path: Path) -> str:
    """A config's text, sign for sign. Raises ConfigError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as fault:
        found = (fault.strerror or str(fault)) if isinstance(fault, OSError) else str(fault)
        problem = Fault(key="file", found=found, expected="a readable file of TOML in UTF-8")
        raise ConfigError(str(path), (problem,)) from fault


def schema_text() -> str:
    """The JSON Schema of a config (2020-12), for editors."""
    return files("feeds.config").joinpath("config.schema.json").read_text("utf-8")


def config_in(
    text: str, path: Path, origin: str = "", lacks: Callable[[Fault], None] | None = None
) -> Config:
    """The config in a text that stands, or is to stand, in a file; `lacks` is told of each secret that is not to be
    had, which is no fault then. Raises ConfigError.
    """
    config = read_config(
        text,
        origin=origin or str(path),
        folder=str(path.resolve().parent),
        environment=os.environ,
        read_secret=lambda name: Path(name).read_text(encoding="utf-8").strip(),
        lacks=lacks,
    )
    if missing := tuple(_missing_extras(config)):
        raise ConfigError(origin or str(path), missing)
    config = _as_published(config, origin or str(path))
    return replace(config, own=_own(config, origin or str(path)))


def _as_published(config: Config, origin: str) -> Config:
    """With the house's own addresses and its hubs as feeds give them, which are URIs. Raises ConfigError."""
    from feeds.render.text import address

    faults: list[Fault] = []

    def uri(key: str, given: str) -> str:
        if given and not address(given):
            faults.append(Fault(key=key, found=given, expected="an address with a host of the DNS"))
        return address(given)

    base_url = uri("publish.base_url", config.site.base_url)
    own = address(config.hub.url)
    hubs = tuple(
        own if one == config.hub.url else uri("publish.hubs", one) for one in config.site.hubs
    )
    if faults:
        raise ConfigError(origin, tuple(faults))
    site = replace(config.site, base_url=base_url, hubs=hubs)
    callback = address(config.websub.callback)
    return replace(
        config,
        site=site,
        hub=replace(config.hub, url=own),
        websub=replace(config.websub, callback=callback),
    )


def _own(config: Config, origin: str) -> dict[str, bytes]:
    """The files that the house has in the place of the program's. Raises ConfigError."""
    if not config.publish.own:
        return {}
    from feeds.render.furniture import MEDIA_TYPES

    folder = Path(config.publish.own)
    try:
        there = sorted(one.name for one in folder.iterdir())
        return {name: (folder / name).read_bytes() for name in MEDIA_TYPES if name in there}
    except OSError as fault:
        expected = f"a readable folder with any of {', '.join(MEDIA_TYPES)}"
        problem = Fault(key="publish.own", found=fault.strerror or str(fault), expected=expected)
        raise ConfigError(origin, (problem,)) from fault


# What a source asks for that the base installation does not have: the key, the extra, its library.
_EXTRAS: tuple[tuple[str, str, str, Callable[[Source], bool]], ...] = (
    ("language", "languages", "lingua", lambda source: source.language == DETECT_LANGUAGE),
    ("url", "sftp", "asyncssh", lambda source: source.scheme == "sftp"),
    ("format", "pages", "trafilatura", lambda source: source.format == "page"),
)


def _missing_extras(config: Config) -> Iterator[Fault]:
    """What sources that are switched on ask for and is not installed."""
    for key, extra, library, asks in _EXTRAS:
        asking = [source.id for source in config.sources if source.enabled and asks(source)]
        if asking and importlib.util.find_spec(library) is None:
            for id_ in asking:
                yield Fault(
                    key=f'source "{id_}": {key}',
                    found="",
                    expected=f"the extra `{extra}` to be installed: `make extras`",
                )
