"""A published folder, and the application over it on a real socket of loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from feeds.model import Document
from feeds.publish.folder import Folder
from feeds.serve.asgi import Application, application
from feeds.serve.metrics import Metrics
from feeds.serve.server import Server

MODIFIED = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
BASE_URL = "https://feeds.example/"
PAGE = "story/2026/11/02/dam-opens-mrk3k2a7qx.html"


def body_of(path: str) -> bytes:
    return f"<{path}> {'A dam was opened on Monday. ' * 200}".encode()


@pytest.fixture(name="body_of")
def body_of_fixture() -> Callable[[str], bytes]:
    return body_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All kinds of documents with their twins, and a page without."""
    public = tmp_path / "public"
    names = ("all.rss", "all.atom", "all.json", "all.html", "index.html", "opml.xml")
    documents = [Document(path=name, media_type="", body=body_of(name)) for name in names]
    page = Document(path=PAGE, media_type="", body=body_of(PAGE), twins=False)
    Folder(public).write([*documents, page], {}, MODIFIED)
    return public


@dataclass(kw_only=True)
class Site:
    """What a test may change of the application before it is asked."""

    folder: Path
    base_url: str = BASE_URL
    hubs: tuple[str, ...] = ("https://hub.example/", "https://hub.example/two")
    well: bool = True
    lacks: dict[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    why: str = "This story has been withdrawn."
    answered: list[int] = field(default_factory=list)
    metrics: Metrics = field(default_factory=lambda: Metrics(version="1.2.3", since=MODIFIED))
    options: dict[str, object] = field(default_factory=dict)

    def _answer(self, status: int, path: str, sent: int) -> None:
        self.answered.append(status)
        self.metrics.answered(status, path, sent)

    def app(self) -> Application:
        return application(
            folder=self.folder,
            base_url=self.base_url,
            health=lambda: (self.well, {"sources": 3}),
            metrics=self.metrics.exposition,
            hubs=lambda: self.hubs,
            ready=lambda: (not self.lacks, {"lacks": self.lacks}),
            answered=self._answer,
            **{"gone": lambda path: self.why if path in self.gone else "", **self.options},
        )


@pytest.fixture
def site(folder: Path) -> Site:
    return Site(folder=folder)


@asynccontextmanager
async def serving(app: Application) -> AsyncIterator[tuple[str, int]]:
    server = Server(app, "127.0.0.1:0", at_once=app.at_once)
    await server.start()
    try:
        yield server.addresses[0]
    finally:
        await server.stop(timedelta(seconds=2))


Serving = Callable[[Application], AbstractAsyncContextManager[tuple[str, int]]]


@pytest.fixture(name="serving")
def serving_fixture() -> Serving:
    return serving


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the site that asks for nothing by itself: no encoding, no redirect."""
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        http.base_url = httpx.URL(f"http://{host}:{port}")
        http.headers.pop("accept-encoding")
        yield http
