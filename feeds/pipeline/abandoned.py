"""What stands at the top of the folder and belongs to no channel of the config any more. Judges nothing."""

from __future__ import annotations

from dataclasses import replace

from feeds.contracts import Store
from feeds.pipeline import front
from feeds.pipeline.house import House
from feeds.render import document_path


def abandoned(house: House, store: Store) -> list[str]:
    """Documents of channels, and of formats, that are in the config no more."""
    paths = {document_path(one, name) for one in house.channels for name in one.formats}
    return [one for one in store.front_documents() if one not in paths | front.PATHS]


def awaited(house: House, store: Store) -> frozenset[str]:
    """Documents of channels that have another id today and do not stand under that yet: until they do, which may
    take all the pages before them, readers find these.
    """
    today = {
        document_path(replace(one, id=old), name): document_path(one, name)
        for one in house.channels
        for old in one.formerly
        for name in one.formats
    }
    stand = store.documents(tuple(today.values())) if today else {}
    return frozenset(old for old, new in today.items() if new not in stand)
