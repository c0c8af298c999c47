"""The copies of agencies that other tests begin with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text

from app.audit import AuditEntry
from tenants import db, now
from tests.cast import PASSWORD
from tests.copies import ID
from tests.tenants.world import scoped_tables


def rows_of(superuser, tenant_id: int) -> dict[str, list[str]]:
    """Every row as the database writes it, by table."""
    tables = [table for table in scoped_tables() if table.name not in ("sign_in_session", "account_failures")]
    query = "SELECT {0}::text FROM {0} WHERE tenant_id = :id ORDER BY id"
    with superuser.connect() as connection:
        found = {t.name: connection.execute(text(query.format(t.name)), {"id": tenant_id}) for t in tables}
        return {name: list(rows.scalars()) for name, rows in found.items()}


def ids_in(rows: dict[str, list[str]]) -> set[str]:
    return {id for each in rows.values() for row in each for id in ID.findall(row)}


def test_copy_has_all_rows_of_its_mould_and_ids_of_its_own(cast, moulds, superuser):
    copy = rows_of(superuser, cast.a.tenant_id)
    mould = rows_of(superuser, moulds["Hafenlicht"].agency.tenant_id)
    assert {name: len(rows) for name, rows in copy.items()} == {name: len(rows) for name, rows in mould.items()}
    assert len(copy["search_word"]) > 10
    assert len(ids_in(copy)) == len(ids_in(mould)) > 20
    assert not ids_in(copy) & ids_in(mould)


def test_copy_was_made_just_now(cast, clock):
    clock.move(days=3)
    with cast.a.work():
        made = set(db.session.scalars(select(AuditEntry.at)))
        assert all(timedelta() <= now() - moment < timedelta(hours=1) for moment in made)


def test_everybody_of_a_copy_is_there(cast):
    with cast.b.work():
        for someone in (*cast.b.staff.values(), cast.b.customer, cast.b.contact, cast.b.person, cast.b.other_person):
            assert someone.load().name == someone.name
    client = cast.b.visit().get("/anmelden")
    client.submit("Anmelden", {"E-Mail-Adresse": cast.b.owner.email, "Passwort": PASSWORD})
    assert client.path.startswith("/verwaltung/")
