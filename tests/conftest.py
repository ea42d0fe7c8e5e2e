"""What all tests share: the house, an RSS document, and what the corpus' tests must say of themselves:
aloud how many were left out, and a failure where none may be.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from hypothesis import settings

from feeds.model import Site
from tests.house import SITE

pytest_plugins = [
    "tests.conduct.plugin",
    "tests.processor",
    "tests.servers.any",
    "tests.servers.certificate",
    "tests.servers.desk",
    "tests.servers.ftp",
    "tests.servers.hub",
    "tests.servers.imap",
    "tests.servers.origin",
    "tests.servers.outside",
    "tests.servers.sftp",
    "tests.servers.subscriber",
]

# A change is judged by its own examples, not by today's luck; FEEDS_EXPLORE looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("default" if os.environ.get("FEEDS_EXPLORE") else "steady")


@pytest.fixture(scope="session")
def site() -> Site:
    return SITE


@pytest.fixture(scope="session")
def an_rss() -> Callable[..., str]:
    return _rss


def _rss(*items: tuple[str, str, str], head: str = "") -> str:
    """An RSS document of (guid, headline, words) items."""
    body = "".join(
        f'<item><guid isPermaLink="false">{escape(guid)}</guid><title>{escape(headline)}</title>'
        f"<link>http://wire.example/{escape(guid)}</link>"
        f"<pubDate>Mon, 02 Nov 2026 06:{number:02}:00 +0000</pubDate>"
        f"<description>{escape(words)}</description></item>"
        for number, (guid, headline, words) in enumerate(items)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wire</title>'
        f"<link>http://wire.example/</link><description>Wire</description>{head}{body}"
        "</channel></rss>"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "corpus" in report.keywords
    ]
    ran = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if "corpus" in report.keywords
    ]
    if skipped or ran:
        terminalreporter.write_line(f"corpus tests: {len(ran)} run, {len(skipped)} skipped")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where the corpus is required, a run that was to include its tests and skipped one has failed."""
    if os.environ.get("FEEDS_CORPUS_REQUIRED") and exitstatus == 0:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        stats = reporter.stats if reporter is not None else {}
        skipped = [r for r in stats.get("skipped", []) if "corpus" in r.keywords]
        ran = [r for r in stats.get("passed", []) if "corpus" in r.keywords]
        if skipped or not ran:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
