"""One writer a store: who waits for whom."""

from contextlib import ExitStack
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
    who, do = lock._holder, "try again" if waits else "stop it first"
    monkeypatch.setattr(lock, "_ONCE_WAITS", 0.3)
    monkeypatch.setattr(lock, "_holder", lambda handle: asked.append(handle) or who(handle))
    with (
        hold(tmp_path / "feeds.db", kind=holder),
        pytest.raises(BusyError, match=do),
        hold(tmp_path / "feeds.db", kind="once"),
    ):
        pass
    assert (len(asked) > 1) == waits


@pytest.mark.parametrize("holder", ["run", "once"])
def test_who_follows_a_daemon_that_was_told_to_end_waits_for_it_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: str
) -> None:
    database, looks = tmp_path / "feeds.db", list[int]()
    who = lock._holder
    ends = ExitStack()

    def looked(handle: int) -> tuple[int, str]:
        looks.append(handle)
        found = who(handle)
        if len(looks) == 3:
            ends.close()
        return found

    monkeypatch.setattr(lock, "_holder", looked)
    ends.enter_context(hold(database, kind=holder))
    with hold(database, kind="run", follows=True):
        assert len(looks) == 3
    monkeypatch.setattr(lock, "_FOLLOWER_WAITS", 0.3)
    with (
        hold(database, kind=holder),
        pytest.raises(BusyError),
        hold(database, kind="run", follows=True),
    ):
        pass


@pytest.mark.parametrize("replaced", [False, True])
def test_whoever_holds_the_store_knows_when_its_lock_file_is_taken_away(
    tmp_path: Path, replaced: bool
) -> None:
    with hold(tmp_path / "feeds.db", kind="run") as still_held:
        assert still_held()
        (tmp_path / "feeds.db.lock").unlink()
        if replaced:
            with hold(tmp_path / "feeds.db", kind="run"):
                assert not still_held(), "two write"
        assert not still_held()
