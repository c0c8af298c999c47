"""Projects in the portal: list and page, and who finds nothing there."""

import pytest
from sqlalchemy import select

from app.projects.models import Project
from tenants import db
from tests.portal.work import close, file, permit, post, project, task


@pytest.fixture
def open_door(cast):
    permit(cast.a, "projects")
    return cast.a


def path(one) -> str:
    return f"/kunden/projekte/{one.id}"


def test_list_shows_what_the_agency_shows(open_door):
    one = project(open_door, "Neue Website")
    project(open_door, "Geheimes", visible=False)
    project(open_door, "Speisekarte", who="other_customer")
    for status in ("done", "done", "open"):
        task(open_door, "Schritt", project=one, status=status)
    task(open_door, "Intern", project=one, visible=False)
    client = open_door.sign_in("person").get("/kunden/projekte")
    assert "Neue Website" in client.text
    assert "2 von 3" in client.text
    assert "Geheimes" not in client.text
    assert "Speisekarte" not in client.text
    assert client.follow("Neue Website").title == "Neue Website"


def test_projects_that_are_done_come_last_and_say_so(open_door):
    project(open_door, "Alt", status="done")
    project(open_door, "Zukunft", status="active")
    text = open_door.sign_in("person").get("/kunden/projekte").text
    assert text.index("Zukunft") < text.index("Alt abgeschlossen")


def test_a_tile_names_the_next_step(open_door):
    one = project(open_door)
    task(open_door, "Später", project=one, due_on=None)
    task(open_door, "Nur intern", project=one, status="waiting", visible=False)
    task(open_door, "Bald dran", project=one, status="waiting")
    assert "Nächster Schritt: Bald dran" in open_door.sign_in("person").get("/kunden/projekte").text


def test_list_without_projects_is_friendly(open_door):
    client = open_door.sign_in("person").get("/kunden/projekte")
    assert "Noch kein Projekt" in client.text
    assert client.follow("Zu den Aufgaben").title == "Aufgaben"


def test_list_goes_on_at_the_next_page(open_door):
    for number in range(25):
        project(open_door, f"Projekt {number:02}")
    client = open_door.sign_in("person").get("/kunden/projekte")
    assert "1–24 von 25" in client.text
    assert "Projekt 24" in client.follow("Nächste Seite").text


def test_page_shows_description_team_progress_tasks_files_and_discussion(open_door):
    one = project(open_door, description="Mit **Werkverzeichnis**", members=["member", "reader"])
    task(open_door, "Entwurf ansehen", project=one, status="waiting")
    task(open_door, "Intern besprechen", project=one, visible=False)
    file(open_door, one, "Titelbild.txt")
    file(open_door, one, "Kalkulation.txt", visible=False)
    post(open_door, one, "Willkommen")
    post(open_door, one, "Der Kunde ist schwierig", internal=True)
    client = open_door.sign_in("person").get(path(one))
    for said in (
        "Werkverzeichnis",
        "Mika Moor",
        "Rena Riff",
        "0 von 1",
        "Entwurf ansehen",
        "Titelbild.txt",
        "Willkommen",
    ):
        assert said in client.text
    for kept in ("Intern besprechen", "Kalkulation.txt", "schwierig"):
        assert kept not in client.text


def test_page_keeps_progress_and_team_where_the_agency_wants_it(open_door):
    one = project(open_door, progress_visible=False, team_visible=False, members=["reader"])
    task(open_door, "Entwurf ansehen", project=one, assignees=[])
    client = open_door.sign_in("person").get(path(one))
    assert "0 von 1" not in client.text
    assert "Rena Riff" not in client.text
    assert "0 von 1" not in client.get("/kunden/projekte").text


def test_page_leads_to_all_tasks_when_there_are_many(open_door):
    one = project(open_door)
    for number in range(13):
        task(open_door, f"Schritt {number}", project=one)
    task(open_door, "Woanders")
    client = open_door.sign_in("person").get(path(one)).follow("Alle 13")
    assert client.text.count("Schritt") == 13
    assert "Woanders" not in client.text
    assert client.follow("Alle Aufgaben").text.count("Schritt") == 13
    assert "Woanders" in client.text


def test_what_is_not_seen_is_not_there(cast):
    permit(cast.a, "projects")
    permit(cast.a, "projects", who="other_contact")
    seen, hidden = project(cast.a), project(cast.a, visible=False)
    assert cast.a.sign_in("person").get(path(seen)).status == 200
    assert cast.a.sign_in("person").get(path(hidden)).status == 404
    assert cast.a.sign_in("other_person").get(path(seen)).status == 404
    assert cast.b.sign_in("person").get(path(seen)).status == 404
    assert cast.a.visit().get(path(seen)).title == "Anmelden"
    assert cast.a.sign_in("owner").get(path(seen)).title == "Anmelden"


@pytest.mark.parametrize("given", [[], ["files"]])
def test_without_permission_there_are_no_projects(cast, given):
    permit(cast.a, *given)
    one, client = project(cast.a), cast.a.sign_in("person")
    assert client.get(path(one)).status == 404
    assert client.get("/kunden/projekte").status == 404


def test_without_a_group_that_opens_it_there_are_no_projects(open_door):
    one, client = project(open_door), open_door.sign_in("person")
    close(open_door)
    assert client.get(path(one)).status == 404
    assert client.get("/kunden/projekte").status == 404


def test_lists_cost_the_same_with_many_projects(open_door, count_queries):
    first = project(open_door, ends_on=None)
    task(open_door, "Schritt", project=first)
    client = open_door.sign_in("person").get("/kunden/projekte")
    with count_queries() as few:
        client.get("/kunden/projekte")
    with count_queries() as few_there:
        client.get(path(first))
    for number in range(12):
        one = project(open_door, f"Projekt {number}", members=["member", "admin"])
        task(open_door, "Schritt", project=one)
        task(open_door, f"Noch einer {number}", project=first, assignees=["admin", "reader"])
    with open_door.work():
        assert len(db.session.scalars(select(Project)).all()) == 13
    with count_queries() as many:
        client.get("/kunden/projekte")
    with count_queries() as many_there:
        client.get(path(first))
    assert len(many) == len(few)
    assert len(many_there) == len(few_there)
