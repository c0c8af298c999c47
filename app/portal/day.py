"""What one says at which time of the day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, get_timezone
from flask_babel import gettext as _

from app.contacts.persons import Person
from tenants import now


def hello(person: Person) -> str:
    """„Guten Morgen, Frau Dr. Muster“: by the agency's clock and as the person is addressed."""
    name = person.addressed_name
    words = _time_of_day(_here().hour)
    return _("%(hello)s, %(name)s", hello=words, name=name) if name else words


def today() -> str:
    """„Montag, 23. November 2026“ in the reader's language, where the agency is."""
    return format_date(_here(), "full", rebase=False)


def this_day() -> date:
    """The present day where the agency is."""
    return _here().date()


def _here() -> datetime:
    return now().astimezone(ZoneInfo(str(get_timezone())))


def _time_of_day(hour: int) -> str:
    if 4 <= hour < 11:
        return _("Guten Morgen")
    if 11 <= hour < 18:
        return _("Guten Tag")
    return _("Guten Abend")
