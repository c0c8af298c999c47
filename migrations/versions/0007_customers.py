"""Customers."""

from migrations.tools import begin

revision = "0007_customers"
down_revision = "0006_staff"


def upgrade() -> None:
    begin()
