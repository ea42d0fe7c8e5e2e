"""The rules of the month are no formality: each log here breaks one of them, and is told so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conduct.month.log import Exchange, Log, Reply
from tests.conduct.month.rules import DAY, HOST_RULE, HOUR, RULES, reports

AGENT = "gnn9-feeds/1 (+http://www.gnn9.com/)"
URL = "http://a.example/feed"
MONDAY = "Mon, 02 Nov 2026 11:00:00 GMT"
WHOLE = Reply(
    status=200,
    headers=(("ETag", '"a"'), ("Last-Modified", MONDAY)),
    body=b"<rss><channel/></rss>",
    is_whole=True,
)
SAME = Reply(status=304)
BOTH = {"if-none-match": '"a"', "if-modified-since": MONDAY}


def asked(at: float, reply: Reply, url: str = URL, source: str = "a", **more: Any) -> Exchange:
    """A polite request, but for what is said otherwise; a header that is None is left out."""
    headers = {"host": "a.example", "user-agent": AGENT, "accept": "*/*", **more.pop("headers", {})}
    kept = {name: value for name, value in headers.items() if value is not None}
    ended = more.pop("ended", at + 0.1)
    return Exchange(source=source, url=url, at=at, headers=kept, reply=reply, ended=ended, **more)


def then(at: float, reply: Reply = SAME, **more: Any) -> Exchange:
    """A request with both validators of the first answer."""
    return asked(at, reply, **{"headers": {**BOTH, **more.pop("headers", {})}, **more})


def broken(*exchanges: Exchange, **more: Any) -> dict[str, list[str]]:
    found = reports(Log(exchanges=list(exchanges), **more))
    return {rule: faults for one in found.values() for rule, faults in one.broken.items()}


def status(number: int, **headers: str) -> Reply:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=number, headers=fields)


FIRST = asked(0.0, WHOLE)
BUSY = replace(status(503), retry_after=3 * HOUR)

GOOD: dict[str, tuple[Exchange, ...]] = {
    "one request": (FIRST,),
    "a day of 304s": (FIRST, *(then(number * HOUR) for number in range(1, 24))),
    "a touched file": (
        FIRST,
        then(HOUR, replace(WHOLE, headers=(("ETag", '"b"'),))),
        asked(2 * HOUR, SAME, headers={"if-none-match": '"b"'}),
    ),
    "a new tag with a 304": (
        FIRST,
        then(HOUR, status(304, ETag='"b"')),
        then(2 * HOUR, headers={"if-none-match": '"b"'}),
    ),
    "one request without condition after a week": (
        FIRST,
        *(then(number * 20 * HOUR) for number in range(1, 10)),
        asked(8 * DAY, WHOLE),
    ),
    "a row of faults": (
        FIRST,
        then(HOUR, status(500)),
        then(3 * HOUR, status(500)),
        then(7 * HOUR, status(0)),
        then(15 * HOUR),
    ),
    "a rest that was asked for": (FIRST, then(HOUR, BUSY), then(4 * HOUR)),
    "gone, and asked once more": (FIRST, then(HOUR, status(410)), then(25 * HOUR, status(410))),
    "a redirect to another house": (
        FIRST,
        then(HOUR, status(302, Location="http://b.example/feed")),
        asked(HOUR + 1, WHOLE, url="http://b.example/feed"),
    ),
    "what another house gave, back at that house": (
        asked(0.0, status(302, Location="http://b.example/feed")),
        asked(1.0, WHOLE, url="http://b.example/feed"),
        asked(HOUR, status(302, Location="http://b.example/feed")),
        then(HOUR + 1, url="http://b.example/feed"),
    ),
    "a move for good": (
        asked(0.0, status(301, Location="/new")),
        asked(1.2, WHOLE, url="http://a.example/new"),
        then(HOUR, url="http://a.example/new"),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_poller_is_told_nothing(name: str) -> None:
    assert broken(*GOOD[name]) == {}


SKIPPING = replace(WHOLE, skips=frozenset({1}))
FRESH = replace(WHOLE, fresh=2 * DAY)
MOVED = status(302, Location="/b")
FEW = [("ETag", '"a"')]

BAD: dict[str, tuple[str, tuple[Exchange, ...]]] = {
    "too soon": ("keeps the spacing", (FIRST, then(HOUR - 1))),
    "twice at its start": ("keeps the spacing", (FIRST, then(2.0))),
    "a condition at first": ("begins without condition", (then(0.0, WHOLE),)),
    "a date of its own": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, headers={"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"})),
    ),
    "a date where none was given": (
        "sends the validators that it was given",
        (
            asked(0.0, replace(WHOLE, headers=(("ETag", '"a"'),))),
            then(HOUR),
        ),
    ),
    "a date that was printed again": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, headers={"if-modified-since": "Mon, 2 Nov 2026 11:00:00 GMT"})),
    ),
    "a tag without its quotes": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, headers={"if-none-match": "a"})),
    ),
    "an empty tag": (
        "sends the validators that it was given",
        (
            asked(0.0, replace(WHOLE, headers=())),
            asked(HOUR, SAME, headers={"if-none-match": '""'}),
        ),
    ),
    "a tag that was touched long ago": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, replace(WHOLE, headers=(("ETag", '"b"'),))), then(2 * HOUR)),
    ),
    "one validator of two": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, headers={"if-modified-since": None})),
    ),
    "the tag left out": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, headers={"if-none-match": None})),
    ),
    "without condition after an hour": (
        "sends the validators that it was given",
        (FIRST, asked(HOUR, WHOLE)),
    ),
    "without condition after a fault": (
        "sends the validators that it was given",
        (FIRST, then(HOUR, status(500)), asked(4 * HOUR, WHOLE)),
    ),
    "the tag of a page": (
        "sends the validators that it was given",
        (
            FIRST,
            then(HOUR, replace(status(200, ETag='"page"'), body=b"<html>")),
            then(4 * HOUR, headers={"if-none-match": '"page"'}),
        ),
    ),
    "the tag of a half": (
        "sends the validators that it was given",
        (
            FIRST,
            then(HOUR, replace(WHOLE, headers=(("ETag", '"b"'),)), is_delivered=False),
            then(4 * HOUR, headers={"if-none-match": '"b"', "if-modified-since": None}),
        ),
    ),
    "while it is fresh": ("waits while the answer is fresh", (asked(0.0, FRESH), then(23 * HOUR))),
    "in the hour that it skips": (
        "keeps out of the hours that are skipped",
        (asked(0.0, SKIPPING), then(24 * HOUR), then(25.5 * HOUR)),
    ),
    "before it may": ("keeps retry after", (FIRST, then(HOUR, BUSY), then(3 * HOUR))),
    "no back-off": ("backs off", (FIRST, then(HOUR, status(500)), then(2 * HOUR))),
    "a back-off that does not grow": (
        "backs off",
        (FIRST, then(HOUR, status(0)), then(3 * HOUR, status(0)), then(5 * HOUR, status(0))),
    ),
    "429 asked again at once": (
        "backs off",
        (FIRST, then(HOUR, status(429)), then(2.01 * HOUR, status(429)), then(3.5 * HOUR)),
    ),
    "gone and asked for ever": (
        "takes gone for an answer",
        (
            FIRST,
            *(then(HOUR + number * 25 * HOUR, status(410)) for number in range(3)),
        ),
    ),
    "gone and asked at once": (
        "takes gone for an answer",
        (FIRST, then(HOUR, status(410)), then(5 * HOUR, status(410))),
    ),
    "a cookie": (
        "says nothing that it need not",
        (FIRST, then(HOUR, headers={"cookie": "id=1"})),
    ),
    "a referrer": (
        "says nothing that it need not",
        (FIRST, then(HOUR, headers={"referer": "http://www.gnn9.com/"})),
    ),
    "another name after a refusal": (
        "says nothing that it need not",
        (FIRST, then(HOUR, status(403)), then(4 * HOUR, headers={"user-agent": "Mozilla/5.0"})),
    ),
    "no name": (
        "says nothing that it need not",
        (asked(0.0, WHOLE, headers={"user-agent": None}),),
    ),
    "HEAD": ("says nothing that it need not", (asked(0.0, WHOLE, method="HEAD"),)),
    "an address with dice in it": (
        "asks for no address but those it was given",
        (FIRST, asked(HOUR, WHOLE, url=f"{URL}?_=123")),
    ),
    "an icon": (
        "asks for no address but those it was given",
        (FIRST, asked(HOUR, status(404), url="http://a.example/favicon.ico")),
    ),
    "a move for the time being that was kept": (
        "asks for no address but those it was given",
        (
            asked(0.0, status(302, Location="/b")),
            asked(1.0, WHOLE, url="http://a.example/b"),
            asked(2 * HOUR, SAME, url="http://a.example/b", headers=BOTH),
        ),
    ),
    "a circle": (
        "follows few redirects and no circle",
        (
            asked(0.0, MOVED),
            asked(1.0, status(302, Location="/feed"), url="http://a.example/b"),
            asked(2.0, MOVED),
        ),
    ),
    "seven hops": (
        "follows few redirects and no circle",
        tuple(
            asked(
                float(hop),
                status(302, Location=f"/{hop + 1}"),
                url=URL if hop == 0 else f"http://a.example/{hop}",
            )
            for hop in range(7)
        ),
    ),
    "validators shown to a stranger": (
        "sends the validators that it was given",
        (
            FIRST,
            then(HOUR, status(302, Location="http://b.example/feed")),
            then(HOUR + 1, WHOLE, url="http://b.example/feed"),
        ),
    ),
    "a stranger's validators shown at home": (
        "sends the validators that it was given",
        (
            asked(0.0, status(302, Location="http://b.example/feed")),
            asked(1.0, WHOLE, url="http://b.example/feed"),
            then(HOUR, status(302, Location="http://b.example/feed")),
            then(HOUR + 1, url="http://b.example/feed"),
        ),
    ),
    "given up": ("does not give up", (FIRST, then(40 * HOUR))),
    "nothing but 304": (
        "asks for all when nothing changes",
        (FIRST, *(then(number * 20 * HOUR) for number in range(1, 14))),
    ),
    "two at once": (
        HOST_RULE,
        (
            asked(0.0, WHOLE, ended=5.0),
            asked(2.0, WHOLE, url="http://a.example/other", source="b"),
        ),
    ),
    "half a second after a slow answer": (
        HOST_RULE,
        (
            asked(0.0, WHOLE, ended=5.0),
            asked(5.5, WHOLE, url="http://a.example/other", source="b"),
        ),
    ),
    "no second between two": (
        HOST_RULE,
        (FIRST, asked(0.5, WHOLE, url="http://a.example/other", source="b")),
    ),
    "a host that rests": (
        HOST_RULE,
        (
            asked(0.0, status(429)),
            asked(HOUR / 2, WHOLE, url="http://a.example/other", source="b"),
        ),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_poller_is_told_what_it_broke(name: str) -> None:
    rule, exchanges = BAD[name]
    assert rule in broken(*exchanges)


def test_every_rule_can_be_broken() -> None:
    assert {rule for rule, _ in BAD.values()} == {*RULES, HOST_RULE}


EXCUSED: dict[str, Callable[[], tuple[tuple[Exchange, ...], dict[str, Any]]]] = {
    "a person may ask before the answer is stale": lambda: (
        (asked(0.0, FRESH), then(5 * HOUR)),
        {"forced": [("a", 5 * HOUR - 1)]},
    ),
    "a person may ask in spite of a fault": lambda: (
        (FIRST, then(HOUR, status(500)), then(2 * HOUR)),
        {"forced": [("a", 2 * HOUR)]},
    ),
    "who dies over a poll may not know of the fault": lambda: (
        (FIRST, then(HOUR, status(500)), then(2 * HOUR)),
        {"kills": [HOUR + 10]},
    ),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_what_has_its_reason_is_no_fault(name: str) -> None:
    exchanges, more = EXCUSED[name]()
    assert broken(*exchanges) != {}
    assert broken(*exchanges, **more) == {}


@pytest.mark.parametrize(
    ("rule", "exchanges"),
    [
        ("keeps the spacing", (FIRST, then(HOUR / 2))),
        ("keeps retry after", (FIRST, then(HOUR, BUSY), then(2.5 * HOUR))),
    ],
)
def test_no_person_may_do_what_the_publisher_forbids(
    rule: str, exchanges: tuple[Exchange, ...]
) -> None:
    assert rule in broken(*exchanges, forced=[("a", exchanges[-1].at)])


def test_a_tag_that_showed_ten_times_that_it_is_worth_nothing_may_be_left_out() -> None:
    def turn(number: int) -> Exchange:
        tag = {"if-none-match": f'"{number - 1}"', "if-modified-since": MONDAY} if number else {}
        own = (("ETag", f'"{number}"'), ("Last-Modified", MONDAY))
        return asked(number * HOUR, replace(WHOLE, headers=own), headers=tag)

    for turns, fine in ((10, True), (9, False)):
        polls = [turn(number) for number in range(turns)]
        last = asked(turns * HOUR, SAME, headers={"if-modified-since": MONDAY})
        assert (broken(*polls, last) == {}) is fine
