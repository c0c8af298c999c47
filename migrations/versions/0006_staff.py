"""Staff."""

from migrations.tools import begin

revision = "0006_staff"
down_revision = "0005_mail"


def upgrade() -> None:
    begin()
