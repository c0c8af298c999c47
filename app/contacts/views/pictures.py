"""The pictures of the customers' people, for the staff."""

from __future__ import annotations

import uuid

from flask import Response

from app.pictures.answer import picture_answer
from app.staff.guard import staff_required
from app.staff.roles import Permission

from ..persons import Person
from .blueprint import bp


@bp.get("/personen/<uuid:person_id>/bild")
@staff_required(Permission.CUSTOMERS_VIEW)
def picture(person_id: uuid.UUID) -> Response:
    person = Person.get(person_id)
    return picture_answer(person.id, person.picture_at, lambda: person.picture)
