"""How the start page speaks of days."""

from __future__ import annotations

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _


def day_words(day: date, today: date) -> str:
    """„gestern“, „heute“, „morgen“, „Donnerstag“ within a week, „24.11.“, „24.11.2027“."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return {-1: _("gestern"), 0: _("heute"), 1: _("morgen")}[days]
    if 1 < days < 7:
        return format_date(day, "EEEE")
    return format_date(day, "dd.MM." if day.year == today.year else "dd.MM.y")
