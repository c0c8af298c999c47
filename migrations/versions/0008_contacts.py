"""Persons and contacts."""

from migrations.tools import begin

revision = "0008_contacts"
down_revision = "0007_customers"


def upgrade() -> None:
    begin()
