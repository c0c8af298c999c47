"""No address that leads on leads to another house: every vector at every place that takes one."""

from pathlib import Path

import pytest

from tests.cast import PASSWORD

VECTORS = (Path(__file__).parent.parent / "web" / "open_redirect_vectors.txt").read_text("utf-8").splitlines()


def onward(client, path: str, name: str, target: str, **kwargs) -> str:
    """Where the page at `path` sends on, asked to go to `target`."""
    client.get(path, query_string={name: target}, follow=False, **kwargs)
    assert client.status == 303
    return client.location


@pytest.fixture
def staff(cast):
    return cast.a.sign_in("member")


@pytest.mark.parametrize("start", ["/anmelden", "/kunden/anmelden"])
def test_the_doors_lead_into_their_own_house(cast, start):
    """Signed in already, the page leads on at once; whoever signs in takes the same way."""
    who, home = ("owner", "/verwaltung/") if start == "/anmelden" else ("person", "/kunden/")
    client = cast.a.sign_in(who)
    assert {onward(client, start, "next", target) for target in VECTORS} == {home}


@pytest.mark.parametrize("target", VECTORS[:: len(VECTORS) // 4])
def test_the_form_of_a_door_leads_into_its_own_house(cast, target):
    for start, someone, home in (
        ("/anmelden", cast.a.owner, "/verwaltung/"),
        ("/kunden/anmelden", cast.a.person, "/kunden/"),
    ):
        client = cast.a.visit().get(start, query_string={"next": target})
        client.submit("Anmelden", {"E-Mail-Adresse": someone.email, "Passwort": PASSWORD}, follow=False)
        assert (client.status, client.location) == (303, home)


def test_changing_over_to_another_customer(cast):
    client = cast.a.sign_in("person").get("/kunden/")
    for target in VECTORS:
        client.get("/kunden/")
        address = client.app.url_map.bind(client.host).build("portal.switch", {"next": target})
        client.post(address, {"contact": str(cast.a.contact.id)}, follow=False)
        assert (client.status, client.location) == (303, "/kunden/"), target


def test_choosing_a_password_of_ones_own(cast):
    client = cast.a.sign_in("person")
    assert {onward(client, "/kunden/eigenes-passwort", "next", target) for target in VECTORS} == {"/kunden/"}


def test_the_way_back_from_help(staff):
    for target in VECTORS:
        staff.get("/verwaltung/hilfe/kunden", query_string={"von": target})
        assert not [node for node in staff.page.all("a") if node["href"] == target], target


def test_the_language_link_stays_on_the_page(cast):
    """It answers with the page that was asked for, and its links name no other host."""
    client = cast.a.visit()
    for target in VECTORS:
        client.get("/anmelden", query_string={"sprache": "en", "next": target})
        assert client.status == 200
        foreign = [node["href"] for node in client.page.all("a") if node["href"].startswith(("//", "\\", "http"))]
        assert [address for address in foreign if not address.startswith(client.base)] == [], target
