"""The record of a project: what it shows, who of the customer sees it, and how it is deleted."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.tasks.models import Task
from tenants import db
from tests.projects.conftest import LIST, NEW, made, of_customer, start

FIRST = "Orgelbau Matthiesen (K-1001)"
TABS = ("", "/aufgaben", "/gespraech", "/dateien", "/verlauf")


class TestRecord:
    def test_the_overview_shows_what_is_known(self, cast, record):
        client = cast.a.sign_in("reader").get(record)
        assert client.title == "Neue Website"
        for said in ("Orgelbau Matthiesen", "Relaunch mit Orgelregister", "Anna Muster", "Mika Moor", "05.01.2026",
                     "31.03.2099", "nur intern", "keine Aufgaben"):  # fmt: skip
            assert said in client.text
        assert [node.text() for node in client.page.all("strong") if "Orgel" in node.text()] == ["Orgelregister"]

    def test_what_is_late_says_so(self, cast, record):
        with cast.a.work():
            made(cast.a).update(starts_on=None, ends_on=date(2026, 1, 1))
        assert "überfällig" in cast.a.sign_in("owner").get(record).text

    def test_history_tells_in_sentences(self, cast, record):
        client = cast.a.sign_in("owner").get(record)
        client.submit("pausiert").follow("Verlauf")
        assert "Olga Ohm hat das Projekt „Neue Website“ pausiert." in client.text

    def test_recent_activity_tells_of_it(self, cast, record):
        assert "das Projekt „Neue Website“ angelegt" in cast.a.sign_in("owner").get("/verwaltung/").text

    def test_edit_changes_and_keeps_the_rest(self, cast, record):
        client = cast.a.sign_in("member").get(f"{record}/bearbeiten")
        assert (client.value("Beginn"), client.value("Ansprechpartner")) == ("2026-01-05", str(cast.a.contact.id))
        client.submit("Speichern", {"Name": "Relaunch", "Team": ["Olga Ohm"], "Ende": ""})
        assert (client.title, "Gespeichert." in client.text) == ("Relaunch", True)
        with cast.a.work():
            project = made(cast.a, name="Relaunch")
            assert (project.ends_on, project.starts_on) == (None, date(2026, 1, 5))
            assert [member.name for member in project.people] == ["Olga Ohm"]

    def test_who_left_stays_in_the_team_until_taken_out(self, cast, record):
        with cast.a.work():
            cast.a.member.load().deactivate()
        client = cast.a.sign_in("owner").get(f"{record}/bearbeiten").submit("Speichern", {"Name": "Relaunch"})
        assert "Mika Moor" in client.text

    def test_edit_refuses_what_belongs_to_others_and_keeps_what_was_typed(self, cast, record):
        client = cast.a.sign_in("owner").get(f"{record}/bearbeiten")
        good = {"name": "Relaunch", "contact": ""}
        for wrong, field in (
            ({"contact": str(cast.b.contact.id)}, "Ansprechpartner"),
            ({"contact": str(cast.a.other_contact.id)}, "Ansprechpartner"),
            ({"members": str(cast.b.owner.id)}, "Team"),
        ):
            client.post(f"{record}/bearbeiten", good | wrong)
            assert (client.status, client.value("Name"), list(client.errors())) == (422, "Relaunch", [field])

    def test_the_customer_cannot_be_changed(self, cast, record):
        client = cast.a.sign_in("owner").get(f"{record}/bearbeiten")
        client.post(client.path, {"name": "Neue Website", "contact": "", "customer": str(cast.a.other_customer.id)})
        with cast.a.work():
            assert made(cast.a).customer_id == cast.a.customer.id

    def test_the_status_is_changed_with_a_button(self, cast, record):
        client = cast.a.sign_in("owner").get(record).submit("abgeschlossen")
        assert "Das Projekt ist jetzt auf „abgeschlossen“ gesetzt." in client.text
        with cast.a.work():
            assert made(cast.a).done_at is not None

    def test_a_status_that_is_none_is_refused(self, cast, record):
        assert cast.a.sign_in("owner").get(record).post(f"{record}/status", {"status": "tot"}).status == 422

    def test_people_s_words_stay_words(self, cast):
        polyglot = "\"'><script>alert(1)</script>{{7*7}}[x](javascript:alert(1))"
        client = cast.a.sign_in("owner").get(NEW)
        client.submit("Speichern", {"Kunde": FIRST, "Name": polyglot, "Beschreibung": polyglot})
        assert client.title == polyglot
        for path in (client.path, LIST, of_customer(cast.a)):
            assert "<script>alert" not in client.get(path).html
            assert 'href="javascript' not in client.html


class TestSight:
    def test_showing_and_hiding_are_actions_of_their_own(self, cast, record):
        client = cast.a.sign_in("owner").get(record)
        client.follow("Für den Kunden sichtbar machen").submit("Sichtbar machen")
        assert "Das Projekt ist jetzt für den Kunden sichtbar." in client.text
        client.follow("Verbergen").submit("Verbergen")
        assert "Das Projekt ist jetzt vor dem Kunden verborgen." in client.text

    def test_it_is_said_who_sees_it_and_that_nobody_does(self, cast, record):
        with cast.a.work():
            made(cast.a).show()
        cast.a.permit(cast.a.contact, "files")
        client = cast.a.sign_in("owner").get(record)
        assert "Kein Kontakt dieses Kunden erreicht Projekte." in client.text
        assert client.follow("Berechtigungen ansehen").title == "Orgelbau Matthiesen"
        cast.a.permit(cast.a.contact, "projects")
        client.get(record)
        assert "Das sehen: Anna Muster" in client.text
        assert "Kein Kontakt" not in client.text

    def test_the_edit_form_does_not_show_it(self, cast, record):
        client = cast.a.sign_in("owner").get(f"{record}/bearbeiten")
        client.post(client.path, {"name": "Neue Website", "contact": "", "visible": "y", "status": "done"})
        with cast.a.work():
            assert (made(cast.a).visible, made(cast.a).status) == (False, "planned")

    def test_what_else_is_shown_is_ticked(self, cast, record):
        with cast.a.work():
            made(cast.a).show()
        client = cast.a.sign_in("owner").get(record).submit("Speichern", {"Team zeigen": False})
        assert "Gespeichert." in client.text
        with cast.a.work():
            assert (made(cast.a).team_visible, made(cast.a).progress_visible) == (False, True)

    @pytest.mark.parametrize(("choice", "seen"), [("mit zeigen", True), ("intern lassen", False)])
    def test_what_was_said_and_filed_before_is_named_and_may_stay_internal(self, cast, record, choice, seen):
        with cast.a.work():
            project, member = made(cast.a), cast.a.member.load()
            Comment.post(project, member, "Der Entwurf ist **da**")
            Comment.post(project, member, "Nur unter uns", internal=True)
            (filed,) = File.attach(project, [Upload("Entwurf.txt", BytesIO(b"Entwurf"))], member, visible=True)
            cast.a.things["file"] = filed.id
        client = cast.a.sign_in("owner").get(f"{record}/sichtbarkeit")
        assert "Der Entwurf ist" in client.text
        assert "Nur unter uns" not in client.text
        assert "Entwurf.txt" in client.text
        assert "weitere" not in client.text
        client.submit("Sichtbar machen", {"Frühere Beiträge": f"Frühere Beiträge {choice}"})
        with cast.a.work():
            found = db.session.scalars(select(Comment).order_by(Comment.created_at)).all()
            assert [comment.internal for comment in found] == [not seen, True]
            assert File.get(cast.a.things["file"]).visible == seen


class TestRemoving:
    def test_what_hangs_on_it_is_said_and_closing_is_offered(self, cast, record):
        with cast.a.work():
            project = made(cast.a)
            Task.add(title="Entwurf", project=project)
            Comment.post(project, cast.a.member.load(), "Hallo")
        client = cast.a.sign_in("owner").get(f"{record}/entfernen")
        assert "1 Aufgabe" in client.text
        assert "1 Beitrag" in client.text
        assert client.post(f"{record}/entfernen").status == 409
        client.get(f"{record}/entfernen").submit("Abschließen")
        with cast.a.work():
            assert made(cast.a).status == "done"

    def test_what_nothing_hangs_on_can_be_deleted(self, cast, record):
        client = cast.a.sign_in("owner").get(f"{record}/bearbeiten").follow("Projekt löschen").submit("Löschen")
        assert "Das Projekt „Neue Website“ ist gelöscht." in client.text
        assert client.get(record).status == 404


def test_the_number_of_queries_does_not_grow(cast, record, count_queries):
    client = cast.a.sign_in("owner")
    pages = [
        LIST,
        f"{LIST}?q=website&sortierung=kunde",
        of_customer(cast.a),
        *(record + tab for tab in TABS),
        f"{record}/bearbeiten",
    ]

    def count():
        counts = {}
        for path in pages:
            with count_queries() as statements:
                client.get(path)
            counts[path] = len(statements)
        return counts

    def fill(numbers):
        with cast.a.work():
            staff = [cast.a.member.load(), cast.a.owner.load(), cast.a.admin.load()]
            project = made(cast.a, name="Neue Website")
            project.set_members(staff)
            for number in numbers:
                customer = cast.a.customer.load() if number % 2 else Customer.add(company=f"Firma {number}")
                start(cast.a, f"Website {number}", customer=customer, members=staff)
                Comment.post(project, staff[number % 3], f"Beitrag {number}")
                task = Task.add(title=f"Aufgabe {number}", project=project, assignees=staff)
                Comment.post(task, staff[0], "Hallo")
        return max(count(), count(), key=lambda counts: sum(counts.values()))

    few = fill(range(2))
    assert fill(range(2, 30)) == few
