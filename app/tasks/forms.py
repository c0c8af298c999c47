"""What may be typed about a task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.customers.models import Customer
from app.customers.picking import WithCustomer
from app.projects.models import Project
from app.staff.models import StaffMember
from app.web.forms import Choice, Choices, CreateForm, Day, Form, Radio, Text, TextArea, Tick

from .choices import OPEN, PRIORITIES, STATUSES

LONGEST = 20_000
"""Characters of a description."""

PLAIN = ("title", "description", "priority", "starts_on", "due_on", "customer_ticks")
"""Fields that are columns of the same name."""


class Title(Text):
    """One line that says what there is to do."""

    def __init__(self, label: Any = _l("Titel"), **kwargs: Any) -> None:
        super().__init__(label, max=200, required=_l("Bitte geben Sie der Aufgabe einen Titel."), **kwargs)


class TaskForm(WithCustomer, Form):
    """Everything that is said of a task."""

    title = Title()
    description = TextArea(
        _l("Beschreibung"), max=LONGEST, hint=_l("Mit Markdown: **fett**, *kursiv*, Listen mit „- “, Links.")
    )
    status = Radio(_l("Status"), choices=list(STATUSES.items()), default=OPEN)
    priority = Radio(_l("Priorität"), choices=list(PRIORITIES.items()), default="normal")
    starts_on = Day(_l("Beginn"))
    due_on = Day(_l("Fällig"))
    assignees = Choices(_l("Zuständig"))
    project = Choice(_l("Projekt"))
    customer_ticks = Tick(
        _l("Kunde darf die Checkliste abhaken"), hint=_l("Gilt für Kontakte, die die Aufgabe im Portal sehen.")
    )

    chosen_project: Project | None = None
    _staff: dict[str, StaffMember]

    def offer_staff(self, staff: Iterable[StaffMember]) -> None:
        """Let these be ticked."""
        self._staff = {str(member.id): member for member in staff}
        self.assignees.choices = [(id, member.name) for id, member in self._staff.items()]

    def offer_projects(self, projects: list[Project], anew: bool = False) -> None:
        """Let one of these be chosen, or none; while no customer is chosen each says whose it is.

        `anew`: one that is not among them is forgotten instead of refused, for another customer has just been chosen.
        """
        whose = self.chosen_customer is None
        self.chosen_project = next((one for one in projects if str(one.id) == self.project.data), None)
        named = [(str(one.id), f"{one.name} – {one.customer.name}" if whose else one.name) for one in projects]
        self.project.choices = [("", _("kein Projekt")), *named]
        if anew and self.chosen_project is None:
            self.project.data = ""

    def hold_project(self, project: Project) -> None:
        """Let nothing else be chosen: the form was opened for this project."""
        self.chosen_project = project
        self.hold_customer(project.customer)
        self.project.choices = [(str(project.id), project.name)]
        self.project.data = str(project.id)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.starts_on.data and self.due_on.data and self.due_on.data < self.starts_on.data:
            self.add_error("due_on", _("Fällig wäre die Aufgabe vor ihrem Beginn."))
        if self.chosen_project and self.chosen_customer not in (None, self.chosen_project.customer):
            self.add_error("project", _("Dieses Projekt gehört zu einem anderen Kunden."))
        return not self.has_errors

    @property
    def owner(self) -> Customer | None:
        """The customer: that of the project, else who was chosen."""
        return self.chosen_project.customer if self.chosen_project else self.chosen_customer

    @property
    def chosen_staff(self) -> list[StaffMember]:
        return [self._staff[id] for id in self.assignees.data]

    @property
    def values(self) -> dict[str, Any]:
        """What the task keeps of it."""
        typed = {name: self[name].data for name in PLAIN}
        return typed | {"customer": self.owner, "project": self.chosen_project}


class NewTaskForm(TaskForm, CreateForm):
    """A task that begins."""

    visible = Tick(
        _l("Für den Kunden sichtbar"),
        hint=_l("Kontakte, die Projekte erreichen, sehen sie im Portal und bekommen eine E-Mail."),
    )


class QuickForm(CreateForm):
    """A task in one line."""

    title = Title(_l("Neue Aufgabe"))


class ItemForm(CreateForm):
    """A line for the checklist."""

    text = Text(_l("Neuer Punkt"), required=_l("Bitte schreiben Sie, was zu tun ist."))


class RenameItemForm(Form):
    """Other words for a line of the checklist."""

    text = Text(_l("Punkt"), required=_l("Bitte schreiben Sie, was zu tun ist."))
