"""Address cards against RFC 6350 and RFC 2426."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.models import Contact
from app.customers.models import Customer
from app.exports.reading import Entry
from app.exports.vcard import cards, escape, fold


def card_lines(text: str) -> list[str]:
    """The lines of a card, unfolded."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def written(agency, version: str) -> list[list[str]]:
    with agency.work():
        customer = agency.customer.load()
        entry = Entry(customer, Contact.with_persons(customer), ["Alle, auch neue", "Chöre"])
        return [card_lines(card) for card in cards(entry, version)]


@pytest.fixture
def reached(cast):
    with cast.a.work():
        cast.a.customer.load().update(
            street="Am Kai 4; Hof", postcode="20457", city="Hamburg", phone="+494023125100", fax="+494023125109",
            website="https://www.example.org", email="post@example.org", note="Geheim",
        )  # fmt: skip
        cast.a.contact.load().update(mobile="+4915123125100")
    return cast.a


def test_a_firm_is_a_card_of_its_own_and_so_is_each_contact(reached):
    firm, contact = written(reached, "4.0")
    assert firm[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert {"KIND:org", "FN:Orgelbau Matthiesen", "ORG:Orgelbau Matthiesen"} <= {*firm}
    assert "ADR;TYPE=work:;;Am Kai 4\\; Hof;Hamburg;;20457;Deutschland" in firm
    assert 'TEL;VALUE=uri;TYPE="work,voice":tel:+494023125100' in firm
    assert "CATEGORIES:Alle\\, auch neue,Chöre" in firm
    assert {"KIND:individual", "FN:Anna Muster", "N:Muster;Anna;;Dr.;", "LANG:de"} <= {*contact}
    assert 'TEL;VALUE=uri;TYPE="work,cell":tel:+4915123125100' in contact
    assert {"TITLE:Geschäftsführung", "EMAIL;TYPE=work:anna@example.org"} <= {*contact}
    assert contact[-1] == "END:VCARD"


def test_outlook_gets_the_older_format(reached):
    firm, contact = written(reached, "3.0")
    assert "VERSION:3.0" in firm
    assert "X-ABSHOWAS:COMPANY" in firm
    assert "TEL;TYPE=work,voice:+494023125100" in firm
    assert "EMAIL;TYPE=INTERNET:anna@example.org" in contact
    assert not [line for line in (*firm, *contact) if line.startswith(("KIND", "LANG"))]


def test_a_private_customer_is_one_card(cast):
    with cast.a.work():
        paul = Customer.add(kind="private", first_name="Paul", last_name="Gerlach", phone="+493023125100")
        (card,) = cards(Entry(paul, [], []), "4.0")
    assert "FN:Paul Gerlach" in card
    assert 'TYPE="home,voice":tel:+493023125100' in card


def test_internal_notes_stay_in_the_house(reached):
    assert "Geheim" not in str(written(reached, "4.0"))


def test_signs_that_mean_something_are_escaped():
    assert escape("a,b;c\\d\r\ne") == "a\\,b\\;c\\\\d\\ne"


@given(st.text(max_size=300))
def test_lines_are_folded_between_letters_before_they_are_too_long(text):
    line = escape(text).replace("\r", "")
    parts = fold(line).split("\r\n")
    assert all(len(part.encode("utf-8", "surrogatepass")) <= 75 for part in parts)
    assert parts[0] + "".join(part.removeprefix(" ") for part in parts[1:]) == line
