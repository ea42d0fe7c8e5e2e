"""A document in ninjs as it is read, and the one item in it."""

import json
from typing import Any

import pytest

from feeds.model import WireItem
from feeds.parse.ninjs import parse_ninjs
from tests.unit.parse.ninjs.members import MakeItem, MakePayload, Read


@pytest.fixture
def read(a_payload: MakePayload) -> Read:
    return lambda document: parse_ninjs(a_payload(json.dumps(document)))


@pytest.fixture
def the_item(read: Read) -> MakeItem:
    def make(**members: Any) -> WireItem:
        (found,) = read({"uri": "urn:1", "headline": "Bell", **members}).items
        return found

    return make
