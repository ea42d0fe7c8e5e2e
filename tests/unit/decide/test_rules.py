"""Ordered rules: the first that is about an item decides; and why an item is not in a channel."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.route import digests, rejection, route, why_not
from feeds.model import Carried, Channel, Item, Rights, Rule, Selection, Source, Status

Make = Callable[..., Item]
MakeSource = Callable[..., Source]

FERRY = Selection(text="ferry")
SNOW = Selection(text="snow")
ALL = Selection()


def keep(select: Selection, id_: str = "1", reason: str = "") -> Rule:
    return Rule(id=id_, keeps=True, select=select, reason=reason)


def drop(select: Selection, id_: str = "1", reason: str = "") -> Rule:
    return Rule(id=id_, keeps=False, select=select, reason=reason)


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        ((), True),
        ((drop(FERRY),), False),
        ((drop(SNOW),), True),
        ((keep(FERRY), drop(ALL)), True),
        ((drop(ALL), keep(FERRY)), False),
        ((keep(SNOW), drop(ALL)), False),
        ((drop(SNOW), keep(ALL)), True),
    ],
)
def test_the_first_rule_that_is_about_an_item_decides(
    an_item: Make, a_source: MakeSource, rules: tuple[Rule, ...], taken: bool
) -> None:
    channel = Channel(id="a", title="A", rules=rules)
    assert route(an_item(), a_source(), [channel]) == (("a",) if taken else ())
    assert (why_not(an_item(), a_source(), channel) == "") is taken
    assert (rejection(an_item(), a_source(rules=rules)) is None) is taken


def test_a_rule_of_a_channel_saves_nothing_that_the_channel_does_not_select(
    an_item: Make, a_source: MakeSource
) -> None:
    channel = Channel(id="a", title="A", select=SNOW, rules=(keep(ALL),))
    assert route(an_item(), a_source(), [channel]) == ()


def test_a_rejection_names_the_rule_its_version_and_the_reason(
    an_item: Make, a_source: MakeSource
) -> None:
    found = rejection(an_item(), a_source(rules=(drop(FERRY, "boats", "Not our beat."),)))
    assert found is not None
    assert found.status is Status.REJECTED
    assert found.reason == 'dropped by rule "boats" of its source: Not our beat.'
    name, version = found.rule.split("/")
    assert (name, len(version)) == ("rules.boats", 8)
    other = rejection(an_item(), a_source(rules=(drop(ALL, "boats", "Not our beat."),)))
    assert other is not None
    assert other.rule != found.rule, "another selection is another version"


@pytest.mark.parametrize(
    ("source", "channel", "said"),
    [
        ({}, {}, ""),
        ({"rules": (drop(FERRY, "b"),)}, {}, 'dropped by rule "b" of source "ians"'),
        (
            {"rights": Rights.INTERNAL},
            {},
            'rights: what source "ians" allows of it is internal',
        ),
        (
            {"carries": (Carried(agencies=("ians",), rights=Rights.INTERNAL),)},
            {},
            'rights: what source "ians" allows of it is internal',
        ),
        (
            {"rights_until": datetime(2026, 11, 1, tzinfo=UTC)},
            {},
            'rights: source "ians" allowed it until 2026-11-01 00:00 UTC',
        ),
        ({}, {"rights": Rights.INTERNAL}, 'rights: channel "a" is internal'),
        (
            {},
            {"select": SNOW},
            "select: text: 'snow' is neither in the headline nor in the copy",
        ),
        (
            {},
            {"rules": (drop(FERRY, "boats", "Dull."),)},
            'dropped by rule "boats" of channel "a": Dull.',
        ),
    ],
)
def test_why_an_item_is_not_in_a_channel_names_what_decided(
    an_item: Make,
    a_source: MakeSource,
    source: dict[str, object],
    channel: dict[str, object],
    said: str,
) -> None:
    asked = Channel(**{"id": "a", "title": "A"} | channel)
    now = datetime(2026, 11, 2, tzinfo=UTC)
    assert why_not(an_item(), a_source(**source), asked, now=now) == said


def test_a_digest_changes_with_rules_and_with_rights_that_run_out(a_source: MakeSource) -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    channel = [Channel(id="a", title="A")]

    def of(source: Source, at: datetime = now) -> str:
        return digests(channel, {"ians": source}, at)["a"]

    plain = of(a_source())
    assert plain == of(a_source(), now + timedelta(days=9))
    more = {"ians": a_source(), "tass": a_source(id="tass")}
    assert digests(channel, more, now)["a"] == plain, "it keeps nothing back"
    assert of(a_source(rules=(drop(FERRY),))) != plain
    ending = a_source(rights_until=now)
    assert of(ending, now - timedelta(seconds=1)) == plain
    assert of(ending) != plain
    carried = a_source(carries=(Carried(agencies=("AFP",), rights=Rights.INTERNAL),))
    assert of(carried) != plain
    other = Channel(id="a", title="A", rules=(drop(FERRY),))
    assert digests([other], {"ians": a_source()}, now)["a"] != plain
