"""Groups and rubrics."""

from migrations.tools import begin

revision = "0009_groups"
down_revision = "0008_contacts"


def upgrade() -> None:
    begin()
