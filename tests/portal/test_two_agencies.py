"""One human being at two customers of one agency and at another agency, in one browser: nothing crosses."""

import pytest

from app.access.models import ContactPermission
from app.accounts.passwords import hash_password
from app.contacts.models import Contact
from tests.cast import PASSWORD
from tests.client import Client
from tests.portal.work import permit, project

OTHER_PASSWORD = "Bernstein-Fähre-Laterne-58"
A, SECOND = "Orgelbau Matthiesen", "Café Brandt"


@pytest.fixture
def everywhere(cast):
    """Anna is contact at both customers of agency a, and at one of b, where she has another password."""
    for agency in (cast.a, cast.b):
        permit(agency, "projects")
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load(), defaults=False)
        ContactPermission.set(second, ["projects"])
        cast.a.things["second"] = second.id
    with cast.b.work():
        cast.b.person.load().password_hash = hash_password(OTHER_PASSWORD)
    project(cast.a, "Orgel stimmen")
    project(cast.a, "Kuchen backen", who="other_customer")
    project(cast.b, "Deich bauen")
    return cast


@pytest.fixture
def browser(everywhere):
    """The same browser at both agencies: one jar of cookies."""
    here, there = everywhere.a.visit(), everywhere.b.visit()
    there.http = here.http
    return here, there


def sign_in(client: Client, password: str) -> Client:
    return client.get("/kunden/").submit("Anmelden", {"E-Mail-Adresse": "anna@example.org", "Passwort": password})


def seen(client: Client) -> set[str]:
    """The projects in the list, of all that there are."""
    text = client.get("/kunden/projekte").text
    return {name for name in ("Orgel stimmen", "Kuchen backen", "Deich bauen") if name in text}


def test_there_is_one_sign_in_for_each_agency(browser):
    here, there = browser
    assert sign_in(there, PASSWORD).status == 422
    assert sign_in(here, OTHER_PASSWORD).status == 422
    assert sign_in(here, PASSWORD).path == "/kunden/"
    assert there.get("/kunden/projekte").title == "Anmelden"
    assert sign_in(there, OTHER_PASSWORD).path == "/kunden/"
    assert (seen(here), seen(there)) == ({"Orgel stimmen"}, {"Deich bauen"})


def test_the_switch_lies_within_one_agency(browser):
    here, there = sign_in(browser[0], PASSWORD), sign_in(browser[1], OTHER_PASSWORD)
    assert "Wechseln" not in there.get("/kunden/").text
    here.get("/kunden/").submit("Wechseln", near=SECOND)
    assert (seen(here), seen(there)) == ({"Kuchen backen"}, {"Deich bauen"})
    assert SECOND not in there.get("/kunden/").text


def test_the_contact_of_another_agency_cannot_be_chosen(everywhere, browser):
    here, there = sign_in(browser[0], PASSWORD), sign_in(browser[1], OTHER_PASSWORD)
    for client, foreign in ((here, everywhere.b.contact.id), (there, everywhere.a.things["second"])):
        before = seen(client)
        assert client.get("/kunden/").post("/kunden/kunde", {"contact": str(foreign)}).status == 404
        assert seen(client) == before


def test_leaving_one_agency_leaves_the_other_open(browser):
    here, there = sign_in(browser[0], PASSWORD), sign_in(browser[1], OTHER_PASSWORD)
    here.get("/kunden/profil/anmeldungen").submit("Überall abmelden")
    assert here.get("/kunden/projekte").title == "Anmelden"
    assert seen(there) == {"Deich bauen"}


def test_a_change_at_one_agency_is_none_at_the_other(everywhere, browser):
    here, there = sign_in(browser[0], PASSWORD), sign_in(browser[1], OTHER_PASSWORD)
    with everywhere.a.work():
        everywhere.a.person.load().lock()
    assert here.get("/kunden/projekte").title == "Anmelden"
    assert seen(there) == {"Deich bauen"}
    with everywhere.b.work():
        assert everywhere.b.person.load().locked_at is None


def test_locking_one_customer_leaves_the_other(everywhere, browser):
    here = sign_in(browser[0], PASSWORD)
    with everywhere.a.work():
        everywhere.a.customer.load().lock()
    assert seen(here) == {"Kuchen backen"}
    assert A not in here.get("/kunden/").text


def test_what_is_permitted_at_one_customer_is_not_at_the_other(everywhere, browser):
    here = sign_in(browser[0], PASSWORD)
    with everywhere.a.work():
        ContactPermission.set(Contact.get(everywhere.a.things["second"]), [])
    assert seen(here) == {"Orgel stimmen"}
    here.get("/kunden/").submit("Wechseln", near=SECOND)
    assert here.get("/kunden/projekte").status == 404
