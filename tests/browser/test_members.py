"""The member list in Chromium: in the frame of a named website, and nowhere else; and the pages, as all others."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from app import create_app
from app.customers.models import Customer
from app.members.models import CustomerPicture
from tests.browser.surroundings import faults_of
from tests.cast import make_agency
from tests.members.conftest import member, set_up
from tests.members.test_public import webp
from tests.postbox import free_port

FRAME = "/mitglieder/einbetten"


@pytest.fixture(scope="module")
def web(config):
    """The product and a website of somebody else, each on a port of its own; the website shows what `body` says."""
    ports = free_port(), free_port()
    there = SimpleNamespace(body="", port=ports[1], product=ports[0])
    there.app = create_app(config | {"PORT": ports[0]})

    def website(environ, start_response):
        page = f"<!doctype html><title>Website</title><h1>Website</h1>{there.body}"
        return Response(page, mimetype="text/html")(environ, start_response)

    servers = [
        make_server("127.0.0.1", port, app, threaded=True)
        for port, app in zip(ports, (there.app, website), strict=True)
    ]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    yield there
    for server in servers:
        server.shutdown()
    for thread in threads:
        thread.join()


@pytest.fixture
def agency(web):
    """An agency whose list may stand on http://verband.localhost, with two members."""
    agency = make_agency(web.app, "Hafenlicht")
    set_up(agency, title="Unsere Werkstätten", pictures=True, by_group=True,
           sites=f"http://verband.localhost:{web.port}")  # fmt: skip
    first = member(agency, "Orgelwerk", "Nord", website="https://orgel.example/", email="post@example.org", city="Kiel")
    member(agency, "Ärztehaus am Hafen und an der langen Brücke", "Nord", "Süd")
    with agency.work():
        CustomerPicture.set(Customer.get(first), webp())
    agency.things["first"] = first
    return agency


@pytest.fixture
def context(browser):
    context = browser.new_context(locale="de-DE")
    yield context
    context.close()


def frame_on(web, context, agency, host: str):
    """The frame with the list, on a page of this website."""
    web.body = (
        f'<iframe src="http://{agency.host}:{web.product}{FRAME}" title="Liste" width="100%" height="800"></iframe>'
    )
    page = context.new_page()
    page.goto(f"http://{host}:{web.port}/")
    return page, page.frame_locator("iframe")


def test_on_a_named_website_it_is_seen_searched_and_left(web, context, agency):
    page, frame = frame_on(web, context, agency, "verband.localhost")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Unsere Werkstätten")
    expect(frame.get_by_role("heading", name="Orgelwerk")).to_be_visible()
    picture = frame.locator("img.picture").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 256
    assert picture.evaluate("image => getComputedStyle(image).borderRadius") != "0px"
    frame.get_by_role("searchbox").fill("kiel")
    frame.get_by_role("button", name="Suchen").click()
    expect(frame.get_by_role("status")).to_contain_text("1 Eintrag gefunden.")
    expect(frame.get_by_role("heading", name="Ärztehaus")).to_have_count(0)
    link = frame.get_by_role("link", name="orgel.example")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    assert context.cookies() == []
    page.close()


def test_on_any_other_website_the_frame_stays_empty(web, context, agency):
    refused = []
    page = context.new_page()
    page.close()
    context.on("console", lambda message: refused.append(message.text))
    page, frame = frame_on(web, context, agency, "fremd.localhost")
    page.wait_for_timeout(500)
    assert frame.get_by_role("heading").count() == 0
    assert any("frame-ancestors" in text for text in refused)
    page.close()


def test_the_pages_are_sound(web, context, agency):
    page, origin = context.new_page(), f"http://{agency.host}:{web.product}"
    with agency.work():
        agency.customer.load().update(in_lists=True)
    found = []

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(origin + path)
            found.extend(faults_of(page))

    look("/mitglieder", FRAME, "/mitglieder?q=nirgends")
    sign_in(page, f"{origin}/anmelden", agency.owner)
    settings, record = "/verwaltung/mitgliederliste", f"/verwaltung/kunden/{agency.things['first']}"
    look(settings, f"{settings}/vorschau", record, f"{record}/bild/aendern")
    sign_in(page, f"{origin}/kunden/anmelden", agency.person)
    look("/kunden/mitglieder", "/kunden/profil/mitgliederliste")
    page.get_by_role("button", name="Nicht mehr zeigen").click()
    found.extend(faults_of(page))
    set_up(agency, all_groups=False)
    look("/mitglieder", FRAME, "/mitglieder?sprache=en")
    assert found == [], "\n".join(found)


def sign_in(page, door: str, who) -> None:
    page.goto(door)
    page.get_by_label("E-Mail-Adresse").fill(who.email)
    page.get_by_label("Passwort", exact=True).fill(who.password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(lambda url: "anmelden" not in url)
