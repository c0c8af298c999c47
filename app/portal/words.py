"""How projects and tasks stand, in the words of the portal: state, and until when something is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.projects import choices as project
from app.tasks import choices as task
from app.web.locale import comma, language

from .day import this_day

State = tuple[Any, str, str]

TASK_STATES: dict[str, State] = {key: (words, *task.LOOKS[key]) for key, words in task.STATUSES.items()}
TASK_STATES[task.WAITING] = (_l("wartet auf Sie"), *task.LOOKS[task.WAITING])
PROJECT_STATES: dict[str, State] = {key: (words, *project.LOOKS[key]) for key, words in project.STATUSES.items()}
"""Words, tone and sign of the badges."""

SOON = timedelta(days=2)
"""So near its last day something is marked."""


def until(day: date) -> str:
    """„bis heute“, „bis Dienstag“, „bis 4. Dezember“, „seit 4. Dezember fällig“; the year where it is another one."""
    ahead = (day - this_day()).days
    if ahead in (0, 1):
        return (_("bis heute"), _("bis morgen"))[ahead]
    if 1 < ahead < 7:
        return _("bis %(day)s", day=format_date(day, "EEEE"))
    return _("bis %(day)s", day=in_words(day)) if ahead > 0 else _("seit %(day)s fällig", day=in_words(day))


def urgency(day: date) -> str:
    """The tone of the badge beside something that waits: „bad“ when it is late, „warn“ when it is near, else „info“."""
    left = day - this_day()
    if left < timedelta(0):
        return "bad"
    return "warn" if left <= SOON else "info"


def in_words(day: date) -> str:
    """„4. Dezember“, with the year unless it is the present one."""
    german = language() == "de"
    if day.year == this_day().year:
        return format_date(day, "d. MMMM" if german else "d MMMM")
    return format_date(day, "d. MMMM y" if german else "d MMMM y")


def weekday_and_date(day: date) -> str:
    """„Dienstag, 24.11.2026“."""
    return format_date(day, "EEEE, dd.MM.y" if language() == "de" else f"EEEE{comma()}d MMMM y")


def add_to(bp: Blueprint) -> None:
    """Let templates use these words."""
    for filter in (until, urgency, in_words, weekday_and_date):
        bp.add_app_template_filter(filter)
    bp.add_app_template_filter(TASK_STATES.__getitem__, "task_state")
    bp.add_app_template_filter(PROJECT_STATES.__getitem__, "project_state")
