"""Einstellungen → Gruppen."""

import pytest

from app.audit import AuditEntry, describe
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db, uuid7
from tests.groups.conftest import LIST, group_of, order, put, verbs

NEW, NEW_RUBRIC = f"{LIST}/neu", f"{LIST}/rubriken/neu"


def of(agency, name: str) -> str:
    return f"{LIST}/{agency.things[name]}"


def rubric_of(agency, name: str = "rubric") -> str:
    return f"{LIST}/rubriken/{agency.things[name]}"


class TestList:
    def test_it_says_who_is_in_a_group_and_what_it_opens(self, town):
        put(town, "customer", "everyone", "Shop")
        client = town.sign_in("admin").get("/verwaltung/einstellungen").follow("Gruppen")
        assert (client.title, client.path) == ("Gruppen", LIST)
        for said in (
            "Alle Kunden vorausgewählt 2 Kunden · öffnet alle Funktionen, auch künftige",
            "Shop 1 Kunde · öffnet Projekte",
            "Pflege 0 Kunden · öffnet nichts Weiteres",
        ):
            assert said in client.text

    def test_more_groups_and_customers_need_no_more_queries(self, town, count_queries):
        client = town.sign_in("admin").get(LIST)
        counts = []
        for number in range(2):
            with count_queries() as statements:
                client.get(LIST)
            counts.append(len(statements))
            with town.work():
                rubric = Rubric.add(name=f"Mehr {number}")
                groups = [Group.add(rubric=rubric, name=f"Gruppe {each}") for each in range(5)]
                for group in groups:
                    group.open("files")
                GroupMembership.set(town.customer.load(), groups)
        assert counts[0] == counts[1]

    def test_without_any_rubric_it_says_how_to_begin(self, town):
        with town.work():
            for rubric in db.session.scalars(Rubric.in_order()).all():
                for group in list(rubric.groups):
                    group.remove()
                rubric.remove()
        client = town.sign_in("owner").get(LIST).follow("Erste Rubrik anlegen")
        assert client.submit("Speichern", {"Name": "Kunden"}).path == LIST
        assert order(town) == {"Kunden": []}


