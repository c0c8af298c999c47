"""What tenancy costs: the customer list (50 rows, signed in) against the same page without any scoping.

The bar is 1.15, with 10 agencies as with 1,000 (QUALITY, "Speed"). Without scoping means: another database that holds
this one agency alone, a role that row-level security does not bind, no criteria, and no host to be resolved.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.test import EnvironBuilder

from tests.bench import serving, unscoped
from tests.bench.timing import medians
from tests.bench.town import Place, ground

CUSTOMERS, NEIGHBOURS_CUSTOMERS = 200, 50
BAR = 1.15
PATH = "/verwaltung/kunden"


def visit(place: Place, path: str = PATH, rows: int = 50) -> Callable[[], object]:
    """Fetch the page in this process, as a server would call the application; it must show so many customers."""
    headers = {"Host": place.agency.host, "Cookie": place.cookie}
    environ = EnvironBuilder(path, headers=headers).get_environ()

    def get() -> None:
        status = []
        body = b"".join(place.app.wsgi_app(environ.copy(), lambda line, _headers, _exc=None: status.append(line)))
        assert status == ["200 OK"], status
        assert body.count(b"Firma ") >= rows

    return get


def main() -> None:
    unscoped.install()
    with ground() as land:
        alone = land.place("alone", CUSTOMERS, bypass=True)
        unscoped.take_down(alone.app, alone.agency.tenant_id, alone.agency.slug)
        town = land.place("town", CUSTOMERS)
        land.neighbours("town", 9, NEIGHBOURS_CUSTOMERS)
        report("in one process", 10, *medians(visit(town), visit(alone)))
        with serving.both(town, alone) as ways:
            report("through the server", 10, *medians(*ways))
        land.neighbours("town", 990, NEIGHBOURS_CUSTOMERS)
        report("in one process", 1000, *medians(visit(town), visit(alone)))
        with serving.both(town, alone) as ways:
            report("through the server", 1000, *medians(*ways))


def report(where: str, agencies: int, scoped: float, free: float) -> None:
    ratio = scoped / free
    said = "" if where != "in one process" else f"  (bar {BAR}: {'kept' if ratio <= BAR else 'BROKEN'})"
    times = f"{scoped:6.2f} ms against {free:6.2f} ms"
    print(f"customer list, {agencies:5} agencies, {where:18}: {times}, ratio {ratio:.3f}{said}", flush=True)
