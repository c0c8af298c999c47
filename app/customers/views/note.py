"""The internal note of a customer."""

from __future__ import annotations

import uuid

from flask_babel import gettext as _

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from ..models import Customer
from ..note import NoteForm
from .blueprint import bp


@bp.route("/<uuid:customer_id>/notiz", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def note(customer_id: uuid.UUID):
    """Change what only the staff read."""
    customer = Customer.get(customer_id)
    form = NoteForm(data={"note": customer.note})
    if form.submitted_ok():
        customer.update(note=form.note.data)
        flash_ok(_("Notiz gespeichert."))
        return see_other(".show", customer_id=customer.id)
    return page("customers/note.html", form, customer=customer)
