"""Whether somebody can be reached at this moment, and until or from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from app.web.branding import current_agency
from app.web.locale import language
from tenants import now

from .week import DAYS, Week
from .words import clock, day_name
from .zones import known, place_of, same_clocks

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Reach:
    """`open` is None when nobody said the hours; `until` and `since` tell when that ends, None when it never does.

    Moments know `zone`, by whose clocks they are told.
    """

    week: Week
    zone: ZoneInfo
    moment: datetime
    open: bool | None
    changes_at: datetime | None

    @property
    def words(self) -> str:
        """„jetzt erreichbar, bis 18 Uhr“, „wieder erreichbar ab Mo, 8 Uhr“; "" when nobody said."""
        if self.open is None:
            return ""
        if self.changes_at is None:
            return _("jetzt erreichbar, rund um die Uhr")
        if self.open:
            return _("jetzt erreichbar, bis %(when)s", when=self._when)
        return _("wieder erreichbar ab %(when)s", when=self._when)

    @property
    def short(self) -> str:
        """The same where a heading says what it is about: „jetzt, bis 18 Uhr“, „ab Mo, 8 Uhr“."""
        if self.open is None:
            return ""
        if self.changes_at is None:
            return _("jetzt, rund um die Uhr")
        return _("jetzt, bis %(when)s", when=self._when) if self.open else _("ab %(when)s", when=self._when)

    @property
    def place(self) -> str:
        """After which place the clocks are named: „Berlin“."""
        return place_of(self.zone.key)

    @property
    def foreign(self) -> bool:
        """Whether its clocks show another time than those of the agency, at any time of the year."""
        return not same_clocks(self.zone.key, current_agency().time_zone)

    @property
    def local_time(self) -> str:
        """„10:42“, by its clocks."""
        return self._hours(self.moment)

    @property
    def our_time(self) -> str:
        """„16:42“, by the clocks of the agency, at the same moment."""
        return self._hours(self.moment.astimezone(ZoneInfo(current_agency().time_zone)))

    @property
    def days(self) -> list[tuple[int, str]]:
        """Number and short name of each day of a week."""
        return [(day, day_name(day, short=True)) for day in DAYS]

    @property
    def day(self) -> int:
        """The day it is there; Monday is 1."""
        return self.moment.isoweekday()

    @property
    def _when(self) -> str:
        """„18 Uhr“ today, „24 Uhr“ at midnight, „Mo, 8 Uhr“ within a week, else with the date."""
        assert self.changes_at is not None
        then, today = self.changes_at, self.moment.date()
        at_midnight = (then.hour, then.minute) == (0, 0)
        if then.date() == today or (at_midnight and self.open and then.date() == today + timedelta(days=1)):
            hour = _("%(hours)s Uhr", hours=clock(24 if at_midnight else then.hour, then.minute))
        else:
            near = then.date() - today < WEEK
            day = (
                day_name(then.isoweekday(), short=True)
                if near
                else format_date(then.date(), "d. MMMM" if language() == "de" else "d MMMM")
            )
            hour = _("%(day)s, %(hours)s Uhr", day=day, hours=clock(then.hour, then.minute))
        return _("%(hour)s Ortszeit", hour=hour) if self.foreign else hour

    @staticmethod
    def _hours(moment: datetime) -> str:
        return f"{moment.hour}:{moment.minute:02d}"


def zone_of(customer: Any) -> ZoneInfo:
    """By which clocks a customer lives: its own, else those of the agency."""
    return ZoneInfo(customer.time_zone if known(customer.time_zone) else current_agency().time_zone)


def state_of(thing: Any) -> Reach:
    """How it stands with a customer, or with a contact: its own hours, else those of its customer. No query."""
    customer = getattr(thing, "customer", thing)
    week, zone = Week.parse(thing.hours or customer.hours), zone_of(customer)
    moment = now()
    open_now, changes = _changes(week, zone, moment.replace(second=0, microsecond=0)) if week else (None, None)
    return Reach(week, zone, moment.astimezone(zone), open_now, changes)


@lru_cache(maxsize=4096)
def _changes(week: Week, zone: ZoneInfo, minute: datetime) -> tuple[bool, datetime | None]:
    """Many customers have the same hours, and clocks are moved at full minutes."""
    changes = week.changes_at(minute, zone)
    return week.is_open(minute, zone), changes and changes.astimezone(zone)
