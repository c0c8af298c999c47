"""Job queue."""

from migrations.tools import begin

revision = "0002_queue"
down_revision = "0001_kernel"


def upgrade() -> None:
    begin()
