"""Says aloud how many tests of others' documents were left out, and fails where none may be."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A change is judged by its own examples, not by today's luck; FEEDS_EXPLORE looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("default" if os.environ.get("FEEDS_EXPLORE") else "steady")


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
