"""„Was dieser Kontakt sieht“: the menu of the portal and the mails, as they are for one contact now."""

from __future__ import annotations

import uuid

from app.access.sight import sight_of
from app.portal.menu import menu_of
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import page
from tenants import agency_url

from ..models import Contact
from .blueprint import bp


@bp.get("/kontakte/<uuid:contact_id>/sieht")
@staff_required(Permission.CUSTOMERS_VIEW)
def sight(contact_id: uuid.UUID):
    """The menu is made by the portal's own code; beside what is missing stands why, and the way to mend it."""
    contact = Contact.get(contact_id)
    return page(
        "contacts/sight.html",
        contact=contact,
        person=contact.person,
        menu=menu_of(contact),
        sight=sight_of(contact),
        portal_url=agency_url("/kunden/"),
    )
