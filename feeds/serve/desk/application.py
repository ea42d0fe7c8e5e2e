"""The ASGI application behind the desk's address.

GET    /login, and any page of the desk with a session; without one the way to the login
POST   /login, /logout, and what is done on a page: 303 to the page that shows it
421 another host, 403 no page of ours, 401 no session, 413 and the like in a few plain words
429, 503 a login for which it is too early, or too crowded
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from feeds.config.passwords import DECOY
from feeds.render.desk import page as pages_of
from feeds.serve.callback import Trouble
from feeds.serve.desk.attempts import Attempts
from feeds.serve.desk.gate import HEADERS, Gate, fields, form
from feeds.serve.desk.pages import Pages, Shown, Visitor
from feeds.serve.desk.sessions import Session, Sessions

Verify = Callable[[str, str], Awaitable[bool]]
"""Whether a password is that of a hash; in its own time."""
_READS = frozenset({"GET", "HEAD"})
_KEPT = {"Cache-Control": "max-age=3600"}
_WRONG = "That name and that password do not go together."


class Desk:
    """The desk in the browser. `users` gives the hashes of passwords by name as they are today; `told` hears who came,
    and `alarm` of bugs.
    """

    def __init__(
        self,
        pages: Pages,
        *,
        gate: Gate,
        users: Callable[[], Mapping[str, str]],
        sessions: Sessions,
        attempts: Attempts,
        verify: Verify,
        told: Callable[[str, str, str], None],
        alarm: Callable[[str, BaseException], None],
    ) -> None:
        self._pages = pages
        self._gate = gate
        self._users = users
        self._sessions = sessions
        self._attempts = attempts
        self._verify = verify
        self._told = told
        self._alarm = alarm

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Trouble:
            answer = _plain(503, "the store cannot be asked now; try again", **{"Retry-After": "5"})
        except ClientDisconnect:
            return
        except Exception as bug:  # noqa: BLE001 -- one page may fail, and the alarm tells it in full
            self._alarm("desk", bug)
            answer = _plain(500, "this page has failed; the log says how")
        if request.method == "HEAD":
            answer.body = b""
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if not self._gate.is_host(request):
            return _plain(421, "the desk is not at this address", Connection="close")
        if request.method in _READS:
            if file := pages_of.FILES.get(path):
                return _sent(200, file.body, file.media_type, **_KEPT)
            return await self._read(request, path)
        if request.method != "POST":
            return _plain(405, "pages are read and forms are sent", Allow="GET, HEAD, POST")
        if not self._gate.is_from_a_page_of_ours(request):
            return _plain(403, "this form is not from a page of the desk", Connection="close")
        said = await form(request)
        if said is None:
            return _plain(400, "this is no form of the desk", Connection="close")
        return await self._heard(request, path, said)

    def _session(self, request: Request) -> Session | None:
        id_ = self._gate.session_id(request)
        return self._sessions.find(id_, self._users().get) if id_ else None

    async def _read(self, request: Request, path: str) -> Response:
        session = self._session(request)
        if path == "/login":
            return _to("/") if session is not None else _shown(Shown(pages_of.login()))
        if session is None:
            return self._away(request)
        asked = fields(request.scope["query_string"])
        if asked is None:
            return _plain(400, "this query cannot be read")
        query = request.scope["query_string"].decode("latin-1")
        target = f"{path}?{query}" if query else path
        notice = session.notices.get(target)
        visitor = Visitor(session.user, session.token, notice)
        shown = await self._pages.page(path, asked, visitor)
        if shown is None:
            return _plain(404, "the desk has no such page")
        if notice is not None and request.method == "GET":
            session.told(target, notice)
        return _shown(shown)

    async def _heard(self, request: Request, path: str, said: Mapping[str, str]) -> Response:
        if path == "/login":
            return await self._logged_in(request, said)
        session = self._session(request)
        if session is None:
            return self._away(request)
        if not hmac.compare_digest(said.get("token", "").encode(), session.token.encode()):
            return _plain(403, "this form is not of this session; load its page again")
        if path == "/logout":
            self._sessions.end(self._gate.session_id(request))
            return _to("/login", **{"Set-Cookie": self._gate.keeping("")})
        done = await self._pages.act(path, said, session.user)
        if done is None:
            return _plain(404, "the desk has no such page")
        session.tell(done.path, done.notice)
        return _to(done.path)

    def _away(self, request: Request) -> Response:
        """Who has no session is led to the login; whose session has ended is told so."""
        if not self._gate.session_id(request) and request.method in _READS:
            return _to("/login")
        body = pages_of.login(words="Your session has ended.")
        return _shown(Shown(body, 401), **{"Set-Cookie": self._gate.keeping("")})

    async def _logged_in(self, request: Request, said: Mapping[str, str]) -> Response:
        address = self._gate.address(request)
        if self._attempts.is_in_hand(address):
            return _later(429, 1, "Another password from your address is being looked at.")
        if wait := math.ceil(self._attempts.wait(address)):
            return _later(429, wait, "Too many wrong passwords from your address.")
        name = said.get("name", "")
        known = self._users().get(name)
        async with self._attempts.look(address) as look:
            if look is None:
                return _later(503, 1, "Many log in at this moment, and yours was not looked at.")
            right = await self._verify(said.get("password", ""), known or DECOY)
            look.well = right and known is not None
        if not look.well or known is None:
            self._told("login refused", address, "")  # people type passwords where names belong
            return _shown(Shown(pages_of.login(words=_WRONG), 401))
        self._told("login", address, name)
        self._sessions.end(self._gate.session_id(request))
        id_ = self._sessions.begin(name, known)
        return _to("/", **{"Set-Cookie": self._gate.keeping(id_)})


def _shown(shown: Shown, **headers: str) -> Response:
    return _sent(shown.status, shown.body, "text/html; charset=utf-8", **headers)


def _later(status: int, seconds: int, why: str) -> Response:
    body = pages_of.login(words=f"{why} Try again in {seconds} s.")
    return _shown(Shown(body, status), **{"Retry-After": str(seconds)})


def _plain(status: int, words: str, **headers: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status, headers={**HEADERS, **headers})


def _sent(status: int, body: bytes, media_type: str, **headers: str) -> Response:
    kind = {"Content-Type": media_type}
    return Response(body, status_code=status, headers={**HEADERS, **kind, **headers})


def _to(path: str, **headers: str) -> Response:
    """Leads to a page of the desk: a path of our own making (RFC 9110, 15.4.4)."""
    return Response(status_code=303, headers={**HEADERS, "Location": path, **headers})
