"""The start page: what waits, what is new, projects, files and who is there for one."""

from datetime import timedelta

import pytest

from app.contacts.models import Contact
from app.groups.models import GroupMembership
from app.portal.models import Visit
from app.settings.day import today
from tests.portal.work import file, permit, post, project, task

NEW = "Neu seit Ihrem letzten Besuch"


@pytest.fixture
def open_door(cast):
    permit(cast.a, "projects", "files")
    return cast.a


def start(agency, who="person"):
    """A new sign-in, at the start page."""
    return agency.sign_in(who).get("/kunden/")


def card(client, title: str) -> str:
    """The text of the card with this heading; empty when there is none."""
    for heading in client.page.all("h2"):
        if heading.text() == title:
            return next(node for node in heading.ancestors() if node.tag == "section").text()
    return ""


def test_what_waits_stands_first_with_its_day(open_door):
    with open_door.work():
        day = today()
    task(open_door, "Texte liefern", status="waiting", due_on=day + timedelta(days=1))
    task(open_door, "Zugangsdaten", status="waiting", due_on=day - timedelta(days=400))
    task(open_door, "Läuft noch", status="doing")
    waiting = card(start(open_door), "Das wartet auf Sie")
    assert waiting.index("Zugangsdaten") < waiting.index("Texte liefern") < waiting.index("bis morgen")
    assert " fällig" in waiting
    assert "Läuft noch" not in waiting


def test_what_waits_is_counted_when_there_is_more(open_door):
    for number in range(8):
        task(open_door, f"Schritt {number}", status="waiting")
    client = start(open_door)
    assert card(client, "Das wartet auf Sie").count("Schritt") == 6
    assert client.follow("Alle 8").title == "Aufgaben"


def test_lines_still_to_be_ticked_are_counted(open_door):
    task(open_door, status="waiting", items=["Eins", "Zwei"], customer_ticks=True)
    assert "noch 2 von 2 offen" in start(open_door).text


def test_nothing_waits_is_said(open_door):
    project(open_door)
    assert "Gerade nichts. Alles Weitere liegt bei uns." in start(open_door).text


def test_first_visit_shows_what_is_there_for_one(open_door):
    task(open_door, "Entwurf ansehen")
    client = start(open_door)
    assert "Entwurf ansehenNeue Aufgabe" in card(client, "Neu für Sie")
    assert NEW not in client.text


def test_news_stays_new_during_a_visit_and_is_old_at_the_next(open_door, clock):
    task(open_door, "Entwurf ansehen")
    first = start(open_door)
    clock.move(minutes=10)
    assert "Entwurf ansehen" in card(first.get("/kunden/"), "Neu für Sie")
    clock.move(hours=20)
    project(open_door, "Pflege")
    file(open_door, open_door.customer, "Angebot.txt")
    second = start(open_door)
    assert "PflegeNeues Projekt" in card(second, NEW)
    assert "Angebot.txtNeue Datei von Mika Moor" in card(second, NEW)
    assert "Entwurf ansehen" not in card(second, NEW)
    clock.move(minutes=10)
    assert "Pflege" in card(second.get("/kunden/"), NEW)
    clock.move(hours=20)
    assert card(start(open_door), NEW) == ""


def test_what_is_shown_late_is_new_from_then(open_door, clock):
    one = task(open_door, "Entwurf ansehen", visible=False)
    start(open_door)
    clock.move(hours=20)
    with open_door.work():
        one.load().show(keep_internal=False)
    assert "Entwurf ansehen" in card(start(open_door), NEW)


def test_posts_are_new_until_they_are_read(open_door, clock):
    one = task(open_door, "Entwurf ansehen")
    start(open_door)
    clock.move(hours=20)
    post(open_door, one, "Eins")
    clock.move(minutes=1)
    post(open_door, one, "Zwei", by="admin")
    post(open_door, one, "Drei", by="person")
    post(open_door, one, "Vier", internal=True)
    start(open_door)
    clock.move(hours=20)
    client = start(open_door)
    assert "2 neue Beiträge, zuletzt von Ada Amsel" in card(client, NEW)
    client.follow("Entwurf ansehen", near=NEW)
    assert client.title == "Entwurf ansehen"
    assert card(client.get("/kunden/"), NEW) == ""


def test_posts_on_what_is_hidden_are_no_news(open_door):
    post(open_door, task(open_door, "Intern", visible=False), "Psst")
    post(open_door, project(open_door, "Geheim", visible=False), "Psst")
    post(open_door, task(open_door, "Speisekarte", who="other_customer"), "Psst")
    assert "Psst" not in start(open_door).text
    assert card(start(open_door), NEW) == ""


