"""What can an operator do about a source? Every way in which it can stand has its next step."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.decide.advice import BY_FAULT, BY_STATE, advice, for_fault
from feeds.decide.alarms import of_poll
from feeds.fetch.faults import TABLE
from feeds.model import Source, SourceState, SourceStatus

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FETCH = Path(__file__).parents[3] / "feeds" / "fetch"
AGENT = "gnn9-feeds/1 (+https://desk.example/)"
UNFORESEEN = for_fault("no sentence of ours")


def told_by_fetch() -> Iterator[str]:
    """Each sentence that stands as such in the room that talks to others."""
    for path in sorted(FETCH.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "FetchError"
                and node.args
            ):
                said = node.args[0]
                if isinstance(said, ast.Constant):
                    yield str(said.value)
                elif isinstance(said, ast.JoinedStr):
                    parts = (p.value if isinstance(p, ast.Constant) else "7" for p in said.values)
                    yield "".join(map(str, parts))


PAUSED = "its host asked for a pause in another answer"
PLAIN = sorted({*told_by_fetch(), *(said for _, said in TABLE)} - {"7"})
_ITS_DOING = ("answer", "listing", "compression", "numbers", "password over")
OF_A_SERVER_THAT_IS_BROKEN = frozenset(
    said for said in PLAIN if any(word in said for word in _ITS_DOING)
) - {PAUSED}


@pytest.mark.parametrize("said", [one for one in PLAIN if one not in OF_A_SERVER_THAT_IS_BROKEN])
def test_a_fault_of_fetching_has_a_next_step_of_its_own(said: str) -> None:
    assert for_fault(said) != UNFORESEEN


@pytest.mark.parametrize("said", sorted(OF_A_SERVER_THAT_IS_BROKEN))
def test_what_a_broken_server_answers_is_told_to_its_publisher(said: str) -> None:
    assert "publisher" in for_fault(said) or "auth" in for_fault(said)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("its address is refused: 10.0.0.4 is private", "fetch.allow_networks"),
        ("it redirects to an address that is refused: 10.0.0.4 is private", "see where it leads"),
        ("the server answers 401 Unauthorized", "`auth`"),
        ("the server answers 403 Forbidden", AGENT),
        ("the server answers 404 Not Found", "`url`"),
        ("the server answers 410 Gone", "a second such answer stops it"),
        ("the server answers 429 Too Many Requests", "nothing to do"),
        ("the server answers 503 Service Unavailable", "nothing to do unless it lasts"),
        ("its certificate is not valid", "clock and certificates"),
        ("its host name cannot be resolved", "name servers"),
        ("it redirects in a circle", "where it leads"),
        ("not a feed: an HTML page (text/html)", "login"),
        ("not NITF: the root element is html", "login"),
        ("the XML is damaged at line 3", "feeds check --online"),
        ("the answer is larger than 10485760 bytes", "fetch.max_bytes"),
        ("the directory /wire cannot be read: No such file or directory", "config"),
        ("its host key is not among those that `known_hosts` has for it", "known_hosts"),
        ("it took longer than 60 s", "nothing to do unless it lasts"),
    ],
)
def test_each_failing_state_has_a_clear_next_step(
    a_source: Callable[..., Source], error: str, words: str
) -> None:
    state = SourceState(id="ians", next_due=NOON, failures=1, error=error)
    assert words in advice(a_source(), state, SourceStatus.FAILING, AGENT)


@pytest.mark.parametrize("status", list(SourceStatus))
def test_every_state_says_what_to_do_or_that_nothing_is(
    a_source: Callable[..., Source], status: SourceStatus
) -> None:
    assert set(BY_STATE) == set(SourceStatus)
    said = advice(a_source(), None, status, AGENT)
    assert bool(said) is (status not in {SourceStatus.OK, SourceStatus.FAILING})
    assert "{" not in said


def test_no_rule_stands_behind_one_that_always_fits_before_it() -> None:
    said = [text for _, text in BY_FAULT]
    assert len(set(said)) == len(said)


def test_a_file_that_was_put_aside_can_be_tried_by_hand(a_source: Callable[..., Source]) -> None:
    state = SourceState(id="ians", next_due=NOON, error="file:///wire/a.txt: the file is empty")
    said = advice(a_source(url="", path="/wire"), state, SourceStatus.OK, AGENT)
    assert "feeds parse --source ians" in said


def test_what_has_not_changed_with_a_poll_is_no_alarm(a_source: Callable[..., Source]) -> None:
    state = SourceState(id="ians", next_due=NOON, paused=True)
    assert list(of_poll(a_source(), state, state, ())) == []
