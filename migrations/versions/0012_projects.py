"""Projects and who works on them."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0012_projects"
down_revision = "0011_signup"


def upgrade() -> None:
    begin()
    tenant_table(
        "project",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("contact_id", sa.Uuid),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "description", "status")),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("visible", "progress_visible", "team_visible")),
        moment("shown_at"),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("created_by_id", sa.Uuid),
        moment("created_at", nullable=False),
        moment("done_at"),
        reference("project", "customer", "customer_id"),
        reference("project", "contact", "contact_id"),
        reference("project", "staff_member", "created_by_id"),
        # so that a task can be held to the customer of its project
        unique("project", "id", "customer_id"),
        check("project", "status", "status IN ('planned', 'active', 'paused', 'done')"),
        check("project", "done", "(status = 'done') = (done_at IS NOT NULL)"),
        check("project", "dates", "ends_on >= starts_on"),
    )
    index("project", "customer_id", "sort_key", "id")
    index("project", "contact_id")
    index("project", "status", "sort_key", "id")
    index("project", "sort_key", "id")
    tenant_table(
        "project_member",
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        reference("project_member", "project", "project_id", ondelete="CASCADE"),
        reference("project_member", "staff_member", "staff_id"),
        unique("project_member", "project_id", "staff_id"),
    )
    index("project_member", "staff_id")
