"""What somebody will be told by mail, and which of it staff do not want to be told."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0016_notifications"
down_revision = "0015_files"


def upgrade() -> None:
    begin()
    tenant_table(
        "notice",
        sa.Column("reader_kind", sa.Text, nullable=False),
        sa.Column("reader_id", sa.Uuid, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("thing_kind", sa.Text, nullable=False),
        sa.Column("thing_id", sa.Uuid, nullable=False),
        moment("created_at", nullable=False),
        moment("due_at", nullable=False),
        check("notice", "reader_kind", "reader_kind IN ('staff', 'contact')"),
        unique("notice", "reader_kind", "reader_id", "occasion", "thing_id"),
    )
    index("notice", "thing_id")
    tenant_table(
        "staff_silence",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        reference("staff_silence", "staff_member", "staff_id", ondelete="CASCADE"),
        unique("staff_silence", "staff_id", "occasion"),
        grants="SELECT, INSERT, DELETE",
    )
