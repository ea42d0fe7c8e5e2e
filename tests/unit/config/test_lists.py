"""The selectors of a page that lists stories: refused when the config is read, not when the page is."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import Listing

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

LIST = 'format = "list"'


def test_selectors_come_with_their_source(config_of: ConfigOf, a_source: ASource) -> None:
    text = a_source(LIST, "[source.list]", 'item = "ul.news > li"', 'date = ".day, time"')
    assert config_of(text).sources[0].listing == Listing(item="ul.news > li", date=".day, time")
    assert config_of(a_source()).sources[0].listing is None


@pytest.mark.parametrize("key", ["item", "headline", "link", "summary", "date"])
@pytest.mark.parametrize(
    "written",
    ['"li["', '"a::text"', '"//li"', '"ns|li"', '" "', "1", '["li"]', '"li:nth-child(x)"', f'"{"a " * 600}"'],
    ids=["open", "pseudo-element", "xpath", "namespace", "blank", "number", "list", "odd", "long"],
)  # fmt: skip
def test_what_is_no_selector_is_refused_with_its_key(
    key: str, written: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    item = "" if key == "item" else 'item = "li"'
    faults = faults_of(a_source(LIST, "[source.list]", item, f"{key} = {written}"))
    assert list(faults) == [f'source "ians": list.{key}']
    assert "a CSS selector such as" in faults[f'source "ians": list.{key}'].expected


def test_a_list_needs_an_item(faults_of: FaultsOf, a_source: ASource) -> None:
    assert list(faults_of(a_source(LIST, "[source.list]", 'headline = "h3"'))) == [
        'source "ians": list.item'
    ]
    assert list(faults_of(a_source(LIST, "[source.list]", 'item = ""'))) == [
        'source "ians": list.item'
    ]


def test_selectors_and_their_format_need_each_other(faults_of: FaultsOf, a_source: ASource) -> None:
    alone = faults_of(a_source(LIST))['source "ians": list']
    assert "`item`" in alone.expected
    other = faults_of(a_source("[source.list]", 'item = "li"'))['source "ians": list']
    assert other.expected == '`format = "list"`'


def test_a_misspelt_selector_is_named_with_the_nearest(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(LIST, "[source.list]", 'item = "li"', 'headlin = "h3"'))
    assert faults['source "ians": list.headlin'].nearest == "headline"
