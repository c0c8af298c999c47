"""Every section of the registry, whatever it is: what no group opens is not there, whatever the permission says.

Taking the group away counts from the next request, giving it back too; nobody signs in anew meanwhile.
"""

from __future__ import annotations

import re
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing.exceptions import RoutingException

from app.access import heard_by, listeners, sections
from app.access.models import ContactNotification
from app.groups.models import Group, GroupMembership
from tenants import db
from tests.routes.bodies import body
from tests.routes.table import ACCESS
from tests.routes.town import House, make_house
from tests.routes.visitors import sign_in
from tests.test_routes import mark, open_app, url_map  # noqa: F401 (a fixture)

KEYS = ("projects", "files", "members", "newsletter")
OWN = ("portal.start", "portal.profile", "portal.notifications", "portal.devices")
"""Pages that every contact has."""


@pytest.fixture(scope="module")
def house(open_app, superuser) -> House:  # noqa: F811
    return make_house(open_app, superuser, mark())


class Reader:
    """The first customer's contact, with every permission, signed in once for the whole test."""

    def __init__(self, app, house: House) -> None:
        self.app, self.house = app, house
        self.cookies = sign_in(house.agency, house.agency.person)

    def opened(self, *keys: str) -> None:
        """Put the customer into one group that opens exactly these sections."""
        with self.house.agency.work():
            rubric = db.session.scalars(select(Group).limit(1)).one().rubric
            group = Group.add(rubric=rubric, name=f"Öffnet {uuid.uuid4()}")
            group.open(*keys)
            GroupMembership.set(self.house.agency.customer.load(), [group])

    def answer(self, endpoint: str, method: str = "GET"):
        base = f"http://{self.house.agency.host}:8000"
        with self.app.test_request_context(base_url=base):
            path = self.app.url_for(endpoint, **self.house.values(endpoint, url_map(self.app)[endpoint].arguments))
        data = body(self.house) if method == "POST" else None
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, base_url=base, headers={"Cookie": self.cookies}, data=data)

    def linked(self, html: str) -> set[str]:
        """The endpoints that a page leads to."""
        adapter, found = self.app.url_map.bind(self.house.agency.host), set()
        for part in html.split('href="')[1:] + html.split('action="')[1:] + html.split('src="')[1:]:
            path = part.partition('"')[0].partition("?")[0].partition("#")[0]
            for method in ("GET", "POST"):
                with suppress(RoutingException, HTTPException):  # an address of elsewhere
                    found.add(adapter.match(path, method=method)[0])
        return found


def behind(key: str) -> dict[str, set[str]]:
    """The addresses that only this section opens, with their methods."""
    return {endpoint: {"GET", "POST"} for endpoint, access in ACCESS.items() if access == f"portal:{key}"}


def test_these_are_all_sections(app):
    assert {section.key for section in sections} == set(KEYS)
    assert all(behind(key) for key in KEYS)


def test_the_form_of_a_customer_can_say_of_each_that_it_is_opened():
    """Without script a style sheet shows what the ticked groups open, which has to know the keys."""
    sheet = (Path(__file__).parents[2] / "app/static/css/groups.css").read_text("utf-8")
    assert {*re.findall(r"\.opens-(\w+)", sheet)} == {*re.findall(r'data-opens~="(\w+)"', sheet)} == {*KEYS}


@pytest.mark.parametrize("key", KEYS)
def test_what_no_group_opens_leaves_no_trace(open_app, house, key):  # noqa: F811
    reader, others = Reader(open_app, house), [other for other in KEYS if other != key]
    shut = behind(key)
    open_pages = [endpoint for other in others for endpoint in behind(other)]

    reader.opened(*KEYS)
    gets = [endpoint for endpoint in shut if "GET" in url_map(open_app)[endpoint].methods]
    assert {endpoint: reader.answer(endpoint).status_code for endpoint in gets} == dict.fromkeys(gets, 200)
    assert reader.linked(reader.answer("portal.start").text) & shut.keys()

    reader.opened(*others)
    answers = {
        (endpoint, method): reader.answer(endpoint, method).status_code
        for endpoint in shut
        for method in url_map(open_app)[endpoint].methods & {"GET", "POST"}
    }
    assert answers == dict.fromkeys(answers, 404)
    seen = [page for page in (*OWN, *open_pages) if "GET" in url_map(open_app)[page].methods]
    for endpoint in seen:
        page = reader.answer(endpoint)
        assert page.status_code == 200, endpoint
        if page.mimetype == "text/html":
            assert not reader.linked(page.text) & shut.keys(), f"{endpoint} leads to what is shut"
    offered = reader.answer("portal.notifications").text
    for occasion in next(section for section in sections if section.key == key).occasions:
        assert f'value="{occasion.key}"' not in offered

    reader.opened(*KEYS)
    assert reader.answer(gets[0]).status_code == 200


@pytest.mark.parametrize("key", KEYS)
def test_nobody_is_written_to_about_what_no_group_opens(open_app, house, key):  # noqa: F811
    occasions = [occasion.key for section in sections if section.key == key for occasion in section.occasions]
    reader = Reader(open_app, house)
    for opened in (KEYS, [other for other in KEYS if other != key]):
        reader.opened(*opened)
        with house.agency.work():
            contact = house.agency.contact.load()
            contact.person.password_hash = house.agency.owner.load().password_hash
            ContactNotification.set(contact, [one.key for section in sections for one in section.occasions])
            heard = {one for one in occasions if contact in listeners(contact.customer, one)}
            assert heard == (set(occasions) if key in opened else set())
            assert heard_by(contact) & set(occasions) == heard


def test_a_contact_in_no_group_has_its_profile_and_nothing_else(open_app, house):  # noqa: F811
    reader = Reader(open_app, house)
    reader.opened()
    gated = [endpoint for endpoint, access in ACCESS.items() if access.startswith("portal:")]
    for endpoint in gated:
        for method in url_map(open_app)[endpoint].methods & {"GET", "POST"}:
            assert reader.answer(endpoint, method).status_code == 404, endpoint
    for endpoint in OWN:
        page = reader.answer(endpoint)
        assert page.status_code == 200
        assert not reader.linked(page.text) & set(gated), endpoint
