"""The published files over HTTP: one plain ASGI callable, since feeds are polled all day.

A document's answer is looked up, not made: its headers stand ready beside its bytes, and a 304
costs a dictionary and a stat.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from starlette.types import Scope, Send

from feeds.serve.conditions import unchanged
from feeds.serve.kinds import PAGE_POLICY, Headers, kind_of
from feeds.serve.shelf import REFUSED, Content, Shelf

_FRONT = "index.html"
_LONGEST_PATH = 1024
_STALE_IF_ERROR = 3600
"""Seconds for which a cache may show the last copy while it cannot reach us: long enough for a
restart, short enough for a withdrawal."""

_VARIANTS: Mapping[str, str] = {"": "", "gzip": ".gz", "br": ".br"}
_SEGMENT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_ORIGIN = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_VARY = (b"vary", b"Accept-Encoding")
_NO_STORE = (b"cache-control", b"no-store")
# What is not there may be published in a moment: caches may spare us a flood, but not for long.
_NOT_YET = (b"cache-control", b"public, max-age=10")
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_ALLOW = (b"allow", b"GET, HEAD, OPTIONS")
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
    (b"access-control-max-age", b"86400"),
)
_NOT_IN_A_304 = frozenset(
    {b"content-type", b"content-length", b"content-encoding", b"accept-ranges"}
)


class Documents:
    """Answers for the documents of a folder at the same names below a site's base address.

    `gone` says of a path that has no file, in a sentence, why one was taken away: 410, not 404.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_url: str,
        hubs: Sequence[str],
        max_age: int,
        gone: Callable[[str], str],
    ) -> None:
        self._base_url = base_url
        self._base = urlsplit(base_url).path.encode() or b"/"
        self._hubs = tuple(hubs)
        self._caching = (
            b"cache-control",
            f"public, max-age={max_age}, stale-while-revalidate={max_age}, "
            f"stale-if-error={_STALE_IF_ERROR}".encode(),
        )
        self._gone = gone
        self._shelf = Shelf(folder, self._dress)

    async def answer(self, scope: Scope, send: Send) -> int:
        """Answers a request; the status that it was answered with."""
        raw = scope.get("raw_path") or quote(scope["path"]).encode()
        method = scope["method"]
        if raw == b"*" and method == "OPTIONS":
            return await _send(send, HTTPStatus.NO_CONTENT, (_ALLOW,))
        path = path_below(raw, self._base) if len(raw) <= _LONGEST_PATH else None
        if path is None:
            return await _say(send, method, HTTPStatus.NOT_FOUND, _NOT_YET)
        accept, if_none_match, if_modified_since = _asked(scope["headers"])
        try:
            found = self._shelf.find(path, accept)
        except OSError:
            retry = (b"retry-after", b"5")
            return await _say(send, method, HTTPStatus.SERVICE_UNAVAILABLE, _NO_STORE, retry)
        if found is None:
            return await self._without(path, method, send)
        if method not in {"GET", "HEAD"}:
            return await _other(path, method, send)
        if found is REFUSED:
            return await _say(send, method, HTTPStatus.NOT_ACCEPTABLE, _NO_STORE)
        if unchanged(found.mark, found.content.modified, if_none_match, if_modified_since):
            return await _send(send, HTTPStatus.NOT_MODIFIED, found.brief)
        body = found.content.body if method == "GET" else b""
        return await _send(send, HTTPStatus.OK, found.headers, body)

    async def _without(self, path: str, method: str, send: Send) -> int:
        why = self._gone(path)
        if not why:
            return await _say(send, method, HTTPStatus.NOT_FOUND, _NOT_YET)
        notice = _notice(why)
        headers = (
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(notice)),
            (b"content-security-policy", PAGE_POLICY.encode()),
            self._caching,
            _VARY,
            _NOSNIFF,
        )
        return await _send(send, HTTPStatus.GONE, headers, notice if method == "GET" else b"")

    def _dress(self, content: Content) -> tuple[Headers, Headers]:
        kind = kind_of(content.path)
        length = len(content.body)
        headers = [
            (b"content-type", kind.media_type.encode()),
            (b"content-length", b"%d" % length),
            (b"etag", f'"{content.mark}{_VARIANTS[content.coding]}"'.encode()),
            (b"last-modified", formatdate(content.modified, usegmt=True).encode()),
            self._caching,
            _VARY,
            (b"accept-ranges", b"none"),
            _NOSNIFF,
            *kind.headers,
        ]
        if content.coding:
            headers.append((b"content-encoding", content.coding.encode()))
        if kind.feed:
            headers.append((b"link", self._links(content).encode()))
        brief = tuple(one for one in headers if one[0] not in _NOT_IN_A_304)
        return tuple(headers), brief

    def _links(self, content: Content) -> str:
        """Where a feed stands, what page shows it and who tells of its news (S13)."""
        links = [(f"{self._base_url}{content.path}", "self")]
        if content.has_page:
            page = content.path.rpartition(".")[0]
            links.append((f"{self._base_url}{page}.html", 'alternate"; type="text/html'))
        if "/" not in content.path:  # a page of an archive is nothing that hubs tell of
            links += [(hub, "hub") for hub in self._hubs]
        return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)


