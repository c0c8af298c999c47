"""The files of one place, as the staff see them there: the list, and the form to add some."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_login import current_user

from app.customers.models import Customer
from app.projects.models import Project
from app.staff.roles import Permission
from app.tasks.models import Task
from app.web.pages import Paged, paged

from .forms import UploadForm
from .models import File


@dataclass(frozen=True)
class Panel:
    """What `files/_panel.html` shows. `form` is None for those who may only look."""

    files: Paged
    form: UploadForm | None
    action: str
    """Where the form is sent to."""
    for_customer: bool
    """Whether there is a customer who could see them."""
    open: bool
    """Whether the form is unfolded: on a page of files alone that has none yet."""


def panel_of(place: Customer | Project | Task) -> Panel:
    """The panel of a customer, project or task. Two queries."""
    editing = Permission.CUSTOMERS_EDIT if isinstance(place, Customer) else Permission.PROJECTS_EDIT
    form = UploadForm.on(place, formdata=None) if current_user.may(editing) else None
    kind = place.__tablename__
    action = url_for(f"files.upload_{kind}", **{f"{kind}_id": place.id})
    for_customer = isinstance(place, Customer) or place.customer_id is not None
    files = paged(File.of(place))
    return Panel(files, form, action, for_customer, open=not files.total and not isinstance(place, Task))
