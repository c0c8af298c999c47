"""A person with contacts at two customers: everything follows the chosen one, and links from mails find their way."""

import pytest

from app.access.models import ContactPermission
from app.contacts.models import Contact
from tests.cast import Someone
from tests.portal.work import file, permit, project, task


@pytest.fixture
def both(cast):
    """Agency a, whose person is contact at both of its customers and reaches everything at each."""
    permit(cast.a, "projects", "files")
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load())
        ContactPermission.set(second, ["projects", "files"])
        cast.a.things["second"] = second.id
    return cast.a


def things(agency, who: str) -> list[tuple[str, Someone]]:
    """A project, a task and a file of a customer, with the addresses of their pages."""
    there = project(agency, f"Projekt {who}", who=who)
    one = task(agency, f"Aufgabe {who}", who=who)
    shared = file(agency, getattr(agency, who), f"Datei {who}.txt")
    return [
        (f"/kunden/projekte/{there.id}", there),
        (f"/kunden/aufgaben/{one.id}?beitrag=x", one),
        (f"/kunden/dateien/{shared.id}", shared),
    ]


def test_everything_follows_the_chosen_customer(both):
    things(both, "customer")
    things(both, "other_customer")
    client = both.sign_in("person").get("/kunden/")
    for page in ("/kunden/", "/kunden/projekte", "/kunden/aufgaben", "/kunden/dateien"):
        assert " customer" in client.get(page).text
        assert "other_customer" not in client.text
    client.get("/kunden/").submit("Wechseln", near="Café Brandt")
    for page in ("/kunden/", "/kunden/projekte", "/kunden/aufgaben", "/kunden/dateien"):
        assert "other_customer" in client.get(page).text
        assert " customer" not in client.text


def test_a_link_to_something_of_the_other_customer_asks_whether_to_change_over(both):
    for address, thing in things(both, "other_customer"):
        client = both.sign_in("person").get(address)
        assert client.status == 200
        assert client.title == "Das gehört zu Café Brandt"
        assert thing.name not in client.text
        assert "Orgelbau Matthiesen" in client.text
        assert both.sign_in("person").get("/kunden/aufgaben").status == 200
        client.submit("Wechseln")
        assert client.path.partition("?")[0] == address.partition("?")[0]
        assert client.title == thing.name if address.count("dateien") == 0 else client.status == 200


def test_looking_does_not_change_over(both):
    (_project, (address, _task), _file) = things(both, "other_customer")
    client = both.sign_in("person").get(address)
    assert "Orgelbau Matthiesen, " in client.get("/kunden/").text


def test_also_from_a_customer_at_which_nothing_is_reached(both):
    permit(both)
    client = both.sign_in("person")
    for address, _thing in things(both, "other_customer"):
        assert client.get(address).title == "Das gehört zu Café Brandt"
    assert client.get("/kunden/projekte").status == 404


def test_what_the_other_contact_does_not_see_either_is_not_there(both):
    hidden = task(both, who="other_customer", visible=False)
    client = both.sign_in("person")
    assert client.get(f"/kunden/aufgaben/{hidden.id}").status == 404
    with both.work():
        ContactPermission.set(Contact.get(both.things["second"]), [])
    for address, _thing in things(both, "other_customer"):
        assert client.get(address).status == 404


def test_nothing_is_done_at_the_other_customer_without_changing_over(both):
    one = task(both, who="other_customer", status="waiting")
    client = both.sign_in("person").get("/kunden/")
    assert client.post(f"/kunden/aufgaben/{one.id}/zurueck").status == 404
    with both.work():
        assert one.load().status == "waiting"


def test_a_locked_customer_is_not_offered(both):
    ((address, _project), *_rest) = things(both, "other_customer")
    with both.work():
        customer = both.other_customer.load()
        customer.locked_at = customer.created_at
    assert both.sign_in("person").get(address).status == 404


@pytest.mark.parametrize(
    "wanted", ["https://boese.example/", "//boese.example/", "/verwaltung/", "/kunden/../verwaltung/"]
)
def test_changing_over_leads_nowhere_else(both, wanted):
    client = both.sign_in("person").get("/kunden/")
    client.post(f"/kunden/kunde?next={wanted}", {"contact": str(both.things["second"])}, follow=False)
    assert (client.status, client.location) == (303, "/kunden/")
