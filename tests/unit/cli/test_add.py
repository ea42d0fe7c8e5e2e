"""`feeds add`: the feed behind an address is found by few requests, shown, and put into a config that stays as it was."""

from __future__ import annotations

import contextlib
import http.server
import os
import pty
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from feeds.app.loading import load
from tests.servers.threaded import served

CONFIG = """# The house.
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"

[store]
url = "sqlite:///feeds.db"

[publish]
base_url = "https://house.example/feeds/"

[fetch]
contact = "desk@house.example"  # whoever is on duty
allow_networks = ["127.0.0.0/8"]

[[source]]
id = "old"
provider = "Old"
url = "http://127.0.0.1:1/rss"   # stays
rights = "full"

# what goes out
[[channel]]
id = "all"
title = "All"
"""

RSS = """<rss version="2.0"><channel><title>{title}</title>{more}<item><guid>1</guid>
<title>Ferry resumes</title><link>http://127.0.0.1/1</link><description>The ferry left at noon.</description>
<pubDate>{date}</pubDate></item><item><guid>2</guid><title>Harbour opens</title>
<link>http://127.0.0.1/2</link><description>It is open.</description>
<pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
DATE = "Mon, 02 Nov 2026 10:00:00 GMT"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>x:1</id><title>Atom</title><updated>2026-11-02T10:00:00Z</updated>
<entry><id>x:2</id><title>Atom story</title><updated>2026-11-02T10:00:00Z</updated><link href="http://127.0.0.1/3"/>
<summary>Words.</summary></entry></feed>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Json", "items": [
{"id": "1", "url": "http://127.0.0.1/4", "title": "Json story", "content_text": "Words."}]}"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>http://127.0.0.1/5</loc><n:news><n:publication><n:name>Harbour Press</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2026-11-02T10:00:00Z</n:publication_date><n:title>Mapped story</n:title></n:news></url></urlset>"""


def rss(
    title: str = "Harbour Press", more: str = "<language>en</language>", date: str = DATE
) -> str:
    return RSS.format(title=title, more=more, date=date)


def a_page(head: str = "", body: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Harbour</title>{head}</head><body>{body}'
    )


def announced(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@dataclass
class Site:
    """A publisher's server: what it has, and what it was asked for."""

    port: int = 0
    documents: dict[str, str | bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def has(self, **documents: str | bytes) -> None:
        for name, body in documents.items():
            path = "/" if name == "front" else f"/{name.replace('_', '.')}"
            self.documents[path] = body


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.add(self.headers["User-Agent"])
            body = made.documents.get(self.path, "")
            raw = body.encode() if isinstance(body, str) else body
            status = made.statuses.get(self.path, 200 if raw else 404)
            if to := made.moved.get(self.path):
                status = 301
            self.send_response(status)
            if to:
                self.send_header("Location", to)
            kind = "text/html" if raw.lstrip()[:9].lower() == b"<!doctype" else "application/xml"
            self.send_header("Content-Type", made.kinds.get(self.path, kind))
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as port:
        made.port = port
        yield made


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


def sources(config: Path) -> list[dict[str, object]]:
    return tomllib.loads(config.read_text())["source"]


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


# what is refused


def test_a_link_to_a_private_address_is_not_followed(feeds, site: Site, config: Path) -> None:
    """X01."""
    site.has(
        front=a_page(announced("http://10.0.0.7/rss") + announced("/world.rss")), world_rss=rss()
    )
    said = feeds("add", site.url())
    assert said.status == 0
    assert "feeds: http://10.0.0.7/rss: its address is refused: 10.0.0.7 is private\n" in said.err
    assert sources(config)[1]["url"] == site.url("/world.rss")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (
            "http://10.0.0.7/",
            "10.0.0.7 is private; a range of your own network is opened by `fetch.allow_networks`",
        ),
        ("ftp://harbour.example/rss", "it is not an address that begins with http:// or https://"),
        ("http://user:word@harbour.example/", "it has a user name in it"),
        ("javascript://x/%0Aalert(1)", "it is not an address that begins with http:// or https://"),
    ],
)
def test_an_address_that_no_source_may_have_is_not_asked(
    feeds, config: Path, url: str, why: str
) -> None:
    said = feeds("add", url)
    assert said.status == 2
    assert said.err.endswith(f": {why}\n")
    assert "word" not in said.err
    assert config.read_text() == CONFIG


