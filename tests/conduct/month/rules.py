"""What a poller owes to publishers, checked against what their servers saw: nothing of ours is asked.

Each rule takes the polls of one source and says what broke it, in words with the second at which it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.conduct.month.log import Exchange, Log, Poll, origin

HOUR = 3600.0
DAY = 24 * HOUR

SPACING = HOUR
"""What the house's config says of it."""
HINTS_COUNT = DAY
RESTS_AT_MOST = 2 * DAY
UNCONDITIONAL = DAY
"""The least between two requests without condition, where there is a validator to send."""
WITHOUT_TAGS_AFTER = 10
SILENT_AT_MOST = 32 * HOUR
"""A day, what a source may come later by its place, and the rest that another source of its host was asked for."""
STUCK_AT_MOST = 9 * DAY
HOPS = 5
HOST_GAP = 1.0
SLACK = 0.001
"""Seconds by which sums of floats may be wrong."""

NAMES = frozenset(
    [
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
        "if-none-match",
        "if-modified-since",
    ]
)

Rule = Callable[[Sequence[Poll]], Iterator[str]]


def keeps_the_spacing(polls: Sequence[Poll]) -> Iterator[str]:
    """C20."""
    for before, poll in pairwise(polls):
        if poll.at - before.at < SPACING - SLACK:
            yield f"{poll.at:.0f}: {poll.at - before.at:.0f} s after the last poll"


def begins_without_condition(polls: Sequence[Poll]) -> Iterator[str]:
    """C01, C21."""
    if polls and polls[0].first.is_conditional:
        yield f"{polls[0].at:.0f}: the first request has a condition"


def sends_the_validators_that_it_was_given(polls: Sequence[Poll]) -> Iterator[str]:
    """C01-C07, C12, C14: of the last answer that was a feed, as they came, and both, and to nobody else; a tag
    may be left out where tags have shown that they are worth nothing (C09), and all once a day at most (C10).
    """
    memory = Memory()
    for poll in polls:
        for one in poll.exchanges:
            yield from memory.judge(one)
        memory.learn(poll)


@dataclass
class Memory:
    """What the server of an address has given, and what it may expect to see again."""

    giver: str = ""
    """The address."""
    etag: str = ""
    date: str = ""
    unconditional: float = 0.0
    """When it was last asked without condition."""
    tags: list[tuple[str, bytes]] = field(default_factory=list)
    """Of the last bodies, with their tags."""
    is_useless: bool = False
    """Whether the tags have been so many on one body; so they stay until the body is another, or one is known again."""
    part: bytes = b""
    """The last body that was not whole. The same once more is what the server has."""

    def judge(self, asked: Exchange) -> Iterator[str]:
        tag, date = asked.headers.get("if-none-match"), asked.headers.get("if-modified-since")
        if tag is not None and tag != self.etag:
            yield f"{asked.at:.0f}: If-None-Match {tag!r}, given was {self.etag!r}"
        if date is not None and date != self.date:
            yield f"{asked.at:.0f}: If-Modified-Since {date!r}, given was {self.date!r}"
        if asked.is_conditional and asked.origin != origin(self.giver or asked.url):
            yield f"{asked.at:.0f}: validators of {self.giver} shown to {asked.url}"
        if self.date and tag is not None and date is None:
            yield f"{asked.at:.0f}: one validator of two"
        if self.etag and date is not None and tag is None and not self.is_useless:
            yield f"{asked.at:.0f}: one validator of two"
        if not asked.is_conditional and asked.url == self.giver and (self.date or self.etag):
            since = asked.at - self.unconditional
            if since < UNCONDITIONAL:
                yield f"{asked.at:.0f}: no condition, {since:.0f} s after the last such request"

    def learn(self, poll: Poll) -> None:
        asked, reply = poll.last, poll.last.reply
        if not asked.is_conditional:
            self.unconditional = poll.at
        if not poll.is_good and not self.is_said_again(poll):
            return
        tag, date = reply.header("etag"), reply.header("last-modified")
        self.giver = asked.url
        if reply.status == 200:
            self.etag, self.date = tag, date
            self.tags = [*self.tags[1 - WITHOUT_TAGS_AFTER :], (tag, reply.body)]
            tags, bodies = {one for one, _ in self.tags}, {body for _, body in self.tags}
            shown = self.is_useless or len(tags) == WITHOUT_TAGS_AFTER
            self.is_useless = shown and len(bodies) == 1
        else:
            self.etag, self.date = tag or self.etag, date or self.date
            if "if-none-match" in asked.headers:
                self.tags, self.is_useless = [], False

    def is_said_again(self, poll: Poll) -> bool:
        reply = poll.last.reply
        known, self.part = self.part, reply.body
        return reply.is_part and reply.body == known and poll.last.is_delivered


