"""A publisher's server on loopback, and a config with one source; see `publisher.py`."""

from __future__ import annotations

import contextlib
import http.server
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.threaded import served
from tests.unit.cli.add.publisher import CONFIG, Site


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.add(self.headers["User-Agent"])
            body = made.documents.get(self.path, "")
            raw = body.encode() if isinstance(body, str) else body
            status = made.statuses.get(self.path, 200 if raw else 404)
            if to := made.moved.get(self.path):
                status = 301
            self.send_response(status)
            if to:
                self.send_header("Location", to)
            kind = "text/html" if raw.lstrip()[:9].lower() == b"<!doctype" else "application/xml"
            self.send_header("Content-Type", made.kinds.get(self.path, kind))
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as port:
        made.port = port
        yield made


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path
