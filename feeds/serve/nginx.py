"""The published folder behind nginx: a configuration that answers as `Documents` does. Pure.

It is made from the same tables as the answers of the built-in server, and from what the config says of channels.
What an answer carries is a row of `map`s, keyed by the kind of address that was asked for, decoded, and by the file that is
given for it; `add_header` leaves out what is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from feeds.model import Channel, Site
from feeds.serve import connection, forms, hub
from feeds.serve.former import GONE, former
from feeds.serve.kinds import (
    FEED_HEADERS,
    FORMATS,
    KINDS,
    NOSNIFF,
    PREFLIGHT,
    TAG_SUFFIXES,
    VARY,
    VARY_CHANNEL,
    VARY_FEED,
    kept_for,
)
from feeds.serve.notice import notice_of

_FEED = r"\.(?:rss|atom|json)$"
_TWINS = "|".join(re.escape(suffix) for suffix in TAG_SUFFIXES.values() if suffix)
_CHANNEL = "^/[a-z0-9][a-z0-9-]*$"
_STORY_GONE = "This story has been withdrawn, or is no longer kept."
_IN_WORDS = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.TOO_MANY_REQUESTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What the configuration is made for."""

    site: Site
    channels: tuple[Channel, ...]
    retired: tuple[str, ...]
    folder: str
    daemon: str
    """Host and port of the built-in server."""
    passed: tuple[str, ...] = ()
    """Paths that the built-in server answers, where hubs reach us; one that ends in a slash with all below it."""
    most_bytes: int = 1024
    """Of a request's body, on those paths."""
    hub: str = ""
    """The path of our own hub, which the built-in server answers too; ``""`` where there is none."""
    brotli: bool = False
    """Whether nginx has the module that sends files in br."""
    max_age: int = 300


def configuration(behind: Behind) -> str:
    """Text for nginx's context ``http``, for nginx 1.22 or later."""
    parts = (_head(behind), *_zone(behind), _maps(behind), _server(behind))
    return "\n".join(parts)


def _head(behind: Behind) -> str:
    return (
        f"# {behind.site.base_url} as nginx serves it: written by `feeds nginx`, anew after each change of the\n"
        "# config. Belongs into the context http, as a file in conf.d does.\n"
    )


