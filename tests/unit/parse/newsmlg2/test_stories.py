"""Which items of a NewsML-G2 document are stories, and what their management says."""

from datetime import UTC, datetime

import pytest

from feeds.model import Delivery, PubStatus
from feeds.parse import parse
from tests.unit.parse.newsmlg2.documents import (
    NS,
    MakeItem,
    MakePayload,
    Read,
    a_message,
    news_item,
)


@pytest.mark.parametrize(
    "root", ["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"]
)
def test_a_document_without_a_story_gives_none_and_is_no_fault(
    root: str, a_payload: MakePayload
) -> None:
    document = f'<{root} {NS} guid="urn:top" version="1"><itemMeta/></{root}>'
    assert parse(a_payload(document), format="newsmlg2") == Delivery(format="newsmlg2")


@pytest.mark.parametrize(
    "nature", ["ninat:picture", "ninat:video", "icls:photo", "ninat:graphic", "ninat:audio", "ninat:animation"]
)  # fmt: skip
def test_the_text_of_a_picture_or_a_film_is_no_story(nature: str, read: Read) -> None:
    film = news_item(nature=f'<itemClass qcode="{nature}"/>', attributes='guid="urn:film"')
    assert [one.guid for one in read(a_message(film, news_item())).items] == ["urn:bell"]


def test_the_nature_of_an_item_may_be_a_uri(read: Read) -> None:
    nature = '<itemClass uri="http://cv.iptc.org/newscodes/ninature/video"/>'
    assert read(news_item(nature=nature)).items == ()


def test_a_package_beside_its_stories_is_no_story(read: Read) -> None:
    package = f'<packageItem {NS} guid="urn:top"><contentMeta><headline>Top</headline></contentMeta></packageItem>'
    assert [one.guid for one in read(a_message(package, news_item())).items] == ["urn:bell"]


def test_a_message_gives_its_stories_in_their_order(read: Read) -> None:
    items = [news_item(attributes=f'guid="urn:{name}"') for name in "cab"]
    assert [one.guid for one in read(a_message(*items)).items] == ["urn:c", "urn:a", "urn:b"]


def test_an_alert_is_an_item_with_a_headline_alone(the_item: MakeItem) -> None:
    item = the_item(copy="")
    assert (item.headline.value, item.body.value) == ("Bell", "")


def test_an_item_of_no_stated_nature_that_only_names_files_is_no_story(read: Read) -> None:
    remote = '<remoteContent href="https://wire.example/a.jpg" contenttype="image/jpeg"/>'
    assert read(news_item(nature="", copy=remote)).items == ()
    assert read(news_item(nature="")).items != ()


def test_a_text_that_only_names_its_file_is_an_alert(the_item: MakeItem) -> None:
    item = the_item(copy='<remoteContent href="story.xml" contenttype="application/nitf+xml"/>')
    assert (item.headline.value, item.body.value, item.enclosures) == ("Bell", "", ())


def test_an_item_that_says_nothing_is_left_out(read: Read) -> None:
    assert read(news_item(content="", copy="")).items == ()


def test_a_withdrawal_needs_no_copy_and_no_headline(the_item: MakeItem) -> None:
    item = the_item(item='<pubStatus qcode="stat:canceled"/>', content="", copy="")
    assert (item.guid, item.version, item.pubstatus) == ("urn:bell", "2", PubStatus.CANCELED)


# Management


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ('<pubStatus qcode="stat:usable"/>', PubStatus.USABLE),
        ("", PubStatus.USABLE),
        ("<pubStatus/>", PubStatus.USABLE),
        ('<pubStatus qcode="stat:withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus qcode="stat:canceled"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="ps:Cancelled"/>', PubStatus.CANCELED),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled/"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="stat:usable"/><signal qcode="act:kill"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="stat:usable"/><signal qcode="sig:update"/>', PubStatus.USABLE),
        ('<pubStatus qcode="stat:canceled"/><signal qcode="sig:hold"/>', PubStatus.CANCELED),
    ],
)  # fmt: skip
def test_the_status_is_read_however_it_is_written(
    stated: str, status: PubStatus, the_item: MakeItem
) -> None:
    assert the_item(item=stated).pubstatus is status


def test_a_status_that_nobody_knows_is_held(the_item: MakeItem) -> None:
    assert the_item(item='<pubStatus qcode="stat:perhaps"/>').pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize("element", ["<embargoed/>", "<embargoed> </embargoed>", ""])
def test_an_empty_embargo_is_none(element: str, the_item: MakeItem) -> None:
    item = the_item(item=element)
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.USABLE)


