"""Sign-up and agency look-up."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, moment, tenant_table

revision = "0011_signup"
down_revision = "0010_access"


def upgrade() -> None:
    begin()
    tenant_table(
        "agency_lookup",
        sa.Column("email_key", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        grants="SELECT, INSERT, DELETE",
    )
    # app_system may read every agency, but delete only sign-ups that were never confirmed
    op.execute("DROP POLICY system_all ON tenant")
    op.execute("CREATE POLICY system_reads ON tenant FOR SELECT TO app_system USING (true)")
    op.execute("CREATE POLICY system_frees ON tenant FOR DELETE TO app_system USING (confirmed_at IS NULL)")
