"""Copy of which nothing but its fields matters, and the kinds of the fixtures."""

from collections.abc import Callable

from feeds.model import Item, Source

MakeItem = Callable[..., Item]
MakeSource = Callable[..., Source]
COPY = "Pune, Nov 2 (IANS) Divers raised a bell from the bay."
