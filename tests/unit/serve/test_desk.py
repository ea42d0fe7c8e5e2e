"""Who may sit at the desk, and what a browser is made to do by nobody else (X33)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from feeds.config.passwords import DECOY
from feeds.serve.callback import Trouble
from feeds.serve.desk.application import Desk
from feeds.serve.desk.attempts import FREE, LONGEST, MOST_WAITING, Attempts
from feeds.serve.desk.gate import Gate, origins
from feeds.serve.desk.pages import Done, Notice, Shown, Visitor
from feeds.serve.desk.sessions import IDLE, Sessions
from feeds.serve.desk.sessions import LONGEST as LONGEST_SESSION
from feeds.serve.server import Server

HASHES = {"asha": "hash of asha", "ravi": "hash of ravi"}
HOSTILE = "<script>alert(1)</script>\"'&"


@dataclass
class Room:
    """`Pages` that remember what they were asked, and all that stands around them."""

    asked: list[tuple[str, Mapping[str, str], Visitor]] = field(default_factory=list)
    acts: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)
    fault: Exception | None = None
    users: dict[str, str] = field(default_factory=lambda: dict(HASHES))
    now: float = 1000.0
    told: list[tuple[str, str, str]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    verified: list[tuple[str, str]] = field(default_factory=list)
    slow: asyncio.Event | None = None
    """Until when a password takes to be looked at."""
    tokens: int = 0
    sessions: Sessions = field(init=False)

    def token(self) -> str:
        self.tokens += 1
        return hashlib.sha256(b"%d" % self.tokens).hexdigest()

    async def page(self, path: str, asked: Mapping[str, str], visitor: Visitor) -> Shown | None:
        if self.fault is not None:
            raise self.fault
        self.asked.append((path, asked, visitor))
        return Shown(b"<p>a page</p>") if path in {"/", "/item"} else None

    async def act(self, path: str, said: Mapping[str, str], user: str) -> Done | None:
        self.acts.append((path, said, user))
        return Done(Notice("done"), "/item?id=1") if path == "/item" else None

    async def verify(self, password: str, hash_: str) -> bool:
        self.verified.append((password, hash_))
        await (asyncio.sleep(0) if self.slow is None else self.slow.wait())
        return hash_ == f"hash of {password}"

    def desk(self, url: str, port: int) -> Desk:
        self.sessions = Sessions(now=lambda: self.now, token=self.token)
        return Desk(
            self,
            gate=Gate(origins(url, "127.0.0.1", port), proxied=bool(url)),
            users=lambda: self.users,
            sessions=self.sessions,
            attempts=Attempts(lambda: self.now),
            verify=self.verify,
            told=lambda *line: self.told.append(line),
            alarm=lambda what, fault: self.alarms.append(f"{what}: {fault}"),
        )


@pytest.fixture
def room() -> Room:
    return Room()


class Browser(httpx.AsyncClient):
    """A client that says of its forms what a browser says."""

    async def login(
        self, name: str = "asha", password: str = "asha", **headers: str
    ) -> httpx.Response:
        return await self.form("/login", {"name": name, "password": password}, **headers)

    async def form(self, path: str, said: Mapping[str, str], **headers: str) -> httpx.Response:
        ours = {"Origin": str(self.base_url).rstrip("/"), **headers}
        return await self.post(path, data=dict(said), headers={k: v for k, v in ours.items() if v})


async def a_browser(room: Room, url: str = "") -> AsyncIterator[Browser]:
    found: list[Desk] = []

    async def app(scope, receive, send):
        await found[0](scope, receive, send)

    server = Server(app, "127.0.0.1:0")
    await server.start()
    host, port = server.addresses[0]
    found.append(room.desk(url, port))
    async with Browser(base_url=f"http://{host}:{port}") as browser:
        yield browser
    await server.stop(timedelta(seconds=1))


@pytest.fixture
async def browser(room: Room) -> AsyncIterator[Browser]:
    async for one in a_browser(room):
        yield one


async def test_nothing_is_shown_or_done_without_a_session(browser, room: Room) -> None:
    """X33; CVE 33, 36: no route of the desk is without one."""
    for path in ("/", "/item", "/sources", "/nowhere", "/item?id=1"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        done = await browser.form("/item", {"verb": "kill", "token": ""})
        assert done.status_code == 401
    assert (room.asked, room.acts) == ([], [])


async def test_whoever_gives_the_password_sits_at_the_desk_under_their_name(browser, room) -> None:
    answer = await browser.login()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "; HttpOnly; SameSite=Strict" in cookie
    assert (await browser.get("/")).text == "<p>a page</p>"
    assert room.asked[0][2].user == "asha"
    assert room.told == [("login", "127.0.0.1", "asha")]
    assert (await browser.get("/login")).headers["location"] == "/"


async def test_a_logout_ends_the_session_and_its_cookie_opens_nothing_again(browser, room) -> None:
    """X33; CVE 14."""
    await browser.login()
    kept = browser.cookies["desk"]
    token = (await seen(browser, room)).token
    answer = await browser.form("/logout", {"token": token})
    assert answer.headers["location"] == "/login"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    browser.cookies.set("desk", kept)
    assert (await browser.get("/")).status_code == 401
    assert (await browser.form("/item", {"token": token})).status_code == 401
    assert room.acts == []


async def seen(browser: Browser, room: Room) -> Visitor:
    await browser.get("/")
    return room.asked[-1][2]


async def test_a_login_gives_a_new_id_and_ends_the_one_before(browser, room: Room) -> None:
    """X33: what somebody has put into a browser beforehand is worth nothing."""
    await browser.login(Cookie="desk=planted")
    first = browser.cookies["desk"]
    assert first != "planted"
    await browser.login()
    second = browser.cookies["desk"]
    assert second != first
    browser.cookies.clear()
    for dead in ("planted", first):
        answer = await browser.get("/", headers={"Cookie": f"desk={dead}"})
        assert answer.status_code == 401
    assert (await browser.get("/", headers={"Cookie": f"desk={second}"})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": "same-site"},
        {"Origin": "", "Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": ""},
    ],
    ids=str,
)
async def test_a_form_from_elsewhere_is_not_heard(browser, room, headers: dict[str, str]) -> None:
    """X33: neither one that acts, with cookie and token, nor one that logs in."""
    await browser.login()
    token = (await seen(browser, room)).token
    for path in ("/item", "/logout", "/login"):
        said = {"token": token, "name": "asha", "password": "asha"}
        assert (await browser.form(path, said, **headers)).status_code == 403
    assert room.acts == []
    assert (await browser.get("/")).status_code == 200


async def test_a_form_of_an_old_browser_counts_by_its_fetch_metadata(browser, room) -> None:
    answer = await browser.login(**{"Origin": "", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


async def test_a_form_without_the_token_of_its_session_is_not_heard(browser, room: Room) -> None:
    """X33; CVE 12: that of another session is none either."""
    await browser.login("ravi", "ravi")
    others = (await seen(browser, room)).token
    browser.cookies.clear()
    await browser.login()
    own = (await seen(browser, room)).token
    assert own != others
    for token in ("", others, own[:-1], f"{own}x", own.upper()):
        assert (await browser.form("/item", {"token": token})).status_code == 403
        assert (await browser.form("/logout", {"token": token})).status_code == 403
    assert room.acts == []
    answer = await browser.form("/item", {"token": own, "verb": "kill"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/item?id=1")
    assert room.acts == [("/item", {"token": own, "verb": "kill"}, "asha")]


async def test_what_has_become_of_a_form_is_told_once_by_the_page_that_it_leads_to(
    browser, room: Room
) -> None:
    """Also where somebody looks at another page meanwhile, or the page cannot be made the first time."""
    await browser.login()
    answer = await browser.form("/item", {"token": (await seen(browser, room)).token})

    async def told(path: str) -> Notice | None:
        await browser.get(path)
        return room.asked[-1][2].notice

    assert await told("/") is None
    assert await told("/item?id=2") is None
    room.fault = Trouble()
    assert (await browser.get(answer.headers["location"])).status_code == 503
    room.fault = None
    assert (await browser.head(answer.headers["location"])).status_code == 200
    assert await told(answer.headers["location"]) == Notice("done")
    assert await told(answer.headers["location"]) is None


async def test_what_no_page_has_told_is_bounded_and_one_on_a_page_is_told_by_it(room: Room) -> None:
    room.desk("", 8010)
    session = room.sessions.find(room.sessions.begin("asha", "a hash"), {"asha": "a hash"}.get)
    assert session is not None
    for number in range(100):
        session.tell(f"/item?id={number}", Notice("done"))
    session.tell("/sources#ians", Notice("paused"))
    assert len(session.notices) == 20
    assert session.notices["/sources"] == Notice("paused")


async def test_reading_changes_nothing(browser, room: Room) -> None:
    """X33; CVE 11: also the address that logs out."""
    await browser.login()
    for path in ("/logout", "/item?verb=kill&id=1", "/login?name=ravi&password=ravi"):
        await browser.get(path)
        await browser.head(path)
    assert (room.acts, (await seen(browser, room)).user) == ([], "asha")
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert (await browser.request(method, "/item")).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "", "127.0.0.1:1"]
)
async def test_no_name_that_a_stranger_points_here_is_answered(browser, room, host: str) -> None:
    """X33: DNS rebinding."""
    await browser.login()
    for path in ("/", "/login", "/desk.css"):
        assert (await browser.get(path, headers={"Host": host})).status_code in {400, 421}
    assert room.asked == []


async def test_wrong_passwords_make_an_address_wait_longer_and_no_other(room: Room) -> None:
    """X33: ten wrong ones, through a proxy; the account is open from elsewhere, and no forged field counts."""
    url = "https://desk.example/"
    async for browser in a_browser(room, url):
        common = {"Host": "desk.example", "Origin": "https://desk.example"}
        evil = {**common, "X-Forwarded-For": "10.0.0.1, 192.0.2.1"}
        statuses, waits = [], []
        for n in range(10):
            forged = {**evil, "X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"}
            answer = await browser.login(password=f"guess {n}", **forged)
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                waits.append(int(answer.headers["retry-after"]))
                room.now += waits[-1]
                assert (await browser.login(password="wrong", **evil)).status_code == 401
        assert statuses == [401] * FREE + [429] * 5
        assert waits == [1, 2, 4, 8, 16]
        assert (await browser.login(**evil)).status_code == 429, "the right one waits as well"
        other = {**common, "X-Forwarded-For": "192.0.2.2"}
        assert (await browser.login(**other)).status_code == 303
        room.now += LONGEST
        assert (await browser.login(**evil)).status_code == 303
        assert {address for _, address, _ in room.told} == {"192.0.2.1", "192.0.2.2"}


async def test_one_address_has_one_password_looked_at_at_a_time(browser, room: Room) -> None:
    """X33: a hundred tries at once are not a hundred tries."""
    tries = [browser.login(password=f"guess {n}") for n in range(20)]
    statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert 0 < statuses.count(401) <= FREE
    assert set(statuses) == {401, 429}


async def test_a_second_password_from_an_address_is_told_that_another_one_is_looked_at(
    browser, room: Room
) -> None:
    """X33: it is nobody's wrong password."""
    room.slow = asyncio.Event()
    first = asyncio.create_task(browser.login())
    await until(lambda: room.verified)
    second = await browser.login()
    assert (second.status_code, second.headers["retry-after"]) == (429, "1")
    assert "Another password from your address is being looked at." in second.text
    room.slow.set()
    assert (await first).status_code == 303


