"""Kunden: list, search, form, record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group
from tenants import db

LIST = "/verwaltung/kunden"
NEW = "/verwaltung/kunden/neu"
PAUL = {"Vorname": "Paul", "E-Mail-Adresse": "paul@example.org"}


def record(agency) -> str:
    return f"{LIST}/{agency.customer.id}"


def edit(agency) -> str:
    return f"{record(agency)}/bearbeiten"


PAGES = [
    lambda agency: LIST,
    lambda agency: NEW,
    record,
    lambda agency: f"{record(agency)}/kontakte",
    lambda agency: f"{record(agency)}/verlauf",
    edit,
]
EDITING = [lambda agency: NEW, edit, lambda agency: f"{NEW}/anrede", lambda agency: f"{LIST}/aehnlich"]


def made(agency, **wanted) -> Customer:
    """The one customer that looks like this."""
    return db.session.scalars(select(Customer).filter_by(**wanted)).one()


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("who", ["owner", "admin", "member"])
    def test_staff_see_the_pages(self, cast, path, who):
        assert cast.a.sign_in(who).get(path(cast.a)).status == 200

    @pytest.mark.parametrize("path", [*PAGES, *EDITING])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        client = cast.a.visit().get(path(cast.a), follow=False)
        assert client.status == 303
        assert client.location.startswith("/anmelden")

    @pytest.mark.parametrize("path", PAGES[2:])
    def test_another_agencys_customer_is_404(self, cast, path):
        assert cast.b.sign_in("owner").get(path(cast.a)).status == 404

    @pytest.mark.parametrize("path", EDITING)
    def test_who_only_reads_may_not_edit(self, cast, path):
        assert cast.a.sign_in("reader").get(path(cast.a)).status == 403

    def test_who_only_reads_is_offered_nothing_to_change(self, cast):
        reader = cast.a.sign_in("reader")
        assert "Neuen Kunden anlegen" not in reader.get(LIST).text
        assert "Bearbeiten" not in reader.get(record(cast.a)).text

    def test_a_refused_form_writes_nothing(self, cast):
        reader = cast.a.sign_in("reader")
        for path in (NEW, edit(cast.a)):
            assert reader.get(LIST).post(path, {"kind": "firm", "company": "Werft"}).status == 403
        assert cast.a.sign_in("owner").get(f"{LIST}?q=werft").text.count("gibt es keinen Kunden") == 1

    def test_a_person_of_the_portal_is_no_staff(self, cast):
        assert cast.a.sign_in("person").get(LIST, follow=False).status == 303


class TestList:
    def test_it_shows_customer_contact_and_access(self, cast):
        client = cast.a.sign_in("reader").get(LIST)
        assert client.title == "Kunden"
        for said in ("Orgelbau Matthiesen", "Anna Muster", "anna@example.org", "Café Brandt"):
            assert said in client.text
        assert "2 Kunden" in client.text

    def test_it_is_sorted_as_a_german_dictionary(self, cast):
        with cast.a.work():
            for name in ("Zimmerei", "Ärzte im Hof", "Arkaden"):
                Customer.add(company=name)
        text = cast.a.sign_in("owner").get(LIST).text
        places = [text.index(name) for name in ("Arkaden", "Ärzte im Hof", "Café Brandt", "Orgelbau", "Zimmerei")]
        assert places == sorted(places)

    @pytest.mark.parametrize("query", ["orgel", "muster anna", "ANNA@EXAMPLE", "matthiesen muster"])
    def test_search_finds_by_customer_and_contact(self, cast, query):
        client = cast.a.sign_in("owner").get(LIST).submit("Suchen", {"Kunden suchen": query})
        assert "Orgelbau Matthiesen" in client.text
        assert "Café Brandt" not in client.text
        assert client.value("Kunden suchen") == query

    def test_nothing_found_says_so_and_leads_back(self, cast):
        client = cast.a.sign_in("owner").get(f"{LIST}?q=%22%3Cb%3Egibtsnicht")
        assert 'Zu „"<b>gibtsnicht“ gibt es keinen Kunden.' in client.text
        assert "Café Brandt" in client.follow("Alle Kunden zeigen").text

    def test_an_empty_list_says_what_to_do(self, app):
        from tests.cast import make_agency

        agency = make_agency(app, "Leerlauf")
        with agency.work():
            for contact in db.session.scalars(select(Contact)).all():
                customer = contact.customer
                contact.remove()
                db.session.delete(customer)
        client = agency.sign_in("owner").get(LIST)
        assert "Der Karteikasten ist noch leer" in client.text
        assert client.follow("Ersten Kunden anlegen").title == "Neuen Kunden anlegen"
        assert "Ersten Kunden anlegen" not in agency.sign_in("reader").get(LIST).text

    def test_another_agencys_customers_are_not_found(self, cast):
        with cast.a.work():
            Customer.add(company="Geheimwerft")
        client = cast.b.sign_in("owner").get(f"{LIST}?q=geheimwerft")
        assert "gibt es keinen Kunden" in client.text
        assert client.page.all("table") == []

    def test_pages_of_fifty(self, cast):
        with cast.a.work():
            for number in range(60):
                Customer.add(company=f"Reihe {number}")
        client = cast.a.sign_in("owner").get(f"{LIST}?q=reihe")
        assert "Reihe 49" in client.text
        assert "Reihe 50" not in client.text
        assert "Reihe 59" in client.follow("Nächste Seite").text

    def test_the_number_of_queries_does_not_grow(self, cast, count_queries):
        client = cast.a.sign_in("owner")
        client.get(LIST)
        counts = []
        for many in (8, 50):
            with cast.a.work():
                for number in range(many):
                    customer = Customer.add(company=f"Werft {many} {number}")
                    Contact.add(customer, Person.add(last_name="Muster", email=f"w{many}-{number}@example.org"))
            with count_queries() as statements:
                client.get(LIST)
            with count_queries() as searching:
                client.get(f"{LIST}?q=werft")
            counts.append((len(statements), len(searching)))
        assert counts[0] == counts[1]


class TestCreate:
    def test_a_firm_with_its_first_contact(self, cast):
        client = cast.a.sign_in("member").get(LIST).follow("Neuen Kunden anlegen")
        client.submit(
            "Speichern",
            {
                "Firma": "Lichtspielhaus GmbH", "Anrede": "Frau", "Titel": "Dr.", "Vorname": "Annika",
                "Nachname": "Reents", "Straße und Hausnummer": "Haarenstraße 48", "PLZ": "26122", "Ort": "Oldenburg",
                "Land": "Deutschland", "Telefon": "030 23125 116", "E-Mail-Adresse": "A.Reents@example.org",
                "Internetadresse": "www.lichtspielhaus.example.org", "Sprache": "Deutsch", "Anredeform": "Du",
            },
        )  # fmt: skip
        assert client.title == "Lichtspielhaus GmbH"
        for said in ("Kunde angelegt, Kundennummer K-", "noch kein Passwort", "030 23125116", "Annika Reents"):
            assert said in client.text
        with cast.a.work():
            customer = made(cast.a, company="Lichtspielhaus GmbH")
            contact = Contact.primary_of(customer)
            assert (customer.phone, customer.website) == ("+493023125116", "https://www.lichtspielhaus.example.org")
            assert (contact.person.email, contact.person.greeting) == ("a.reents@example.org", "Hallo Annika")
            assert contact.person.access.kind == "none"
            assert [group.name for group in db.session.scalars(Group.of(customer))] == ["Alle Kunden"]

    def test_a_private_person_is_its_own_contact(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Art des Kunden": "Privatperson", "Nachname": "Gerlach"} | PAUL)
        assert client.title == "Paul Gerlach"
        with cast.a.work():
            customer = made(cast.a, last_name="Gerlach")
            assert Contact.primary_of(customer).person.name == "Paul Gerlach"
        assert "Gerlach, Paul" in client.get(LIST).text

    @pytest.mark.parametrize(
        "way",
        [
            {"E-Mail-Adresse": "werft@example.org"}, {"Telefon": "030 23125 1"}, {"Mobil": "0171 2312500"},
            {"Fax": "030 23125 2"}, {"Straße und Hausnummer": "Am Kai 1"}, {"Internetadresse": "example.org"},
        ],
        ids=lambda way: next(iter(way)),
    )  # fmt: skip
    def test_a_name_and_one_way_to_reach_it_is_enough(self, cast, way):
        client = cast.a.sign_in("member").get(NEW).submit("Speichern", {"Firma": "Werft"} | way)
        assert client.title == "Werft"
        assert ("Noch kein Kontakt" in client.text) == ("E-Mail-Adresse" not in way)

    def test_without_any_way_to_reach_it_the_form_asks_for_one(self, cast):
        client = cast.a.sign_in("member").get(NEW).submit("Speichern", {"Firma": "Werft", "Ort": "Kiel"})
        assert client.status == 422
        assert "mindestens einen Weg" in client.errors()["E-Mail-Adresse"]
        assert client.value("Ort") == "Kiel"

    def test_a_customer_without_any_way_to_reach_it_can_be_changed(self, cast):
        client = cast.a.sign_in("member").get(edit(cast.a)).submit("Speichern", {"Ort": "Kiel"})
        assert client.title == "Orgelbau Matthiesen"

    @pytest.mark.parametrize(
        ("typed", "label"),
        [
            ({"Firma": " "}, "Firma"),
            ({"Art des Kunden": "Privatperson"}, "Nachname"),
            ({"Firma": "Werft", "E-Mail-Adresse": "kein@"}, "E-Mail-Adresse"),
            ({"Firma": "Werft", "Telefon": "anrufen"}, "Telefon"),
            ({"Firma": "Werft", "Mobil": "1"}, "Mobil"),
            ({"Firma": "Werft", "Internetadresse": "javascript:alert(1)"}, "Internetadresse"),
            ({"Firma": "Werft", "Internetadresse": "ftp://example.org"}, "Internetadresse"),
            ({"Firma": "Werft", "Internetadresse": "https://a@example.org"}, "Internetadresse"),
            ({"Firma": "W" * 201}, "Firma"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_the_field_and_kept(self, cast, typed, label):
        client = (
            cast.a.sign_in("member").get(NEW).submit("Speichern", {"Ort": "Oldenburg", "Fax": "030 23125 9"} | typed)
        )
        assert client.status == 422
        assert list(client.errors()) == [label]
        assert client.value("Ort") == "Oldenburg"
        assert typed.get(label, "").strip() in {node["value"] for node in client.page.all("input")}

    def test_the_country_decides_how_a_number_is_read(self, cast):
        values = {"Firma": "Wiener Werft", "Land": "Österreich", "Telefon": "01 23125"}
        cast.a.sign_in("member").get(NEW).submit("Speichern", values)
        with cast.a.work():
            assert made(cast.a, company="Wiener Werft").phone == "+43123125"

    def test_a_known_address_is_offered_and_taken_only_with_the_tick(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Firma": "Zweitfirma", "E-Mail-Adresse": "anna@example.org"})
        assert client.status == 422
        assert "Anna Muster ist schon Kontakt bei Orgelbau Matthiesen" in client.text
        client.submit("Speichern", {"Ja, dieselbe Person": True})
        assert client.title == "Zweitfirma"
        with cast.a.work():
            assert len(cast.a.person.load().contacts) == 2

    def test_a_tick_for_one_person_is_not_taken_for_another(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Firma": "Zweitfirma", "E-Mail-Adresse": "anna@example.org"})
        client.submit("Speichern", {"Ja, dieselbe Person": True, "E-Mail-Adresse": "ole@example.org"})
        assert client.status == 422
        assert "Ole Brandt ist schon Kontakt bei Café Brandt" in client.text

    def test_the_same_form_twice_makes_one_customer(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        token = next(node["value"] for node in client.page.all("input") if node["name"] == "id")
        values = {"id": token, "kind": "firm", "company": "Doppelwerft", "country": "DE", "language": "de",
                  "address_form": "sie", "email": "doppel@example.org"}  # fmt: skip
        client.post(NEW, values)
        first = client.path
        client.get(NEW).post(NEW, values)
        assert client.path == first
        with cast.a.work():
            made(cast.a, company="Doppelwerft")

    def test_the_id_of_another_agencys_customer_is_free_here(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        values = {"id": str(cast.b.customer.id), "kind": "firm", "company": "Werft", "country": "DE", "language": "de",
                  "address_form": "sie", "street": "Am Kai 1"}  # fmt: skip
        assert client.post(NEW, values).title == "Werft"
        with cast.b.work():
            assert cast.b.customer.load().company == "Orgelbau Matthiesen"

    def test_groups_can_be_left_out(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Firma": "Ohne Gruppe", "Kunden": [], "Fax": "030 23125 9"})
        with cast.a.work():
            assert db.session.scalars(Group.of(made(cast.a, company="Ohne Gruppe"))).all() == []

    def test_the_greeting_is_previewed(self, cast):
        client = cast.a.sign_in("member")
        query = {"salutation": "Frau", "title": "Dr.", "last_name": "Muster", "language": "de", "address_form": "sie"}
        assert client.get(f"{NEW}/anrede", query_string=query).json == {
            "greeting": "Guten Tag Frau Dr. Muster",
            "lang": "de",
        }


class TestRecord:
    def test_overview_shows_contacts_data_and_portal(self, cast):
        client = cast.a.sign_in("owner").get(record(cast.a))
        for said in ("Dr. Anna Muster", "Haupt-Ansprechpartner", f"http://{cast.a.host}:8000/kunden/", "K-1001"):
            assert said.removeprefix("Dr. ") in client.text

    def test_history_tells_in_sentences(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a))
        client.submit("Speichern", {"Ort": "Lübeck"})
        client.follow("Verlauf")
        assert "Olga Ohm hat die Daten von Orgelbau Matthiesen geändert." in client.text
        assert "den Kunden Orgelbau Matthiesen angelegt." in client.text

    def test_edit_changes_and_keeps_the_rest(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(phone="+493023125100", country="AT")
        client = cast.a.sign_in("member").get(edit(cast.a))
        assert client.value("Telefon") == "+49 30 23125100"
        client.submit("Speichern", {"Firma": "Orgelbau Matthiesen & Sohn", "Land": "Deutschland"})
        assert client.title == "Orgelbau Matthiesen & Sohn"
        with cast.a.work():
            customer = cast.a.customer.load()
            assert (customer.phone, customer.country, customer.number) == ("+493023125100", "DE", "K-1001")
        assert "Matthiesen & Sohn" in client.get(f"{LIST}?q=sohn").text

    def test_edit_keeps_what_was_typed(self, cast):
        client = cast.a.sign_in("member").get(edit(cast.a)).submit("Speichern", {"Firma": "", "Ort": "Kiel"})
        assert client.status == 422
        assert (client.value("Ort"), list(client.errors())) == ("Kiel", ["Firma"])

    def test_a_private_customers_name_is_its_persons_name(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Art des Kunden": "Privatperson", "Nachname": "Gerlach"} | PAUL)
        client.follow("Bearbeiten").submit("Speichern", {"Nachname": "Gerlach-Voß"})
        assert client.title == "Paul Gerlach-Voß"
        with cast.a.work():
            customer = made(cast.a, last_name="Gerlach-Voß")
            assert Contact.primary_of(customer).person.last_name == "Gerlach-Voß"

    def test_people_s_words_stay_words(self, cast):
        polyglot = "\"'><script>alert(1)</script>{{7*7}}"
        client = cast.a.sign_in("member").get(NEW)
        client.submit("Speichern", {"Firma": polyglot, "Vorname": polyglot, "Ort": polyglot, "Fax": "030 23125 9"})
        assert client.title == polyglot
        assert "<script>alert" not in client.get(LIST).html
