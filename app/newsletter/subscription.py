"""A person's newsletter: what the log of consent says today, and what writes its lines.

Consent belongs to the address it was given for. It is apart from the confirmed address and from access to the portal
(PRODUCT, "Customers"); nobody gets the newsletter but who agreed to its words (GDPR, article 7; UWG, § 7).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from app.access import sections_of_each
from app.accounts import tokens
from app.accounts.addresses import address_key
from app.audit import record
from app.contacts.persons import NoAddress, Person
from tenants import db, now, uuid7

from . import log, mails  # noqa: F401 - the sentences belong to the verbs
from .models import Consent
from .section import SECTION
from .wording import VERSION


@dataclass(frozen=True, slots=True)
class NewsletterState:
    """`kind`: no_address, none, elsewhere, asked, expired, given or withdrawn, and the moment that belongs to it."""

    kind: str
    at: datetime | None = None


class Subscription:
    """The newsletter of one person. Whoever changes it holds the person's row, so its lines follow one another."""

    def __init__(self, person: Person) -> None:
        self.person = person

    # queries

    @cached_property
    def last(self) -> Consent | None:
        """The line that counts: the latest."""
        return db.session.scalar(Consent.of(self.person).limit(1))

    @cached_property
    def offered(self) -> bool:
        """Whether a group of a customer that the person is a contact of opens the section Newsletter."""
        contacts = [contact for contact in self.person.contacts if not contact.customer.locked_at]
        reached = sections_of_each(contacts).values()
        return any(section.key == SECTION for opened in reached for section in opened)

    # verbs

    def ask(self, *, how: str, on: date, by: Any = None, id: uuid.UUID | None = None) -> bool:
        """Note how and when the newsletter was asked for, and mail the link that leads to the words of consent.

        Links sent earlier stop working. `by` is who of the staff was asked, None when the person did it in the portal.
        False, and nothing is sent, when the newsletter is agreed to, or `id` was asked with before. Raises NoAddress.
        """
        if not self.person.email:
            raise NoAddress
        self._hold()
        if self.given or (id and Consent.find(id)):
            return False
        line = self._write("asked", "staff" if by else "portal", id=id or uuid7(), asked_how=how, asked_on=on, by=by)
        verb = "person.newsletter_asked" if by else "person.newsletter_ordered"
        record(verb, self.person, actor=by or self.person, how=how, on=on)
        mails.confirm_newsletter(self.person, line, self._token())
        return True

    def give(self, source: str, words: str) -> bool:
        """The person agreed to exactly these words; False when it had done so before."""
        self._hold()
        if self.given:
            return False
        self._write("given", source, wording=words, version=VERSION)
        record("person.newsletter_given", self.person, actor=self.person, source=source, version=VERSION)
        return True

    def withdraw(self, *, how: str = "", on: date | None = None, by: Any = None) -> bool:
        """Consent is taken back, by the person itself or told to `by` of the staff; False when there is none."""
        self._hold()
        if not self.given:
            return False
        self._write("withdrawn", "staff" if by else "portal", asked_how=how, asked_on=on, by=by)
        verb = "person.newsletter_withdrawn" if by else "person.newsletter_cancelled"
        record(verb, self.person, actor=by or self.person, how=how)
        return True

    # questions

    @property
    def state(self) -> NewsletterState:
        """The state to show, from the latest line and the address of today."""
        if not self.person.email:
            return NewsletterState("no_address")
        line = self.last
        if line is None:
            return NewsletterState("none")
        if line.action == "withdrawn":
            return NewsletterState("withdrawn", line.created_at)
        if line.agrees(self.person.email_key):
            return NewsletterState("given", line.created_at)
        if address_key(line.email) != self.person.email_key:
            return NewsletterState("elsewhere" if line.action == "given" else "none", line.created_at)
        until = line.created_at + mails.LINK_LIVES
        return NewsletterState("asked", line.created_at) if now() < until else NewsletterState("expired", until)

    @property
    def given(self) -> bool:
        return self.state.kind == "given"

    @property
    def asked_state(self) -> tuple[Any, ...]:
        """What the link is sealed over: the address and the latest line that asked. A newer one kills it."""
        asked = db.session.scalar(Consent.of(self.person).where(Consent.action == "asked").limit(1))
        return (self.person.email_key, asked and asked.id)

    # private

    def _hold(self) -> None:
        Person.find_locked(self.person.id)
        vars(self).pop("last", None)

    def _write(self, action: str, source: str, *, by: Any = None, **values: Any) -> Consent:
        line = Consent(
            person_id=self.person.id, email=self.person.email, action=action, source=source, staff_id=by and by.id,
            created_at=now(), **{"id": uuid7()} | values,
        )  # fmt: skip
        db.session.add(line)
        db.session.flush()
        self.last = line
        return line

    def _token(self) -> str:
        return tokens.sign(mails.CONFIRM_NEWSLETTER, "person", self.person.id, tokens.seal(*self.asked_state))


def subscribed(persons: Iterable[Person]) -> set[uuid.UUID]:
    """The ids of those of them who get the newsletter at their address of today, in one query."""
    keys = {person.id: person.email_key for person in persons}
    latest = (
        select(Consent)
        .where(Consent.person_id == any_(literal([*keys], ARRAY(Uuid))))
        .ext(distinct_on(Consent.person_id))
        .order_by(Consent.person_id, Consent.created_at.desc(), Consent.id.desc())
    )
    return {line.person_id for line in db.session.scalars(latest) if line.agrees(keys[line.person_id])}
