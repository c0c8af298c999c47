"""Customers that may be there twice: found by e-mail, name and postcode, telephone; never another agency's."""

from __future__ import annotations

from itertools import count

import pytest

from app.contacts.duplicates import alike_to, clusters
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from tenants import as_tenant

SIMILAR = "/verwaltung/kunden/aehnlich"
PAGE = "/verwaltung/kunden/doppelte"
COUNT = count(10_000)


@pytest.fixture
def agency(app, cast):
    """Inside agency A, where a firm has everything by which it could be known."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        firm()
        yield cast.a


def firm(company="Müller & Söhne GmbH", **values):
    known = {"postcode": "26122", "city": "Oldenburg", "email": "post@mueller.example.org", "phone": "+493023125100"}
    customer = Customer.add(company=company, **known | values)
    person = Person.add(last_name="Müller", email=f"chef-{customer.id.hex}@example.org")
    Contact.add(customer, person, mobile=f"+4917123{next(COUNT)}")
    return customer


def seen(typed, **more):
    return [(one.customer.name, one.reasons) for one in alike_to({"country": "DE"} | typed, **more)]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"kind": "firm", "company": "Soehne Muller", "postcode": "26122"}, "name"),
        ({"kind": "firm", "company": "MÜLLER UND SÖHNE", "postcode": " 26 122 "}, "name"),
        ({"email": " Post@Mueller.example.org"}, "email"),
        ({"phone": "030 / 23125-100"}, "phone"),
        ({"mobile": "+49 30 23125100"}, "phone"),
        ({"phone": "030 23125100", "country": "DE"}, "phone"),
        ({"phone": "0049 30 23125100", "country": "AT"}, "phone"),
    ],
    ids=["order", "legal form", "e-mail", "phone", "mobile", "country", "other country"],
)
def test_what_is_alike_is_found(agency, typed, reason):
    assert seen(typed) == [("Müller & Söhne GmbH", (reason,))]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "firm", "company": "Müller & Söhne"},
        {"kind": "firm", "company": "Müller & Söhne", "postcode": "26121"},
        {"kind": "firm", "company": "Müller", "postcode": "26122"},
        {"kind": "private", "company": "Müller & Söhne", "postcode": "26122"},
        {"email": "post@mueller"},
        {"phone": "030 23125"},
        {"phone": "030 23125100", "country": "AT"},
        {"phone": "\x00\ud800", "email": "\ud83d@\x00", "company": "\x00", "postcode": "\x00", "country": "??"},
        {"phone": "9" * 5000, "email": "x" * 5000, "company": "y " * 5000, "postcode": "1"},
    ],
    ids=range(10),
)
def test_what_is_not_alike_is_not_found(agency, typed):
    assert seen(typed) == []


def test_contacts_are_looked_at_too(agency):
    contact = Contact.primary_of(Customer.search("söhne")[0][0])
    assert seen({"email": contact.person.email}) == [("Müller & Söhne GmbH", ("email",))]
    assert seen({"phone": contact.mobile}) == [("Müller & Söhne GmbH", ("phone",))]


def test_one_is_said_once_with_all_reasons_and_never_about_itself(agency):
    customer = Customer.search("söhne")[0][0]
    typed = {"kind": "firm", "company": "Müller und Söhne", "postcode": "26122", "phone": "030 23125100"}
    assert seen(typed) == [("Müller & Söhne GmbH", ("name", "phone"))]
    assert (
        alike_to(typed)[0].about
        == f"{customer.number}, Oldenburg (gleicher Name und gleiche PLZ, gleiche Telefonnummer)"
    )
    assert seen(typed, besides=customer.id) == []


def test_it_is_one_query_that_finds_a_few(agency, count_queries):
    typed = {"kind": "firm", "company": "Müller und Söhne", "postcode": "26122", "phone": "030 23125100",
             "email": "post@mueller.example.org"}  # fmt: skip
    for number in range(8):
        firm(number=f"X-{number}")
    with count_queries() as statements:
        assert len(alike_to(typed)) == 4
    assert len(statements) == 1


def sets_of(reason):
    found, total = clusters(reason, 10)
    assert len(found) == total
    return [({one.name for one in each.customers}, each.key, each.count) for each in found]


def test_sets_of_customers_that_are_alike_are_listed(agency):
    firm("Mueller Soehne KG", email="andere@example.org")
    firm("Ganz anders", postcode="1", email="", phone="+4930999")
    firm("Auch anders", postcode="2", email="POST@mueller.example.org", mobile="+4930999", phone="")
    both = {"Müller & Söhne GmbH", "Mueller Soehne KG"}
    assert sets_of("name") == [(both, "muller sohne|26122", 2)]
    assert sets_of("email") == [({"Müller & Söhne GmbH", "Auch anders"}, "post@mueller.example.org", 2)]
    assert sets_of("phone") == [(both, "+493023125100", 2), ({"Ganz anders", "Auch anders"}, "+4930999", 2)]


def test_what_a_customer_and_its_own_contact_share_is_no_duplicate(agency):
    contact = Contact.primary_of(Customer.search("söhne")[0][0])
    contact.customer.update(email=contact.person.email, mobile=contact.mobile)
    assert [sets_of(reason) for reason in ("name", "email", "phone")] == [[], [], []]


def test_somebody_at_two_customers_makes_no_duplicates(agency):
    contact = Contact.primary_of(Customer.search("söhne")[0][0])
    second = Customer.add(company="Zweitfirma")
    Contact.add(second, contact.person, mobile=contact.mobile)
    assert [sets_of(reason) for reason in ("name", "email", "phone")] == [[], [], []]
    second.update(email=contact.person.email)
    assert [count for _names, _key, count in sets_of("email")] == [2]


def test_a_large_set_is_listed_in_part(agency):
    for number in range(24):
        firm(f"Reihe {number}", email="", postcode="")
    found, total = clusters("phone", 10)
    assert (len(found[0].customers), found[0].count, total) == (20, 25, 1)


class TestPages:
    def test_while_typing_it_is_said(self, cast):
        with cast.a.work():
            customer = firm()
            id = customer.id
            known = {"name": "Müller & Söhne GmbH", "url": f"/verwaltung/kunden/{customer.id}",
                     "about": f"{customer.number}, Oldenburg (gleiche Telefonnummer)"}  # fmt: skip
        client = cast.a.sign_in("member")
        assert client.get(SIMILAR, query_string={"phone": "030 23125100", "country": "DE"}).json == [known]
        assert client.get(SIMILAR, query_string={"phone": "030 23125100", "besides": id}).json == []
        assert client.get(SIMILAR, query_string={"besides": "x", "phone": "\x00"}).json == []

    def test_another_agencys_customers_are_never_shown(self, cast):
        with cast.a.work():
            id = firm("Geheimwerft").id
            firm("Geheimwerft")
        stranger = cast.b.sign_in("owner")
        for query in ({"phone": "030 23125100"}, {"email": "post@mueller.example.org"},
                      {"kind": "firm", "company": "Geheimwerft", "postcode": "26122", "besides": id}):  # fmt: skip
            assert stranger.get(SIMILAR, query_string=query).json == []
        assert "Geheimwerft" not in stranger.get(PAGE).text
        assert "Keine Doppelten" in stranger.text

    def test_the_saved_record_says_it(self, cast):
        with cast.a.work():
            number = firm().number
        client = cast.a.sign_in("member").get("/verwaltung/kunden/neu")
        client.submit("Speichern", {"Firma": "Neu", "Telefon": "030 23125100"})
        assert client.title == "Neu"
        assert f"Ähnlich vorhanden: Müller & Söhne GmbH, {number}, Oldenburg (gleiche Telefonnummer)" in client.text
        assert client.follow("Müller & Söhne GmbH").title == "Müller & Söhne GmbH"

    def test_a_form_that_comes_back_says_it(self, cast):
        with cast.a.work():
            firm()
        client = cast.a.sign_in("member").get("/verwaltung/kunden/neu")
        client.submit("Speichern", {"Firma": "Müller Söhne", "PLZ": "26122", "Telefon": "030 23125100", "Fax": "x"})
        assert client.status == 422
        warnings = [node for node in client.page.all("div") if "slim" in node.classes and "hidden" not in node]
        assert ["gleicher Name" in node.text() for node in warnings] == [True, True]

    def test_changing_says_what_is_new_and_nothing_of_itself(self, cast):
        with cast.a.work():
            firm()
        path = f"/verwaltung/kunden/{cast.a.customer.id}/bearbeiten"
        client = cast.a.sign_in("member").get(path).submit("Speichern", {"Telefon": "030 23125100"})
        assert "Ähnlich vorhanden: Müller & Söhne GmbH" in client.text
        client.get(path)
        assert "Müller & Söhne GmbH" in client.text
        client.submit("Speichern", {"Ort": "Kiel"})
        assert "Ähnlich vorhanden" not in client.text

    def test_duplicates_are_listed_page_by_page(self, cast, count_queries):
        client = cast.a.sign_in("reader")
        counts = []
        for round_ in range(2):
            with cast.a.work():
                for number in range(12):
                    for half in "ab":
                        firm(f"Paar {12 * round_ + number}", number=f"{round_}-{number}{half}", email="", phone="")
            with count_queries() as statements:
                client.get(PAGE)
            counts.append(len(statements))
        assert counts[0] == counts[1]
        assert client.title == "Doppelte finden"
        first, last = "Paar 0, 26122", "Paar 9, 26122"
        assert first in client.text
        assert last in client.follow("Nächste Seite").text
        assert first in client.get(f"{PAGE}?seite=9").text
        assert "Hierin gleichen sich keine zwei Kunden." in client.follow("Telefon").text

    @pytest.mark.parametrize("path", [SIMILAR, PAGE])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        assert cast.a.visit().get(path, follow=False).location.startswith("/anmelden")
