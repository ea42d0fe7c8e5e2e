"""A config that is given lists, while the network is not to be asked; see `lists.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.opml.lists import EMPTY, a_list


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config without a source; whoever asks the network from here on fails."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("socket.connect", "socket.connect_ex", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(f"socket.{name}", never)
    path = tmp_path / "config.toml"
    path.write_text(EMPTY)
    return path


@pytest.fixture
def bring(feeds, config: Path) -> Callable[..., object]:
    """Imports outlines, with what else stands on the command line."""
    return lambda outlines, *more: feeds("opml", "import", "-", *more, stdin=a_list(*outlines))
