"""What tests of notifications share: a thing to tell of, a contact who listens, and the worker's part."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from app.contacts.models import Contact
from app.customers.models import Customer
from app.mail.models import OutgoingMail
from app.notifications.digest import digest
from app.notifications.registry import Item, register_thing, tell_contacts, tell_staff
from app.notifications.things import _tellers
from tenants import db
from tests.cast import Agency

OCCASIONS = ["project_new", "task_new", "comment_new", "file_new"]


@dataclass
class Things:
    """Customers stand for what there is to tell of: each reads as its company; those in `hidden` nobody sees."""

    hidden: set[uuid.UUID] = field(default_factory=set)
    excerpt: str = ""
    author: str = "Merle Kröger"

    def tell(self, notice, reader) -> Item | None:
        thing = Customer.find(notice.thing_id)
        if thing is None or thing.id in self.hidden:
            return None
        return Item("Neues Ding", thing.company, self.excerpt, self.author, f"/kunden/#{thing.id}")


@dataclass
class Post:
    """An agency with a contact who listens to everything, and a job that can be done at any time."""

    agency: Agency
    app: object

    def tell(self, *names: str, occasion: str = "task_new", but=None) -> list[uuid.UUID]:
        """Make things with these names and tell the contacts of the first customer of them."""
        return self._told(names, lambda thing: tell_contacts(self.agency.customer.load(), occasion, thing, but=but))

    def tell_staff(self, *names: str, to: str = "member", occasion: str = "task_assigned", but=None) -> list[uuid.UUID]:
        member = self.agency.staff[to]
        return self._told(names, lambda thing: tell_staff([member.load()], occasion, thing, but=but))

    def _told(self, names, tell) -> list[uuid.UUID]:
        with self.agency.work():
            things = [Customer.add(kind="firm", company=name) for name in names]
            for thing in things:
                tell(thing)
            return [thing.id for thing in things]

    def make(self, who: str = "contact") -> None:
        """Do the job that makes the mail for one of the cast."""
        reader = getattr(self.agency, who)
        kind = "contact" if reader.kind is Contact else "staff"
        with self.app.app_context():
            digest(self.agency.tenant_id, reader_kind=kind, reader_id=str(reader.id))

    def mails(self) -> list[tuple[str, str, str]]:
        """Address, subject and key of all mails of the agency, the oldest first."""
        with self.agency.work():
            found = db.session.scalars(OutgoingMail.newest_first().order_by(None).order_by(OutgoingMail.id))
            return [(mail.recipient, mail.subject, mail.key) for mail in found]


@pytest.fixture
def things():
    made, former = Things(), _tellers.get("customer")
    register_thing("customer", made.tell)
    yield made
    if former is None:
        del _tellers["customer"]
    else:
        register_thing("customer", former)


@pytest.fixture
def post(app, cast, things, superuser) -> Post:
    with superuser.begin() as connection:
        connection.execute(text("DELETE FROM queue.procrastinate_jobs"))
    cast.a.permit(cast.a.contact, "projects", "files", notifications=OCCASIONS)
    return Post(cast.a, app)


@pytest.fixture
def jobs(superuser):
    """The names of the jobs that wait, in the order in which they were deferred."""

    def look() -> list[str]:
        with superuser.connect() as connection:
            query = "SELECT task_name FROM queue.procrastinate_jobs WHERE status = 'todo' ORDER BY id"
            return list(connection.execute(text(query)).scalars())

    return look
