"""Items' data as bytes, compressed. What is there stays as it is, and is read as well."""

from __future__ import annotations

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    if _is_postgresql():  # SQLite keeps bytes in any column
        op.execute(
            "ALTER TABLE version ALTER COLUMN data TYPE BYTEA USING convert_to(data, 'UTF8')"
        )


def downgrade() -> None:
    kind = sa.LargeBinary() if _is_postgresql() else sa.Text()
    version = sa.table("version", sa.column("item"), sa.column("revision"), sa.column("data", kind))
    connection = op.get_bind()
    for item, revision_ in connection.execute(sa.select(version.c.item, version.c.revision)).all():
        this = (version.c.item == item) & (version.c.revision == revision_)
        data = connection.execute(sa.select(version.c.data).where(this)).scalar_one()
        if isinstance(data, str) or data[:1] == b"{":
            continue  # as an older program has left it
        text = zlib.decompress(data)
        plain = text if _is_postgresql() else text.decode()
        connection.execute(sa.update(version).where(this).values(data=plain))
    if _is_postgresql():
        op.execute(
            "ALTER TABLE version ALTER COLUMN data TYPE TEXT USING convert_from(data, 'UTF8')"
        )


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
