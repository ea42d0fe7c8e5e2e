"""What a contract allows, and never a word, a picture or a minute more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.decide.select import entry, opening, select
from feeds.model import (
    Carried,
    Channel,
    DeskItem,
    Enclosure,
    Item,
    Media,
    Rights,
    Site,
    Source,
    Status,
)
from tests.unit.decide.selecting import selected

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAD = "The ferry took its first passengers on Monday."
PICTURES = (
    Enclosure(href="http://wire.example/own.jpg"),
    Enclosure(href="http://wire.example/afp.jpg", creditline="Photo: A. Rao/AFP"),
)

RIGHTS = (Rights.INTERNAL, Rights.HEADLINE, Rights.SUMMARY, Rights.FULL)
MEDIA = (Media.NONE, Media.LINK, Media.FULL)

Show = Callable[..., object]


@pytest.fixture
def shown(
    site: Site, a_desk_item: Callable[..., DeskItem], an_item: Callable[..., Item]
) -> Callable[..., object]:
    def run(source: Source, *, now: datetime = NOON, channel: object = None, **item: object):
        held = a_desk_item(an_item(**({"enclosures": PICTURES} | item)))
        asked = channel or Channel(id="all", title="All")
        return entry(held, source, asked, site, now)

    return run


def test_a_summary_is_cut_to_the_words_that_the_contract_allows(
    shown: Show, a_source: Callable[..., Source]
) -> None:
    source = a_source(rights=Rights.SUMMARY, summary_words=3)
    assert shown(source).summary == "The ferry took …"
    fewer = Channel(id="all", title="All", summary_words=2)
    assert shown(source, channel=fewer).summary == "The ferry …"
    more = Channel(id="all", title="All", summary_words=20)
    assert shown(source, channel=more).summary == "The ferry took …"
    assert shown(a_source(summary_words=3)).summary == LEAD, "the whole copy may be shown"
    narrow = Channel(id="all", title="All", rights=Rights.SUMMARY)
    assert shown(a_source(summary_words=3), channel=narrow).summary == "The ferry took …"


@pytest.mark.parametrize(
    "credit",
    [
        {"via": ("AFP",)},
        {"creditline": "IANS/AFP"},
        {"byline": "AFP"},
        {"byline": "Afp Rao, AFP"},
        {"copyrightnotice": "© Afp 2026"},
        {"provider": "AFP"},
        {"provider": ""},
    ],
)
def test_copy_that_credits_another_agency_or_nobody_has_the_narrower_right(
    shown: Show, a_source: Callable[..., Source], credit: dict[str, object]
) -> None:
    carries = (
        Carried(agencies=("Reuters",), rights=Rights.HEADLINE),
        Carried(agencies=("AFP",), rights=Rights.SUMMARY, summary_words=2),
    )
    source = a_source(carries=carries, media=Media.FULL)
    assert shown(source, enclosures=(), byline="Afp Rao").body_html
    left = shown(source, **credit)
    assert left.body_html == ""
    assert left.summary == ("" if credit == {"provider": ""} else "The ferry …")
    assert left.enclosures == ()


def test_a_carried_agencys_table_never_widens_what_the_source_allows(
    shown: Show, a_source: Callable[..., Source]
) -> None:
    carries = (Carried(agencies=("AFP",), rights=Rights.FULL, media=Media.FULL),)
    left = shown(a_source(rights=Rights.HEADLINE, carries=carries), via=("AFP",))
    assert (left.body_html, left.summary, left.enclosures) == ("", "", ())


def test_a_picture_of_another_agency_goes_by_that_agencys_right(
    shown: Show, a_source: Callable[..., Source]
) -> None:
    carries = (Carried(agencies=("AFP",), rights=Rights.FULL, media=Media.NONE),)
    left = shown(a_source(media=Media.FULL, carries=carries))
    assert left.body_html
    assert left.enclosures == PICTURES[:1]
    assert not left.inline_media, "it may stand in the copy, too"
    linked = (Carried(agencies=("AFP",), rights=Rights.FULL, media=Media.LINK),)
    left = shown(a_source(media=Media.FULL, carries=linked))
    assert (left.enclosures, left.inline_media) == (PICTURES, False)


def test_a_right_ends_at_its_instant_and_the_edition_knows_when(
    site: Site,
    a_source: Callable[..., Source],
    a_desk_item: Callable[..., DeskItem],
) -> None:
    source = a_source(rights_until=NOON + HOUR)

    def at(now: datetime):
        channel = Channel(id="all", title="All")
        return selected(a_desk_item(), source=source, channel=channel, site=site, now=now)

    before = at(NOON + HOUR - timedelta(microseconds=1))
    assert len(before.entries) == 1
    assert before.next_change == NOON + HOUR
    after = at(NOON + HOUR)
    assert (after.entries, after.next_change, after.turned) == ((), None, NOON + HOUR)


def test_an_edition_knows_of_the_end_of_rights_in_stories_that_it_shows_no_more(
    site: Site, a_source: Callable[..., Source]
) -> None:
    carried = Carried(
        agencies=("AFP",), rights=Rights.FULL, media_until=NOON + HOUR, rights_until=NOON + 2 * HOUR
    )
    sources = {"ians": a_source(carries=(carried,))}
    channel = Channel(id="all", title="All")
    for now, turn in ((NOON, NOON + HOUR), (NOON + HOUR, NOON + 2 * HOUR)):
        found = select([], channel=channel, sources=sources, site=site, now=now)
        assert found.next_change == turn


def test_pictures_end_before_the_copy_where_the_contract_says_so(
    shown: Show, a_source: Callable[..., Source]
) -> None:
    source = a_source(media=Media.FULL, media_until=NOON)
    assert shown(source, now=NOON - HOUR).enclosures == PICTURES
    left = shown(source)
    assert (left.enclosures, left.inline_media) == ((), False)
    assert left.body_html


def test_a_channel_that_is_internal_shows_nothing(
    shown: Show, a_source: Callable[..., Source]
) -> None:
    assert shown(a_source(), channel=Channel(id="all", title="A", rights=Rights.INTERNAL)) is None


def test_copy_of_a_carried_agency_that_is_internal_never_opens(
    a_source: Callable[..., Source],
    a_desk_item: Callable[..., DeskItem],
    an_item: Callable[..., Item],
) -> None:
    source = a_source(carries=(Carried(agencies=("AFP",), rights=Rights.INTERNAL),))
    assert opening(a_desk_item(), source) is not None
    assert opening(a_desk_item(an_item(via=("AFP",))), source) is None


# any contract, any channel, any time

words = st.none() | st.integers(1, 6)
ends = st.none() | st.integers(-3, 3).map(lambda hours: NOON + hours * HOUR)
terms = {
    "rights": st.sampled_from(RIGHTS),
    "media": st.sampled_from(MEDIA),
    "summary_words": words,
    "rights_until": ends,
    "media_until": ends,
}
carried = st.builds(
    Carried, agencies=st.sampled_from((("AFP",), ("Reuters", "AP"), ("IANS",))), **terms
)
sources = st.builds(
    Source,
    id=st.just("ians"),
    provider=st.just("IANS"),
    url=st.just("http://wire.example/ians.xml"),
    carries=st.lists(carried, max_size=3).map(tuple),
    **terms,
)
channels = st.builds(
    Channel,
    id=st.just("all"),
    title=st.just("All"),
    rights=st.sampled_from(RIGHTS),
    media=st.sampled_from(MEDIA),
    summary_words=words,
    link=st.sampled_from(("page", "source")),
)
items = st.builds(
    Item,
    guid=st.just("1"),
    source=st.just("ians"),
    provider=st.sampled_from(("IANS", "AFP", "")),
    via=st.sampled_from(((), ("AFP",), ("AP", "TASS"))),
    creditline=st.sampled_from(("IANS", "IANS/Reuters", "")),
    headline=st.just("Ferry"),
    summary=st.sampled_from((LEAD, "", "One.", "新华社北京电 " * 3)),
    body_html=st.sampled_from((f"<p>{LEAD}</p>", "")),
    enclosures=st.lists(st.sampled_from(PICTURES), max_size=2, unique=True).map(tuple),
)


def allowed_by(source: Source, item: Item) -> list[Source | Carried]:
    """Whoever has a say, told apart from the code by the plainest reading of the contract."""
    credited = {item.provider, *item.via, *item.creditline.split("/")}
    return [
        source,
        *(one for one in source.carries if not item.provider or credited & set(one.agencies)),
    ]


@settings(max_examples=400)
@given(source=sources, channel=channels, item=items, minutes=st.integers(-300, 300))
def test_no_entry_ever_carries_more_than_the_narrowest_right_allows(
    site: Site, source: Source, channel: Channel, item: Item, minutes: int
) -> None:
    now = NOON + timedelta(minutes=minutes)
    held = DeskItem(
        id="tag:gnn9.com,2015:ferry",
        item=item,
        status=Status.NEW,
        reason="new",
        digest="",
        revision=1,
        received=NOON - 9 * HOUR,
        published=NOON - 9 * HOUR,
        updated=NOON - 9 * HOUR,
        page="story/2026/11/02/ferry.html",
        channels=("all",),
    )
    found = selected(held, source=source, channel=channel, site=site, now=now)
    say = allowed_by(source, item)
    over = any(one.rights_until is not None and one.rights_until <= now for one in say)
    least = min((*(one.rights for one in say), channel.rights), key=RIGHTS.index)
    if over or least is Rights.INTERNAL:
        assert found.entries == ()
        return
    (shown,) = found.entries
    assert shown.body_html == (item.body_html if least is Rights.FULL else "")
    limits = [one.summary_words for one in (*say, channel) if one.summary_words is not None]
    if least is Rights.HEADLINE:
        assert shown.summary == ""
    elif least is Rights.SUMMARY and limits:
        assert len(shown.summary.removesuffix(" …").split()) <= min(limits)
        assert item.summary.startswith(shown.summary.removesuffix(" …"))
    most = min((*(one.media for one in say), channel.media), key=MEDIA.index)
    if most is Media.NONE or any(one.media_until and one.media_until <= now for one in say):
        assert shown.enclosures == ()
        assert not shown.inline_media
    if most is not Media.FULL:
        assert not shown.inline_media
    for one in source.carries:
        ended = [end for end in (one.rights_until, one.media_until) if end and end <= now]
        if "AFP" in one.agencies and (one.media is Media.NONE or ended):
            assert PICTURES[1] not in shown.enclosures
    turns = [end for one in say for end in (one.rights_until, one.media_until) if end and end > now]
    assert not turns or (found.next_change is not None and found.next_change <= min(turns))
