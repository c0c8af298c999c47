"""Uploading as the staff do it."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l

from app.customers.models import Customer
from app.projects.models import Project
from app.web.forms import CreateForm, Form, Tick

from .fields import Files


class UploadForm(CreateForm):
    """Files for one customer, project or task. The tick stands as the place does; without a customer there is none."""

    # an id of its own: the page of a task has the field of the discussion besides
    files = Files(required=_l("Bitte wählen Sie mindestens eine Datei aus."), id="upload")
    visible = Tick(_l("für den Kunden sichtbar"))

    @classmethod
    def on(cls, place: Any, **options: Any) -> Self:
        """The form for a customer, project or task; `formdata=None` for one that is only shown."""
        if isinstance(place, Customer):
            return cls(**options)
        form = cls(visible=place.visible, **options)
        if place.customer_id is None:
            del form.visible
        elif not place.visible:
            form.visible.hint = (
                _l("Zu sehen bekommt er sie erst, wenn das Projekt für ihn sichtbar ist.")
                if isinstance(place, Project)
                else _l("Zu sehen bekommt er sie erst, wenn die Aufgabe für ihn sichtbar ist.")
            )
        return form

    @property
    def shows(self) -> bool:
        return "visible" in self and self.visible.data


class EmptyForm(Form):
    """A question that is only answered with a button."""
