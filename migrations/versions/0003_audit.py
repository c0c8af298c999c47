"""Audit log."""

from migrations.tools import begin

revision = "0003_audit"
down_revision = "0002_queue"


def upgrade() -> None:
    begin()
