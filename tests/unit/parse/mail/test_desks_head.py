"""A story that was sent on, and what a desk or a press office has written above it."""

from datetime import UTC, datetime

import pytest

from feeds.model import Person, PubStatus
from tests.unit.parse.mail.mails import (
    SECOND,
    STORY,
    html_mail,
    item_of,
    paragraphs_of,
    plain_mail,
    words_of,
)

FORWARD_HEAD = (
    "From: Nils <n@x.example>\nDate: Mon, 2 Nov 2026\nSubject: Bell\nTo: Jo <jo@x.example>"
)


@pytest.mark.parametrize(
    "above",
    [
        "FYI, for tomorrow.\n\nJo\n\n---------- Forwarded message ---------\n",
        "---------- Forwarded message ---------\n",
        "FYI\n\nBegin forwarded message:\n\n",
        "FYI\n\n-------- Weitergeleitete Nachricht --------\n",
        "FYI\n\n",
    ],
)
def test_a_story_that_was_sent_on_is_the_story_and_what_stands_above_it_is_not(above: str) -> None:
    item = item_of(plain_mail(f"{above}{FORWARD_HEAD}\n\n{STORY}\n\n{SECOND}", "Fwd: Bell"))
    assert paragraphs_of(item) == [STORY, SECOND]
    assert item.ednote == ""


def test_a_story_that_was_sent_on_may_be_quoted() -> None:
    quoted = "\n".join(f"> {line}" for line in f"{FORWARD_HEAD}\n\n{STORY}\n\n{SECOND}".split("\n"))
    item = item_of(plain_mail(f"Begin forwarded message:\n\n{quoted}", "Fwd: Bell"))
    assert paragraphs_of(item) == [STORY, SECOND]


def test_a_note_to_editors_above_a_story_that_was_sent_on_is_kept_for_them() -> None:
    text = f"Note to editors: pictures follow\n\n---------- Forwarded message ---------\n{FORWARD_HEAD}\n\n{STORY}"
    item = item_of(plain_mail(text, "Fwd: Bell"))
    assert item.ednote == "Note to editors: pictures follow"
    assert paragraphs_of(item) == [STORY]


HEAD_LINES = "Headline: Bell rings\nSlug: BELL\nWords: 120\nMystery: SECRET\nByline: By Meher Rao and A. Kulkarni\nUrgency: 3"


@pytest.mark.parametrize("html", [False, True])
def test_a_desks_head_is_read_into_fields(html: bool) -> None:
    text = f"{HEAD_LINES}\n\n{STORY}"
    body = HEAD_LINES.replace("\n", "<br>")
    mail = html_mail(f"<p>{body}</p><p>{STORY}</p>") if html else plain_mail(text)
    item = item_of(mail)
    assert item.headline.value == "Bell rings"
    assert item.slugline == "BELL"
    assert item.authors == (Person(name="Meher Rao"), Person(name="A. Kulkarni"))
    assert item.urgency == 3
    assert words_of(item) == STORY
    assert "SECRET" not in repr(item)


@pytest.mark.parametrize(
    "line",
    ["Date: the fruit is sweet.", "Moscow: The bell rang.", "Contact: the film opens on Friday."],
)
def test_a_story_may_begin_as_a_head_does(line: str) -> None:
    assert paragraphs_of(item_of(plain_mail(f"{line}\n\n{STORY}"))) == [line, STORY]


@pytest.mark.parametrize("line", ["PRESS RELEASE", "For immediate release:", "*Pressemitteilung*"])
def test_what_press_offices_write_above_their_copy_is_none(line: str) -> None:
    assert paragraphs_of(item_of(plain_mail(f"{line}\n\n{STORY}\n\n{SECOND}"))) == [STORY, SECOND]


def test_an_embargo_that_can_be_read_is_one() -> None:
    item = item_of(plain_mail(f"Headline: Bell\nEmbargo: 2026-11-03T06:00Z\n\n{STORY}"))
    assert item.embargoed == datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert item.pubstatus is PubStatus.USABLE


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (f"EMBARGOED UNTIL one minute past midnight\n\n{STORY}", "Bell"),
        (f"[Strictly embargoed until Tuesday noon]\n\n{STORY}", "Bell"),
        (STORY, "EMBARGOED until Tuesday: Bell"),
        (STORY, "[Embargo] Bell"),
    ],
)
def test_a_story_whose_embargo_nobody_can_read_is_withheld(text: str, subject: str) -> None:
    assert item_of(plain_mail(text, subject)).pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize("subject", ["Embargo on bells lifted", "Embargoed bells arrive"])
def test_a_story_about_an_embargo_is_under_none(subject: str) -> None:
    assert item_of(plain_mail(STORY, subject)).pubstatus is PubStatus.USABLE


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Meher Rao, Bay Science Writer", ["Meher Rao"]),
        ("Meher Rao in Pune", ["Meher Rao"]),
        ("By the sports desk", []),
        ("Meher Rao, A. Kulkarni; Jo Kay", ["Meher Rao", "A. Kulkarni", "Jo Kay"]),
        ("Rao", ["Rao"]),
    ],
)
def test_a_byline_of_a_desks_head_names_people(byline: str, names: list[str]) -> None:
    item = item_of(plain_mail(f"Headline: Bell\nByline: {byline}\n\n{STORY}"))
    assert [one.name for one in item.authors] == names
