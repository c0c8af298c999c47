"""Several people arrange Rubriken and groups at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.groups.models import Group, GroupMembership, Rubric
from tenants import db, uuid7
from tests.customers.test_at_once import SOME
from tests.groups.conftest import LIST, group_of, order, verbs
from tests.security.test_races import meanwhile  # noqa: F401 (a fixture)


def send_at_once(agency, path: str, forms: list[dict]) -> set[int]:
    """The statuses that browsers of the admin get which all press the button together."""
    clients = [agency.sign_in("admin").get(LIST) for _form in forms]
    with ThreadPoolExecutor(len(forms)) as pool:
        sent = pool.map(lambda pair: pair[0].post(path, pair[1], follow=False), zip(clients, forms, strict=True))
        return {client.status for client in sent}


@pytest.fixture(autouse=True)
def _like_production(app):
    """Faults become answers, as they do outside of tests."""
    app.testing = False
    yield
    app.testing = True


def test_the_same_form_makes_one(town):
    form = {"id": str(uuid7()), "name": "Druck", "rubric": str(town.things["rubric"]), "opens": "all"}
    assert send_at_once(town, f"{LIST}/neu", [form] * SOME) == {303}
    assert send_at_once(town, f"{LIST}/rubriken/neu", [{"id": str(uuid7()), "name": "Orte"}] * SOME) == {303}
    assert order(town)["Leistungen"] == ["Website", "Shop", "Pflege", "Druck"]
    assert list(order(town)) == ["Kunden", "Leistungen", "Orte"]
    assert verbs(town).count("rubric.created") == 2


def test_the_same_name_is_taken_once(town):
    forms = [{"id": str(uuid7()), "name": "Orte"} for _each in range(SOME)]
    assert send_at_once(town, f"{LIST}/rubriken/neu", forms) == {303, 422}
    assert list(order(town)).count("Orte") == 1


def test_moving_keeps_everyone_in_an_order(town):
    forms = [{"platz": str(number % 3)} for number in range(SOME)]
    assert send_at_once(town, f"{LIST}/{town.things['Shop']}/platz", forms) == {303}
    with town.work():
        places = db.session.scalars(db.select(Group.place).where(Group.rubric_id == town.things["rubric"])).all()
    assert sorted(places) == [0, 1, 2]


def test_deleting_at_once_deletes_once(town):
    assert send_at_once(town, f"{LIST}/{town.things['Shop']}/entfernen", [{}] * SOME) == {303, 404}
    assert verbs(town).count("group.removed") == 1


@pytest.mark.parametrize("path", ["", "/platz", "/entfernen"])
def test_what_is_done_to_a_group_just_deleted_answers_404(town, meanwhile, path):  # noqa: F811
    form = {"name": "Anders", "rubric": str(town.things["rubric"]), "opens": "all", "platz": "0"}
    admin = town.sign_in("admin").get(LIST)
    target = f"{LIST}/{town.things['Shop']}{path}"
    meanwhile(town, lambda: group_of(town, "Shop").remove(), lambda: admin.post(target, form))
    assert admin.status == 404


def test_a_group_is_not_made_in_a_rubric_just_deleted(town, meanwhile):  # noqa: F811
    form = {"id": str(uuid7()), "name": "Druck", "rubric": str(town.things["kunden"]), "opens": "all"}
    admin = town.sign_in("admin").get(LIST)

    def delete():
        group_of(town, "everyone").remove()
        Rubric.get(town.things["kunden"]).remove()

    meanwhile(town, delete, lambda: admin.post(f"{LIST}/neu", form))
    assert admin.status == 404


def test_a_customer_is_not_put_into_a_group_just_deleted(town, meanwhile):  # noqa: F811
    path = f"/verwaltung/kunden/{town.customer.id}/bearbeiten"
    member = town.sign_in("member").get(path)
    meanwhile(
        town, lambda: group_of(town, "Shop").remove(), lambda: member.submit("Speichern", {"Leistungen": ["Shop"]})
    )
    assert member.status == 200
    with town.work():
        names = [group.name for group in db.session.scalars(Group.of(town.customer.load()))]
        assert names == []
        assert town.things["Shop"] not in GroupMembership.numbers()
