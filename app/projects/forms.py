"""What may be typed about a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.contacts.picking import PRIMARY, picked, picks
from app.customers.models import Customer
from app.customers.picking import WithCustomer
from app.staff.models import StaffMember
from app.web.forms import Choice, Choices, CreateForm, Day, Form, Radio, Text, TextArea, Tick

from .choices import PLANNED, STATUSES

LONGEST = 20_000
"""Characters of a description."""

INTERNAL = "internal"


class ProjectForm(Form):
    """Name, description, contact, dates and team."""

    name = Text(_l("Name"), required=_l("Bitte geben Sie dem Projekt einen Namen."))
    description = TextArea(
        _l("Beschreibung"), max=LONGEST, hint=_l("Mit Markdown: **fett**, *kursiv*, Listen mit „- “, Links.")
    )
    contact = Choice(_l("Ansprechpartner"))
    starts_on = Day(_l("Beginn"))
    ends_on = Day(_l("Ende"))
    members = Choices(_l("Team"))

    _staff: dict[str, StaffMember]

    def offer_staff(self, staff: Iterable[StaffMember]) -> None:
        """Let these be ticked as members."""
        self._staff = {str(member.id): member for member in staff}
        self.members.choices = [(id, member.name) for id, member in self._staff.items()]

    def offer_contacts(self, customer: Customer | None, anew: bool = False) -> None:
        """Let the contacts of this customer be chosen; the primary one is, unless something fitting was.

        `anew`: what does not fit this customer is forgotten instead of refused, for another one has just been chosen.
        """
        offered = picks(customer) if customer else []
        first = [] if offered else [(PRIMARY, _("Haupt-Ansprechpartner des Kunden"))]
        self.contact.choices = [*first, *((pick.value, pick.label) for pick in offered), ("", _("niemand bestimmt"))]
        if self.contact.data not in self.contact.values:
            chosen = [pick.value for pick in offered if pick.chosen]
            if anew or not self.is_submitted() or self.contact.data in (None, PRIMARY):
                self.contact.data = chosen[0] if chosen else "" if customer else PRIMARY

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.add_error("ends_on", _("Das Ende liegt vor dem Beginn."))
        return not self.has_errors

    @property
    def chosen_staff(self) -> list[StaffMember]:
        return [self._staff[id] for id in self.members.data]

    def values_for(self, customer: Customer) -> dict[str, Any]:
        """What the project keeps, being one of this customer."""
        typed = {name: self[name].data for name in ("name", "description", "starts_on", "ends_on")}
        return typed | {"contact_id": picked(customer, self.contact.data)}


class NeededCustomer(Choice):
    """A project is always somebody's."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise StopValidation(_("Bitte wählen Sie den Kunden."))
        super().pre_validate(form)


class NewProjectForm(WithCustomer, ProjectForm, CreateForm):
    """A project that begins."""

    customer = NeededCustomer(_l("Kunde"), required=True)
    status = Choice(_l("Status"), choices=list(STATUSES.items()), default=PLANNED)
    visible = Tick(
        _l("Für den Kunden sichtbar"),
        hint=_l("Kontakte, die Projekte erreichen, sehen es im Portal und bekommen eine E-Mail."),
    )


class EditProjectForm(ProjectForm):
    """What is changed at a project; status and visibility have buttons of their own."""


class GlimpseForm(Form):
    """What else the customer sees of a visible project."""

    progress_visible = Tick(_l("Fortschritt zeigen"))
    team_visible = Tick(_l("Team zeigen"))


class Earlier(Radio):
    """Where it was not asked, everything earlier stays internal."""

    def pre_validate(self, form: Any) -> None:
        self.data = self.data or INTERNAL
        super().pre_validate(form)


class VisibilityForm(Form):
    """What becomes of earlier contributions when a project or task is shown."""

    earlier = Earlier(
        _l("Frühere Beiträge"),
        choices=[("show", _l("Frühere Beiträge mit zeigen")), (INTERNAL, _l("Frühere Beiträge intern lassen"))],
        default=INTERNAL,
        cards=True,
    )
