"""What ends or narrows a right: read, or refused in words."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import Carried, Media, Rights

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

CHANNEL = '[[channel]]\nid = "a"\ntitle = "A"\n'
KOLKATA = 'timezone = "Asia/Kolkata"'


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-12-31T18:30:00Z", datetime(2026, 12, 31, 18, 30, tzinfo=UTC)),
        ("2026-12-31T18:30:00+05:30", datetime(2026, 12, 31, 13, 0, tzinfo=UTC)),
        ("2026-12-31T18:30:00", datetime(2026, 12, 31, 13, 0, tzinfo=UTC)),
        ("'2026-12-31T18:30'", datetime(2026, 12, 31, 13, 0, tzinfo=UTC)),
        # On the day itself it still holds.
        ("2026-12-31", datetime(2026, 12, 31, 18, 30, tzinfo=UTC)),
        ("'2026-12-31'", datetime(2026, 12, 31, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_right_ends_at_an_instant_or_with_a_day_in_the_sites_zone(
    written: str, instant: datetime, config_of: ConfigOf, a_source: ASource
) -> None:
    text = a_source(f"rights_until = {written}", f"media_until = {written}")
    (found,) = config_of(text, site=KOLKATA).sources
    assert (found.rights_until, found.media_until) == (instant, instant)


@pytest.mark.parametrize(
    "written", ["'next year'", "''", "5", "18:30:00", "true", "'2026-13-01'", "0001-01-01"]
)
def test_an_end_that_cannot_be_read_is_a_fault_and_no_right_without_an_end(
    written: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(f"rights_until = {written}", f"media_until = {written}"))
    assert set(faults) == {'source "ians": rights_until', 'source "ians": media_until'}


def test_copy_that_a_wire_carries_has_a_table_of_its_own(
    config_of: ConfigOf, a_source: ASource
) -> None:
    table = (
        "[[source.carries]]\nagencies = ['AFP', 'Reuters']\nrights = 'summary'\nsummary_words = 30\n"
        "[[source.carries]]\nagencies = ['TASS']\nrights = 'internal'\n"
    )
    (found,) = config_of(a_source() + table).sources
    assert found.carries == (
        Carried(
            agencies=("AFP", "Reuters"),
            rights=Rights.SUMMARY,
            media=Media.NONE,
            summary_words=30,
        ),
        Carried(agencies=("TASS",), rights=Rights.INTERNAL),
    )


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("rights = 'full'", "carries[0].agencies"),
        ("agencies = []\nrights = 'full'", "carries[0].agencies"),
        ("agencies = ['?']\nrights = 'full'", "carries[0].agencies[0]"),
        ("agencies = ['AFP']", "carries[0].rights"),
        ("agencies = ['AFP']\nrights = 'some'", "carries[0].rights"),
        ("agencies = ['AFP']\nrights = 'full'\nsummary_words = 0", "carries[0].summary_words"),
        ("agencies = ['AFP']\nrights = 'full'\nrights_until = 'soon'", "carries[0].rights_until"),
    ],
)
def test_a_table_of_carried_copy_that_cannot_be_read_is_refused(
    row: str, key: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    assert set(faults_of(a_source() + f"[[source.carries]]\n{row}\n")) == {f'source "ians": {key}'}


@pytest.mark.parametrize("written", ["0", "-1", "'30'", "true", "1.5"])
def test_a_summary_has_a_whole_number_of_words(
    written: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    line = f"summary_words = {written}\n"
    faults = faults_of(a_source(line) + CHANNEL + line)
    assert set(faults) == {'source "ians": summary_words', 'channel "a": summary_words'}
