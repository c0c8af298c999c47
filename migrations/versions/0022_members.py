"""The member list of an agency, the groups it shows, and pictures of customers."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, index, moment, reference, tenant_table, unforced, unique

revision = "0022_members"
down_revision = "0021_newsletter"


def upgrade() -> None:
    begin()
    tenant_table(
        "member_list",
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("in_portal", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("intro", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("all_groups", sa.Boolean, nullable=False),
        sa.Column("by_group", sa.Boolean, nullable=False),
        sa.Column("pictures", sa.Boolean, nullable=False),
        sa.Column("findable", sa.Boolean, nullable=False),
        sa.Column("sites", sa.Text, nullable=False),
        moment("changed_at", nullable=False),
        # one list for each agency
        unique("member_list"),
        grants="SELECT, INSERT, UPDATE",
    )
    tenant_table(
        "member_list_group",
        sa.Column("group_id", sa.Uuid, nullable=False),
        reference("member_list_group", "customer_group", "group_id", ondelete="CASCADE"),
        unique("member_list_group", "group_id"),
        grants="SELECT, INSERT, DELETE",
    )
    tenant_table(
        "customer_picture",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        moment("created_at", nullable=False),
        reference("customer_picture", "customer", "customer_id", ondelete="CASCADE"),
        unique("customer_picture", "customer_id"),
    )
    with unforced("customer"):
        op.add_column("customer", sa.Column("withdrawn_by", sa.Text, nullable=False, server_default=""))
        op.alter_column("customer", "withdrawn_by", server_default=None)
        op.add_column("customer", moment("picture_at"))
    index("customer", "in_lists", "sort_key", "id")
