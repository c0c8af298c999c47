"""Customers, the words they are found by, and number series."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, tenant_table, unique

revision = "0007_customers"
down_revision = "0006_staff"

TEXTS = (
    "number", "kind", "company", "salutation", "title", "first_name", "last_name", "street", "postcode", "city",
    "country", "phone", "mobile", "fax", "email", "website", "language", "address_form",
)  # fmt: skip


def upgrade() -> None:
    begin()
    tenant_table(
        "customer",
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        moment("created_at", nullable=False),
        moment("locked_at"),
        unique("customer", "number"),
        check("customer", "kind", "kind IN ('firm', 'private')"),
        check("customer", "salutation", "salutation IN ('', 'Frau', 'Herr')"),
        check("customer", "address_form", "address_form IN ('sie', 'du')"),
    )
    index("customer", "sort_key", "id")
    tenant_table(
        "search_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("object_id", sa.Uuid, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        grants="SELECT, INSERT, UPDATE, DELETE",
    )
    index("search_word", "kind", "word", "sort_key", "object_id")
    index("search_word", "object_id", "word")
    tenant_table(
        "number_series",
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        unique("number_series", "series"),
        grants="SELECT, INSERT, UPDATE",
    )