async def test_a_crowd_at_the_login_keeps_no_editor_out(room: Room) -> None:
    """X33: from a new address the right password is the next that is looked at, whoever came before; and what waits is
    bounded.
    """
    async for browser in a_browser(room, "https://desk.example/"):
        await meets_a_crowd(browser, room)


async def meets_a_crowd(browser: Browser, room: Room) -> None:
    crowd = MOST_WAITING + 10

    def login(address: str, password: str) -> asyncio.Task[httpx.Response]:
        headers = {"Host": "desk.example", "Origin": "https://desk.example"}
        said = browser.login(password=password, **headers, **{"X-Forwarded-For": address})
        return asyncio.create_task(said)

    def put_out() -> list[asyncio.Task[httpx.Response]]:
        return [one for one in strangers if one.done()]

    room.slow = asyncio.Event()
    strangers = [login(f"192.0.2.{n}", f"guess {n}") for n in range(crowd)]
    await until(lambda: len(put_out()) == crowd - MOST_WAITING - 1)
    editor = login("198.51.100.1", "asha")
    await until(lambda: len(put_out()) == crowd - MOST_WAITING)
    room.slow.set()
    assert (await editor).status_code == 303
    assert room.verified.index(("asha", "hash of asha")) == 1
    answers = await asyncio.gather(*strangers)
    refused = [answer for answer in answers if answer.status_code == 503]
    assert [one.status_code for one in answers].count(401) == MOST_WAITING
    assert len(refused) == crowd - MOST_WAITING
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert all("yours was not looked at. Try again in 1 s." in one.text for one in refused)


