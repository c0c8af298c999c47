"""Sign-in sessions and throttle."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, check, index, moment, tenant_table, unique

revision = "0004_accounts"
down_revision = "0003_audit"


def failures() -> list[sa.Column]:
    return [
        sa.Column("failures", sa.Integer, nullable=False),
        moment("started_at", nullable=False),
        moment("last_failed_at", nullable=False),
    ]


def upgrade() -> None:
    begin()
    tenant_table(
        "sign_in_session",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("token_digest", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        moment("last_seen_at", nullable=False),
        unique("sign_in_session", "token_digest"),
        check("sign_in_session", "kind", "kind IN ('staff', 'person')"),
        system="SELECT, DELETE",
    )
    index("sign_in_session", "kind", "user_id")
    tenant_table(
        "account_failures",
        sa.Column("key", sa.Text, nullable=False),
        *failures(),
        unique("account_failures", "key"),
        system="SELECT, DELETE",
    )
    # the one table without a tenant: it holds counts by the HMAC of a network, for all agencies together
    op.create_table(
        "network_failures",
        sa.Column("key", sa.Text, nullable=False),
        *failures(),
        sa.PrimaryKeyConstraint("key", name="pk_network_failures"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON network_failures TO app_user")
    op.execute("GRANT SELECT, DELETE ON network_failures TO app_system")
