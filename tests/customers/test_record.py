"""A customer's record: frame, overview, tabs, note, and what is done from its menu."""

from __future__ import annotations

import pytest

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.projects.models import Project
from app.tasks.models import Task

LIST = "/verwaltung/kunden"
TABS = ("", "/kontakte", "/projekte", "/verlauf")
EDITING = {"/notiz": "customers_edit", "/sperren": "access_manage", "/entfernen": "customers_delete"}
POSTED = (*EDITING, "/entsperren")


def record(agency, tab: str = "") -> str:
    return f"{LIST}/{agency.customer.id}{tab}"


def many_contacts(agency, number: int, first: int = 0) -> None:
    with agency.work():
        customer = agency.customer.load()
        for n in range(first, first + number):
            person = Person.add(first_name="Kim", last_name=f"Nummer {n:03}", email=f"kim{n}@example.org")
            Contact.add(customer, person, position="Einkauf", defaults=False)


def responsible(agency) -> None:
    with agency.work():
        agency.customer.load().update(responsible_id=agency.member.id)


class TestWhoGetsIn:
    @pytest.mark.parametrize("tab", TABS)
    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_staff_see_the_tabs(self, cast, who, tab):
        assert cast.a.sign_in(who).get(record(cast.a, tab)).status == 200

    @pytest.mark.parametrize("page", EDITING)
    def test_who_may_sees_the_page(self, cast, page):
        for who in cast.a.staff:
            with cast.a.work():
                may = cast.a.staff[who].load().may(EDITING[page])
            assert cast.a.sign_in(who).get(record(cast.a, page)).status == (200 if may else 403)

    @pytest.mark.parametrize("page", POSTED)
    def test_who_may_not_changes_nothing(self, cast, page):
        reader = cast.a.sign_in("reader").get(record(cast.a))
        assert reader.post(record(cast.a, page), {"note": "Neu"}).status == 403
        with cast.a.work():
            customer = cast.a.customer.load()
            assert (customer.note, customer.locked_at) == ("", None)

    def test_a_member_does_not_delete(self, cast):
        member = cast.a.sign_in("member").get(record(cast.a))
        assert "Kunde löschen" not in member.text
        assert member.post(record(cast.a, "/entfernen")).status == 403

    def test_who_only_reads_is_offered_nothing_to_change(self, cast):
        for tab in TABS:
            text = cast.a.sign_in("reader").get(record(cast.a, tab)).text
            for offer in ("Bearbeiten", "Gruppen ändern", "sperren", "löschen", "Notiz schreiben", "Exportieren"):
                assert offer not in text

    @pytest.mark.parametrize("page", [*TABS, *EDITING])
    def test_another_agencys_customer_is_404(self, cast, page):
        assert cast.b.sign_in("owner").get(record(cast.a, page)).status == 404

    @pytest.mark.parametrize("page", POSTED)
    def test_nobody_of_another_agency_changes_it(self, cast, page):
        owner = cast.b.sign_in("owner").get(LIST + "/neu")
        assert owner.post(record(cast.a, page), {"note": "Neu"}).status == 404

    @pytest.mark.parametrize("page", [*TABS, *EDITING])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, page):
        client = cast.a.visit().get(record(cast.a, page), follow=False)
        assert (client.status, client.location.startswith("/anmelden")) == (303, True)

    @pytest.mark.parametrize("tab", TABS)
    def test_the_portal_is_another_house(self, cast, tab):
        assert cast.a.sign_in("person").get(record(cast.a, tab), follow=False).status == 303


