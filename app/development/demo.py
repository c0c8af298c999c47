"""The agency that a fresh development installation begins with. It is refused in production, and so is its data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from app import create_app
from app.access.models import ContactDefault
from app.accounts.passwords import hash_password
from app.audit import acting_as
from app.config import DEMO_SLUG, ConfigurationError
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import FIRM, Customer
from app.customers.models import PRIVATE as PRIVATE_PERSON
from app.groups.models import Group, GroupMembership, Rubric
from app.groups.models import seed as seed_groups
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import Tenant, agency_url, as_tenant, db, find_by_slug, now, tenant_ids, uuid7

from .demo_data import FIRMS, PASSWORD, PORTAL, PRIVATE, STAFF
from .demo_details import add_details, confirm_addresses
from .demo_work import ago, make_work

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class SignIn:
    """Somebody a developer can be: where, who, and the role in words."""

    url: str
    email: str
    role: str


def seed(app: Flask) -> str:
    """Make the demo agency if it is not there; returns its sign-ins as German lines for the terminal.

    Raises ConfigurationError in production.
    """
    if app.config["PRODUCTION"]:
        raise ConfigurationError("There is no demo agency in production.")
    with app.app_context():
        if find_by_slug(DEMO_SLUG) is None:
            make()
        known = sign_ins()
    width = max(len(one.role) for one in known)
    lines = [f"  {one.role:<{width}}  {one.email:<28}  {one.url}" for one in known]
    return "\n".join([f"Demo-Agentur, Passwort für alle: {PASSWORD}", *lines])


def sign_ins() -> list[SignIn]:
    """Everybody of the demo agency who can sign in and is told about."""
    staff = [SignIn(agency_url("/anmelden", DEMO_SLUG), address(*name), str(Role(role).label)) for *name, role in STAFF]
    return [*staff, SignIn(agency_url("/kunden/", DEMO_SLUG), address(*PORTAL), "Kundenportal")]


def make() -> None:
    """The agency with its staff, groups, customers, contacts and work, in one transaction."""
    with as_tenant(0):
        tenant_id = db.session.scalar(tenant_ids)
    with as_tenant(tenant_id):
        db.session.add(Tenant(id=tenant_id, slug=DEMO_SLUG, name="Hafenlicht", confirmed_at=now()))
        db.session.flush()
        secret = hash_password(PASSWORD)
        owner, *others = STAFF
        with ago(days=365), acting_as(_member(secret, *owner)):
            for one in others:
                _member(secret, *one)
            people = _customers()
            add_details()
        for person, state in people:
            _let_in(person, state, secret)
        confirm_addresses()
        make_work()


def _member(secret: str, first_name: str, last_name: str, role: str) -> StaffMember:
    email = address(first_name, last_name)
    member = StaffMember.join(id=uuid7(), first_name=first_name, last_name=last_name, email=email, role=Role(role))
    member.password_hash, member.password_set_at = secret, now()
    return member


def _customers() -> list[tuple[Person, str]]:
    """Customers and their contacts; returns whom to bring into which state of access."""
    made = []
    groups = _groups()
    ContactDefault.seed()
    for place, (company, postcode, city, people) in enumerate(FIRMS):
        customer = _customer(place, groups, kind=FIRM, company=company, postcode=postcode, city=city)
        for person in people:
            made.append(_contact(customer, *person))
    for place, (salutation, title, first_name, last_name, postcode, city, form, state) in enumerate(PRIVATE, 50):
        name = {"salutation": salutation, "title": title, "first_name": first_name, "last_name": last_name}
        customer = _customer(
            place, groups, kind=PRIVATE_PERSON, postcode=postcode, city=city, address_form=form, **name
        )
        made.append(_contact(customer, salutation, title, first_name, last_name, "", state, address_form=form))
    return made


def address(first_name: str, last_name: str) -> str:
    return f"{first_name}.{last_name}@example.org".lower().translate(UMLAUTS)


def _groups() -> list[Group]:
    seed_groups()
    ContactDefault.seed()
    rubric = Rubric(name="Leistungen", place=1)
    groups = [Group(rubric=rubric, name=name, place=place) for place, name in enumerate(("Website", "Shop", "Pflege"))]
    db.session.add_all([rubric, *groups])
    db.session.flush()
    return groups


def _customer(place: int, groups: list[Group], **values: str) -> Customer:
    number = f"+493023125{100 + place}"
    country = "AT" if len(values["postcode"]) == 4 else "DE"
    customer = Customer.add(
        street=f"Musterweg {place + 1}", country=country, phone=number, website="https://www.example.org", **values
    )
    GroupMembership.set(customer, [*db.session.scalars(Group.preselection()), groups[place % len(groups)]])
    return customer


def _contact(
    customer: Customer, salutation: str, title: str, first_name: str, last_name: str, position: str, state: str,
    **fields: str,
) -> tuple[Person, str]:  # fmt: skip
    person = Person.add(
        salutation=salutation, title=title, first_name=first_name, last_name=last_name,
        email=None if state == "noaddress" else address(first_name, last_name), **fields,
    )  # fmt: skip
    Contact.add(customer, person, position=position, phone=customer.phone)
    return person, state


def _let_in(person: Person, state: str, secret: str) -> None:
    """Bring the person into a state of access without a mail: nobody reads them at example.org."""
    if state in ("none", "noaddress"):
        return
    person.welcomed_at = person.invited_at = now() - timedelta(days=6 if state == "expired" else 0, hours=3)
    if state in ("portal", "active", "set", "locked"):
        person.password_hash, person.password_set_at = secret, now() - timedelta(hours=2)
    if state == "active":
        person.last_sign_in_at = now() - timedelta(minutes=40)
    if state == "locked":
        person.locked_at = now()
    if state == "undeliverable":
        person.undeliverable_at = now()


if __name__ == "__main__":
    print(seed(create_app()))
