"""Permissions and notifications."""

import sqlalchemy as sa

from migrations.tools import begin, moment, reference, tenant_table, unique

revision = "0010_access"
down_revision = "0009_groups"


def upgrade() -> None:
    begin()
    for table, key in (("contact_permission", "section"), ("contact_notification", "occasion")):
        tenant_table(
            table,
            sa.Column("contact_id", sa.Uuid, nullable=False),
            sa.Column(key, sa.Text, nullable=False),
            moment("created_at", nullable=False),
            reference(table, "contact", "contact_id", ondelete="CASCADE"),
            unique(table, "contact_id", key),
        )
