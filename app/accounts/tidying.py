"""What is over is deleted: ended sessions, and counters that slow nobody down any more."""

from __future__ import annotations

from app.jobs import periodic
from tenants import system_session

from . import sessions, throttle


@periodic("accounts.tidy", cron="*/30 * * * *")
def tidy() -> None:
    """Over all agencies, every half hour."""
    with system_session() as session:
        sessions.purge(session)
        throttle.purge(session)
