"""Audit log."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tools import begin, check, index, moment, tenant_table

revision = "0003_audit"
down_revision = "0002_queue"


def upgrade() -> None:
    begin()
    # SELECT and INSERT only: what was written stays as it was written
    tenant_table(
        "audit_entry",
        moment("at", nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("object_kind", sa.Text),
        sa.Column("object_id", sa.Uuid),
        sa.Column("object_name", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("network", sa.Text),
        check("audit_entry", "actor_kind", "actor_kind IN ('staff', 'person', 'visitor', 'system')"),
        grants="SELECT, INSERT",
    )
    index("audit_entry", "at")
    index("audit_entry", "object_kind", "object_id", "at")
