"""Pictures of persons, a new address that waits for its confirmation, a password that must be changed."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, moment, reference, tenant_table, unforced, unique

revision = "0027_persons_whole"
down_revision = "0026_history"


def upgrade() -> None:
    begin()
    tenant_table(
        "person_picture",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        moment("created_at", nullable=False),
        reference("person_picture", "person", "person_id", ondelete="CASCADE"),
        unique("person_picture", "person_id"),
        grants="SELECT, INSERT, DELETE",
    )
    with unforced("person"):
        op.add_column("person", moment("picture_at"))
        op.add_column("person", sa.Column("wanted_email", sa.Text))
        op.add_column("person", moment("wanted_email_at"))
        op.add_column(
            "person", sa.Column("must_change_password", sa.Boolean, nullable=False, server_default=sa.false())
        )
        op.alter_column("person", "must_change_password", server_default=None)
    with unforced("staff_member"):
        op.add_column("staff_member", sa.Column("language", sa.Text, nullable=False, server_default="de"))
        op.alter_column("staff_member", "language", server_default=None)
