"""Comments, what stood in them before, and how far everybody has read."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0014_discussion"
down_revision = "0013_tasks"


def upgrade() -> None:
    begin()
    tenant_table(
        "comment",
        sa.Column("task_id", sa.Uuid),
        sa.Column("project_id", sa.Uuid),
        sa.Column("author_kind", sa.Text, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("internal", sa.Boolean, nullable=False),
        moment("created_at", nullable=False),
        moment("edited_at"),
        moment("deleted_at"),
        reference("comment", "task", "task_id", ondelete="CASCADE"),
        reference("comment", "project", "project_id", ondelete="CASCADE"),
        check("comment", "subject", "num_nonnulls(task_id, project_id) = 1"),
        check("comment", "author_kind", "author_kind IN ('staff', 'person')"),
        check("comment", "internal", "author_kind = 'staff' OR NOT internal"),
    )
    index("comment", "task_id", "created_at", "id")
    index("comment", "project_id", "created_at", "id")
    index("comment", "author_kind", "created_at")
    tenant_table(
        "comment_version",
        sa.Column("comment_id", sa.Uuid, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        moment("written_at", nullable=False),
        reference("comment_version", "comment", "comment_id", ondelete="CASCADE"),
        grants="SELECT, INSERT",
    )
    index("comment_version", "comment_id", "written_at")
    tenant_table(
        "read_mark",
        sa.Column("reader_kind", sa.Text, nullable=False),
        sa.Column("reader_id", sa.Uuid, nullable=False),
        sa.Column("task_id", sa.Uuid),
        sa.Column("project_id", sa.Uuid),
        moment("read_until", nullable=False),
        reference("read_mark", "task", "task_id", ondelete="CASCADE"),
        reference("read_mark", "project", "project_id", ondelete="CASCADE"),
        unique("read_mark", "reader_kind", "reader_id", "task_id"),
        unique("read_mark", "reader_kind", "reader_id", "project_id"),
        check("read_mark", "subject", "num_nonnulls(task_id, project_id) = 1"),
        check("read_mark", "reader_kind", "reader_kind IN ('staff', 'person')"),
    )
    index("read_mark", "task_id")
    index("read_mark", "project_id")
