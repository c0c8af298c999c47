"""When contacts were last in the portal, so that the start page can say what is new since."""

import sqlalchemy as sa

from migrations.tools import begin, moment, reference, tenant_table, unique

revision = "0019_visits"
down_revision = "0018_search"


def upgrade() -> None:
    begin()
    tenant_table(
        "visit",
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        moment("seen_at", nullable=False),
        moment("previous_at"),
        reference("visit", "contact", "contact_id", ondelete="CASCADE"),
        unique("visit", "contact_id"),
        grants="SELECT, INSERT, UPDATE",
    )
