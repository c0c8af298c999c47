"""Groups and rubrics."""

import sqlalchemy as sa

from migrations.tools import begin, index, moment, reference, tenant_table, unique

revision = "0009_groups"
down_revision = "0008_contacts"


def upgrade() -> None:
    begin()
    tenant_table(
        "rubric",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        moment("created_at", nullable=False),
        unique("rubric", "name"),
    )
    tenant_table(
        "customer_group",
        sa.Column("rubric_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("opens_all", sa.Boolean, nullable=False),
        sa.Column("preselected", sa.Boolean, nullable=False),
        moment("created_at", nullable=False),
        reference("customer_group", "rubric", "rubric_id"),
        unique("customer_group", "rubric_id", "name"),
    )
    tenant_table(
        "group_section",
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        reference("group_section", "customer_group", "group_id", ondelete="CASCADE"),
        unique("group_section", "group_id", "section"),
    )
    tenant_table(
        "group_membership",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("group_id", sa.Uuid, nullable=False),
        moment("created_at", nullable=False),
        reference("group_membership", "customer", "customer_id", ondelete="CASCADE"),
        reference("group_membership", "customer_group", "group_id", ondelete="CASCADE"),
        unique("group_membership", "customer_id", "group_id"),
    )
    index("group_membership", "group_id")
