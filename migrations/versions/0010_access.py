"""Permissions and notifications."""

from migrations.tools import begin

revision = "0010_access"
down_revision = "0009_groups"


def upgrade() -> None:
    begin()
