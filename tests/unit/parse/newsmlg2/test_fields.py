"""What the content of a NewsML-G2 item says of its story: headline, names, places, subjects, rights."""

import pytest

from feeds.model import Person, Subject
from tests.unit.parse.newsmlg2.documents import HTML, MakeItem


@pytest.mark.parametrize(
    "headlines",
    [
        '<headline role="h:sub">Under</headline><headline>Bell</headline>',
        '<headline role="h:short">B</headline><headline role="h:main">Bell</headline>',
        '<headline rank="2">Second</headline><headline rank="1">Bell</headline>',
        '<headline xml:lang="fr">Cloche</headline><headline xml:lang="en-GB">Bell</headline>',
        "<headline/><headline> Bell\n</headline>",
        '<headline role="h:odd">Odd</headline><headline role="http://cv.example/h/headline">Bell</headline>',
        '<headline role="h:sub">Bell</headline>',
        '<headline role="h:short">B</headline><headline role="h:odd">Bell</headline>',
    ],
)
def test_of_several_headlines_the_chief_one_is_taken(headlines: str, the_item: MakeItem) -> None:
    assert the_item(content=headlines).headline.value == "Bell"


def test_of_several_sluglines_the_one_without_a_role_is_taken(the_item: MakeItem) -> None:
    content = '<slugline role="s:short">B</slugline><slugline separator="-">BELL-BAY</slugline>'
    assert the_item(content=content).slugline == "BELL-BAY"


def test_without_a_headline_the_page_and_then_the_title_give_one(the_item: MakeItem) -> None:
    page = f"<inlineXML>{HTML.format('<h1>Bell</h1><p>It rang.</p>')}</inlineXML>"
    item = the_item(item="<title>bell file</title>", content="", copy=page)
    assert (item.headline.value, item.body.value) == ("Bell", "<p>It rang.</p>")
    assert the_item(item="<title>bell file</title>", content="").headline.value == "bell file"


def test_the_language_of_the_content_goes_before_that_of_the_item(the_item: MakeItem) -> None:
    assert the_item(content='<language tag="da-DK"/>').language == "da-DK"
    assert the_item().language == "en"


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("By Ann Lund", ["Ann Lund"]),
        ("By Ann Lund, Staff Reporter", ["Ann Lund"]),
        ("Von Ann Lund und Cy Dorn", ["Ann Lund", "Cy Dorn"]),
        ("Our own correspondent", []),
        ("", []),
    ],
)
def test_a_byline_gives_the_names_in_it(by: str, names: list[str], the_item: MakeItem) -> None:
    item = the_item(content=f"<by>{by}</by><headline>B</headline>")
    assert [one.name for one in item.authors] == names


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        ("<creator><name>Ann Lund</name></creator>", ["Ann Lund"]),
        ('<creator qcode="s:al" type="cpnat:person"><name>Lund</name></creator>', ["Lund"]),
        ('<creator><name role="n:mnemonic">al</name><name role="n:full">Ann Lund</name></creator>', ["Ann Lund"]),
        ("<creator><name>lund</name></creator>", []),
        ('<creator literal="Orla Wire"/>', []),
        ("<creator><name>Orla Norden</name></creator>", []),
        ('<creator type="cpnat:organisation"><name>Ann Lund</name></creator>', []),
        ("<creator><name>Ann Lund</name><organisationDetails/></creator>", []),
        ('<creator role="r:editor"><name>Ann Lund</name></creator>', []),
        ("<contributor><name>Ann Lund</name></contributor>", []),
        ('<contributor role="r:coauthor"><name>Ann Lund</name></contributor>', ["Ann Lund"]),
        ("<by>By Cy Dorn</by><creator><name>Ann Lund</name></creator>", ["Cy Dorn"]),
    ],
)  # fmt: skip
def test_a_creator_is_an_author_where_it_is_a_person(
    creators: str, names: list[str], the_item: MakeItem
) -> None:
    provider = "<provider><name>Orla Norden</name></provider>"
    item = the_item(item=provider, content=f"{creators}<headline>B</headline>")
    assert item.authors == tuple(Person(name=one) for one in names)


@pytest.mark.parametrize(
    ("located", "city"),
    [
        ('<located literal="Ebeltoft, Denmark"/>', "Ebeltoft"),
        ("<located><name>Denmark</name></located><located type='t:City'><name>Ebeltoft</name></located>", "Ebeltoft"),
        ("<located/>", ""),
        ('<located qcode="geo:1"/>', ""),
    ],
)  # fmt: skip
def test_the_place_is_the_city(located: str, city: str, the_item: MakeItem) -> None:
    assert the_item(content=located).located == city


def test_subjects_have_their_vocabulary_and_the_name_for_the_reader(the_item: MakeItem) -> None:
    item = the_item(
        others='<catalog><scheme alias="own" uri="http://cv.orla.example/own/"/></catalog>'
        '<assert qcode="own:b"><name>bays</name></assert>',
        content='<subject qcode="medtop:20000011"><name xml:lang="da">klokke</name><name xml:lang="en">bell</name>'
        '<broader qcode="medtop:1"><name>culture</name></broader></subject>'
        '<subject qcode="own:b"/><subject uri="http://cv.orla.example/other#c:1"/><subject qcode="x:d" literal="row"/>'
        '<subject literal="L2"><name>Ebeltoft</name></subject><keyword>diving</keyword><subject/><keyword/>',
    )
    assert item.subjects == (
        Subject(code="20000011", name="bell", scheme="http://cv.iptc.org/newscodes/mediatopic/"),
        Subject(code="b", name="bays", scheme="http://cv.orla.example/own/"),
        Subject(code="c:1", scheme="http://cv.orla.example/other#"),
        Subject(code="d", scheme="x"),
        Subject(name="Ebeltoft"),
        Subject(name="diving"),
    )


def test_a_caption_is_no_summary(the_item: MakeItem) -> None:
    content = '<description role="d:caption">A quay</description><description role="d:summary">It rang.</description>'
    assert the_item(content=content).summary.value == "It rang."
    assert (
        the_item(content='<description role="d:caption">A quay</description>').summary.value == ""
    )


def test_rights_are_told_in_the_language_of_the_item(the_item: MakeItem) -> None:
    rights = "".join(
        f'<{name} xml:lang="{tag}">{name} {tag}</{name}>'
        for name in ("copyrightNotice", "usageTerms")
        for tag in ("de", "en")
    )
    item = the_item(rights=rights)
    assert (item.copyrightnotice, item.usageterms) == ("copyrightNotice en", "usageTerms en")


def test_a_headline_under_the_headline_is_the_summary_where_there_is_no_other(
    the_item: MakeItem,
) -> None:
    lines = '<headline>Bell</headline><headline role="hld:subHeadline">It rang once</headline>'
    stated = '<description role="drol:summary">A bell rang.</description>'
    assert the_item(content=lines).summary.value == "It rang once"
    assert the_item(content=lines + stated).summary.value == "A bell rang."
