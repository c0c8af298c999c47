"""„Vorgaben für Kunden“: what new contacts are given, and whether customers see new tasks."""

import pytest

from app.access.models import ContactDefault, ContactNotification, ContactPermission
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.groups.models import GroupMembership
from tenants import current_tenant, db

PAGE = "/verwaltung/einstellungen/kunden"
PERMISSIONS, NOTIFICATIONS = "Berechtigungen", "E-Mail-Benachrichtigungen"
VISIBLE = "Aufgaben sind für Kunden sichtbar"


def given(agency, last_name: str) -> tuple[set[str], set[str]]:
    """Permissions and notifications of the contact with this name."""
    with agency.work():
        person = db.session.scalars(db.select(Person).where(Person.last_name == last_name)).one()
        contact = person.contacts[0]
        return ContactPermission.keys(contact), ContactNotification.keys(contact)


@pytest.fixture
def agency(cast):
    """New contacts are permitted projects and told of new tasks."""
    with cast.a.work():
        ContactDefault.set("permission", ["projects"])
        ContactDefault.set("notification", ["task_new"])
    return cast.a


def test_the_defaults_are_changed_together_and_logged(cast):
    client = cast.a.sign_in("admin").get("/verwaltung/einstellungen").follow("Kunden", near="Kundennummern")
    assert client.path == PAGE
    values = {PERMISSIONS: ["Projekte"], NOTIFICATIONS: ["Neue Aufgabe", "Neuer Beitrag"], VISIBLE: False}
    client.submit("Speichern", values)
    assert client.path == "/verwaltung/einstellungen"
    with cast.a.work():
        assert ContactDefault.keys("permission") == {"projects"}
        assert ContactDefault.keys("notification") == {"task_new", "comment_new"}
        assert not current_tenant().tasks_visible
        entry = db.session.scalar(AuditEntry.latest().limit(1))
        assert (entry.verb, entry.details["permissions"]) == ("agency.defaults_changed", ["projects"])
    client.get(PAGE).submit("Speichern", {PERMISSIONS: ["Dateien"], NOTIFICATIONS: [], VISIBLE: True})
    with cast.a.work():
        assert (ContactDefault.keys("permission"), ContactDefault.keys("notification")) == ({"files"}, set())
        assert current_tenant().tasks_visible
    with cast.b.work():
        assert ContactDefault.keys("permission") == set()


def test_letting_primary_contacts_look_after_contacts_is_off_until_it_is_ticked(agency):
    label = "Haupt-Ansprechpartner pflegen die Kontakte ihres Kunden selbst"
    with agency.work():
        assert not current_tenant().customers_manage_contacts
    agency.sign_in("admin").get(PAGE).submit("Speichern", {label: True})
    with agency.work():
        assert current_tenant().customers_manage_contacts
        entry = db.session.scalar(AuditEntry.latest().limit(1))
        assert (entry.verb, entry.details["customers_manage_contacts"]) == ("agency.defaults_changed", True)
    assert agency.sign_in("admin").get(PAGE).submit("Speichern", {label: False}).status == 200
    with agency.work():
        assert not current_tenant().customers_manage_contacts


def test_saving_what_is_so_already_says_nothing_in_the_log(agency):
    agency.sign_in("admin").get(PAGE).submit("Speichern")
    with agency.work():
        assert "agency.defaults_changed" not in set(db.session.scalars(db.select(AuditEntry.verb)))


def test_those_who_are_contacts_already_keep_what_they_have(agency):
    with agency.work():
        assert ContactPermission.keys(agency.contact.load()) == set()


def test_the_first_contact_of_a_new_customer_is_given_them(agency):
    client = agency.sign_in("member").get("/verwaltung/kunden/neu")
    client.submit("Speichern", {"Firma": "Reederei Holm", "Nachname": "Holm", "Fax": "030 23125 9"})
    assert given(agency, "Holm") == ({"projects"}, {"task_new"})


def test_whoever_becomes_contact_in_another_way_is_given_them(agency):
    with agency.work():
        Contact.add(agency.customer.load(), Person.add(last_name="Import"))
        Contact.add(agency.customer.load(), Person.add(last_name="Anders"), defaults=False)
    assert given(agency, "Import") == ({"projects"}, {"task_new"})
    assert given(agency, "Anders") == (set(), set())


def test_the_contact_form_has_them_ticked(agency):
    client = agency.sign_in("member").get(f"/verwaltung/kunden/{agency.customer.id}/kontakte/neu")
    client.submit("Speichern", {"Nachname": "Ohlsen"})
    assert given(agency, "Ohlsen") == ({"projects"}, {"task_new"})


