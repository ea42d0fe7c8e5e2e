"""Copy under a dateline, and the day of it."""

from collections.abc import Callable
from datetime import date

from feeds.model import Item

MakeItem = Callable[..., Item]
STORY = "Divers raised a bell from the bay."
MORE = "\n\nIt rang once, they said."
DAY = date(2026, 11, 2)
