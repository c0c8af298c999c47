"""Making and changing projects."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.projects.models import Project
from tenants import current_tenant, db
from tests.projects.conftest import NEW, made

FIRST = "Orgelbau Matthiesen (K-1001)"


class TestCreating:
    def test_it_makes_a_project_and_opens_its_record(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit(
            "Speichern",
            {"Kunde": FIRST, "Name": "Neue Website", "Beschreibung": "**Relaunch**", "Status": "läuft",
             "Beginn": "2026-01-05", "Ende": "31.3.2026", "Team": ["Mika Moor", "Olga Ohm"]},
        )  # fmt: skip
        assert client.title == "Neue Website"
        for said in ("Projekt angelegt.", "Relaunch", "läuft", "05.01.2026", "31.03.2026", "Olga Ohm", "Anna Muster"):
            assert said in client.text
        with cast.a.work():
            project = made(cast.a, name="Neue Website")
            assert (project.customer_id, project.contact_id) == (cast.a.customer.id, cast.a.contact.id)
            assert (project.visible, project.created_by_id) == (True, cast.a.member.id)
            assert [member.name for member in project.people] == ["Mika Moor", "Olga Ohm"]

    @pytest.mark.parametrize("default", [True, False])
    def test_the_agency_says_whether_the_tick_is_set(self, cast, default):
        with cast.a.work():
            current_tenant().tasks_visible = default
        cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Kunde": FIRST, "Name": "Messe"})
        with cast.a.work():
            assert made(cast.a, name="Messe").visible == default

    def test_from_a_customer_it_stands_fast_and_its_contact_is_chosen(self, cast):
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.other_customer.id}")
        assert client.value("Ansprechpartner") == str(cast.a.other_contact.id)
        client.submit("Speichern", {"Name": "Speisekarte"})
        with cast.a.work():
            assert made(cast.a, name="Speisekarte").customer_id == cast.a.other_customer.id

    def test_nobody_may_be_the_contact(self, cast):
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.customer.id}")
        client.submit("Speichern", {"Name": "Messe", "Ansprechpartner": "niemand bestimmt"})
        with cast.a.work():
            assert made(cast.a, name="Messe").contact_id is None

    def test_without_script_a_button_brings_the_contacts(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        client.submit("Kontakte des gewählten Kunden laden", {"Kunde": FIRST, "Name": "Messe"})
        assert (client.status, client.value("Name"), client.errors()) == (422, "Messe", {})
        assert client.value("Ansprechpartner") == str(cast.a.contact.id)
        client.submit("Kontakte des gewählten Kunden laden", {"Kunde": "Café Brandt (K-1002)"})
        assert client.value("Ansprechpartner") == str(cast.a.other_contact.id)
        client.submit("Speichern")
        assert client.title == "Messe"

    def test_among_many_customers_a_search_leads_to_the_one(self, cast):
        with cast.a.work():
            for number in range(101):
                Customer.add(company=f"Aal {number}")
        client = cast.a.sign_in("owner").get(NEW)
        assert FIRST not in client.text
        client.submit("Suchen", {"Kunden suchen": "matthiesen", "Name": "Messe"})
        assert client.status == 422
        client.submit("Speichern", {"Kunde": FIRST})
        assert client.title == "Messe"

    def test_with_script_customers_and_contacts_are_fetched(self, cast):
        client = cast.a.sign_in("owner")
        found = client.get("/verwaltung/kunden/auswahl?q=matth").json
        assert found == [{"value": str(cast.a.customer.id), "label": FIRST}]
        contacts = client.get(f"/verwaltung/kunden/kontakte/auswahl?kunde={cast.a.customer.id}").json
        assert [(one["value"], one["chosen"]) for one in contacts] == [(str(cast.a.contact.id), True)]
        for foreign in (cast.b.customer.id, "x", ""):
            assert client.get(f"/verwaltung/kunden/kontakte/auswahl?kunde={foreign}").json == []

    def test_what_is_missing_is_said_and_what_was_typed_is_kept(self, cast):
        client = cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Beschreibung": "Relaunch"})
        assert client.status == 422
        assert set(client.errors()) == {"Kunde", "Name"}
        assert client.value("Beschreibung") == "Relaunch"

    @pytest.mark.parametrize(
        ("dates", "faulty"),
        [
            ({"Beginn": "2026-02-30"}, {"Beginn"}),
            ({"Ende": "morgen"}, {"Ende"}),
            ({"Ende": "0001-01-01"}, {"Ende"}),
            ({"Beginn": "٢٠٢٦-٠١-٠١"}, {"Beginn"}),
            ({"Beginn": "2026-03-02", "Ende": "2026-03-01"}, {"Ende"}),
        ],
    )
    def test_days_that_do_not_exist_or_fit_are_refused(self, cast, dates, faulty):
        client = cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Kunde": FIRST, "Name": "Messe"} | dates)
        assert (client.status, set(client.errors())) == (422, faulty)

    def test_the_same_form_twice_makes_one_project(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        token = next(node["value"] for node in client.page.all("input") if node["name"] == "id")
        values = {"id": token, "customer": str(cast.a.customer.id), "name": "Messe", "contact": "", "status": "planned"}
        client.post(NEW, values)
        first = client.path
        client.get(NEW).post(NEW, values)
        assert client.path == first
        with cast.a.work():
            made(cast.a, name="Messe")

    def test_people_of_others_are_refused_beside_the_field(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        good = {"customer": str(cast.a.customer.id), "name": "Messe", "contact": "", "status": "planned"}
        token = {"id": next(node["value"] for node in client.page.all("input") if node["name"] == "id")}
        for wrong, field in (
            ({"customer": str(cast.b.customer.id)}, "Kunde"),
            ({"contact": str(cast.b.contact.id)}, "Ansprechpartner"),
            ({"contact": str(cast.a.other_contact.id)}, "Ansprechpartner"),
            ({"members": str(cast.b.member.id)}, "Team"),
            ({"status": "tot"}, "Status"),
            ({"customer": "x"}, "Kunde"),
        ):
            client.get(NEW).post(NEW, token | good | wrong)
            assert client.status == 422
            assert field in client.errors(), (wrong, client.errors())
        with cast.a.work():
            assert db.session.scalars(select(Project)).all() == []

    def test_who_has_left_cannot_join(self, cast):
        with cast.a.work():
            cast.a.admin.load().deactivate()
        assert "Ada Amsel" not in cast.a.sign_in("owner").get(NEW).text