class TestFrame:
    def test_facts_stand_in_the_head(self, cast):
        responsible(cast.a)
        with cast.a.work():
            cast.a.customer.load().update(city="Lübeck")
        text = cast.a.sign_in("reader").get(record(cast.a)).text
        for fact in ("Firma", "Lübeck", "betreut von Mika Moor", "Alle Kunden"):
            assert fact in text

    def test_the_groups_are_a_step_away(self, cast):
        client = cast.a.sign_in("member").get(record(cast.a)).follow("Gruppen ändern")
        assert client.path.startswith(record(cast.a, "/bearbeiten"))

    def test_tabs_carry_counts(self, cast):
        many_contacts(cast.a, 2)
        with cast.a.work():
            Project.add(customer=cast.a.customer.load(), name="Messe")
        page = cast.a.sign_in("reader").get(record(cast.a)).page
        (nav,) = [node for node in page.all("nav") if node["aria-label"] == "Bereiche des Kunden"]
        assert [link.text() for link in nav.all("a")] == [
            "Übersicht",
            "Kontakte 3",
            "Projekte 1",
            "Dateien 0",
            "Verlauf",
        ]

    def test_a_customer_without_password_says_so_on_every_tab(self, cast):
        with cast.a.work():
            cast.a.person.load().revoke()
        for tab in TABS:
            assert "noch kein Passwort" in cast.a.sign_in("member").get(record(cast.a, tab)).text

    @pytest.mark.parametrize("tab", TABS)
    def test_a_hundred_contacts_cost_no_more_queries_than_few(self, cast, count_queries, tab):
        many_contacts(cast.a, 3)
        client = cast.a.sign_in("reader").get(record(cast.a, tab))
        with count_queries() as few:
            client.get(record(cast.a, tab))
        many_contacts(cast.a, 60, first=3)
        with count_queries() as many:
            client.get(record(cast.a, tab))
        assert len(many) == len(few)


