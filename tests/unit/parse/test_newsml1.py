"""NewsML 1.x: whose item it is, which of its components is the story, and whether it may go out."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, PubStatus, WireItem
from feeds.parse.dates import read_stamp
from feeds.parse.newsml1 import parse_newsml1

MakePayload = Callable[..., Payload]
Read = Callable[..., tuple[WireItem, ...]]

TEXT = "<ContentItem><DataContent>{}</DataContent></ContentItem>"
NITF = TEXT.format("<nitf><body><body.content><p>{}</p></body.content></body></nitf>")
PHOTO = '<ContentItem Href="{}"><MediaType FormalName="Photo"/></ContentItem>'


def identified(item_id: str = "bell", public: str = "", revision: str = "1") -> str:
    return (
        "<Identification><NewsIdentifier><ProviderId>hn.example</ProviderId><DateId>20261102</DateId>"
        f"<NewsItemId>{item_id}</NewsItemId><RevisionId>{revision}</RevisionId>"
        f"<PublicIdentifier>{public}</PublicIdentifier></NewsIdentifier></Identification>"
    )


def item(*parts: str) -> str:
    return f"<NewsItem>{''.join(parts)}</NewsItem>"


def component(*parts: str, role: str = "", headline: str = "", attributes: str = "") -> str:
    return (
        f"<NewsComponent{attributes}>"
        + (f'<Role FormalName="{role}"/>' if role else "")
        + (f"<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>" if headline else "")
        + f"{''.join(parts)}</NewsComponent>"
    )


def managed(*parts: str) -> str:
    created = "<ThisRevisionCreated>20261102T101500Z</ThisRevisionCreated>"
    return f"<NewsManagement>{created}{''.join(parts)}</NewsManagement>"


STORY = component(NITF.format("The bell rang."), headline="Bell")


@pytest.fixture
def read(a_payload: MakePayload) -> Read:
    def of(*items: str) -> tuple[WireItem, ...]:
        return parse_newsml1(a_payload(f"<NewsML>{''.join(items)}</NewsML>")).items

    return of


def test_the_public_identifier_is_the_guid_as_it_stands(read: Read) -> None:
    public = "urn:newsml:hn.example:20261102:bell:1N"
    (found,) = read(item(identified(public=public), STORY))
    assert (found.guid, found.version) == (public, "1")


def test_an_id_that_counts_revisions_does_not_make_another_item_of_each(read: Read) -> None:
    public = "urn:newsml:hn.example:20261102:BELL-041:2"
    (found,) = read(item(identified("BELL-041-v2", public, "2"), STORY))
    assert found.guid == public


@pytest.mark.parametrize(("stated", "expected"), [("2/11/2026", ""), ("Goa, 2 nov", "Goa, 2 nov")])
def test_a_day_in_figures_is_no_dateline(stated: str, expected: str, read: Read) -> None:
    lines = f"<NewsLines><HeadLine>Bell</HeadLine><DateLine>{stated}</DateLine></NewsLines>"
    (found,) = read(item(component(lines, NITF.format("The bell rang."))))
    assert found.dateline == expected


@pytest.mark.parametrize("public", ["", "urn:newsml:hn.example:20261102:message"])
def test_an_identifier_that_is_missing_or_of_the_whole_message_is_made_of_its_parts(
    public: str, read: Read
) -> None:
    first, second = read(
        item(identified("bell", public), STORY), item(identified("ferry", public, "2"), STORY)
    )
    assert first.guid == "urn:newsml:hn.example:20261102:bell"
    assert second.guid == "urn:newsml:hn.example:20261102:ferry"
    assert second.version == "2"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Usable", PubStatus.USABLE),
        ("Withheld", PubStatus.WITHHELD),
        ("Canceled", PubStatus.CANCELED),
        ("Embargoed", PubStatus.WITHHELD),
        ("Hold", PubStatus.WITHHELD),
        ("Killed", PubStatus.CANCELED),
        ("Kill", PubStatus.CANCELED),
        ("Withdrawn", PubStatus.CANCELED),
        ("Deleted", PubStatus.CANCELED),
        ("Perhaps", PubStatus.WITHHELD),
        ("", PubStatus.USABLE),
    ],
)
def test_the_status_says_whether_it_may_be_published(
    stated: str, expected: PubStatus, read: Read
) -> None:
    (found,) = read(item(managed(f'<Status FormalName="{stated}"/>'), STORY))
    assert (found.pubstatus, found.embargoed) == (expected, None)


@pytest.mark.parametrize(
    "end",
    [
        "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20261102T180000Z</DateAndTime></StatusWillChange>",
        "<EmbargoEnd>20261102T180000Z</EmbargoEnd>",
        '<Property FormalName="EmbargoEnd" Value="20261102T180000Z"/>',
    ],
)
def test_an_embargo_ends_when_it_says(end: str, read: Read) -> None:
    (found,) = read(item(managed('<Status FormalName="Embargoed"/>', end), STORY))
    assert found.pubstatus is PubStatus.USABLE
    assert found.embargoed == read_stamp("20261102T180000Z")


@pytest.mark.parametrize("status", ["Usable", "Embargoed", "Withheld"])
def test_an_embargo_that_nobody_can_read_withholds(status: str, read: Read) -> None:
    end = '<Property FormalName="EmbargoEnd" Value="when the minister stands"/>'
    (found,) = read(item(managed(f'<Status FormalName="{status}"/>', end), STORY))
    assert (found.pubstatus, found.embargoed) == (PubStatus.WITHHELD, None)


def test_an_end_of_an_embargo_does_not_lift_a_hold(read: Read) -> None:
    end = "<EmbargoEnd>20261102T180000Z</EmbargoEnd>"
    (found,) = read(item(managed('<Status FormalName="Hold"/>', end), STORY))
    assert found.pubstatus is PubStatus.WITHHELD


def test_a_usable_item_that_will_be_cancelled_is_under_no_embargo(read: Read) -> None:
    change = "<StatusWillChange><FutureStatus FormalName='Canceled'/><DateAndTime>20271102T180000Z</DateAndTime></StatusWillChange>"
    (found,) = read(item(managed('<Status FormalName="Usable"/>', change, "<EmbargoEnd/>"), STORY))
    assert (found.pubstatus, found.embargoed) == (PubStatus.USABLE, None)


@pytest.mark.parametrize(
    ("order", "expected"), [("Delete", PubStatus.CANCELED), ("Update", PubStatus.USABLE)]
)
def test_an_instruction_to_delete_is_a_kill(order: str, expected: PubStatus, read: Read) -> None:
    (found,) = read(item(managed(f'<Instruction FormalName="{order}"/>'), STORY))
    assert found.pubstatus is expected


def test_a_kill_without_copy_is_an_item_still(read: Read) -> None:
    (found,) = read(item(identified(), managed('<Status FormalName="Canceled"/>')))
    assert (found.guid, found.pubstatus) == (
        "urn:newsml:hn.example:20261102:bell",
        PubStatus.CANCELED,
    )


def test_an_update_of_what_came_before_is_no_story_without_copy(read: Read) -> None:
    change = '<Update><Replace DuidRef="x"><HeadLine>New</HeadLine></Replace></Update>'
    assert read(item(identified(), managed(), change)) == ()


def test_pictures_and_topics_alone_are_no_stories(read: Read) -> None:
    caption = component(TEXT.format("Caption"), role="Caption")
    photo = component(PHOTO.format("bell.jpg"), caption, headline="Photo")
    topics = "<TopicSet><Topic/></TopicSet>"
    assert read(item(identified(), photo), item(identified("t"), topics)) == ()


def test_a_caption_is_told_with_its_picture_and_never_in_the_copy(read: Read) -> None:
    picture = component(
        component(TEXT.format("On the quay."), role="Caption"),
        component(PHOTO.format("small.jpg"), role="Thumbnail"),
        component(PHOTO.format("bell.jpg"), role="HighRes"),
    )
    (found,) = read(item(component(component(NITF.format("Bell."), role="Main"), picture)))
    assert found.body.value == "<p>Bell.</p>"
    assert [(one.href, one.title) for one in found.enclosures] == [("bell.jpg", "On the quay.")]


def test_plain_text_beside_a_picture_is_its_caption(read: Read) -> None:
    picture = component(PHOTO.format("bell.jpg"), TEXT.format("On the quay."))
    (found,) = read(item(component(component(TEXT.format("Bell.")), picture, headline="B")))
    assert found.body.value == "Bell."
    assert [one.title for one in found.enclosures] == ["On the quay."]


def test_pictures_of_their_own_are_an_enclosure_each(read: Read) -> None:
    (found,) = read(
        item(
            component(
                NITF.format("Bell."),
                *(component(PHOTO.format(href)) for href in ("a.jpg", "b.jpg", "file:///c.jpg")),
            )
        )
    )
    assert [one.href for one in found.enclosures] == ["a.jpg", "b.jpg"]


def test_of_a_text_in_several_formats_the_best_is_taken_once(read: Read) -> None:
    texts = TEXT.format("Plain bell.") + NITF.format("Marked bell.")
    for attributes in ("", ' EquivalentsList="yes"'):
        (found,) = read(item(component(texts, headline="Bell", attributes=attributes)))
        assert found.body.value == "<p>Marked bell.</p>"


def test_a_story_in_parts_is_whole_and_a_story_beside_it_is_not_in_it(read: Read) -> None:
    (found,) = read(
        item(
            component(
                component(NITF.format("One.")),
                component(NITF.format("Two.")),
                component(NITF.format("Other."), headline="Another story"),
                component(NITF.format("Aside."), role="Sidebar"),
            )
        )
    )
    assert found.body.value == "<p>One.</p>\n<p>Two.</p>"


@pytest.mark.parametrize(
    ("data", "expected", "html"),
    [
        ("<![CDATA[<p>The bell.</p>]]>", "<p>The bell.</p>", True),
        ("<![CDATA[<nitf><body><body.content><p>The bell.</p></body.content></body></nitf>]]>", "<p>The bell.</p>", True),
        ("&lt;p&gt;The bell.&lt;/p&gt;", "<p>The bell.</p>", True),
        ("<![CDATA[<p>The bell.</p><h2 class='notepad'>Ask Rao</h2>]]>", "<p>The bell.</p>", True),
        ('<html><body><p>The bell.</p><p class="internal">Ask Rao</p></body></html>', "<p>The bell.</p>", True),
        ("\nThe bell.\n\nIt rang.\n", "The bell.\n\nIt rang.", False),
        ("<p>The bell.</p>", "<p>The bell.</p>", True),
        ("<html><head><title>x</title></head><body><p>The bell.</p></body></html>", "<p>The bell.</p>", True),
    ],
    ids=["cdata", "nitf in cdata", "escaped", "private in cdata", "private", "plain", "bare", "xhtml"],
)  # fmt: skip
def test_text_is_read_whatever_it_comes_as(
    data: str, expected: str, html: bool, read: Read
) -> None:
    (found,) = read(item(component(TEXT.format(data), headline="Bell")))
    assert (found.body.value, found.body.html) == (expected, html)


def test_what_a_component_does_not_say_the_one_round_it_does(read: Read) -> None:
    lines = (
        "<NewsLines><HeadLine>Outer</HeadLine><DateLine>Varnholm, Nov 2 -</DateLine></NewsLines>"
        "<AdministrativeMetadata><Provider><Party FormalName='HN'/></Provider></AdministrativeMetadata>"
    )
    (found,) = read(item(component(lines, component(NITF.format("Bell."), headline="Inner"))))
    assert (found.headline.value, found.dateline, found.provider) == (
        "Inner",
        "Varnholm, Nov 2 -",
        "HN",
    )


def test_notes_to_editors_are_told_apart_from_other_lines_and_comments(read: Read) -> None:
    lines = "".join(
        f'<NewsLine><NewsLineType FormalName="{kind}"/><NewsLineText>{text}</NewsLineText></NewsLine>'
        for kind, text in (("Editorial Note", "Adds quote."), ("CatchWord", "Bells"))
    )
    story = component(f"<NewsLines><HeadLine>B</HeadLine>{lines}</NewsLines>", NITF.format("Bell."))
    (found,) = read(item("<Comment>Desk</Comment>", story))
    assert (found.ednote, found.slugline) == ("Adds quote.", "Bells")


def test_a_creator_is_an_author_only_if_a_person(read: Read) -> None:
    def by(creator: str) -> WireItem:
        party = f"<AdministrativeMetadata><Creator><Party FormalName='{creator}'/></Creator></AdministrativeMetadata>"
        return read(item(component(party, NITF.format("Bell."), headline="B")))[0]

    assert [one.name for one in by("Meher Rao").authors] == ["Meher Rao"]
    assert (by("mr/av").authors, by("mr/av").signoff) == ((), "mr/av")
    assert by("Harbour News Agency").authors == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<NewsML", "damaged"),
        ("<NewsML><NewsEnvelope/></NewsML>", "no NewsItem"),
        ("<NewsML>" + "<NewsItem/>" * 2001 + "</NewsML>", "more than 2000"),
    ],
    ids=["cut", "empty", "many"],
)
def test_what_is_no_newsml_is_refused_and_told_why(
    body: str, reason: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_newsml1(a_payload(body))


@pytest.mark.processor(10)
@pytest.mark.parametrize("inner", [NITF.format("Bell."), PHOTO.format("a.jpg"), ""])
def test_components_nested_as_deep_as_may_be_take_no_long_time(inner: str, read: Read) -> None:
    opened, closed = "<NewsComponent>" * 240, "</NewsComponent>" * 240
    assert len(read(f"<NewsItem>{opened}{inner * 10_000}{closed}</NewsItem>")) <= 1
