"""`feeds add`: the feed behind an address is found by few requests, shown, and put into a config that stays as it was."""

from __future__ import annotations

import os
import pty
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feeds.app.loading import load
from tests.unit.cli.add.publisher import (
    ATOM,
    CONFIG,
    JSON_FEED,
    SITEMAP,
    Site,
    a_page,
    announced,
    rss,
    sources,
)


def test_a_feeds_own_address_is_asked_once_and_becomes_a_source(
    feeds, site: Site, config: Path
) -> None:
    site.has(world_rss=rss())
    said = feeds("add", site.url("/world.rss"))
    assert (said.status, site.asked) == (0, ["/world.rss"])
    assert all("desk@house.example" in agent for agent in site.agents)
    assert sources(config)[1:] == [
        {
            "id": "harbour-press",
            "provider": "Harbour Press",
            "url": site.url("/world.rss"),
            "rights": "summary",
        }
    ]
    assert "Ferry resumes\n      The ferry left at noon.\n" in said.out
    assert said.out.endswith(f"added as harbour-press: {site.url('/world.rss')}\n")
    assert (
        said.err
        == "config.toml: written; no daemon has heard; it is read on SIGHUP or at a start\n"
    )


def test_not_a_sign_of_the_config_changes_but_for_the_new_source(
    feeds, site: Site, config: Path
) -> None:
    site.has(world_rss=rss())
    feeds("add", site.url("/world.rss"))
    new = (
        '\n[[source]]\nid = "harbour-press"\nprovider = "Harbour Press"\n'
        f'url = "{site.url("/world.rss")}"\nrights = "summary"\n'
    )
    assert config.read_text().replace(new, "", 1) == CONFIG
    assert config.read_text().index(new) < CONFIG.index("# what goes out")
    assert [one.id for one in load(config).sources] == ["old", "harbour-press"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (announced("/world.rss"), ""),
        (announced("world.rss", "application/atom+xml"), ""),
        (announced("/world.rss", "application/feed+json; charset=utf-8"), ""),
        (
            '<base href="/a/"><link rel="ALTERNATE" type="Application/RSS+XML" href="../world.rss">',
            "",
        ),
        ('<link rel="feed" href="/world.rss">', ""),
        ("", '<a href="/world.rss">RSS</a>'),
        ("", '<a href="/other" >x</a><a type="application/rss+xml" href="/world.rss">Follow</a>'),
    ],
)
def test_the_feed_that_a_page_names_is_found(
    feeds, site: Site, config: Path, head: str, body: str
) -> None:
    site.has(front=a_page(head, body), world_rss=rss())
    said = feeds("add", site.url())
    assert said.status == 0, said.err
    assert sources(config)[1]["url"] == site.url("/world.rss")
    assert site.asked == ["/", "/robots.txt", "/world.rss"]


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/feed", rss()),
        ("/atom.xml", ATOM),
        ("/feed.json", JSON_FEED),
        ("/news-sitemap.xml", SITEMAP),
        ("/world/feed", rss()),
    ],
)
def test_where_a_page_names_none_the_usual_places_are_asked_until_one_has_it(
    feeds, site: Site, config: Path, path: str, document: str
) -> None:
    site.has(world=a_page())
    site.documents[path] = document
    said = feeds("add", site.url("/world"))
    assert said.status == 0, said.err
    assert sources(config)[1]["url"] == site.url(path)
    assert site.asked[-1] == path
    assert len(site.asked) <= 12


def test_of_several_feeds_none_is_added_until_one_is_picked(
    feeds, site: Site, config: Path
) -> None:
    head = announced("/comments.rss", title="Comments") + announced("/a.rss") + announced("/a.atom")
    site.has(front=a_page(head), a_rss=rss("One"), a_atom=ATOM, comments_rss=rss("Chatter"))
    said = feeds("add", site.url())
    assert said.status == 2
    assert said.out.splitlines() == [
        f"  1  {site.url('/a.rss')}  One: 2 items (rss20), the newest of 2026-11-02T10:00:00Z",
        f"  2  {site.url('/a.atom')}  Atom: 1 item (atom10), the newest of 2026-11-02T10:00:00Z",
        f"  3  {site.url('/comments.rss')}  Chatter: 2 items (rss20), the newest of 2026-11-02T10:00:00Z",
    ]
    assert said.err == "feeds: 3 feeds; choose one with --pick N\n"
    assert config.read_text() == CONFIG
    assert feeds("add", site.url(), "--pick", "4").status == 2
    assert feeds("add", site.url(), "--pick", "2").status == 0
    assert sources(config)[1]["url"] == site.url("/a.atom")