class TestRubric:
    def test_it_is_made_at_the_end_and_renamed(self, town):
        client = town.sign_in("admin").get(LIST).follow("Neue Rubrik").submit("Speichern", {"Name": "Orte"})
        assert list(order(town)) == ["Kunden", "Leistungen", "Orte"]
        client.follow("Bearbeiten", near="Orte").submit("Speichern", {"Name": "Regionen"})
        assert list(order(town)) == ["Kunden", "Leistungen", "Regionen"]
        assert verbs(town)[:2] == ["rubric.renamed", "rubric.created"]
        with town.work():
            said = describe(db.session.scalar(AuditEntry.latest().limit(1)))
        assert said == "Ada Amsel hat die Rubrik „Orte“ in Regionen umbenannt."

    @pytest.mark.parametrize("page", [NEW_RUBRIC, "leistungen"])
    def test_a_name_that_is_taken_is_said_beside_the_field(self, town, page):
        path = page if page == NEW_RUBRIC else rubric_of(town)
        client = town.sign_in("admin").get(path).submit("Speichern", {"Name": "Kunden"})
        assert client.status == 422
        assert client.errors() == {"Name": "Es gibt schon eine Rubrik mit diesem Namen."}
        assert client.value("Name") == "Kunden"
        assert list(order(town)) == ["Kunden", "Leistungen"]

    def test_the_same_form_twice_makes_one(self, town):
        client, form = town.sign_in("admin").get(NEW_RUBRIC), {"id": str(uuid7()), "name": "Orte"}
        assert [client.get(NEW_RUBRIC).post(NEW_RUBRIC, form).status for _time in range(2)] == [200, 200]
        assert list(order(town)) == ["Kunden", "Leistungen", "Orte"]
        assert verbs(town).count("rubric.created") == 2

    def test_an_empty_one_is_deleted(self, town):
        with town.work():
            town.things["leer"] = Rubric.add(name="Leer").id
        client = town.sign_in("admin").get(rubric_of(town, "leer")).follow("Rubrik löschen")
        assert "Die Rubrik ist leer." in client.text
        assert "„Leer“ ist gelöscht." in client.submit("Löschen").text
        assert list(order(town)) == ["Kunden", "Leistungen"]

    def test_with_groups_it_is_deleted_once_they_have_moved(self, town):
        put(town, "customer", "Shop")
        client = town.sign_in("admin").get(f"{rubric_of(town)}/entfernen")
        assert "In der Rubrik sind 3 Gruppen: Website, Shop, Pflege." in client.text
        client.submit("Verschieben und löschen", {"Gruppen verschieben nach": "Kunden"})
        assert order(town) == {"Kunden": ["Alle Kunden", "Website", "Shop", "Pflege"]}
        with town.work():
            assert [group.name for group in db.session.scalars(Group.of(town.customer.load()))] == ["Shop"]

    def test_its_groups_do_not_go_where_their_names_are_taken(self, town):
        with town.work():
            Group.add(rubric=Rubric.get(town.things["kunden"]), name="Shop")
        before = order(town)
        client = town.sign_in("admin").get(f"{rubric_of(town)}/entfernen").submit("Verschieben und löschen")
        assert client.errors() == {"Gruppen verschieben nach": "Dort gibt es schon eine Gruppe mit demselben Namen."}
        assert order(town) == before

    def test_the_only_one_is_not_deleted_with_its_groups(self, cast):
        with cast.a.work():
            cast.a.things["rubric"] = db.session.scalars(db.select(Rubric.id)).one()
        client = cast.a.sign_in("admin").get(f"{rubric_of(cast.a)}/entfernen")
        assert "Es gibt keine andere Rubrik" in client.text
        assert client.post(client.path).status == 422
        assert order(cast.a) == {"Kunden": ["Alle Kunden"]}


