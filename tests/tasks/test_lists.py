"""The list of tasks, one's own, and the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.projects.models import Project
from app.settings.day import today
from app.tasks.board import CARDS
from app.tasks.models import Task
from tenants import db
from tests.cast import make_agency
from tests.tasks.conftest import LIST

BOARD = f"{LIST}/tafel"


@pytest.fixture
def work(cast):
    """Five tasks at agency A: one late, one for today, one of this week at the latest, one done, one without date."""
    with cast.a.work():
        day, member, owner = today(), cast.a.member.load(), cast.a.owner.load()
        project = Project.add(customer=cast.a.customer.load(), name="Neue Website")
        late = day - timedelta(days=8)
        Task.add(title="Entwurf", project=project, due_on=late, assignees=[member], priority="urgent")
        Task.add(title="Texte", project=project, due_on=day, assignees=[member, owner], priority="low")
        Task.add(title="Bilder", customer=cast.a.other_customer.load(), due_on=day + timedelta(days=90))
        Task.add(title="Ablage", assignees=[member])
        Task.add(title="Vorbei", due_on=late, status="done", assignees=[member])
        cast.a.things["project"] = project.id
    return cast.a


def shown(client) -> list[str]:
    """The titles in the order in which the page has them."""
    return [link.text() for link in client.page.all("a") if "lead" in link.classes]


def cards(client) -> dict[str, list[str]]:
    """The board: status → titles from the top."""
    columns = [node for node in client.page.all("ol") if node["data-status"]]
    return {
        column["data-status"]: [link.text() for link in column.all("a") if "lead" in link.classes] for column in columns
    }


class TestList:
    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Entwurf", "Texte", "Bilder", "Ablage"]),
            ("?status=alle", ["Entwurf", "Vorbei", "Texte", "Bilder", "Ablage"]),
            ("?status=done", ["Vorbei"]),
            ("?status=quatsch", ["Entwurf", "Texte", "Bilder", "Ablage"]),
            ("?mitarbeiter=ich", ["Texte"]),
            ("?mitarbeiter=niemand", ["Bilder"]),
            ("?mitarbeiter=quatsch", ["Entwurf", "Texte", "Bilder", "Ablage"]),
            ("?faellig=ueberfaellig&status=alle", ["Entwurf"]),
            ("?faellig=woche", ["Texte"]),
            ("?prioritaet=urgent", ["Entwurf"]),
            ("?q=text", ["Texte"]),
            ("?q=%2B", []),
            ("?sortierung=titel", ["Ablage", "Bilder", "Entwurf", "Texte"]),
            ("?sortierung=-titel", ["Texte", "Entwurf", "Bilder", "Ablage"]),
            ("?sortierung=prioritaet", ["Entwurf", "Bilder", "Ablage", "Texte"]),
            ("?sortierung=-faellig", ["Bilder", "Texte", "Entwurf", "Ablage"]),
        ],
    )
    def test_filters_and_orders(self, work, query, titles):
        assert shown(work.sign_in("owner").get(LIST + query)) == titles

    def test_by_customer_and_project(self, work):
        client = work.sign_in("owner")
        assert shown(client.get(f"{LIST}?kunde={work.other_customer.id}")) == ["Bilder"]
        assert shown(client.get(f"{LIST}?projekt={work.things['project']}")) == ["Entwurf", "Texte"]
        assert shown(client.get(f"{LIST}?mitarbeiter={work.member.id}")) == ["Entwurf", "Texte", "Ablage"]

    def test_another_agencys_ids_find_nothing(self, work, cast):
        client = work.sign_in("owner")
        for name, id in (("kunde", cast.b.customer.id), ("mitarbeiter", cast.b.member.id)):
            assert shown(client.get(f"{LIST}?{name}={id}")) == []

    def test_chosen_by_hand(self, work):
        client = work.sign_in("owner").get(LIST)
        client.submit("Suchen", {"Kunde": "Orgelbau Matthiesen", "Fällig": "überfällig", "Status": "alle"})
        assert shown(client) == ["Entwurf"]
        assert client.value("Fällig") == "ueberfaellig"
        client.follow("Fällig")
        assert client.value("Kunde") == str(work.customer.id)

    def test_it_comes_in_pages(self, cast):
        with cast.a.work():
            for number in range(51):
                Task.add(title=f"Aufgabe {number:02}")
        client = cast.a.sign_in("owner").get(LIST)
        assert len(shown(client)) == 50
        assert shown(client.follow("Nächste Seite")) == ["Aufgabe 50"]

    def test_empty_lists_say_what_to_do(self, app, work):
        empty = make_agency(app, "Leerlauf", empty=True).sign_in("owner")
        assert "Noch keine Aufgabe" in empty.get(LIST).text
        assert "Alles getan" in empty.get(f"{LIST}/meine").text
        client = work.sign_in("owner").get(f"{LIST}?q=gibtsnicht")
        assert "Keine Aufgabe passt dazu." in client.text
        client.follow("Auch unter den erledigten suchen").follow("Alle offenen Aufgaben zeigen")
        assert len(shown(client)) == 4

    def test_what_is_late_says_so(self, work):
        assert work.sign_in("owner").get(LIST).text.count("überfällig") == 1


class TestMine:
    def test_they_stand_by_how_soon_they_are_due(self, work):
        client = work.sign_in("member").get(f"{LIST}/meine")
        heads = [head.text().split()[0] for head in client.page.all("h2") if head["id"]]
        assert heads == ["Überfällig", "Heute", "Ohne"]
        assert shown(client) == ["Entwurf", "Texte", "Ablage"]

    def test_the_end_of_the_week_parts_what_comes(self, cast, clock):
        with cast.a.work():
            weekday = today().weekday()
        clock.move(days=-weekday)
        with cast.a.work():
            monday, owner = today(), cast.a.owner.load()
            for days in (6, 7):
                Task.add(title=f"In {days} Tagen", due_on=monday + timedelta(days=days), assignees=[owner])
        client = cast.a.sign_in("owner").get(f"{LIST}/meine")
        text = client.text
        assert text.index("Diese Woche") < text.index("In 6 Tagen") < text.index("Später") < text.index("In 7 Tagen")


class TestBoard:
    def test_columns_by_status_with_the_same_filters(self, work):
        client = work.sign_in("owner").get(BOARD)
        assert cards(client) == {
            "open": ["Ablage", "Bilder", "Texte", "Entwurf"], "doing": [], "waiting": [], "done": ["Vorbei"],
        }  # fmt: skip
        client.get(f"{BOARD}?projekt={work.things['project']}")
        assert client.title == "Tafel: Neue Website"
        assert cards(client)["open"] == ["Texte", "Entwurf"]
        assert cards(client.get(f"{BOARD}?mitarbeiter={work.member.id}&prioritaet=urgent"))["open"] == ["Entwurf"]

    def test_another_agencys_project_is_404(self, work, cast):
        assert cast.b.sign_in("owner").get(f"{BOARD}?projekt={work.things['project']}").status == 404

    def test_without_script_a_card_moves_by_buttons(self, work):
        client = work.sign_in("member").get(BOARD)
        client.submit("nach rechts", near="Texte")
        assert "„Texte“: in Arbeit, 1 von 1" in client.text
        client.submit("tiefer", near="Ablage")
        assert cards(client)["open"] == ["Bilder", "Ablage", "Entwurf"]
        assert "„Ablage“: offen, 2 von 3" in client.text
        client.submit("höher", near="Entwurf")
        assert cards(client) == {
            "open": ["Bilder", "Entwurf", "Ablage"], "doing": ["Texte"], "waiting": [], "done": ["Vorbei"],
        }  # fmt: skip
        client.submit("nach links", near="Texte")
        assert cards(client)["open"] == ["Texte", "Bilder", "Entwurf", "Ablage"]

    def test_a_step_passes_what_is_seen(self, work):
        """With a filter the neighbour is the next one that the filter lets through."""
        client = work.sign_in("member").get(f"{BOARD}?mitarbeiter={work.member.id}")
        assert cards(client)["open"] == ["Ablage", "Texte", "Entwurf"]
        client.submit("tiefer", near="Ablage")
        assert cards(client)["open"] == ["Texte", "Ablage", "Entwurf"]
        assert cards(client.get(BOARD))["open"] == ["Bilder", "Texte", "Ablage", "Entwurf"]

    def test_dropped_cards_stand_beside_their_neighbour(self, work):
        client = work.sign_in("member").get(BOARD)
        ids = ids_of(work)
        client.post(f"{LIST}/{ids['Entwurf']}/platz", {"status": "open", "vor": ids["Bilder"]})
        assert cards(client)["open"] == ["Ablage", "Entwurf", "Bilder", "Texte"]
        client.post(f"{LIST}/{ids['Ablage']}/platz", {"status": "done", "nach": ids["Vorbei"]})
        assert cards(client)["done"] == ["Vorbei", "Ablage"]

    @pytest.mark.parametrize("form", [{}, {"zug": "quer"}, {"status": "closed"}, {"status": ""}])
    def test_odd_places_are_refused(self, work, form):
        client = work.sign_in("member").get(BOARD)
        assert client.post(f"{LIST}/{ids_of(work)['Texte']}/platz", form).status == 422

    def test_a_neighbour_of_another_agency_counts_for_nothing(self, work, cast):
        with cast.b.work():
            foreign = Task.add(title="Fremd").id
        client = work.sign_in("member").get(BOARD)
        client.post(f"{LIST}/{ids_of(work)['Texte']}/platz", {"status": "done", "vor": foreign})
        assert cards(client)["done"] == ["Texte", "Vorbei"]

    def test_at_the_edges_nothing_happens(self, work):
        client = work.sign_in("member").get(BOARD)
        for step in ("links", "hoeher"):
            client.post(f"{LIST}/{ids_of(work)['Ablage']}/platz", {"zug": step})
        assert cards(client)["open"] == ["Ablage", "Bilder", "Texte", "Entwurf"]

    def test_a_long_column_shows_its_first_cards_and_leads_to_the_list(self, cast):
        with cast.a.work():
            for number in range(CARDS + 1):
                Task.add(title=f"Aufgabe {number:02}")
        client = cast.a.sign_in("owner").get(f"{BOARD}?prioritaet=normal")
        assert len(cards(client)["open"]) == CARDS
        client.follow(f"Alle {CARDS + 1} in der Liste")
        assert client.path == f"{LIST}?status=open&prioritaet=normal"


def test_no_page_asks_once_per_task(cast, count_queries):
    """Ten tasks and three hundred cost the same queries, on list, board, project tab, record and one's own."""
    with cast.a.work():
        project = Project.add(customer=cast.a.customer.load(), name="Neue Website")
        task = Task.add(title="Die eine", project=project)
        paths = [LIST, f"{LIST}?q=aufgabe", f"{LIST}/meine", BOARD, f"{BOARD}?projekt={project.id}",
                 f"/verwaltung/projekte/{project.id}/aufgaben", f"{LIST}/{task.id}"]  # fmt: skip
        project_id = project.id
        fill(cast.a, project_id, 10)
    client = cast.a.sign_in("owner")

    def count():
        counts = {}
        for path in paths:
            with count_queries() as statements:
                client.get(path)
            assert client.status == 200
            counts[path] = len(statements)
        return counts

    before = count()
    with cast.a.work():
        fill(cast.a, project_id, 290)
    assert count() == before


def fill(agency, project_id, count):
    """Tasks in all columns, each with people and a checklist."""
    project, day = Project.get(project_id), today()
    staff = [agency.owner.load(), agency.member.load()]
    for number in range(count):
        status = ("open", "doing", "waiting", "done")[number % 4]
        values = {"status": status, "due_on": day + timedelta(days=number % 9 - 4)}
        Task.add(title=f"Aufgabe {number}", project=project, assignees=staff, **values).add_item("Punkt")


def ids_of(agency) -> dict[str, object]:
    with agency.work():
        return dict(db.session.execute(select(Task.title, Task.id)).all())
