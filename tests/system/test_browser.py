"""A real browser is given what was published of hostile copy: nothing of it runs, nothing asks anybody.

The policy that pages carry would stop a script by itself. Here it is taken away first: what is looked at is
the copy.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from feeds.model import Channel, Text
from feeds.normalise.html import sanitised
from tests import hostile
from tests.pipeline.conftest import feed, source
from tests.pipeline.newsroom import Newsroom
from tests.pipeline.wire import Clock, Wire
from tests.servers.threaded import served

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AT = "2026-11-02T11:00:00+00:00"
# Whoever runs says so: by the title, or by asking for /ran.
TRAPS = """<script>
const ran = () => { document.title = "RAN"; new Image().src = "/ran"; };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = ran;
</script>"""
# Each piece is put into the page, written out, and put in again: what a browser mends may come alive.
HARNESS = """<!DOCTYPE html><title>nothing ran</title>{traps}<body><script>
const pieces = {pieces};
const bad = [];
for (const piece of pieces) {{
  const place = document.body.appendChild(document.createElement("div"));
  for (let n = 0; n < 3; n++) place.innerHTML = n ? place.innerHTML : piece;
  for (const one of place.querySelectorAll("*")) {{
    if (/^(script|style|iframe|object|embed|svg|math|form|input|base|meta|link|template)$/i.test(one.tagName))
      bad.push(one.tagName);
    for (const at of one.attributes)
      if (/^on/i.test(at.name) || /^\\s*(javascript|data|vbscript):/i.test(at.value)) bad.push(at.name + at.value);
  }}
}}
document.body.appendChild(document.createElement("hr")).title = bad.length ? "bad: " + bad : "all are well";
</script>"""


@dataclass
class Site:
    """Pages on loopback, and what was asked for."""

    address: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site_on_loopback() -> Iterator[Site]:
    site = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            page = site.pages.get(self.path)
            body = (page or "").encode("utf-8", "replace")
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The test reads the record."""

    with served(Handler) as port:
        site.address = f"http://127.0.0.1:{port}"
        yield site


@pytest.fixture
def browse(tmp_path: Path, site_on_loopback: Site) -> Callable[[str, str], str]:
    """What Chromium makes of a page, as it stands when all is loaded."""

    def look(path: str, page: str) -> str:
        site_on_loopback.pages[path] = page
        done = subprocess.run(
            [
                "chromium",
                *FLAGS,
                f"--user-data-dir={tmp_path}/browser",
                # Nobody but this machine is asked, whatever the copy names.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--virtual-time-budget=3000",
                "--dump-dom",
                f"{site_on_loopback.address}{path}",
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        return done.stdout

    return look


def harness(pieces: list[str]) -> str:
    written = json.dumps(pieces).replace("<", "\\u003c")
    return HARNESS.format(traps=TRAPS, pieces=written)


async def published(site: object, payloads: list[str]) -> dict[str, bytes]:
    clock = Clock()
    room = Newsroom(
        sources=(source(media="full"),),
        channels=(Channel(id="all", title="All stories", size=1000),),
        clock=clock,
        wire=Wire(clock),
        site=site,  # type: ignore[arg-type]
    )
    await room.take("ians", feed(*hostile.items(payloads, AT)))
    return room.documents()


def payloads_of_others() -> list[str]:
    """DOMPurify's own cases, where the documents of others are at hand."""
    name = os.environ.get("FEEDS_CORPUS")
    if not name:
        return []
    path = Path(name, "xss-dompurify", "test", "fixtures", "fixtures.json")
    return [case["payload"] for case in json.loads(path.read_text())]


async def test_nothing_that_was_published_runs_in_a_browser(
    site: object, browse: Callable[[str, str], str], site_on_loopback: Site
) -> None:
    """X20 to X24, in every feed's copy, whatever the browser makes of it."""
    documents = await published(site, [*hostile.armed(), *payloads_of_others()])
    pieces = [copy for copy in hostile.copies(documents) if copy]
    assert len(pieces) > 2 * len(hostile.PAYLOADS)
    found = browse("/copy", harness(pieces))
    assert "<title>nothing ran</title>" in found
    assert 'title="all are well"' in found, re.findall(r'<hr title="[^"]*"', found)
    assert "/ran" not in site_on_loopback.asked


async def test_no_page_that_was_published_runs_even_without_its_policy(
    site: object, browse: Callable[[str, str], str], site_on_loopback: Site
) -> None:
    """X24: headlines, names and notes as they stand in pages."""
    documents = await published(site, hostile.armed())
    pages = sorted(path for path in documents if path.endswith(".html"))
    bodies = [documents[path].decode().replace("Content-Security-Policy", "x-no") for path in pages]
    assert all("x-no" in body for body in bodies)
    for name, body in {
        "/index": bodies[pages.index("index.html")],
        "/all": bodies[pages.index("all.html")],
    }.items():
        assert "<title>RAN" not in browse(name, body.replace("<head>", f"<head>{TRAPS}", 1))
    # The pages of stories one after another in one: each would say so in its frame.
    frames = "".join(f'<iframe src="/page{n}"></iframe>' for n in range(len(bodies)))
    for number, body in enumerate(bodies):
        site_on_loopback.pages[f"/page{number}"] = body.replace("<head>", f"<head>{TRAPS}", 1)
    browse("/frames", f"<!DOCTYPE html><title>frames</title>{frames}")
    assert sum(path.startswith("/page") for path in site_on_loopback.asked) == len(bodies)
    assert "/ran" not in site_on_loopback.asked


@pytest.mark.parametrize(
    "raw", ['<img src=x onerror="alert(1)">', f"<img src=x onerror={hostile.RUN}>"]
)
def test_the_browser_would_have_told(
    browse: Callable[[str, str], str], site_on_loopback: Site, raw: str
) -> None:
    """Copy that is not cleaned runs there, and is seen to: or nothing above would mean anything."""
    clean = sanitised(Text(value=f"{raw}<p>Bell</p>", html=True), "")
    found = browse("/clean", harness([clean]))
    assert "<title>nothing ran</title>" in found
    assert 'title="all are well"' in found
    assert "/ran" not in site_on_loopback.asked
    assert "bad: " in browse("/raw", harness([raw]))
    assert "/ran" in site_on_loopback.asked
