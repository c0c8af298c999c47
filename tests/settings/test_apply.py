"""„Vorgaben anwenden“: what new contacts get, given to those that are there."""

import uuid

import pytest
from sqlalchemy import text

from app.access import applying
from app.access.models import ContactDefault, ContactNotification, ContactPermission
from app.access.targets import Target, contacts_in
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.groups.models import GroupMembership
from app.jobs import jobs
from app.mail.models import OutgoingMail
from tenants import db

PAGE = "/verwaltung/einstellungen/kunden/anwenden"


@pytest.fixture
def agency(cast):
    """Two contacts: one has Projekte and a mail too many, the other has nothing. The defaults: Dateien, new tasks."""
    cast.a.permit(cast.a.contact, "projects", notifications=["task_new", "file_new"])
    with cast.a.work():
        ContactDefault.set("permission", ["files"])
        ContactDefault.set("notification", ["task_new"])
    return cast.a


def rows(client, id: str) -> list[str]:
    return [row.text() for node in client.page.all("ul") if node["id"] == id for row in node.all("li")]


def held(agency, contact) -> tuple[set[str], set[str]]:
    with agency.work():
        return ContactPermission.keys(contact.load()), ContactNotification.keys(contact.load())


def test_the_settings_lead_there_and_saving_them_too(agency):
    client = agency.sign_in("admin").get("/verwaltung/einstellungen/kunden").follow("Auf bestehende anwenden")
    assert (client.title, client.path) == ("Vorgaben anwenden", PAGE)
    client.get("/verwaltung/einstellungen/kunden").submit("Speichern", {"Berechtigungen": ["Projekte"]})
    assert client.follow("Auf bestehende anwenden").path == PAGE


def test_the_preview_says_who_gains_and_loses_what(agency):
    client = agency.sign_in("admin").get(PAGE)
    assert "2 von 2 Kontakten ändern sich" in client.text
    assert rows(client, "was-sich-aendert") == [
        "Projekte 1 verliert es", "Dateien 2 bekommen es", "Neue Aufgabe 1 bekommt es", "Neue Datei 1 verliert es",
    ]  # fmt: skip
    assert rows(client, "wer-sich-aendert") == [
        "Ole Brandt · Café Brandt bekommt: Dateien, Neue Aufgabe",
        "Anna Muster · Orgelbau Matthiesen bekommt: Dateien verliert: Projekte, Neue Datei",
    ]


def test_looking_changes_nothing(agency):
    before = held(agency, agency.contact)
    agency.sign_in("admin").get(PAGE)
    assert held(agency, agency.contact) == before


def test_applying_gives_exactly_the_defaults_mails_nobody_and_is_logged(agency):
    client = agency.sign_in("admin").get(PAGE).submit("Auf 2 Kontakte anwenden")
    assert "2 Kontakte sind angepasst." in client.text
    assert "Alle diese Kontakte haben schon, was die Vorgaben sagen." in client.text
    assert held(agency, agency.contact) == held(agency, agency.other_contact) == ({"files"}, {"task_new"})
    history = agency.sign_in("reader").get(f"/verwaltung/kunden/kontakte/{agency.contact.id}").text
    assert (
        "Ada Amsel hat die Vorgaben auf Anna Muster angewandt. "
        "Dazugekommen: Dateien. Weggefallen: Projekte, Neue Datei." in history
    )
    with agency.work():
        verbs = list(db.session.scalars(AuditEntry.latest().with_only_columns(AuditEntry.verb)))
        assert (verbs.count("contact.defaults_applied"), verbs.count("agency.defaults_applied")) == (2, 1)
        assert db.session.scalars(db.select(OutgoingMail)).all() == []


def test_adding_alone_takes_nothing_away(agency):
    client = agency.sign_in("admin").get(f"{PAGE}?wie=ergaenzen")
    assert not any("verliert" in row for row in rows(client, "was-sich-aendert"))
    client.submit("Auf 2 Kontakte anwenden")
    assert held(agency, agency.contact) == ({"projects", "files"}, {"task_new", "file_new"})
    assert held(agency, agency.other_contact) == ({"files"}, {"task_new"})


@pytest.mark.parametrize(
    ("what", "permissions", "notifications"),
    [("berechtigungen", {"files"}, {"task_new", "file_new"}), ("benachrichtigungen", {"projects"}, {"task_new"})],
)
def test_only_what_was_chosen_is_changed(agency, what, permissions, notifications):
    agency.sign_in("admin").get(f"{PAGE}?was={what}").submit("Auf 2 Kontakte anwenden")
    assert held(agency, agency.contact) == (permissions, notifications)