def test_an_embargo_says_when_it_ends(the_item: MakeItem) -> None:
    item = the_item(item="<embargoed>2026-11-02T18:00:00+01:00</embargoed>")
    assert item.embargoed == datetime(2026, 11, 2, 17, tzinfo=UTC)


def test_an_embargo_that_nobody_can_read_holds_the_item(the_item: MakeItem) -> None:
    item = the_item(item="<embargoed>after the match</embargoed>")
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.WITHHELD)


@pytest.mark.parametrize(
    ("stamp", "instant"),
    [
        ("2026-11-02T09:00:00Z", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T10:00:00.000+01:00", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T10:00:00+0100", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("20261102T090000Z", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T09:00:00", datetime(2026, 11, 2, 9)),  # noqa: DTZ001
        ("soon", None),
        ("2026-13-02T09:00:00Z", None),
    ],
)
def test_dates_are_aware_where_they_name_a_zone(
    stamp: str, instant: datetime | None, the_item: MakeItem
) -> None:
    item = the_item(
        item=f"<versionCreated>{stamp}</versionCreated><firstCreated>{stamp}</firstCreated>"
    )
    assert item.updated == instant
    assert item.published == instant


def test_the_content_dates_the_item_where_that_is_not_dated(the_item: MakeItem) -> None:
    dates = "<contentCreated>2026-11-02T08:00:00Z</contentCreated><contentModified>2026-11-02T09:00:00Z</contentModified>"
    item = the_item(content=dates)
    assert (item.published, item.updated) == (
        datetime(2026, 11, 2, 8, tzinfo=UTC),
        datetime(2026, 11, 2, 9, tzinfo=UTC),
    )


def test_content_from_after_the_version_does_not_date_it(the_item: MakeItem) -> None:
    item = the_item(
        item="<versionCreated>2026-11-02T08:00:00</versionCreated>",
        content="<contentCreated>2026-11-05T08:00:00Z</contentCreated>",
    )
    assert item.published is None


@pytest.mark.parametrize(
    ("provider", "others", "name"),
    [
        ('qcode="nprov:ORL"', "", "ORL"),
        ('qcode="nprov:ORL"><name>Orla Press</name', "", "Orla Press"),
        ('literal="Orla"', "", "Orla"),
        ('uri="http://cv.iptc.org/newscodes/newsprovider/ORL"', "", "ORL"),
        ('uri="http://www.orla.example/about/"', "", ""),
        ('literal="orla.com"', "", "orla.com"),
        ('literal="orla.com"', '<infoSource literal="Orla"/>', "Orla"),
        ('literal="www.orla.co.uk"', "<creditline>By ORLA, with others</creditline>", "ORLA"),
        ('literal="orla.com"', '<creator literal="orla"/>', "orla.com"),
        ('literal="orla.com"', "<creditline>see www.Orla.com</creditline>", "orla.com"),
        ('literal="orla.com"', "<creditline>desk@Orla</creditline>", "orla.com"),
    ],
)
def test_the_provider_is_called_by_its_name(
    provider: str, others: str, name: str, the_item: MakeItem
) -> None:
    closed = f"<provider {provider}/>" if "><" not in provider else f"<provider {provider}></provider>"  # fmt: skip
    assert the_item(item=closed, content=f"{others}<headline>Bell</headline>").provider == name


@pytest.mark.parametrize(("text", "urgency"), [("1", 1), ("9", 9), ("0", None), ("12", None), ("high", None), ("", None)])  # fmt: skip
def test_an_urgency_is_one_to_nine(text: str, urgency: int | None, the_item: MakeItem) -> None:
    assert the_item(content=f"<urgency>{text}</urgency><headline>B</headline>").urgency == urgency


def test_a_note_to_editors_is_told_once_and_keeps_its_paragraphs(the_item: MakeItem) -> None:
    page = '<div xmlns="http://www.w3.org/1999/xhtml"><h3>Notes</h3><ul><li>Call <a>Ann</a> Lund.</li><li>Again.</li></ul></div>'
    item = the_item(item=f"<edNote>{page}</edNote><edNote>Call Ann Lund.</edNote><edNote/>")
    assert item.ednote == "Notes\n\nCall Ann Lund.\n\nAgain."


def test_a_closing_line_among_the_notes_is_the_sign_off(the_item: MakeItem) -> None:
    item = the_item(item='<edNote role="x:closingline">orla kt lm</edNote>')
    assert (item.signoff, item.ednote) == ("orla kt lm", "")
