"""Pages ask the database as often for much as for little."""

from __future__ import annotations

import pytest

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group, Rubric
from app.staff.models import StaffMember
from tenants import db, uuid7

MORE = 20


@pytest.fixture
def pages(cast):
    """The pages of agency a that show several of something, by who reads them."""
    record, contact = f"/verwaltung/kunden/{cast.a.customer.id}", f"/verwaltung/kunden/kontakte/{cast.a.contact.id}"
    office = ["/verwaltung/kunden", "/verwaltung/kunden?q=or", "/verwaltung/kunden/neu", record, f"{record}/kontakte",
              f"{record}/verlauf", f"{record}/bearbeiten", contact, f"{contact}/passwort", f"{contact}/bearbeiten",
              "/verwaltung/mitarbeiter", "/verwaltung/postausgang"]  # fmt: skip
    return {"owner": office, "person": ["/kunden/", "/kunden/profil", "/kunden/profil/anmeldungen",
                                       "/kunden/profil/benachrichtigungen"]}  # fmt: skip


def test_no_page_asks_once_per_row(cast, count_queries, pages):
    with cast.a.work():
        _fill(1)
    browsers = {who: cast.a.sign_in(who) for who in pages}
    browsers["person"].get("/kunden/")  # the first visit is written down, once

    def count():
        counts = {}
        for who, paths in pages.items():
            for path in paths:
                with count_queries() as statements:
                    browsers[who].get(path)
                assert browsers[who].status == 200
                counts[path] = len(statements)
        return counts

    before = count()
    with cast.a.work():
        _more(cast.a)
    assert count() == before


def test_an_address_that_is_taken_asks_for_all_its_customers_at_once(cast, count_queries):
    owner = cast.a.sign_in("owner")

    def count():
        owner.get("/verwaltung/kunden/neu")
        with count_queries() as statements:
            owner.submit("Speichern", {"Firma": "Zwei", "E-Mail-Adresse": cast.a.person.email})
        assert "ist schon Kontakt bei" in owner.text
        return len(statements)

    before = count()
    with cast.a.work():
        _more(cast.a)
    assert count() == before


def _more(agency):
    customer, person = agency.customer.load(), agency.person.load()
    for place in range(2, MORE):
        _fill(place)
        Contact.add(Customer.add(company=f"Firma {place}"), person)
        Contact.add(customer, Person.add(first_name="Nele", last_name=f"Neu {place}", email=f"n{place}@example.org"))


def _fill(place):
    rubric = Rubric(name=f"Rubrik {place}")
    db.session.add_all([rubric, Group(rubric=rubric, name=f"Gruppe {place}")])
    person = Person.add(first_name="Ida", last_name=f"Irgend {place}", email=f"i{place}@example.org")
    Contact.add(Customer.add(company=f"Orgel {place}"), person)
    person.invite()
    member = StaffMember.join(
        id=uuid7(), first_name="Siv", last_name=f"Sund {place}", email=f"s{place}@example.org", role="member"
    )
    member.invite("Olga Ohm")
