"""The start page of the staff: my work, what customers wrote, what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.discussion.models import Comment
from app.discussion.reading import mark_read
from app.staff.roles import ALLOWED, Permission, Role
from app.tasks.models import Task
from tenants import now
from tests.overview.things import project, task, write

START = "/verwaltung/"


def card(client, id: str):
    """The card with this heading's id."""
    return next(part for part in client.page.all("section") if part["aria-labelledby"] == id)


def said(client, id: str) -> str:
    return card(client, id).text()


def lines(client, id: str) -> list[str]:
    """What the links of a card's rows say, in order."""
    return [link.text() for link in card(client, id).all("a") if "cover" in link.classes]


class TestMyTasks:
    def test_what_is_overdue_stands_first_and_what_has_no_day_last(self, cast):
        with cast.a.work():
            for title, days in (("Morgen", 1), ("Irgendwann", None), ("Längst", -3), ("Heute", 0)):
                task(cast.a, title, days, who=["member"])
            task(cast.a, "Fremd", 0, who=["owner"])
            task(cast.a, "Fertig", -1, who=["member"], status="done")
        client = cast.a.sign_in("member").get(START)
        assert lines(client, "meine") == ["Längst", "Heute", "Morgen", "Irgendwann"]
        assert said(client, "meine").count("überfällig seit") == 1
        assert "Orgelbau Matthiesen" in said(client, "meine")

    def test_a_task_is_ticked_off_where_it_stands(self, cast):
        with cast.a.work():
            id = task(cast.a, "Pfeifen stimmen", 0, who=["member"]).id
        client = cast.a.sign_in("member").get(START)
        client.submit("„Pfeifen stimmen“ als erledigt abhaken")
        assert (client.path, client.status) == (START, 200)
        assert "Erledigt: Pfeifen stimmen" in client.text
        assert "keine Aufgabe zugewiesen" in said(client, "meine")
        with cast.a.work():
            assert Task.get(id).done_at
        assert "hat den Status der Aufgabe „Pfeifen stimmen“ geändert" in said(client, "zuletzt")

    def test_ticking_twice_is_ticking_once(self, cast):
        with cast.a.work():
            id = task(cast.a, "Pfeifen stimmen", 0, who=["member"]).id
        client = cast.a.sign_in("member").get(START)
        for _time in range(2):
            assert client.post(f"{START}erledigt/{id}", follow=False).status == 303
            client.get(START)
        assert said(client, "zuletzt").count("„Pfeifen stimmen“ geändert") == 1

    def test_who_only_reads_sees_tasks_but_no_tick(self, cast):
        with cast.a.work():
            id = task(cast.a, "Pfeifen stimmen", 0, who=["reader"]).id
        client = cast.a.sign_in("reader").get(START)
        assert lines(client, "meine") == ["Pfeifen stimmen"]
        assert "abhaken" not in client.html
        assert client.post(f"{START}erledigt/{id}").status == 403
        with cast.a.work():
            assert not Task.get(id).done

    def test_another_agencys_task_is_404(self, cast):
        with cast.a.work():
            id = task(cast.a, "Geheim", 0).id
        assert cast.b.sign_in("owner").get(START).post(f"{START}erledigt/{id}").status == 404
        with cast.a.work():
            assert not Task.get(id).done

    def test_what_does_not_fit_is_counted_and_linked(self, cast):
        with cast.a.work():
            for number in range(11):
                task(cast.a, f"Pfeife {number}", number, who=["member"])
        client = cast.a.sign_in("member").get(START)
        assert lines(client, "meine")[-1] == "Pfeife 7"
        assert client.follow("noch 3 Aufgaben").path == "/verwaltung/aufgaben/meine"


