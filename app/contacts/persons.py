"""The person: once per agency, and the only thing on the customers' side that signs in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import sessions
from app.accounts.actor import Actor, register_actor_kind
from app.accounts.addresses import address_key
from app.accounts.forgotten import answers
from app.audit import record
from app.mail.message import Party
from app.mail.models import OutgoingMail, when_ended
from app.mail.resend import CannotResend, present_address
from tenants import TenantScoped, current_tenant, db, now, to_many

from .access_states import WithAccessKind
from .confirmation import AddressConfirmation
from .factor import PersonFactor
from .greeting import formal_name, greeting_for, is_german
from .new_address import NewAddress
from .pictures import WithPicture
from .portal_access import LinksSwitchedOff, NoAddress, PortalAccess, ShutOut, WeakPassword, WrongPassword

if TYPE_CHECKING:
    from .models import Contact

__all__ = ["AddressTaken", "LinksSwitchedOff", "NoAddress", "Person", "ShutOut", "WeakPassword", "WrongPassword"]

SALUTATIONS = ("", "Frau", "Herr")
ADDRESS_FORMS = ("sie", "du")
DIRECTIONS = ("system", "ltr", "rtl")


class AddressTaken(ValueError):
    """Another person of this agency has the address; `person` is that one."""

    def __init__(self, person: Person) -> None:
        super().__init__("the address belongs to another person of this agency")
        self.person = person


class Person(
    Actor,
    PortalAccess,
    PersonFactor,
    AddressConfirmation,
    NewAddress,
    WithPicture,
    WithAccessKind,
    TenantScoped,
    db.Model,
):
    """A human being on the customers' side, with one address, one password, one language for all customers."""

    __tablename__ = "person"
    actor_kind = "person"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email_key"),
        Index(None, "tenant_id", "access_kind", "invited_at", "id"),
        CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email"),
        CheckConstraint("salutation IN ('', 'Frau', 'Herr')", name="salutation"),
        CheckConstraint("address_form IN ('sie', 'du')", name="address_form"),
        CheckConstraint("direction IN ('system', 'ltr', 'rtl')", name="direction"),
    )

    first_name: Mapped[str] = mapped_column(Text, default="")
    last_name: Mapped[str] = mapped_column(Text, default="")
    salutation: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str | None] = mapped_column(Text)
    email_key: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="de")
    address_form: Mapped[str] = mapped_column(Text, default="sie")
    direction: Mapped[str] = mapped_column(Text, default="system")
    wanted_email: Mapped[str | None] = mapped_column(Text)
    """An address that the person asked for, until it is confirmed there."""
    wanted_email_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    contacts: Mapped[list[Contact]] = to_many("Person", "Contact", "person_id", back_populates="person")

    # queries

    @classmethod
    def find_by_email(cls, address: str) -> Self | None:
        """The person of this agency with that address, however it is capitalised."""
        return db.session.scalar(select(cls).where(cls.email_key == address_key(address)))

    # verbs

    @classmethod
    def add(cls, *, email: str | None = None, **fields: Any) -> Self:
        """A new person, without access. Raises AddressTaken when somebody of this agency has the address."""
        person = cls(**fields)
        person._take_address(email, lambda: db.session.add(person))
        return person

    def update(self, **values: Any) -> None:
        """Change names, salutation, language, form of address or direction."""
        for name, value in values.items():
            setattr(self, name, value)
        if db.session.is_modified(self):
            db.session.flush()
            record("person.changed", self, fields=sorted(values))
            self._index()

    def change_address(self, email: str | None) -> None:
        """Take another address, or none: links die, and the new one is unconfirmed. Raises AddressTaken.

        The row is held first: who confirms the former address at this moment has not confirmed the new one.
        """
        if (address_key(email) if email else None) != self.email_key:
            db.session.flush()
            type(self).find_locked(self.id)
        former = self.email_key
        self._take_address(email)
        if self.email_key != former:
            self.undeliverable_at = self.wanted_email = self.wanted_email_at = None
            self.forget_confirmation()
            self.end_invitation()
            if not self.email:
                sessions.end_all("person", self.id)
            record("person.address_changed", self)
            self._index()

    # questions

    @property
    def name(self) -> str:
        """First and last name, else the address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email or ""

    @property
    def greeting(self) -> str:
        """„Guten Tag Frau Dr. Muster“, „Hallo Anna“, „Guten Tag“, "Dear Ms Muster": without comma, never empty."""
        return greeting_for(address_form=self.address_form, **self._name_parts)

    @property
    def spoken(self) -> str:
        """The language in which it is spoken to: its own, as far as the agency speaks that."""
        return current_tenant().language_for(self.language)

    @property
    def addressed_name(self) -> str:
        """The name within a spoken greeting: „Frau Dr. Muster“, or „Anna“ for who is on first-name terms."""
        if is_german(self.spoken) and self.address_form == "du" and self.first_name:
            return self.first_name
        return formal_name(**self._name_parts)

    @property
    def shut_out(self) -> bool:
        """Contact of none but locked customers: password and links wait until one of them is unlocked."""
        return bool(self.contacts) and all(contact.customer.locked_at for contact in self.contacts)

    @property
    def own_words(self) -> list[str]:
        """What this person's password may not be made of."""
        words = [self.first_name, self.last_name, self.email or "", current_tenant().name]
        return [*words, *(contact.customer.name for contact in self.contacts)]

    @property
    def last_refused(self) -> OutgoingMail | None:
        """The last mail that did not get through because of the address; None when none of the latest failed so."""
        failed = OutgoingMail.about("person", self.id).where(OutgoingMail.failed_at.is_not(None)).limit(20)
        return next((mail for mail in db.session.scalars(failed) if mail.refused_recipient), None)

    # private

    @property
    def _name_parts(self) -> dict[str, str]:
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "salutation": self.salutation,
            "title": self.title,
            "language": self.spoken,
        }

    def _take_address(self, email: str | None, also: Callable[[], None] = lambda: None) -> None:
        """Write the address, and let the unique key of the table decide who has it."""
        key = address_key(email) if email else None
        try:
            with db.session.begin_nested():
                self.email, self.email_key = email or None, key
                also()
        except IntegrityError as error:
            if key and "email_key" in str(error.orig) and (other := type(self).find_by_email(key)):
                raise AddressTaken(other) from error
            raise

    def _index(self) -> None:
        for contact in self.contacts:
            contact.index()


