"""The pages of a task: who gets in, what they show, who is told, and the checklist."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.discussion.models import Comment
from app.files.models import File
from app.notifications.models import Notice
from app.tasks.models import ChecklistItem, Task
from tenants import db, uuid7
from tests.tasks.conftest import LIST, made

NEW = f"{LIST}/neu"
LISTS = [LIST, f"{LIST}/meine", f"{LIST}/tafel"]
READING = ["", "/verlauf"]
EDITING = ["/bearbeiten", "/sichtbarkeit", "/entfernen"]
DOING = ["/status", "/platz", "/checkliste"]
ITEMS = ["haken", "platz", "umbenennen", "entfernen"]


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
