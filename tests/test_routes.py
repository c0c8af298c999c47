"""The whole URL map × everybody who could call it × methods (QUALITY, "Isolation and access").

Nobody sees or changes what is another agency's, or in the portal another customer's; who is refused changed nothing.
Form tokens are switched off here, so that every request reaches the guard of its route: tests/accounts proves them.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image

from app import create_app
from app.access import sections
from app.staff.roles import ALLOWED, Permission
from tests.routes.bodies import body, foreign_body
from tests.routes.kept import Kept
from tests.routes.table import ACCESS, AUTHORS, DOWNLOADS, FOREIGN, PENDING
from tests.routes.town import House, make_house
from tests.routes.visitors import OTHER_PERSON, Visitor, allowed, everybody
from tests.tenants.world import state

KEPT = {"audit_entry", "account_failures", "sign_in_session", "read_mark", "visit"}
"""What a refusal may write: that it happened, how often, and when somebody was last seen. What looking may write: that
somebody has seen it.
"""


def picture() -> BytesIO:
    """A picture that every form for pictures takes."""
    made = BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG")
    made.seek(0)
    return made


@pytest.fixture(scope="module")
def open_app(config):
    """The product without form tokens."""
    return create_app(config | {"WTF_CSRF_ENABLED": False, "TESTING": False, "PROPAGATE_EXCEPTIONS": False})


def url_map(app) -> dict:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_is_in_the_table_and_says_so_itself(app):
    views = app.view_functions
    assert {endpoint: getattr(views[endpoint], "access", None) for endpoint in url_map(app)} == ACCESS
    assert {endpoint for endpoint in views if getattr(views[endpoint], "pending_ok", False)} == PENDING
    assert {each for access in ACCESS.values() for each in doors(access)} <= {
        "public", "portal", *portal_sections(), *Permission
    }  # fmt: skip
    assert len(url_map(app)) == len(list(app.url_map.iter_rules())), "an endpoint with two addresses"


def doors(access: str) -> list[str]:
    """The sections that „portal:files|projects“ names, each by itself."""
    return [f"portal:{key}" for key in access.removeprefix("portal:").split("|")] if ":" in access else [access]


def portal_sections() -> set[str]:
    return {f"portal:{section.key}" for section in sections}


def test_every_permission_guards_something_or_is_asked_for_within():
    assert set(Permission) - set(ACCESS.values()) == {Permission.OWNER_MANAGE}
    assert portal_sections() <= set(ACCESS.values())
    assert set().union(*ALLOWED.values()) == set(Permission)


CSV = b"Firma\nHaus am Deich"


class Door:
    """One address at agency A, called by anybody; collects what was wrong."""

    def __init__(self, app, host: str, endpoint: str) -> None:
        self.app, self.host, self.endpoint, self.faults = app, host, endpoint, []
        self.network = f"198.18.{secrets.randbelow(256)}.{secrets.randbelow(256)}"

    def call(self, visitor: Visitor, method: str, values: dict, data: dict | None = None, forbidden: tuple = ()):
        """The answer, after a look for what must not be in it."""
        with self.app.test_request_context(base_url=f"http://{self.host}:8000"):
            path = self.app.url_for(self.endpoint, **values)
        headers = {"Cookie": visitor.cookies} if visitor.cookies else {}
        if data and getattr(self.app.view_functions[self.endpoint], "takes_files", False):
            sent = {"files": (BytesIO(b"x"), "x.txt"), "picture": (picture(), "x.png"), "file": (BytesIO(CSV), "x.csv")}
            data = data | sent
        answer = self.app.test_client(use_cookies=False).open(
            path, method=method, base_url=f"http://{self.host}:8000", headers=headers, data=data,
            environ_overrides={"REMOTE_ADDR": self.network},
        )  # fmt: skip
        seen = answer.get_data(as_text=True) + str(answer.headers)
        who = f"{visitor.name}: {method} {path}"
        self.faults += [f"{who} shows {mark}" for mark in forbidden if mark in seen]
        if answer.status_code >= 500:
            self.faults.append(f"{who} answers {answer.status_code}")
        return answer.status_code, urlsplit(answer.headers.get("Location", "")).path, who

    def expect(self, answer, *wanted: tuple[int, str]) -> None:
        status, location, who = answer
        if not any(status == code and (not where or where == location) for code, where in wanted):
            self.faults.append(f"{who} answers {status} {location}, not {wanted}")


def mark() -> str:
    return f"MARKE{secrets.token_hex(4).upper()}"


def refusal(access: str, visitor: Visitor) -> tuple[int, str]:
    if access.split(":")[0] == "portal":
        return (404, "") if visitor.person else (303, "/kunden/anmelden")
    return (403, "") if visitor.role else (303, "/anmelden")


@pytest.fixture(scope="module")
def street(open_app, superuser) -> tuple[House, House, list[Visitor]]:
    """Two agencies and everybody; one for all tests, as no test may change anything in it."""
    a, b = (make_house(open_app, superuser, mark()) for _ in range(2))
    return a, b, everybody(a.agency, b.agency)


@pytest.mark.parametrize("endpoint", ACCESS)
def test_nobody_gets_where_they_may_not(open_app, superuser, street, endpoint):
    a, b, visitors = street
    rule, access = url_map(open_app)[endpoint], ACCESS[endpoint]
    door = Door(open_app, a.agency.host, endpoint)
    own, foreign = (house.values(endpoint, rule.arguments) for house in (a, b))
    tenants = [a.agency.tenant_id, b.agency.tenant_id]
    before = state(superuser, tenants, KEPT)

    for visitor in visitors:
        may = access == "public" or visitor.may(access)
        for method in sorted(rule.methods - {"OPTIONS"}):
            reading = method in ("GET", "HEAD")
            shut = (b.mark, *_others(a, visitor))
            if not may:
                for values, data in ((own, body(a)), (foreign, foreign_body(b))):
                    answer = door.call(visitor, method, values, None if reading else data, shut)
                    door.expect(answer, refusal(access, visitor))
            elif reading:
                status, _location, who = door.call(visitor, method, own, None, shut)
                if access != "public" and status not in (200, 303, *([403] if endpoint in AUTHORS else [])):
                    door.faults.append(f"{who} answers {status}")
            if may and names_a_thing(rule):
                answer = door.call(visitor, method, foreign, None if reading else foreign_body(b), (b.mark,))
                door.expect(answer, *FOREIGN.get(endpoint, ((404, ""), (410, ""))))
    for visitor in (visitors[0], visitors[2]):
        for method in {"PUT", "PATCH", "DELETE", "POST", "GET"} - rule.methods:
            door.expect(door.call(visitor, method, own, {}), (405, ""), (404, ""), (410, ""))
    assert door.faults == []
    assert state(superuser, tenants, KEPT) == before


def names_a_thing(rule) -> bool:
    """Whether the address names something that belongs to an agency."""
    return not rule.arguments <= {"key", "nowhere", "number", "page_key", "path", "variant", "version"}


def _others(house: House, visitor: Visitor) -> tuple[str, ...]:
    """The mark of the customer whom this person has nothing to do with."""
    if not visitor.person:
        return ()
    return (house.first,) if visitor.name == OTHER_PERSON else (house.second,)


@pytest.fixture(scope="module")
def yard(open_app, superuser):
    """An agency in which every request may change what it likes: it is put back before each."""
    house = make_house(open_app, superuser, mark())
    kept = Kept(superuser, house.agency.tenant_id)
    yield house, kept.put_back
    kept.close()


POSTS = [endpoint for endpoint, access in ACCESS.items() if access != "public"]


@pytest.mark.parametrize("endpoint", POSTS)
def test_whoever_may_gets_through_and_touches_nothing_of_others(open_app, superuser, street, yard, endpoint):
    """The control: the very requests that were refused above succeed for those who may, at their own agency only."""
    rule, access = url_map(open_app)[endpoint], ACCESS[endpoint]
    if "POST" not in rule.methods:
        assert rule.methods == {"GET", "HEAD", "OPTIONS"}
        return
    b, (a, put_back) = street[1], yard
    before = state(superuser, [b.agency.tenant_id], set())
    for name in ("owner", "least"):
        put_back()
        able = allowed(a.agency, access)
        visitor = able[0] if name == "owner" else able[-1]
        door, values = Door(open_app, a.agency.host, endpoint), a.values(endpoint, rule.arguments)
        answer = door.call(visitor, "POST", values, body(a), (b.mark,))
        wanted = 200 if endpoint in DOWNLOADS else 303
        door.expect(answer, (403 if endpoint in AUTHORS and name == "owner" else wanted, ""))
        if name == "least":
            door.call(visitor, "POST", values, foreign_body(b), (b.mark,))
        assert door.faults == []
    assert state(superuser, [b.agency.tenant_id], set()) == before