class TestLetters:
    def test_unread_comments_of_customers_are_shown_with_the_way_to_them(self, cast):
        with cast.a.work():
            place = task(cast.a, "Prospekt", visible=True)
            write(cast.a, place, "Zuerst")
            last = write(cast.a, place, "Bitte **zwei** Töne tiefer").id
        client = cast.a.sign_in("member").get(START)
        assert lines(client, "geschrieben") == ["Prospekt"]
        for words in (
            "Anna Muster",
            "Orgelbau Matthiesen",
            "Bitte zwei Töne tiefer",
            "2 neue Beiträge",
            "1 ungelesenes Gespräch",
        ):
            assert words in said(client, "geschrieben")
        link = next(a for a in card(client, "geschrieben").all("a") if "cover" in a.classes)
        assert link["href"].endswith(f"#beitrag-{last}")
        assert client.get(link["href"]).status == 200

    def test_where_i_work_comes_first(self, cast, clock):
        with cast.a.work():
            own = project(cast.a, "Mein Projekt", who=["member"])
            places = [
                task(cast.a, "Meine Aufgabe", who=["member"]), own, task(cast.a, "In meinem Projekt", project=own),
                task(cast.a, "Fremd", who=["owner"]), project(cast.a, "Fremdes Projekt"),
            ]  # fmt: skip
            for minutes, place in enumerate(places):
                write(cast.a, place, "Hallo").created_at = now() + timedelta(minutes=minutes)
        clock.move(hours=1)
        assert lines(cast.a.sign_in("member").get(START), "geschrieben") == [
            "In meinem Projekt", "Mein Projekt", "Meine Aufgabe", "Fremdes Projekt", "Fremd",
        ]  # fmt: skip

    def test_what_is_read_deleted_or_from_the_staff_is_not_shown(self, cast):
        with cast.a.work():
            read, gone, ours = (task(cast.a, title) for title in ("Gelesen", "Gelöscht", "Von uns"))
            id = read.id
            write(cast.a, read, "Hallo")
            write(cast.a, gone, "Hallo").delete()
            Comment.post(ours, cast.a.owner.load(), "Notiz an alle", internal=True)
        with cast.a.work():
            mark_read(cast.a.member.load(), Task.get(id), now())
        client = cast.a.sign_in("member").get(START)
        assert "alles gelesen" in said(client, "geschrieben")
        assert "Notiz an alle" not in client.text
        assert lines(cast.a.sign_in("admin").get(START), "geschrieben") == ["Gelesen"]

    def test_another_agency_sees_nothing_of_it(self, cast):
        with cast.a.work():
            write(cast.a, task(cast.a, "Geheim", 0), "Geheim")
        assert "Geheim" not in cast.b.sign_in("owner").get(START).text


class TestDue:
    def test_projects_and_tasks_of_the_others_within_a_week(self, cast):
        with cast.a.work():
            project(cast.a, "Prospekt", 2, status="active")
            project(cast.a, "Längst fertig", -2, status="done")
            project(cast.a, "Nächstes Jahr", 300)
            task(cast.a, "Meins", 1, who=["member"])
            task(cast.a, "Olgas", -1, who=["owner"])
            task(cast.a, "Niemandes", 7)
            task(cast.a, "Später", 8)
        client = cast.a.sign_in("member").get(START)
        assert lines(client, "faellig") == ["Olgas", "Prospekt", "Niemandes"]
        for words in ("Olga Ohm", "überfällig seit gestern", "Projekt · Orgelbau Matthiesen"):
            assert words in said(client, "faellig")

    def test_what_waits_for_customers_stands_by_itself(self, cast):
        with cast.a.work():
            task(cast.a, "Freigabe", 3, status="waiting")
            task(cast.a, "Entwurf", 3)
        assert lines(cast.a.sign_in("reader").get(START), "wartet") == ["Freigabe"]

    def test_an_empty_agency_is_told_so(self, cast):
        text = cast.a.sign_in("member").get(START).text
        for words in ("keine Aufgabe zugewiesen", "alles gelesen", "nichts fällig", "Keine Aufgabe wartet"):
            assert words in text


class TestWhoSeesWhat:
    def test_without_the_right_to_see_projects_nothing_of_them_is_shown(self, cast, monkeypatch):
        with cast.a.work():
            own = project(cast.a, "Geheimprojekt", 1)
            write(cast.a, task(cast.a, "Geheimaufgabe", 0, who=["reader"], project=own, status="waiting"), "Geheimwort")
        rights = ALLOWED[Role.READER] - {Permission.PROJECTS_VIEW}
        monkeypatch.setitem(ALLOWED, Role.READER, rights)
        client = cast.a.sign_in("reader").get(START)
        assert "Geheim" not in client.html
        assert "Meine Aufgaben" not in client.text
        assert "Adressen der Agentur" in client.text

    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_every_role_has_a_page(self, cast, who):
        assert cast.a.sign_in(who).get(START).title == "Übersicht"

    def test_the_first_project_is_a_first_step(self, cast):
        step = "Das erste Projekt anlegen"
        assert step in said(cast.a.sign_in("member").get(START), "schritte")
        assert step not in cast.a.sign_in("reader").get(START).text
        with cast.a.work():
            project(cast.a, "Prospekt")
        assert "Die ersten Schritte" not in cast.a.sign_in("member").get(START).text


def test_the_number_of_queries_does_not_grow(cast, count_queries):
    client = cast.a.sign_in("member")
    counts = []
    for many in (1, 12):
        with cast.a.work():
            for number in range(many):
                own = project(cast.a, f"Projekt {many} {number}", number % 7, who=["member"])
                task(cast.a, f"Mein {many} {number}", number, who=["member"], project=own)
                task(cast.a, f"Anderer {many} {number}", number % 7, who=["owner"])
                write(cast.a, task(cast.a, f"Wartend {many} {number}", status="waiting"), "Hallo")
        client.get(START)
        with count_queries() as statements:
            client.get(START)
        counts.append(len(statements))
    assert counts[0] == counts[1]
