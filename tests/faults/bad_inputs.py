"""10,000 bad inputs over all forms of the product: never a fault, a clear error, what was typed kept.

    python -m tests.faults.bad_inputs [inputs]     (10,000 unless given)

What tests/test_bad_input.py does with 2,000. No page is fetched by a server: the product answers in this process.
"""

from __future__ import annotations

import sys
from collections import Counter

from app import create_app
from tests.faults.ground import ground
from tests.faults.table import Row, print_table
from tests.page import parse
from tests.routes.kept import Kept
from tests.routes.nonsense import generate
from tests.routes.town import make_house
from tests.test_bad_input import PAGES, USED_UP, Desk, controls_of, faults_in
from tests.test_routes import mark


def storm(app, superuser, inputs: int) -> Row:
    said, wrong, each = Counter(), [], -(-inputs // len(PAGES))
    house = make_house(app, superuser, mark())
    kept = Kept(superuser, house.agency.tenant_id)
    for endpoint in PAGES:
        desk = Desk(app, superuser, house, kept, endpoint)
        controls = controls_of(desk.form(parse(desk.open("GET", desk.page).get_data(as_text=True))))
        for bad in generate(controls, desk.valid(controls), each, seed=f"{endpoint} at length"):
            answer = desk.open("POST", desk.path, data=bad.body, content_type=bad.content_type)
            said[answer.status_code] += 1
            wrong += [f"{endpoint}: {bad.what}: {fault}" for fault in faults_in(answer, desk, bad, controls)]
            if answer.status_code == 303 and endpoint in USED_UP:
                desk.restore()
    kept.close()
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(said.items()))
    return Row(
        f"{sum(said.values())} bad inputs",
        "no 5xx, a clear error, what was typed kept",
        f"{len(PAGES)} forms; {answers}; {len(wrong)} wrong" + "".join(f"; {fault}" for fault in wrong[:5]),
        not wrong,
    )


def main(inputs: int = 10_000) -> list[Row]:
    with ground() as place:
        settings = {"WTF_CSRF_ENABLED": False, "TESTING": False, "PROPAGATE_EXCEPTIONS": False}
        app = create_app({**place.settings, **settings})
        try:
            return [storm(app, place.superuser, inputs)]
        finally:
            place.forget_connections(app)


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
