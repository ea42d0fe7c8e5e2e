"""Values that are made by the thousand are the same values."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

from feeds.model import Item, Subject
from feeds.model.making import maker

MADE = maker(Item)
ITEM = Item(guid="1", source="bay", provider="IANS", subjects=(Subject(code="bells"),))


def test_what_is_made_so_is_what_its_class_makes() -> None:
    made = MADE(guid="1", source="bay", provider="IANS", subjects=(Subject(code="bells"),))
    assert type(made) is Item
    assert (made, hash(made), repr(made)) == (ITEM, hash(ITEM), repr(ITEM))
    assert pickle.loads(pickle.dumps(made)) == ITEM


def test_nothing_changes_what_is_made_so() -> None:
    made = MADE(guid="1", source="bay", provider="IANS")
    with pytest.raises(FrozenInstanceError):
        made.guid = "2"  # type: ignore[misc]


def test_fields_that_are_missing_or_unknown_are_refused_as_ever() -> None:
    with pytest.raises(TypeError, match="provider"):
        MADE(guid="1", source="bay")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        MADE(guid="1", source="bay", provider="IANS", colour="red")  # type: ignore[call-arg]
