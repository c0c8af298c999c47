"""What pages are drawn with: initials, colours, marks, icons, the navigation and the numbers of long lists."""

from __future__ import annotations

import re

import pytest
from lucide import IconDoesNotExist

from app.web.assets import icon
from app.web.branding import HUES, Agency, hue_of
from app.web.navigation import Navigation
from app.web.pages import Paged
from app.web.people import hue_class, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Merle Kröger", "MK"), ("Dr. Friederike Brandt", "FB"), ("Anna", "A"), ("Anna von der Aue", "AA"), ("", ""),
        ("ليلى حداد", "لح"), ("„Die“ (GmbH)", ""), ("Prof. Dr.", "PD"),
    ],
)  # fmt: skip
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_name_keeps_its_colour():
    assert hue_class("Merle Kröger") == hue_class("merle kröger")
    assert {hue_class(f"Name {number}") for number in range(200)} == {f"h{number}" for number in range(8)}


def test_an_agency_keeps_its_hue():
    assert hue_of("hafenlicht") == hue_of("hafenlicht")
    assert {hue_of(f"agentur-{number}") for number in range(400)} == set(HUES)


@pytest.mark.parametrize(("name", "letter"), [("Hafenlicht", "H"), ("„élan“", "É"), ("***", "·"), ("7 Siegel", "7")])
def test_the_mark_shows_the_first_letter(name, letter):
    assert Agency(name, "x.localhost").letter == letter


def test_icons_are_hidden_from_assistive_technology_and_may_turn():
    assert 'class="icon turns"' in icon("send", turns=True)
    assert 'aria-hidden="true"' in icon("send")
    assert not re.search(r"\s(?:width|height)=", re.match(r"<svg[^>]*>", icon("send"))[0])


def test_icons_that_do_not_exist_are_told():
    with pytest.raises(IconDoesNotExist):
        icon("nirgends")


def test_the_colours_and_the_mark_of_the_product(browser):
    browser.get("/branding.css")
    assert browser.response.mimetype == "text/css"
    assert "--hue: 260" in browser.html
    assert browser.headers["Cache-Control"] == "no-cache"
    assert "immutable" in browser.get("/branding.css?v=260-88").headers["Cache-Control"]
    browser.get("/favicon.svg")
    assert browser.response.mimetype == "image/svg+xml"
    assert ">K</text>" in browser.html


@pytest.mark.parametrize(("number", "shown"), [
    (1, [1, 2, None, 9]), (2, [1, 2, 3, None, 9]), (5, [1, None, 4, 5, 6, None, 9]), (9, [1, None, 8, 9]),
])  # fmt: skip
def test_long_lists_link_first_last_and_neighbours(number, shown):
    assert Paged([], number, 50, 421).numbers == shown


def test_a_page_of_a_list_says_where_it_stands():
    page = Paged(list(range(21)), 9, 50, 421)
    assert (page.start, page.end, page.last) == (401, 421, 9)
    assert (Paged([], 1, 50, 0).start, Paged([], 1, 50, 0).last) == (0, 1)


class Reader:
    """Somebody who may only read."""

    def may(self, permission):
        return permission == "read"


def test_the_navigation_shows_only_what_one_may_enter(floor, monkeypatch):
    nav = Navigation()
    nav.add("Agentur", "Danke", "next", "users", "read")
    nav.add("Agentur", "Seite", "seite", "users", "write")
    nav.add("", "Probe", "probe", "users")
    nav.add("", "Gibt es nicht", "nowhere", "users")
    monkeypatch.setattr("app.web.navigation.current_user", Reader())
    with floor.test_request_context("/danke/mehr"):
        shown = nav.groups()
        assert [(name, [place.label for place in places]) for name, places in shown] == [
            ("", ["Probe"]),
            ("Agentur", ["Danke"]),
        ]
        assert shown[1][1][0].current
        assert not shown[0][1][0].current


def test_a_place_added_again_is_replaced():
    nav = Navigation()
    nav.add("", "Alt", "probe", "users")
    nav.add("", "Neu", "probe", "users")
    assert [place.label for place in nav.places] == ["Neu"]
