"""Tasks, who works on them, and their checklists."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0013_tasks"
down_revision = "0012_projects"


def upgrade() -> None:
    begin()
    tenant_table(
        "task",
        sa.Column("customer_id", sa.Uuid),
        sa.Column("project_id", sa.Uuid),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "description", "status", "priority")),
        sa.Column("starts_on", sa.Date),
        sa.Column("due_on", sa.Date),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("visible", "customer_ticks")),
        moment("shown_at"),
        sa.Column("rank", sa.BigInteger, nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("created_by_id", sa.Uuid),
        moment("created_at", nullable=False),
        moment("done_at"),
        reference("task", "customer", "customer_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "project_id", "customer_id"],
            ["project.tenant_id", "project.id", "project.customer_id"],
            name="fk_task_tenant_id_project_id_customer_id",
        ),
        reference("task", "staff_member", "created_by_id"),
        check("task", "status", "status IN ('open', 'doing', 'waiting', 'done')"),
        check("task", "priority", "priority IN ('low', 'normal', 'high', 'urgent')"),
        check("task", "done", "(status = 'done') = (done_at IS NOT NULL)"),
        check("task", "dates", "due_on >= starts_on"),
        # a key with an empty column is not checked, so without this a project of somebody else could be named
        check("task", "customer", "customer_id IS NOT NULL OR (project_id IS NULL AND NOT visible)"),
    )
    index("task", "project_id", "status", "rank", "id")
    index("task", "customer_id", "visible", "status")
    index("task", "status", "due_on", "id")
    index("task", "status", "rank", "id")
    tenant_table(
        "task_assignee",
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        reference("task_assignee", "task", "task_id", ondelete="CASCADE"),
        reference("task_assignee", "staff_member", "staff_id"),
        unique("task_assignee", "task_id", "staff_id"),
    )
    index("task_assignee", "staff_id", "task_id")
    tenant_table(
        "checklist_item",
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        moment("done_at"),
        sa.Column("done_by", sa.Text, nullable=False),
        reference("checklist_item", "task", "task_id", ondelete="CASCADE"),
    )
    index("checklist_item", "task_id", "place", "id")
