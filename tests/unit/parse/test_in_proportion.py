"""What is long and holds nothing is read, or refused, in no time; limits hold for what is added up, too."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import parse

ITEM = "<item><title>Bell</title><guid>1</guid></item>"
RSS = '<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'
MUCH = 200_000


@pytest.mark.processor(10)
@pytest.mark.parametrize("name", ["newsmlg2", "newsml1", "nitf", "ritzau"])
@pytest.mark.parametrize("body", [" " * MUCH + "<x>", "<!DOCTYPE " * MUCH, "<!DOCTYPE [" * MUCH])
def test_xml_of_agencies_that_is_all_blanks_or_doctypes_is_refused_at_once(
    name: str, body: str, a_payload: Callable[..., Payload]
) -> None:
    with pytest.raises(ParseError):
        parse(a_payload(body), format=name)


@pytest.mark.parametrize("before", ['<!-- <!DOCTYPE " -->', "<!-- <!DOCTYPE [ -->"])
def test_a_doctype_behind_another_brings_no_entities_in(
    before: str, a_payload: Callable[..., Payload]
) -> None:
    entities = '<!DOCTYPE nitf [<!ENTITY bell "rings">]>'
    with pytest.raises(ParseError):
        parse(a_payload(f"{before}{entities}<nitf><body><p>&bell;</p></body></nitf>"))


@pytest.mark.processor(10)
@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE " * MUCH,
        "<?xml version='1.0'?><!-- -->" + "\n" * MUCH + RSS.format(ITEM),
    ],
    ids=["doctypes", "lines"],
)
def test_a_feed_that_is_next_to_nothing_but_a_head_is_refused_at_once(
    body: str, a_payload: Callable[..., Payload]
) -> None:
    with pytest.raises(ParseError):
        parse(a_payload(body), format="feed")


@pytest.mark.processor(10)
def test_hours_to_skip_that_begin_and_never_end_cost_nothing(
    a_payload: Callable[..., Payload],
) -> None:
    body = RSS.format(ITEM) + "<!--" + "<skipHours><hour>1</hour>" * (MUCH // 5) + "-->"
    assert parse(a_payload(body)).hints.skip_hours == ()


def test_hours_to_skip_stand_between_the_first_start_and_the_first_end(
    a_payload: Callable[..., Payload],
) -> None:
    hours = "<skipHours><hour>3</hour></skipHours><skipHours><hour>4</hour></skipHours>"
    assert parse(a_payload(RSS.format(hours + ITEM))).hints.skip_hours == (3,)


def test_entries_and_deletions_together_are_no_more_than_a_document_may_hold(
    a_payload: Callable[..., Payload],
) -> None:
    def feed(deletions: int) -> Payload:
        gone = "".join(
            f'<at:deleted-entry ref="urn:{n}" when="2026-11-02T10:00:00Z"/>'
            for n in range(deletions)
        )
        entry = "<entry><id>urn:bell</id><title>Bell</title><updated>2026-11-02T10:00:00Z</updated></entry>"
        return a_payload(
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            f"<id>urn:wire</id><title>Wire</title>{entry}{gone}</feed>"
        )  # fmt: skip

    assert len(parse(feed(1999)).items) == 2000
    with pytest.raises(ParseError, match="2000"):
        parse(feed(2000))


@pytest.mark.processor(10)
def test_a_mail_of_blanks_and_declarations_is_read_at_once(
    a_payload: Callable[..., Payload],
) -> None:
    head = "From: a@wire.example\nTo: b@wire.example\nSubject: Bell\nContent-Type: text/html\n\n"
    for spoilt in (" " * MUCH, "<?xml " * MUCH):
        parse(a_payload(f"{head}<p>The bell rang.</p>{spoilt}x"), format="mail")
