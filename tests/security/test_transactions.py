"""A request happens as a whole or not at all, and says which."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.customers.models import Customer
from tenants import db


@pytest.fixture
def form(superuser, app, cast):
    """„Neuen Kunden anlegen“, open in a browser; from now on customers can be added, but not committed."""
    owner = cast.a.sign_in("owner").get("/verwaltung/kunden/neu")
    app.testing = False
    with superuser.begin() as connection:
        connection.execute(
            text("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$")
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER no AFTER INSERT ON customer DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION no()"
            )
        )
    yield owner
    app.testing = True
    with superuser.begin() as connection:
        connection.execute(text("DROP TRIGGER no ON customer"))
        connection.execute(text("DROP FUNCTION no()"))


def test_what_could_not_be_committed_is_not_reported_as_done(cast, form):
    owner = form.submit("Speichern", {"Firma": "Nie da gewesen", "Telefon": "030 23125 0"})
    assert (owner.status, owner.title) == (500, "Hier ist uns ein Fehler unterlaufen")
    assert "Kunde angelegt" not in owner.get("/verwaltung/kunden").text
    with cast.a.work():
        assert db.session.scalar(select(Customer).where(Customer.company == "Nie da gewesen")) is None
