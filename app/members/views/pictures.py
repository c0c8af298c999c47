"""The picture of a customer, for the staff."""

from __future__ import annotations

import uuid

from flask import Response
from flask_babel import gettext as _

from app.customers.models import Customer
from app.files.admission import takes_files
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from ..answers import picture_answer
from ..forms import PictureForm
from ..models import CustomerPicture
from .blueprint import bp

RECORD = "/verwaltung/kunden/<uuid:customer_id>/bild"


@bp.get(RECORD)
@staff_required(Permission.CUSTOMERS_VIEW)
def picture(customer_id: uuid.UUID) -> Response:
    return picture_answer(Customer.get(customer_id))


@bp.route(f"{RECORD}/aendern", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
@takes_files
def change_picture(customer_id: uuid.UUID) -> Response:
    """Upload a picture, or another one instead."""
    customer = Customer.get(customer_id)
    form = PictureForm()
    if form.submitted_ok():
        CustomerPicture.set(customer, form.picture.data)
        flash_ok(_("Das Bild ist gespeichert."))
        return see_other("customers.show", customer_id=customer.id)
    return page("members/picture.html", form, customer=customer)


@bp.post(f"{RECORD}/entfernen")
@staff_required(Permission.CUSTOMERS_EDIT)
def remove_picture(customer_id: uuid.UUID) -> Response:
    customer = Customer.get(customer_id)
    CustomerPicture.remove(customer)
    flash_ok(_("Das Bild ist entfernt."))
    return see_other("customers.show", customer_id=customer.id)
