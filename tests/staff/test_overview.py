"""The start page, the way to it, and the page of roles."""

import pytest

from app.staff.roles import ALLOWED, Permission, Role
from tests.cast import make_agency


def test_the_front_door_leads_in_or_to_the_sign_in(cast):
    assert cast.a.visit().get("/").path == "/anmelden"
    assert cast.a.sign_in("reader").get("/").path == "/verwaltung/"


def test_a_new_agency_sees_first_steps_and_may_take_them(app):
    agency = make_agency(app, "Neuland")
    client = agency.sign_in("owner").get("/verwaltung/")
    assert "Die ersten Schritte" in client.text
    for link in [a["href"] for a in client.page.all("a") if "cover" in a.classes]:
        assert client.get(link).status == 200


def test_a_reader_sees_no_step_that_the_role_does_not_allow(app):
    agency = make_agency(app, "Neuland")
    client = agency.sign_in("reader").get("/verwaltung/")
    for link in [a["href"] for a in client.page.all("a") if "cover" in a.classes]:
        assert client.get(link).status == 200


def test_the_overview_shows_both_addresses_of_the_agency(cast):
    client = cast.a.sign_in("member").get("/verwaltung/")
    assert f"http://{cast.a.host}:8000/kunden/" in client.text
    assert f"http://{cast.a.host}:8000/anmelden" in client.text


def test_the_overview_tells_what_happened_at_the_customers(cast):
    form = cast.a.sign_in("member").get(f"/verwaltung/kunden/{cast.a.customer.id}/bearbeiten")
    form.submit("Speichern", {"Ort": "Husum"})
    told = f"hat die Daten von {cast.a.customer.name} geändert."
    assert told in cast.a.sign_in("reader").get("/verwaltung/").text
    assert told not in cast.b.sign_in("reader").get("/verwaltung/").text


def test_signed_out_to_the_sign_in_page(cast):
    for path in ("/verwaltung/", "/verwaltung/rollen"):
        assert cast.a.visit().get(path).title == "Anmelden"


@pytest.mark.parametrize("role", list(Role))
def test_the_page_of_roles_says_in_words_what_the_table_says(cast, role):
    client = cast.a.sign_in(role.name.lower()).get("/verwaltung/rollen")
    section = next(part for part in client.page.all("section") if part["aria-labelledby"] == f"rolle-{role.value}")
    assert "Ihre Rolle" in section.text()
    for permission in Permission:
        assert (str(permission.words) in section.text()) == (permission in ALLOWED[role])


def test_owners_may_everything_and_each_role_more_than_the_next():
    assert ALLOWED[Role.OWNER] == set(Permission)
    assert ALLOWED[Role.READER] < ALLOWED[Role.MEMBER] < ALLOWED[Role.ADMIN] < ALLOWED[Role.OWNER]


def test_every_role_and_permission_has_words():
    for role in Role:
        assert str(role.label)
        assert str(role.purpose)
    for permission in Permission:
        assert str(permission.words)