def test_what_staff_tick_goes_before_the_defaults(agency):
    path = f"/verwaltung/kunden/{agency.customer.id}/kontakte/neu"
    client = agency.sign_in("member").get(path)
    client.submit("Speichern", {"Nachname": "Ohlsen", PERMISSIONS: ["Dateien"], NOTIFICATIONS: ["Neue Datei"]})
    client.get(path).submit("Speichern", {"Nachname": "Nielsen", PERMISSIONS: [], NOTIFICATIONS: []})
    assert given(agency, "Ohlsen") == ({"files"}, {"file_new"})
    assert given(agency, "Nielsen") == (set(), set())


def test_what_a_contact_was_given_stands_on_its_page(agency):
    agency.permit(agency.contact, "projects", "files", notifications=["task_new", "file_new"])
    client = agency.sign_in("reader").get(f"/verwaltung/kunden/kontakte/{agency.contact.id}")
    assert "Sieht im Portal Projekte, Dateien Bekommt E-Mails über Neue Aufgabe, Neue Datei" in client.text
    agency.permit(agency.contact)
    assert "Sieht im Portal nur das eigene Profil Bekommt E-Mails über nichts" in client.get(client.path).text


def test_an_unopened_permission_says_so_on_the_page(agency):
    agency.permit(agency.contact, "files")
    with agency.work():
        GroupMembership.set(agency.customer.load(), [])
    path = f"/verwaltung/kunden/kontakte/{agency.contact.id}"
    assert "Wirkt erst, wenn eine Gruppe Dateien öffnet. Gruppen ändern" in agency.sign_in("member").get(path).text
    assert "Gruppen ändern" not in agency.sign_in("reader").get(path).text
    client = agency.sign_in("admin").get(path).follow("Was Gruppen öffnen")
    assert client.path == "/verwaltung/einstellungen/gruppen"


def test_a_new_agency_gives_everything(app, cast):
    with cast.b.work():
        ContactDefault.seed()
        ContactDefault.seed()
        assert ContactDefault.keys("permission") == {"projects", "files"}
        assert ContactDefault.keys("notification") == {
            "project_new", "project_done", "task_new", "task_status", "comment_new", "file_new",
        }  # fmt: skip


def test_what_is_not_offered_is_refused(agency):
    values = {"permissions": "rockets", "notifications": "task_new", "number_digits": "1", "number_next": "1001"}
    client = agency.sign_in("admin").get(PAGE).post(PAGE, values)
    assert (client.status, list(client.errors())) == (422, [PERMISSIONS])
    with agency.work():
        assert ContactDefault.keys("permission") == {"projects"}


@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, role):
    client = cast.a.sign_in(role)
    assert client.get(PAGE).status == 403
    assert client.get("/verwaltung/").post(PAGE, {"tasks_visible": "y"}).status == 403
    assert PAGE not in client.get("/verwaltung/einstellungen").html


def test_signed_out_to_the_sign_in_page(cast):
    assert cast.a.visit().get(PAGE).title == "Anmelden"


class TestNumbers:
    def test_the_format_of_customer_numbers_is_changed_and_shown(self, cast):
        client = cast.a.sign_in("admin").get(PAGE)
        assert "Der nächste neue Kunde bekommt: K-10" in client.text
        client.submit("Speichern", {"Vor der Zahl": "kd", "Stellen": "mindestens 5", "Nächste Zahl": "42"})
        assert "bekommt: KD00042" in client.get(PAGE).text
        with cast.a.work():
            entry = db.session.scalar(AuditEntry.latest().limit(1))
            assert (entry.verb, entry.details["following"]) == ("agency.numbers_changed", 42)
        form = cast.a.sign_in("member").get("/verwaltung/kunden/neu")
        form.submit("Speichern", {"Firma": "Werft", "Fax": "030 23125 9"})
        assert "Kundennummer KD00042" in form.text

    @pytest.mark.parametrize("typed", ["", "0", "-1", "1,5", "zehn", "٤٢", "9" * 10])
    def test_what_is_no_number_is_refused(self, cast, typed):
        client = cast.a.sign_in("admin").get(PAGE).submit("Speichern", {"Nächste Zahl": typed})
        assert (client.status, list(client.errors())) == (422, ["Nächste Zahl"])
        assert client.value("Nächste Zahl") == typed

    def test_one_agencys_format_is_not_anothers(self, cast):
        cast.a.sign_in("admin").get(PAGE).submit("Speichern", {"Vor der Zahl": "X"})
        assert "bekommt: K-" in cast.b.sign_in("admin").get(PAGE).text
