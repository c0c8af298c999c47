"""Every address of the portal, looked at in a person's place: shown as to the person, changed by nothing.

Form tokens are switched off here, so that every request reaches what refuses it.
"""

from __future__ import annotations

from io import BytesIO

import pytest

from app.accounts.cookies import kind_of_path
from app.portal.impersonated import PROFILE, SHOWN
from app.portal.profile import profile_pages
from tenants import uuid7
from tests.cast import Agency
from tests.routes.bodies import body
from tests.routes.table import ACCESS
from tests.routes.town import House, make_house
from tests.routes.visitors import sign_in as cookie_of
from tests.test_routes import mark, open_app, state, url_map  # noqa: F401 (a fixture)

MARK = "stand-in"
LEFT_ALONE = {"sign_in_session"}
"""When the session was last in use. Nothing else is written by looking: neither receipts nor the log."""


@pytest.fixture(scope="module")
def house(open_app, superuser) -> House:  # noqa: F811
    return make_house(open_app, superuser, mark())


@pytest.fixture(scope="module")
def cookies(open_app, house) -> dict[str, str]:  # noqa: F811
    """Of the person, and of staff who look in its place."""
    staff, browser = cookie_of(house.agency, house.agency.owner), open_app.test_client(use_cookies=False)
    answer = browser.post(
        f"/verwaltung/kunden/kontakte/{house.agency.contact.id}/als-kunde",
        base_url=f"http://{house.agency.host}:8000", headers={"Cookie": staff},
        data={"id": str(uuid7()), "reason": "Rückfrage"},
    )  # fmt: skip
    portal = answer.headers["Set-Cookie"].partition(";")[0]
    return {"person": cookie_of(house.agency, house.agency.person), "staff": f"{staff}; {portal}"}


class Looking:
    """One address of the portal, asked for with either cookie."""

    def __init__(self, app, agency: Agency, cookies: dict[str, str]) -> None:
        self.app, self.agency, self.cookies = app, agency, cookies

    def path(self, endpoint: str, values: dict) -> str:
        with self.app.test_request_context(base_url=f"http://{self.agency.host}:8000"):
            return self.app.url_for(endpoint, **values)

    def ask(self, who: str, method: str, path: str, **kwargs):
        headers = {"Cookie": self.cookies[who]} | kwargs.pop("headers", {})
        return self.app.test_client(use_cookies=False).open(
            path, method=method, base_url=f"http://{self.agency.host}:8000", headers=headers, **kwargs
        )


@pytest.fixture
def looking(open_app, house, cookies) -> Looking:  # noqa: F811
    return Looking(open_app, house.agency, cookies)


def portal_endpoints() -> list[str]:
    public = [endpoint for endpoint, access in ACCESS.items() if access == "public" and endpoint.startswith("portal.")]
    return [*(endpoint for endpoint, access in ACCESS.items() if access.split(":")[0] == "portal"), *public]


def test_no_address_of_the_portal_is_left_out(open_app):  # noqa: F811
    below = {endpoint for endpoint, rule in url_map(open_app).items() if kind_of_path(rule.rule) == "person"}
    assert below == set(portal_endpoints())


@pytest.mark.parametrize("endpoint", portal_endpoints())
def test_it_is_shown_as_to_the_person_and_nothing_changes(open_app, superuser, house, looking, endpoint):  # noqa: F811
    rule = url_map(open_app)[endpoint]
    path = looking.path(endpoint, house.values(endpoint, rule.arguments))
    if endpoint == "portal.nowhere":
        path = "/kunden/gibt-es-nicht"
    tenants = [house.agency.tenant_id]
    before = state(superuser, tenants, LEFT_ALONE)
    for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"}):
        if endpoint == "impersonation.end":
            continue
        answer = looking.ask("staff", method, path, data=body(house))
        assert (answer.status_code, MARK in answer.text) == (403, True)
        script = looking.ask("staff", method, path, data=body(house), headers={"Accept": "application/json"})
        assert (script.status_code, list(script.json)) == (422, ["errors"])
    if "GET" in rule.methods:
        answer, head = looking.ask("staff", "GET", path), looking.ask("staff", "HEAD", path)
        assert answer.status_code == head.status_code
        assert state(superuser, tenants, LEFT_ALONE) == before
        own = looking.ask("person", "GET", path)
        secret = path.startswith(PROFILE) and endpoint not in SHOWN
        assert answer.status_code == (403 if secret else own.status_code)
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            assert (MARK in answer.text, MARK in own.text) == (True, False)
        return
    assert state(superuser, tenants, LEFT_ALONE) == before


def test_what_is_secret_has_no_tab(open_app, house, looking):  # noqa: F811
    shown, whole = (looking.ask(who, "GET", "/kunden/profil").text for who in ("staff", "person"))
    for page in profile_pages_of(open_app):
        address = f'href="{looking.path(page.endpoint, {})}"'
        assert address in whole or page.shown
        assert (address in shown) == (page.endpoint in SHOWN and address in whole)


def profile_pages_of(app):
    with app.test_request_context("/verwaltung/"):
        return [page for page in profile_pages() if page.shown is None]


def test_what_was_written_is_still_there(house, looking):
    path = f"/kunden/beitraege/aufgabe/{house.agency.things['task']}"
    data = {"id": str(uuid7()), "body": "Guten Tag,\n<b>das</b> fehlt noch.", "old_password": "Ganz geheimes Wort"}
    answer = looking.ask("staff", "POST", path, data=data)
    assert "&lt;b&gt;das&lt;/b&gt; fehlt noch." in answer.text
    assert "geheimes" not in answer.text
    assert data["id"] not in answer.text


def test_uploads_are_not_even_taken_in(looking):
    big = {"files": (BytesIO(b"x" * 2_000_000), "gross.txt")}
    assert looking.ask("staff", "POST", "/kunden/dateien", data=big).status_code == 413


def test_nobody_signs_in_on_top_of_it(house, looking):
    """The form is refused, as every form is; first „Beenden“, then one's own sign-in."""
    data = {"email": house.agency.person.email, "password": house.agency.person.password}
    assert looking.ask("staff", "POST", "/kunden/anmelden", data=data).status_code == 403
    assert MARK in looking.ask("staff", "GET", "/kunden/").text
