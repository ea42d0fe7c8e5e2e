"""The pages as a browser shows them, by day and by night, on a desk and on a phone: nothing is wrong that a
machine can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.servers.ports import free_port
from tests.system.conftest import House

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]

LONG = "Parliament passes the coastal shipping bill after a debate of eleven hours in which " * 3
STORIES: dict[str, dict[str, Any]] = {
    "plain": {
        "title": "Harbour ferry service resumes",
        "content_html": '<p>KOCHI, Nov 2 (IANS) The <a href="http://port.example/">ferry</a> took passengers.</p>'
        "<h4>What is closed</h4><ul><li>The night service</li></ul><blockquote><p>It is safe.</p></blockquote>"
        "<table><tr><th>Jetty</th><th>Depth of the water in metres at low tide</th></tr>"
        "<tr><td>Vypin</td><td>2.1</td></tr></table>",
    },
    "long": {"title": LONG + "Donaudampfschiffahrtsgesellschaftskapitaen" * 3},
    "urdu": {
        "title": "کشتیوں کی آمد و رفت بحال",
        "language": "ur",
        "content_html": "<p>بندرگاہ پر کشتیوں کی آمد و رفت بحال ہو گئی ہے۔</p>",
    },
    "killed": {"title": "A story that is withdrawn"},
}
DESK, PHONE = (1280, 900), (360, 740)
VIEWS = (("light", DESK), ("dark", PHONE))


@dataclass
class Shown:
    """A running site, and where its pages are."""

    base: str
    paths: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    house = House(folder=tmp_path_factory.mktemp("house"), port=free_port())
    house.drop_source(keep_files=True)
    house.channels = [
        '[[channel]]\nid = "all"\ntitle = "All stories"\ndescription = "All of it"\n',
        '[[channel]]\nid = "urdu"\ntitle = "Urdu"\nselect = { languages = ["ur"] }\n',
    ]
    house.write()
    items = [
        {"id": id_, "url": f"http://wire.example/{id_}", "date_published": f"2026-11-02T1{n}:00:00Z",
         "content_html": "<p>PUNE, Nov 2 (IANS) Words.</p>", **said}
        for n, (id_, said) in enumerate(STORIES.items())
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "IANS", "items": items}
    house.put("feed.json", json.dumps(feed))
    house.feeds("once")
    held = {one["guid"]: str(one["page"]) for one in house.json("items", "--all")}
    house.feeds("kill", "killed", "--reason", "an error")
    paths = {"front": "", "channel": "all.html", **held}
    serving = house.start("serve")
    yield Shown(house.base, {name: path.removeprefix(house.base) for name, path in paths.items()})
    house.stop(serving)


def shown(page: Page, address: str, status: int) -> list[str]:
    """Opens a page; what the browser says of it, and what it asks of anybody else."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda fault: told.append(str(fault)))
    page.on("request", lambda request: told.append(request.url))
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    root = f"{address[: address.index('/', 8)]}/"
    expected = (address, f"{root}style.css", f"{root}favicon.svg", f"{root}favicon.ico")
    # The browser itself notes an answer that is no success.
    return [one for one in told if one not in expected and "410 (Gone)" not in one]


def test_no_page_has_an_error_or_asks_anybody_else_or_shuts_anybody_out(
    site: Shown, chromium: Browser
) -> None:
    """axe-core finds nothing, and no page is wider than its screen."""
    bad: list[str] = []
    for scheme, (width, height) in VIEWS:
        context = chromium.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": height},
        )
        for name, path in site.paths.items():
            page = context.new_page()
            where = f"{name}, {scheme}, {width}:"
            told = shown(page, site.base + path, 410 if name == "killed" else 200)
            bad += [f"{where} {one}" for one in told]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                bad.append(f"{where} is too wide")
            found = Axe().run(page).response["violations"]
            bad += [f"{where} {one['id']}: {one['nodes'][0]['html']}" for one in found]
            page.close()
        context.close()
    assert bad == []


def test_everything_is_there_without_a_script_and_by_keys_alone(
    site: Shown, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}{site.paths['channel']}")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("one => one === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    outline = skip.evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    address = page.get_by_label("RSS", exact=True).input_value()
    assert address == f"{site.base}all.rss"
    assert page.get_by_role("link", name="Feedly").is_visible()
    page.get_by_role("link", name=STORIES["plain"]["title"]).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == STORIES["plain"]["title"]
    context.close()


def test_the_auditor_would_have_told(chromium: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text('<html><p style="color:#aaa;background:#fff">Pale words</p><img src="x"></html>')
    page = chromium.new_page()
    page.goto(bad.as_uri())
    found = {one["id"] for one in Axe().run(page).response["violations"]}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found
    page.close()
