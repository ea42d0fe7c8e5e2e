"""What a channel selects by, and ordered rules: read, or refused in words."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import Rule, Selection

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

CHANNEL = '[[channel]]\nid = "a"\ntitle = "A"\n'
KOLKATA = 'timezone = "Asia/Kolkata"'


def test_all_that_a_selection_can_say_arrives_under_the_sites_zone(config_of: ConfigOf) -> None:
    select = (
        "select = { places = ['Pune', 'New Delhi'], weekdays = ['mon', 'sun'], "
        "hours = '22:00-06:00', text = 'flood \"ferry service\"', match = '(?i)ferr(y|ies)' }\n"
    )
    (channel,) = config_of(CHANNEL + select, site=KOLKATA).channels
    assert channel.select == Selection(
        places=("Pune", "New Delhi"),
        weekdays=("mon", "sun"),
        hours=(1320, 360),
        text='flood "ferry service"',
        match="(?i)ferr(y|ies)",
        timezone="Asia/Kolkata",
    )


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("06:00-22:00", (360, 1320)),
        ("00:00-24:00", (0, 1440)),
        ("23:30-00:00", (1410, 0)),
    ],
)
def test_hours_are_minutes_since_midnight(
    written: str, minutes: tuple[int, int], config_of: ConfigOf
) -> None:
    (channel,) = config_of(CHANNEL + f'select = {{ hours = "{written}" }}\n').channels
    assert channel.select.hours == minutes


@pytest.mark.parametrize(
    ("select", "key", "words"),
    [
        ('hours = "6-22"', "hours", "06:00-22:00"),
        ('hours = "06:00-25:00"', "hours", "06:00-22:00"),
        ('hours = "06:00-06:00"', "hours", "two different"),
        ("hours = 6", "hours", "06:00-22:00"),
        ('weekdays = ["monday"]', "weekdays[0]", '"mon"'),
        ('places = [""]', "places[0]", "not empty"),
        ("text = '\"ferry'", "text", "closed"),
        ("text = 'flood \"\"'", "text", "a letter or a digit"),
        ("text = '...'", "text", "a letter or a digit"),
        ('text = "a\\nb"', "text", "one line"),
        ("match = 5", "match", "text in quotes"),
    ],
)
def test_what_selects_nothing_or_everything_by_mistake_is_refused(
    select: str, key: str, words: str, faults_of: FaultsOf
) -> None:
    fault = faults_of(CHANNEL + f"select = {{ {select} }}\n")[f'channel "a": select.{key}']
    assert words in fault.expected


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("ferry(", "missing ) at character 1: ferry("),
        ("ferry (?=boat)", "invalid perl operator at character 7: (?="),
        (r"(a)\1", r"invalid escape sequence at character 4: \1"),
        ("fährt [z-a]", "invalid character class range at character 8: z-a"),
        ("a{2000}", "invalid repetition size at character 2: {2000}"),
        ("(((((a{9}){9}){9}){9}){9}){9}", "RE2"),
        ("x" * 1001, "1000 characters at most"),
    ],
)
def test_an_expression_that_re2_refuses_is_a_fault_with_its_place(
    pattern: str, words: str, faults_of: FaultsOf
) -> None:
    rules = f"[[channel.rules]]\ndrop = {{ match = '{pattern}' }}\n"
    text = CHANNEL + f"select = {{ match = '{pattern}' }}\n{rules}"
    faults = faults_of(text)
    assert set(faults) == {'channel "a": select.match', 'channel "a": rules[0].drop.match'}
    assert all(words in fault.expected for fault in faults.values()), faults


def test_rules_keep_their_order_and_go_by_their_id_or_their_number(
    config_of: ConfigOf, a_source: ASource
) -> None:
    rules = (
        "rules = [{ id = 'boats', keep = { text = 'ferry' } }, "
        "{ drop = {}, reason = 'Not our beat.' }]"
    )
    found = config_of(a_source(rules) + CHANNEL + rules, site=KOLKATA)
    wanted = (
        Rule(
            id="boats",
            keeps=True,
            select=Selection(text="ferry", timezone="Asia/Kolkata"),
        ),
        Rule(
            id="2",
            keeps=False,
            select=Selection(timezone="Asia/Kolkata"),
            reason="Not our beat.",
        ),
    )
    assert found.sources[0].rules == wanted
    assert found.channels[0].rules == wanted


@pytest.mark.parametrize(
    ("rules", "key", "words"),
    [
        ("[{ id = 'x' }]", "rules[0]", "either `keep` or `drop`"),
        ("[{ keep = {}, drop = {} }]", "rules[0]", "either `keep` or `drop`"),
        ("[{ id = 'x', keep = {} }, { id = 'x', drop = {} }]", "rules", "different ids"),
        ("[{ id = '2', keep = {} }, { drop = {} }]", "rules", "2 go by '2'"),
        ("[{ id = 'Not this', keep = {} }]", "rules[0].id", "small letters"),
        ("[{ kepe = {} }]", "rules[0].kepe", "no such key"),
        ("'drop'", "rules", "a list"),
    ],
)
def test_a_rule_that_says_two_things_or_nothing_is_refused(
    rules: str, key: str, words: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(f"rules = {rules}") + CHANNEL + f"rules = {rules}\n")
    for owner in ('source "ians"', 'channel "a"'):
        assert words in faults[f"{owner}: {key}"].expected


def test_a_misspelt_field_of_a_rule_is_known_for_the_one_it_resembles(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source("rules = [{ drop = { langauges = ['hi'] } }]"))
    assert faults['source "ians": rules[0].drop.langauges'].nearest == "languages"


def test_a_provider_in_a_channels_rule_that_no_source_has_is_a_warning(
    config_of: ConfigOf, a_source: ASource
) -> None:
    rules = "rules = [{ drop = { providers = ['Kyodo'] } }, { keep = { providers = ['ians'] } }]\n"
    (lonely,) = config_of(a_source() + CHANNEL + rules).warnings
    assert "Kyodo" in lonely
