"""The tables of what hubs and caches are told, of hubs that push, and of our own hub."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from feeds.store.tables.items import metadata

# What hubs and caches are still to be told; `rank` is 0 where the receipt of a withdrawn item waits.
outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("hook", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("queued", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("outbox_debt", outbox.c.hook, outbox.c.path, outbox.c.item, unique=True)
Index("outbox_turn", outbox.c.hook, outbox.c.rank, outbox.c.tries, outbox.c.number)
Index("outbox_item", outbox.c.item, sqlite_where=outbox.c.item != "")

# Hooks that do not answer, each with when it is tried again.
hook_wait = Table(
    "hook_wait",
    metadata,
    Column("hook", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
)

# Hubs that push sources, each to a callback whose address ends in its token.
subscription = Table(
    "subscription",
    metadata,
    Column("token", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("pushed", BigInteger),
    Column("missed", Integer, nullable=False, server_default="0"),
    Column("data", Text, nullable=False),
)
Index("subscription_source", subscription.c.source)
Index("subscription_due", subscription.c.due)
HAS_PUSHED = subscription.c.pushed.is_not(None)
Index("subscription_pushed", subscription.c.source, sqlite_where=HAS_PUSHED)

# Requests at our own hub that their callbacks have still to confirm, and denials that are to be told.
intent = Table(
    "intent",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("callback", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("lease", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    # A number that is used again would let an old answer confirm a new request.
    sqlite_autoincrement=True,
)
Index("intent_callback", intent.c.callback, intent.c.topic, unique=True)
Index("intent_due", intent.c.due)
Index("intent_host", intent.c.host)

# Who has subscribed at our own hub; `mark` is the hash of the content that is settled.
subscriber = Table(
    "subscriber",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("callback", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("mark", Text, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing", BigInteger),
    Column("delivered", BigInteger),
    Column("given_up", BigInteger),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("subscriber_callback", subscriber.c.callback, subscriber.c.topic, unique=True)
Index("subscriber_until", subscriber.c.until)
