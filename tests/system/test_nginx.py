"""The folder behind Debian's nginx, as `feeds nginx` sets it up: asked the same as the built-in server, it says the same."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import http.client
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from feeds.model import Channel, Document
from feeds.publish.folder import Folder
from feeds.serve.asgi import application
from feeds.serve.former import former
from feeds.serve.nginx import Behind, configuration
from feeds.serve.server import Server
from tests.house import SITE
from tests.servers.ports import free_port
from tests.system.conftest import House, until
from tests.system.test_browser import FLAGS

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

MODULES = Path("/usr/lib/nginx/modules")
MODIFIED = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STAMP = format_datetime(MODIFIED, usegmt=True)
PAGE = "story/2026/11/02/dam-opens-mrk3k2a7qx.html"
KILLED = "story/2026/11/02/dam-bursts-mrk3k2a7qy.html"
CHANNELS = (
    Channel(id="all", title="All"),
    Channel(
        id="world", title="World", formerly=("foreign", "world", "merged"), formats=("rss", "json")
    ),
)
RETIRED = ("chess",)
BROWSER = {"Sec-Fetch-Dest": "document", "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}
COMPARED = (
    "content-type", "content-length", "content-encoding", "last-modified", "vary", "cache-control", "content-location",
    "location", "link", "allow", "accept-ranges", "x-content-type-options", "content-security-policy",
    "access-control-allow-origin", "access-control-expose-headers", "access-control-allow-methods",
    "access-control-allow-headers", "access-control-max-age", "set-cookie",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


def asking(port: int, base: str) -> Ask:
    def ask(method: str, path: str, /, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.putrequest(method, base + path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            got = connection.getresponse()
            found = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, found, got.read())
        finally:
            connection.close()

    return ask


@pytest.fixture(scope="module", params=["/", "/news/", "/n%C3%A4/"])
def base(request) -> str:
    """Where the folder stands: at the root of a host, and below a path, of letters that others write otherwise too."""
    return request.param


@pytest.fixture(scope="module")
def ports(base: str, tmp_path_factory) -> Iterator[tuple[int, int]]:
    """The built-in server and nginx on one folder."""
    place = tmp_path_factory.mktemp("nginx")
    folder = place / "public"
    names = [f"all.{one}" for one in ("rss", "atom", "json", "html")]
    names += [
        "world.rss",
        "world.json",
        "index.html",
        "opml.xml",
        "archive/world/1.rss",
        "archive/all/2.rss",
        "archive/all/2.json",
    ]
    body = "A dam was opened on Monday. " * 200
    documents = [
        Document(path=one, media_type="", body=f"<{one}> {body}".encode()) for one in names
    ]
    page = Document(path=PAGE, media_type="", body=f"<{PAGE}> {body}".encode(), twins=False)
    Folder(folder).write([*documents, page], {}, MODIFIED)
    port = free_port()
    site = replace(SITE, base_url=f"http://127.0.0.1:{port}{base}", hubs=("https://hub.example/",))
    behind = Behind(
        site=site, channels=CHANNELS, retired=RETIRED, folder=str(folder), daemon="127.0.0.1:9", brotli=True
    )  # fmt: skip
    with builtin(folder, site) as own, nginx(place, configuration(behind), port):
        yield own, port


@pytest.fixture(scope="module")
def both(ports: tuple[int, int], base: str) -> tuple[Ask, Ask]:
    return asking(ports[0], base), asking(ports[1], base)


@contextlib.contextmanager
def builtin(folder: Path, site) -> Iterator[int]:
    past = former(CHANNELS, RETIRED)
    app = application(
        folder=folder,
        base_url=site.base_url,
        hubs=lambda: site.hubs,
        health=lambda: (True, {}),
        ready=lambda: (True, {}),
        metrics=lambda _: ("text/plain", b""),
        moved=past.moved,
        gone=lambda path: past.gone(path) or ("Withdrawn." if path == KILLED else ""),
    )
    server = Server(app, "127.0.0.1:0", at_once=app.at_once)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    try:
        yield server.addresses[0][1]
    finally:
        stop = server.stop(timedelta(seconds=2))
        asyncio.run_coroutine_threadsafe(stop, loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextlib.contextmanager
def nginx(place: Path, text: str, port: int) -> Iterator[None]:
    """nginx with one file in its context http."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program is not None, "tests/system/parts.sh installs nginx"
    conf = place / "nginx.conf"
    paths = "\n".join(
        f"{one}_temp_path {place}/{one};"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # The folder of a test is ours alone.
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    conf.write_text(
        f"{user}load_module {MODULES}/ngx_http_brotli_static_module.so;\ndaemon off;\nworker_processes 1;\npid {place}/pid;\n"
        f"error_log {place}/error.log;\nevents {{ }}\nhttp {{\naccess_log off;\n{paths}\n{text}}}\n"
    )
    process = subprocess.Popen([program, "-c", str(conf), "-e", str(place / "error.log")])

    def up() -> bool:
        assert process.poll() is None, (place / "error.log").read_text()
        with contextlib.suppress(OSError):
            return asking(port, "/")("GET", "").status > 0
        return False

    try:
        until(up, 20, "nginx answers")
        yield
    finally:
        process.terminate()
        process.wait(10)


REQUESTS: list[tuple[str, str, dict[str, str]]] = [
    *(("GET", path, {}) for path in ("all.rss", "all.atom", "all.json", "all.html", "", "index.html", "opml.xml", PAGE)),
    *(("GET", path, {}) for path in ("world.rss", "archive/world/1.rss", "all", "world", "all.rss?x=1", "all.rss.gz")),
    *(("GET", path, {}) for path in ("all.json.br", "all.rss%2Egz", "archive/world/1.rss.gz", "chess.rss.gz", "foreign.rss.gz")),
    *(("HEAD", path, {}) for path in ("all.rss", "all.html", "all", "no.rss")),
    *(("GET", "all.rss", {"Accept-Encoding": one}) for one in ("gzip", "br", "gzip, br", "gzip;q=0", "br;q=0, gzip", "identity", "zstd")),
    *(("GET", path, {"Accept-Encoding": "gzip"}) for path in ("all", "all.html", PAGE, "opml.xml")),
    *(("GET", path, {"If-Modified-Since": STAMP}) for path in ("all.rss", "all.html", "all", PAGE)),
    ("GET", "all.rss", {"If-Modified-Since": "Mon, 02 Nov 2026 11:59:59 GMT"}),
    ("GET", "all.rss", {"If-Modified-Since": "yesterday"}),
    ("GET", "all.rss", {"If-None-Match": '"other"', "If-Modified-Since": STAMP}),
    ("GET", "all.rss", {"If-None-Match": "*"}),
    ("GET", "all.rss", {"If-Match": '"other"'}),
    ("GET", "all.rss", {"If-Unmodified-Since": STAMP}),
    ("GET", "all.rss", {"If-Unmodified-Since": "Mon, 02 Nov 2026 11:59:59 GMT"}),
    ("GET", "all.rss", {"Range": "bytes=0-9"}),
    ("GET", "all.rss", {"Range": "bytes=0-9,20-29"}),
    ("GET", "all.rss", {"A-IM": "feed"}),
    *(("GET", path, BROWSER) for path in ("all.rss", "all.json", "world.rss", "all", "all.html", "archive/world/1.rss", "archive/all/2.rss", "archive/all/2.json")),
    *(("GET", path, {}) for path in ("archive/all/2.rss", "archive/all/2.html", "archive/all/2")),
    *((method, path, headers) for method in ("GET", "HEAD") for path in ("all%2Erss", "all.rs%73", "%61ll.json?x=1", "al%6c") for headers in ({}, BROWSER)),
    *(("GET", path, {}) for path in (".204/all.rss", ".405/x", ".retired/x", ".retired/all.rss", "%2eretired/x")),
    *(("POST", path, {}) for path in (".204/x", ".hidden")),
    ("HEAD", "all.atom", BROWSER),
    ("GET", "all.rss", {**BROWSER, "If-None-Match": "*"}),
    ("GET", "all.rss", {**BROWSER, "Accept-Encoding": "gzip, deflate, br, zstd"}),
    ("GET", "all.rss", {"Sec-Fetch-Dest": "empty"}),
    *(("GET", "all", {"Accept": one}) for one in ("*/*", "application/atom+xml", "application/feed+json, */*;q=0.1", "image/png",
        "application/json", "application/xml;q=0.5", "application/atom+xml;q=0, application/rss+xml")),
    *(("GET", path, {}) for path in ("no.rss", "no.html", "no", ".hidden", ".generations/all/current/all.html", "story", "story/",
        "story/2026", "archive/all/1.rss", "a/.b/c.html", "healthz2", "all.rss/", "all.rss.br.br")),
    *(("GET", path, {}) for path in (KILLED, "foreign.rss", "foreign.json", "foreign", "archive/foreign/1.rss", "merged.json", "archive/merged/1.rss", "archive/merged/1", "archive/merged",
        "chess.rss", "chess.json", "chess.html", "chess", "archive/chess/4.rss", "foreigner.rss")),
    ("HEAD", KILLED, {}),
    ("HEAD", "foreign.rss", {}),
    *(("OPTIONS", path, {"Origin": "https://reader.example"}) for path in ("all.rss", "all.html", "foreign.rss")),
    *((method, path, {}) for method in ("POST", "PUT", "DELETE", "PATCH") for path in ("all.rss", "all.html", PAGE)),
]  # fmt: skip

OTHERWISE: dict[int, frozenset[str]] = {
    # nginx writes a page of its own under a redirect.
    301: frozenset({"content-type", "content-length", "body"}),
    # It puts no line end under its words.
    404: frozenset({"content-length", "body"}),
    405: frozenset({"content-length", "body"}),
    412: frozenset({"content-length", "body"}),
    # The folder does not know why a story went.
    410: frozenset({"content-length", "body"}),
}


@pytest.mark.parametrize(("method", "path", "headers"), REQUESTS)
def test_nginx_says_what_the_built_in_server_says(
    both: tuple[Ask, Ask], method: str, path: str, headers: dict[str, str]
) -> None:
    """S05 to S09, S11, S13, S17 to S19: status, fields and bytes; where they differ `OTHERWISE` says why."""
    own, its = (ask(method, path, **headers) for ask in both)
    assert its.status == own.status
    but = OTHERWISE.get(own.status, frozenset())
    names = [name for name in COMPARED if name not in but]
    assert {name: its.headers.get(name) for name in names} == {
        name: own.headers.get(name) for name in names
    }
    if "body" not in but:
        assert its.body == own.body
    assert bool(its.body) == bool(own.body)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("path", ["all.rs%73", "all%2Erss", "%61ll.atom", "archive/all/2.rss"])
def test_a_page_for_a_browser_is_kept_by_no_shared_cache_however_its_feed_was_written(
    both: tuple[Ask, Ask], which: int, path: str
) -> None:
    """S18: a cache that decodes addresses would give it to readers of the feed."""
    shown = both[which]("GET", path, **BROWSER)
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["cache-control"] == "private, no-cache"
    assert shown.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    assert shown.headers["content-location"].endswith("all.html")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("path", ["all.rss.gz", "all.html.br", "archive/world/1.rss.gz"])
def test_a_twin_is_not_given_under_a_name_of_its_own(
    both: tuple[Ask, Ask], which: int, path: str
) -> None:
    """S07, S08: caches would keep it under an address that nothing purges."""
    answer = both[which]("GET", path)
    assert (answer.status, answer.headers["cache-control"]) == (404, "public, max-age=10")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("path", [".retired/x", ".204/x", ".405/x", ".retired/all.rss"])
def test_what_nginx_sends_on_to_within_cannot_be_asked_for(
    both: tuple[Ask, Ask], which: int, path: str
) -> None:
    answer = both[which]("GET", path)
    assert (answer.status, answer.headers["cache-control"]) == (404, "public, max-age=10")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_each_coding_has_a_tag_that_gives_a_304(
    both: tuple[Ask, Ask], which: int, coding: str
) -> None:
    """S01, S04, S05: nginx makes its tags of date and size, so they are others than ours."""
    ask = both[which]
    tags = {
        ask("GET", "all.rss", Accept_Encoding=one).headers["etag"]
        for one in ("identity", "gzip", "br")
    }
    assert len(tags) == 3
    tag = ask("GET", "all.rss", Accept_Encoding=coding).headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        again = ask("GET", "all.rss", Accept_Encoding=coding, If_None_Match=held)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
        assert again.headers["cache-control"].startswith("public, max-age=240")


@pytest.mark.parametrize(
    "path", ["../nginx.conf", "%2e%2e/nginx.conf", "a/..%2f..%2fnginx.conf", "..%5cnginx.conf"]
)
def test_nothing_outside_the_folder_is_given(both: tuple[Ask, Ask], path: str) -> None:
    """X30."""
    for ask in both:
        answer = ask("GET", path)
        assert answer.status in {400, 404}
        assert b"worker_processes" not in answer.body


def test_what_nginx_makes_of_weights_is_a_format_that_was_asked_for(both: tuple[Ask, Ask]) -> None:
    """S06: it cannot weigh one against another; of those that are named it takes the first of its own list."""
    accept = "application/rss+xml;q=0.9, application/atom+xml;q=0.5"
    own, its = (ask("GET", "all", Accept=accept) for ask in both)
    assert own.headers["content-location"].endswith("/all.rss")
    assert its.headers["content-location"].endswith("/all.atom")


def test_an_address_of_a_story_that_never_was_is_gone_to_nginx(both: tuple[Ask, Ask]) -> None:
    """S19: nobody has such an address but from us, and the folder does not remember whom it was given to."""
    own, its = (ask("GET", "story/2026/11/02/never-mrk3k2a7qz.html") for ask in both)
    assert (own.status, its.status) == (404, 410)
    assert its.headers["content-type"] == "text/html; charset=utf-8"
    assert b"withdrawn" in its.body


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("refused", ["identity;q=0", "*;q=0"])
def test_a_coding_that_is_refused_is_not_sent_by_us_and_is_by_nginx(
    both: tuple[Ask, Ask], which: int, refused: str
) -> None:
    """S06: which answers with what there is, as RFC 9110, 12.5.3, allows."""
    answer = both[which]("GET", PAGE, Accept_Encoding=refused)
    assert answer.status == (406, 200)[which]
    assert "content-encoding" not in answer.headers


CACHE = """
proxy_cache_path {place}/kept keys_zone=feeds:1m;
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://127.0.0.1:{origin};
        proxy_cache feeds;
        proxy_cache_key $request_uri;
        add_header X-Kept $upstream_cache_status always;
        {more}
    }}
}}
"""


@pytest.mark.parametrize("more", ["", "proxy_ignore_headers Vary;"])
@pytest.mark.parametrize("which", [0, 1])
def test_no_cache_gives_a_reader_what_a_browser_was_shown(
    both: tuple[Ask, Ask], ports: tuple[int, int], base: str, tmp_path: Path, which: int, more: str
) -> None:
    """S18: one that goes by Vary, and one that knows nothing of it, before either server."""
    port = free_port()
    text = CACHE.format(place=tmp_path, port=port, origin=ports[which], more=more)
    feed, page = (both[which]("GET", path).body for path in ("all.rss", "all.html"))
    with nginx(tmp_path, text, port):
        ask = asking(port, base)
        for _ in range(3):
            shown = ask("GET", "all.rss", **BROWSER)
            assert (shown.status, shown.body) == (200, page)
            assert shown.headers["x-kept"] == "MISS"
        read = [ask("GET", "all.rss") for _ in range(3)]
        assert [one.body for one in read] == [feed] * 3
        assert [one.headers["x-kept"] for one in read] == ["MISS", "HIT", "HIT"]
        assert ask("GET", "all.rss", **BROWSER).body == (feed if more else page)
        assert ask("GET", "all.rss").body == feed


def test_hubs_reach_the_daemon_through_nginx(house: House) -> None:
    """What the command prints is taken by nginx; what the daemon answers itself is passed to it, and comes back as it was."""
    port = free_port()
    house.drop_source()
    daemon = house.port
    house.publish = f'retired = ["chess"]\n[websub]\ncallback = "http://127.0.0.1:{port}/hub/"'
    config = house.write()
    config.write_text(
        config.read_text().replace(
            f'base_url = "{house.base}"', f'base_url = "http://127.0.0.1:{port}/news/"'
        )
    )
    text = house.feeds("nginx", "--brotli").stdout
    assert f"proxy_pass http://127.0.0.1:{daemon}$request_uri;" in text
    house.start()
    with nginx(house.folder, text, port):
        token = "a" * 43
        ask = asking(port, "/")
        pushed = ask("POST", f"hub/{token}")
        assert (pushed.status, pushed.headers["cache-control"]) == (410, "no-store")
        assert "vary" not in pushed.headers
        assert ask("GET", f"hub/{token}?hub.challenge=x").status == 404
        assert ask("GET", "news/chess.rss").status == 410
        assert ask("GET", "chess.rss").status == 404
        own = asking(daemon, "/")
        until(lambda: own("GET", "news/").status == 200, 20, "the front page is there")
        assert ask("GET", "news/").body == own("GET", "news/").body


def test_nginx_limits_requests_at_our_own_hub_as_the_hub_does(house: House) -> None:
    """X08: the hub counts nobody from its own machine, since a proxy there speaks for all."""
    port = free_port()
    house.publish = "[hub]\nenabled = true"
    config = house.write()
    config.write_text(
        config.read_text().replace(
            f'base_url = "{house.base}"', f'base_url = "http://127.0.0.1:{port}/news/"'
        )
    )
    text = house.feeds("nginx").stdout
    house.start()
    with nginx(house.folder, text, port):
        ask = asking(port, "/news/")
        long = ask("POST", "hub", Content_Length=str(16 * 1024 + 1))
        assert long.status == 413
        found = [ask("POST", "hub") for _ in range(400)]
        heard = [one.status for one in found].count(415)
        assert 299 <= heard < 350
        refused = next(one for one in found if one.status != 415)
        assert (refused.status, refused.body) == (429, b"429 Too Many Requests")
        assert refused.headers["retry-after"] == "60"
        assert refused.headers["cache-control"] == "no-store"
        # Nobody else is counted.
        assert ask("GET", "no.rss").status == 404


@pytest.mark.parametrize("base", ["/"], indirect=True)
@pytest.mark.parametrize("which", [0, 1])
def test_a_real_browser_is_shown_the_page_of_a_feed(
    ports: tuple[int, int], base: str, tmp_path: Path, which: int
) -> None:
    """S18: Chromium, which would show the feed as bare text."""
    address = f"http://127.0.0.1:{ports[which]}{base}all.rss"
    command = ["chromium", *FLAGS, f"--user-data-dir={tmp_path}", "--dump-dom", address]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "A dam was opened on Monday." in shown
    assert "<all.html>" in shown
    assert "all.rss" not in shown
