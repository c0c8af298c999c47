"""What tests of the portal share."""

from __future__ import annotations

import pytest

from app.contacts.models import Contact
from app.contacts.persons import Person
from tests.letters import Letters


@pytest.fixture
def letters(app) -> Letters:
    """The mails that were sent."""
    return Letters(app)


@pytest.fixture
def newcomer(cast):
    """A contact of agency a that was never given access: the id of its person."""
    with cast.a.work():
        person = Person.add(first_name="Nele", last_name="Neu", email="Nele@Example.org", salutation="Frau")
        Contact.add(cast.a.customer.load(), person)
        return person.id
