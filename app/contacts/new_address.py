"""An address that a person asks for in the portal: it becomes its own when a link mailed there is confirmed.

Whether the address belongs to somebody else shows nowhere in the portal: the worker decides whether a link is sent.
Columns: persons.py.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.accounts import passwords, sessions, tokens
from app.accounts.addresses import address_key
from app.accounts.tokens import MAX_AGE
from app.audit import acting_as, record
from app.jobs import job
from tenants import now

from . import address_mails
from .portal_access import WrongPassword

NEW_ADDRESS = "new-address"
"""The purpose of the link."""

LIVES = timedelta(seconds=MAX_AGE[NEW_ADDRESS])


class NewAddress:
    """What of a person has to do with taking another address by itself."""

    if TYPE_CHECKING:
        id: uuid.UUID
        email: str | None
        email_key: str | None
        password_hash: str | None
        wanted_email: str | None
        wanted_email_at: datetime | None
        email_confirmed_at: datetime | None
        may_receive_link: bool
        shut_out: bool

        def change_address(self, email: str | None) -> None: ...

    # verbs

    def want_address(self, email: str, password: str) -> None:
        """Ask for another address; links sent earlier stop working. Raises WrongPassword."""
        if not passwords.verify_password(self.password_hash, password):
            raise WrongPassword
        self.wanted_email, self.wanted_email_at = email, now()
        record("person.address_wanted", self)
        send_link.defer(person_id=str(self.id), asked_at=self.wanted_email_at.isoformat())

    def take_wanted_address(self, keep: uuid.UUID | None = None) -> None:
        """The person pressed the button behind the link: the address is its own, and confirmed.

        It is told at the former address, and all sessions end but that with the id `keep`. The row is held by the
        caller. Raises AddressTaken.
        """
        former = self.email
        with acting_as(self):
            self.change_address(self.wanted_email)
        self.email_confirmed_at = now()
        sessions.end_all("person", self.id, keep=keep)
        if former:
            address_mails.address_changed(self, former)

    # questions

    @property
    def awaits_address(self) -> datetime | None:
        """Until when the address asked for can still be confirmed; None when none is."""
        until = self.wanted_email_at + LIVES if self.wanted_email and self.wanted_email_at else None
        return until if until and now() < until else None

    @property
    def may_take_address(self) -> bool:
        """Whether there is an address to take, and the person may still come in."""
        return bool(self.wanted_email and self.may_receive_link and not self.shut_out)

    @property
    def wanted_state(self) -> tuple[Any, ...]:
        """What the link is sealed over: a newer wish, another address or another password kills it."""
        return (self.email_key, self.wanted_email, self.wanted_email_at, self.password_hash)

    def wanted_link(self) -> str:
        """A token that opens the page „Neue Adresse bestätigen“."""
        return tokens.sign(NEW_ADDRESS, "person", self.id, tokens.seal(*self.wanted_state))


@job("contacts.new_address", queue="urgent")
def send_link(person_id: str, asked_at: str) -> None:
    """Mail the link to the address asked for, unless somebody else has it: who owns it already is sent nothing."""
    from .persons import Person

    person = Person.find_locked(person_id)
    if person is None or not person.may_take_address or person.wanted_email_at != datetime.fromisoformat(asked_at):
        return
    owner = Person.find_by_email(address_key(person.wanted_email))
    if owner is None or owner is person:
        address_mails.new_address(person)
