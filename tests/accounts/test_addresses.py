"""Comparing addresses, and naming networks and devices."""

import pytest

from app.accounts.addresses import address_key
from app.accounts.devices import device_label
from app.accounts.network import network_of


@pytest.mark.parametrize(
    "spelling", ["anna@example.org", "Anna@Example.ORG", " anna@example.org ", "\tANNA@EXAMPLE.ORG\n"]
)
def test_spellings_of_one_address_have_one_key(spelling):
    assert address_key(spelling) == "anna@example.org"


def test_umlauts_written_in_two_ways_have_one_key():
    assert address_key("Jo\u0308rg@example.org") == address_key("JÖRG@example.org") == "jörg@example.org"


def test_different_addresses_stay_different():
    different = ["anna@example.org", "an.na@example.org", "anna+x@example.org", "anna@example.com", "änna@example.org"]
    different += ["strasse@example.org", "straße@example.org"]
    assert len({address_key(address) for address in different}) == len(different)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_network_is_no_finer_than_needed(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("<script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_device_is_named_in_our_words(agent, label):
    assert device_label(agent) == label
