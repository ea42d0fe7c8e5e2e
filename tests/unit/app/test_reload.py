"""A new config for a running daemon: what it takes over, and what it must say it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.app.loading import load
from feeds.app.reloading import differences, keeping_its_place, needs_restart
from feeds.config.passwords import DECOY

DESK = "[desk.users]\nasha = { password_env = 'ASHA' }\n"


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASHA", "RAVI"):
        monkeypatch.setenv(name, DECOY)


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ('title = "All"', 'title = "Everything"', ()),
        ("[publish]", '[publish]\nhubs = ["http://hub.example/"]', ()),
        ('"public"', '"www"', ("publish.directory",)),
        ("http://127.0.0.1/", "http://127.0.0.2/", ("publish.base_url",)),
        ("[publish]", '[serve]\nlisten = "127.0.0.1:1"\n[publish]', ("serve.listen",)),
        ("feeds.db", "other.db", ("store.url",)),
        ("[store]", "[hub]\nenabled = true\n[store]", ("hub.enabled",)),
        ("[store]", "[hub]\nsubscriptions = 3\n[store]", ()),
        ("[store]", "[store]\narchive_days = 3", ()),
        ("[store]", "[desk]\nlisten = '127.0.0.1:1'\n[store]", ()),
        ("[store]", f"{DESK}[store]", ("desk",)),
    ],
)
def test_only_what_would_differ_is_said_to_need_a_restart(
    config: Path, before: str, after: str, keys: tuple[str, ...]
) -> None:
    running = load(config)
    config.write_text(config.read_text().replace(before, after))
    assert needs_restart(load(config), running) == keys


@pytest.mark.parametrize("enabled", [True, False])
def test_a_hub_stays_where_it_was_and_others_come_and_go(config: Path, enabled: bool) -> None:
    """S13: what feeds and their Link headers name is one thing, whatever a reload brings."""
    text = config.read_text()
    one = text.replace("[publish]", '[publish]\nhubs = ["http://hub.example/"]')
    config.write_text(f"{one}\n[hub]\nenabled = {str(enabled).lower()}\n")
    running = load(config)
    two = text.replace("[publish]", '[publish]\nhubs = ["http://other.example/"]')
    two = two.replace("http://127.0.0.1/", "http://127.0.0.2/")
    config.write_text(f"{two}\n[hub]\nenabled = {str(not enabled).lower()}\n")
    kept = keeping_its_place(load(config), running)
    assert kept.hub.url == running.hub.url
    own = ("http://127.0.0.1/hub",) if enabled else ()
    assert kept.site.hubs == (*own, "http://other.example/")


def test_who_may_sit_at_the_desk_changes_at_once_and_where_it_is_does_not(config: Path) -> None:
    """X33: who has left has no session any more."""
    text = config.read_text()
    config.write_text(f"{text}\n{DESK}")
    running = load(config)
    moved = f"[desk]\nlisten = '127.0.0.1:1'\n{DESK.replace('asha', 'ravi')}"
    config.write_text(f"{text}\n{moved}")
    assert needs_restart(load(config), running) == ("desk",)
    kept = keeping_its_place(load(config), running)
    assert (kept.desk.port, set(kept.desk.users)) == (8010, {"ravi"})


def test_a_reload_says_what_it_brings_ends_and_changes(config: Path) -> None:
    text = config.read_text()
    config.write_text(f'{text}\n[[channel]]\nid = "sea"\ntitle = "Sea"\n')
    running = load(config)
    again = text.replace("[store]", "[fetch]\ntimeout = '7s'\n[store]")
    again = again.replace('title = "All"', 'title = "Everything"\nsize = 7')
    config.write_text(f'{again}\n[[channel]]\nid = "land"\ntitle = "Land"\n{DESK}')
    assert differences(load(config), running) == {
        "added": "channel land",
        "gone": "channel sea",
        "changed": "channel all: title, size 50 -> 7; fetch: timeout 60s -> 7s; desk: users",
    }
    assert differences(running, running) == {}


def test_no_secret_and_no_address_is_told_by_a_reload(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X34."""
    text = config.read_text() + (
        '\n[fetch]\ncontact = "https://house.example/"\n[[source]]\nid = "wire"\nprovider = "W"\nrights = "full"\n'
        'url = "https://wire.example/?key=CANARY1"\nauth = { token_env = "TOKEN" }\n'
    )
    monkeypatch.setenv("TOKEN", "CANARY2")
    config.write_text(text)
    running = load(config)
    monkeypatch.setenv("TOKEN", "CANARY3")
    config.write_text(text.replace("CANARY1", "CANARY4"))
    assert differences(load(config), running) == {"changed": "source wire: url, auth"}
