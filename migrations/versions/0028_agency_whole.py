"""How an agency looks and speaks, what it asks of its staff, and what its customers may do by themselves."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, moment, tenant_table, unforced, unique

revision = "0028_agency_whole"
down_revision = "0027_persons_whole"

NEW = {
    "brand_color": sa.Column("brand_color", sa.Text, nullable=False, server_default=""),
    "signature": sa.Column("signature", sa.Text, nullable=False, server_default=""),
    "portal_languages": sa.Column("portal_languages", sa.Text, nullable=False, server_default="de en ar"),
    "customers_manage_contacts": sa.Column(
        "customers_manage_contacts", sa.Boolean, nullable=False, server_default=sa.false()
    ),
    "staff_second_factor": sa.Column("staff_second_factor", sa.Boolean, nullable=False, server_default=sa.false()),
}


def upgrade() -> None:
    begin()
    tenant_table(
        "agency_logo",
        sa.Column("data", sa.LargeBinary, nullable=False),
        moment("created_at", nullable=False),
        # one logo for each agency
        unique("agency_logo"),
        grants="SELECT, INSERT, DELETE",
    )
    with unforced("tenant"):
        for name, column in NEW.items():
            op.add_column("tenant", column)
            op.alter_column("tenant", name, server_default=None)
        op.add_column("tenant", moment("logo_at"))
        for name in ("logo_width", "logo_height"):
            op.add_column("tenant", sa.Column(name, sa.BigInteger))
    op.execute(f"GRANT UPDATE ({', '.join(NEW)}, logo_at, logo_width, logo_height) ON tenant TO app_user")
