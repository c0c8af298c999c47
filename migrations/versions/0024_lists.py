"""Lists of customers: what they are ordered and narrowed by stands in indexes, the access of a person in a column."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, index, unforced

revision = "0024_lists"
down_revision = "0023_imports"

ACCESS_KIND = """
CASE WHEN email IS NULL THEN 'no_address'
    WHEN invited_at IS NULL AND password_hash IS NULL THEN 'none'
    WHEN locked_at IS NOT NULL THEN 'locked'
    WHEN undeliverable_at IS NOT NULL THEN 'undeliverable'
    WHEN password_hash IS NULL THEN 'invited'
    WHEN last_sign_in_at IS NULL THEN 'password_set'
    ELSE 'active' END
"""
KEYS = (
    ("number_key", "id"),
    ("city_key", "sort_key", "id"),
    ("created_at", "id"),
    ("locked_at",),
    ("hours", "time_zone"),
)


def upgrade() -> None:
    begin()
    with unforced("customer", "person"):
        # customers without a place stand after all others
        op.execute("UPDATE customer SET city_key = U&'\\+10FFFF' WHERE city_key = ''")
        op.add_column(
            "person",
            sa.Column("access_kind", sa.Text(collation="C"), sa.Computed(ACCESS_KIND, persisted=True), nullable=False),
        )
    for columns in KEYS:
        index("customer", *columns)
    index("person", "access_kind", "invited_at", "id")
    primary = {"postgresql_where": sa.text('"primary"')}
    op.create_index("ix_contact_primary", "contact", ["tenant_id", "person_id", "customer_id"], **primary)
    op.drop_index("ix_group_membership_tenant_id_group_id", "group_membership")
    index("group_membership", "group_id", "customer_id")
