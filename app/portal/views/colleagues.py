"""„Ansprechpartner“: the primary contact adds and removes the others of its firm, where the agency allows it.

Nothing here shows or changes anybody's address, password or access, and nothing tells whether an address is known.
"""

from __future__ import annotations

import uuid

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import Place
from app.access.admitting import admit_asked
from app.accounts import throttle
from app.accounts.addresses import address_key
from app.contacts.asked import ContactRequest, manages_contacts
from app.contacts.models import Contact
from app.contacts.which_mail import LINK, WELCOME
from app.mail.switched import switched_off
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import db

from ..blueprint import bp
from ..forms import ColleagueForm
from ..guard import current_person, portal_contact, portal_required
from ..menu import add_to_menu

PATH = "/ansprechpartner"

MOST_AT_ONCE = 20
"""So many may be asked for in a quarter of an hour: each is a mail to somebody who did not ask for it."""

MOST_FOR_ONE = 5
"""So often one address, however often it was taken back; whoever has it."""

add_to_menu(Place(_l("Ansprechpartner"), "portal.colleagues"), shown=manages_contacts)


@bp.route(PATH, methods=["GET", "POST"])
@portal_required()
def colleagues() -> Response:
    """Who is contact of the firm, and a form for one more; with `?entfernen=` the question before one is removed."""
    me = _manager()
    form = ColleagueForm()
    if form.submitted_ok():
        if address_key(form.email.data) == current_person().email_key:
            form.add_error("email", _("Das ist Ihre eigene Adresse."))
        else:
            throttle.pace("portal-colleagues", str(me.customer_id), MOST_AT_ONCE)
            throttle.pace("portal-colleague", address_key(form.email.data), MOST_FOR_ONE)
            if asked := ContactRequest.ask(me, form.id.data, **form.values):
                admit_asked.defer(request_id=str(asked.id))
            flash_ok(_added(form.name))
            return see_other("portal.colleagues")
    others = _others(me)
    if going := next((one for one in others if str(one.id) == request.args.get("entfernen")), None):
        return page("portal/colleagues/remove.html", colleague=going, contact=me, called=_called)
    return page("portal/colleagues/index.html", form, contact=me, colleagues=others, called=_called)


@bp.post(f"{PATH}/<uuid:contact_id>/entfernen")
@portal_required()
def remove_colleague(contact_id: uuid.UUID) -> Response:
    """Take somebody out of the firm; who is contact nowhere else has no access any more.

    Not whom the staff shut out: asked for anew with the same address, such a person would be let in again.
    """
    me = _manager()
    colleague = _own(ContactRequest.find_locked(contact_id) or Contact.find(contact_id), me)
    name = _called(colleague)
    if isinstance(colleague, ContactRequest):
        colleague.withdraw()
    elif colleague.person.locked_at or colleague.person.access_revoked_at:
        flash_warn(_("%(name)s können nur wir entfernen.", name=name))
        return see_other("portal.colleagues")
    else:
        colleague.remove()
    flash_ok(_("%(name)s ist kein Ansprechpartner mehr.", name=name))
    return see_other("portal.colleagues")


def _own(thing: Contact | ContactRequest | None, me: Contact) -> Contact | ContactRequest:
    """What belongs to this firm and is not the asker itself; 404 else."""
    if thing is None or thing.id == me.id or thing.customer_id != me.customer_id:
        abort(404)
    return thing


def _called(one: Contact | ContactRequest) -> str:
    """By its name, and never by its address, which elsewhere stands in for a name that nobody knows."""
    who = one.person if isinstance(one, Contact) else one
    return f"{who.first_name} {who.last_name}".strip() or one.position or _("Ohne Namen")


def _manager() -> Contact:
    """The contact at work, who may; 404 for everybody else, as if there were no such page."""
    contact = portal_contact()
    return contact if manages_contacts(contact) else abort(404)


def _added(name: str) -> str:
    """What is said of somebody new: the same whoever it is, but true of the mails that the agency sends."""
    if len(switched_off(WELCOME, LINK)) == 2:
        return _(
            "%(name)s ist hinzugefügt. Bitte geben Sie selbst Bescheid: Eine E-Mail geht zurzeit nicht.", name=name
        )
    return _("%(name)s ist hinzugefügt und bekommt eine E-Mail.", name=name)


def _others(me: Contact) -> list[Contact | ContactRequest]:
    """The other contacts and those who are about to be, which look alike.

    In the order of their ids, which a contact takes over from the wish: so their places do not tell them apart.
    """
    there = [one for one in Contact.with_persons(me.customer) if one.id != me.id]
    return sorted([*there, *db.session.scalars(ContactRequest.of(me.customer))], key=lambda one: one.id)