@functools.lru_cache(maxsize=4096)
def path_below(raw_path: bytes, base: bytes) -> str | None:
    """The path of a document below the folder that a request's target names, or None (X30).

    The target is taken apart before it is decoded, so that an encoded slash is no slash; hidden
    files, temporary ones, climbing and empty names, NUL and backslashes name nothing.
    """
    if not raw_path.startswith(b"/"):
        # An absolute-form target (RFC 9112, 3.2.2).
        origin = _ORIGIN.match(raw_path)
        raw_path = raw_path[origin.end() :] if origin else b""
    if not raw_path.startswith(base):
        return None
    below = raw_path[len(base) :]
    if not below:
        return _FRONT
    names = [unquote_to_bytes(name) for name in below.split(b"/")]
    if not all(_SEGMENT.fullmatch(name) for name in names):
        return None
    return b"/".join(names).decode("ascii")


def _asked(
    headers: Iterable[tuple[bytes, bytes]],
) -> tuple[bytes | None, bytes | None, bytes | None]:
    """Accept-Encoding, If-None-Match and If-Modified-Since; None for one that is not there."""
    accept: bytes | None = None
    if_none_match: bytes | None = None
    if_modified_since: bytes | None = None
    for name, value in headers:
        if name == b"accept-encoding":
            accept = value if accept is None else accept + b", " + value
        elif name == b"if-none-match":
            if_none_match = value if if_none_match is None else if_none_match + b", " + value
        elif name == b"if-modified-since":
            if_modified_since = value
    return accept, if_none_match, if_modified_since


async def _other(path: str, method: str, send: Send) -> int:
    """A document was asked for with another method than GET or HEAD."""
    if method == "OPTIONS":
        kind = kind_of(path)
        cors = (*kind.headers, *_PREFLIGHT) if kind.feed else ()
        return await _send(send, HTTPStatus.NO_CONTENT, (_ALLOW, _VARY, *cors))
    # Whatever body came with it is not read: the connection cannot go on.
    close = (b"connection", b"close")
    return await _say(send, method, HTTPStatus.METHOD_NOT_ALLOWED, _NO_STORE, _ALLOW, close)


def _notice(why: str) -> bytes:
    """A short page in the place of one that was taken away."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{why}</title>'
    return f"{head}<p>{why}</p></html>\n".encode()


async def _say(send: Send, method: str, status: HTTPStatus, *headers: tuple[bytes, bytes]) -> int:
    """Answers with a status in words."""
    text = f"{status} {status.phrase}\n".encode()
    plain = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        _VARY,
        _NOSNIFF,
        *headers,
    )
    return await _send(send, status, plain, text if method != "HEAD" else b"")


async def _send(send: Send, status: HTTPStatus, headers: Headers, body: bytes = b"") -> int:
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
    return int(status)
