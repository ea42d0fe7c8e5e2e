"""``pytest --conduct``: runs the tests that prove statements of the pages in docs, and reports number by number."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.conduct.statements import named, stated

_PROVES = "proves"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--conduct",
        action="store_true",
        help="only the tests that prove a statement of the pages in docs, with a report of all statements",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--conduct"):
        return
    known = stated()
    chosen, others = [], []
    for item in items:
        numbers = named(getattr(getattr(item, "function", None), "__doc__", None), known)
        item.user_properties += [(_PROVES, number) for number in sorted(numbers)]
        (chosen if numbers else others).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=others)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not config.getoption("--conduct"):
        return
    passed, broken = (
        _by_number(terminalreporter, "passed"),
        _by_number(terminalreporter, "failed", "error"),
    )
    terminalreporter.section("conduct")
    for number, statement in stated().items():
        good, bad = passed.get(number, []), broken.get(number, [])
        holds = (
            "BROKEN" if bad else "holds" if good else "otherwise" if statement.decided else "open"
        )
        terminalreporter.write_line(f"{number}  {holds:9}  {statement.words}")
        for test in sorted(set(bad or good)):
            terminalreporter.write_line(f"                {test}")
        if statement.decided:
            terminalreporter.write_line(f"                {statement.decided}")


def _by_number(reporter: pytest.TerminalReporter, *outcomes: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for report in _reports(reporter, outcomes):
        for name, number in report.user_properties:
            if name == _PROVES:
                found.setdefault(str(number), []).append(report.nodeid.partition("[")[0])
    return found


def _reports(
    reporter: pytest.TerminalReporter, outcomes: Iterable[str]
) -> Iterable[pytest.TestReport]:
    for outcome in outcomes:
        for report in reporter.stats.get(outcome, []):
            if isinstance(report, pytest.TestReport) and (report.failed or report.when == "call"):
                yield report
