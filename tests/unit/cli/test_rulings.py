"""`feeds hold`, `correct`, `release`: what people decide by a command where no daemon runs."""

import json

import pytest

PAGE = "public/all.json"


@pytest.fixture
def told(feeds, house, monkeypatch):
    """A house whose one story is out, in which commands are run."""
    monkeypatch.chdir(house)
    feeds("once", "--source", "ians")
    return feeds


def headlines(house) -> list[str]:
    return [item["title"] for item in json.loads((house / PAGE).read_text())["items"]]


def test_what_is_held_is_out_of_every_feed_until_it_is_released(told, house) -> None:
    said = told("hold", "ferry-1", "--reason", "the port  denies it")
    assert "held by the desk: the port denies it" in said.out
    assert headlines(house) == []
    assert list((house / "public/story").rglob("*ferry*")) == []
    again = told("hold", "ferry-1", "--reason", "so")
    assert (again.status, "is held: only what is published can be held" in again.err) == (1, True)
    told("release", "ferry-1", "--reason", "the port was wrong")
    assert headlines(house) == ["Ferry service resumes"]


def test_a_corrected_headline_is_in_the_feed_when_the_command_returns(told, house) -> None:
    told("correct", "ferry-1", "--headline", " Ferry  stops ", "--reason", "the wire erred")
    assert headlines(house) == ["Ferry stops"]
    same = told("correct", "ferry-1", "--headline", "Ferry stops", "--reason", "again")
    assert (same.status, "has this headline" in same.err) == (1, True)


def test_a_headline_or_a_reason_that_says_nothing_is_refused(told, house) -> None:
    blank = told("correct", "ferry-1", "--headline", " ", "--reason", "why")
    assert (blank.status, "--headline has to say something" in blank.err) == (2, True)
    for command in (("hold",), ("correct", "--headline", "H")):
        said = told(*command, "ferry-1", "--reason", " ")
        assert (said.status, "--reason has to say why" in said.err) == (2, True)
    assert headlines(house) == ["Ferry service resumes"]
