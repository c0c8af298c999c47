"""Projekte: list, forms, record, what the customer sees."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.projects.models import Project
from app.tasks.models import Task
from tenants import current_tenant, db
from tests.cast import make_agency
from tests.projects.conftest import LIST, NEW, start

FIRST = "Orgelbau Matthiesen (K-1001)"
TABS = ("", "/aufgaben", "/gespraech", "/dateien", "/verlauf")
EDITING = ("/bearbeiten", "/sichtbarkeit", "/entfernen")
POSTED = ("/status", "/einblick")


def made(agency, **wanted) -> Project:
    """The one project that looks like this."""
    return db.session.scalars(select(Project).filter_by(**wanted)).one()


def of_customer(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/projekte"


class TestWhoGetsIn:
    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_staff_see_list_and_record(self, cast, record, who):
        client = cast.a.sign_in(who)
        for path in (LIST, of_customer(cast.a), *(record + tab for tab in TABS)):
            assert client.get(path).status == 200

    @pytest.mark.parametrize("who", ["owner", "admin", "member"])
    def test_who_may_edit_sees_the_forms(self, cast, record, who):
        client = cast.a.sign_in(who)
        for path in (NEW, f"{NEW}?kunde={cast.a.customer.id}", *(record + page for page in EDITING)):
            assert client.get(path).status == 200

    def test_who_only_reads_may_not_edit(self, cast, record):
        reader = cast.a.sign_in("reader")
        for path in (NEW, *(record + page for page in EDITING)):
            assert reader.get(path).status == 403
        for path in POSTED:
            reader.get(record)
            assert reader.post(record + path, {"status": "done"}).status == 403

    def test_who_only_reads_is_offered_nothing_to_change(self, cast, record):
        reader = cast.a.sign_in("reader")
        for path in (LIST, of_customer(cast.a), *(record + tab for tab in TABS)):
            text = reader.get(path).text
            for offer in ("Neues Projekt", "Bearbeiten", "Status ändern", "sichtbar machen", "Speichern", "löschen"):
                assert offer not in text, (path, offer)

    def test_another_agency_gets_404(self, cast, record):
        owner = cast.b.sign_in("owner").get(LIST)
        for path in (of_customer(cast.a), *(record + page for page in (*TABS, *EDITING))):
            assert owner.get(path).status == 404
        for path in (*POSTED, *EDITING):
            owner.get(LIST)
            assert owner.post(record + path, {"status": "done"}).status == 404
        assert owner.get(f"{NEW}?kunde={cast.a.customer.id}").status == 404

    def test_the_signed_out_are_sent_to_sign_in(self, cast, record):
        for path in (LIST, NEW, of_customer(cast.a), *(record + page for page in (*TABS, *EDITING))):
            client = cast.a.visit().get(path, follow=False)
            assert (client.status, client.location.startswith("/anmelden")) == (303, True)

    def test_a_person_of_the_portal_is_no_staff(self, cast, record):
        assert cast.a.sign_in("person").get(record, follow=False).status == 303


class TestList:
    def test_it_shows_customer_team_progress_and_state(self, cast, record):
        client = cast.a.sign_in("reader").get(LIST)
        assert client.title == "Projekte"
        for said in ("1 Projekt", "Neue Website", "Orgelbau Matthiesen", "Mika Moor", "31.03.2099", "geplant"):
            assert said in client.text
        assert client.follow("Neue Website").title == "Neue Website"

    def test_it_says_where_somebody_wrote(self, cast, record):
        with cast.a.work():
            Comment.post(made(cast.a), cast.a.member.load(), "Der Entwurf ist da")
        client = cast.a.sign_in("owner").get(LIST)
        assert "1 neuer Beitrag" in client.text
        assert "Gespräch 1 neu" in client.get(record).text
        client.get(f"{record}/gespraech").get(LIST)
        assert "neuer Beitrag" not in client.text

    def test_an_empty_list_says_what_to_do(self, cast):
        assert "Noch kein Projekt" in cast.a.sign_in("reader").get(LIST).text
        client = cast.a.sign_in("owner").get(LIST).follow("Erstes Projekt anlegen")
        assert client.title == "Neues Projekt"

    def test_where_no_customer_is_known_the_form_leads_to_the_first(self, app, cast):
        new = make_agency(app, "Neu", empty=True)
        assert new.sign_in("owner").get(NEW).follow("Ersten Kunden anlegen").title == "Neuen Kunden anlegen"

    def test_filters_narrow_it(self, cast, record):
        with cast.a.work():
            other = cast.a.other_customer.load()
            start(cast.a, "Alt", status="done")
            start(cast.a, "Spät", customer=other, ends_on=date(2026, 1, 1), members=[cast.a.owner.load()])
        client = cast.a.sign_in("owner").get(LIST)

        def shown(**values):
            client.get(LIST).submit("Suchen", values)
            return [name for name in ("Neue Website", "Alt", "Spät") if f">{name}</a>" in client.html]

        assert shown() == ["Neue Website", "Spät"]
        assert shown(Status="jeder Status") == ["Neue Website", "Alt", "Spät"]
        assert shown(Status="abgeschlossen") == ["Alt"]
        assert shown(Kunde="Café Brandt") == ["Spät"]
        assert shown(Mitarbeiter="meine") == ["Spät"]
        assert client.value("Mitarbeiter") == "ich"
        assert shown(Mitarbeiter="Mika Moor") == ["Neue Website"]
        assert shown(überfällig=True) == ["Spät"]
        assert "überfällig" in client.page.all("table")[0].text()
        assert shown(**{"Projekte suchen": "website orgelbau"}) == ["Neue Website"]
        assert shown(**{"Projekte suchen": "alt"}) == []
        assert "Kein Projekt passt dazu." in client.text
        assert "Alt" in client.follow("Auch unter den abgeschlossenen suchen").page.all("table")[0].text()

    @pytest.mark.parametrize(
        "query",
        ["status=x", "kunde=x", "mitarbeiter=x", "sortierung=;", "seite=-1", "q=%00", "q=%ed%a0%80", "ueberfaellig=1"],
    )
    def test_odd_addresses_answer(self, cast, record, query):
        assert cast.a.sign_in("owner").get(f"{LIST}?{query}").status == 200

    def test_heads_order_it(self, cast, record):
        with cast.a.work():
            start(cast.a, "Archiv", customer=cast.a.other_customer.load(), ends_on=date(2026, 1, 1))

        def order():
            return client.text.index("Archiv") < client.text.index("Neue Website")

        client = cast.a.sign_in("owner").get(LIST)
        assert order()
        assert not client.follow("Projekt").text.index("Archiv") < client.text.index("Neue Website")
        assert client.page.all("th")[0]["aria-sort"] == "descending"
        client.follow("Ende")
        assert order()
        client.follow("Kunde")
        assert order()

    def test_pages_of_fifty_keep_the_filters(self, cast):
        with cast.a.work():
            for number in range(60):
                start(cast.a, f"Reihe {number}", status="paused")
        client = cast.a.sign_in("owner").get(f"{LIST}?status=paused&q=reihe")
        assert "Reihe 49" in client.text
        assert "Reihe 50" not in client.text
        assert "Reihe 59" in client.follow("Nächste Seite").text

    def test_another_agencys_projects_are_not_found(self, cast, record):
        text = cast.b.sign_in("owner").get(f"{LIST}?q=website").text
        assert "Neue Website" not in text

    def test_the_customers_record_has_its_own(self, cast, record):
        with cast.a.work():
            start(cast.a, "Fremd", customer=cast.a.other_customer.load())
        client = (
            cast.a.sign_in("owner").get(f"/verwaltung/kunden/{cast.a.customer.id}").follow("Projekte", near="Kontakte")
        )
        assert client.title == "Orgelbau Matthiesen"
        assert "Neue Website" in client.text
        assert "Fremd" not in client.text
        client.follow("Neues Projekt")
        assert (client.title, "Café Brandt" in client.text) == ("Neues Projekt", False)


class TestCreating:
    def test_it_makes_a_project_and_opens_its_record(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        client.submit(
            "Speichern",
            {"Kunde": FIRST, "Name": "Neue Website", "Beschreibung": "**Relaunch**", "Status": "läuft",
             "Beginn": "2026-01-05", "Ende": "31.3.2026", "Team": ["Mika Moor", "Olga Ohm"]},
        )  # fmt: skip
        assert client.title == "Neue Website"
        for said in ("Projekt angelegt.", "Relaunch", "läuft", "05.01.2026", "31.03.2026", "Olga Ohm", "Anna Muster"):
            assert said in client.text
        with cast.a.work():
            project = made(cast.a, name="Neue Website")
            assert (project.customer_id, project.contact_id) == (cast.a.customer.id, cast.a.contact.id)
            assert (project.visible, project.created_by_id) == (True, cast.a.member.id)
            assert [member.name for member in project.people] == ["Mika Moor", "Olga Ohm"]

    @pytest.mark.parametrize("default", [True, False])
    def test_the_agency_says_whether_the_tick_is_set(self, cast, default):
        with cast.a.work():
            current_tenant().tasks_visible = default
        cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Kunde": FIRST, "Name": "Messe"})
        with cast.a.work():
            assert made(cast.a, name="Messe").visible == default

    def test_from_a_customer_it_stands_fast_and_its_contact_is_chosen(self, cast):
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.other_customer.id}")
        assert client.value("Ansprechpartner") == str(cast.a.other_contact.id)
        client.submit("Speichern", {"Name": "Speisekarte"})
        with cast.a.work():
            assert made(cast.a, name="Speisekarte").customer_id == cast.a.other_customer.id

    def test_nobody_may_be_the_contact(self, cast):
        client = cast.a.sign_in("owner").get(f"{NEW}?kunde={cast.a.customer.id}")
        client.submit("Speichern", {"Name": "Messe", "Ansprechpartner": "niemand bestimmt"})
        with cast.a.work():
            assert made(cast.a, name="Messe").contact_id is None

    def test_without_script_a_button_brings_the_contacts(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        client.submit("Kontakte des gewählten Kunden laden", {"Kunde": FIRST, "Name": "Messe"})
        assert (client.status, client.value("Name"), client.errors()) == (422, "Messe", {})
        assert client.value("Ansprechpartner") == str(cast.a.contact.id)
        client.submit("Kontakte des gewählten Kunden laden", {"Kunde": "Café Brandt (K-1002)"})
        assert client.value("Ansprechpartner") == str(cast.a.other_contact.id)
        client.submit("Speichern")
        assert client.title == "Messe"

    def test_among_many_customers_a_search_leads_to_the_one(self, cast):
        with cast.a.work():
            for number in range(101):
                Customer.add(company=f"Aal {number}")
        client = cast.a.sign_in("owner").get(NEW)
        assert FIRST not in client.text
        client.submit("Suchen", {"Kunden suchen": "matthiesen", "Name": "Messe"})
        assert client.status == 422
        client.submit("Speichern", {"Kunde": FIRST})
        assert client.title == "Messe"

    def test_with_script_customers_and_contacts_are_fetched(self, cast):
        client = cast.a.sign_in("owner")
        found = client.get("/verwaltung/kunden/auswahl?q=matth").json
        assert found == [{"value": str(cast.a.customer.id), "label": FIRST}]
        contacts = client.get(f"/verwaltung/kunden/kontakte/auswahl?kunde={cast.a.customer.id}").json
        assert [(one["value"], one["chosen"]) for one in contacts] == [(str(cast.a.contact.id), True)]
        for foreign in (cast.b.customer.id, "x", ""):
            assert client.get(f"/verwaltung/kunden/kontakte/auswahl?kunde={foreign}").json == []

    def test_what_is_missing_is_said_and_what_was_typed_is_kept(self, cast):
        client = cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Beschreibung": "Relaunch"})
        assert client.status == 422
        assert set(client.errors()) == {"Kunde", "Name"}
        assert client.value("Beschreibung") == "Relaunch"

    @pytest.mark.parametrize(
        ("dates", "faulty"),
        [
            ({"Beginn": "2026-02-30"}, {"Beginn"}),
            ({"Ende": "morgen"}, {"Ende"}),
            ({"Ende": "0001-01-01"}, {"Ende"}),
            ({"Beginn": "٢٠٢٦-٠١-٠١"}, {"Beginn"}),
            ({"Beginn": "2026-03-02", "Ende": "2026-03-01"}, {"Ende"}),
        ],
    )
    def test_days_that_do_not_exist_or_fit_are_refused(self, cast, dates, faulty):
        client = cast.a.sign_in("owner").get(NEW).submit("Speichern", {"Kunde": FIRST, "Name": "Messe"} | dates)
        assert (client.status, set(client.errors())) == (422, faulty)

    def test_the_same_form_twice_makes_one_project(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        token = next(node["value"] for node in client.page.all("input") if node["name"] == "id")
        values = {"id": token, "customer": str(cast.a.customer.id), "name": "Messe", "contact": "", "status": "planned"}
        client.post(NEW, values)
        first = client.path
        client.get(NEW).post(NEW, values)
        assert client.path == first
        with cast.a.work():
            made(cast.a, name="Messe")

    def test_people_of_others_are_refused_beside_the_field(self, cast):
        client = cast.a.sign_in("owner").get(NEW)
        good = {"customer": str(cast.a.customer.id), "name": "Messe", "contact": "", "status": "planned"}
        token = {"id": next(node["value"] for node in client.page.all("input") if node["name"] == "id")}
        for wrong, field in (
            ({"customer": str(cast.b.customer.id)}, "Kunde"),
            ({"contact": str(cast.b.contact.id)}, "Ansprechpartner"),
            ({"contact": str(cast.a.other_contact.id)}, "Ansprechpartner"),
            ({"members": str(cast.b.member.id)}, "Team"),
            ({"status": "tot"}, "Status"),
            ({"customer": "x"}, "Kunde"),
        ):
            client.get(NEW).post(NEW, token | good | wrong)
            assert client.status == 422
            assert field in client.errors(), (wrong, client.errors())
        with cast.a.work():
            assert db.session.scalars(select(Project)).all() == []

    def test_who_has_left_cannot_join(self, cast):
        with cast.a.work():
            cast.a.admin.load().deactivate()
        assert "Ada Amsel" not in cast.a.sign_in("owner").get(NEW).text


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
