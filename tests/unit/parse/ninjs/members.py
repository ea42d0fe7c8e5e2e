"""What tests of ninjs share: the kinds of their fixtures, and a picture."""

from collections.abc import Callable
from typing import Any

from feeds.model import Delivery, Payload, WireItem

MakePayload = Callable[..., Payload]
Read = Callable[[Any], Delivery]
MakeItem = Callable[..., WireItem]
PICTURE = {
    "uri": "urn:p:1",
    "type": "picture",
    "headline": "The bell",
    "renditions": {"main": {"href": "https://p.example/bell.jpg", "mimetype": "image/jpeg"}},
}
