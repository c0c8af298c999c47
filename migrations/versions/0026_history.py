"""Which customer a line of the audit log concerns, so that the history of a customer is one range of an index."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, index, unforced

revision = "0026_history"
down_revision = "0024_lists"


def upgrade() -> None:
    begin()
    op.add_column("audit_entry", sa.Column("customer_id", sa.Uuid))
    with unforced("audit_entry", "contact", "project", "task"):
        op.execute("UPDATE audit_entry SET customer_id = object_id WHERE object_kind = 'customer'")
        for table in ("contact", "project", "task"):
            op.execute(
                f"UPDATE audit_entry a SET customer_id = o.customer_id FROM {table} o "
                f"WHERE a.object_kind = '{table}' AND o.tenant_id = a.tenant_id AND o.id = a.object_id"
            )
    index("audit_entry", "customer_id", "at", "id")
