"""How one's own firm stands in the member list: what is shown of it, and the way out.

Every contact of a customer may take it out of the list, for taking back consent must be as easy as giving it (GDPR,
article 7 (3)); agreeing speaks for the firm, so only its primary contact may, or the agency when it was told so.
"""

from __future__ import annotations

import uuid

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.contacts.models import Contact
from app.members.answers import picture_answer
from app.members.listing import find_listed, members_of
from app.members.models import MemberList
from app.web.pages import flash_ok, page, see_other

from ..blueprint import bp
from ..guard import current_person, own_contacts, portal_contact, portal_required
from ..profile import add_page

PATH = "/profil/mitgliederliste"


def has_entry() -> bool:
    """Whether there is anything to see or to take back for the contact at work."""
    contact = portal_contact()
    if contact is None:
        return False
    lists = MemberList.current()
    return bool(lists.public or lists.in_portal or contact.customer.in_lists or contact.customer.withdrawn_at)


add_page(_l("Mitgliederliste"), "portal.entry", shown=has_entry)


@bp.get(PATH)
@portal_required()
def entry() -> Response:
    """What is shown of the firm, exactly as in the list; or what would be."""
    if not has_entry():
        abort(404)
    contact, lists = portal_contact(), MemberList.current()
    return page(
        "portal/members/entry.html",
        contact=contact,
        customer=contact.customer,
        primary=Contact.primary_of(contact.customer),
        lists=lists,
        listed=find_listed(lists, contact.customer_id) is not None,
        member=members_of(lists, [contact.customer])[0],
    )


@bp.get(f"{PATH}/bild")
@portal_required()
def entry_picture() -> Response:
    """The picture beside one's own entry."""
    contact = portal_contact()
    return picture_answer(contact and contact.customer)


@bp.post(f"{PATH}/<uuid:customer_id>/zurueckziehen")
@portal_required()
def withdraw_entry(customer_id: uuid.UUID) -> Response:
    """„Nicht mehr zeigen“."""
    _contact_at(customer_id).customer.withdraw_from_lists(current_person())
    flash_ok(_("Sie stehen ab sofort in keiner Mitgliederliste mehr."))
    return see_other(".entry")


@bp.post(f"{PATH}/<uuid:customer_id>/zustimmen")
@portal_required()
def agree_to_entry(customer_id: uuid.UUID) -> Response:
    contact = _contact_at(customer_id)
    if not contact.primary:
        abort(404)
    contact.customer.agree_to_lists(current_person())
    flash_ok(_("Danke. Sie haben zugestimmt, in der Mitgliederliste zu stehen."))
    return see_other(".entry")


def _contact_at(customer_id: uuid.UUID) -> Contact:
    """The contact that the person is at this customer; 404 at all others."""
    return next((one for one in own_contacts() if one.customer_id == customer_id), None) or abort(404)
