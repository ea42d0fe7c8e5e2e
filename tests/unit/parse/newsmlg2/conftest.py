"""A NewsML-G2 document as it is read, and the one item in it."""

from collections.abc import Callable

import pytest

from feeds.model import Delivery, WireItem
from feeds.parse import parse
from tests.unit.parse.newsmlg2.documents import MakePayload, news_item


@pytest.fixture
def read(a_payload: MakePayload) -> Callable[[str | bytes], Delivery]:
    def make(document: str | bytes) -> Delivery:
        found = parse(a_payload(document))
        assert found.format == "newsmlg2"
        return found

    return make


@pytest.fixture
def the_item(read: Callable[[str], Delivery]) -> Callable[..., WireItem]:
    def make(**parts: str) -> WireItem:
        (item,) = read(news_item(**parts)).items
        return item

    return make
