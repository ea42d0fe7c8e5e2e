"""The pure rooms and the pipeline touch no clock, no file, no socket and no dice.

Read off the syntax tree of every file. Imports of rooms from rooms are import-linter's to judge, and
ruff bans some of these calls everywhere; this looks for all of them where none may be. What is allowed
all the same stands in `ALLOWED`, with its reason, and an allowance that nobody needs is a fault.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import feeds

PACKAGE = Path(feeds.__file__).parent
ROOMS = (
    "model", "errors.py", "contracts", "guard.py", "finding.py",
    "config", "parse", "normalise", "decide", "render", "pipeline",
)  # fmt: skip

# Modules that reach outside, whatever of them is used.
OUTSIDE = frozenset(
    {
        # clocks and dice
        "time", "random", "secrets", "uuid", "sched", "calendar", "numpy",
        # files and the machine
        "os", "pathlib", "io", "shutil", "tempfile", "glob", "fileinput", "linecache", "mmap", "fcntl",
        "sys", "platform", "getpass", "pwd", "grp", "locale", "resource", "ctypes", "sysconfig", "site",
        "pickle", "shelve", "dbm", "marshal", "zipfile", "tarfile", "gzip", "bz2", "lzma", "configparser",
        "importlib", "pkgutil", "runpy", "code", "builtins", "inspect", "atexit", "warnings", "logging",
        "zoneinfo", "jinja2", "sqlite3",
        # sockets and other processes
        "socket", "socketserver", "ssl", "select", "selectors", "asyncio", "threading", "multiprocessing",
        "concurrent", "queue", "subprocess", "signal", "http", "ftplib", "smtplib", "imaplib", "poplib",
        "xmlrpc", "webbrowser", "urllib.request", "urllib.robotparser", "urllib3", "requests",
        # what other rooms are made of
        "httpx", "httpx_aiohttp", "aiohttp", "sqlalchemy", "alembic", "apscheduler", "starlette", "uvicorn",
        "pebble", "prometheus_client", "structlog", "rich", "typer", "click",
    }
)  # fmt: skip

BUILTINS = frozenset(
    {
        "open", "input", "print", "exec", "eval", "compile", "breakpoint", "__import__", "globals",
        # These differ from one process to the next, as dice do.
        "hash", "id",
    }
)  # fmt: skip

# Attributes that read a clock or open something, whatever they are looked up on.
ATTRIBUTES = frozenset(
    {
        "now", "utcnow", "today", "monotonic", "perf_counter", "time_ns", "localtime", "formatdate",
        "uuid1", "uuid4", "urandom", "getrandbits", "randint",
        "open", "read_text", "read_bytes", "write_text", "write_bytes", "file_digest", "fromfile", "tofile",
        "sleep", "to_thread", "run_in_executor", "open_connection", "start_server",
        "create_subprocess_exec", "create_subprocess_shell",
        "urlopen", "urlretrieve", "rss_file", "atom_file", "environ", "getenv",
    }
)  # fmt: skip

ALLOWED = {
    (
        "parse/oracle.py",
        "io",
    ): "BytesIO alone, so that feedparser opens neither file nor address (X13)",
    (
        "render/__init__.py",
        "importlib",
    ): "a format's library is loaded when its first document is made",
    ("render/page.py", "jinja2"): "templates are part of the package: code, not data",
    ("render/desk/page.py", "jinja2"): "the same",
    (
        "render/furniture.py",
        "importlib",
    ): "style and favicons are part of the package, as templates are",
    ("render/furniture.py", "read_bytes"): "the same: no other file can be named",
    ("parse/page/copy.py", "logging"): "a library's own log is kept out of ours",
    ("pipeline/ingest.py", "asyncio"): "tasks and their results; what they wait for is handed in",
    ("pipeline/alarming.py", "asyncio"): "tasks and their results; what they wait for is handed in",
    ("pipeline/telling.py", "asyncio"): "tasks and their results; what they wait for is handed in",
    ("pipeline/hub.py", "asyncio"): "tasks and their results; what they wait for is handed in",
    (
        "pipeline/distributing.py",
        "asyncio",
    ): "tasks, their results and their turns; what they wait for is handed in",
    (
        "pipeline/subscribing.py",
        "asyncio",
    ): "tasks and their results; what they wait for is handed in",
    ("config/values.py", "zoneinfo"): "a zone's rules are data that Python brings along",
    ("decide/fields.py", "zoneinfo"): "a zone's rules are data that Python brings along",
    ("decide/page.py", "zoneinfo"): "a zone's rules are data that Python brings along",
    ("model/zones.py", "zoneinfo"): "a zone's rules are data that Python brings along",
    ("render/stamps.py", "zoneinfo"): "a zone's rules are data that Python brings along",
}


def offences(text: str) -> Iterator[tuple[str, str]]:
    """What a source text touches outside of itself: by which name, and where."""
    for node in ast.walk(ast.parse(text)):
        for name in _reached(node):
            yield name, f"line {node.lineno}: {ast.unparse(node).splitlines()[0]}"


def _reached(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _outside(alias.name)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        module = node.module or ""
        found = list(_outside(module))
        yield from found
        if not found:
            for alias in node.names:
                yield from _outside(f"{module}.{alias.name}")
                if alias.name in ATTRIBUTES:
                    yield alias.name
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in BUILTINS:
            yield node.func.id
    elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
        yield node.attr


def _outside(module: str) -> Iterator[str]:
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        if (name := ".".join(parts[:length])) in OUTSIDE:
            yield name
            return


def files() -> list[Path]:
    return sorted(
        file
        for room in ROOMS
        for file in ([PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py"))
    )


def named(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("file", files(), ids=named)
def test_a_pure_room_touches_nothing_outside_of_itself(file: Path) -> None:
    found = [
        f"{where}: {name}"
        for name, where in offences(file.read_text(encoding="utf-8"))
        if (named(file), name) not in ALLOWED
    ]
    assert found == []


def test_every_room_has_been_looked_at() -> None:
    for room in ROOMS:
        assert any(named(file).startswith(room) for file in files()), room


@pytest.mark.parametrize(("file", "name"), ALLOWED, ids=str)
def test_what_is_allowed_is_still_needed(file: str, name: str) -> None:
    text = (PACKAGE / file).read_text(encoding="utf-8")
    assert name in {found for found, _ in offences(text)}


def test_the_reader_that_is_given_bytes_is_given_nothing_but_bytes() -> None:
    """X13: a str would be taken for a file's name or an address, and opened."""
    tree = ast.parse((PACKAGE / "parse" / "oracle.py").read_text(encoding="utf-8"))
    used = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("io.")
    }
    assert used == {"io.BytesIO"}


