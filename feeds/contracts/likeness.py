"""What is remembered of items to find others like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import (
    Frequencies,
    Kin,
    Print,
    StorySoFar,
    Topic,
)


class Kinship(Protocol):
    """What is remembered of the copy of items. Raises StoreError."""

    def kin(self, bands: Sequence[int], *, since: datetime, limit: int) -> Sequence[Kin]:
        """Items recorded since an instant that have one of `bands` in their print, without their
        copy: those that share most bands first, at most `limit`.

        Of a band that very many have the newest fifty items are enough.
        """
        ...

    def copies(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The plain text of items' copy; of what is not at hand, nothing."""
        ...

    def remember(self, id_: str, made: Print, at: datetime) -> None:
        """An item has this print from now on, and none that it had before."""
        ...

    def regroup(self, firsts: Mapping[str, str]) -> None:
        """Items are from now on the copy of these, by id; ``""`` of one that is the first itself."""
        ...

    def drop_prints(self, before: datetime) -> int:
        """Forgets the prints that were taken before an instant; how many those were."""
        ...


class Stories(Protocol):
    """What is remembered of the headlines of stories. Raises StoreError."""

    def frequencies(self, terms: Sequence[str], *, since: datetime) -> Frequencies:
        """How many stories were told since an instant, and how many of them with each term.

        Days are exact enough: a story counts, and counts for a term, on the day on which it was
        first told, or first told with the term. So the answer is the sum of a row a day, however
        many stories there are.
        """
        ...

    def sharing(
        self, rare: Sequence[str], terms: Sequence[str], *, since: datetime, limit: int
    ) -> Sequence[StorySoFar]:
        """Stories that have moved since an instant and have one of the terms `rare`; what each has
        of all `terms`. Those with most of `rare` first, of these the newest, at most `limit`.
        """
        ...

    def join(self, story_id: str, topic: Topic, at: datetime) -> None:
        """An item with this topic is recorded in a story, which may be new."""
        ...

    def drop_stories(self, before: datetime) -> int:
        """Forgets the terms of stories that have not moved since an instant; how many those were."""
        ...
