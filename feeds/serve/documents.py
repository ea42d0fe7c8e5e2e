"""The published files over HTTP: what is answered to a request, looked up and not made.

A document's headers stand ready beside its bytes, and a 304 costs a dictionary and a stat.

    <id>.rss, .atom, .json   a feed; its page, where a browser is about to show it (S18)
    archive/<id>/<number>.*  so is a page of its archive
    <id>                     the channel in the format that `Accept` likes best
    all else                 the file of that name
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

from feeds.serve.conditions import Asked, asked, judged, liked
from feeds.serve.kinds import (
    FORMATS,
    NOSNIFF,
    PREFLIGHT,
    TAG_SUFFIXES,
    VARY,
    VARY_CHANNEL,
    Headers,
    kept_for,
    kind_of,
)
from feeds.serve.notice import notice_of
from feeds.serve.shelf import REFUSED, Content, Refused, Representation, Shelf

_FRONT = "index.html"
_LONGEST_PATH = 1024
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_ARCHIVED = re.compile(r"archive/([a-z0-9-]+)/[0-9]+[.][a-z]+", re.ASCII)
_SEGMENT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_TWINS = tuple(suffix.encode() for suffix in TAG_SUFFIXES.values() if suffix)
_ORIGIN = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_NO_STORE = (b"cache-control", b"no-store")
# What is not there may be published in a moment: caches may spare us a flood, but not for long.
_NOT_YET = (b"cache-control", b"public, max-age=10")
# No cache that is shared, and knows nothing of Vary, may give a reader what was made for a browser.
_FOR_THIS_BROWSER = (b"cache-control", b"private, no-cache")
_ALLOW = (b"allow", b"GET, HEAD, OPTIONS")
_CLOSE = (b"connection", b"close")
_NOT_IN_A_304 = frozenset(
    {b"content-type", b"content-length", b"content-encoding", b"accept-ranges"}
)


class Answer(NamedTuple):
    """What goes back, whole."""

    status: HTTPStatus
    headers: Headers
    body: bytes = b""


class Documents:
    """Answers for the documents of a folder at the same names below a site's base address.

    Both are asked of a path that has no file: `moved` under which path it stands today, `gone` in a
    sentence why it was taken away (410, not 404); each says ``""`` where it knows of nothing. `hubs` are asked
    for with each request: others come with a reload.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_url: str,
        hubs: Callable[[], Sequence[str]],
        max_age: int,
        moved: Callable[[str], str],
        gone: Callable[[str], str],
    ) -> None:
        self._base_url = base_url
        self._base = urlsplit(base_url).path.encode() or b"/"
        self._hubs = hubs
        self._named: Sequence[str] = ()
        """The hubs that stand in headers which are kept."""
        self._caching = (b"cache-control", kept_for(max_age).encode())
        self._moved = moved
        self._gone = gone
        self._folder = folder
        self._shelf = Shelf(folder, self._dress)

    def answer(self, method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Answer:
        """The answer to a request for a target without its query (RFC 9112, 3.2)."""
        if target == b"*" and method == "OPTIONS":
            return Answer(HTTPStatus.NO_CONTENT, (_ALLOW, VARY, NOSNIFF))
        path = path_below(target, self._base) if len(target) <= _LONGEST_PATH else None
        if path is None:
            return _in_words(method, HTTPStatus.NOT_FOUND, "", _NOT_YET)
        request = asked(headers)
        if (hubs := self._hubs()) != self._named:
            self._named, self._shelf = hubs, Shelf(self._folder, self._dress)
        try:
            shown, found = self._chosen(path, request)
            there = self._moved_to(path) if found is None else ""
        except OSError:
            retry = (b"retry-after", b"5")
            return _in_words(method, HTTPStatus.SERVICE_UNAVAILABLE, path, _NO_STORE, retry)
        if found is None:
            return self._without(path, there, method)
        if method not in {"GET", "HEAD"}:
            return _by_another_method(path, method)
        if found is REFUSED:
            return _in_words(method, HTTPStatus.NOT_ACCEPTABLE, path, _NO_STORE)
        content = found.content
        variant = TAG_SUFFIXES[content.coding]
        status = judged(found.mark, variant, content.modified, request)
        if status is HTTPStatus.PRECONDITION_FAILED:
            return _in_words(method, status, path, _NO_STORE)
        if status is HTTPStatus.NOT_MODIFIED:
            return Answer(status, self._as_of(path, shown, found.brief))
        body = content.body if method == "GET" else b""
        return Answer(status, self._as_of(path, shown, found.headers), body)

    def _chosen(
        self, path: str, request: Asked
    ) -> tuple[str, Representation | Literal[Refused.REFUSED] | None]:
        """What is shown at a path, and by which path it goes elsewhere. Raises OSError."""
        if "." not in path and _CHANNEL.fullmatch(path):
            for media_type in liked(request.accept, tuple(FORMATS)):
                shown = f"{path}{FORMATS[media_type]}"
                found = self._shelf.find(shown, request.accept_encoding)
                if found is not None:
                    return shown, found
            return path, None
        found = self._shelf.find(path, request.accept_encoding)
        if request.sec_fetch_dest == b"document" and found is not None and kind_of(path).feed:
            page = _page_of(path)
            instead = self._shelf.find(page, request.accept_encoding)
            if instead is not None:
                return page, instead
        return path, found

    def _as_of(self, path: str, shown: str, headers: Headers) -> Headers:
        """The headers of what is shown at a path that is not its own."""
        if path == shown:
            return headers
        for_browser = "." in path
        own = {
            b"vary": _vary(path),
            b"cache-control": _FOR_THIS_BROWSER if for_browser else self._caching,
        }
        at = (b"content-location", self._base + shown.encode())
        return (*(own.get(one[0], one) for one in headers), at)

    def _moved_to(self, path: str) -> str:
        """Where a document stands today, once it stands there; raises OSError."""
        there = self._moved(path)
        return there if there and self._chosen(there, Asked())[1] is not None else ""

    def _without(self, path: str, there: str, method: str) -> Answer:
        why = "" if there else self._gone(path)
        if method not in {"GET", "HEAD"} and (there or why):
            return _by_another_method(path, method)
        kind = kind_of(path)
        kept = (self._caching, *kind.headers)
        if there:
            location = (b"location", f"{self._base_url}{there}".encode())
            kept = kept if kind.feed else (self._caching,)
            return _in_words(method, HTTPStatus.MOVED_PERMANENTLY, path, location, *kept)
        if not why:
            return _in_words(method, HTTPStatus.NOT_FOUND, path, _NOT_YET)
        if not path.startswith("story/"):
            return _in_words(method, HTTPStatus.GONE, path, *kept, words=why)
        notice = notice_of(why, self._base.decode())
        headers = (
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(notice)),
            VARY,
            NOSNIFF,
            *kept,
        )
        return Answer(HTTPStatus.GONE, headers, notice if method == "GET" else b"")

    def _dress(self, content: Content) -> tuple[Headers, Headers]:
        kind = kind_of(content.path)
        headers = [
            (b"content-type", kind.media_type.encode()),
            (b"content-length", b"%d" % len(content.body)),
            (b"etag", f'"{content.mark}{TAG_SUFFIXES[content.coding]}"'.encode()),
            (b"last-modified", formatdate(content.modified, usegmt=True).encode()),
            self._caching,
            _vary(content.path),
            (b"accept-ranges", b"none"),
            NOSNIFF,
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
            links += [(hub, "hub") for hub in self._named]
        return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)


