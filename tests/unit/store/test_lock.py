"""One writer a store: who waits for whom."""

from pathlib import Path

import pytest

from feeds.errors import BusyError
from feeds.store import lock
from feeds.store.lock import hold


@pytest.mark.parametrize(
    ("holder", "waits"), [("once", True), ("kill", True), ("replay", True), ("run", False)]
)
def test_a_pass_waits_for_whoever_is_soon_over_and_not_for_a_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: str, waits: bool
) -> None:
    asked: list[int] = []
    who = lock._holder
    monkeypatch.setattr(lock, "_ONCE_WAITS", 0.3)
    monkeypatch.setattr(lock, "_holder", lambda handle: asked.append(handle) or who(handle))
    with (
        hold(tmp_path / "feeds.db", kind=holder),
        pytest.raises(BusyError),
        hold(tmp_path / "feeds.db", kind="once"),
    ):
        pass
    assert (len(asked) > 1) == waits
