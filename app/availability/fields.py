"""The part „Erreichbarkeit“ of a form: the grid of hours, the fields for a stretch of time, the time zone."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field
from wtforms.validators import StopValidation

from app.web.branding import current_agency
from app.web.fields import Labelled
from app.web.forms import STEP, Choice, Radio

from .steps import PRESETS, after
from .week import DAYS, HOURS, Week
from .words import day_name, in_words
from .zones import known, place_of, same_clocks, zone_of_country, zones

SLOT = re.compile(r"([1-7])-(1?[0-9]|2[0-3])", re.ASCII)
"""Monday, 8 to 9 o'clock is „1-8“."""

ZONE_HINT = _l("Nach den Uhren dort richtet sich die Erreichbarkeit.")
BY_COUNTRY_HINT = _l(
    "Nach den Uhren dort richtet sich die Erreichbarkeit. Hat ein Land mehrere Zeitzonen, gilt die der Agentur, bis Sie"
    " eine wählen."
)
BY_COUNTRY = "land"
OWN, SHARED = "own", "customer"


class Hours(Labelled, Field):
    """168 boxes, one for each hour of the week. `data` is a Week; given as a Week or as its code."""

    kind = "choices"

    def __init__(self, label: Any = _l("Erreichbarkeit"), hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._prepare(False, hint)
        self.unknown = False

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, Week) else Week.parse(value or "")

    def process_formdata(self, valuelist: list) -> None:
        found = [SLOT.fullmatch(str(value)) for value in valuelist]
        self.unknown = not all(found)
        self.data = Week()
        for slot in filter(None, found):
            self.data = self.data.with_range([int(slot[1])], [int(slot[2])])

    def pre_validate(self, form: Any) -> None:
        if self.unknown:
            raise StopValidation(_("Das ist keine Stunde der Woche. Bitte wählen Sie die Stunden noch einmal."))

    @property
    def presets(self) -> list[tuple[Any, str]]:
        return [(label, week.code) for label, week in PRESETS]

    @property
    def days(self) -> list[tuple[int, str, str]]:
        """Number, name and short name of each day."""
        return [(day, day_name(day), day_name(day, short=True)) for day in DAYS]

    @property
    def counted(self) -> str:
        return counted(self.data)

    @property
    def words(self) -> str:
        return in_words(self.data)


def counted(week: Week) -> str:
    """„50 Stunden gewählt“."""
    if not week:
        return _("Keine Stunde gewählt")
    return ngettext("%(num)d Stunde gewählt", "%(num)d Stunden gewählt", week.count)


class Stretch(Choice):
    """An end of the stretch; left out, it is as the form begins, for only the buttons beside it read it."""

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else self.default


class Whose(Radio):
    """Whose hours hold. A form that does not say leaves it with those of the customer."""

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else SHARED


class WithHours:
    """A form with the grid. `take_step()` in the view, before anything is validated."""

    hours = Hours()
    first_day = Stretch(_l("Erster Tag"), default="1")
    last_day = Stretch(_l("Letzter Tag"), default="5")
    from_hour = Stretch(_l("Von Uhrzeit"), default="8")
    to_hour = Stretch(_l("Bis Uhrzeit"), default="18")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        form.first_day.choices = form.last_day.choices = [(day, day_name(day, short=True)) for day in DAYS]
        form.from_hour.choices = [(hour, f"{hour}:00") for hour in HOURS]
        form.to_hour.choices = [(hour, f"{hour}:00") for hour in range(1, 25)]

    def take_step(self) -> bool:
        """Whether a button was pressed that only brings the form back; those of the grid are obeyed."""
        form: Any = self
        step = request.form.get(STEP) if form.is_submitted() else None
        if step is None:
            return False
        form.hours.data = after(form.hours.data, step, self._stretch)
        return True

    @property
    def _stretch(self) -> Week:
        """What stands in the fields above the grid; nothing when that is no time."""
        form: Any = self
        fields = (form.first_day, form.last_day, form.from_hour, form.to_hour)
        if any(field.data not in field.values for field in fields):
            return Week()
        return Week.stretch(*(int(field.data) for field in fields))


class WithZone:
    """A form with the time zone of a customer: that of the agency, or another."""

    time_zone = Choice(_l("Zeitzone"), hint=ZONE_HINT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.time_zone
        offered, former = zones(), field.object_data
        if former and known(former) and former not in dict(offered):
            offered = [(former, place_of(former)), *offered]
        agency = _("Zeitzone der Agentur (%(place)s)", place=place_of(current_agency().time_zone))
        field.choices = [*self.zones_first(), ("", agency), *offered]

    def zones_first(self) -> list[tuple[str, str]]:
        """What is offered before the zones."""
        return []

    def zone_in(self, _country: str) -> str:
        """The zone to store for a customer in this country; "" for that of the agency."""
        return str(self.time_zone.data)


class WithNewZone(WithZone):
    """The form of a new customer: unless somebody chooses, the zone is that of its country."""

    time_zone = Choice(_l("Zeitzone"), default=BY_COUNTRY, hint=BY_COUNTRY_HINT)

    def zones_first(self) -> list[tuple[str, str]]:
        return [(BY_COUNTRY, _("Automatisch, nach dem Land"))]

    def zone_in(self, country: str) -> str:
        if self.time_zone.data != BY_COUNTRY:
            return super().zone_in(country)
        zone = zone_of_country(country)
        return "" if not zone or same_clocks(zone, current_agency().time_zone) else zone


class WithOwnHours(WithHours):
    """The form of a contact, for whom the hours of the customer hold unless it has some of its own."""

    own_hours = Whose(_l("Zeiten"), choices=[(SHARED, _l("wie der Kunde")), (OWN, _l("eigene Zeiten"))], default=SHARED)

    def take_step(self) -> bool:
        form: Any = self
        pressed = super().take_step()
        if pressed:
            form.own_hours.data = OWN
        return pressed

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        form: Any = self
        super().validate(*args, **kwargs)  # type: ignore[misc]
        if form.own_hours.data == OWN and not form.hours.data and not form.hours.errors:
            form.add_error("hours", _("Bitte wählen Sie mindestens eine Stunde, oder „wie der Kunde“."))
        return not form.has_errors

    @property
    def hours_code(self) -> str:
        """The hours to store for the contact; "" when those of the customer hold."""
        form: Any = self
        return form.hours.data.code if form.own_hours.data == OWN else ""
