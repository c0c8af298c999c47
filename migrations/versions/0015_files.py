"""Files: the rows; the bytes lie in the store."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table

revision = "0015_files"
down_revision = "0014_discussion"


def upgrade() -> None:
    begin()
    tenant_table(
        "file",
        *(sa.Column(name, sa.Uuid) for name in ("customer_id", "project_id", "task_id", "comment_id")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("visible", sa.Boolean, nullable=False),
        moment("shown_at"),
        sa.Column("author_kind", sa.Text, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        moment("preview_at"),
        reference("file", "customer", "customer_id"),
        reference("file", "project", "project_id", ondelete="CASCADE"),
        reference("file", "task", "task_id", ondelete="CASCADE"),
        reference("file", "comment", "comment_id", ondelete="CASCADE"),
        check("file", "subject", "num_nonnulls(customer_id, project_id, task_id, comment_id) = 1"),
        check("file", "author_kind", "author_kind IN ('staff', 'person')"),
        check("file", "size", "size > 0"),
    )
    for column in ("customer_id", "project_id", "task_id", "comment_id"):
        index("file", column, "created_at")
