"""Staff."""

import sqlalchemy as sa

from migrations.tools import begin, check, moment, tenant_table, unique

revision = "0006_staff"
down_revision = "0005_mail"


def upgrade() -> None:
    begin()
    tenant_table(
        "staff_member",
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        moment("password_set_at"),
        moment("invited_at"),
        moment("forgot_at"),
        moment("last_sign_in_at"),
        moment("deactivated_at"),
        moment("created_at", nullable=False),
        unique("staff_member", "email_key"),
        check("staff_member", "role", "role IN ('owner', 'admin', 'member', 'reader')"),
        grants="SELECT, INSERT, UPDATE",
        # „Zu meiner Agentur“ looks for one address over all agencies
        system="SELECT (tenant_id, id, email, email_key, deactivated_at)",
    )
    tenant_table(
        "password_request",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        check("password_request", "kind", "kind IN ('staff', 'person')"),
        grants="SELECT, INSERT, DELETE",
    )
