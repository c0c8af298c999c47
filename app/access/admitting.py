"""Making contacts of those whom primary contacts asked for."""

from __future__ import annotations

from typing import Any

from app.audit import acting_as
from app.contacts.asked import ContactRequest, manages_contacts
from app.contacts.models import Contact
from app.contacts.persons import AddressTaken, Person
from app.contacts.which_mail import Occasion
from app.jobs import URGENT, job
from tenants import db, now

from .models import ContactDefault, ContactNotification, ContactPermission


@job("contacts.admit", URGENT)
def admit_asked(request_id: str) -> None:
    """Make the contact and invite it. Run twice it makes one, for the wish goes in the transaction that fulfils it.

    Where the address is taken, or the asker may not any more, nothing is made: the wish waits for the staff.
    """
    request = ContactRequest.find_locked(request_id)
    if request is None or request.waits_at:
        return
    with acting_as(request.asker.person):
        if not (manages_contacts(request.asker) and _made_new(request)):
            request.waits_at = now()


def admit(request: ContactRequest) -> Contact:
    """The staff agree: make the contact, of the very person who has the address if somebody has.

    Somebody who was never given access is invited, others keep theirs. Raises AlreadyContact, in which case the
    wish is to be ended.
    """
    if person := request.owner:
        contact = _add(request, person)
        if person.has_access or person.access_revoked_at:
            person.welcome(Occasion.ADMITTED)
        else:
            person.invite(Occasion.ADMITTED_ANEW)
        return contact
    return _made_new(request)


def _made_new(request: ContactRequest) -> Any:
    """The contact with a new person, invited; None when the address is taken."""
    customer = request.customer
    try:
        person = Person.add(
            first_name=request.first_name,
            last_name=request.last_name,
            email=request.email,
            language=customer.language,
            address_form=customer.address_form,
        )
    except AddressTaken:
        return None
    contact = _add(request, person)
    person.invite(Occasion.ADMITTED_ANEW)
    return contact


def _add(request: ContactRequest, person: Person) -> Contact:
    """It gets of what new contacts get no more than the asker has: nobody opens what is not opened to itself."""
    held = ContactPermission.keys(request.asker)
    contact = Contact.add(request.customer, person, id=request.id, position=request.position, defaults=False)
    ContactPermission.give([contact], ContactDefault.keys("permission") & held)
    ContactNotification.give([contact], ContactDefault.keys("notification"))
    db.session.delete(request)
    db.session.flush()
    return contact