@answers("person")
def answer_forgotten(email_key: str) -> None:
    """What the worker does with an address typed under „Passwort vergessen?“."""
    if person := Person.find_by_email(email_key):
        Person.find_locked(person.id).request_link()


@when_ended("person")
def note_delivery(mail: OutgoingMail) -> None:
    """Remember that the address takes no mail, until one arrives or the address changes."""
    person = Person.find(mail.about_id)
    if person and person.email_key == address_key(mail.recipient) and (mail.sent_at or mail.refused_recipient):
        person.undeliverable_at = now() if mail.refused_recipient else None


@present_address("person")
def address_now(mail: OutgoingMail) -> Party:
    """Where staff may send a mail about this person again; what tells of a changed address goes to the former one."""
    person = Person.find(mail.about_id)
    if person is None or not person.email:
        raise CannotResend(_("Wer diese E-Mail bekommen sollte, hat hier keine E-Mail-Adresse mehr."))
    if person.locked_at or person.access_revoked_at or person.shut_out:
        raise CannotResend(_("%(name)s hat keinen Zugang zum Kundenportal mehr.", name=person.name))
    if mail.key == "address_changed":
        return Party(mail.recipient, mail.recipient_name)
    return Party(person.email, person.name)


def load_actor(id: uuid.UUID) -> Person | None:
    """Who is signed in: asked anew for every request, so that locking and revoking hold at once."""
    person = Person.find(id)
    return person if person and person.may_sign_in and not person.shut_out else None


register_actor_kind("person", load_actor)
