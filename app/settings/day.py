"""Which day it is at the agency."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from tenants import current_tenant, now


def today() -> date:
    """The present day in the agency's time zone: what is due today is overdue from midnight there."""
    return now().astimezone(ZoneInfo(current_tenant().time_zone)).date()
