"""The one search: customers, contacts, projects and tasks."""

from __future__ import annotations

import pytest

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.staff.roles import ALLOWED, Permission, Role
from tests.overview.things import project, task

SEARCH = "/verwaltung/suche"
CONTACTS = f"{SEARCH}/kontakte"


def find(client, query: str):
    """Type it into the field of the navigation."""
    return client.get("/verwaltung/kunden").submit("Suche starten", {"Überall suchen": query})


def groups(client) -> dict[str, list[str]]:
    """Headings of the result, without their figures, each with its links."""
    return {
        part.all("h2")[0].text(lambda node: "count" in node.classes): [
            link.text() for link in part.all("a") if "cover" in link.classes
        ]
        for part in client.page.all("section")
        if part["aria-labelledby"].startswith("gefunden-")
    }


class TestWhatIsFound:
    def test_of_every_kind_with_what_says_which_one_it_is(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            customer.update(company="Prospekt-Verlag", city="Husum", postcode="25813")
            Contact.add(
                customer, Person.add(first_name="Pia", last_name="Prospekt", email="pia@example.org"), position="Satz"
            )
            own = project(cast.a, "Prospekt für den Herbst", status="active")
            task(cast.a, "Prospekt drucken", project=own, status="waiting")
        client = find(cast.a.sign_in("reader"), "prospekt")
        assert client.path.startswith(SEARCH)
        assert groups(client) == {
            "Kunden": ["Prospekt-Verlag"], "Kontakte": ["Pia Prospekt"], "Projekte": ["Prospekt für den Herbst"],
            "Aufgaben": ["Prospekt drucken"],
        }  # fmt: skip
        for words in ("K-1001", "25813 Husum", "Satz", "pia@example.org", "läuft", "wartet auf Kunden"):
            assert words in client.text
        for link in [a["href"] for a in client.page.all("a") if "cover" in a.classes]:
            assert client.get(link).status == 200

    @pytest.mark.parametrize("query", ["Müßig", "muessig", "MUSSIG", "müßig britta", "030 23125 199", "23125199",
                                       "britta@example", "intonat"])  # fmt: skip
    def test_contacts_by_names_positions_addresses_and_numbers(self, cast, query):
        with cast.a.work():
            person = Person.add(first_name="Britta", last_name="Müßig", email="britta@example.org")
            Contact.add(cast.a.customer.load(), person, position="Intonateurin", phone="+493023125199")
        assert groups(find(cast.a.sign_in("reader"), query)) == {
            "Kunden": ["Orgelbau Matthiesen"], "Kontakte": ["Britta Müßig"],
        }  # fmt: skip

    @pytest.mark.parametrize("query", ["Übergröße", "uebergroesse", "ubergrosse 2"])
    def test_projects_and_tasks_by_the_words_of_their_names(self, cast, query):
        with cast.a.work():
            task(cast.a, "Pfeifen in Übergröße 2", project=project(cast.a, "Übergröße 2027"))
        assert groups(find(cast.a.sign_in("reader"), query)) == {
            "Projekte": ["Übergröße 2027"], "Aufgaben": ["Pfeifen in Übergröße 2"],
        }  # fmt: skip

    def test_a_number_finds_its_customer(self, cast):
        assert groups(find(cast.a.sign_in("reader"), "k-1002")) == {"Kunden": ["Café Brandt"]}

    def test_what_people_wrote_to_each_other_is_never_found(self, cast):
        with cast.a.work():
            place = task(cast.a, "Angebot")
            Comment.post(place, cast.a.owner.load(), "Geheimrabatt", internal=True)
            Comment.post(place, cast.a.owner.load(), "Geheimrabatt")
        assert groups(find(cast.a.sign_in("owner"), "geheimrabatt")) == {}

    def test_nothing_of_another_agency(self, cast):
        with cast.a.work():
            Contact.add(Customer.add(company="Geheimwerft"), Person.add(first_name="Geheim", last_name="Geheim"))
            task(cast.a, "Geheim", project=project(cast.a, "Geheim"))
        assert groups(find(cast.b.sign_in("owner"), "geheim")) == {}


class TestHowMuch:
    def test_eight_of_each_and_the_way_to_all(self, cast):
        with cast.a.work():
            customer = Customer.add(company="Sammelkunde")
            for number in range(9):
                person = Person.add(first_name=f"Nr{number}", last_name="Sammel")
                Contact.add(customer, person)
        client = find(cast.a.sign_in("reader"), "sammel")
        assert groups(client)["Kontakte"] == [f"Nr{number} Sammel" for number in range(8)]
        assert "Alle Kunden anzeigen" not in client.text
        client.follow("Alle Kontakte anzeigen")
        assert client.title == "Kontakte"
        assert "Nr8 Sammel" in client.text
        assert client.value("Kontakte suchen") == "sammel"

    @pytest.mark.parametrize(("kind", "path"), [
        ("Kunden", "/verwaltung/kunden"), ("Projekte", "/verwaltung/projekte"), ("Aufgaben", "/verwaltung/aufgaben"),
    ])  # fmt: skip
    def test_all_of_a_kind_stand_in_its_list_with_the_same_search(self, cast, kind, path):
        with cast.a.work():
            for number in range(9):
                Customer.add(company=f"Sammel {number}")
                own = project(cast.a, f"Sammel {number}", status="done" if number else "active")
                task(cast.a, f"Sammel {number}", project=own, status="open" if number else "done")
            project(cast.a, "Anderes")
            task(cast.a, "Anderes")
        client = find(cast.a.sign_in("reader"), "sammel").follow(f"Alle {kind} anzeigen")
        assert client.path.partition("?")[0] == path
        for number in range(9):
            assert f"Sammel {number}" in client.text
        assert "Anderes" not in client.text

    def test_the_number_of_queries_does_not_grow(self, cast, count_queries):
        client = cast.a.sign_in("reader")
        client.get(SEARCH)
        counts = []
        for many in (1, 12):
            with cast.a.work():
                for number in range(many):
                    customer = Customer.add(company=f"Sammel {many} {number}")
                    Contact.add(customer, Person.add(first_name=f"N{many} {number}", last_name="Sammel"))
                    own = project(cast.a, f"Sammel {many} {number}")
                    task(cast.a, f"Sammel {many} {number}", project=own, who=["owner"])
            with count_queries() as statements:
                client.get(f"{SEARCH}?q=sammel")
            counts.append(len(statements))
        assert counts[0] == counts[1]


class TestThePage:
    def test_without_a_search_it_says_what_can_be_found(self, cast):
        client = cast.a.sign_in("reader").get(SEARCH)
        assert client.title == "Suche"
        assert "Kunden, Kontakte, Projekte, Aufgaben" in client.text

    @pytest.mark.parametrize(
        "query", ["%22%3Cb%3Egibtsnicht", "%00", "%20", "%F0%9F%A6%80", "%E2%80%AE", "/" * 500, "a" * 9000]
    )
    def test_odd_searches_answer(self, cast, query):
        client = cast.a.sign_in("reader")
        for path in (SEARCH, CONTACTS):
            assert client.get(f"{path}?q={query}").status == 200
            assert groups(client) == {}

    def test_nothing_found_says_so_and_keeps_what_was_typed(self, cast):
        client = find(cast.a.sign_in("reader"), "<b>gibtsnicht")
        assert "Zu „<b>gibtsnicht“ ist nichts zu finden." in client.text
        assert client.value("Suchbegriff") == "<b>gibtsnicht"

    def test_who_may_not_see_projects_finds_none(self, cast, monkeypatch):
        with cast.a.work():
            cast.a.customer.load().update(company="Geheimwerft")
            task(cast.a, "Geheimaufgabe", project=project(cast.a, "Geheimprojekt"))
        monkeypatch.setitem(ALLOWED, Role.READER, ALLOWED[Role.READER] - {Permission.PROJECTS_VIEW})
        client = find(cast.a.sign_in("reader"), "geheim")
        assert groups(client) == {"Kunden": ["Geheimwerft"]}
        assert "Projekte" not in client.get(SEARCH).page.all("main")[0].text()

    def test_who_may_not_see_customers_finds_none(self, cast, monkeypatch):
        monkeypatch.setitem(ALLOWED, Role.READER, frozenset({Permission.OFFICE_ENTER}))
        client = cast.a.sign_in("reader")
        assert groups(client.get(f"{SEARCH}?q=anna")) == {}
        assert client.get(f"{CONTACTS}?q=anna").status == 403

    @pytest.mark.parametrize("path", [SEARCH, CONTACTS])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        client = cast.a.visit().get(f"{path}?q=anna", follow=False)
        assert client.status == 303
        assert client.location.startswith("/anmelden")
        assert cast.a.sign_in("person").get(path, follow=False).status == 303

    def test_contacts_have_pages(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            for number in range(51):
                Contact.add(customer, Person.add(first_name=f"Nr{number}", last_name="Sammel"))
        client = cast.a.sign_in("reader").get(f"{CONTACTS}?q=sammel")
        assert "1–50 von 51" in client.text
        assert "Nr50 Sammel" in client.follow("Nächste Seite").text
