"""Aufgaben: who gets in, forms, record, checklist."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.discussion.models import Comment
from app.files.models import File
from app.notifications.models import Notice
from app.settings.day import today
from app.tasks.models import ChecklistItem, Task
from tenants import current_tenant, db, uuid7
from tests.cast import make_agency
from tests.tasks.conftest import LIST, fill

NEW = f"{LIST}/neu"
LISTS = [LIST, f"{LIST}/meine", f"{LIST}/tafel"]
READING = ["", "/verlauf"]
EDITING = ["/bearbeiten", "/sichtbarkeit", "/entfernen"]
DOING = ["/status", "/platz", "/checkliste"]
ITEMS = ["haken", "platz", "umbenennen", "entfernen"]


def made(**wanted) -> Task:
    """The one task that looks like this."""
    return db.session.scalars(select(Task).filter_by(**wanted)).one()


def notices(kind: str) -> list[str]:
    """What waits for readers of this kind."""
    return list(db.session.scalars(select(Notice.occasion).where(Notice.reader_kind == kind)))


def items_of(agency) -> list[str]:
    """Paths of what is done with the line of the checklist."""
    return [f"{LIST}/checkliste/{agency.things['item']}/{verb}" for verb in ITEMS]


class TestWhoGetsIn:
    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_staff_see_lists_and_record(self, cast, task, who):
        client = cast.a.sign_in(who)
        for path in (*LISTS, *(task + part for part in READING)):
            assert client.get(path).status == 200, path

    def test_who_works_sees_the_forms(self, cast, task):
        client = cast.a.sign_in("member")
        for path in (NEW, *(task + part for part in EDITING), items_of(cast.a)[2]):
            assert client.get(path).status == 200, path

    def test_who_only_reads_may_change_nothing_and_is_offered_nothing(self, cast, task):
        client = cast.a.sign_in("reader")
        for path in (NEW, *(task + part for part in EDITING)):
            assert client.get(path).status == 403, path
        for path in (f"{LIST}/schnell", *(task + part for part in DOING), *items_of(cast.a)):
            assert client.get(LIST).post(path, {"title": "X", "text": "X", "status": "done"}).status == 403, path
        for path in (*LISTS, task):
            client.get(path)
            assert not [form for form in client.page.all("form") if form["method"] == "post" and LIST in form["action"]]
            assert "Aufgabe anlegen" not in client.text
            assert "Bearbeiten" not in client.text
        with cast.a.work():
            assert made().title == "Startseite entwerfen"

    def test_another_agencys_task_is_404(self, cast, task):
        client = cast.b.sign_in("owner")
        for path in (task + part for part in (*READING, *EDITING)):
            assert client.get(path).status == 404, path
        for path in (*(task + part for part in DOING), *items_of(cast.a)):
            assert client.get(LIST).post(path, {"text": "X", "status": "done"}).status == 404, path
        assert "Startseite" not in client.get(LIST).text

    def test_the_signed_out_are_sent_to_sign_in(self, cast, task):
        for path in (*LISTS, NEW, task, f"{task}/bearbeiten"):
            client = cast.a.visit().get(path, follow=False)
            assert client.status == 303
            assert client.location.startswith("/anmelden")

    def test_a_person_of_the_portal_is_no_staff(self, cast, task):
        assert cast.a.sign_in("person").get(task, follow=False).status == 303


class TestCreating:
    def test_with_everything(self, cast, task):
        client = cast.a.sign_in("owner").get(f"{NEW}?projekt={cast.a.things['project']}")
        client.submit(
            "Speichern",
            {
                "Titel": "Texte schreiben", "Beschreibung": "**Kurz**", "Status": "in Arbeit", "Priorität": "hoch",
                "Beginn": "1.12.2026", "Fällig": "2026-12-24", "Zuständig": ["Mika Moor"],
                "Kunde darf die Checkliste abhaken": True,
            },
        )  # fmt: skip
        assert client.title == "Texte schreiben"
        for said in ("in Arbeit", "hoch", "24.12.2026", "Mika Moor", "Neue Website", "für den Kunden sichtbar"):
            assert said in client.text
        assert "<strong>Kurz</strong>" in client.html
        with cast.a.work():
            found = made(title="Texte schreiben")
            assert (found.customer_id, found.project_id) == (cast.a.customer.id, cast.a.things["project"])
            assert (found.visible, found.customer_ticks, found.created_by.name) == (True, True, "Olga Ohm")

    def test_a_project_brings_its_customer(self, cast, task):
        client = cast.a.sign_in("owner").get(NEW)
        project = "Neue Website – Orgelbau Matthiesen"
        client.submit("Speichern", {"Titel": "Entwurf", "Projekt": project, "Für den Kunden sichtbar": False})
        with cast.a.work():
            found = made(title="Entwurf")
            assert (found.customer_id, found.visible) == (cast.a.customer.id, False)

    def test_a_customer_offers_its_projects_only(self, cast, task):
        client = cast.a.sign_in("owner")
        assert "Neue Website" in client.get(f"{NEW}?kunde={cast.a.customer.id}").html
        assert "Neue Website" not in client.get(f"{NEW}?kunde={cast.a.other_customer.id}").html
        assert client.get(f"{LIST}/projekte?kunde={cast.a.other_customer.id}").json == []
        assert [one["label"] for one in client.get(f"{LIST}/projekte?kunde={cast.a.customer.id}").json] == [
            "Neue Website"
        ]

    def test_the_next_projects_come_without_losing_what_was_typed(self, cast, task):
        client = cast.a.sign_in("owner").get(NEW)
        customer = {"Titel": "Entwurf", "Kunde": f"Café Brandt ({number(cast.a.other_customer, cast.a)})"}
        client.submit("Projekte des gewählten Kunden laden", customer)
        assert client.status == 422
        assert client.value("Titel") == "Entwurf"
        assert "Neue Website" not in client.html

    def test_a_project_of_another_customer_is_refused(self, cast, task):
        client = cast.a.sign_in("owner").get(NEW)
        brandt = f"Café Brandt ({number(cast.a.other_customer, cast.a)})"
        chosen = {"Titel": "Entwurf", "Kunde": brandt, "Projekt": "Neue Website – Orgelbau Matthiesen"}
        client.submit("Speichern", chosen)
        assert client.status == 422
        assert "Projekt" in client.errors()

    def test_without_customer_nobody_outside_sees_it(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        assert "Ohne Kunden sieht die Aufgabe niemand außerhalb der Agentur." in client.text
        client.submit("Speichern", {"Titel": "Ablage"})
        assert "Die Aufgabe gehört zu keinem Kunden." in client.text
        with cast.a.work():
            assert not made(title="Ablage").visible

    def test_an_agency_without_customers_has_internal_tasks(self, app):
        client = make_agency(app, "Leerlauf", empty=True).sign_in("owner").get(NEW)
        client.submit("Speichern", {"Titel": "Ablage", "Kunde": "niemand, eine interne Aufgabe"})
        assert client.title == "Ablage"

    def test_the_tick_stands_as_the_agency_wants_it(self, cast):
        with cast.a.work():
            current_tenant().tasks_visible = False
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.customer.id}")
        client.submit("Speichern", {"Titel": "Entwurf"})
        assert "nur intern" in client.text

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"Titel": ""}, "Titel"),
            ({"Titel": "x" * 201}, "Titel"),
            ({"Fällig": "31.2.2026"}, "Fällig"),
            ({"Beginn": "2.1.2027", "Fällig": "1.1.2027"}, "Fällig"),
        ],
    )
    def test_what_does_not_fit_is_said_and_nothing_is_lost(self, cast, typed, field):
        client = cast.a.sign_in("owner").get(NEW)
        client.submit("Speichern", {"Titel": "Entwurf", "Beschreibung": "Bleibt"} | typed)
        assert client.status == 422
        assert field in client.errors()
        assert client.value("Beschreibung") == "Bleibt"

    @pytest.mark.parametrize("name", ["customer", "project", "assignees", "status", "priority"])
    def test_ids_and_values_of_others_are_refused(self, cast, task, name):
        fill(cast.b)
        foreign = {
            "customer": cast.b.customer.id, "project": cast.b.things["project"], "assignees": cast.b.member.id,
            "status": "closed", "priority": "highest",
        }  # fmt: skip
        form = {"id": uuid7(), "title": "Fremd", "status": "open", "priority": "normal", name: foreign[name]}
        assert cast.a.sign_in("owner").get(NEW).post(NEW, form).status == 422
        with cast.a.work():
            assert db.session.scalar(select(func.count(Task.id)).where(Task.title == "Fremd")) == 0

    def test_opened_for_another_agencys_project_or_customer_is_404(self, cast, task):
        fill(cast.b)
        client = cast.a.sign_in("owner").get(LIST)
        assert client.get(f"{NEW}?projekt={cast.b.things['project']}").status == 404
        assert client.get(f"{NEW}?kunde={cast.b.customer.id}").status == 404
        assert client.get(LIST).post(f"{LIST}/schnell?projekt={cast.b.things['project']}", {}).status == 404

    def test_the_same_form_many_times_at_once_is_one_task(self, cast):
        form = {"id": str(uuid7()), "title": "Einmal", "status": "open", "priority": "normal"}
        clients = [cast.a.sign_in("member").get(LIST) for _time in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda client: client.post(NEW, form, follow=False), clients))
        assert {(client.status, client.location) for client in clients} == {(303, f"{LIST}/{form['id']}")}
        with cast.a.work():
            assert made(title="Einmal")


class TestQuickAdd:
    def test_title_and_enter(self, cast):
        client = cast.a.sign_in("member").get(LIST)
        client.submit("Neue Aufgabe anlegen", {"Neue Aufgabe": "Rückruf Druckerei"})
        assert client.path == LIST
        assert "Aufgabe angelegt: Rückruf Druckerei" in client.text
        with cast.a.work():
            assert (made().customer_id, made().visible, made().people) == (None, False, [])

    def test_in_a_project_it_takes_over_customer_and_visibility(self, cast, task):
        tab = f"/verwaltung/projekte/{cast.a.things['project']}/aufgaben"
        client = cast.a.sign_in("member").get(tab)
        client.submit("Neue Aufgabe anlegen", {"Neue Aufgabe": "Rückruf"})
        assert client.path == tab
        with cast.a.work():
            found = made(title="Rückruf")
            assert (found.project_id, found.customer_id, found.visible) == (
                cast.a.things["project"], cast.a.customer.id, True,
            )  # fmt: skip

    def test_in_a_column_of_the_board_it_stands_at_its_top(self, cast, task):
        client = cast.a.sign_in("member").get(f"{LIST}/tafel")
        client.submit("Neue Aufgabe: in Arbeit anlegen", {"Neue Aufgabe: in Arbeit": "Rückruf"})
        assert client.path == f"{LIST}/tafel"
        with cast.a.work():
            assert made(title="Rückruf").status == "doing"

    def test_among_mine_it_is_mine(self, cast):
        client = cast.a.sign_in("member").get(f"{LIST}/meine")
        client.submit("Neue Aufgabe für mich anlegen", {"Neue Aufgabe für mich": "Rückruf"})
        assert "Rückruf" in client.text
        with cast.a.work():
            assert [member.name for member in made().people] == ["Mika Moor"]

    def test_what_is_no_title_leads_to_the_whole_form(self, cast, task):
        client = cast.a.sign_in("member").get(LIST)
        client.submit("Neue Aufgabe anlegen", {"Neue Aufgabe": "x" * 201})
        assert (client.status, client.title) == (422, "Neue Aufgabe")
        assert client.value("Titel") == "x" * 201
        client.submit("Speichern", {"Titel": "Kurz"})
        assert client.title == "Kurz"

    def test_it_leads_nowhere_else(self, cast):
        client = cast.a.sign_in("member").get(LIST)
        form = {"id": uuid7(), "title": "Rückruf"}
        client.post(f"{LIST}/schnell?zurueck=https://boese.example/", form, follow=False)
        assert (client.status, client.location) == (303, f"{LIST}#neu-liste")

    def test_the_same_line_twice_is_one_task(self, cast):
        client, form = cast.a.sign_in("member").get(LIST), {"id": uuid7(), "title": "Einmal"}
        for _time in range(2):
            assert client.get(LIST).post(f"{LIST}/schnell", form, follow=False).status == 303
        with cast.a.work():
            assert made(title="Einmal")


class TestEditing:
    def test_a_change_is_saved_and_told_in_words(self, cast, task):
        client = cast.a.sign_in("owner").get(f"{task}/bearbeiten")
        day = today_of(cast.a) + timedelta(days=3)
        changes = {"Titel": "Startseite bauen", "Fällig": day.isoformat(), "Status": "wartet auf Kunden"}
        client.submit("Speichern", changes | {"Zuständig": ["Ada Amsel"]})
        assert client.title == "Startseite bauen"
        client.follow("Verlauf")
        for said in (
            "Titel: Startseite entwerfen → Startseite bauen",
            f"Fällig: nichts → {day:%d.%m.%Y}",
            "Status: offen → wartet auf Kunden",
            "Neu zuständig: Ada Amsel",
            "Nicht mehr zuständig: Mika Moor",
        ):
            assert said in client.text

    def test_the_customer_stands_fast(self, cast, task):
        client = cast.a.sign_in("owner").get(f"{task}/bearbeiten")
        form = {"title": "X", "status": "open", "priority": "normal", "customer": cast.a.other_customer.id}
        client.post(f"{task}/bearbeiten", form)
        with cast.a.work():
            assert made().customer_id == cast.a.customer.id

    def test_a_task_without_customer_may_get_one_and_stays_hidden(self, cast):
        with cast.a.work():
            path = f"{LIST}/{Task.add(title='Ablage').id}"
        client = cast.a.sign_in("owner").get(f"{path}/bearbeiten")
        client.submit("Speichern", {"Kunde": f"Orgelbau Matthiesen ({number(cast.a.customer, cast.a)})"})
        assert "Nichts: Die Aufgabe ist nur intern." in client.text

    def test_who_left_stays_with_the_task_until_taken_off(self, cast, task):
        with cast.a.work():
            cast.a.member.load().deactivate()
        client = cast.a.sign_in("owner").get(f"{task}/bearbeiten")
        client.submit("Speichern", {"Titel": "Neu"})
        assert "Mika Moor" in client.text
        assert "Mika Moor" not in client.get(NEW).text


class TestRecord:
    def test_the_next_status_is_a_button_and_all_are_in_the_menu(self, cast, task):
        client = cast.a.sign_in("member").get(task)
        client.submit("Anfangen")
        assert "Die Aufgabe ist jetzt auf „in Arbeit“ gesetzt." in client.text
        client.submit("wartet auf Kunden")
        client.submit("Weitermachen")
        client.submit("Erledigt")
        assert "erledigt" in client.text
        client.submit("Wieder öffnen")
        with cast.a.work():
            assert made().status == "open"

    def test_an_unknown_status_is_refused(self, cast, task):
        assert cast.a.sign_in("member").get(task).post(f"{task}/status", {"status": "closed"}).status == 422

    def test_showing_names_what_becomes_visible(self, cast, task):
        with cast.a.work():
            found = made()
            found.hide()
            Comment.post(found, cast.a.member.load(), "Offenes Wort")
            Comment.post(found, cast.a.member.load(), "Stilles Wort", internal=True)
        client = cast.a.sign_in("owner").get(task).follow("Für den Kunden sichtbar machen")
        assert "Offenes Wort" in client.text
        assert "Stilles Wort" not in client.text
        client.submit("Sichtbar machen", {"Frühere Beiträge": "Frühere Beiträge mit zeigen"})
        assert "Die Aufgabe ist jetzt für den Kunden sichtbar." in client.text
        with cast.a.work():
            assert [one.body for one in db.session.scalars(Comment.opened_by_showing(made()))] == ["Offenes Wort"]
        client.follow("Verbergen").submit("Verbergen")
        assert "nur intern" in client.text

    def test_earlier_contributions_can_stay_internal(self, cast, task):
        with cast.a.work():
            found = made()
            found.hide()
            Comment.post(found, cast.a.member.load(), "Offenes Wort")
        client = cast.a.sign_in("owner").get(f"{task}/sichtbarkeit")
        client.submit("Sichtbar machen")
        with cast.a.work():
            assert made().visible
            assert db.session.scalars(Comment.opened_by_showing(made())).all() == []

    def test_a_task_without_customer_cannot_be_shown(self, cast):
        with cast.a.work():
            path = f"{LIST}/{Task.add(title='Ablage').id}"
        client = cast.a.sign_in("owner").get(path)
        assert "Für den Kunden sichtbar machen" not in client.text
        assert client.post(f"{path}/sichtbarkeit", {"earlier": "show"}).status == 409

    def test_deleting_says_what_goes_with_it(self, cast, task):
        with cast.a.work():
            Comment.post(made(), cast.a.member.load(), "Ein Wort")
        client = cast.a.sign_in("owner").get(task).follow("Aufgabe löschen")
        assert "1 Beitrag" in client.text
        assert "1 Punkt der Checkliste" in client.text
        client.submit("Löschen")
        assert "Die Aufgabe „Startseite entwerfen“ ist gelöscht." in client.text
        assert client.path == f"/verwaltung/projekte/{cast.a.things['project']}/aufgaben"
        assert client.get(task).status == 404
        with cast.a.work():
            for kind in (Task, ChecklistItem, Comment, File):
                assert db.session.scalar(select(func.count(kind.id))) == 0
            assert db.session.scalar(select(AuditEntry.object_name).where(AuditEntry.verb == "task.removed"))


class TestTelling:
    def test_customers_are_told_of_what_they_see_and_colleagues_of_what_is_theirs(self, cast):
        cast.a.permit(cast.a.contact, "projects", notifications=["task_new", "task_status"])
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.customer.id}")
        client.submit("Speichern", {"Titel": "Entwurf", "Zuständig": ["Mika Moor", "Olga Ohm"]})
        with cast.a.work():
            assert (notices("contact"), notices("staff")) == (["task_new"], ["task_assigned"])
        client.submit("Anfangen")
        with cast.a.work():
            assert sorted(notices("contact")) == ["task_new", "task_status"]

    def test_nobody_outside_is_told_of_hidden_tasks(self, cast):
        cast.a.permit(cast.a.contact, "projects", notifications=["task_new", "task_status"])
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.customer.id}")
        client.submit("Speichern", {"Titel": "Entwurf", "Für den Kunden sichtbar": False}).submit("Anfangen")
        with cast.a.work():
            assert notices("contact") == []
        client.follow("Für den Kunden sichtbar machen").submit("Sichtbar machen")
        with cast.a.work():
            assert notices("contact") == ["task_new"]


class TestChecklist:
    def test_lines_are_added_ticked_moved_renamed_and_removed(self, cast, task):
        client = cast.a.sign_in("member").get(task)
        client.submit("Hinzufügen", {"Neuer Punkt": "Reinzeichnung"})
        client.submit("„Skizze“ abhaken")
        assert "abgehakt von Mika Moor" in client.text
        assert "1 von 2" in client.text
        client.submit("„Skizze“ abhaken")
        assert "0 von 2" in client.text
        client.submit("Nach oben")
        assert client.text.index("Reinzeichnung") < client.text.index("Skizze")
        client.get(items_of(cast.a)[2]).submit("Speichern", {"Punkt": "Bleistiftskizze"})
        assert "Bleistiftskizze" in client.text
        client.submit("Entfernen", near="Reinzeichnung")
        with cast.a.work():
            assert [item.text for item in made().checklist] == ["Bleistiftskizze"]

    def test_an_empty_line_is_refused_beside_the_field(self, cast, task):
        client = cast.a.sign_in("member").get(task)
        client.submit("Hinzufügen", {"Neuer Punkt": "  "})
        assert client.status == 422
        assert "Neuer Punkt" in client.errors()

    def test_the_same_line_sent_twice_is_one(self, cast, task):
        client, form = cast.a.sign_in("member").get(task), {"id": uuid7(), "text": "Einmal"}
        for _time in range(2):
            assert client.get(task).post(f"{task}/checkliste", form, follow=False).status == 303
        with cast.a.work():
            assert len(made().checklist) == 2

    def test_an_odd_direction_is_refused(self, cast, task):
        path = items_of(cast.a)[1]
        assert cast.a.sign_in("member").get(task).post(path, {"richtung": "quer"}).status == 422


def number(customer, agency) -> str:
    with agency.work():
        return customer.load().number


def today_of(agency):
    with agency.work():
        return today()
