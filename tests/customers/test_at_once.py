"""The same form sent many times at once makes one thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.mail.models import OutgoingMail
from tenants import db, uuid7

TIMES = 50
SOME = 12
COMMON = {
    "country": "DE",
    "language": "de",
    "address_form": "sie",
    "direction": "system",
    "salutation": "",
    "phone": "030 23125 1",
}


def send_at_once(agency, path: str, forms: list[dict]) -> list:
    """One signed-in browser for each form, all pressing the button together; returns the browsers."""
    clients = [agency.sign_in("member").get("/verwaltung/kunden") for _form in forms]
    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(lambda pair: pair[0].post(path, pair[1], follow=False), zip(clients, forms, strict=True)))


def test_fifty_times_the_same_customer_is_one(cast):
    form = COMMON | {"id": str(uuid7()), "kind": "firm", "company": "Einmalwerft", "email": "ein@example.org"}
    clients = send_at_once(cast.a, "/verwaltung/kunden/neu", [form] * TIMES)
    assert {(client.status, client.location) for client in clients} == {(303, f"/verwaltung/kunden/{form['id']}")}
    with cast.a.work():
        customer = db.session.scalars(select(Customer).filter_by(company="Einmalwerft")).one()
        assert len(Contact.with_persons(customer)) == 1
        assert db.session.scalar(select(func.count(Person.id)).where(Person.email_key == "ein@example.org")) == 1


def test_customers_made_at_once_get_numbers_without_gaps(cast):
    forms = [COMMON | {"id": str(uuid7()), "kind": "firm", "company": f"Werft {number}"} for number in range(SOME)]
    assert {client.status for client in send_at_once(cast.a, "/verwaltung/kunden/neu", forms)} == {303}
    with cast.a.work():
        numbers = db.session.scalars(select(Customer.number).where(Customer.company.startswith("Werft "))).all()
    counted = sorted(int(number.removeprefix("K-")) for number in numbers)
    assert counted == list(range(counted[0], counted[0] + SOME))


def test_firms_made_at_once_with_one_address_ask_whether_it_is_one_person(cast):
    forms = [
        COMMON | {"id": str(uuid7()), "kind": "firm", "company": f"Werft {number}", "email": "ein@example.org"}
        for number in range(SOME)
    ]
    clients = send_at_once(cast.a, "/verwaltung/kunden/neu", forms)
    assert sorted({client.status for client in clients}) == [303, 422]
    assert [client.status for client in clients].count(303) == 1


def test_the_same_contact_at_once_is_one_with_one_mail(cast):
    form = COMMON | {"id": str(uuid7()), "last_name": "Einmal", "email": "ein@example.org", "send_link": "y"}
    clients = send_at_once(cast.a, f"/verwaltung/kunden/{cast.a.customer.id}/kontakte/neu", [form] * SOME)
    assert {client.status for client in clients} == {303}
    with cast.a.work():
        person = Person.find_by_email("ein@example.org")
        assert len(person.contacts) == 1
        assert [mail.key for mail in db.session.scalars(OutgoingMail.about("person", person.id))] == ["welcome"]
