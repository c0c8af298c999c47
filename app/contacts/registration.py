"""What one form makes of several rows: a customer with its first contact, and a further contact with its person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.customers.models import Customer
from app.customers.numbering import NumberTaken
from tenants import db

from .models import AlreadyContact, Contact
from .persons import AddressTaken, Person
from .which_mail import Occasion

Values = Mapping[str, Any]


class AlreadyMade(ValueError):
    """The same form was sent before; `made` is what came of it."""

    def __init__(self, made: Customer | Contact) -> None:
        super().__init__("this form was sent before")
        self.made = made


def add_customer(id: uuid.UUID, values: Values, person: Values | None, same_person: str = "") -> Customer:
    """Make the customer with this id and, unless `person` is None, its first contact.

    `same_person` is the id of the person whom staff recognised behind the address. Raises AlreadyMade when the id is
    taken, AddressTaken when the address belongs to anybody else, NumberTaken when the number does.
    """
    if known := Customer.find(id):
        raise AlreadyMade(known)
    try:
        with db.session.begin_nested():
            customer = Customer.add(id=id, **values)
            if person is not None:
                Contact.add(customer, _settle(person, same_person))
    except (IntegrityError, AddressTaken, NumberTaken):
        if known := Customer.find(id):
            raise AlreadyMade(known) from None
        raise
    return customer


def add_contact(customer: Customer, person: Values, same_person: str = "", **fields: Any) -> Contact:
    """Make a contact, `fields` being its id, position, numbers and whether it is primary.

    Raises AlreadyMade, AddressTaken as add_customer() does, and AlreadyContact when the person is one here already.
    """
    if known := Contact.find(fields["id"]):
        raise AlreadyMade(known)
    try:
        with db.session.begin_nested():
            return Contact.add(customer, _settle(person, same_person), **fields)
    except (IntegrityError, AddressTaken, AlreadyContact):
        if known := Contact.find(fields["id"]):
            raise AlreadyMade(known) from None
        raise


def let_in(person: Person, *, link: bool, password: str, welcome: bool, must_change: bool = False) -> None:
    """Give a new contact's person access, by link or password, and greet it when `welcome` says so.

    `must_change`: the password is to be replaced by one of the person's own at the first sign-in. Somebody who has
    access already keeps it as it is. Raises WeakPassword, LinksSwitchedOff, NoAddress, ShutOut.
    """
    if link and not person.has_access:
        person.invite(Occasion.CONTACT_WITH_LINK, welcome=welcome)
    elif password and not person.has_access:
        person.give_password(password, Occasion.CONTACT_WITH_PASSWORD, welcome=welcome, must_change=must_change)
    elif welcome:
        person.welcome()


def change_customer(customer: Customer, **values: Any) -> None:
    """Change a customer. Who bears the name of a private customer at it is the same human being, and renamed too."""
    former = _own_name(customer)
    customer.update(**values)
    if former and (now := _own_name(customer)):
        for contact in db.session.scalars(Contact.of(customer)).all():
            if (contact.person.first_name, contact.person.last_name) == former:
                contact.person.update(
                    salutation=customer.salutation, title=customer.title, first_name=now[0], last_name=now[1]
                )


def change_person(person: Person, **values: Any) -> None:
    """Change a person, and with it the private customers that are the same human being."""
    former = (person.first_name, person.last_name)
    person.update(**values)
    for contact in person.contacts:
        if _own_name(contact.customer) == former:
            contact.customer.update(
                salutation=person.salutation,
                title=person.title,
                first_name=person.first_name,
                last_name=person.last_name,
            )


def _own_name(customer: Customer) -> tuple[str, str] | None:
    return None if customer.firm else (customer.first_name, customer.last_name)


def _settle(values: Values, same_person: str) -> Person:
    """The person who owns the address, if staff said that it is the same; else a new one. Raises AddressTaken."""
    owner = Person.find_by_email(values["email"]) if values.get("email") else None
    if owner and str(owner.id) != same_person:
        raise AddressTaken(owner)
    return owner or Person.add(**values)
