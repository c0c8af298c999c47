"""The log of who agreed to the newsletter, and how that is proved."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, tenant_table

revision = "0021_newsletter"
down_revision = "0020_customers_whole"


def upgrade() -> None:
    begin()
    tenant_table(
        "consent",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("asked_how", sa.Text, nullable=False),
        sa.Column("asked_on", sa.Date),
        sa.Column("staff_id", sa.Uuid),
        moment("created_at", nullable=False),
        check("consent", "action", "action IN ('asked', 'given', 'withdrawn')"),
        grants="SELECT, INSERT",
    )
    index("consent", "person_id", "created_at")