@functools.lru_cache(maxsize=4096)
def path_below(raw_path: bytes, base: bytes) -> str | None:
    """The path of a document below the folder that a request's target names, or None (X30).

    The target is taken apart before it is decoded, so that an encoded slash is no slash; hidden
    files, temporary ones, climbing and empty names, NUL and backslashes name nothing. Nor does the name
    of a twin: it is a coding of a document, given under the document's name and purged under that.
    """
    if not raw_path.startswith(b"/"):
        # An absolute-form target (RFC 9112, 3.2.2).
        origin = _ORIGIN.match(raw_path)
        raw_path = raw_path[origin.end() :] if origin else b""
    names = [unquote_to_bytes(name) for name in raw_path.split(b"/")]
    above = [unquote_to_bytes(name) for name in base.split(b"/")[:-1]]
    if names[: len(above)] != above:
        return None
    names = names[len(above) :]
    if names == [b""]:
        return _FRONT
    if not names:
        return None
    if not all(_SEGMENT.fullmatch(name) for name in names) or names[-1].endswith(_TWINS):
        return None
    return b"/".join(names).decode("ascii")


def _page_of(path: str) -> str:
    """Where the page of a feed is; a page of an archive is shown by its channel's."""
    archived = _ARCHIVED.fullmatch(path)
    return f"{archived[1] if archived else path.rpartition('.')[0]}.html"


def _vary(path: str) -> tuple[bytes, bytes]:
    return VARY_CHANNEL if _CHANNEL.fullmatch(path) else kind_of(path).vary


def _by_another_method(path: str, method: str) -> Answer:
    """A document was asked for with another method than GET or HEAD."""
    if method == "OPTIONS":
        kind = kind_of(path)
        cors = (*kind.headers, *PREFLIGHT) if kind.feed else ()
        return Answer(HTTPStatus.NO_CONTENT, (_ALLOW, _vary(path), NOSNIFF, *cors))
    # Whatever body came with it is not read: the connection cannot go on.
    return _in_words(method, HTTPStatus.METHOD_NOT_ALLOWED, path, _NO_STORE, _ALLOW, _CLOSE)


def _in_words(
    method: str, status: HTTPStatus, path: str, *headers: tuple[bytes, bytes], words: str = ""
) -> Answer:
    """Answers with a status in words."""
    text = f"{words or f'{status} {status.phrase}'}\n".encode()
    plain = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        _vary(path),
        NOSNIFF,
        *headers,
    )
    return Answer(status, plain, text if method != "HEAD" else b"")