@pytest.mark.parametrize(("typed", "status"), [("2", 0), ("9", 2)])
def test_a_terminal_is_asked_which_one(site: Site, config: Path, typed: str, status: int) -> None:
    head = announced("/a.rss") + announced("/b.rss")
    site.has(front=a_page(head), a_rss=rss("One"), b_rss=rss("Two"))
    ours, theirs = pty.openpty()
    try:
        command = [sys.executable, "-m", "feeds", "add", site.url(), "-c", str(config)]
        with subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL
        ) as asked:
            os.write(ours, f"{typed}\n".encode())  # the terminal keeps it until somebody reads
            assert asked.wait(60) == status
        said = b""
        while b"Which one:" not in said:  # it comes in pieces
            said += os.read(ours, 65536)
    finally:
        os.close(ours)
        os.close(theirs)
    added = [one["url"] for one in sources(config)[1:]]
    assert added == ([site.url("/b.rss")] if status == 0 else [])


def test_a_dry_run_prints_the_change_and_makes_none(feeds, site: Site, config: Path) -> None:
    site.has(world_rss=rss())
    said = feeds("add", site.url("/world.rss"), "--dry-run")
    assert said.status == 0
    assert "--- config.toml\n+++ config.toml (new)\n" in said.out
    assert '\n+[[source]]\n+id = "harbour-press"\n' in said.out
    assert said.out.endswith(f"would be added as harbour-press: {site.url('/world.rss')}\n")
    assert (config.read_text(), said.err) == (CONFIG, "")


def test_what_the_operator_says_is_not_guessed(feeds, site: Site, config: Path) -> None:
    site.has(world_rss=rss(date="Mon, 02 Nov 2026 10:00:00"))
    words = ("--id", "hpa", "--provider", "HPA", "--rights", "headline", "--language", "pt")
    said = feeds("add", site.url("/world.rss"), *words, "--timezone", "+08:00")
    assert sources(config)[1] == {
        "id": "hpa",
        "provider": "HPA",
        "url": site.url("/world.rss"),
        "timezone": "+08:00",
        "language": "pt",
        "rights": "headline",
    }
    assert "2026-11-02 02:00 UTC  Ferry resumes\n" in said.out
    assert "The ferry left" not in said.out  # a headline is all that would be published
    assert "name no time zone and are taken for +08:00" in said.err


def test_the_language_of_a_feed_that_states_none_is_its_pages(
    feeds, site: Site, config: Path
) -> None:
    site.has(front=a_page(announced("/world.rss"), lang="pt-BR"), world_rss=rss(more=""))
    feeds("add", site.url())
    assert sources(config)[1]["language"] == "pt-BR"


def test_an_address_that_is_there_already_is_named_and_not_added(
    feeds, site: Site, config: Path
) -> None:
    site.has(world_rss=rss())
    feeds("add", site.url("/world.rss"))
    before = config.read_text()
    said = feeds("add", site.url("/world.rss#top"))
    assert (said.status, said.err) == (0, "")
    assert said.out == f"already there as harbour-press: {site.url('/world.rss')}\n"
    assert config.read_text() == before


def test_a_feed_that_has_moved_for_good_is_added_where_it_is(
    feeds, site: Site, config: Path
) -> None:
    site.moved["/old.rss"] = "/world.rss"
    site.has(world_rss=rss())
    feeds("add", site.url("/old.rss"))
    assert sources(config)[1]["url"] == site.url("/world.rss")


def test_objects_tell_what_was_found_and_what_became_of_it(feeds, site: Site, config: Path) -> None:
    site.has(
        front=a_page(announced("/a.rss") + announced("/b.rss")), a_rss=rss("A"), b_rss=rss("B")
    )
    found = feeds("add", site.url(), "--json")
    assert found.status == 2
    assert [(one["outcome"], one["number"], one["title"]) for one in found.objects] == [
        ("found", 1, "A"),
        ("found", 2, "B"),
    ]
    (added,) = feeds("add", site.url(), "--json", "--pick", "2").objects
    assert (added["outcome"], added["id"], added["rights"]) == ("added", "b", "summary")


def test_a_daemon_that_cannot_read_its_config_at_once_is_said_not_to(
    feeds, site: Site, config: Path
) -> None:
    """As one that was started before the program was brought up to date."""
    site.has(world_rss=rss())
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(config.with_name("feeds.db.sock")))
    line.listen()

    def answer() -> None:
        one, _ = line.accept()
        with one:
            one.recv(1000)
            one.sendall(b'{"ok": false, "error": "unknown message"}\n')

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with line:
        said = feeds("add", site.url("/world.rss"))
        thread.join()
    assert (
        said.err
        == "config.toml: written; no daemon has heard; it is read on SIGHUP or at a start\n"
    )
