"""`make faults` at a small size, on one PostgreSQL of their own: everything it drives still works as it expects."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tenants import uuid7
from tests.faults import bad_inputs, doubles, fairness
from tests.faults.database_storm import LIST, NEW, TYPED
from tests.faults.database_storm import storm as database_storm
from tests.faults.ground import ground
from tests.faults.mail_storm import Storm, rows_of
from tests.faults.table import Row, print_table


@pytest.fixture(scope="module")
def place():
    with ground() as made:
        yield made


def test_mails_outlive_kills_a_restart_and_an_hour_without_a_server(place):
    """`make faults`: 1,000 mails and 25 kills. Here time goes on fast afterwards: pauses need not be waited for."""
    storm = Storm(place)
    figures = storm.run(20, 2, rate=600, hasten=36_000)
    kills, outage = rows_of(storm, figures)
    assert kills.fine, kills
    assert storm.waited, outage
    assert storm.banner, outage


def test_restart_of_the_database_loses_nothing_that_was_answered(place):
    row = database_storm(place, restarts=1, people=2, at_work=1, away=1, patience=60)
    assert row.fine, row


def test_bulk_mails_of_one_agency_do_not_hold_up_another(place):
    """`make faults`: 10,000. Here by their order alone, not by time."""
    row = fairness.measure(place, 120, 2, urgent=False)
    assert row.fine, row


def test_the_same_form_at_once_makes_one_thing(place):
    row = doubles.storm(place, 8, ["tasks.create"])
    assert row.fine, row


def test_bad_inputs_are_tried_over_all_forms(place):
    assert set(doubles.MAKERS) <= set(bad_inputs.PAGES)


@pytest.fixture
def full_database(superuser):
    """Every new customer finds the disk of the database full."""
    statements = (
        "CREATE FUNCTION public.disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER disk_is_full BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION public.disk_is_full()",
    )
    with superuser.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    yield
    with superuser.begin() as connection:
        connection.execute(text("DROP FUNCTION public.disk_is_full() CASCADE"))


def test_full_disk_of_the_database_is_503_for_writers_only(app, cast, request):
    client = cast.a.sign_in("member").get(NEW)
    form = TYPED | {"id": str(uuid7()), "company": "Voll", "country": "DE", "language": "de", "address_form": "sie"}
    request.getfixturevalue("full_database")
    client.post(NEW, form, follow=False)
    assert (client.status, client.headers["Retry-After"]) == (503, "5")
    assert "nicht gespeichert" in client.text
    assert client.get(LIST).status == 200


def test_table_says_which_bar_is_missed(capsys):
    assert print_table([Row("a fault", "0", "0", True)]) == 0
    assert print_table([Row("a fault", "0", "0", True), Row("another", "0", "3", False)]) == 1
    assert "MISSED another" in capsys.readouterr().out
