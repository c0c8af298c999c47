"""Whether mail reaches a person: the address, confirmed by a link mailed to it. Columns and verbs of `Person` for it.

It needs no access to the portal and says nothing about it, nor about the newsletter (PRODUCT, "Customers"): also who
has none, lost it or is locked may confirm. Only while every customer of the person is locked nothing is sent.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import tokens
from app.audit import record
from tenants import now

from . import mails
from .mails import CONFIRM_ADDRESS, CONFIRMATION_LIVES
from .portal_access import NoAddress, ShutOut


@dataclass(frozen=True, slots=True)
class AddressState:
    """`kind`: no_address, unchecked, sent, undeliverable, expired or confirmed, and the moment that belongs to it."""

    kind: str
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the address is still to be checked, and nothing is under way."""
        return self.kind in ("unchecked", "expired", "undeliverable")


class AddressConfirmation:
    """What of a person has to do with its address being right."""

    if TYPE_CHECKING:
        id: uuid.UUID
        email: str | None
        email_key: str | None
        undeliverable_at: datetime | None
        shut_out: bool

    confirmation_sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    email_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    # verbs

    def send_confirmation(self, *, by: Any = None) -> bool:
        """Mail a link that confirms the address, valid for seven days; links sent earlier stop working.

        False, and nothing is sent, when the address is confirmed. `by` is for the log. Raises NoAddress and ShutOut.
        """
        if not self.email:
            raise NoAddress
        if self.shut_out:
            raise ShutOut
        if self.email_confirmed_at:
            return False
        self.confirmation_sent_at = now()
        record("person.confirmation_sent", self, actor=by, address=self.email)
        mails.confirm_address(self)
        return True

    def confirm_address(self) -> bool:
        """The person followed the link and pressed the button; False when the address was confirmed before."""
        if self.email_confirmed_at:
            return False
        self.email_confirmed_at = now()
        self.undeliverable_at = None
        record("person.address_confirmed", self, actor=self, address=self.email)
        return True

    def forget_confirmation(self) -> None:
        """The address is another one: what was sent and confirmed was about the former."""
        self.confirmation_sent_at = self.email_confirmed_at = None

    # questions

    @property
    def address_state(self) -> AddressState:
        """The state to show: the first of these that is true."""
        if not self.email:
            return AddressState("no_address")
        if self.email_confirmed_at:
            return AddressState("confirmed", self.email_confirmed_at)
        sent = self.confirmation_sent_at
        if sent is None:
            return AddressState("unchecked")
        if self.undeliverable_at and self.undeliverable_at >= sent:
            return AddressState("undeliverable", self.undeliverable_at)
        until = sent + CONFIRMATION_LIVES
        return AddressState("sent", sent) if now() < until else AddressState("expired", until)

    @property
    def confirmation_state(self) -> tuple[Any, ...]:
        """What the link is sealed over: another address or a newer link kills it. Used twice it does nothing more."""
        return (self.email_key, self.confirmation_sent_at)

    def confirmation_link(self) -> str:
        """A token that opens the page „Adresse bestätigen“."""
        return tokens.sign(CONFIRM_ADDRESS, "person", self.id, tokens.seal(*self.confirmation_state))
