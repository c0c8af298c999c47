"""Making and changing tasks: with the whole form, and in one line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.settings.day import today
from app.tasks.models import Task
from tenants import current_tenant, db, uuid7
from tests.cast import make_agency
from tests.tasks.conftest import LIST, fill, made

NEW = f"{LIST}/neu"


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


def number(customer, agency) -> str:
    with agency.work():
        return customer.load().number


def today_of(agency):
    with agency.work():
        return today()
