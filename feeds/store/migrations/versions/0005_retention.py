"""What is left of items whose copy has gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("item", sa.Column("gone", sa.BigInteger(), nullable=True))
    op.create_index(
        "item_kept",
        "item",
        ["source", "updated"],
        unique=False,
        sqlite_where=sa.text("gone IS NULL"),
        postgresql_where=sa.text("gone IS NULL"),
    )
    op.add_column("ledger", sa.Column("payload", sa.Integer(), nullable=True))
    op.create_index(
        "ledger_last_line",
        "ledger",
        ["at"],
        unique=False,
        sqlite_where=sa.text("stage = 'keep'"),
        postgresql_where=sa.text("stage = 'keep'"),
    )


def downgrade() -> None:
    op.drop_index("ledger_last_line", table_name="ledger")
    op.drop_column("ledger", "payload")
    op.drop_index("item_kept", table_name="item")
    op.drop_column("item", "gone")