def _zone(behind: Behind) -> Sequence[str]:
    """What the hub counts requests by, which for all from this machine leaves it to the proxy (X08)."""
    rate = f"rate={hub.PER_SECOND}r/s"
    return (
        (f"limit_req_zone $binary_remote_addr zone=feeds_hub:1m {rate};\n",) if behind.hub else ()
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _map(of: str, name: str, rows: Mapping[str, str], default: str = "") -> str:
    lines = [f"    {_quoted(key)} {_quoted(value)};" for key, value in rows.items()]
    head = f"map {_quoted(of)} ${name} {{\n    default {_quoted(default)};"
    return "\n".join((head, *lines, "}\n"))


def _maps(behind: Behind) -> str:
    old = former(behind.channels, behind.retired)
    cors = [(name.decode(), value.decode()) for name, value in FEED_HEADERS]
    base = behind.site.base_url
    moved = {
        f"~^/archive/{one}(?:/.*?)?(?<feeds_rest>(?:[.][^./]+)?)$": f"{base}{old.ids[one]}$feeds_rest"
        for one in sorted(old.merged)
    } | {
        f"~^/(?<feeds_in>(?:archive/)?){one}(?<feeds_rest>(?:[./].*)?)$": f"{base}${{feeds_in}}{today}$feeds_rest"
        for one, today in old.ids.items()
    }
    gone = {f"~^/(?:archive/)?{one}(?:[./]|$)": "1" for one in sorted(old.retired)}
    made = [
        _map("$uri", "feeds_given", {f"~{_FEED}": "feed", r"~\.html$": "page"}, "file"),
        _map("$feeds_asked", "feeds_vary", {"feed": VARY_FEED[1].decode(), "channel": VARY_CHANNEL[1].decode()}, VARY[1].decode()),
        _map("$feeds_asked $feeds_given $status", "feeds_kept", _kept(behind.max_age), "no-store"),
        _map("$feeds_asked $feeds_given $status", "feeds_location", {
            "~^feed page (?:200|304)$": f"{_base(behind)[:-1]}$uri", "~^channel (?:feed|page) (?:200|304)$": f"{_base(behind)[:-1]}$uri"}),
        _map("$uri $status", "feeds_policy", _policies()),
        _map("$feeds_given $status", "feeds_origin", {"~^feed (?:200|204|304|301|410)$": cors[0][1]}),
        _map("$feeds_given $status", "feeds_exposed", {"~^feed (?:200|204|304|301|410)$": cors[1][1]}),
        _map("$feeds_given $status $uri", "feeds_link", _links(behind)),
        _map("$status", "feeds_ranges", {"200": "none"}),
        _map("$status", "feeds_allow", {"204": "GET, HEAD, OPTIONS", "405": "GET, HEAD, OPTIONS"}),
        *(_map("$feeds_given $status", f"feeds_preflight_{number}", {"feed 204": value.decode()}) for number, (_, value) in enumerate(PREFLIGHT)),
        _map("$http_accept", "feeds_liked", _liked(), ".rss"),
        _map("$uri", "feeds_moved", moved),
        _map("$uri", "feeds_retired", gone),
        _map("$status", "feeds_retry", {"429": "60"}),
        *([_map("$uri", "feeds_passed", {f"~^{re.escape(one)}{'' if one.endswith('/') else '$'}": "1" for one in _passed(behind)})] if _passed(behind) else []),
        _map("$request_method", "feeds_other", {"GET": "", "HEAD": "", "OPTIONS": "204"}, "405"),
    ]  # fmt: skip
    return "\n".join(made)


def _policies() -> dict[str, str]:
    return {
        f"~{re.escape(suffix)} (?:200|304|410)$": value.decode()
        for suffix, kind in KINDS.items()
        for name, value in kind.headers
        if name == b"content-security-policy"
    }


def _kept(max_age: int) -> dict[str, str]:
    return {
        "~^feed page (?:200|304)$": "private, no-cache",
        "~ (?:200|304|301|410)$": kept_for(max_age),
        "~ 404$": "public, max-age=10",
        "~ 204$": "",
    }


def _liked() -> dict[str, str]:
    """It cannot weigh: the first of a list of its own that is named without a weight, then with one."""
    rows: dict[str, str] = {}
    for behind in ("(?:,|$)", ";q=(?:1|0[.]0*[1-9])"):
        for suffix in (".html", ".json", ".atom", ".rss"):
            # What is XML to a browser may be anything.
            names = [one for one in FORMATS if FORMATS[one] == suffix and not one.endswith("/xml")]
            named = "|".join(map(re.escape, names))
            rows[f"~*(?:^|,) *(?:{named}) *{behind}"] = suffix
    return rows


def _links(behind: Behind) -> dict[str, str]:
    hubs = [f'<{one}>; rel="hub"' for one in behind.site.hubs]
    self_ = f'<{behind.site.base_url}$feeds_name.$feeds_suffix>; rel="self"'
    page = f'<{behind.site.base_url}$feeds_name.html>; rel="alternate"; type="text/html"'
    with_page = "|".join(one.id for one in behind.channels if "html" in one.formats)
    rest = r"[.](?<feeds_suffix>rss|atom|json)$"
    rows = {}
    if with_page:
        rows[f"~^feed (?:200|304) /(?<feeds_name>{with_page}){rest}"] = ", ".join(
            (self_, page, *hubs)
        )
    rows[f"~^feed (?:200|304) /(?<feeds_name>[^/]+){rest}"] = ", ".join((self_, *hubs))
    # A page of an archive is nothing that hubs tell of.
    rows[f"~^feed (?:200|304) /(?<feeds_name>.+){rest}"] = self_
    return rows


_BESIDE: tuple[tuple[str, str], ...] = (
    ("Vary", "$feeds_vary"),
    ("Cache-Control", "$feeds_kept"),
    (NOSNIFF[0].decode(), NOSNIFF[1].decode()),
    ("Content-Location", "$feeds_location"),
    ("Content-Security-Policy", "$feeds_policy"),
    ("Access-Control-Allow-Origin", "$feeds_origin"),
    ("Access-Control-Expose-Headers", "$feeds_exposed"),
    ("Link", "$feeds_link"),
    ("Accept-Ranges", "$feeds_ranges"),
    ("Allow", "$feeds_allow"),
    ("Retry-After", "$feeds_retry"),
    *((name.decode(), f"$feeds_preflight_{number}") for number, (name, _) in enumerate(PREFLIGHT)),
)


def _server(behind: Behind) -> str:
    where = urlsplit(behind.site.base_url)
    port = where.port or (443 if where.scheme == "https" else 80)
    lines = [
        f"listen {port}{' ssl' if where.scheme == 'https' else ''};",
        f"server_name {where.hostname};",
        *(
            ["# ssl_certificate and ssl_certificate_key belong here."]
            if where.scheme == "https"
            else []
        ),
        f"root {_quoted(behind.folder)};",
        "server_tokens off;",
        "",
        "# What nobody can outstay or overfill.",
        f"client_header_timeout {connection.ARRIVAL:.0f}s;",
        f"client_body_timeout {connection.ARRIVAL:.0f}s;",
        f"send_timeout {connection.DELIVERY:.0f}s;",
        f"keepalive_timeout {connection.KEEP_ALIVE:.0f}s;",
        f"large_client_header_buffers 4 {connection.MOST_BESIDE};",
        "client_max_body_size 1k;",
        "",
        "gzip_static on;",
        *(["brotli_static on;"] if behind.brotli else []),
        "etag on;",
        "max_ranges 0;",
        *_types(),
        *(f"add_header {name} {_quoted(value)} always;" for name, value in _BESIDE),
        "",
        *_rewrites(behind),
        "",
        *_locations(behind),
    ]
    return "\n".join(("server {", *(f"    {line}".rstrip() for line in lines), "}\n"))


def _types() -> Iterable[str]:
    yield "types {"
    for suffix, kind in KINDS.items():
        yield f"    {_quoted(kind.media_type)} {suffix.removeprefix('.')};"
    yield "}"
    yield "default_type application/octet-stream;"


def _rewrites(behind: Behind) -> Sequence[str]:
    """Before any location is looked for, on the path below the site's."""
    base = unquote(_base(behind))
    below = [] if base == "/" else [
        f"if ($uri !~ {_quoted(f'^{re.escape(base)}')}) {{ return 404; }}",
        f"rewrite {_quoted(f'^{re.escape(base)}(.*)$')} /$1;",
    ]  # fmt: skip
    return (
        "set $feeds_asked file;",
        *(["if ($feeds_passed) { break; }"] if _passed(behind) else []),
        *below,
        # Also what would be sent on to below: it is for ourselves. Twins have no name of their own.
        f"if ($uri ~ {_quoted(f'/[.]|({_TWINS})$')}) {{ return 404; }}",
        # The address that was asked for, however it was written: what is given for it has another.
        f"if ($uri ~ {_quoted(_FEED)}) {{ set $feeds_asked feed; }}",
        f"if ($uri ~ {_quoted(_CHANNEL)}) {{ set $feeds_asked channel; }}",
        "if ($feeds_other) { rewrite ^ /.$feeds_other$uri last; }",
        "if ($feeds_moved) { return 301 $feeds_moved; }",
        "if ($feeds_retired) { rewrite ^ /.retired$uri last; }",
    )


def _locations(behind: Behind) -> Iterable[str]:
    for path in _passed(behind):
        yield f"location {'^~' if path.endswith('/') else '='} {_quoted(path)} {{"
        yield f"    proxy_pass http://{behind.daemon}$request_uri;"
        if path == unquote(behind.hub):
            yield f"    client_max_body_size {forms.MOST_BYTES};"
            yield f"    limit_req zone=feeds_hub burst={hub.BURST - 1} nodelay;"
            yield "    limit_req_status 429;"
        else:
            yield f"    client_max_body_size {behind.most_bytes};"
            yield "    access_log off;"
        yield '    add_header Vary "";  # its answers carry their own fields, and none of ours'
        yield "}"
    yield "location ~ ^(?<feeds_stem>.+)[.](?:rss|atom|json)$ {"
    yield '    set $feeds_page "$feeds_stem.html";'
    # A page of an archive is shown by its channel's.
    yield '    if ($feeds_stem ~ "^/archive(/[a-z0-9-]+)/[0-9]+$") { set $feeds_page "$1.html"; }'
    yield '    set $feeds_shown "$http_sec_fetch_dest";'
    yield '    if (-f "$document_root$feeds_page") { set $feeds_shown "$feeds_shown page"; }'
    yield '    if ($feeds_shown = "document page") { rewrite ^ $feeds_page last; }'
    yield "    try_files $uri =404;"
    yield "}"
    yield f"location ~ {_CHANNEL} {{"
    yield "    try_files $uri$feeds_liked $uri.rss $uri.atom $uri.json $uri.html =404;"
    yield "}"
    yield "location = / { try_files /index.html =404; }"
    yield "location / { try_files $uri =404; }"
    yield r"location ~ ^/story/[0-9]+/[0-9]+/[0-9]+/[a-z0-9-]+\.html$ { try_files $uri @gone; }"
    yield "location = /opml.xml {"
    yield "    types { }"
    yield f"    default_type {_quoted(KINDS['.opml'].media_type)};"
    yield "}"
    yield from _in_words("^~ /.204/", "return 204")
    yield from _in_words("^~ /.405/", f"return 405 {_quoted('405 Method Not Allowed')}")
    yield from _in_words("^~ /.retired/", f"return 410 {_quoted(GONE)}")
    yield from _in_words(
        "@gone",
        f"return 410 {_quoted(notice_of(_STORY_GONE, _base(behind)).decode().strip())}",
        "text/html",
    )
    for status in _IN_WORDS:
        yield f"error_page {status.value} @{status.value};"
        words = f"{status.value} {status.phrase}"
        yield from _in_words(f"@{status.value}", f"return {status.value} {_quoted(words)}")


def _in_words(where: str, answer: str, kind: str = "text/plain") -> Iterable[str]:
    yield f'location {where} {{ types {{ }} default_type "{kind}; charset=utf-8"; {answer}; }}'


def _passed(behind: Behind) -> Sequence[str]:
    """As nginx has them: decoded."""
    return tuple(unquote(one) for one in (*behind.passed, behind.hub) if one)


def _base(behind: Behind) -> str:
    return urlsplit(behind.site.base_url).path or "/"
