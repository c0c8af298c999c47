"""Writing, changing and deleting comments as the staff do it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.discussion.models import Comment
from app.discussion.window import PAGE
from tenants import db, uuid7
from tests.discussion.conftest import Spot, make_task
from tests.page import Node

NOTE = "Interne Notiz, für den Kunden unsichtbar"


def posts(client) -> list[Node]:
    """The comments on the page."""
    return [node for node in client.page.all("article") if "post" in node.classes]


def thread(client) -> str:
    (found,) = [node for node in client.page.all("ol") if "thread" in node.classes]
    return found.text()


def changing(id, what: str, side: str = "verwaltung") -> str:
    return f"/{side}/beitraege/{id}/{what}"


@pytest.fixture(params=["task", "project"])
def spot(request) -> Spot:
    return request.getfixturevalue(request.param)


def test_staff_write_an_answer_and_land_on_it(spot):
    client = spot.agency.sign_in("member").get(spot.office)
    client.submit("Absenden", {"Beitrag": "Passt das **so**?"})
    (post,) = posts(client)
    assert "Passt das so?" in post.text()
    assert "Sie" in post.text()
    assert [node.text() for node in post.all("strong")] == ["so"]
    assert NOTE not in post.text()
    with spot.agency.work():
        (comment,) = db.session.scalars(Comment.thread(spot.load()))
        assert (comment.internal, comment.author_name) == (False, "Mika Moor")


def test_the_answer_after_posting_leads_to_the_comment(spot):
    client = spot.agency.sign_in("member").get(spot.office)
    client.submit("Absenden", {"Beitrag": "Hier"}, follow=False)
    with spot.agency.work():
        (id,) = (comment.id for comment in db.session.scalars(Comment.thread(spot.load())))
    assert client.status == 303
    assert client.location.endswith(f"#beitrag-{id}")
    client.get(client.location)
    assert any(node["id"] == f"beitrag-{id}" for node in client.page.all("li"))


def test_a_note_looks_different_and_says_so(spot):
    client = spot.agency.sign_in("member").get(spot.office)
    client.submit("Absenden", {"Beitrag": "Marge prüfen", "Wer es liest": "Interne Notiz"})
    (post,) = posts(client)
    assert "note" in post.classes
    assert NOTE in post.text()
    with spot.agency.work():
        assert db.session.scalars(Comment.thread(spot.load())).one().internal


def test_what_is_preset_follows_what_the_customer_sees(task, hidden):
    client = task.agency.sign_in("member")
    assert chosen(client.get(task.office)) == "open"
    assert "sichtbar machen" not in composer(client).text()
    assert chosen(client.get(hidden.office)) == "internal"
    assert "Eine Antwort sieht der Kunde erst, wenn Sie die Aufgabe sichtbar machen." in composer(client).text()


def composer(client) -> Node:
    (form,) = [node for node in client.page.all("form") if "composer" in node.classes]
    return form


def chosen(client) -> str:
    return next(box["value"] for box in composer(client).all("input") if box["type"] == "radio" and "checked" in box)


def test_without_a_customer_there_is_nothing_to_choose(cast):
    spot = make_task(cast.a, customer=None, visible=False)
    client = cast.a.sign_in("member").get(spot.office)
    assert not [box for box in composer(client).all("input") if box["type"] == "radio"]
    client.submit("Absenden", {"Beitrag": "Unter uns"})
    assert NOTE not in client.text
    with cast.a.work():
        assert db.session.scalars(Comment.thread(spot.load())).one().internal


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b"])
def test_nothing_at_all_is_refused(spot, text):
    client = spot.agency.sign_in("member").get(spot.office)
    client.submit("Absenden", {"Beitrag": text, "Wer es liest": "Interne Notiz"})
    assert client.status == 422
    assert client.errors() == {"Beitrag": "Bitte schreiben Sie etwas oder hängen Sie eine Datei an."}
    assert chosen(client) == "internal"
    assert spot.bodies() == []


def test_what_is_too_long_is_kept(spot):
    client = spot.agency.sign_in("member").get(spot.office)
    client.submit("Absenden", {"Beitrag": "ä" * 20_001, "Wer es liest": "Interne Notiz"})
    assert client.status == 422
    assert client.value("Beitrag") == "ä" * 20_001
    assert "20001" in client.errors()["Beitrag"]
    client.submit("Absenden", {"Beitrag": "ä" * 20_000})
    assert spot.bodies() == ["ä" * 20_000]


def test_the_same_form_twice_is_one_comment(spot):
    client = spot.agency.sign_in("member").get(spot.office)
    sent = {"id": str(uuid7()), "body": "Einmal", "audience": "open"}
    for _time in range(2):
        client.get(spot.office).post(spot.posting(), sent, follow=False)
        assert client.status == 303
    assert spot.bodies() == ["Einmal"]


def test_the_id_of_somebody_elses_comment_changes_nothing(spot):
    id = spot.say("Von Olga", who="owner")
    client = spot.agency.sign_in("member").get(spot.office)
    client.post(spot.posting(), {"id": str(id), "body": "Meins", "audience": "open"})
    assert client.status == 404
    assert spot.bodies() == ["Von Olga"]


def test_one_edits_within_15_minutes_and_colleagues_can_read_what_stood_there(spot, clock):
    id = spot.say("Termin am 4.")
    client = spot.agency.sign_in("member").get(spot.office).follow("Bearbeiten (Beitrag)")
    assert client.value("Beitrag") == "Termin am 4."
    clock.move(minutes=14)
    client.submit("Speichern", {"Beitrag": "Termin am 5."})
    assert "Termin am 5." in thread(client)
    colleague = spot.agency.sign_in("reader").get(spot.office)
    assert "Bearbeiten" not in thread(colleague)
    colleague.follow("bearbeitet", near="Termin am 5.")
    assert colleague.title == "Frühere Fassungen"
    assert "Termin am 4." in colleague.text
    with spot.agency.work():
        assert Comment.get(id).body == "Termin am 5."


@pytest.mark.parametrize(("minutes", "seconds", "status"), [(14, 30, 303), (15, 1, 422)])
def test_editing_ends_after_15_minutes_and_keeps_what_was_typed(spot, clock, minutes, seconds, status):
    id = spot.say("Alt")
    client = spot.agency.sign_in("member").get(changing(id, "bearbeiten"))
    clock.move(minutes=minutes, seconds=seconds)
    client.submit("Speichern", {"Beitrag": "Neu"}, follow=False)
    assert client.status == status
    if status == 422:
        assert "Diese Zeit ist vorbei." in client.text
        assert client.value("Beitrag") == "Neu"
    assert spot.bodies() == (["Neu"] if status == 303 else ["Alt"])


@pytest.mark.parametrize(("minutes", "seconds", "status"), [(14, 30, 303), (15, 1, 409)])
def test_deleting_ends_after_15_minutes(spot, clock, minutes, seconds, status):
    id = spot.say("Alt")
    client = spot.agency.sign_in("member").get(changing(id, "loeschen"))
    clock.move(minutes=minutes, seconds=seconds)
    client.submit("Löschen", follow=False)
    assert client.status == status
    assert "Diese Zeit ist vorbei." in client.text or status == 303
    assert spot.bodies() == ([""] if status == 303 else ["Alt"])


def test_late_pages_say_so(spot, clock):
    id = spot.say("Alt")
    clock.move(minutes=16)
    client = spot.agency.sign_in("member").get(spot.office)
    assert "Bearbeiten" not in thread(client)
    for what in ("bearbeiten", "loeschen"):
        assert client.get(changing(id, what)).status == 409
        assert "15 Minuten" in client.text


def test_a_deleted_comment_leaves_a_line_and_its_words_to_colleagues(spot):
    id = spot.say("Zu viel gesagt")
    spot.agency.sign_in("member").get(spot.office).follow("Löschen (Beitrag)").submit("Löschen")
    client = spot.agency.sign_in("owner").get(spot.office)
    assert "Zu viel gesagt" not in client.text
    assert "Beitrag gelöscht von Mika Moor, heute" in thread(client)
    assert "Zu viel gesagt" in client.follow("Was dort stand").text
    assert client.post(changing(id, "loeschen"), {}).status == 403


def test_deleting_twice_leads_back(spot):
    id = spot.say("Weg")
    client = spot.agency.sign_in("member")
    for _time in range(2):
        client.get(spot.office).post(changing(id, "loeschen"), {}, follow=False)
        assert client.status == 303


@pytest.mark.parametrize("who", ["owner", "admin"])
@pytest.mark.parametrize("what", ["bearbeiten", "loeschen"])
def test_somebody_elses_comment_is_403_and_noted(spot, who, what):
    id = spot.say("Meins")
    client = spot.agency.sign_in(who)
    assert client.get(changing(id, what)).status == 403
    assert client.get(spot.office).post(changing(id, what), {"body": "Deins"}).status == 403
    assert spot.bodies() == ["Meins"]
    with spot.agency.work():
        refused = select(func.count(AuditEntry.id)).where(AuditEntry.verb == "staff.refused")
        assert db.session.scalar(refused) == 2


def test_a_reader_reads_and_writes_nothing(spot):
    id = spot.say("Lies mich")
    client = spot.agency.sign_in("reader").get(spot.office)
    assert "Lies mich" in thread(client)
    assert not [node for node in client.page.all("form") if "composer" in node.classes]
    assert client.get(changing(id, "fassungen")).status == 200
    assert client.post(spot.posting(), {"id": str(uuid7()), "body": "Nein"}).status == 403
    assert client.get(changing(id, "bearbeiten")).status == 403
    assert spot.bodies() == ["Lies mich"]


def test_another_agency_finds_nothing(cast, spot):
    id = spot.say("Geheim")
    client = cast.b.sign_in("owner").get("/verwaltung/")
    assert client.post(spot.posting(), {"id": str(uuid7()), "body": "Nein", "audience": "open"}).status == 404
    for what in ("bearbeiten", "loeschen", "fassungen"):
        assert client.get(changing(id, what)).status == 404
    assert spot.bodies() == ["Geheim"]


def test_signed_out_leads_to_the_door(spot):
    id = spot.say("Geheim")
    client = spot.agency.visit().get("/anmelden")
    for path in (changing(id, "bearbeiten"), changing(id, "loeschen"), changing(id, "fassungen")):
        assert client.get(path).title == "Anmelden"
    client.post(spot.posting(), {"id": str(uuid7()), "body": "Nein"}, follow=False)
    assert (client.status, client.location) == (303, "/anmelden")
    assert spot.bodies() == ["Geheim"]


def test_a_long_thread_shows_the_latest_and_leads_to_the_earlier(spot):
    ids = [spot.say(f"Nummer {number:03}") for number in range(2 * PAGE + 7)]
    client = spot.agency.sign_in("owner").get(spot.office)
    assert numbers(client) == list(range(PAGE + 7, 2 * PAGE + 7))
    client.follow("Frühere Beiträge")
    assert numbers(client) == list(range(7, PAGE + 7))
    client.follow("Frühere Beiträge")
    assert numbers(client) == list(range(7))
    assert "Frühere Beiträge" not in client.text
    client.follow("Spätere Beiträge")
    assert numbers(client) == list(range(7, PAGE + 7))
    client.follow("Spätere Beiträge")
    assert numbers(client) == list(range(PAGE + 7, 2 * PAGE + 7))
    assert "Spätere Beiträge" not in client.text
    client.get(spot.office, query_string={"beitrag": ids[3]})
    assert numbers(client) == list(range(3, PAGE + 3))
    client.get(spot.office, query_string={"beitrag": ids[-3]})
    assert numbers(client) == list(range(PAGE + 7, 2 * PAGE + 7))
    for nonsense in (uuid7(), "x", ""):
        assert client.get(spot.office, query_string={"beitrag": nonsense, "vor": nonsense}).status == 200


def numbers(client) -> list[int]:
    return [int(post.text().partition("Nummer ")[2].split()[0]) for post in posts(client)]
