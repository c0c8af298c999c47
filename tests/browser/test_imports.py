"""The pages of imports in Chromium: nothing for axe to find, nothing scrolls sideways, progress shows by itself."""

from __future__ import annotations

from app.imports.models import CustomerImport
from tests.browser.looking import look_at, sign_in
from tests.imports.conftest import Importer, table

BASE = "/verwaltung/kunden/import"
ROWS = [
    ("", "Tischlerei Holm", "Hanna", "Holm", "26122", "Oldenburg", "hanna@example.org", "0441 23125100"),
    ("", "Falsch", "", "", "", "", "falsch@", "=1+1"),
]


def test_every_state_of_an_import(visit, cast):
    office = Importer(cast.a)
    mapped, checked, done = (office.begin(table(*ROWS)) for _each in range(3))
    office.check(checked)
    office.check(done)
    office.start(done)
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    paths = (f"{mapped}/spalten", str(checked), f"{checked}?art=faulty", str(done), f"{done}/einladungen",
             f"{done}/einladungen/senden")  # fmt: skip
    assert look_at(visitor, [f"{BASE}/{path}" for path in paths]) == []


def test_progress_shows_by_itself(visit, cast):
    """The worker of the installation does the dry run while the page is open."""
    id = Importer(cast.a).begin(table(*ROWS))
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    visitor.open(f"{visitor.origin}{BASE}/{id}/spalten")
    visitor.page.get_by_role("button", name="Probelauf starten").click()
    visitor.page.get_by_text("Das war ein Probelauf").wait_for()
    visitor.page.get_by_role("button", name="Import starten").click()
    visitor.page.get_by_text("Fertig: 1 Kunden angelegt").wait_for()
    with cast.a.work():
        assert CustomerImport.get(id).state == "done"
