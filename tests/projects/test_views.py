"""The pages of projects: who gets in, and the list."""

from __future__ import annotations

from datetime import date

import pytest

from app.discussion.models import Comment
from tests.cast import make_agency
from tests.projects.conftest import LIST, NEW, made, of_customer, start

TABS = ("", "/aufgaben", "/gespraech", "/dateien", "/verlauf")
EDITING = ("/bearbeiten", "/sichtbarkeit", "/entfernen")
POSTED = ("/status", "/einblick")


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