def test_a_page_that_robots_txt_guards_is_not_asked(feeds, site: Site, config: Path) -> None:
    """C54: what somebody has named is asked; what it leads to, only where the site lets us."""
    site.documents["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    site.has(front=a_page(announced("/world.rss")), world_rss=rss())
    said = feeds("add", site.url())
    assert said.status == 1
    assert "its robots.txt forbids it to gnn9-feeds" in said.err
    assert "/world.rss" not in site.asked
    assert feeds("add", site.url("/world.rss")).status == 0


@pytest.mark.parametrize(
    "body",
    [
        '<a href="javascript:fetch(`/rss`)">RSS</a>',
        '<a href="data:text/xml,<rss/>" type="application/rss+xml">x</a>',
        '<a href="file:///etc/rss.xml">x</a>',
        '<a href="http://[rss">x</a>',
        "<a>rss</a>",
    ],
)
def test_what_is_no_address_of_the_web_is_no_feed(
    feeds, site: Site, config: Path, body: str
) -> None:
    site.has(front=a_page(body=body))
    said = feeds("add", site.url())
    assert said.status == 1
    assert "no feed found" in said.err
    assert 'format = "list"' in said.err  # what to do next
    assert config.read_text() == CONFIG


def test_a_page_of_a_thousand_feeds_costs_a_handful_of_requests(
    feeds, site: Site, config: Path
) -> None:
    site.has(front=a_page("".join(announced(f"/{n}.rss") for n in range(1000))))
    said = feeds("add", site.url())
    assert said.status == 1
    assert len(site.asked) < 25


def test_circles_giants_and_rubbish_are_told_and_change_nothing(
    feeds, site: Site, config: Path
) -> None:
    site.moved |= {"/circle": "/circle2", "/circle2": "/circle"}
    site.documents["/giant"] = b"<rss>" + b" " * (11 * 1024 * 1024)
    site.documents["/rubbish"] = b"\x00\xff" * 1000
    site.documents["/half"] = a_page("<link " * 60_000)
    for path, why in {
        "/circle": "redirects in a circle",
        "/giant": "larger than",
        "/rubbish": "not a feed",
        "/half": "a page with more than 50000 tags",
        "/none": "the server answers 404",
    }.items():
        said = feeds("add", site.url(path))
        assert said.status == 1, path
        assert why in said.err, path
    assert config.read_text() == CONFIG


def test_a_host_that_asks_to_be_left_alone_is_asked_for_nothing_more(
    feeds, site: Site, config: Path
) -> None:
    site.has(front=a_page())
    site.statuses["/feed"] = 429
    said = feeds("add", site.url())
    assert said.status == 1
    assert site.asked == ["/", "/robots.txt", "/feed"]


def test_the_config_is_read_before_anybody_is_asked(feeds, site: Site, config: Path) -> None:
    site.has(world_rss=rss())
    for words, why in {
        ("--rights", "some"): "rights: found 'some', expected one of \"full\"",
        ("--id", "old"): "2 of this id",
        ("--timezone", "Mars"): "timezone",
    }.items():
        said = feeds("add", site.url("/world.rss"), *words)
        assert said.status == 2
        assert why in said.err
        assert "config.toml with the new source" in said.err
    assert (site.asked, config.read_text()) == ([], CONFIG)


def test_what_a_stranger_calls_his_feed_cannot_move_a_terminal(
    feeds, site: Site, config: Path
) -> None:
    site.has(world_rss=rss(title='Evil&#x9b;2J"\n]\u202e'))
    said = feeds("add", site.url("/world.rss"))
    assert said.status == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(said.out + said.err + config.read_text())


def test_what_a_server_says_of_its_answer_cannot_move_a_terminal(
    feeds, site: Site, config: Path
) -> None:
    """X32: a type of media may have any byte in it, and where a feed has moved to as well."""
    site.documents["/rubbish"] = b"\x00\xff"
    site.kinds["/rubbish"] = "application/x-\x9b2J"
    said = feeds("add", site.url("/rubbish"))
    assert said.status == 1
    assert "application/x-?2J" in said.err

    site.moved["/old.rss"] = "/new\x9b2J.rss"
    site.documents["/new%C2%9B2J.rss"] = rss()
    said = feeds("add", site.url("/old.rss"))
    assert said.status == 0, said.err
    assert "\x9b" not in said.out + said.err + config.read_text()
    assert sources(config)[1]["url"] == site.url("/old.rss")


def test_a_page_leads_to_no_port_of_another_server(feeds, site: Site, config: Path) -> None:
    """X01, X03: its links are a stranger's words, as a redirect is."""
    links = announced("http://localhost:22/a.rss") + announced("http://localhost:6379/b.rss")
    site.has(front=a_page(links + announced("/world.rss")), world_rss=rss())
    said = feeds("add", site.url())
    assert said.err.startswith(
        "feeds: http://localhost:22/a.rss: its address is refused: it leads to port 22\n"
        "feeds: http://localhost:6379/b.rss: its address is refused: it leads to port 6379\n"
    )
    assert sources(config)[1]["url"] == site.url("/world.rss")


def test_an_address_of_any_length_is_named_at_once(feeds, site: Site, config: Path) -> None:
    """Its words were once looked through from each of them on, which took minutes."""
    site.has(front=a_page(announced("/" + "a" * 500_000) + announced("/world.rss")))
    site.has(world_rss=rss())
    begun = time.process_time()
    said = feeds("add", site.url())
    assert time.process_time() - begun < 20
    assert said.status == 0
    assert "aaa: its address is refused: it is longer than 2048 characters\n" in said.err


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
