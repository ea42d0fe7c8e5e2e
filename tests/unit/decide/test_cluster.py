"""The same event in other words becomes one story, and two events from one city stay two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.cluster import (
    LOOK_BACK,
    MOST_LOOKED_UP,
    MOST_STORIES,
    look_up,
    lost,
    place,
    read,
)
from feeds.decide.words import fold
from feeds.model import Frequencies, Joining, Topic
from feeds.store.memory_stories import MemoryStories


class Desk:
    """Takes headlines in the order in which they come, and says what became of each."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.told = MemoryStories()
        self._stories = 0

    def has_seen(self, stories: int) -> None:
        """So many stories that have nothing in common."""
        for number in range(stories):
            self.told.join(f"other-{number}", read(f"Vqa{number} zelb{number}"), self.now)

    def files(self, headline: str, *, city: str = "", hours: float = 0.1) -> Joining:
        self.now += timedelta(hours=hours)
        topic = read(headline, city=city)
        joining = place(topic, self.told, now=self.now)
        self._stories += not joining.story
        self.told.join(joining.story or f"story-{self._stories}", topic, self.now)
        return joining


@pytest.fixture
def desk(noon: datetime) -> Desk:
    """A desk that has seen an ordinary morning."""
    opened = Desk(noon)
    for headline in MORNING:
        assert opened.files(headline).story == "", headline
    return opened


MORNING = (
    "Rupee gains 12 paise against dollar in early trade",
    "Heavy rain floods low-lying areas of Chennai",
    "Brazil's central bank keeps interest rate at 10.5 percent",
    "Kenya opens first solar plant on Lake Turkana",
    "Police arrest four men over museum theft in Lyon",
    "Volcano in Iceland sends ash over northern villages",
    "Parliament of Nepal passes citizenship bill",
    "Toyota recalls 40,000 hatchbacks over faulty brakes",
    "Researchers find frog that sings under water",
    "Strike of dockers halts ferries to Sardinia",
)


def test_an_ians_and_a_xinhua_version_of_one_story_become_one(desk: Desk) -> None:
    first = desk.files(
        "Urgent: Lavrov says Russia, U.S. to go on cooperating over Syria settlement", city="MOSCOW"
    )
    assert first.story == ""
    second = desk.files("Russia, US agree to cooperate in solving Syria crisis", city="Moscow")
    assert second.story == f"story-{len(MORNING) + 1}"
    assert "Russia" in second.reason
    assert "within 1 h" in second.reason
    assert "same dateline city" in second.reason
    assert second.score > 2.5
    assert second.rule == "cluster.story/1"


def test_two_stories_from_one_city_on_one_day_stay_two(desk: Desk) -> None:
    desk.files("Lavrov says Russia, U.S. to go on cooperating over Syria settlement", city="MOSCOW")
    for headline in (
        "Moscow metro to run all night on New Year's Eve",
        "Bolshoi cancels premiere after soloist is injured",
        "Russia raises duty on wheat exports",
    ):
        joining = desk.files(headline, city="Moscow")
        assert joining.story == "", (headline, joining.reason)


def test_the_dateline_city_alone_joins_nothing_even_when_headlines_name_it(desk: Desk) -> None:
    desk.files("Fire in Moscow warehouse put out", city="Moscow")
    assert desk.files("Moscow hosts chess congress", city="Moscow").story == ""


def test_a_later_lead_and_another_agencys_words_join_the_story_they_go_on_with(desk: Desk) -> None:
    first = desk.files("Ferry with 120 aboard sinks off Sulawesi")
    assert first.story == ""
    sunk = f"story-{len(MORNING) + 1}"
    for headline in (
        "Ferry sinks off Sulawesi, dozens missing",
        "Rescuers search for missing after Sulawesi ferry disaster",
        "Indonesia: 31 bodies found after ferry sinks near Sulawesi",
    ):
        assert desk.files(headline).story == sunk, headline


def test_what_the_story_is_about_is_enough_once_the_story_is_known_for_it(desk: Desk) -> None:
    desk.has_seen(40)
    for headline in (
        "Oumarova wins Dakar stage in sandstorm",
        "Oumarova takes Dakar lead after sandstorm stage",
        "Sandstorm stage at Dakar goes to Oumarova",
        "Dakar: Oumarova first through sandstorm",
        "Oumarova leads Dakar",
    ):
        desk.files(headline)
    assert desk.files("Who is Oumarova?").story == f"story-{len(MORNING) + 1}"


