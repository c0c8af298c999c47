"""The people of every test: two agencies with the same kinds of people and the same addresses.

Built through the models, without HTTP. What an agency has beyond its staff is added by `Agency.add_…` of the features.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property

from app.access.models import ContactNotification, ContactPermission
from app.accounts.cookies import NAMES as COOKIES
from app.accounts.models import SignInSession
from app.accounts.passwords import hash_password
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, seed
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import Tenant, as_tenant, db, now, tenant_ids, uuid7
from tests.client import Client

PASSWORD = "Möwe-Kompass-Anleger-37"
"""Everybody's password."""


@dataclass(frozen=True)
class Someone:
    """Who plays a part; `load()` inside `agency.work()` gives the row."""

    kind: type
    id: uuid.UUID
    name: str
    email: str
    password: str = PASSWORD

    def load(self):
        return self.kind.get(self.id)


@dataclass
class Agency:
    """One agency of the cast."""

    app: object
    tenant_id: int
    slug: str
    name: str
    owner: Someone = None
    admin: Someone = None
    member: Someone = None
    reader: Someone = None
    customer: Someone = None
    contact: Someone = None
    person: Someone = None
    other_customer: Someone = None
    other_contact: Someone = None
    other_person: Someone = None
    things: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Host header of its requests."""
        return f"{self.slug}.{self.app.config['BASE_DOMAIN']}"

    @property
    def staff(self) -> dict[str, Someone]:
        return {"owner": self.owner, "admin": self.admin, "member": self.member, "reader": self.reader}

    def visit(self) -> Client:
        """A new browser at this agency, signed in nowhere."""
        return Client(self.app, self.host)

    def sign_in(self, who: Someone | str) -> Client:
        """A new browser in which somebody of this agency is signed in (a row and its cookie, no page is fetched)."""
        someone = getattr(self, who) if isinstance(who, str) else who
        client, token, kind = self.visit(), secrets.token_urlsafe(32), someone.kind.actor_kind
        with self.work():
            digest = hashlib.sha256(token.encode()).hexdigest()
            db.session.add(SignInSession(kind=kind, user_id=someone.id, token_digest=digest, device="Testbrowser"))
        client.http.set_cookie(COOKIES[kind], token, domain=self.host, path="/")
        return client

    def permit(self, contact: Someone, *permissions: str, notifications: Iterable[str] = ()) -> None:
        """Give a contact exactly these permissions and notifications, by their keys. Not within `work()`."""
        with self.work():
            ContactPermission.set(contact.load(), permissions)
            ContactNotification.set(contact.load(), notifications)

    @contextmanager
    def work(self) -> Iterator[None]:
        """A session of this agency, committed at the end. No requests inside."""
        with self.app.app_context(), as_tenant(self.tenant_id):
            yield


class Cast:
    """Two agencies that must never see each other, each made when a test first asks for it."""

    def __init__(self, make: Callable[[str], Agency]) -> None:
        self._make = make

    @cached_property
    def a(self) -> Agency:
        return self._make("Hafenlicht")

    @cached_property
    def b(self) -> Agency:
        return self._make("Deichblick")


@cache
def _hash(app) -> str:
    with app.app_context():
        return hash_password(PASSWORD)


def make_agency(app, name: str, *, empty: bool = False) -> Agency:
    """A confirmed agency with one member of the staff for each role and, unless `empty`, two customers."""
    with app.app_context(), as_tenant(0):
        tenant_id = db.session.scalar(tenant_ids)
    agency = Agency(app, tenant_id, f"{name.lower()}-{secrets.token_hex(4)}", name)
    with agency.work():
        db.session.add(Tenant(id=tenant_id, slug=agency.slug, name=name, confirmed_at=now()))
        db.session.flush()
        agency.owner = _staff(app, "Olga", "Ohm", Role.OWNER)
        agency.admin = _staff(app, "Ada", "Amsel", Role.ADMIN)
        agency.member = _staff(app, "Mika", "Moor", Role.MEMBER)
        agency.reader = _staff(app, "Rena", "Riff", Role.READER)
        seed()
        if empty:
            return agency
        frau = {"salutation": "Frau", "title": "Dr."}
        agency.customer, agency.contact, agency.person = _customer(app, "Orgelbau Matthiesen", "Anna", "Muster", **frau)
        agency.other_customer, agency.other_contact, agency.other_person = _customer(
            app, "Café Brandt", "Ole", "Brandt"
        )
    return agency


def _staff(app, first_name: str, last_name: str, role: Role) -> Someone:
    member = StaffMember.join(
        id=uuid7(),
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name.lower()}@example.org",
        role=role,
    )
    member.password_hash, member.password_set_at = _hash(app), now()
    return Someone(StaffMember, member.id, member.name, member.email)


def _customer(app, company: str, first_name: str, last_name: str, **fields: str) -> tuple[Someone, Someone, Someone]:
    """A firm with one contact, whose person can sign in to the portal."""
    customer = Customer.add(kind="firm", company=company)
    GroupMembership.set(customer, db.session.scalars(Group.preselection()))
    email = f"{first_name.lower()}@example.org"
    person = Person.add(first_name=first_name, last_name=last_name, email=email, **fields)
    contact = Contact.add(customer, person, position="Geschäftsführung")
    person.password_hash, person.password_set_at = _hash(app), now()
    db.session.flush()
    return (
        Someone(Customer, customer.id, customer.name, ""),
        Someone(Contact, contact.id, person.name, email),
        Someone(Person, person.id, person.name, email),
    )
