"""The header fields that a document came with; of those that are in the archive already nobody knows any."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("payload", sa.Column("headers", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("payload", "headers")