def test_only_those_who_were_chosen_are_changed(agency):
    with agency.work():
        Contact.add(agency.customer.load(), Person.add(last_name="Zweite"), defaults=False)
        group = _groups()[0]
        GroupMembership.set(agency.other_customer.load(), [])
    client = agency.sign_in("admin").get(f"{PAGE}?gruppe={group}")
    assert "2 von 2 Kontakten ändern sich" in client.text
    client.get(f"{PAGE}?gruppe={group}&wer=haupt")
    assert [row.partition(" · ")[0] for row in rows(client, "wer-sich-aendert")] == ["Anna Muster"]
    client.submit("Auf 1 Kontakt anwenden")
    assert held(agency, agency.contact) == ({"files"}, {"task_new"})
    assert held(agency, agency.other_contact) == (set(), set())


def _groups() -> list[str]:
    """The ids of groups in which somebody is."""
    return [str(row.group_id) for row in db.session.scalars(db.select(GroupMembership))]


def test_what_the_preview_was_not_made_of_is_not_done(agency):
    client = agency.sign_in("admin").get(PAGE)
    with agency.work():
        ContactDefault.set("permission", [])
    client.submit("Auf 2 Kontakte anwenden")
    assert "Nichts geändert: Die Vorgaben sind inzwischen andere." in client.text
    assert held(agency, agency.contact)[0] == {"projects"}


def test_what_nobody_registered_is_left_alone(agency):
    with agency.work():
        ContactPermission.set(agency.contact.load(), ["projects", "rockets"])
    agency.sign_in("admin").get(PAGE).submit("Auf 2 Kontakte anwenden")
    assert held(agency, agency.contact)[0] == {"files", "rockets"}


def test_many_are_left_to_the_worker_who_does_it_once(app, agency, superuser, monkeypatch):
    """With what was wanted when the button was pressed; a second run changes and logs nothing more."""
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    client = agency.sign_in("admin").get(PAGE).submit("Auf 2 Kontakte anwenden")
    assert "Die Vorgaben werden auf 2 Kontakte angewandt." in client.text
    assert held(agency, agency.contact)[0] == {"projects"}
    with agency.work():
        ContactDefault.set("permission", [])
    waiting = "SELECT args FROM queue.procrastinate_jobs WHERE task_name = :job AND args->>'tenant_id' = :tenant"
    with superuser.connect() as connection:
        named = {"job": "access.apply_defaults", "tenant": str(agency.tenant_id)}
        batches = connection.execute(text(waiting), named).scalars().all()
    assert len(batches) == 2
    for arguments in batches * 2:
        with app.app_context():
            jobs["access.apply_defaults"](**arguments)
    assert held(agency, agency.contact) == held(agency, agency.other_contact) == ({"files"}, {"task_new"})
    with agency.work():
        entries = db.session.scalars(db.select(AuditEntry).where(AuditEntry.verb == "contact.defaults_applied")).all()
        assert [entry.actor_name for entry in entries] == ["Ada Amsel"] * 2


def test_who_is_no_contact_any_more_is_passed_over(app, agency):
    with app.app_context():
        jobs["access.apply_defaults"](
            agency.tenant_id,
            contacts=[str(uuid.uuid4())],
            kinds=["permission"],
            keys=["files"],
            exact=True,
            staff_id="",
        )


def test_another_agencys_contacts_are_not_reached(app, cast, agency):
    cast.b.permit(cast.b.contact, "projects")
    agency.sign_in("admin").get(PAGE).submit("Auf 2 Kontakte anwenden")
    with app.app_context():
        jobs["access.apply_defaults"](
            agency.tenant_id, contacts=[str(cast.b.contact.id)], kinds=["permission"], keys=["files"], exact=True,
            staff_id="",
        )  # fmt: skip
    assert held(cast.b, cast.b.contact) == ({"projects"}, set())


def test_more_contacts_cost_no_more_queries(agency, count_queries):
    client, counts = agency.sign_in("admin"), []
    for number in (1, 30):
        with agency.work():
            for each in range(number):
                Contact.add(agency.customer.load(), Person.add(last_name=f"N{number}-{each}"), defaults=False)
        with count_queries() as statements:
            client.get(PAGE)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "1–20 von 33" in client.text
    with agency.work(), count_queries() as statements:
        applying.apply(Target.defaults(["permission", "notification"], exact=True), contacts_in())
    assert len(statements) < 20


@pytest.mark.parametrize("query", ["wer=x", "was=x", "wie=x", f"gruppe={uuid.UUID(int=7)}", "gruppe=x"])
def test_a_mistake_in_the_address_means_nobody(agency, query):
    client = agency.sign_in("admin")
    assert client.get(f"{PAGE}?{query}").status == 404
    assert client.get(PAGE).post(f"{PAGE}?{query}", {}).status == 404


def test_another_agencys_group_is_not_there(cast, agency):
    with cast.b.work():
        group = _groups()[0]
    assert agency.sign_in("admin").get(f"{PAGE}?gruppe={group}").status == 404


@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, role):
    client = cast.a.sign_in(role)
    assert client.get(PAGE).status == 403
    assert client.get("/verwaltung/").post(PAGE, {}).status == 403


def test_signed_out_to_the_sign_in_page(cast):
    assert cast.a.visit().get(PAGE).title == "Anmelden"
