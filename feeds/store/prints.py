"""The prints of items' copy as the store remembers them: by their bands."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)

from feeds.model import Kin, Print
from feeds.store.bulk import execute_many, look_up, rows_of
from feeds.store.codec import item_from_data, micros
from feeds.store.connection import Connected, chunks
from feeds.store.tables import band, item, print_, version

_NEWEST = 50
"""So many prints of a band are looked at: what very many have tells little."""
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_COPIES = (
    select(item.c.id, version.c.data)
    .join_from(
        item, version, (version.c.item == item.c.id) & (version.c.revision == item.c.revision)
    )
    .where(item.c.id.in_(_SOME))
)
_PRINT_OF = select(print_.c.number, print_.c.bands).where(print_.c.item.in_(_SOME))
_FIRST = update(item).where(item.c.id == bindparam("_id"))
_NEW_PRINT = insert(print_)
_NEW_BAND = insert(band)
_OLD_BAND = delete(band).where(
    band.c.band == bindparam("_band"), band.c.print == bindparam("_print")
)


class SqlPrints(Connected):
    """The part of the store that is `Kinship`."""

    def kin(self, bands: Sequence[int], *, since: datetime, limit: int) -> Sequence[Kin]:
        if not bands:
            return ()
        values = {f"band{place}": one for place, one in enumerate(bands)}
        with self._reading() as connection:
            asked = {"since": micros(since), "most": limit, **values}
            rows = rows_of(connection, _kin(len(bands)), asked)
        return [
            Kin(
                id=row.item,
                shared=int(row.shared),
                print=Print(
                    scheme=row.scheme,
                    words=row.words,
                    signature=row.signature,
                    bands=_read(row.bands),
                    names=tuple(orjson.loads(row.names)),
                    figures=tuple(orjson.loads(row.figures)),
                ),
            )
            for row in rows
        ]

    def copies(self, ids: Sequence[str]) -> Mapping[str, str]:
        with self._reading() as connection:
            rows = look_up(connection, _COPIES, ids)
            texts = {row.id: item_from_data(row.data).body_text for row in rows}
        return {id_: text for id_, text in texts.items() if text}

    def remember(self, id_: str, made: Print, at: datetime) -> None:
        with self._writing() as connection:
            self._forget_prints(connection, [id_])
            execute_many(connection, _NEW_PRINT, [_row(id_, made, at)])
            [row] = rows_of(connection, _PRINT_OF, {"some": [id_]})
            bands = [{"band": one, "print": row.number} for one in {*made.bands}]
            execute_many(connection, _NEW_BAND, bands)

    def regroup(self, firsts: Mapping[str, str]) -> None:
        with self._writing() as connection:
            execute_many(
                connection, _FIRST, [{"_id": id_, "copy_of": one} for id_, one in firsts.items()]
            )

    def drop_prints(self, before: datetime) -> int:
        with self._writing() as connection:
            rows = connection.execute(select(print_.c.item).where(print_.c.at < micros(before)))
            old = [row.item for row in rows]
            self._forget_prints(connection, old)
        return len(old)

    @staticmethod
    def _forget_prints(connection: Connection, items: Iterable[str]) -> None:
        for some in chunks(items):
            rows = rows_of(connection, _PRINT_OF, {"some": some})
            if not rows:
                continue
            execute_many(
                connection,
                _OLD_BAND,
                [
                    {"_band": one, "_print": row.number}
                    for row in rows
                    for one in {*_read(row.bands)}
                ],
            )
            numbers = [row.number for row in rows]
            connection.execute(delete(print_).where(print_.c.number.in_(numbers)))


@cache
def _kin(bands: int) -> Select[Any]:
    """The prints that share most of so many bands, of each band the newest."""
    each = (
        select(
            select(band.c.print)
            .where(band.c.band == bindparam(f"band{place}"))
            .order_by(band.c.print.desc())
            .limit(_NEWEST)
            .subquery()
        )
        for place in range(bands)
    )
    shared = union_all(*each).subquery("shared")
    counted = (
        select(shared.c.print, func.count().label("shared")).group_by(shared.c.print).subquery()
    )
    return (
        select(print_, counted.c.shared)
        .join_from(counted, print_, print_.c.number == counted.c.print)
        .where(print_.c.at >= bindparam("since"))
        .order_by(counted.c.shared.desc(), print_.c.number.desc())
        .limit(bindparam("most"))
    )


def _row(id_: str, made: Print, at: datetime) -> dict[str, object]:
    return {
        "item": id_,
        "at": micros(at),
        "scheme": made.scheme,
        "words": made.words,
        "signature": made.signature,
        "bands": struct.pack(f"<{len(made.bands)}q", *made.bands),
        "names": orjson.dumps(made.names).decode(),
        "figures": orjson.dumps(made.figures).decode(),
    }


def _read(bands: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(bands) // 8}q", bands)
