"""Tasks in the portal: list, page, checklist, handing back; and who finds nothing there."""

import uuid
from datetime import timedelta

import pytest

from app.access.models import ContactNotification
from app.settings.day import today
from app.tasks.models import ChecklistItem, Task
from tests.portal.work import close, file, permit, post, project, task


@pytest.fixture
def open_door(cast):
    permit(cast.a, "projects")
    return cast.a


def path(one) -> str:
    return f"/kunden/aufgaben/{one.id}"


def items(one) -> list[ChecklistItem]:
    return list(one.load().checklist)


def day(agency, days: int):
    with agency.work():
        return today() + timedelta(days=days)


def test_list_is_grouped_by_whose_turn_it_is(open_door):
    task(open_door, "Längst fertig", status="done")
    task(open_door, "Wird gemacht", status="doing")
    task(open_door, "Noch nicht begonnen", status="open")
    task(open_door, "Ihr seid dran", status="waiting", due_on=day(open_door, 1))
    task(open_door, "Nur intern", visible=False)
    text = open_door.sign_in("person").get("/kunden/aufgaben").text
    order = [
        "Das wartet auf Sie 1", "Ihr seid dran", "bis morgen", "Offen und in Arbeit 2", "Noch nicht begonnen",
        "Wird gemacht", "Erledigt 1", "Längst fertig",
    ]  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Nur intern" not in text


def test_what_is_due_first_comes_first(open_door):
    task(open_door, "Irgendwann", status="waiting")
    task(open_door, "Übermorgen", status="waiting", due_on=day(open_door, 2))
    task(open_door, "Überfällig", status="waiting", due_on=day(open_door, -2))
    text = open_door.sign_in("person").get("/kunden/aufgaben").text
    assert text.index("Überfällig") < text.index("Übermorgen") < text.index("Irgendwann")


def test_search_finds_by_words_of_the_title(open_door):
    task(open_door, "Entwurf der Startseite")
    task(open_door, "Texte liefern")
    task(open_door, "Startseite intern", visible=False)
    client = open_door.sign_in("person").get("/kunden/aufgaben").submit("Suchen", {"Aufgaben suchen": "start"})
    assert "Entwurf der Startseite" in client.text
    assert "Texte liefern" not in client.text
    assert "intern" not in client.text
    client.submit("Suchen", {"Aufgaben suchen": "gibtesnicht"})
    assert "Keine Aufgabe passt dazu." in client.text


def test_list_goes_on_at_the_next_page(open_door):
    for number in range(51):
        task(open_door, f"Schritt {number:02}")
    client = open_door.sign_in("person").get("/kunden/aufgaben")
    assert "1–50 von 51" in client.text
    assert client.follow("Nächste Seite").text.count("Schritt") == 1


def test_list_without_tasks_is_friendly(open_door):
    assert "Noch keine Aufgabe" in open_door.sign_in("person").get("/kunden/aufgaben").text


@pytest.mark.parametrize("asked", ["x", "0b6f4a7e-3c52-4d18-9a40-5f2f1c7d9e31"])
def test_list_of_a_project_that_is_not_seen_is_not_there(open_door, asked):
    assert open_door.sign_in("person").get(f"/kunden/aufgaben?projekt={asked}").status == 404


def test_list_does_not_name_a_project_that_is_not_shown(open_door):
    hidden = project(open_door, "Geheimprojekt", visible=False)
    one = task(open_door, project=hidden)
    client = open_door.sign_in("person").get("/kunden/aufgaben")
    assert one.name in client.text
    assert "Geheimprojekt" not in client.text
    assert "Geheimprojekt" not in client.get(path(one)).text
    assert client.get(f"/kunden/aufgaben?projekt={hidden.id}").status == 404


def test_page_shows_what_it_is_about(open_door):
    within = project(open_door, "Neue Website")
    one = task(
        open_door,
        project=within,
        status="waiting",
        due_on=day(open_door, 1),
        description="Bitte *ansehen*",
        items=["Eins"],
    )
    file(open_door, one, "Entwurf.txt")
    file(open_door, one, "Notizen.txt", visible=False)
    post(open_door, one, "Passt das Titelbild?")
    post(open_door, one, "Er wird es hassen", internal=True)
    client = open_door.sign_in("person").get(path(one))
    said = ("wartet auf Sie, bis morgen", "ansehen", "Eins", "Mika Moor", "Neue Website", "0 von einer Aufgabe")
    for words in (*said, "Entwurf.txt", "Passt das Titelbild?"):
        assert words in client.text
    assert "Notizen.txt" not in client.text
    assert "hassen" not in client.text
    assert client.follow("Neue Website", near="Eckdaten").title == "Neue Website"


def test_page_keeps_who_does_it_when_the_project_keeps_its_team(open_door):
    within = project(open_door, team_visible=False)
    one = task(open_door, project=within, assignees=["reader"])
    assert "Rena Riff" not in open_door.sign_in("person").get(path(one)).text


def test_page_says_whether_mail_comes_of_new_posts(open_door):
    one = task(open_door)
    told = {True: "E-Mail bei neuen Beiträgen an anna@example.org", False: "Keine E-Mail bei neuen Beiträgen"}
    for asked in (True, False):
        with open_door.work():
            ContactNotification.set(open_door.contact.load(), ["comment_new"] if asked else ["task_new"])
        client = open_door.sign_in("person").get(path(one))
        assert told[asked] in client.text
        assert told[not asked] not in client.text
    assert client.follow("Ändern").title == "Benachrichtigungen"


