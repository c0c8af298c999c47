"""What the person wants to be told by mail, as each of its contacts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _

from app.access import Occasion, Section, sections_of, sections_of_each
from app.access.models import ContactNotification
from app.mail.outbox import is_active
from app.web.pages import flash_ok, page, see_other

from ..blueprint import bp
from ..forms import NotificationsForm
from ..guard import current_person, own_contacts, portal_required


@bp.get("/profil/benachrichtigungen")
@portal_required()
def notifications() -> Response:
    """One form for each customer where something is opened."""
    return _page()


@bp.post("/profil/benachrichtigungen/<uuid:contact_id>")
@portal_required()
def notify(contact_id: UUID) -> Response:
    """Take the ticks of one own contact; what it does not reach now stays as it was."""
    contact = next((one for one in own_contacts() if one.id == contact_id), None) or abort(404)
    form = NotificationsForm(contact, _occasions(sections_of(contact)))
    if form.submitted_ok():
        ContactNotification.set(contact, form.kept(ContactNotification.keys(contact)))
        flash_ok(_("Ihre Benachrichtigungen sind gespeichert."))
        return see_other("portal.notifications")
    return _page(form)


def _page(sent: NotificationsForm | None = None) -> Response:
    contacts = own_contacts()
    reached, asked = sections_of_each(contacts), ContactNotification.keys_of(contacts)
    forms = []
    for contact in contacts:
        if sent and sent.contact == contact:
            forms.append(sent)
        elif occasions := _occasions(reached[contact.id]):
            keys = sorted(asked[contact.id])
            forms.append(NotificationsForm(contact, occasions, formdata=None, notifications=keys))
    active = is_active("news")
    return page("portal/notifications.html", sent, forms=forms, person=current_person(), active=active)


def _occasions(sections: Iterable[Section]) -> list[Occasion]:
    return [occasion for section in sections for occasion in section.occasions]
