"""The language of copy where nobody names one: told by a detector, in one place, where a source asks for it."""

from datetime import UTC, datetime

import pytest

from feeds.decide.hashes import digest, hashes_of
from feeds.decide.identity import identify
from feeds.engine.languages import Detector, LanguageReader
from feeds.model import DETECT_LANGUAGE, Item, Payload, Reading, Rights, Source

PAYLOAD = Payload(source="wire", url="x", body=b"x", fetched_at=datetime(2026, 11, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def detect() -> Detector:
    return Detector()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Divers raised an old bell from the bay on Tuesday, the museum said."),
        ("hi", "गोताखोरों ने मंगलवार को खाड़ी से एक पुरानी घंटी निकाली, संग्रहालय ने कहा।"),
        ("es", "Buzos sacaron el martes una vieja campana de la bahía, informó el museo."),
        (
            "fr",
            "Des plongeurs ont remonté mardi une vieille cloche de la baie, a indiqué le musée.",
        ),
        ("de", "Taucher haben am Dienstag eine alte Glocke aus der Bucht gehoben."),
        (
            "zh",
            "潜水员周二从海湾打捞起一口旧钟，博物馆表示，这口钟将在春天展出，市民都可以前来参观。",
        ),
        ("ar", "رفع الغواصون يوم الثلاثاء جرسا قديما من الخليج، بحسب ما أعلن المتحف."),
        ("mr", "पाणबुड्यांनी मंगळवारी खाडीतून जुनी घंटा बाहेर काढली, असे संग्रहालयाने सांगितले."),
        ("ur", "غوطہ خوروں نے منگل کو خلیج سے ایک پرانی گھنٹی نکالی، عجائب گھر نے بتایا۔"),
    ],
)
def test_the_languages_of_the_wires_are_told_apart(
    language: str, text: str, detect: Detector
) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "12 – 34 : 56", "Bell", "A bell rang"])
def test_of_a_few_letters_nothing_is_said(text: str, detect: Detector) -> None:
    assert detect(text) == ""


class Given:
    """A reader that has read these items already."""

    def __init__(self, *items: Item) -> None:
        self.items = items

    async def read(self, payload: Payload, source: Source) -> Reading:
        return Reading(format="feed", items=self.items, hashes=tuple(map(hashes_of, self.items)))


def an_item(language: str = "", **more: str) -> Item:
    return Item(guid="1", source="wire", provider="PTI", language=language, **more)  # type: ignore[arg-type]


def a_source(language: str) -> Source:
    return Source(id="wire", provider="PTI", rights=Rights.FULL, language=language)


async def languages(*items: Item, source: str = DETECT_LANGUAGE) -> list[str]:
    asked: list[str] = []

    def echo(text: str) -> str:
        asked.append(text)
        return f"x{len(asked)}"

    reading = await LanguageReader(Given(*items), echo).read(PAYLOAD, a_source(source))
    assert len(asked) == sum(item.language.startswith("x") for item in reading.items)
    return [item.language for item in reading.items]


async def test_only_items_that_name_none_are_looked_at() -> None:
    assert await languages(an_item("en"), an_item(), an_item("hi"), an_item()) == [
        "en",
        "x1",
        "hi",
        "x2",
    ]


async def test_only_sources_that_ask_for_it_get_it() -> None:
    assert await languages(an_item(), source="") == [""]
    assert await languages(an_item(), source="en") == [""]


async def test_headline_and_copy_tell_and_of_copy_only_the_start() -> None:
    seen: list[str] = []
    item = an_item(headline="A bell", body_text="rang " * 1000, summary="Not this")
    reader = LanguageReader(Given(item), lambda text: seen.append(text) or "")
    await reader.read(PAYLOAD, a_source(DETECT_LANGUAGE))
    assert seen[0].startswith("A bell\nrang rang")
    assert len(seen[0]) == 1000


async def test_what_has_got_a_language_is_not_known_by_what_it_said_without() -> None:
    items = an_item("en", headline="Bell"), an_item(headline="Ferry")
    reading = await LanguageReader(Given(*items), lambda _: "en").read(
        PAYLOAD, a_source(DETECT_LANGUAGE)
    )
    known, _ = identify(reading.items, reading.hashes, reuses_ids=True)
    assert [one.digest for one in known] == [
        digest(items[0]),
        digest(an_item("en", headline="Ferry")),
    ]
