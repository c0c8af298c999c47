"""Persons and contacts."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0008_contacts"
down_revision = "0007_customers"


def upgrade() -> None:
    begin()
    tenant_table(
        "person",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("first_name", "last_name", "salutation", "title")),
        sa.Column("email", sa.Text),
        sa.Column("email_key", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("language", "address_form", "direction")),
        sa.Column("password_hash", sa.Text),
        moment("password_set_at"),
        moment("invited_at"),
        moment("welcomed_at"),
        moment("reset_requested_at"),
        moment("access_revoked_at"),
        moment("last_sign_in_at"),
        moment("locked_at"),
        moment("email_confirmed_at"),
        moment("undeliverable_at"),
        moment("created_at", nullable=False),
        unique("person", "email_key"),
        check("person", "email", "(email IS NULL) = (email_key IS NULL)"),
        check("person", "salutation", "salutation IN ('', 'Frau', 'Herr')"),
        check("person", "address_form", "address_form IN ('sie', 'du')"),
        check("person", "direction", "direction IN ('system', 'ltr', 'rtl')"),
    )
    tenant_table(
        "contact",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("position", "phone", "mobile")),
        sa.Column("primary", sa.Boolean, nullable=False),
        moment("created_at", nullable=False),
        reference("contact", "customer", "customer_id"),
        reference("contact", "person", "person_id"),
        unique("contact", "customer_id", "person_id"),
    )
    index("contact", "person_id")
    op.create_index(
        "uq_contact_primary",
        "contact",
        ["tenant_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text('"primary"'),
    )