def test_ones_own_files_are_no_news(open_door):
    file(open_door, open_door.customer, "Logo.txt", by="person")
    client = start(open_door)
    assert "Logo.txt" not in card(client, "Neu für Sie")
    assert "Logo.txt" in card(client, "Neue Dateien")


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch;prerender"}), ("GET", {"Purpose": "prefetch"})],
)
def test_a_page_fetched_on_a_guess_is_no_visit(open_door, method, headers):
    client = open_door.sign_in("person")
    client.http.open("/kunden/", method=method, base_url=client.base, headers=headers)
    with open_door.work():
        assert Visit.of(open_door.contact.load()) is None
    client.get("/kunden/")
    with open_door.work():
        assert Visit.of(open_door.contact.load()).previous_at is None


def test_visits_are_kept_for_each_customer(open_door):
    with open_door.work():
        second = Contact.add(open_door.other_customer.load(), open_door.person.load()).id
    permit(open_door, "projects")
    open_door.things["second"] = second
    start(open_door)
    with open_door.work():
        assert Visit.of(open_door.contact.load()) is not None
        assert Visit.of(Contact.get(second)) is None


def test_projects_are_tiles_and_done_ones_are_left_to_the_list(open_door):
    for number in range(5):
        project(open_door, f"Projekt {number}")
    project(open_door, "Fertig", status="done")
    client = start(open_door)
    tiles = card(client, "Ihre Projekte") or client.text
    assert "Projekt 3" in tiles
    assert "Projekt 4" not in tiles.replace(card(client, "Neu für Sie"), "")
    assert client.follow("Alle Projekte").title == "Projekte"


def test_those_who_work_on_the_project_are_there_for_one(open_door):
    project(open_door, "Neue Website", members=["member", "reader"])
    client = start(open_door)
    assert "Mika Moor" in card(client, "Für Sie da")
    assert "Rena Riff" in card(client, "Für Sie da")
    assert client.follow("Schreiben zu Neue Website").title == "Neue Website"


def test_a_team_that_the_agency_keeps_is_not_named(open_door):
    project(open_door, members=["reader"], team_visible=False)
    client = start(open_door)
    assert card(client, "Für Sie da") == ""
    assert "Rena Riff" not in client.text


def test_empty_start_page_is_friendly(open_door):
    client = start(open_door)
    assert "Noch ist nichts für Sie da" in client.text
    assert client.follow("Datei hochladen").title == "Dateien"


def test_cards_need_their_section(cast):
    permit(cast.a, "projects")
    project(cast.a)
    task(cast.a, status="waiting")
    file(cast.a, cast.a.customer, "Angebot.txt")
    client = start(cast.a)
    assert "Angebot.txt" not in client.text
    assert "Dateien" not in client.text
    permit(cast.a)
    client = start(cast.a)
    assert "Noch ist nichts für Sie da" in client.text
    assert "Entwurf ansehen" not in client.text
    with cast.a.work():
        GroupMembership.set(cast.a.customer.load(), [])
    assert "Hier ist noch nichts für Sie freigegeben" in start(cast.a).text


def test_start_page_speaks_du(open_door):
    task(open_door, status="waiting")
    with open_door.work():
        open_door.person.load().update(address_form="du")
    client = start(open_door)
    assert card(client, "Das wartet auf dich")
    assert card(client, "Neue Dateien") == ""


def test_start_page_speaks_english(open_door):
    one = task(open_door, status="waiting")
    post(open_door, one)
    with open_door.work():
        open_door.person.load().update(language="en")
    client = start(open_door)
    assert card(client, "Waiting for you")
    assert "A new post by Mika Moor" in client.text


def test_start_page_costs_the_same_with_much_on_it(open_door, count_queries):
    with open_door.work():
        day = today()

    def more(number: int) -> None:
        there = project(open_door, f"P {number}", members=["member", "admin"])
        values = {"status": "waiting", "items": ["x"], "customer_ticks": True, "due_on": day + timedelta(number)}
        one = task(open_door, f"T {number}", project=there, **values)
        post(open_door, one)
        post(open_door, there)
        file(open_door, open_door.customer, f"A {number}.txt")
        file(open_door, one, f"B {number}.txt")

    more(0)
    client = start(open_door)
    with count_queries() as few:
        client.get("/kunden/")
    for number in range(1, 10):
        more(number)
    with count_queries() as many:
        client.get("/kunden/")
    assert len(many) == len(few)
    assert len(many) <= 30
