"""The thread on the page: events between the comments, hostile text, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from app.discussion.models import Comment
from app.discussion.window import PAGE
from tenants import db, now, tenant_checked, uuid7
from tests.discussion.conftest import Spot, make_task

POLYGLOT = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    "\\x3csVg/<sVg/oNloAd=alert()//>\\x3e<img src=x onerror=alert(1)>[x](javascript:alert(1))"
    "![x](https://example.org/x.png)"
)


def line(client) -> str:
    (found,) = [node for node in client.page.all("ol") if "thread" in node.classes]
    return found.text()


def change(spot: Spot, **values) -> None:
    with spot.agency.work():
        if status := values.pop("status", None):
            spot.load().set_status(status)
        if values:
            spot.load().update(**values)


def test_staff_see_what_happened_between_the_comments(task):
    task.say("vorher")
    change(task, status="waiting", due_on=date(2099, 11, 24))
    change(task, priority="high")
    task.say("nachher")
    text = line(task.agency.sign_in("owner").get(task.office))
    wanted = ["angelegt", "vorher", "wartet auf Kunden", "24. November 2099", "geändert", "nachher"]
    assert sorted(wanted, key=text.index) == wanted


def test_customers_see_status_and_due_date_alone(task):
    change(task, status="waiting", due_on=date(2099, 11, 24))
    change(task, priority="high", description="Neue Beschreibung")
    change(task, due_on=None)
    with task.agency.work():
        task.load().assign([task.agency.owner.load()])
    text = line(task.agency.sign_in("person").get(task.portal))
    assert "hat den Status auf wartet auf Sie gesetzt" in text
    assert "hat den Termin auf 24. November 2099 gelegt" in text
    assert "hat den Termin aufgehoben" in text
    assert not any(words in text for words in ("angelegt", "geändert", "Priorität", "zuständig", "Kunden"))


def test_customers_see_nothing_of_the_time_before_it_was_shown(hidden, clock):
    change(hidden, status="doing")
    clock.move(minutes=1)
    with hidden.agency.work():
        hidden.load().show()
    clock.move(minutes=1)
    change(hidden, status="waiting")
    text = line(hidden.agency.sign_in("person").get(hidden.portal))
    assert "in Arbeit" not in text
    assert "wartet auf Sie" in text


def test_customers_see_how_a_project_stands(project):
    change(project, status="active")
    text = line(project.agency.sign_in("person").get(project.portal))
    assert "hat den Status auf läuft gesetzt" in text


def test_events_belong_to_the_page_of_their_time(task, clock):
    many(task, PAGE + 5)
    clock.move(minutes=1)
    change(task, status="doing")
    clock.move(minutes=1)
    many(task, PAGE)
    client = task.agency.sign_in("owner").get(task.office)
    assert "in Arbeit" not in line(client)
    client.follow("Frühere Beiträge")
    assert "in Arbeit" in line(client)


def many(spot: Spot, number: int, **values) -> None:
    """Comments as rows, as if somebody had written them one after the other until now."""
    with spot.agency.work():
        author, moment = spot.agency.member.load(), now()
        row = {
            "tenant_id": spot.agency.tenant_id, "task_id": spot.id, "author_kind": "staff", "author_id": author.id,
            "author_name": author.name, "internal": False, "body": "Nummer",
        } | values  # fmt: skip
        rows = [
            row | {"id": uuid7(), "created_at": moment - timedelta(milliseconds=number - each)}
            for each in range(number)
        ]
        db.session.execute(insert(Comment.__table__), rows, execution_options={tenant_checked: True})


@pytest.mark.parametrize(("who", "side"), [("owner", "office"), ("person", "portal")])
def test_2000_comments_cost_as_many_queries_as_10(cast, count_queries, who, side):
    cast.a.permit(cast.a.contact, "projects")
    costs = []
    for number in (10, 60, 2000):
        spot = make_task(cast.a, title=f"Mit {number}")
        many(spot, number)
        client = cast.a.sign_in(who).get("/kunden/profil" if who == "person" else "/verwaltung/profil")
        with count_queries() as statements:
            client.get(getattr(spot, side))
        assert len([node for node in client.page.all("article") if "post" in node.classes]) == min(number, PAGE)
        costs.append(len(statements))
    assert costs == [costs[0]] * 3


@pytest.mark.parametrize(("who", "side"), [("owner", "office"), ("person", "portal")])
def test_hostile_text_stays_text(task, who, side):
    task.say(POLYGLOT, who="person")
    task.say(POLYGLOT)
    client = task.agency.sign_in(who).get(getattr(task, side))
    posts = [node for node in client.page.all("article") if "post" in node.classes]
    assert len(posts) == 2
    for post in posts:
        assert "oNcliCk=alert()" in post.text()
        assert not post.all("img", "svg", "script", "style") or all("icon" in svg.classes for svg in post.all("svg"))
        assert all(not link["href"].lower().startswith("javascript") for link in post.all("a"))


def test_hostile_text_in_the_form_comes_back_as_text(task):
    client = task.agency.sign_in("member").get(task.office)
    text = POLYGLOT + "x" * 20_000
    client.submit("Absenden", {"Beitrag": text})
    assert client.status == 422
    assert client.value("Beitrag") == text
