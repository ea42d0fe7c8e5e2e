"""A month for which things are kept: stories older than that, and which of them still have their copy."""

from datetime import timedelta

from feeds.model import Channel, Keep, Keeping

DAY = timedelta(days=1)
MONTH = Keeping(default=Keep(age=30 * DAY), sources={"ians": Keep(age=30 * DAY)})
SMALL = Channel(id="all", title="All stories", size=1, window=timedelta(hours=1))


def of(room, *guids):
    """Those of the items that still have their copy."""
    return [guid for guid in guids if room.store.find(guid)]


async def aged(room, a_feed, an_item, *guids, days=31):
    """Stories that came so many days ago, and one that is new and takes their place in the channel."""
    await room.take("ians", a_feed(*(an_item(guid) for guid in guids)))
    room.clock.advance(days=days)
    await bring_news(room, a_feed, an_item)


async def bring_news(room, a_feed, an_item, guid="news"):
    await room.take("ians", a_feed(an_item(guid, date_published=room.clock().isoformat())))
