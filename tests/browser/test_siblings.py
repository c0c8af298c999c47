"""What a page on a sibling subdomain can do to an agency: nothing.

`a.example.com` and `b.example.com` are the same *site*, so SameSite cookies come along with every attack here. (Hosts
below `localhost` would be different sites and prove nothing.)
"""

from __future__ import annotations

import shutil
import subprocess
import threading

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from app import create_app
from tests.browser.conftest import CHROMIUM, QUIET
from tests.cast import PASSWORD, Agency, make_agency
from tests.postbox import free_port

STAFF = "__Host-kontor-staff"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[str, str]:
    """Certificate and key for *.example.com, made for this run."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    paths = str(folder / "certificate.pem"), str(folder / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=*.example.com",
               "-out", paths[0], "-keyout", paths[1]]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return paths


class Site:
    """All of example.com: the product, and `evil.example.com`, which answers whatever `lure` says.

    `heard` is what the product was asked: method, path, headers.
    """

    def __init__(self, app: Flask) -> None:
        self.app, self.lure, self.heard = app, Response(), []

    def __call__(self, environ, start_response):
        if environ["HTTP_HOST"].startswith("evil."):
            return self.lure(environ, start_response)
        request = Request(environ)
        self.heard.append((request.method, request.path, dict(request.headers)))
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def site(config, certificate):
    """The product on https://*.example.com, as in production."""
    port = free_port()
    site = Site(create_app(config | {"BASE_DOMAIN": "example.com", "SCHEME": "https", "PORT": port}))
    server = make_server("127.0.0.1", port, site, threaded=True, ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def tough_browser(browser):
    """A Chromium for which all of example.com is this machine."""
    own = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, "--host-resolver-rules=MAP *.example.com 127.0.0.1"]
    )
    yield own
    own.close()


@pytest.fixture
def victim(tough_browser, site):
    """Somebody of the staff, signed in at `victim.origin`."""
    agency = make_agency(site.app, "Hafenlicht")
    context = tough_browser.new_context(ignore_https_errors=True, locale="de-DE")
    page = context.new_page()
    page.origin = origin(site, agency.host)
    sign_in(page, page.origin, agency)
    yield page
    context.close()


def origin(site: Site, host: str) -> str:
    return f"https://{host}:{site.app.config['PORT']}"


def sign_in(page: Page, where: str, agency: Agency) -> None:
    page.goto(where + "/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(agency.owner.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(where + "/verwaltung/")


def lure(page: Page, site: Site, html: str = "<title>Lure</title>", cookies: list[str] = ()) -> None:
    """Have the victim open a page of the attacker's on a sibling host."""
    site.lure = Response(html, mimetype="text/html", headers=[("Set-Cookie", cookie) for cookie in cookies])
    site.heard.clear()
    page.goto(origin(site, "evil.example.com"))


def attack(site: Site, path: str = "/abmelden") -> dict[str, str]:
    """The headers of the attacker's request, which came with the victim's cookie: else it would prove nothing."""
    headers = next(headers for method, wanted, headers in site.heard if (method, wanted) == ("POST", path))
    assert headers["Sec-Fetch-Site"] == "same-site"
    assert STAFF in headers["Cookie"]
    return headers


def still_signed_in(page: Page) -> bool:
    return page.goto(page.origin + "/verwaltung/").url == page.origin + "/verwaltung/"


def cookies(context: BrowserContext) -> set[tuple[str, str]]:
    return {(cookie["name"], cookie["value"]) for cookie in context.cookies() if cookie["name"].startswith("__Host-")}


@pytest.mark.parametrize("with_token", [False, True])
def test_form_on_a_sibling_changes_nothing(site, victim, with_token):
    """Not even with a token that fits, should one ever leak."""
    token = victim.locator("input[name=csrf_token]").first.input_value() if with_token else ""
    action = f"{victim.origin}/abmelden"
    lure(victim, site, f'<form method="post" action="{action}"><input name="csrf_token" value="{token}"></form>')
    with victim.expect_navigation() as sent:
        victim.evaluate("document.forms[0].submit()")
    assert attack(site)
    assert sent.value.status == 400
    assert still_signed_in(victim)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_script_on_a_sibling_changes_nothing(site, victim, kind):
    lure(victim, site)
    victim.evaluate(
        """async ([url, kind]) => {
            const how = {method: 'POST', mode: 'no-cors', credentials: 'include', body: ''}
            await fetch(url, {...how, headers: {'Content-Type': kind}}).catch(() => null)
        }""",
        [victim.origin + "/abmelden", kind],
    )
    assert attack(site)
    assert still_signed_in(victim)


def test_script_on_a_sibling_reads_nothing(site, victim):
    lure(victim, site)
    read = victim.evaluate(
        """async url => {
            try { return await (await fetch(url, {credentials: 'include'})).text() } catch { return 'refused' }
        }""",
        victim.origin + "/verwaltung/",
    )
    assert "/verwaltung/" in [path for _method, path, headers in site.heard if STAFF in headers.get("Cookie", "")]
    assert read == "refused"


def test_sibling_can_neither_overwrite_a_session_nor_end_it(site, victim):
    before = cookies(victim.context)
    forged = [f"{name}=forged; Domain=example.com; Path=/; Secure" for name in sorted(name for name, _value in before)]
    forged += [f"{name}=forged; Domain=example.com; Path=/; Secure" for name in ("remember_token", "session")]
    lure(victim, site, cookies=forged)
    victim.evaluate("cookies => cookies.forEach(cookie => { document.cookie = cookie })", forged)
    names = {cookie["name"] for cookie in victim.context.cookies()}
    assert {"remember_token", "session"} <= names, "else the attack proves nothing"
    assert still_signed_in(victim)
    assert cookies(victim.context) == before


def test_sibling_agency_gets_no_cookie_of_the_agency(site, victim):
    host = make_agency(site.app, "Deichblick").host
    other = origin(site, host)
    victim.goto(other + "/verwaltung/")
    assert victim.url.startswith(other + "/anmelden")
    heard = [(path, headers) for _method, path, headers in site.heard if headers["Host"].startswith(host)]
    assert "/verwaltung/" in [path for path, _headers in heard]
    assert not [path for path, headers in heard if STAFF in headers.get("Cookie", "")]


def test_signing_out_leaves_the_sibling_agency_signed_in(site, victim):
    """Clear-Site-Data says nothing of cookies: they would be cleared for the whole site."""
    agency = make_agency(site.app, "Deichblick")
    other = victim.context.new_page()
    sign_in(other, origin(site, agency.host), agency)
    with other.expect_navigation(url="**/anmelden"):
        other.evaluate("document.querySelector('form[action=\"/abmelden\"]').requestSubmit()")
    assert still_signed_in(victim)