def waits_while_the_answer_is_fresh(polls: Sequence[Poll]) -> Iterator[str]:
    """C22: what headers and feed ask for, up to a day; a person may ask sooner."""
    fresh, since = 0.0, 0.0
    for before, poll in pairwise(polls):
        if before.is_good:
            fresh, since = min(before.last.reply.fresh, HINTS_COUNT), before.at
        if not poll.is_forced and before.is_good and poll.at - since < fresh - SLACK:
            yield f"{poll.at:.0f}: {poll.at - since:.0f} s after an answer that was good for {fresh:.0f} s"


def keeps_out_of_the_hours_that_are_skipped(polls: Sequence[Poll]) -> Iterator[str]:
    """C24: once it knows them."""
    skips: frozenset[int] = frozenset()
    for poll in polls:
        if not poll.is_forced and int(poll.at // HOUR) % 24 in skips:
            yield f"{poll.at:.0f}: in an hour that the feed skips"
        if poll.is_good and poll.last.reply.status == 200:
            skips = poll.last.reply.skips


def keeps_retry_after(polls: Sequence[Poll]) -> Iterator[str]:
    """C30: whoever asks."""
    for before, poll in pairwise(polls):
        asked = before.last.reply.retry_after
        if asked is not None and poll.at - before.last.at < min(asked, RESTS_AT_MOST) - SLACK:
            yield f"{poll.at:.0f}: {poll.at - before.last.at:.0f} s after it was asked for {asked:.0f} s of rest"


def backs_off(polls: Sequence[Poll]) -> Iterator[str]:
    """C31, C34: each fault doubles the wait, up to a day. Who is told a time goes by that alone."""
    row = 0
    for before, poll in pairwise(polls):
        if before.is_killed:  # whether it got to learn of the answer, nobody outside can know
            row = 0 if before.is_good else row
            continue
        # A part looks like all, and asks for no rest.
        row = 0 if before.is_good or before.last.reply.is_part else row + 1
        refused = before.last.reply.status == 429
        wait = min(DAY, HOUR * 2.0 ** (row - 1 if refused else row)) if row else 0.0
        timed = before.last.reply.retry_after is not None
        if not poll.is_forced and not timed and poll.at - before.at < wait - SLACK:
            yield f"{poll.at:.0f}: {poll.at - before.at:.0f} s after fault number {row}"


def takes_gone_for_an_answer(polls: Sequence[Poll]) -> Iterator[str]:
    """C33: 410 is asked again once, a day later."""
    first: float | None = None
    stopped = False
    for poll in polls:
        if stopped:
            yield f"{poll.at:.0f}: asked though it is gone"
        elif first is not None and poll.at - first < DAY - SLACK and not poll.is_forced:
            yield f"{poll.at:.0f}: {poll.at - first:.0f} s after the first 410"
        if poll.last.reply.status != 410:
            first = None
        elif first is None:
            first = poll.at
        else:
            stopped = stopped or poll.at - first >= DAY - SLACK


def says_nothing_that_it_need_not(polls: Sequence[Poll]) -> Iterator[str]:
    """C35, C50, C51: no cookie, no referrer, one name that has a contact in it."""
    agents = Counter(one.headers.get("user-agent", "") for poll in polls for one in poll.exchanges)
    if len(agents) > 1 or not all("/" in agent and "(+http" in agent for agent in agents):
        yield f"it calls itself {', '.join(map(repr, sorted(agents)))}"
    for poll in polls:
        for one in poll.exchanges:
            for name in sorted(one.headers.keys() - NAMES):
                yield f"{one.at:.0f}: the header {name}"
            if one.method != "GET":
                yield f"{one.at:.0f}: {one.method}"


def asks_for_no_address_but_those_it_was_given(polls: Sequence[Poll]) -> Iterator[str]:
    """C41, C51: its own, and where a redirect led; a poll begins elsewhere only after a move for good."""
    if not polls:
        return
    own, moved = polls[0].first.url, {polls[0].first.url}
    for poll in polls:
        if poll.first.url not in moved:
            yield f"{poll.at:.0f}: {poll.first.url}, which is not {own}"
        if all(one.reply.status in {301, 308} for one in poll.exchanges[:-1]) and poll.is_good:
            moved.add(poll.last.url)


def follows_few_redirects_and_no_circle(polls: Sequence[Poll]) -> Iterator[str]:
    """C42."""
    for poll in polls:
        urls = [one.url for one in poll.exchanges]
        if len(urls) > HOPS + 1:
            yield f"{poll.at:.0f}: {len(urls)} requests in one poll"
        if len(set(urls)) < len(urls):
            yield f"{poll.at:.0f}: the same address twice in one poll"


def does_not_give_up(polls: Sequence[Poll]) -> Iterator[str]:
    """C22, C32, C34: a poller that never asks keeps every other rule."""
    for before, poll in pairwise(polls):
        reply = before.last.reply
        silence = SILENT_AT_MOST + (reply.retry_after or 0.0) + len(reply.skips) * HOUR
        if poll.at - before.at > silence:
            yield f"{poll.at:.0f}: {(poll.at - before.at) / HOUR:.0f} h after the last poll"


def asks_for_all_when_nothing_changes(polls: Sequence[Poll]) -> Iterator[str]:
    """C10: a 304 for more than a week may be a server's fault."""
    since: float | None = None
    for poll in polls:
        if since is not None and poll.first.is_conditional and poll.at - since > STUCK_AT_MOST:
            yield f"{poll.at:.0f}: nothing but 304 for {(poll.at - since) / DAY:.1f} days"
            since = poll.at
        if poll.last.reply.status != 304:
            since = None
        elif since is None:
            since = poll.at


RULES: dict[str, Rule] = {
    rule.__name__.replace("_", " "): rule
    for rule in (
        keeps_the_spacing,
        begins_without_condition,
        sends_the_validators_that_it_was_given,
        waits_while_the_answer_is_fresh,
        keeps_out_of_the_hours_that_are_skipped,
        keeps_retry_after,
        backs_off,
        takes_gone_for_an_answer,
        says_nothing_that_it_need_not,
        asks_for_no_address_but_those_it_was_given,
        follows_few_redirects_and_no_circle,
        does_not_give_up,
        asks_for_all_when_nothing_changes,
    )
}
HOST_RULE = "asks a host one thing at a time"


@dataclass(frozen=True)
class Report:
    """Of one source: figures, and what broke which rule."""

    source: str
    polls: int
    requests: int
    statuses: dict[int, int]
    bytes: int
    unconditional: int
    least: float
    """Seconds between two polls, at least; and at most."""
    most: float
    broken: dict[str, list[str]]

    def lines(self) -> Iterator[str]:
        """For people."""
        statuses = " ".join(f"{status}x{count}" for status, count in sorted(self.statuses.items()))
        yield (
            f"{'broken' if self.broken else 'kept  '} {self.source:28} {self.polls:5} polls "
            f"{self.requests:5} requests {self.unconditional:5} unconditional {self.bytes:9} bytes "
            f"{self.least / HOUR:6.2f} to {self.most / HOUR:6.2f} h   {statuses}"
        )
        for rule, faults in self.broken.items():
            yield f"       {rule}: {len(faults)} times, first {faults[0]}"


def reports(log: Log) -> dict[str, Report]:
    """What became of each source; a host's rule is told of the source that broke it."""
    crowded = at_hosts(log.exchanges)
    found = {}
    for source, polls in log.polls().items():
        broken = {name: told for name, rule in RULES.items() if (told := list(rule(polls)))}
        if source in crowded:
            broken[HOST_RULE] = crowded[source]
        gaps = [after.at - before.at for before, after in pairwise(polls)]
        exchanges = [one for poll in polls for one in poll.exchanges]
        found[source] = Report(
            source=source,
            polls=len(polls),
            requests=len(exchanges),
            statuses=dict(Counter(one.reply.status for one in exchanges)),
            bytes=sum(len(one.reply.body) for one in exchanges),
            unconditional=sum(not one.is_conditional for one in exchanges),
            least=min(gaps, default=0.0),
            most=max(gaps, default=0.0),
            broken=broken,
        )
    return found


def at_hosts(exchanges: Iterable[Exchange]) -> dict[str, list[str]]:
    """C30, C52: over all sources of a host, one request at a time, a second apart, and none while it rests."""
    found: dict[str, list[str]] = {}
    last: dict[str, Exchange] = {}
    rests: dict[str, float] = {}
    for one in sorted(exchanges, key=lambda one: one.at):
        before = last.get(one.host)
        faults = found.setdefault(one.source, [])
        if before is not None and one.at < before.ended - SLACK:
            faults.append(f"{one.at:.0f}: while {before.source} is still being answered")
        elif before is not None and one.at - before.ended < HOST_GAP - SLACK:
            faults.append(f"{one.at:.3f}: {one.at - before.ended:.3f} s after {before.source}")
        if one.at < rests.get(one.host, 0.0) - SLACK:
            faults.append(f"{one.at:.0f}: its host rests until {rests[one.host]:.0f}")
        asked = one.reply.retry_after
        if one.reply.status == 429 and asked is None:
            asked = HOUR
        if asked is not None:
            rests[one.host] = max(rests.get(one.host, 0.0), one.at + min(asked, RESTS_AT_MOST))
        last[one.host] = one
    return {source: faults for source, faults in found.items() if faults}
