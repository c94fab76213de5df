"""Where accounts come from and whether they are open, and how often somebody tried something lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_accounts_and_rates"
down_revision = "0002_jobs"


def upgrade() -> None:
    """Add what accounts of the organisation need, and the counts of tries."""
    for column in (
        sa.Column("source", sa.String(length=10), nullable=False, server_default="proef"),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("pinned", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("closed", sa.String(length=40), nullable=True),
        sa.Column("seen", sa.String(length=40), nullable=True),
    ):
        op.add_column("users", column)
    op.create_index("uq_users_subject", "users", ["subject"], unique=True)
    op.create_table(
        "rates",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rates")),
    )
