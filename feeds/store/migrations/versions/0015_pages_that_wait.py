"""Pages that wait for an instant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("item", sa.Column("page_from", sa.BigInteger(), nullable=True))
    op.create_index(
        "item_page_from",
        "item",
        ["page_from"],
        unique=False,
        sqlite_where=sa.text("page_due = 2"),
        postgresql_where=sa.text("page_due = 2"),
    )


def downgrade() -> None:
    op.drop_index("item_page_from", table_name="item")
    op.execute("UPDATE item SET page_due = 1 WHERE page_due = 2")
    op.drop_column("item", "page_from")