def test_lines_are_ticked_and_unticked_by_the_person(open_door):
    one = task(open_door, items=["Am Telefon ansehen", "Freigeben"], customer_ticks=True)
    client = open_door.sign_in("person").get(path(one)).submit("„Freigeben“ abhaken")
    assert client.visited[-1] == path(one)
    assert "1 von 2" in client.text
    assert "abgehakt von Anna Muster" in client.text
    with open_door.work():
        assert [(item.text, item.done, item.done_by) for item in items(one)] == [
            ("Am Telefon ansehen", False, ""),
            ("Freigeben", True, "Anna Muster"),
        ]
    assert "0 von 2" in client.submit("„Freigeben“ abhaken").text


def test_lines_are_only_read_where_the_agency_ticks(open_door):
    one = task(open_door, items=["Freigeben"], customer_ticks=False)
    client = open_door.sign_in("person").get(path(one))
    assert "Freigeben" in client.text
    with open_door.work():
        item = items(one)[0].id
    assert client.post(f"{path(one)}/checkliste/{item}", {"done": "y"}).status == 404
    with open_door.work():
        assert not items(one)[0].done


def test_a_line_of_another_task_is_not_ticked(cast):
    for agency in (cast.a, cast.b):
        permit(agency, "projects")
    one = task(cast.a, items=["Eins"], customer_ticks=True)
    hidden = task(cast.a, "Intern", items=["Zwei"], customer_ticks=True, visible=False)
    strange = task(cast.b, items=["Drei"], customer_ticks=True)
    client = cast.a.sign_in("person").get(path(one))
    for agency, other in ((cast.a, hidden), (cast.b, strange)):
        with agency.work():
            item = items(other)[0].id
        for address in (path(one), path(other)):
            assert client.get(path(one)).post(f"{address}/checkliste/{item}", {"done": "y"}).status == 404
        with agency.work():
            assert not items(other)[0].done
    assert client.get(path(one)).post(f"{path(one)}/checkliste/{uuid.uuid4()}", {"done": "y"}).status == 404


def test_a_task_that_waits_is_handed_back(open_door):
    one = task(open_door, status="waiting")
    client = open_door.sign_in("person").get(path(one)).submit("Von meiner Seite erledigt")
    assert "Danke. Die Aufgabe liegt jetzt wieder bei uns." in client.text
    assert "Von meiner Seite erledigt" not in client.text
    with open_door.work():
        assert one.load().status == "doing"


def test_handing_back_what_does_not_wait_changes_nothing(open_door):
    one = task(open_door, status="done")
    client = open_door.sign_in("person").get(path(one)).post(f"{path(one)}/zurueck")
    assert client.status == 200
    assert "Danke" not in client.text
    with open_door.work():
        assert one.load().status == "done"


def test_an_answer_is_written_below_the_task(open_door):
    one = task(open_door, status="waiting")
    client = open_door.sign_in("person").get(path(one))
    client.submit("Antworten", {"Ihre Antwort": "Das Titelbild passt."})
    assert "Das Titelbild passt." in client.text
    with open_door.work():
        assert one.load().status == "doing"


def test_what_is_not_seen_is_not_there(cast):
    permit(cast.a, "projects")
    permit(cast.a, "projects", who="other_contact")
    seen = task(cast.a, status="waiting")
    hidden = task(cast.a, "Intern", visible=False, status="waiting")
    assert cast.a.sign_in("person").get(path(seen)).status == 200
    for who, one in ((cast.a.person, hidden), (cast.a.other_person, seen)):
        client = cast.a.sign_in(who).get("/kunden/")
        assert client.get(path(one)).status == 404
        assert client.get("/kunden/").post(f"{path(one)}/zurueck").status == 404
    assert cast.b.sign_in("person").get(path(seen)).status == 404
    assert cast.a.visit().get(path(seen)).title == "Anmelden"
    assert cast.a.sign_in("owner").get(path(seen)).title == "Anmelden"
    with cast.a.work():
        assert {one.load().status for one in (seen, hidden)} == {"waiting"}


@pytest.mark.parametrize("given", [[], ["files"]])
def test_without_permission_there_are_no_tasks(cast, given):
    permit(cast.a, *given)
    one, client = task(cast.a), cast.a.sign_in("person")
    assert client.get(path(one)).status == 404
    assert client.get("/kunden/aufgaben").status == 404


def test_without_a_group_that_opens_it_there_are_no_tasks(open_door):
    one, client = task(open_door), open_door.sign_in("person")
    close(open_door)
    assert client.get(path(one)).status == 404
    assert client.get("/kunden/aufgaben").status == 404


def test_pages_cost_the_same_with_many_tasks(open_door, count_queries):
    one = task(open_door, items=["Eins"])
    client = open_door.sign_in("person").get("/kunden/aufgaben")
    client.get(path(one))
    with count_queries() as few:
        client.get("/kunden/aufgaben")
    with count_queries() as few_there:
        client.get(path(one))
    for number in range(15):
        within, due_on = project(open_door, f"P {number}"), day(open_door, number - 5)
        task(open_door, f"Schritt {number}", project=within, status="waiting", due_on=due_on, items=["x"])
    with open_door.work():
        one.load().add_item("Zwei")
        one.load().assign([open_door.admin.load(), open_door.reader.load()])
    with count_queries() as many:
        client.get("/kunden/aufgaben")
    with count_queries() as many_there:
        client.get(path(one))
    assert len(many) == len(few)
    assert len(many_there) == len(few_there)


def test_looking_changes_nothing_about_the_task(open_door):
    one = task(open_door, status="waiting", items=["Eins"], customer_ticks=True)
    with open_door.work():
        item = items(one)[0].id
    client = open_door.sign_in("person")
    for address in (f"{path(one)}/zurueck", f"{path(one)}/checkliste/{item}"):
        assert client.get(address).status == 404
    with open_door.work():
        assert Task.get(one.id).status == "waiting"