async def until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not done():
            await asyncio.sleep(0.001)


async def test_who_names_nobody_waits_as_long_as_who_names_somebody(browser, room: Room) -> None:
    """X33: and is told the same."""
    wrong = await browser.login("asha", "guess")
    nobody = await browser.login("nobody", "guess")
    assert (wrong.status_code, wrong.text) == (nobody.status_code, nobody.text)
    assert room.verified == [("guess", "hash of asha"), ("guess", DECOY)]


async def test_what_was_typed_is_in_no_line_of_the_log_and_in_no_answer(browser, room) -> None:
    """X34; CVE 16: people type passwords where names belong."""
    answer = await browser.login("canary-1", "canary-2")
    assert "canary" not in repr(room.told) + answer.text
    assert room.told == [("login refused", "127.0.0.1", "")]


async def test_a_session_ends_with_its_password_its_user_and_its_time(browser, room: Room) -> None:
    """X33."""
    for end in ("password", "user", "idle", "longest"):
        room.users = dict(HASHES)
        await browser.login()
        assert (await browser.get("/")).status_code == 200
        if end == "password":
            room.users["asha"] = "another hash"
        elif end == "user":
            del room.users["asha"]
        elif end == "idle":
            room.now += IDLE + 1
        else:
            begun = room.now
            while room.now - begun <= LONGEST_SESSION:
                assert (await browser.get("/")).status_code == 200
                room.now += IDLE - 1
        assert (await browser.get("/")).status_code == 401, end


