"""What hubs and caches are still to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("queued", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_debt", "outbox", ["hook", "path", "item"], unique=True)
    op.create_index("outbox_turn", "outbox", ["hook", "rank", "tries", "number"], unique=False)
    waits = sa.text("item != ''")
    op.create_index(
        "outbox_item",
        "outbox",
        ["item"],
        unique=False,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "hook_wait",
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hook"),
    )


def downgrade() -> None:
    op.drop_table("hook_wait")
    op.drop_index("outbox_item", table_name="outbox")
    op.drop_index("outbox_turn", table_name="outbox")
    op.drop_index("outbox_debt", table_name="outbox")
    op.drop_table("outbox")
