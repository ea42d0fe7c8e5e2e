"""Hubs that push sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("pushed", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("subscription_source", "subscription", ["source"], unique=False)
    op.create_index("subscription_due", "subscription", ["due"], unique=False)
    has_pushed = sa.text("pushed IS NOT NULL")
    op.create_index(
        "subscription_pushed",
        "subscription",
        ["source"],
        unique=False,
        sqlite_where=has_pushed,
        postgresql_where=has_pushed,
    )


def downgrade() -> None:
    op.drop_index("subscription_pushed", table_name="subscription")
    op.drop_index("subscription_due", table_name="subscription")
    op.drop_index("subscription_source", table_name="subscription")
    op.drop_table("subscription")
