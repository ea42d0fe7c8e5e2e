"""The desk in a browser, over a running daemon: every page and every decision, by day and by night, on a desk and on a
phone, by keys alone, and with hostile copy in every field.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, expect

from feeds.config.passwords import hashed
from tests.servers.ports import free_port
from tests.system.conftest import House, until

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

PASSWORD = "correct horse battery"
DESK, PHONE = (1280, 900), (360, 740)
VIEWS = (("light", DESK), ("dark", PHONE))
HOSTILE = "\"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>{{7*7}}'"
COPY = "<p>PUNE, Nov 2 (IANS) The ferry took passengers on Monday, the port said.</p><p>--IANS ar/vd</p>"


def story(id_: str, title: str, hour: int, **more: Any) -> dict[str, Any]:
    plain = {
        "id": id_,
        "url": f"http://wire.example/{id_}",
        "title": title,
        "content_html": f"{COPY}<p>This is about {title}.</p>",
        "date_published": f"2026-11-02T{hour:02}:00:00Z",
    }
    return {**plain, **more}


STORIES = [
    story("w-ferry", "Ferry service resumes", 10),
    story("w-minister", "Minister resigns over a bell", 11),
    story("w-embassy", "Embassy closes its doors", 12),
    story("w-urdu", "کشتیوں کی آمد و رفت بحال", 13, language="ur", content_html="<p>بندرگاہ پر کشتیاں۔</p>"),
    story(
        "w-evil",
        HOSTILE,
        14,
        authors=[{"name": HOSTILE}],
        tags=[HOSTILE],
        summary=HOSTILE,
        content_html=f"<p>PUNE, Nov 2 (IANS) Words {HOSTILE} and "
        '<img src="http://evil.example/p.gif" alt="a picture"> <a href="javascript:alert(1)">x</a></p>',
    ),
]  # fmt: skip


def feed(*stories: dict[str, Any]) -> str:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": HOSTILE, "items": stories})


@dataclass
class Sat:
    """A daemon with a desk."""

    house: House
    desk: str

    def id_of(self, guid: str) -> str:
        (one,) = [one for one in self.house.json("items", "--all") if one["guid"] == guid]
        return str(one["id"])

    def titles(self) -> list[str]:
        return [
            one["title"]
            for one in json.loads((self.house.public / "all.json").read_text())["items"]
        ]


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sat]:
    house = House(folder=tmp_path_factory.mktemp("house"), port=free_port())
    house.drop_source(keep_files=True)
    house.source("down", "http://127.0.0.1:1/feed", every="1h")
    port = free_port()
    house.channels = [
        '[[channel]]\nid = "all"\ntitle = "All stories"\n',
        f'[desk]\nlisten = "127.0.0.1:{port}"\n[desk.users]\n"Asha" = {{ password_env = "ASHA" }}\n',
    ]
    house.write()
    house.put("feed.json", feed(*STORIES))
    hash_ = hashed(PASSWORD, b"s" * 16)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ASHA", hash_)
        running = house.start()
        sat = Sat(house, f"http://127.0.0.1:{port}")
        until(
            lambda: (house.public / "all.json").exists() and len(sat.titles()) == 5,
            30,
            "stories are out",
        )
        yield sat
        house.stop(running)


@pytest.fixture
def seated(sat: Sat, chromium: Browser) -> Iterator[Page]:
    """A page of somebody who has logged in."""
    context = chromium.new_context()
    page = context.new_page()
    log_in(page, sat)
    yield page
    context.close()


def log_in(page: Page, sat: Sat) -> None:
    page.goto(sat.desk)
    page.get_by_label("Name").fill("Asha")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def find(page: Page, sat: Sat, words: str) -> None:
    """Looks for a story by its words, and opens the one that is found."""
    address = f"{sat.desk}/items?q={words}"

    def found() -> bool:
        page.goto(address)
        return page.locator(".items a").count() == 1

    until(found, 15, f"{words} is found")
    page.locator(".items a").click()


def decide(page: Page, what: str, reason: str, headline: str = "") -> None:
    page.locator("summary", has_text=what).click()
    form = page.locator("details[open] form")
    if headline:
        form.get_by_label("Headline").fill(headline)
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button", name=what).click()


def test_every_page_is_whole_and_asks_nobody_else_and_shuts_nobody_out(
    sat: Sat, chromium: Browser
) -> None:
    """X24: with hostile copy in every field; axe-core finds nothing, no page is wider than its screen."""
    evil, urdu = sat.id_of("w-evil"), sat.id_of("w-urdu")
    paths = [
        *("/", "/sources", "/items", "/items?q=ferry&status=new&source=ians&channel=all", "/items?q=nothing"),
        *(f"/item?id={one}" for one in (evil, urdu)),
        *(f"/original?id={one}" for one in (evil, urdu)),
    ]  # fmt: skip
    bad: list[str] = []
    for scheme, (width, height) in VIEWS:
        context = chromium.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": height},
        )
        page = context.new_page()
        overheard(page, sat, bad)
        page.goto(f"{sat.desk}/login")
        bad += looked_at(page, f"login, {scheme}")
        log_in(page, sat)
        for path in paths:
            answer = page.goto(f"{sat.desk}{path}")
            assert answer is not None
            assert answer.status == 200, path
            for closed in page.locator("summary").all():
                closed.click()
            bad += looked_at(page, f"{path}, {scheme}")
            if evil in path:
                assert page.get_by_role("heading", level=1).inner_text().startswith('">')
                assert page.locator("img, script").count() == 0
        context.close()
    assert bad == []


def overheard(page: Page, sat: Sat, bad: list[str]) -> None:
    """Writes down what the browser says, what a script shows, and what is asked of anybody else."""

    def dismiss(dialog: Dialog) -> None:
        bad.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def asked(request: Request) -> None:
        if not request.url.startswith(sat.desk):
            bad.append(request.url)

    page.on("console", lambda message: bad.append(message.text))
    page.on("pageerror", lambda fault: bad.append(str(fault)))
    page.on("dialog", dismiss)
    page.on("request", asked)


CUT = """() => [...document.querySelectorAll(".wide :is(th, td)")].flatMap(cell => {
  const range = document.createRange();
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
  return text === null ? [] : [...text.data.matchAll(/\\S+/g)].filter(word => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map(one => one.top)).size > 1;
  }).map(word => word[0]);
})"""
"""The words of tables that are cut in two."""
SMALL = """() => [...document.querySelectorAll("svg text")].filter(
  one => one.getBoundingClientRect().height < 11).map(one => one.textContent)"""
"""The words of plots that nobody can read."""


def looked_at(page: Page, where: str) -> list[str]:
    bad = [f"{where} cuts {word}" for word in page.evaluate(CUT)]
    bad += [f"{where} has {word} too small" for word in page.evaluate(SMALL)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        bad.append(f"{where} is too wide")
    found = Axe().run(page).response["violations"]
    return bad + [f"{where} {one['id']}: {one['nodes'][0]['html']}" for one in found]


def test_a_story_is_killed_within_a_second_with_a_name_in_its_ledger(
    sat: Sat, seated: Page
) -> None:
    find(seated, sat, "minister")
    public = seated.get_by_role("link", name="Its page").get_attribute("href")
    seated.goto(f"{sat.desk}/items?q={public}")
    seated.locator(".items a").click()
    decide(seated, "Kill", "the  agency has\twithdrawn it")
    expect(seated.get_by_role("status")).to_have_text(
        "Killed: it is gone from every published file."
    )
    assert "Minister resigns over a bell" not in sat.titles()
    assert public is not None
    with pytest.raises(urllib.error.HTTPError, match="410"):
        urllib.request.urlopen(public, timeout=10)
    ledger = seated.locator(".ledger").inner_text()
    assert "killed by the desk: the agency has withdrawn it (Asha)" in ledger
    assert "its page is taken away" in ledger
    assert seated.locator("summary").count() == 0, "there is no way back"
    seated.goto(f"{sat.desk}/items?q=minister")
    assert seated.locator(".items a").count() == 0
    seated.goto(f"{sat.desk}/items?status=withdrawn")
    assert seated.locator(".items a").count() == 1


def test_a_story_is_held_corrected_and_released(sat: Sat, seated: Page) -> None:
    find(seated, sat, "embassy")
    decide(seated, "Hold", "they deny it")
    expect(seated.get_by_role("status")).to_contain_text("Held")
    assert "Embassy closes its doors" not in sat.titles()
    seated.goto(sat.desk)
    expect(seated.locator("section", has_text="What waits for you")).to_contain_text(
        "held by the desk: they deny it (Asha)"
    )
    seated.get_by_role("link", name="Embassy closes its doors").click()
    decide(seated, "Correct the headline", "it is the consulate", "Consulate closes its doors")
    expect(seated.get_by_role("status")).to_contain_text("Corrected")
    assert seated.get_by_role("heading", level=1).inner_text() == "Consulate closes its doors"
    seated.get_by_label("What version 3 changed").click()
    assert seated.locator(".diff del").first.inner_text().strip() == "Embassy"
    assert seated.locator(".diff ins").first.inner_text().strip() == "Consulate"
    decide(seated, "Release", "they confirm it")
    expect(seated.get_by_role("status")).to_have_text("Released.")
    until(lambda: "Consulate closes its doors" in sat.titles(), 10, "it is out again")


def test_what_was_decided_elsewhere_meanwhile_is_told(sat: Sat, seated: Page) -> None:
    """A page that is older than what it shows; and a reason that says nothing."""
    id_ = sat.id_of("w-urdu")
    seated.goto(f"{sat.desk}/item?id={id_}")
    sat.house.feeds("hold", id_, "--reason", "by a command")
    decide(seated, "Hold", "so")
    expect(seated.get_by_role("alert")).to_have_text(
        "It is held now: that cannot be done any more."
    )
    sat.house.feeds("correct", id_, "--headline", "کشتیاں", "--reason", "by a command")
    decide(seated, "Release", "as I saw it")
    expect(seated.get_by_role("alert")).to_have_text(
        "It has changed since you looked: look at it again."
    )
    decide(seated, "Release", "\N{ZERO WIDTH SPACE} \N{RIGHT-TO-LEFT OVERRIDE}")
    expect(seated.get_by_role("alert")).to_have_text("The reason has to say why.")
    assert sat.house.json("explain", id_)[-1]["status"] == "held"


def test_the_original_copy_has_its_envelope_marked(sat: Sat, seated: Page) -> None:
    seated.goto(f"{sat.desk}/item?id={sat.id_of('w-ferry')}")
    seated.get_by_role("link", name="Original copy").click()
    parts = {
        one.locator(".kind").inner_text(): one.locator("mark").inner_text()
        for one in seated.locator(".part").all()
    }
    assert parts["dateline"] == "PUNE, Nov 2 (IANS)"
    assert seated.locator(".original").inner_text().count("The ferry took passengers") == 1


def test_a_source_is_paused_and_goes_on_under_the_name_of_who_asked(sat: Sat, seated: Page) -> None:
    seated.goto(sat.desk)
    expect(seated.locator(".wrong")).to_contain_text("down")
    seated.goto(f"{sat.desk}/sources")
    row = seated.locator("#ians")
    assert "5 in the last day" in row.inner_text()
    seated.get_by_role("button", name="Pause ians").click()
    expect(row).to_contain_text("paused by Asha")
    seated.get_by_role("button", name="Resume ians").click()
    expect(row).to_contain_text("resumed by Asha")
    seated.get_by_role("button", name="Poll now ians").click()
    expect(seated.get_by_role("status")).to_contain_text("source ians: poll, due")
    changed = story("w-ferry", "Ferry service resumes", 10, content_html=f"{COPY}<p>Once more.</p>")
    sat.house.put("again.json", feed(changed))
    until(lambda: "Once more" in (sat.house.public / "all.json").read_text(), 20, "it was polled")


def test_everything_is_done_by_keys_alone_and_without_a_script(sat: Sat, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sat.desk}/login")
    expect(page.locator("input:focus")).to_have_count(1)  # where one begins to type
    for keys in ("Asha", PASSWORD):
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{sat.desk}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.goto(f"{sat.desk}/item?id={sat.id_of('w-ferry')}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("summary:focus", has_text="Correct").count():
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ferry sails")
    page.keyboard.press("Tab")
    page.keyboard.type("it does")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry sails")
    context.close()


def test_after_a_logout_neither_the_cookie_nor_the_way_back_shows_anything(
    sat: Sat, seated: Page
) -> None:
    """X33; CVE 14."""
    (cookie,) = seated.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    seated.get_by_role("button", name="Log out").click()
    expect(seated.get_by_role("button", name="Log in")).to_be_visible()
    seated.go_back()
    expect(seated.get_by_role("button", name="Log in")).to_be_visible()
    seated.context.add_cookies([cookie])  # type: ignore[list-item]
    seated.goto(f"{sat.desk}/items")
    expect(seated.get_by_role("alert")).to_have_text("Your session has ended.")


def test_a_daemon_says_where_its_desk_is(sat: Sat) -> None:
    assert f'"desk": "{sat.desk}/"' in sat.house.log()


def test_the_public_site_knows_nothing_of_the_desk(sat: Sat) -> None:
    """X33: nor does what `feeds nginx` writes."""
    for path in ("desk", "desk/", "login", "items", "desk.css"):
        assert sat.house.get(path)[0] == 404
    port = sat.desk.rpartition(":")[2]
    assert port not in sat.house.feeds("nginx").stdout


@pytest.mark.usefixtures("seated")
def test_no_password_is_in_the_log_or_in_a_file(sat: Sat) -> None:
    """X34; CVE 16."""
    assert re.search(r'"user": "Asha".*"event": "login"', sat.house.log())
    for path in sat.house.folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