OFFENDING = {
    "import os": "os",
    "import os.path": "os",
    "from pathlib import Path": "pathlib",
    "import io": "io",
    "from urllib.request import urlopen": "urllib.request",
    "from urllib import request": "urllib.request",
    "def f():\n    import socket": "socket",
    "import random": "random",
    "from secrets import token_hex": "secrets",
    "from uuid import uuid4": "uuid",
    "import subprocess as sp": "subprocess",
    "from concurrent.futures import ThreadPoolExecutor": "concurrent",
    "from time import time": "time",
    "from datetime import datetime\ndatetime.now()": "now",
    "from datetime import UTC, datetime as dt\ndt.now(UTC)": "now",
    "import datetime\ndatetime.datetime.utcnow()": "utcnow",
    "from datetime import date\ndate.today()": "today",
    "from datetime import datetime\nclock = datetime.now": "now",
    "from email.utils import formatdate": "formatdate",
    "open('x')": "open",
    "with open('x') as f:\n    pass": "open",
    "import codecs\ncodecs.open('x')": "open",
    "path.read_text()": "read_text",
    "print('x')": "print",
    "input()": "input",
    "eval('1')": "eval",
    "exec('1')": "exec",
    "__import__('os')": "__import__",
    "hash('x') % 7": "hash",
    "key = id(item)": "id",
    "import asyncio\nasync def f():\n    await asyncio.sleep(1)": "sleep",
    "await_(asyncio.open_connection(host, 80))": "open_connection",
    "import httpx": "httpx",
    "from sqlalchemy import select": "sqlalchemy",
    "feed.rss_file('x')": "rss_file",
}


@pytest.mark.parametrize(("text", "name"), OFFENDING.items(), ids=list(OFFENDING))
def test_whatever_reaches_outside_is_found(text: str, name: str) -> None:
    assert name in {found for found, _ in offences(text)}


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import UTC, datetime\ndatetime(2026, 11, 2, tzinfo=UTC)",
        "from datetime import datetime\ndatetime.fromtimestamp(0, zone)",
        "from urllib.parse import urlsplit",
        "from feeds.model import Item",
        "def f(now, jitter):\n    return now + wait * jitter",
        "self.clock()",
        "import posixpath, hashlib, re",
        "opened = item.opens",
        "def open_envelope(text): ...\nopen_envelope('x')",
        "row.id, row.hash",
    ],
)
def test_what_is_pure_is_left_in_peace(text: str) -> None:
    assert list(offences(text)) == []