def test_a_story_fades_with_the_days_and_ends_with_the_fortnight(desk: Desk) -> None:
    desk.files("Ferry with 120 aboard sinks off Sulawesi")
    again = "Ferry sinks off Sulawesi"
    soon = place(read(again), desk.told, now=desk.now + timedelta(hours=2))
    later = place(read(again), desk.told, now=desk.now + timedelta(days=2))
    never = place(read(again), desk.told, now=desk.now + LOOK_BACK + timedelta(minutes=1))
    assert soon.story
    assert later.score < soon.score
    assert not later.story
    assert "too weak" in later.reason
    assert never == Joining(score=0.0, rule="cluster.story/1", reason="no story shares a rare term")


def test_time_only_ever_takes_away() -> None:
    hours = [lost(timedelta(hours=n)) for n in range(-5, 400)]
    assert hours == sorted(hours)
    assert hours[0] == 0.0


def test_terms_that_stand_everywhere_are_not_looked_up() -> None:
    topic = read("Government of Kiribati opens talks")
    counts = {"government": MOST_STORIES + 1, "open": 40, "talk": MOST_STORIES, "kiribati": 1}
    counts = {fold(term): count for term, count in counts.items()}
    found = look_up(topic, Frequencies(stories=9000, counts=counts))
    assert found == ["kiribati", "open", "talk"]


def test_of_a_long_headline_only_the_rarest_terms_are_looked_up() -> None:
    topic = read(" ".join(f"word{n}" for n in range(40)))
    counts = {term.text: 40 - at for at, term in enumerate(topic.terms)}
    found = look_up(topic, Frequencies(stories=9000, counts=counts))
    assert found == [f"word{n}" for n in range(39, 39 - MOST_LOOKED_UP, -1)]


def test_a_store_is_asked_for_no_story_where_no_term_was_seen_before(noon: datetime) -> None:
    class Mute(MemoryStories):
        def sharing(
            self, rare: Sequence[str], terms: Sequence[str], *, since: datetime, limit: int
        ) -> Sequence[object]:
            raise AssertionError("asked for stories by terms that no story has")

    assert place(read("Nothing like it before"), Mute(), now=noon).story == ""
    assert place(Topic(), Mute(), now=noon).story == ""


# --- terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "terms"),
    [
        (
            "Putin's aide meets NATO's chiefs in U.S.",
            ["putin", "aide", "meet", "nato", "chief", "us"],
        ),
        ("LG says 1,200 jobs to go ...", ["lg", "1200", "job", "go"]),
        ("They told us about it", []),
        ("Rates at 10.5 percent, 4G, 2nd LD", ["rate", "10.5", "percent", "4g", "2nd", "ld"]),
        ("मौसम में बदलाव", ["मौसम", "में", "बदलाव"]),
        ("上海暴雨", ["上海", "海暴", "暴雨"]),
    ],
)
def test_terms_are_words_without_the_endings_of_the_sentence(
    headline: str, terms: list[str]
) -> None:
    assert [term.text for term in read(headline).terms] == terms


def test_names_are_known_by_capitals_unless_all_words_have_them() -> None:
    def named(headline: str) -> set[str]:
        return {term.word for term in read(headline).terms if term.name}

    assert named("Pizza chain Sbarro files for Chapter 11") == {"Sbarro", "Chapter", "11"}
    assert named("Pizza Chain Sbarro Files For Chapter 11") == {"11"}


@given(st.text(max_size=200))
def test_any_headline_has_terms_each_once(headline: str) -> None:
    terms = [term.text for term in read(headline).terms]
    assert len(set(terms)) == len(terms)
    assert all(terms)


@given(st.lists(st.sampled_from(MORNING), max_size=12))
def test_the_same_stream_makes_the_same_stories(headlines: list[str]) -> None:
    def run() -> list[Joining]:
        opened = Desk(datetime.fromisoformat("2026-11-02T12:00:00+00:00"))
        return [opened.files(headline) for headline in headlines]

    assert run() == run()


def test_frequencies_count_stories_and_not_items(desk: Desk) -> None:
    for _ in range(50):
        desk.files("Ferry with 120 aboard sinks off Sulawesi")
    counts: Mapping[str, int] = desk.told.frequencies(
        ["ferry", "ferri", "sulawesi"], since=desk.now - LOOK_BACK
    ).counts
    assert counts["sulawesi"] == 1
