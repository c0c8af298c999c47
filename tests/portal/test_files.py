"""Files in the portal: list, upload, download; and who gets none."""

import io

import pytest
from sqlalchemy import select

from app.files.models import File
from tenants import db, uuid7
from tests.portal.work import close, file, permit, post, project, task

LIST = "/kunden/dateien"


@pytest.fixture
def open_door(cast):
    permit(cast.a, "files", "projects")
    return cast.a


def path(one) -> str:
    return f"{LIST}/{one.id}"


def send(client, *names: str, begin: str = LIST, **values):
    """The upload form as a browser sends it."""
    sent = [(io.BytesIO(b"Inhalt"), name) for name in names] or [(io.BytesIO(), "")]
    return client.get(begin).post(
        LIST, {"id": str(uuid7()), "files": sent} | values, content_type="multipart/form-data"
    )


def names(agency) -> list[str]:
    with agency.work():
        return list(db.session.scalars(select(File.name).order_by(File.name)))


def test_list_shows_what_is_shared_and_where_it_belongs(open_door):
    one, there = task(open_door, "Entwurf ansehen"), project(open_door, "Neue Website")
    file(open_door, open_door.customer, "Angebot.txt")
    file(open_door, one, "Entwurf.txt")
    file(open_door, there, "Titelbild.txt")
    file(open_door, post(open_door, one), "Antwort.txt")
    file(open_door, open_door.customer, "Kalkulation.txt", visible=False)
    file(open_door, open_door.other_customer, "Speisekarte.txt")
    client = open_door.sign_in("person").get(LIST)
    for said in ("Angebot.txt", "Entwurf.txt", "Titelbild.txt", "Antwort.txt", "Aufgabe Entwurf ansehen"):
        assert said in client.text
    assert "Projekt Neue Website" in client.text
    assert "Kalkulation.txt" not in client.text
    assert "Speisekarte.txt" not in client.text
    order = [client.text.index(name) for name in ("Antwort.txt", "Titelbild.txt", "Entwurf.txt", "Angebot.txt")]
    assert order == sorted(order)
    assert client.follow("Angebot.txt").html == "Inhalt von Angebot.txt"


def test_list_without_files_is_friendly(open_door):
    assert "Noch keine Datei" in open_door.sign_in("person").get(LIST).text


def test_list_goes_on_at_the_next_page(open_door):
    for number in range(51):
        file(open_door, open_door.customer, f"Datei {number:02}.txt")
    client = open_door.sign_in("person").get(LIST)
    assert "1–50 von 51" in client.text
    assert "Datei 00.txt" in client.follow("Nächste Seite").text


def test_files_are_uploaded_by_the_person(open_door):
    client = send(open_door.sign_in("person"), "Logo.txt", "Texte.txt")
    assert "2 Dateien sind hochgeladen." in client.text
    assert client.path == LIST
    with open_door.work():
        made = db.session.scalars(select(File)).all()
        assert {(one.author_kind, one.author_name, one.visible) for one in made} == {("person", "Anna Muster", True)}
        assert {one.customer_id for one in made} == {open_door.customer.id}


def test_the_same_form_twice_uploads_once(open_door):
    client, id = open_door.sign_in("person"), str(uuid7())
    send(client, "Logo.txt", id=id)
    assert send(client, "Logo.txt", id=id).status == 200
    assert names(open_door) == ["Logo.txt"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ((), "Bitte wählen Sie mindestens eine Datei aus."),
        (("Programm.exe",), "„Programm.exe“ ist ein Programm."),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(open_door, sent, sentence):
    client = send(open_door.sign_in("person"), *sent)
    assert client.status == 422
    assert sentence in client.errors()["Dateien"]
    assert names(open_door) == []


def test_files_of_a_task_need_the_task_not_the_section(cast):
    permit(cast.a, "projects")
    one = task(cast.a)
    with_task, shared = file(cast.a, one, "Entwurf.txt"), file(cast.a, cast.a.customer, "Angebot.txt")
    client = cast.a.sign_in("person")
    assert client.get(path(with_task)).status == 200
    assert client.get(path(shared)).status == 404
    assert client.get(LIST).status == 404
    assert send(client, "Logo.txt", begin="/kunden/").status == 404


def test_who_reaches_files_alone_sees_no_trace_of_projects(cast):
    permit(cast.a, "files")
    there, one = project(cast.a, "Neue Website"), task(cast.a, "Entwurf ansehen", status="waiting")
    with_task, with_project = file(cast.a, one, "Entwurf.txt"), file(cast.a, there, "Titelbild.txt")
    shared = file(cast.a, cast.a.customer, "Angebot.txt")
    post(cast.a, one, "Passt das?")
    client = cast.a.sign_in("person")
    for page in ("/kunden/", LIST):
        assert "Angebot.txt" in client.get(page).text
        for word in ("Projekt", "Aufgabe", "Entwurf", "Neue Website", "Titelbild", "Mika Moor hat", "wartet"):
            assert word not in client.text
    assert client.get(path(shared)).status == 200
    assert client.get(path(with_task)).status == 404
    assert client.get(path(with_project)).status == 404


def test_what_is_not_seen_is_not_there(cast):
    for who in ("contact", "other_contact"):
        permit(cast.a, "files", "projects", who=who)
    permit(cast.b, "files", "projects")
    shared, kept = file(cast.a, cast.a.customer), file(cast.a, cast.a.customer, "Intern.txt", visible=False)
    with_hidden_task = file(cast.a, task(cast.a, "Intern", visible=False), "Zahlen.txt")
    person = cast.a.sign_in("person")
    assert person.get(path(shared)).status == 200
    for hidden in (kept, with_hidden_task):
        assert person.get(path(hidden)).status == 404
    for stranger in (cast.a.sign_in("other_person"), cast.b.sign_in("person")):
        for address in (path(shared), f"{path(shared)}/vorschau"):
            assert stranger.get(address).status == 404
    assert cast.a.visit().get(path(shared)).title == "Anmelden"
    assert cast.a.sign_in("owner").get(LIST).title == "Anmelden"


def test_there_is_no_small_picture_of_what_is_no_picture(open_door):
    one = file(open_door, open_door.customer)
    assert open_door.sign_in("person").get(f"{path(one)}/vorschau").status == 404


def test_without_permission_or_group_there_are_no_files(open_door):
    one, client = file(open_door, open_door.customer), open_door.sign_in("person")
    close(open_door)
    for address in (LIST, path(one)):
        assert client.get(address).status == 404
    permit(open_door)
    assert client.get(LIST).status == 404


def test_list_costs_the_same_with_many_files(open_door, count_queries):
    file(open_door, open_door.customer)
    file(open_door, task(open_door), "A.txt")
    client = open_door.sign_in("person").get(LIST)
    with count_queries() as few:
        client.get(LIST)
    for number in range(10):
        file(open_door, task(open_door, f"T {number}"), f"T {number}.txt")
        file(open_door, project(open_door, f"P {number}"), f"P {number}.txt")
    with count_queries() as many:
        client.get(LIST)
    assert len(many) == len(few)
