"""Whom primary contacts ask to be made a contact of their firm."""

import sqlalchemy as sa

from migrations.tools import begin, index, moment, reference, tenant_table

revision = "0031_contact_requests"
down_revision = "0030_impersonation"


def upgrade() -> None:
    begin()
    tenant_table(
        "contact_request",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("asker_id", sa.Uuid, nullable=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        moment("waits_at"),
        moment("created_at", nullable=False),
        reference("contact_request", "customer", "customer_id", ondelete="CASCADE"),
        reference("contact_request", "contact", "asker_id", ondelete="CASCADE"),
    )
    index("contact_request", "customer_id", "created_at")
    index("contact_request", "asker_id")
