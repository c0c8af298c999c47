"""What new contacts are given, whether tasks are shown to customers, and how much an agency may store."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, check, tenant_table, unforced, unique

revision = "0017_defaults"
down_revision = "0016_notifications"


def upgrade() -> None:
    begin()
    tenant_table(
        "contact_default",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        check("contact_default", "kind", "kind IN ('permission', 'notification')"),
        unique("contact_default", "kind", "key"),
        grants="SELECT, INSERT, DELETE",
    )
    with unforced("tenant"):
        op.add_column("tenant", sa.Column("tasks_visible", sa.Boolean, nullable=False, server_default=sa.true()))
        op.add_column("tenant", sa.Column("storage_limit", sa.BigInteger))
        op.alter_column("tenant", "tasks_visible", server_default=None)
    op.execute("GRANT UPDATE (tasks_visible) ON tenant TO app_user")
