"""The part „Erreichbarkeit“ of the forms of customers and contacts, without script."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.availability.week import Week
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from tenants import db

NEW = "/verwaltung/kunden/neu"
OFFICE = Week.stretch(1, 5, 8, 18)


def edit(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/bearbeiten"


def new_contact(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/kontakte/neu"


def edit_contact(agency) -> str:
    return f"/verwaltung/kunden/kontakte/{agency.contact.id}/bearbeiten"


FORMS = [pytest.param(path, id=path.__name__) for path in (edit, new_contact, edit_contact)]


def chosen(client) -> Week:
    """The hours that are ticked on the page."""
    week = Week()
    for box in client.page.all("input"):
        if box["name"] == "hours" and "checked" in box:
            day, hour = box["value"].split("-")
            week = week.with_range([int(day)], [int(hour)])
    return week


def hours_of(agency) -> tuple[str, str]:
    with agency.work():
        customer = agency.customer.load()
        return customer.hours, customer.time_zone


def verbs_about(agency, thing) -> list[str]:
    with agency.work():
        return list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.object_id == thing.id)))


class TestTheButtons:
    @pytest.mark.parametrize(
        ("button", "week"),
        [
            ("Mo–Fr 8–18", OFFICE),
            ("Mo–Fr 9–17", Week.stretch(1, 5, 9, 17)),
            ("Mo–Do 8–16, Fr 8–13", Week.stretch(1, 4, 8, 16) | Week.stretch(5, 5, 8, 13)),
            ("Rund um die Uhr", Week.always()),
            ("Leeren", Week()),
            ("Dienstag, ganzer Tag", Week.stretch(2, 2, 0, 24)),
            ("8 Uhr an allen Tagen", Week.stretch(1, 7, 8, 9)),
            ("Eintragen", OFFICE),
            ("Austragen", Week()),
        ],
    )
    def test_each_brings_the_form_back_with_the_hours_and_saves_nothing(self, cast, button, week):
        client = cast.a.sign_in("owner").get(edit(cast.a)).submit(button, {"Ort": "Husum"})
        assert client.status == 422
        assert chosen(client) == week
        assert client.value("Ort") == "Husum"
        assert client.errors() == {}
        assert not [node for node in client.page.walk() if node["role"] == "alert"]
        assert hours_of(cast.a) == ("", "")
        with cast.a.work():
            assert cast.a.customer.load().city == ""

    def test_the_button_that_was_pressed_has_the_focus_again(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a)).submit("Dienstag, ganzer Tag")
        (focused,) = [node for node in client.page.walk() if "autofocus" in node]
        assert focused.text() == "Dienstag, ganzer Tag"

    def test_the_hours_are_counted_and_said(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a))
        assert "Keine Stunde gewählt" in client.text
        client.submit("Mo–Fr 8–18")
        assert "50 Stunden gewählt Mo–Fr 8–18 Uhr" in client.text
        client.submit("Leeren").submit("Eintragen", {"Letzter Tag": "Mo", "Bis Uhrzeit": "9:00"})
        assert "1 Stunde gewählt Mo 8–9 Uhr" in client.text

    def test_whole_rows_and_columns_are_turned(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a)).submit("Mo–Fr 8–18").submit("Montag, ganzer Tag")
        assert chosen(client) == OFFICE | Week.stretch(1, 1, 0, 24)
        assert chosen(client.submit("Montag, ganzer Tag")) == OFFICE - Week.stretch(1, 1, 0, 24)
        client.submit("9 Uhr an allen Tagen").submit("9 Uhr an allen Tagen")
        assert chosen(client) == OFFICE - Week.stretch(1, 1, 0, 24) - Week.stretch(1, 7, 9, 10)

    def test_a_range_over_midnight_and_over_sunday(self, cast):
        times = {"Erster Tag": "Sa", "Letzter Tag": "So", "Von Uhrzeit": "22:00", "Bis Uhrzeit": "6:00"}
        client = cast.a.sign_in("owner").get(edit(cast.a)).submit("Eintragen", times)
        assert chosen(client) == Week.stretch(6, 7, 22, 6)
        assert client.value("Erster Tag") == "6"
        client.submit("Austragen", times | {"Erster Tag": "So"})
        assert chosen(client) == Week.stretch(6, 6, 22, 6)

    @pytest.mark.parametrize("step", ["tag:9", "stunde:x", "woche:xyz", "dazu", "", "löschen", "tag:" + "9" * 5000])
    def test_a_button_that_is_none_changes_nothing(self, cast, step):
        client = cast.a.sign_in("owner").get(edit(cast.a))
        client.post(edit(cast.a), {"hours": "1-8", "schritt": step, "first_day": "9"})
        assert client.status == 422
        assert chosen(client) == Week().with_range([1], [8])

    @pytest.mark.parametrize("path", FORMS)
    def test_they_are_in_every_form(self, cast, path):
        client = cast.a.sign_in("owner").get(path(cast.a)).submit("Mo–Fr 8–18", {"Mobil": "0171 5550142"})
        assert (client.status, chosen(client), client.value("Mobil")) == (422, OFFICE, "0171 5550142")


class TestSaving:
    def test_a_new_customer_has_its_hours(self, cast):
        client = (
            cast.a.sign_in("owner").get(NEW).submit("Mo–Fr 8–18", {"Firma": "Werft", "E-Mail-Adresse": "w@example.org"})
        )
        client.submit("Speichern", near="Nach dem Speichern vergeben Sie das Passwort.")
        assert client.status == 200
        with cast.a.work():
            customer = db.session.scalars(select(Customer).where(Customer.company == "Werft")).one()
            assert (customer.hours, customer.time_zone) == (OFFICE.code, "")
        assert "Mo–Fr 8–18 Uhr" in client.text

    @pytest.mark.parametrize(
        ("country", "zone"),
        [("Nepal", "Asia/Kathmandu"), ("Österreich", ""), ("Vereinigte Staaten", ""), ("Irland", "Europe/Dublin")],
    )
    def test_a_country_with_one_zone_gives_it(self, cast, country, zone):
        values = {"Firma": f"Werft {country}", "Land": country, "E-Mail-Adresse": "werft@example.org"}
        client = cast.a.sign_in("owner").get(NEW)
        client.submit("Speichern", values, near="Nach dem Speichern vergeben Sie das Passwort.")
        with cast.a.work():
            customer = db.session.scalars(select(Customer).where(Customer.company == f"Werft {country}")).one()
            assert customer.time_zone == zone

    def test_hours_and_zone_are_changed_and_the_log_says_so(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a)).submit("Mo–Fr 8–18")
        save(client, {"Zeitzone": "Kanada (St. John’s)"})
        assert hours_of(cast.a) == (OFFICE.code, "America/St_Johns")
        assert "Olga Ohm hat die Erreichbarkeit von Orgelbau Matthiesen geändert." in client.text
        assert verbs_about(cast.a, cast.a.customer).count("customer.changed") == 0
        client.get(edit(cast.a))
        assert chosen(client) == OFFICE
        assert client.value("Zeitzone") == "America/St_Johns"

    def test_what_is_no_hour_is_refused_and_the_rest_is_kept(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a))
        client.post(edit(cast.a), {"kind": "firm", "company": "Werft", "city": "Husum", "hours": ["1-8", "8-1"]})
        assert client.status == 422
        assert "Das ist keine Stunde der Woche." in client.text
        assert chosen(client) == Week().with_range([1], [8])
        assert client.value("Ort") == "Husum"
        assert hours_of(cast.a) == ("", "")

    def test_a_zone_that_is_none_is_refused(self, cast):
        client = cast.a.sign_in("owner").get(edit(cast.a))
        client.post(edit(cast.a), {"kind": "firm", "company": "Werft", "time_zone": "Atlantis/Mitte"})
        assert client.status == 422
        assert "Diese Möglichkeit gibt es hier nicht." in client.errors()["Zeitzone"]

    def test_a_zone_under_an_older_name_stays(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(time_zone="Asia/Calcutta")
        client = save(cast.a.sign_in("owner").get(edit(cast.a)))
        assert client.status == 200
        assert hours_of(cast.a)[1] == "Asia/Calcutta"


class TestContacts:
    def test_one_has_its_own_hours_or_those_of_the_customer(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(hours=OFFICE.code)
        client = cast.a.sign_in("owner").get(edit_contact(cast.a))
        assert own(client) is False
        assert chosen(client) == OFFICE
        client.submit("Mo–Fr 9–17")
        assert own(client) is True
        save(client)
        assert contact_hours(cast.a) == Week.stretch(1, 5, 9, 17).code
        assert "Mo–Fr 9–17 Uhr" in client.text
        assert "Olga Ohm hat die Erreichbarkeit von Anna Muster geändert." in client.text
        save(client.get(edit_contact(cast.a)), {"Zeiten": "wie der Kunde"})
        assert contact_hours(cast.a) == ""
        assert "Mo–Fr 8–18 Uhr Es gelten die Zeiten des Kunden." in client.text

    def test_own_hours_must_be_some(self, cast):
        client = save(cast.a.sign_in("owner").get(edit_contact(cast.a)), {"Zeiten": "eigene Zeiten"})
        assert client.status == 422
        assert "Bitte wählen Sie mindestens eine Stunde, oder „wie der Kunde“." in client.text

    def test_a_new_one_has_its_own_hours(self, cast):
        client = cast.a.sign_in("owner").get(new_contact(cast.a)).submit("Mo–Fr 9–17", {"Nachname": "Neumann"})
        save(client)
        assert client.status == 200
        with cast.a.work():
            contact = db.session.scalars(
                select(Contact).join(Contact.person).where(Person.last_name == "Neumann")
            ).one()
            assert contact.hours == Week.stretch(1, 5, 9, 17).code

    def test_saving_the_form_as_it_is_tells_nothing(self, cast):
        save(cast.a.sign_in("owner").get(edit_contact(cast.a)))
        assert "contact.hours_changed" not in verbs_about(cast.a, cast.a.contact)


def save(client, values=None):
    """Press „Speichern“ of the bar below; another button of that name is pressed by the Enter key."""
    return client.submit("Speichern", values, near="Abbrechen")


def own(client) -> bool:
    """Whether „eigene Zeiten“ is chosen."""
    (radio,) = [node for node in client.page.all("input") if node["name"] == "own_hours" and "checked" in node]
    return radio["value"] == "own"


def contact_hours(agency) -> str:
    with agency.work():
        return agency.contact.load().hours


class TestWords:
    PATH = "/verwaltung/kunden/neu/zeiten"

    def test_the_grid_is_told_what_is_chosen(self, cast):
        client = cast.a.sign_in("member").get(f"{self.PATH}?code={OFFICE.code}")
        assert client.json == {"counted": "50 Stunden gewählt", "words": "Mo–Fr 8–18 Uhr"}
        assert client.get(f"{self.PATH}?code=").json == {"counted": "Keine Stunde gewählt", "words": ""}

    @pytest.mark.parametrize("code", ["x", "0" * 41, "%00", "%ff"])
    def test_what_is_no_code_is_404(self, cast, code):
        assert cast.a.sign_in("owner").get(f"{self.PATH}?code={code}").status == 404

    def test_who_may_ask(self, cast):
        assert cast.a.sign_in("reader").get(self.PATH).status == 403
        assert cast.a.visit().get(self.PATH, follow=False).status == 303