class TestGroup:
    def test_it_is_made_at_the_end_of_its_rubric(self, town):
        client = town.sign_in("admin").get(LIST).follow("Neue Gruppe")
        values = {"Name": "Druck", "Rubrik": "Leistungen", "Beschreibung": "Monatlich", "Funktionen": ["Dateien"],
                  "Bei neuen Kunden vorausgewählt": True}  # fmt: skip
        client.submit("Speichern", values)
        assert (client.path, client.status) == (LIST, 200)
        assert order(town)["Leistungen"] == ["Website", "Shop", "Pflege", "Druck"]
        with town.work():
            group = db.session.scalars(db.select(Group).where(Group.name == "Druck")).one()
            assert (group.description, group.keys) == ("Monatlich", {"files"})
            assert (group.opens_all, group.preselected) == (False, True)

    def test_what_it_opens_is_changed_and_logged(self, town):
        client = town.sign_in("admin").get(of(town, "Shop"))
        client.submit("Speichern", {"Funktionen": ["Dateien"]})
        with town.work():
            assert group_of(town, "Shop").keys == {"files"}
        assert verbs(town)[:2] == ["group.closed", "group.opened"]
        client.get(of(town, "Shop")).submit("Speichern", {"Was die Gruppe öffnet": "Alle Funktionen, auch künftige"})
        with town.work():
            assert group_of(town, "Shop").opens_all
        client.get(of(town, "Shop")).submit("Speichern", {"Was die Gruppe öffnet": "Nur diese Funktionen"})
        with town.work():
            assert (group_of(town, "Shop").opens_all, group_of(town, "Shop").keys) == (False, {"files"})
        assert verbs(town)[:2] == ["group.limited", "group.opened_all"]

    def test_what_it_opens_is_reached_at_once(self, town):
        put(town, "customer", "Pflege")
        town.permit(town.contact, "projects")
        assert town.sign_in("person").get("/kunden/projekte").status == 404
        town.sign_in("admin").get(of(town, "Pflege")).submit("Speichern", {"Funktionen": ["Projekte"]})
        assert town.sign_in("person").get("/kunden/projekte").status == 200

    def test_what_a_colleague_has_closed_meanwhile_stays_closed(self, town):
        client = town.sign_in("admin").get(of(town, "Shop"))
        with town.work():
            group_of(town, "Shop").close("projects")
        client.submit("Speichern", {"Beschreibung": "Neu", "Funktionen": ["Projekte", "Dateien"]})
        with town.work():
            assert (group_of(town, "Shop").keys, group_of(town, "Shop").description) == ({"files"}, "Neu")

    def test_what_a_colleague_has_limited_meanwhile_stays_limited(self, town):
        client = town.sign_in("admin").get(of(town, "everyone"))
        with town.work():
            group_of(town, "everyone").open_exactly(["files"])
        client.submit("Speichern", {"Beschreibung": "Neu"})
        with town.work():
            assert (group_of(town, "everyone").opens_all, group_of(town, "everyone").keys) == (False, {"files"})

    def test_saving_what_is_so_already_is_not_logged(self, town):
        before = verbs(town)
        town.sign_in("admin").get(of(town, "Shop")).submit("Speichern")
        assert verbs(town) == before

    def test_it_moves_to_another_rubric(self, town):
        town.sign_in("admin").get(of(town, "Shop")).submit("Speichern", {"Rubrik": "Kunden"})
        assert order(town) == {"Kunden": ["Alle Kunden", "Shop"], "Leistungen": ["Website", "Pflege"]}
        assert verbs(town)[0] == "group.moved"

    @pytest.mark.parametrize("page", [NEW, "Website"])
    def test_a_name_that_is_taken_is_said_beside_the_field(self, town, page):
        path = page if page == NEW else of(town, page)
        client = town.sign_in("admin").get(path).submit("Speichern", {"Name": "Shop", "Rubrik": "Leistungen"})
        assert client.status == 422
        assert client.errors() == {"Name": "In dieser Rubrik gibt es schon eine Gruppe mit diesem Namen."}
        client.submit("Speichern", {"Rubrik": "Kunden"})
        assert "Shop" in order(town)["Kunden"]

    def test_what_is_missing_is_said_beside_the_field(self, town):
        client = town.sign_in("admin").get(NEW).submit("Speichern", {"Name": " "})
        assert client.errors() == {"Name": "Bitte geben Sie der Gruppe einen Namen."}

    def test_the_same_form_twice_makes_one(self, town):
        client = town.sign_in("admin")
        form = {"id": str(uuid7()), "name": "Druck", "rubric": str(town.things["rubric"]), "opens": "all"}
        assert [client.get(NEW).post(NEW, form).status for _time in range(2)] == [200, 200]
        assert order(town)["Leistungen"].count("Druck") == 1

    def test_a_section_or_rubric_that_is_not_offered_is_refused(self, town, cast):
        with cast.b.work():
            foreign = db.session.scalars(db.select(Rubric.id)).one()
        form = {"name": "Shop", "rubric": str(foreign), "opens": "some", "sections": "rockets"}
        client = town.sign_in("admin").get(of(town, "Shop"))
        client.post(client.path, form)
        assert (client.status, list(client.errors())) == (422, ["Rubrik", "Funktionen"])

    def test_new_customers_have_the_preselected_ones_ticked(self, town):
        town.sign_in("admin").get(of(town, "Shop")).submit("Speichern", {"Bei neuen Kunden vorausgewählt": True})
        form = town.sign_in("member").get("/verwaltung/kunden/neu")
        form.submit("Speichern", {"Firma": "Holm", "Nachname": "Holm", "Mobil": "0171 2312500"})
        with town.work():
            assert GroupMembership.numbers()[town.things["Shop"]] == 1

    def test_deleting_shows_first_who_loses_what(self, town):
        put(town, "customer", "Shop")
        put(town, "other_customer", "Shop", "Website")
        client = town.sign_in("admin").get(of(town, "Shop")).follow("Gruppe löschen")
        for said in (
            "2 Kunden sind in dieser Gruppe. 1 Kunde verliert Projekte.",
            "Orgelbau Matthiesen – verliert Projekte",
            "Café Brandt – verliert nichts",
        ):
            assert said in client.text
        assert "Die Gruppe „Shop“ ist gelöscht." in client.submit("Löschen").text
        assert order(town)["Leistungen"] == ["Website", "Pflege"]
        with town.work():
            assert [group.name for group in db.session.scalars(Group.of(town.other_customer.load()))] == ["Website"]
            said = describe(db.session.scalar(AuditEntry.latest().limit(1)))
        assert said == "Ada Amsel hat die Gruppe Shop gelöscht, in der 2 Kunden waren."

    def test_deleting_one_without_customers_says_so(self, town):
        client = town.sign_in("admin").get(f"{of(town, 'Pflege')}/entfernen")
        assert "In dieser Gruppe ist kein Kunde." in client.text


