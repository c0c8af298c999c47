"""„Als Kunde anmelden“: each time with its reason, and the session in which it happens."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, index, moment, reference, tenant_table, unforced

revision = "0030_impersonation"
down_revision = "0029_second_factor"


def upgrade() -> None:
    begin()
    tenant_table(
        "impersonation",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("staff_name", sa.Text, nullable=False),
        sa.Column("staff_session_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        moment("ended_at"),
        moment("created_at", nullable=False),
        reference("impersonation", "person", "person_id", ondelete="CASCADE"),
        reference("impersonation", "staff_member", "staff_id"),
        grants="SELECT, INSERT, UPDATE",
    )
    index("impersonation", "person_id", "created_at")
    with unforced("sign_in_session", "impersonation"):
        op.add_column("sign_in_session", sa.Column("impersonation_id", sa.Uuid))
        op.create_foreign_key(
            "fk_sign_in_session_tenant_id_impersonation_id",
            "sign_in_session",
            "impersonation",
            ["tenant_id", "impersonation_id"],
            ["tenant_id", "id"],
            ondelete="CASCADE",
        )
