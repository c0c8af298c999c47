"""Form tokens: which form may be sent, by which page, at which agency, in which sign-in."""

import pytest
from itsdangerous.encoding import base64_decode

SESSION, STAFF, PORTAL = "__Host-kontor", "__Host-kontor-staff", "__Host-kontor-portal"
SENT, REFUSED = 200, 400


def send(browser, token=None, half="", **headers) -> int:
    return browser.post(f"{half}/keep", token, headers, note="kept").status_code


@pytest.mark.parametrize("half", ["", "/kunden"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_form_of_this_page_may_be_sent(browser, half, scheme):
    anna = browser(scheme=scheme)
    assert send(anna, half=half) == SENT
    assert anna.get(f"{half}/note").text == "kept"


def test_token_serves_more_than_one_form(browser):
    anna = browser()
    first, second = anna.token(), anna.token()
    assert [send(anna, token) for token in (first, second, first)] == [SENT] * 3


@pytest.mark.parametrize("token", ["", "x", "\0", "ä", "a.b.c", "x" * 50_000])
def test_form_without_a_real_token_is_refused(browser, token):
    anna = browser()
    anna.token()
    assert send(anna, token) == REFUSED
    assert anna.get("/note").text == "nothing"


def test_form_without_cookies_is_refused(browser):
    at = browser()
    token = at.token()
    at.client.delete_cookie(SESSION, domain=at.host)
    assert send(at, token) == REFUSED


def test_token_of_another_browser_is_refused(agency, browser):
    at = agency()
    anna, mallory = browser(at), browser(at)
    anna.token()
    assert send(anna, mallory.token()) == REFUSED


def test_token_of_another_agency_is_refused(browser):
    a, b = browser(), browser()
    b.token()
    assert send(b, a.token()) == REFUSED


def test_cookie_and_token_of_another_agency_are_refused(browser):
    a, b = browser(), browser()
    token = a.token()
    b.put_cookie(SESSION, a.cookie(SESSION))
    assert send(b, token) == REFUSED


def test_message_of_another_agency_is_not_shown(browser):
    a, b = browser(), browser()
    send(a)
    b.put_cookie(SESSION, a.cookie(SESSION))
    assert (a.get("/note").text, b.get("/note").text) == ("kept", "nothing")


def test_all_cookies_and_the_token_of_another_agency_are_refused(browser, staff):
    a, b = browser(), browser()
    a.sign_in(staff)
    token = a.token()
    for name in (SESSION, STAFF):
        b.put_cookie(name, a.cookie(name))
    assert send(b, token) == REFUSED


@pytest.mark.parametrize(("kind", "half", "other"), [("staff", "", "/kunden"), ("person", "/kunden", "")])
def test_signing_in_makes_earlier_tokens_of_that_half_void(browser, users, kind, half, other):
    anna = browser()
    before, beside = anna.token(half), anna.token(other)
    anna.sign_in(next(user for user in users.values() if user.kind == kind))
    assert send(anna, before, half) == REFUSED
    assert send(anna, half=half) == SENT
    assert send(anna, beside, other) == SENT


def test_signing_out_makes_earlier_tokens_void(browser, staff):
    anna = browser()
    anna.sign_in(staff)
    before = anna.token()
    anna.post("/sign-out")
    assert send(anna, before) == REFUSED


def test_signing_in_again_makes_tokens_of_the_session_before_void(browser, staff):
    anna = browser()
    anna.sign_in(staff)
    before = anna.token()
    anna.sign_in(staff)
    assert send(anna, before) == REFUSED


def test_token_of_one_half_is_refused_in_the_other(browser):
    anna = browser()
    staff_token, portal_token = anna.token(), anna.token("/kunden")
    assert send(anna, staff_token, "/kunden") == REFUSED
    assert send(anna, portal_token) == REFUSED


def test_attackers_anonymous_cookie_does_not_serve_a_signed_in_victim(agency, browser, staff):
    at = agency()
    mallory, anna = browser(at), browser(at)
    token = mallory.token()
    anna.sign_in(staff)
    anna.put_cookie(SESSION, mallory.cookie(SESSION))
    assert send(anna, token) == REFUSED


def test_cookie_does_not_hold_what_tokens_are_compared_with(site, browser):
    anna = browser()
    serializer = site.session_interface.serializer
    token = anna.token()
    kept = serializer.loads(_payload(anna.cookie(SESSION)))["csrf_token"]
    assert kept not in _payload(token)


def _payload(signed: str) -> str:
    return base64_decode(signed.partition(".")[0]).decode()


def test_changed_session_cookie_is_an_empty_one(browser):
    anna = browser()
    send(anna)
    value = anna.cookie(SESSION)
    for position in (0, len(value) // 2, len(value) - 3):
        anna.put_cookie(SESSION, value[:position] + ("A" if value[position] != "A" else "B") + value[position + 1 :])
        assert anna.get("/note").text == "nothing"


def test_form_left_open_over_lunch_may_still_be_sent(browser, staff, clock):
    anna = browser()
    anna.sign_in(staff)
    token = anna.token()
    clock.move(hours=7)
    assert send(anna, token) == SENT


def test_forms_survive_a_new_key(config, browser, make_site):
    anna = browser()
    token = anna.token()
    later = make_site(config | {"SECRET_KEYS": ["n" * 32, *config["SECRET_KEYS"]]})
    anna.client.application = later
    assert send(anna, token) == SENT
    forgotten = make_site(config | {"SECRET_KEYS": ["n" * 32]})
    anna.client.application = forgotten
    assert send(anna, token) == REFUSED


HERE = "https://{host}"


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, SENT),
        ({"Sec-Fetch-Site": "same-origin"}, SENT),
        ({"Sec-Fetch-Site": "same-origin", "Origin": HERE}, SENT),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, SENT),
        ({"Sec-Fetch-Site": "none"}, SENT),
        ({"Origin": HERE}, SENT),
        ({"Sec-Fetch-Site": "same-site"}, REFUSED),
        ({"Sec-Fetch-Site": "cross-site"}, REFUSED),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, REFUSED),
        ({"Sec-Fetch-Site": "SAME-ORIGIN"}, REFUSED),
        ({"Sec-Fetch-Site": ""}, REFUSED),
        ({"Origin": "null"}, REFUSED),
        ({"Origin": ""}, REFUSED),
        ({"Origin": "https://sibling.localhost"}, REFUSED),
        ({"Origin": "https://{host}.example.org"}, REFUSED),
        ({"Origin": "https://{host}:8443"}, REFUSED),
        ({"Origin": "https://example.org/{host}"}, REFUSED),
        ({"Origin": "https://example.org@{host}"}, REFUSED),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://example.org"}, REFUSED),
        ({"Referer": "https://example.org/"}, REFUSED),
        ({"Referer": "https://sibling.localhost/"}, REFUSED),
        ({"Referer": ""}, REFUSED),
    ],
)
def test_form_must_come_from_this_very_host(browser, headers, answer):
    anna = browser()
    assert send(anna, **{name: value.format(host=anna.host) for name, value in headers.items()}) == answer


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_method_that_changes_something_needs_a_token(browser, method):
    anna = browser()
    anna.token()
    assert getattr(anna.client, method)("/keep", base_url=anna.base).status_code == REFUSED


def test_refused_form_starts_no_session(browser, staff):
    anna = browser()
    assert anna.post("/sign-in", "", account=str(staff.id), password="right").status_code == REFUSED
    assert anna.cookie(STAFF) is None


def test_host_of_nobody_gets_no_cookie(browser):
    anna = browser()
    anna.host, anna.base = "nobody-here.localhost", "https://nobody-here.localhost"
    answer = anna.get("/form")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
