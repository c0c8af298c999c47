"""Guessing passwords at both doors, as strangers do it: from many networks at one account, from one at many."""

import secrets

import pytest

from tests.cast import PASSWORD, Agency
from tests.client import Client

DOORS = {"staff": ("/anmelden", "owner"), "portal": ("/kunden/anmelden", "person")}


def guess(agency: Agency, door: str, network: str, address: str, password: str = "falsch") -> Client:
    """One attempt in a new browser that comes from this network."""
    client = agency.visit()
    client.http.environ_base["REMOTE_ADDR"] = network
    return client.get(DOORS[door][0]).submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": password})


def networks(number: int) -> list[str]:
    """Addresses in networks for which nothing was counted before."""
    return [f"2001:db8:{secrets.randbelow(65536):x}:{secrets.randbelow(65536):x}::1" for _each in range(number)]


@pytest.mark.parametrize("door", DOORS)
def test_twenty_networks_against_one_account_are_slowed_together_and_nobody_is_shut_out(cast, clock, door):
    someone = getattr(cast.a, DOORS[door][1])
    strangers = networks(21)
    answers = [guess(cast.a, door, network, someone.email).status for network in strangers[:20]]
    assert answers == [422] * 10 + [429] * 10
    right = guess(cast.a, door, strangers[20], someone.email, PASSWORD)
    assert right.status == 429
    assert 0 < int(right.headers["Retry-After"]) <= 900
    clock.move(seconds=int(right.headers["Retry-After"]) + 1)
    assert guess(cast.a, door, strangers[20], someone.email, PASSWORD).status == 200


@pytest.mark.parametrize("door", DOORS)
def test_one_network_against_fifty_accounts_is_slowed_and_others_are_not(cast, door):
    stranger, other = networks(2)
    addresses = [f"person-{number}@example.org" for number in range(51)]
    answers = [guess(cast.a, door, stranger, address).status for address in addresses]
    assert answers == [422] * 50 + [429]
    someone = getattr(cast.a, DOORS[door][1])
    assert guess(cast.a, door, stranger, someone.email, PASSWORD).status == 429
    assert guess(cast.a, door, other, someone.email, PASSWORD).status == 200


@pytest.mark.parametrize("door", DOORS)
def test_who_must_wait_is_told_the_same_whether_the_account_exists(cast, door):
    pages = []
    for address in (getattr(cast.a, DOORS[door][1]).email, "niemand@example.org"):
        for network in networks(11):
            client = guess(cast.a, door, network, address)
        assert client.status == 429
        pages.append((client.html.replace(address, ""), client.headers["Retry-After"]))
    assert pages[0] == pages[1]