async def test_sessions_are_bounded_and_their_ids_are_kept_nowhere() -> None:
    """X33."""
    numbers = iter(range(10**6))
    sessions = Sessions(now=lambda: 0.0, token=lambda: f"secret-{next(numbers)}")
    ids = [sessions.begin("asha", "h") for _ in range(1200)]
    alive = [one for one in ids if sessions.find(one, lambda _: "h") is not None]
    assert len(alive) == 1000
    assert not any(one.encode() in repr(sessions._open).encode() for one in alive[:5])


async def test_behind_tls_the_cookie_belongs_to_this_host_alone(room: Room) -> None:
    """X33: RFC 6265bis, 4.1.3.2."""
    async for browser in a_browser(room, "https://desk.example/"):
        headers = {"Host": "desk.example", "Origin": "https://desk.example"}
        cookie = (await browser.login(**headers)).headers["set-cookie"]
        assert cookie.startswith("__Host-desk=")
        assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
        plain = {**headers, "Origin": "http://desk.example"}
        assert (await browser.login(**plain)).status_code == 403


async def test_every_answer_says_what_a_browser_may_do_with_it(browser, room: Room) -> None:
    """X33; CVE 4: errors are plain text, and repeat nothing."""
    await browser.login()
    origin = str(browser.base_url).rstrip("/")
    answers = [
        await browser.get("/"),
        await browser.get("/login"),
        await browser.get(f"/{HOSTILE}?{HOSTILE}"),
        await browser.get("/?a=1&a=2"),
        await browser.form("/item", {"token": HOSTILE}),
        await browser.form("/item", {"x": "y" * 20_000}),
        await browser.post("/item", content=b"%ff", headers={"Origin": origin}),
        await browser.get("/", headers={"Host": "evil.example"}),
        await browser.request("PUT", "/"),
    ]
    room.fault = ValueError(HOSTILE)
    answers.append(await browser.get("/"))
    room.fault = Trouble()
    answers.append(await browser.get("/"))
    assert [one.status_code for one in answers] == [
        200, 303, 404, 400, 403, 400, 400, 421, 405, 500, 503,
    ]  # fmt: skip
    for one in answers:
        policy = one.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
        assert "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "same-origin"
        assert one.headers["cross-origin-opener-policy"] == "same-origin"
        assert "script" not in one.text
        if one.status_code >= 400:
            assert one.headers["content-type"] == "text/plain; charset=utf-8"
    assert room.alarms == [f"desk: {HOSTILE}"]


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "/login?next=//evil"])
async def test_no_answer_leads_away_from_the_desk(browser, room: Room, target: str) -> None:
    """X33; CVE 6."""
    for _ in range(2):
        answer = await browser.get(f"{str(browser.base_url).rstrip('/')}{target}")
        assert answer.headers.get("location", "/") in {"/", "/login"}
        assert "evil" not in answer.text
        await browser.login()