class TestOverview:
    def test_the_first_contacts_and_the_way_to_all(self, cast):
        many_contacts(cast.a, 8)
        client = cast.a.sign_in("reader").get(record(cast.a))
        (card,) = [node for node in client.page.all("section") if node["aria-labelledby"] == "kontakte"]
        assert "Kim Nummer 004" in card.text()
        assert "Kim Nummer 005" not in card.text()
        assert client.follow("Alle Kontakte zeigen").path == record(cast.a, "/kontakte")

    def test_open_projects_with_their_progress(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            project = Project.add(customer=customer, name="Neue Website", status="active")
            Project.add(customer=customer, name="Alte Website", status="done")
            Project.add(customer=cast.a.other_customer.load(), name="Speisekarte")
            Task.add(title="Eins", project=project, status="done")
            Task.add(title="Zwei", project=project)
        client = cast.a.sign_in("reader").get(record(cast.a))
        assert "Neue Website" in client.text
        assert "1 von 2 Aufgaben erledigt" in client.text
        (card,) = [node for node in client.page.all("section") if node["aria-labelledby"] == "projekte"]
        assert "Alte Website" not in card.text()
        assert "Speisekarte" not in client.text

    def test_more_projects_cost_no_more_queries(self, cast, count_queries):
        client, sent = cast.a.sign_in("reader"), []
        for _round in range(2):
            with cast.a.work():
                for name in ("Messe", "Website", "Plakat"):
                    Project.add(customer=cast.a.customer.load(), name=name, members=[cast.a.member.load()])
            client.get(record(cast.a))
            with count_queries() as statements:
                client.get(record(cast.a))
            sent.append(len(statements))
        assert sent[0] == sent[1]

    def test_numbers_can_be_tapped_and_the_member_list_is_said(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(phone="+493023125014", website="https://www.example.org/")
        client = cast.a.sign_in("reader").get(record(cast.a))
        links = [link["href"] for link in client.page.all("a")]
        assert "tel:+493023125014" in links
        assert "https://www.example.org/" in links
        assert "nicht zugestimmt" in client.text


class TestNote:
    def test_it_is_written_and_shown_with_its_lines(self, cast):
        client = cast.a.sign_in("member").get(record(cast.a)).follow("Notiz schreiben")
        client.submit("Speichern", {"Interne Notiz": "Erste Zeile\nZweite Zeile"})
        assert client.path == record(cast.a)
        assert "Zweite Zeile" in client.text
        with cast.a.work():
            assert cast.a.customer.load().note == "Erste Zeile\nZweite Zeile"

    def test_what_is_too_long_is_kept_and_said(self, cast):
        client = cast.a.sign_in("member").get(record(cast.a, "/notiz"))
        client.submit("Speichern", {"Interne Notiz": "x" * 5000}, follow=False)
        assert client.status == 422
        assert "Höchstens 4000 Zeichen" in client.text
        assert "x" * 5000 in client.html

    def test_the_portal_never_shows_it(self, cast):
        cast.a.permit(cast.a.contact, "projects", "files")
        with cast.a.work():
            cast.a.customer.load().update(note="Zahlt spät")
        client = cast.a.sign_in("person")
        for path in ("/kunden/", "/kunden/profil", "/kunden/projekte"):
            assert "Zahlt spät" not in client.get(path).text


class TestContacts:
    def test_they_come_in_pages(self, cast):
        many_contacts(cast.a, 60)
        client = cast.a.sign_in("reader").get(record(cast.a, "/kontakte"))
        assert "1–50 von 61" in client.text
        client.follow("Nächste Seite")
        assert "51–61 von 61" in client.text
        assert "Kim Nummer 059" in client.text

    @pytest.mark.parametrize("words", ["zeisig", "zeis einkauf", "ZEISIG@example.org", "030 23125017", "23125017"])
    def test_one_is_found_among_many(self, cast, words):
        many_contacts(cast.a, 12)
        with cast.a.work():
            for customer, phone in ((cast.a.customer, "+493023125017"), (cast.a.other_customer, "+493023125018")):
                email = "zeisig@example.org" if customer is cast.a.customer else "fremd@example.org"
                person = Person.add(first_name="Zoe", last_name="Zeisig", email=email)
                Contact.add(customer.load(), person, position="Einkauf", phone=phone)
        client = cast.a.sign_in("reader").get(record(cast.a, "/kontakte"), query_string={"q": words})
        assert "zeisig@example.org" in client.text
        assert "Kim Nummer" not in client.text
        assert "fremd@example.org" not in client.text

    def test_nobody_found_says_so_and_leads_back(self, cast):
        client = cast.a.sign_in("reader").get(record(cast.a, "/kontakte?q=xyz"))
        assert "Zu „xyz“ gibt es hier keinen Kontakt." in client.text
        assert "Anna Muster" in client.follow("Alle Kontakte zeigen").text

    def test_a_customer_without_contacts_says_what_to_do(self, cast):
        with cast.a.work():
            empty = Customer.add(company="Leere Reederei").id
        client = cast.a.sign_in("member").get(f"{LIST}/{empty}/kontakte")
        assert "Noch kein Kontakt" in client.text
        assert client.follow("Neuer Kontakt").status == 200


class TestHistory:
    def test_it_tells_in_sentences_and_can_be_narrowed(self, cast):
        with cast.a.work():
            Project.add(customer=cast.a.customer.load(), name="Messe")
        client = cast.a.sign_in("reader").get(record(cast.a, "/verlauf"))
        assert "hat das Projekt „Messe“ angelegt" in client.text
        assert "Anna Muster als Kontakt" in client.text
        client.submit("Zeigen", {"Wovon der Verlauf handelt": "Projekte"})
        assert "hat das Projekt „Messe“ angelegt" in client.text
        assert "Anna Muster als Kontakt" not in client.text

    def test_it_comes_in_pages(self, cast):
        with cast.a.work():
            for number in range(60):
                cast.a.customer.load().update(city=f"Ort {number}")
        client = cast.a.sign_in("reader").get(record(cast.a, "/verlauf"))
        assert "1–50 von 6" in client.text
        client.follow("Nächste Seite")
        assert "hat den Kunden Orgelbau Matthiesen angelegt" in client.text

    def test_what_makes_no_sense_in_the_address_is_left_out(self, cast):
        client = cast.a.sign_in("reader")
        for query in ("art=nichts", "seite=999", "seite=-1", "art=projekte&seite=7"):
            assert client.get(record(cast.a, f"/verlauf?{query}")).status == 200


class TestMenu:
    def test_locking_asks_and_shows_what_it_means(self, cast):
        client = cast.a.sign_in("member").get(record(cast.a)).follow("Kunde sperren")
        assert "1 Person wird abgemeldet" in client.text
        person = cast.a.sign_in("person").get("/kunden/profil")
        assert client.submit("Kunde sperren").path == record(cast.a)
        assert "Der Kunde ist seit" in client.text
        assert person.get("/kunden/profil", follow=False).location.startswith("/kunden/anmelden")
        person.get("/kunden/")
        person.submit("Anmelden", {"E-Mail-Adresse": "anna@example.org", "Passwort": cast.a.person.password})
        assert "stimmt nicht" in person.text

    def test_a_locked_customer_is_marked_in_head_and_list_and_offers_no_access(self, cast):
        with cast.a.work():
            cast.a.customer.load().lock()
        client = cast.a.sign_in("member")
        text = client.get(record(cast.a)).text
        assert "gesperrt" in text
        assert "Sperren" not in text.split("Kontakte", 2)[2].split("Projekte")[0]
        assert "gesperrt" in client.get(LIST).text
        contact = f"{LIST}/kontakte/{cast.a.contact.id}"
        assert "Der Kunde ist gesperrt" in client.get(contact).text
        assert client.post(f"{contact}/einladen").status == 409

    def test_unlocking_is_one_press(self, cast):
        with cast.a.work():
            cast.a.customer.load().lock()
        client = cast.a.sign_in("member").get(record(cast.a)).submit("Kunde entsperren", near="Der Kunde ist seit")
        assert "Der Kunde ist entsperrt." in client.text
        assert cast.a.sign_in("person").get("/kunden/").status == 200

    def test_nobody_gets_a_link_at_a_locked_customer(self, cast):
        with cast.a.work():
            cast.a.customer.load().lock()
        client = cast.a.sign_in("member").get(record(cast.a, "/kontakte/neu"))
        client.submit(
            "Speichern",
            {"Nachname": "Neu", "E-Mail-Adresse": "neu@example.org", "Kennwort per E-Mail versenden": True},
            follow=False,
        )
        assert client.status == 422
        assert "Der Kunde ist gesperrt" in client.text
        with cast.a.work():
            assert Person.find_by_email("neu@example.org") is None

    def test_what_hangs_on_it_is_named_with_the_way_there(self, cast):
        with cast.a.work():
            Task.add(title="Eins", project=Project.add(customer=cast.a.customer.load(), name="Messe"), status="done")
        client = cast.a.sign_in("admin").get(record(cast.a, "/entfernen"))
        assert "Endgültig löschen" not in client.text
        assert "Messe" in client.follow("1 Projekt").text
        assert "Eins" in client.get(record(cast.a, "/entfernen")).follow("1 Aufgabe").text
        client.get(record(cast.a, "/entfernen"))
        assert client.post(record(cast.a, "/entfernen")).status == 409
        assert "An dem Kunden hängt noch etwas: 1 Projekt, 1 Aufgabe." in client.text

    def test_deleting_names_the_loss_and_leaves_no_page(self, cast):
        person = cast.a.sign_in("person").get("/kunden/")
        client = cast.a.sign_in("owner").get(record(cast.a)).follow("Kunde löschen")
        assert "1 Kontakt: 1 Person ist sonst nirgends Kontakt" in client.text
        assert "Alle Kunden" in client.text
        client.submit("Endgültig löschen")
        assert client.path == LIST
        assert "Der Kunde „Orgelbau Matthiesen“ ist gelöscht." in client.text
        for page in (*TABS, *EDITING):
            assert client.get(record(cast.a, page)).status == 404
        assert client.get(f"{LIST}/kontakte/{cast.a.contact.id}").status == 404
        assert person.get("/kunden/profil", follow=False).location.startswith("/kunden/anmelden")
        assert "Matthiesen" not in client.get(f"{LIST}?q=matthiesen").page.all("main")[0].text().replace(
            "„matthiesen“", ""
        )
