"""Writing in the portal: only where one sees the place, only one's own, and never a trace of notes."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from app.access.models import ContactPermission
from app.discussion.models import Comment
from app.files.models import File
from app.notifications.models import Notice
from tenants import db, uuid7
from tests.discussion.conftest import Spot, make_task
from tests.discussion.test_views import changing, posts, thread

SECRET = "Marge-vierzig-Prozent"


@pytest.fixture(params=["task", "project"])
def spot(request) -> Spot:
    return request.getfixturevalue(request.param)


def answer(client, text="Danke, passt.", **values):
    return client.submit("Antworten", {"Ihre Antwort": text} | values)


def test_a_person_answers_and_lands_on_it(spot):
    spot.say("Passt das so?")
    client = answer(spot.agency.sign_in("person").get(spot.portal))
    theirs, own = posts(client)
    assert "Mika Moor Hafenlicht" in theirs.text()
    assert "Passt das so?" in theirs.text()
    assert "own" in own.classes
    assert "Danke, passt." in own.text()
    assert own.text().startswith("Anna Muster Sie")
    staff = spot.agency.sign_in("owner").get(spot.office)
    assert "Orgelbau Matthiesen" in posts(staff)[1].text()


def test_nothing_of_a_note_is_in_the_portal(spot):
    spot.say(SECRET, internal=True)
    id = spot.say("weg", internal=True)
    spot.say("offen")
    with spot.agency.work():
        Comment.get(id).delete()
    client = spot.agency.sign_in("person").get(spot.portal)
    assert SECRET not in client.html
    assert "Beitrag gelöscht" not in client.text
    assert "nterne Notiz" not in client.html
    assert len(posts(client)) == 1
    assert client.get("/kunden/").status == 200
    assert SECRET not in client.html


def test_a_person_sees_that_but_not_what_was_edited_or_deleted(spot):
    first, second = spot.say(SECRET), spot.say(f"{SECRET} 2")
    with spot.agency.work():
        Comment.get(first).edit("Ohne Zahlen")
        Comment.get(second).delete()
    client = spot.agency.sign_in("person").get(spot.portal)
    assert "bearbeitet" in posts(client)[0].text()
    assert "Beitrag gelöscht" in thread(client)
    assert [node.text() for node in client.page.all("li") if "gelöscht" in node.text()] == ["Beitrag gelöscht"]
    assert SECRET not in client.html


def test_nothing_at_all_is_refused_and_what_is_too_long_is_kept(spot):
    client = spot.agency.sign_in("person").get(spot.portal)
    answer(client, " ")
    assert client.status == 422
    assert client.errors() == {"Ihre Antwort": "Bitte schreiben Sie etwas oder hängen Sie eine Datei an."}
    answer(client, "ö" * 20_001)
    assert client.value("Ihre Antwort") == "ö" * 20_001
    assert spot.bodies() == []


def test_the_same_form_twice_is_one_comment_with_one_file(spot):
    client, id = spot.agency.sign_in("person"), str(uuid7())
    for _time in range(2):
        client.get(spot.portal)
        client.post(
            spot.posting("kunden"), {"id": id, "body": "Hier", "files": (BytesIO(b"x"), "plan.txt")}, follow=False
        )
        assert client.status == 303
    assert spot.bodies() == ["Hier"]
    with spot.agency.work():
        assert [file.name for file in db.session.scalars(select(File))] == ["plan.txt"]


def test_a_file_alone_is_enough_and_goes_with_its_comment(spot):
    client = spot.agency.sign_in("person").get(spot.portal)
    client.post(spot.posting("kunden"), {"id": str(uuid7()), "body": "", "files": (BytesIO(b"x"), "plan.txt")})
    assert "plan.txt" in thread(client)
    client.follow("Bearbeiten (Beitrag)").submit("Speichern")
    assert client.status == 200
    client.follow("Löschen (Beitrag)").submit("Löschen")
    assert "plan.txt" not in client.text
    with spot.agency.work():
        assert db.session.scalars(select(File)).all() == []


def test_a_file_that_is_not_taken_leaves_no_comment(spot):
    client = spot.agency.sign_in("person").get(spot.portal)
    client.post(spot.posting("kunden"), {"id": str(uuid7()), "body": "Hier", "files": (BytesIO(b""), "leer.txt")})
    assert client.status == 422
    assert client.value("Ihre Antwort") == "Hier"
    assert "leer" in " ".join(client.errors().values())
    assert spot.bodies() == []


def test_one_edits_and_deletes_ones_own(spot):
    client = answer(spot.agency.sign_in("person").get(spot.portal), "Erst")
    client.follow("Bearbeiten (Beitrag)").submit("Speichern", {"Beitrag": "Dann"})
    assert "Dann" in posts(client)[0].text()
    assert "bearbeitet" in posts(client)[0].text()
    client.follow("Löschen (Beitrag)").submit("Löschen")
    assert "Beitrag gelöscht" in thread(client)
    assert spot.bodies() == [""]


def test_after_15_minutes_nothing_changes(spot, clock):
    client = answer(spot.agency.sign_in("person").get(spot.portal), "Erst")
    with spot.agency.work():
        id = db.session.scalars(Comment.thread(spot.load())).one().id
    client.get(changing(id, "bearbeiten", "kunden"))
    clock.move(minutes=15, seconds=1)
    client.submit("Speichern", {"Beitrag": "Dann"})
    assert client.status == 422
    assert client.value("Beitrag") == "Dann"
    assert "Diese Zeit ist vorbei." in client.text
    for what in ("bearbeiten", "loeschen"):
        assert client.get(changing(id, what, "kunden")).status == 409
    assert spot.bodies() == ["Erst"]


def tries(client, spot, id):
    """Everything that can be sent about a comment and its place, each with what is answered."""
    token = client.get("/kunden/profil").page
    sent = {"csrf_token": next(node["value"] for node in token.all("input") if node["name"] == "csrf_token")}
    yield client.post(spot.posting("kunden"), sent | {"id": str(uuid7()), "body": "Nein"}, follow=False).status
    for what in ("bearbeiten", "loeschen"):
        yield client.get(changing(id, what, "kunden"), follow=False).status
        yield client.post(changing(id, what, "kunden"), sent | {"body": "Nein"}, follow=False).status


def test_somebody_elses_comment_is_404(spot):
    id = spot.say("Von uns")
    client = spot.agency.sign_in("person")
    assert list(tries(client, spot, id))[1:] == [404] * 4
    assert spot.bodies() == ["Von uns", "Nein"]


def test_who_lost_the_permission_gets_404(spot):
    id = spot.say("Meins", who="person")
    spot.agency.permit(spot.agency.contact)
    assert list(tries(spot.agency.sign_in("person"), spot, id)) == [404] * 5
    assert spot.bodies() == ["Meins"]


def test_what_was_hidden_is_404(spot):
    id = spot.say("Meins", who="person")
    with spot.agency.work():
        spot.load().hide()
    assert list(tries(spot.agency.sign_in("person"), spot, id)) == [404] * 5
    assert spot.bodies() == ["Meins"]


def test_another_customers_person_gets_404(spot):
    id = spot.say("Meins", who="person")
    spot.agency.permit(spot.agency.other_contact, "projects")
    assert list(tries(spot.agency.sign_in("other_person"), spot, id)) == [404] * 5
    assert spot.bodies() == ["Meins"]


def test_another_agencys_person_gets_404(cast, spot):
    id = spot.say("Meins", who="person")
    cast.b.permit(cast.b.contact, "projects")
    assert list(tries(cast.b.sign_in("person"), spot, id)) == [404] * 5
    assert spot.bodies() == ["Meins"]


def test_signed_out_leads_to_the_door(spot):
    id = spot.say("Meins", who="person")
    client = spot.agency.visit()
    for what in ("bearbeiten", "loeschen"):
        client.get(changing(id, what, "kunden"), follow=False)
        assert client.status == 303
        assert client.location.startswith("/kunden/anmelden")


@pytest.fixture
def waiting(cast) -> Spot:
    """A task of agency A that waits for the customer."""
    with cast.a.work():
        ContactPermission.set(cast.a.contact.load(), ["projects"])
    spot = make_task(cast.a, status="waiting")
    with cast.a.work():
        spot.load().assign([cast.a.member.load()])
    return spot


GIVE_BACK = "Danach liegt die Aufgabe wieder bei Hafenlicht"


def test_a_task_that_waits_can_be_given_back_with_the_answer(waiting):
    answer(waiting.agency.sign_in("person").get(waiting.portal))
    with waiting.agency.work():
        assert waiting.load().status == "doing"
        told = {notice.occasion for notice in db.session.scalars(select(Notice).where(Notice.reader_kind == "staff"))}
        assert {"customer_comment", "task_returned"} <= told


def test_or_stay_where_it_is(waiting):
    answer(waiting.agency.sign_in("person").get(waiting.portal), **{GIVE_BACK: False})
    with waiting.agency.work():
        assert waiting.load().status == "waiting"


def test_a_refused_answer_keeps_the_tick_and_gives_nothing_back(waiting):
    client = waiting.agency.sign_in("person").get(waiting.portal)
    answer(client, "", **{GIVE_BACK: False})
    assert client.status == 422
    assert client.value(GIVE_BACK) == ""
    answer(client, "", **{GIVE_BACK: True})
    with waiting.agency.work():
        assert waiting.load().status == "waiting"


def test_other_tasks_have_no_such_tick(task):
    client = task.agency.sign_in("person").get(task.portal)
    assert GIVE_BACK not in client.text
    client.post(task.posting("kunden"), {"id": str(uuid7()), "body": "Hallo", "returned": "y"})
    with task.agency.work():
        assert task.load().status == "open"
