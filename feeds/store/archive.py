"""The raw archive: documents as they came."""

from __future__ import annotations

import zlib
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, insert, select

from feeds.model import Payload
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import Connected
from feeds.store.tables import payload

_NEW_PAYLOAD = insert(payload)


class Archive(Connected):
    """The part of the store that forgets nothing too early."""

    def payload(self, number: int) -> Payload | None:
        row = self._row(select(payload).where(payload.c.number == number))
        if row is None:
            return None
        return Payload(
            source=row.source,
            url=row.url,
            body=zlib.decompress(row.body),
            media_type=row.media_type,
            fetched_at=instant(row.fetched_at),
            modified_at=instant_or_none(row.modified_at),
            sha256=row.sha256,
            headers=tuple((name, value) for name, value in orjson.loads(row.headers)),
        )

    def drop_payloads(self, before: datetime) -> int:
        old = payload.c.fetched_at < micros(before)
        if self._row(select(payload.c.number).where(old).limit(1)) is None:
            return 0
        with self._writing() as connection:
            return connection.execute(delete(payload).where(old)).rowcount

    def _keep(self, connection: Connection, kept: Payload) -> int:
        entered = connection.execute(
            _NEW_PAYLOAD,
            {
                "source": kept.source,
                "url": kept.url,
                "media_type": kept.media_type,
                "fetched_at": micros(kept.fetched_at),
                "modified_at": micros_or_none(kept.modified_at),
                "sha256": kept.sha256,
                "body": _compressed(kept.body),
                "headers": orjson.dumps(kept.headers).decode(),
            },
        )
        key = entered.inserted_primary_key
        assert key is not None
        number = int(key[0])
        if not kept.body:
            connection.execute(delete(payload).where(payload.c.number == number))
        return number


def _compressed(body: bytes) -> bytes:
    """In zlib's form: by ISA-L, smaller than by zlib's own level 1 in a third of the time."""
    from isal import isal_zlib

    return isal_zlib.compress(body, level=2)