class TestOrder:
    def test_groups_go_up_and_down(self, town):
        client = town.sign_in("admin").get(LIST).submit("„Pflege“ höher")
        assert order(town)["Leistungen"] == ["Website", "Pflege", "Shop"]
        client.submit("„Website“ tiefer")
        assert order(town)["Leistungen"] == ["Pflege", "Website", "Shop"]
        assert verbs(town)[:2] == ["group.reordered"] * 2

    def test_rubrics_go_up_and_down(self, town):
        town.sign_in("admin").get(LIST).submit("„Leistungen“ höher")
        assert list(order(town)) == ["Leistungen", "Kunden"]
        assert verbs(town)[0] == "rubric.reordered"

    def test_the_same_button_twice_moves_once(self, town):
        client = town.sign_in("admin").get(LIST)
        for _time in range(2):
            client.get(LIST).post(f"{of(town, 'Pflege')}/platz", {"platz": "1"})
        assert order(town)["Leistungen"] == ["Website", "Pflege", "Shop"]
        assert verbs(town).count("group.reordered") == 1

    @pytest.mark.parametrize("place", ["", "-1", "x", "9" * 9, "²"])
    def test_a_place_that_is_none_is_refused(self, town, place):
        client = town.sign_in("admin").get(LIST).post(f"{of(town, 'Shop')}/platz", {"platz": place})
        assert client.status == 422
        assert order(town)["Leistungen"] == ["Website", "Shop", "Pflege"]


def pages(agency) -> list[str]:
    return [LIST, NEW, NEW_RUBRIC, of(agency, "Shop"), f"{of(agency, 'Shop')}/entfernen", rubric_of(agency),
            f"{rubric_of(agency)}/entfernen"]  # fmt: skip


def test_of_another_agency_404(town, cast):
    stranger = cast.b.sign_in("owner").get(LIST)
    for path in pages(town)[3:]:
        assert stranger.get(path).status == 404
        assert stranger.get(LIST).post(path, {"name": "Geraubt"}).status == 404
    for path in (of(town, "Shop"), rubric_of(town)):
        assert stranger.get(LIST).post(f"{path}/platz", {"platz": "0"}).status == 404
    assert order(town)["Leistungen"] == ["Website", "Shop", "Pflege"]


@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(town, role):
    client = town.sign_in(role)
    for path in pages(town):
        assert client.get(path).status == 403
    assert client.get("/verwaltung/").post(f"{of(town, 'Shop')}/platz", {"platz": "0"}).status == 403
    assert LIST not in client.get("/verwaltung/einstellungen").html


def test_signed_out_to_the_sign_in_page(town):
    for path in pages(town):
        assert town.visit().get(path).title == "Anmelden"
