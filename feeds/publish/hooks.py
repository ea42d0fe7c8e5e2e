"""What hubs and caches are sent when documents have changed.

A hub: ``hub.mode=publish`` and ``hub.url``, a form of PubSubHubbub 0.3 (7.1) that WebSub leaves to the hub
and that hubs have kept. A cache: a request for each address, or a list of them in JSON.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

from feeds.contracts import Caller
from feeds.errors import FetchError
from feeds.model import Answer, Call, Called, Hook, HookKind
from feeds.render.formats import FEEDS, HTML
from feeds.render.text import address

_FORM = "application/x-www-form-urlencoded"
_INDEX = "index.html"
_NEGOTIATED = frozenset({HTML.suffix, *(form.suffix for form in FEEDS)})
_ADDRESSES_A_FORM = 50
_ADDRESSES_A_LIST = 100
"""As many as every plan of Cloudflare takes."""
_AT_A_TIME = 4

# Hubs that say that they take several addresses in one request, and under which name. They do not agree,
# and take what they do not know for nothing: every other hub gets a request for each.
_SEVERAL = {
    "pubsubhubbub.appspot.com": "hub.url",
    "superfeedr.com": "hub.url[]",
    "switchboard.p3k.io": "hub.url[]",
}
# What a cache answers that has nothing at an address: old modules of nginx say 412.
_ABSENT = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A request, and the documents that it is about."""

    call: Call
    paths: tuple[str, ...]
    single: bool = False
    """Whether it is about one address, so that 404 speaks of that and not of the hook."""


class HookTeller:
    """A `Teller` over a `Caller`; `base_url` is where the published folder is reached."""

    def __init__(self, caller: Caller, base_url: str) -> None:
        self._caller = caller
        self._base_url = address(base_url) or base_url  # as the feeds name themselves

    async def tell(self, hook: Hook, paths: Sequence[str]) -> Mapping[str, Answer]:
        """What became of it, for each of `paths`. When one request gets no answer, no more are begun:
        a hook that hangs costs the time of one.
        """
        steps = list(steps_of(hook, paths, self._base_url))
        answers: dict[str, Answer] = {}
        for start in range(0, len(steps), _AT_A_TIME):
            some = steps[start : start + _AT_A_TIME]
            found = await asyncio.gather(*(self._take(step) for step in some))
            for step, (answer, _) in zip(some, found, strict=True):
                for path in step.paths:
                    answers[path] = _worse(answers.get(path), answer)
            if failed := [answer for answer, ends in found if ends]:
                rest = (path for step in steps[start + _AT_A_TIME :] for path in step.paths)
                answers.update(dict.fromkeys(rest, failed[0]))
                break
        return answers

    async def _take(self, step: _Step) -> tuple[Answer, bool]:
        """The answer, and whether no more is to be begun: not where one address alone is refused."""
        try:
            answer = _answer(await self._caller.call(step.call), single=step.single)
        except FetchError as fault:
            return Answer(error=str(fault)), True
        asks_for_rest = answer.retry_after is not None
        return answer, bool(answer.error) and (asks_for_rest or not step.single)


def steps_of(hook: Hook, paths: Sequence[str], base_url: str) -> Iterator[_Step]:
    """The requests that tell a hook of documents, in the order of these."""
    if hook.kind is HookKind.HUB:
        host = urlsplit(hook.url).hostname or ""
        several = next(
            (name for end, name in _SEVERAL.items() if f".{host}".endswith(f".{end}")), ""
        )
        for some in _batches(paths, _ADDRESSES_A_FORM if several else 1):
            named = [(several or "hub.url", f"{base_url}{path}") for path in some]
            body = urlencode([("hub.mode", "publish"), *named]).encode()
            yield _Step(call=_call(hook, hook.url, _FORM, body), paths=some)
    elif "{path}" in hook.url or "{url}" in hook.url:
        for one, some in _purged(paths, base_url).items():
            yield _Step(call=_call(hook, _filled(hook.url, one)), paths=some, single=True)
    else:
        for purged in _lists(paths, base_url):
            body = json.dumps({hook.body_key: list(purged)}).encode()
            about = tuple(dict.fromkeys(path for some in purged.values() for path in some))
            yield _Step(call=_call(hook, hook.url, "application/json", body), paths=about)


def _addresses(path: str, base_url: str) -> Iterator[str]:
    """Under which a cache may have a document: of the front page also that of the folder, of a channel's
    also the one at which `Accept` chooses among its formats.
    """
    if path == _INDEX:
        yield base_url
    yield f"{base_url}{path}"
    stem, dot, suffix = path.rpartition(".")
    if "/" not in path and f"{dot}{suffix}" in _NEGOTIATED:
        yield f"{base_url}{stem}"


def _purged(paths: Sequence[str], base_url: str) -> dict[str, tuple[str, ...]]:
    """Each address once, with the documents that may be found there."""
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        for one in _addresses(path, base_url):
            found[one] = (*found.get(one, ()), path)
    return found


def _lists(paths: Sequence[str], base_url: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """Addresses as they go into one list; all of a document are in the same."""
    some: list[str] = []
    named: set[str] = set()
    for path in paths:
        own = set(_addresses(path, base_url))
        if len(named | own) > _ADDRESSES_A_LIST:
            yield _purged(some, base_url)
            some, named = [], set()
        some.append(path)
        named |= own
    if some:
        yield _purged(some, base_url)


def _filled(url: str, whole: str) -> str:
    path = whole.partition("://")[2].partition("/")[2]
    return url.replace("{path}", path).replace("{url}", quote(whole, safe=""))


def _call(hook: Hook, url: str, media_type: str = "", body: bytes = b"") -> Call:
    auth = hook.auth.headers() if hook.auth is not None else {}
    kind = {"content-type": media_type} if media_type else {}
    headers = tuple({**kind, **dict(hook.headers), **auth}.items())
    return Call(method=hook.method, url=url, headers=headers, body=body)


def _answer(called: Called, *, single: bool) -> Answer:
    if called.status // 100 == 2:
        return Answer()
    if single and called.status in _ABSENT:
        return Answer(absent=True)
    try:
        phrase = f" {HTTPStatus(called.status).phrase}"
    except ValueError:
        phrase = ""
    return Answer(error=f"it answers {called.status}{phrase}", retry_after=called.retry_after)


def _worse(one: Answer | None, other: Answer) -> Answer:
    """Of two addresses of one document: it is absent where both are, and purged where neither fails."""
    if one is None or (one.absent and not other.error):
        return other
    return one if one.error or not other.error else other


def _batches(paths: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(paths), size):
        yield tuple(paths[start : start + size])
