"""What is attached to a mail: which of it is the story, and what its mail forbids it."""

import base64
import json
from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import PubStatus
from feeds.parse.mail import parse_mail
from tests.unit.parse.mail.mails import HEAD, STORY, item_of, mail_payload, parts_mail

INNER = f"From: n@x.example\nDate: Sun, 1 Nov 2026 10:00:00 +0000\nSubject: Inner bell\nMessage-ID: <in@x.example>\n\n{STORY}\n"


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream; name=story.eml"])
def test_a_message_that_is_attached_is_the_story(kind: str) -> None:
    mail = parts_mail("Content-Type: text/plain\n\nSee below.", f"Content-Type: {kind}\n\n{INNER}")
    item = item_of(mail)
    assert (item.guid, item.headline.value) == ("in@x.example", "Inner bell")
    assert item.body.value == STORY


def test_a_document_of_a_news_format_that_is_attached_is_the_story() -> None:
    ninjs = json.dumps(
        {"uri": "urn:bell:7", "headline": "Bell", "body_text": STORY, "pubstatus": "usable"}
    )
    encoded = base64.encodebytes(ninjs.encode()).decode()
    mail = parts_mail(
        "Content-Type: text/plain\n\nHello, here is one.",
        f'Content-Type: application/json; name="bell.json"\nContent-Transfer-Encoding: base64\n\n{encoded}',
    )
    item = item_of(mail)
    assert item.guid == "urn:bell:7"
    assert "Hello" not in repr(item)
    assert item.updated == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


NITF = (
    "Content-Type: application/xml\n\n<nitf><body><body.head><hedline><hl1>Bell</hl1></hedline></body.head>"
    "<body.content><p>It rang.</p></body.content></body></nitf>"
)


def ninjs_part(**members: str) -> str:
    told = json.dumps({"uri": "urn:bell:7", "headline": "Bell", "body_text": STORY} | members)
    return f"Content-Type: application/json; name=bell.json\n\n{told}"


@pytest.mark.parametrize(
    ("subject", "texts", "status"),
    [
        ("EMBARGOED UNTIL Friday noon: Bell", [], PubStatus.WITHHELD),
        ("[Embargo] Bell", [], PubStatus.WITHHELD),
        ("HOLD: Bell", [], PubStatus.WITHHELD),
        ("Fwd: URGENT: HOLD HOLD HOLD Bell", [], PubStatus.WITHHELD),
        ("KILL: Bell", [], PubStatus.CANCELED),
        ("[Kill] Bell", ["Hello, here is one."], PubStatus.CANCELED),
        ("MANDATORY KILL - Bell", [], PubStatus.CANCELED),
        ("Bell", ["KILL KILL KILL\n\nBell is attached."], PubStatus.CANCELED),
        ("Bell", ["Headline: HOLD: Bell\n\nIt is attached."], PubStatus.WITHHELD),
        ("Bell", ["EMBARGOED UNTIL one minute past midnight"], PubStatus.WITHHELD),
        ("Bell", [], PubStatus.USABLE),
        ("Killjoy: Bell", [], PubStatus.USABLE),
        ("Hold: a ship's belly", [], PubStatus.USABLE),
        ("Kill fees rise - Bell", [], PubStatus.USABLE),
    ],
)
def test_an_attached_story_is_barred_where_its_mail_says_so(
    subject: str, texts: list[str], status: PubStatus
) -> None:
    parts = [f"Content-Type: text/plain\n\n{one}" for one in texts]
    item = item_of(parts_mail(*parts, NITF, subject=subject))
    assert (item.headline.value, item.pubstatus) == ("Bell", status)
    if texts == [] and status is not PubStatus.USABLE:
        assert "Bell" in item.ednote


def test_the_stricter_status_of_a_mail_and_its_story_counts() -> None:
    item = item_of(parts_mail(ninjs_part(pubstatus="canceled"), subject="HOLD: Bell"))
    assert item.pubstatus is PubStatus.CANCELED
    item = item_of(parts_mail(ninjs_part(pubstatus="withheld"), subject="KILL: Bell"))
    assert item.pubstatus is PubStatus.CANCELED


@pytest.mark.parametrize("stated", ["2026-11-03T06:00:00Z", "2026-11-05T06:00:00Z"])
def test_the_later_embargo_of_a_mail_and_its_story_counts(stated: str) -> None:
    cover = "Content-Type: text/plain\n\nHeadline: Bell\nEmbargo: 2026-11-04T06:00Z"
    item = item_of(parts_mail(cover, ninjs_part(embargoed=stated)))
    assert item.embargoed == datetime(2026, 11, max(4, int(stated[9])), 6, tzinfo=UTC)


def attached_text(name: str, text: str) -> str:
    return f'Content-Type: text/plain; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n\n{text}'


def test_plain_text_that_is_attached_is_the_story_where_the_mail_says_so() -> None:
    cover = "Content-Type: text/plain\n\nThe story is attached."
    mail = parts_mail(cover, attached_text("story.txt", f"Bell rings\n\n{STORY}"))
    assert item_of(mail).body.value == STORY
    assert item_of(mail).guid == "bell-1@harbour.example"


def test_an_attached_text_may_name_a_character_set_that_is_none() -> None:
    part = "Content-Type: text/plain; charset=undefined; name=bell.txt\n\nBell rings\n\nCafé bell."
    assert "Café bell." in item_of(parts_mail(part).encode("latin-1")).body.value


def test_plain_text_that_is_attached_to_a_story_is_none() -> None:
    story = f"Content-Type: text/plain\n\n{STORY}"
    mail = parts_mail(story, attached_text("terms.txt", "SECRET terms\n\n" + "SECRET. " * 50))
    assert "SECRET" not in repr(item_of(mail))
    assert item_of(mail).body.value == STORY


def test_pictures_are_neither_stories_nor_enclosures() -> None:
    picture = (
        'Content-Type: image/jpeg; name="bell.jpg"\nContent-Transfer-Encoding: base64\n\n/9j/4AA='
    )
    item = item_of(parts_mail(f"Content-Type: text/plain\n\n{STORY}", picture))
    assert item.enclosures == ()
    with pytest.raises(ParseError, match="no story"):
        parse_mail(mail_payload(parts_mail(picture)))


def test_each_message_of_a_digest_is_a_story() -> None:
    mail = parts_mail(f"\n{INNER}", f"\n{INNER.replace('in@', 'other@')}", kind="digest")
    found = parse_mail(mail_payload(mail)).items
    assert [one.guid for one in found] == ["in@x.example", "other@x.example"]


@pytest.mark.parametrize(
    "mail",
    [
        HEAD.format("Out of office") + "Auto-Submitted: auto-replied\n\nI am away.\n",
        parts_mail(
            "Content-Type: text/plain\n\nUndeliverable.",
            "Content-Type: message/delivery-status\n\nAction: failed",
            f"Content-Type: message/rfc822\n\n{INNER}",
            kind="report; report-type=delivery-status",
        ),
    ],
)
def test_what_a_mail_system_writes_by_itself_holds_no_story(mail: str) -> None:
    assert parse_mail(mail_payload(mail)).items == ()
