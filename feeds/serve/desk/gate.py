"""Whether a request is one of a browser that shows our page: its host, its origin, its form, its cookie.

Host       one that the config names: no name that a stranger points at this machine is answered (DNS rebinding)
Origin     ours, of every form (Fetch, 3.2); where a browser names none, Sec-Fetch-Site says `same-origin`
cookie     `__Host-` where there is TLS, HttpOnly, SameSite=Strict (RFC 6265bis)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from feeds.serve.forms import body_of, is_form, pairs, visitor

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # No other site is told where an editor came from. With `no-referrer` forms would come without an Origin.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What is ours: the origins at which the desk may be asked for, and whether a proxy on this machine asks for others."""

    origins: frozenset[str]
    proxied: bool

    @property
    def secure(self) -> bool:
        """Whether there is TLS in front of every request."""
        return all(one.startswith("https:") for one in self.origins)

    @property
    def cookie(self) -> str:
        """The name of the cookie that has the id of a session."""
        return "__Host-desk" if self.secure else "desk"

    def is_host(self, request: Request) -> bool:
        """Whether a request is for a host of ours (RFC 9110, 7.2)."""
        host = request.headers.get("host", "").lower()
        return host in {urlsplit(one).netloc for one in self.origins}

    def is_from_a_page_of_ours(self, request: Request) -> bool:
        """Whether the browser says so."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site not in {None, "same-origin"}:
            return False
        return origin.lower() in self.origins if origin is not None else site is not None

    def address(self, request: Request) -> str:
        """Whom tries are counted for: an address, or of IPv6 the network of one. A proxy on this machine says for whom it
        asks in the last field of X-Forwarded-For, the only one that it has written itself.
        """
        peer = visitor(request.client.host if request.client is not None else "")
        if self.proxied and peer in {"127.0.0.1", "::1"}:
            asked_for = request.headers.get("x-forwarded-for", "").rpartition(",")[2]
            return visitor(asked_for.strip()) or peer
        return peer

    def session_id(self, request: Request) -> str:
        """The id of a session, as the browser has kept it; ``""`` where it has none."""
        return request.cookies.get(self.cookie, "")

    def keeping(self, id_: str) -> str:
        """The header by which a browser keeps an id until it is closed; of ``""`` that by which it forgets it."""
        end = "; Max-Age=0" if not id_ else ""
        secure = "; Secure" if self.secure else ""
        return f"{self.cookie}={id_}; Path=/; HttpOnly; SameSite=Strict{secure}{end}"


def origins(url: str, host: str, port: int) -> frozenset[str]:
    """The origins of the desk at an address, or, without one, of what listens on this machine."""
    if url:
        parts = urlsplit(url.lower())
        # No browser names the port that it would take by itself (RFC 6454, 6.2).
        host = parts.netloc.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])
        return frozenset({f"{parts.scheme}://{host}"})
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    return frozenset(f"http://{name}:{port}".lower() for name in names)


async def form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None where it is none, is too long, or has a field twice."""
    body = await body_of(request) if is_form(request) else None
    return None if body is None else fields(body)


def fields(text: bytes) -> dict[str, str] | None:
    """The fields in a query or a form; None where it cannot be read, or has one twice."""
    found = pairs(text)
    named = dict(found or ())
    return named if found is not None and len(named) == len(found) else None
