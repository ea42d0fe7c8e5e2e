"""Kills, holds and corrections that name no id: which story they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from feeds.decide.notices import Step, filed
from feeds.model import DeskItem
from tests.unit.decide.notices import NOON, a_story, an_item_of, judged


def test_the_one_story_with_the_headline_is_withdrawn_and_the_evidence_told() -> None:
    found = judged(
        'The story headlined "UPDATE 1-Divers raise ‘a bell’" is withdrawn.',
        a_story(),
        a_story("other", "Ferry resumes"),
    )
    assert (found.step, found.story, found.alarm) == (Step.WITHDRAW, "bell", False)
    assert found.rule == "notices.headline/1"
    assert "the headline is the same" in found.reason
    assert found.candidates[0].score > 0.8


def test_a_hold_that_is_certain_holds_its_story_without_alarm() -> None:
    found = judged('Please hold item dpa 157 "Divers raise a bell".', a_story(), provider="dpa")
    assert (found.step, found.story, found.alarm) == (Step.HOLD, "bell", False)


def test_a_correction_without_copy_marks_its_story_for_people_and_leaves_it_standing() -> None:
    text = 'In the story headlined "Divers raise a bell", please read 40 kg instead of 60.'
    found = judged(text, a_story())
    assert (found.step, found.story, found.alarm) == (Step.MARK, "bell", True)


@pytest.mark.parametrize(
    "text",
    [
        'The story headlined "Divers raise a bell" is withdrawn.',
        'Please hold the story headlined "Divers raise a bell".',
        'In the story headlined "Divers raise a bell", please read 40 kg instead of 60.',
    ],
)
def test_one_headline_on_two_stories_withdraws_neither_holds_both_and_alarms(text: str) -> None:
    found = judged(text, a_story("pune", city="Pune"), a_story("delhi", city="Delhi"))
    assert (found.step, found.story, found.alarm) == (Step.HOLD, "", True)
    assert {one.id for one in found.candidates} == {"pune", "delhi"}
    assert found.rule == "notices.several/1"


def test_what_else_is_named_tells_namesakes_apart() -> None:
    today = a_story("today", slugline="BC-Bay-Bell, 1st Ld", city="Pune", day=date(2026, 11, 2))
    before = a_story(
        "before",
        slugline="BC-Bay-Bell",
        city="Pune",
        day=date(2026, 11, 1),
        published=NOON - timedelta(days=1),
        received=NOON - timedelta(days=1),
    )
    delhi = replace(today, id="delhi", city="Delhi")
    both = "Please kill the story slugged BC-Bay-Bell."
    assert judged(both, today, before).story == ""
    named = "Please kill the Nov 2 story slugged BC-Bay-Bell."
    assert judged(named, today, before).story == "today"
    assert judged(named, today, before, delhi).story == ""
    placed = "Please kill the Nov 2 story slugged BC-Bay-Bell, datelined Pune."
    assert judged(placed, today, before, delhi).story == "today"


def test_the_time_it_moved_tells_namesakes_apart() -> None:
    early = a_story("early", slugline="BELL", published=NOON - timedelta(hours=2))
    late = replace(early, id="late", published=NOON - timedelta(hours=1))
    late = replace(late, received=late.published)
    text = "Please kill the story slugged BELL, moved at 10:02 GMT."
    assert judged(text, early, late).story == "early"


@pytest.mark.parametrize(
    ("slugline", "named"),
    [
        ("BC-Bay-Bell, 2nd Ld-Writethru", "BC-Bay-Bell"),
        ("Bay-Bell", "BC-BAY-BELL,0123"),
        ("BELL-BAY/ (UPDATE 2)", "BELL-BAY"),
        ("BELL BAY", "BELL-BAY"),
    ],
)
def test_slugs_are_compared_without_cycle_and_version(slugline: str, named: str) -> None:
    assert judged(f'Please kill the story slugged "{named}".', a_story(slugline=slugline)).story


@pytest.mark.parametrize(
    ("named", "story"),
    [
        ("dpa 157", {"guid": "dpa0157-2026-11-02", "number": "dpa0157"}),
        ("157", {"guid": "ians-20261102-0157"}),
        ("No. 157", {"number": "157"}),
        ("V9991", {"number": "V9991"}),
    ],
)
def test_numbers_are_compared_exactly_but_for_noughts(named: str, story: dict[str, str]) -> None:
    text = f"Please kill item {named}."
    assert judged(text, a_story(**story), provider="dpa").story == "bell"
    other = a_story(number="dpa1157", guid="dpa1157-2026-11-02")
    assert judged(text, other, provider="dpa").candidates == ()


def test_a_number_that_is_used_every_day_means_no_story_of_last_week() -> None:
    week = NOON - timedelta(days=7)
    old = a_story(number="dpa0157", published=week, received=week)
    found = judged("Please kill item dpa 157.", old, provider="dpa")
    assert (found.story, found.alarm) == ("", True)
    assert [one.id for one in found.candidates] == ["bell"]


def test_a_number_and_a_headline_that_point_to_two_stories_withdraw_neither() -> None:
    found = judged(
        'Please kill item dpa 157 "Divers raise a bell".',
        a_story("headline", number="dpa0163"),
        a_story("number", "Ferry resumes", number="dpa0157"),
        provider="dpa",
    )
    assert found.story == ""
    assert {one.id for one in found.candidates} == {"headline", "number"}


@pytest.mark.parametrize(
    "headline", ["Divers raise a second bell", "Divers raise the old bell again"]
)
def test_a_follow_up_is_not_withdrawn_for_the_story_that_it_follows(headline: str) -> None:
    text = 'Please kill the story slugged BELL headlined "Divers raise old bell".'
    found = judged(text, a_story("later", headline, slugline="BELL"))
    assert (found.story, found.alarm) == ("", True)
    assert [one.id for one in found.candidates] == ["later"]


def test_a_slip_in_the_headline_is_forgiven_where_something_else_agrees() -> None:
    text = 'Please kill the story slugged BELL headlined "Diver raises a bell from Pune bay".'
    story = a_story(headline="Divers raise a bell from Pune bay", slugline="BELL")
    assert judged(text, story).story == "bell"
    assert judged(text, replace(story, slugline="")).story == ""


def test_two_figures_are_two_stories() -> None:
    text = 'Please kill the story slugged BELL headlined "Divers raise 2 bells in Pune".'
    found = judged(text, a_story(headline="Divers raise 3 bells in Pune", slugline="BELL"))
    assert (found.story, found.alarm) == ("", True)


def test_an_earlier_headline_of_a_story_is_its_headline_too() -> None:
    story = a_story(headline="Bell rings", former=("Divers raise a bell",))
    assert judged('The story headlined "Divers raise a bell" is withdrawn.', story).story == "bell"


def test_what_is_filed_after_the_notice_is_not_meant() -> None:
    soon = NOON + timedelta(minutes=20)
    substitute = a_story("new", published=soon, received=soon)
    text = 'The story headlined "Divers raise a bell" is withdrawn.'
    assert judged(text, substitute).story == ""
    assert judged(text, substitute, a_story()).story == "bell"


def test_a_notice_that_matches_nothing_raises_the_alarm() -> None:
    found = judged("Please kill the story slugged BELL.", a_story(headline="Ferry resumes"))
    assert (found.step, found.story, found.candidates, found.alarm) == (Step.HOLD, "", (), True)
    assert found.rule == "notices.none/1"


def test_a_kill_that_is_taken_back_kills_nothing() -> None:
    found = judged(
        "Please disregard the kill notice on the story slugged BELL.", a_story(slugline="BELL")
    )
    assert (found.story, found.alarm, found.rule) == ("", True, "notices.disputed/1")


def test_a_story_about_a_notice_is_killed_as_any_other() -> None:
    story = a_story(headline="Paper withdraws kill notice on a bell")
    for text in (
        'The story headlined "Paper withdraws kill notice on a bell" is withdrawn.',
        "The story headlined Paper withdraws kill notice on a bell is withdrawn.",
    ):
        assert judged(text, story).story == "bell"


def test_a_slug_that_everything_carries_does_not_hold_everything() -> None:
    many = [a_story(str(n), f"Bell {n} rings", slugline="BELL") for n in range(100)]
    found = judged("Please kill the story slugged BELL.", *many)
    assert (found.story, len(found.candidates), found.alarm) == ("", 25, True)
    assert "100" in found.reason


def test_what_a_story_is_about_is_enough_to_hold_it_and_too_little_to_withdraw_it() -> None:
    found = judged(
        "ADVISORY: Please disregard the alert on canal tolls at 1000 GMT, which was sent in error.",
        a_story("toll", "Canal toll to double"),
        a_story(),
        headline="ADVISORY-Wrong alert",
        provider="Reuters",
    )
    assert (found.story, found.alarm) == ("", True)
    assert [one.id for one in found.candidates] == ["toll"]


def test_a_notice_is_no_candidate_of_the_next_notice(a_desk_item: Callable[..., DeskItem]) -> None:
    kill = an_item_of("Please kill the story slugged BELL.", "KILL: Divers raise a bell")
    assert filed(a_desk_item(kill)) is None
    story = filed(a_desk_item(), ("Ferry resumes",))
    assert story is not None
    assert (story.headline, story.former) == (
        "Ferry service resumes after the flood",
        ("Ferry resumes",),
    )


def test_the_order_of_candidates_does_not_matter() -> None:
    stories = [a_story("one", city="Pune"), a_story("two", city="Delhi"), a_story("three", "Bell")]
    text = 'The story headlined "Divers raise a bell" is withdrawn.'
    assert judged(text, *stories) == judged(text, *reversed(stories))


@pytest.mark.parametrize(
    "text",
    [
        "Please kill dpa 157 and dpa 158.",
        'Please kill the items dpa 157 "Divers raise a bell" and dpa 158 "Ferry resumes".',
    ],
)
def test_a_notice_on_two_stories_leaves_both_to_people(text: str) -> None:
    bell = a_story(number="dpa0157")
    ferry = a_story("ferry", "Ferry resumes", number="dpa0158")
    assert judged(text, bell, provider="dpa").story == ""
    found = judged(text, bell, ferry, provider="dpa")
    assert (found.story, found.alarm, found.rule) == ("", True, "notices.plural/1")
    assert {one.id for one in found.candidates} == {"bell", "ferry"}


def test_a_headline_of_the_notice_and_one_in_it_that_point_to_two_stories_withdraw_neither() -> (
    None
):
    text = 'The story headlined "Divers raise a bell" is withdrawn.'
    other = a_story("ferry", "Ferry resumes after flood")
    found = judged(text, other, headline="KILL: Ferry resumes after flood")
    assert (found.story, found.alarm) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "Please kill BC-US--Harbor Crane, which moved earlier today.",
        "Please kill the story slugged US--Harbor Crane that moved today.",
    ],
)
def test_a_slug_of_two_words_is_not_that_of_one(text: str) -> None:
    crane = a_story("crane", "Crane falls", slugline="BC-US--Harbor Crane, 1st Ld")
    harbor = a_story("harbor", "Harbor closes", slugline="BC-US--Harbor")
    assert judged(text, crane, harbor, provider="AP").story == "crane"
    assert judged(text, harbor, provider="AP").story == ""


@pytest.mark.parametrize(
    "headline",
    [
        "KILL: {}",
        "STORNO: {}",
        "ANULACIÓN - {}",
        "ANNULATION : {}",
        "STORY REMOVED: {}",
        "WITHDRAWN-{}",
        "निरस्त: {}",
    ],
)
def test_a_head_on_the_headline_of_the_story_is_enough(headline: str) -> None:
    found = judged(
        "The source took it back.", a_story(), headline=headline.format("Divers raise a bell")
    )
    assert (found.step, found.story) == (Step.WITHDRAW, "bell")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Please kill item dpa 0214 (Divers raise a bell). The police took it back.", "KILL KILL KILL"),
        ("Please kill our story: Divers raise a bell. Thanks.", "STORY KILL"),
        ("Please hold item dpa 214, Divers raise a bell, pending clarification.", "HOLD HOLD HOLD"),
    ],
)  # fmt: skip
def test_a_headline_without_quotes_counts_for_its_story(text: str, headline: str) -> None:
    assert judged(text, a_story(), headline=headline, provider="dpa").story == "bell"


@pytest.mark.parametrize(
    "headline", ["Correction: Bay-Bell story", "Correction: Bay Bell story", "Correction: Bay-Bell"]
)
def test_a_correction_of_the_ap_has_the_slug_for_its_headline(headline: str) -> None:
    text = "BAY CITY (AP) _ In a story Nov. 2 about a bell, the AP erroneously gave its weight."
    found = judged(text, a_story(slugline="BC-Bay-Bell"), headline=headline, provider="AP")
    assert (found.step, found.story) == (Step.MARK, "bell")
