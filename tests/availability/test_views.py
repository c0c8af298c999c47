"""Where it is shown when somebody can be reached: records and list."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.availability.week import Week
from tenants import now

LIST = "/verwaltung/kunden"
OFFICE = Week.stretch(1, 5, 8, 18)


@pytest.fixture
def agency(cast, clock):
    """Agency A on a Tuesday at 10:42: one customer can be reached from 8 to 18 in Berlin, the other by night abroad."""
    with cast.a.work():
        cast.a.customer.load().update(hours=OFFICE.code)
        cast.a.other_customer.load().update(hours=Week.stretch(1, 7, 20, 2).code, time_zone="Asia/Kathmandu")
    clock.move(seconds=(datetime(2027, 1, 5, 10, 42, tzinfo=ZoneInfo("Europe/Berlin")) - now()).total_seconds() + 1)
    return cast.a


def record(someone) -> str:
    return f"{LIST}/{someone.id}"


def test_the_record_says_it_in_words_and_leads_to_the_form(agency):
    client = agency.sign_in("member").get(record(agency.customer))
    assert "jetzt erreichbar, bis 18 Uhr" in client.text
    assert "Mo–Fr 8–18 Uhr Zeit in Berlin, 10:42 Uhr" in client.text
    (link,) = [node for node in client.page.all("a") if node.text() == "Ändern der Erreichbarkeit"]
    assert link["href"] == f"{record(agency.customer)}/bearbeiten#erreichbarkeit"
    client.get(link["href"])
    assert [node for node in client.page.walk() if node["id"] == "erreichbarkeit"]


def test_abroad_the_time_there_and_here_is_said(agency):
    client = agency.sign_in("member").get(record(agency.other_customer))
    assert "wieder erreichbar ab 20 Uhr Ortszeit" in client.text
    assert "Zeit in Kathmandu, 15:27 Uhr, bei Ihnen 10:42 Uhr" in client.text


def test_a_contact_shows_its_own_hours_else_those_of_its_customer(agency):
    page = f"{LIST}/kontakte/{agency.contact.id}"
    client = agency.sign_in("member").get(page)
    assert "jetzt erreichbar, bis 18 Uhr" in client.text
    assert "Es gelten die Zeiten des Kunden." in client.text
    with agency.work():
        agency.contact.load().update(hours=Week.stretch(3, 3, 9, 12).code)
    client.get(page)
    assert "wieder erreichbar ab Mi, 9 Uhr" in client.text
    assert "Es gelten die Zeiten des Kunden." not in client.text


def test_who_only_reads_is_offered_nothing_to_change(agency):
    client = agency.sign_in("reader").get(record(agency.customer))
    assert "Mo–Fr 8–18 Uhr" in client.text
    assert "Ändern der Erreichbarkeit" not in client.text


def test_where_nobody_said_it_the_record_says_so(cast):
    assert "Erreichbarkeit Ändern der Erreichbarkeit Noch nicht angegeben." in (
        cast.a.sign_in("member").get(record(cast.a.customer)).text
    )


def test_other_agencies_and_the_signed_out_see_nothing(agency, cast):
    assert cast.b.sign_in("owner").get(record(agency.customer)).status == 404
    assert agency.visit().get(record(agency.customer), follow=False).status == 303


def test_the_list_says_it_counts_it_and_is_narrowed_by_it(agency):
    client = agency.sign_in("reader").get(LIST)
    assert "2 Kunden, 1 davon jetzt erreichbar" in client.text
    assert "jetzt, bis 18 Uhr" in client.text
    assert "ab 20 Uhr Ortszeit" in client.text
    client.get(f"{LIST}?jetzt=ja")
    assert "Orgelbau Matthiesen" in client.text
    assert "Café Brandt" not in client.text


def test_hours_cost_the_list_nothing(agency, count_queries):
    client = agency.sign_in("member").get(LIST)
    with count_queries() as first:
        client.get(LIST)
    with agency.work():
        agency.other_customer.load().update(hours="", time_zone="")
        agency.customer.load().update(hours=Week.always().code, time_zone="America/St_Johns")
    with count_queries() as second:
        client.get(LIST)
    assert len(first) == len(second)
