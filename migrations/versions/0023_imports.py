"""Imports of customers: the file, how it is read, and the fate of every row."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0023_imports"
down_revision = "0022_members"


def upgrade() -> None:
    begin()
    tenant_table(
        "customer_import",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("encoding", sa.Text, nullable=False),
        sa.Column("separator", sa.Text, nullable=False),
        sa.Column("heading", sa.Boolean, nullable=False),
        sa.Column("columns", JSONB, nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("options", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        moment("created_at", nullable=False),
        moment("started_at"),
        moment("finished_at"),
        reference("customer_import", "staff_member", "staff_id"),
        check(
            "customer_import",
            "state",
            "state IN ('mapping', 'checking', 'checked', 'running', 'done', 'stopped', 'failed')",
        ),
    )
    tenant_table(
        "customer_import_row",
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("fate", sa.Text, nullable=False),
        sa.Column("said", JSONB, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Uuid),
        moment("written_at"),
        reference("customer_import_row", "customer_import", "import_id", ondelete="CASCADE"),
        check("customer_import_row", "fate", "fate IN ('new', 'changed', 'same', 'skipped', 'faulty')"),
        unique("customer_import_row", "import_id", "number"),
    )
    index("customer_import_row", "import_id", "fate", "number")
