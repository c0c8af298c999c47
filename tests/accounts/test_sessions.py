"""Sign-in sessions: how they begin and end, and that a cookie proves nothing by itself."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.accounts import sessions
from app.accounts.models import LIFETIMES, SignInSession
from app.accounts.sessions import MOST_SESSIONS
from tenants import as_tenant, db, system_session, uuid7

STAFF, PORTAL = "__Host-kontor-staff", "__Host-kontor-portal"


def rows(app, agency, user) -> list[SignInSession]:
    with app.app_context(), as_tenant(agency.id):
        return list(db.session.scalars(select(SignInSession).where(SignInSession.user_id == user.id)))


def last_seen(app, agency, user):
    with app.app_context(), as_tenant(agency.id):
        return db.session.scalar(select(SignInSession.last_seen_at).where(SignInSession.user_id == user.id))


def test_signing_in_and_out(browser, staff):
    anna = browser()
    assert anna.who() == "nobody"
    anna.sign_in(staff)
    assert anna.who() == f"staff {staff.id}"
    assert anna.post("/sign-out").status_code == 303
    assert anna.who() == "nobody"
    assert not anna.cookie(STAFF)


def test_cookie_is_bound_to_host_and_hidden_from_script(browser, staff, person):
    anna = browser()
    for user, name in ((staff, STAFF), (person, PORTAL)):
        cookies = anna.sign_in(user).headers.getlist("Set-Cookie")
        cookie = next(cookie for cookie in cookies if cookie.startswith(name))
        assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_all_cookies_are_host_cookies(browser, staff):
    anna = browser()
    for answer in (anna.get("/form"), anna.sign_in(staff), anna.post("/keep", note="x"), anna.post("/sign-out")):
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert cookie.startswith("__Host-kontor")
            assert "Secure; HttpOnly; Path=/; SameSite=Lax" in cookie
            assert "Domain" not in cookie


def test_database_knows_only_the_digest(site, agency, browser, staff):
    at = agency()
    anna = browser(at)
    anna.sign_in(staff)
    token = anna.cookie(STAFF)
    assert len(token) >= 43
    with site.app_context(), as_tenant(at.id):
        row = db.session.scalar(select(SignInSession))
        assert token not in str(vars(row))
        assert len(row.token_digest) == 64


def test_staff_and_persons_are_signed_in_beside_each_other(browser, staff, person):
    anna = browser()
    anna.sign_in(staff)
    assert (anna.who(), anna.who("/kunden")) == (f"staff {staff.id}", "nobody")
    anna.sign_in(person)
    assert (anna.who(), anna.who("/kunden")) == (f"staff {staff.id}", f"person {person.id}")
    anna.post("/kunden/sign-out")
    assert (anna.who(), anna.who("/kunden")) == (f"staff {staff.id}", "nobody")


def test_cookie_of_one_half_is_worth_nothing_in_the_other(browser, staff, person):
    anna = browser()
    anna.sign_in(staff)
    anna.put_cookie(PORTAL, anna.cookie(STAFF))
    assert anna.who("/kunden") == "nobody"
    anna.sign_in(person)
    anna.put_cookie(STAFF, anna.cookie(PORTAL))
    assert anna.who() == "nobody"


def test_cookie_kept_after_signing_out_is_worth_nothing(browser, staff):
    anna = browser()
    anna.sign_in(staff)
    kept = anna.cookie(STAFF)
    anna.post("/sign-out")
    anna.put_cookie(STAFF, kept)
    assert anna.who() == "nobody"


def test_signing_out_has_the_browser_forget_pages_but_no_siblings_cookies(browser, staff):
    anna = browser()
    anna.sign_in(staff)
    assert anna.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_cookie_planted_before_sign_in_is_not_taken_over(browser, staff):
    anna = browser()
    planted = secrets.token_urlsafe(32)
    anna.put_cookie(STAFF, planted)
    assert anna.who() == "nobody"
    anna.sign_in(staff)
    assert anna.cookie(STAFF) != planted
    anna.put_cookie(STAFF, planted)
    assert anna.who() == "nobody"


def test_signing_in_again_ends_the_session_before(site, agency, browser, staff):
    at = agency()
    anna = browser(at)
    anna.sign_in(staff)
    first = anna.cookie(STAFF)
    anna.sign_in(staff)
    assert anna.cookie(STAFF) != first
    assert len(rows(site, at, staff)) == 1
    anna.put_cookie(STAFF, first)
    assert anna.who() == "nobody"


def test_cookie_of_one_agency_is_worth_nothing_at_another(browser, staff, person):
    a, b = browser(), browser()
    for user, name, half in ((staff, STAFF, ""), (person, PORTAL, "/kunden")):
        a.sign_in(user)
        b.put_cookie(name, a.cookie(name))
        assert b.who(half) == "nobody"


@pytest.mark.parametrize("value", ["", "x", "\\000", "a" * 5000, "%00", "ä", "' OR 1=1 --"])
def test_made_up_cookie_is_nobodys(browser, value):
    anna = browser()
    answer = anna.get("/who", headers={"Cookie": f"{STAFF}={value}"})
    assert (answer.status_code, answer.text) == (200, "nobody")


def test_refused_sign_in_leaves_neither_cookie_nor_row(site, agency, browser, staff):
    at = agency()
    anna = browser(at)
    assert anna.post("/refused", account=str(staff.id)).status_code == 422
    assert anna.cookie(STAFF) is None
    assert rows(site, at, staff) == []


def test_locked_user_is_nobody_from_the_next_request_on(browser, staff):
    anna = browser()
    anna.sign_in(staff)
    staff.locked = True
    assert anna.who() == "nobody"


@pytest.mark.parametrize(("kind", "half"), [("staff", ""), ("person", "/kunden")])
def test_unused_session_ends(browser, users, clock, kind, half):
    user = next(user for user in users.values() if user.kind == kind)
    anna = browser()
    anna.sign_in(user)
    clock.move(seconds=LIFETIMES[kind].idle.total_seconds() - 5)
    assert anna.who(half) == f"{kind} {user.id}"
    clock.move(seconds=LIFETIMES[kind].idle.total_seconds() + 5)
    assert anna.who(half) == "nobody"


@pytest.mark.parametrize(("kind", "half"), [("staff", ""), ("person", "/kunden")])
def test_session_in_use_ends_all_the_same(browser, users, clock, kind, half):
    user = next(user for user in users.values() if user.kind == kind)
    lifetime = LIFETIMES[kind]
    anna = browser()
    anna.sign_in(user)
    steps = int(lifetime.absolute / (lifetime.idle / 2))
    for _ in range(steps - 1):
        clock.move(seconds=lifetime.idle.total_seconds() / 2)
        assert anna.who(half) == f"{kind} {user.id}"
    clock.move(seconds=lifetime.idle.total_seconds() / 2 + 5)
    assert anna.who(half) == "nobody"


def test_lifetimes_are_those_of_the_design():
    hours = {
        kind: (life.idle / timedelta(hours=1), life.absolute / timedelta(hours=1)) for kind, life in LIFETIMES.items()
    }
    assert hours == {"staff": (8, 7 * 24), "person": (1, 24)}


def test_use_is_noted_at_most_every_five_minutes(site, agency, browser, staff, clock):
    at = agency()
    anna = browser(at)
    anna.sign_in(staff)
    made = last_seen(site, at, staff)
    clock.move(minutes=4)
    anna.who()
    assert last_seen(site, at, staff) == made
    clock.move(minutes=2)
    anna.who()
    assert last_seen(site, at, staff) > made


def test_use_is_noted_even_by_a_refused_request(site, agency, browser, staff, clock):
    at = agency()
    anna = browser(at)
    anna.sign_in(staff)
    made = last_seen(site, at, staff)
    clock.move(minutes=6)
    assert anna.get("/gone").status_code == 404
    assert last_seen(site, at, staff) > made


def test_request_asks_for_session_and_user_once_each(site, browser, staff):
    anna = browser()
    anna.sign_in(staff)
    with site.app_context():
        engine = db.engine
    asked = []
    event.listen(engine, "before_cursor_execute", count := lambda *args: asked.append(args[2]))
    try:
        anna.who()
        assert len(asked) == 2
        asked.clear()
        anna.get("/note")
        assert asked == []
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_twenty_sessions_are_kept_and_the_oldest_ends(site, agency, browser, staff, clock):
    at = agency()
    browsers = []
    for _ in range(MOST_SESSIONS + 1):
        browsers.append(browser(at))
        browsers[-1].sign_in(staff)
        clock.move(seconds=1)
    assert len(rows(site, at, staff)) == MOST_SESSIONS == 20
    assert [each.who() for each in browsers] == ["nobody"] + [f"staff {staff.id}"] * MOST_SESSIONS


def test_ending_one_session_ends_exactly_that(site, agency, browser, staff):
    at = agency()
    browsers = [browser(at) for _ in range(3)]
    for each in browsers:
        each.sign_in(staff)
    with site.app_context(), as_tenant(at.id):
        second = sorted(sessions.live_sessions("staff", staff.id), key=lambda session: session.created_at)[1]
        assert not sessions.end_one("person", staff.id, second.id)
        assert not sessions.end_one("staff", uuid7(), second.id)
        assert sessions.end_one("staff", staff.id, second.id)
        assert not sessions.end_one("staff", staff.id, second.id)
    assert [each.who() == "nobody" for each in browsers] == [False, True, False]


def test_ending_all_sessions_but_one(site, agency, browser, staff):
    at = agency()
    browsers = [browser(at) for _ in range(3)]
    for each in browsers:
        each.sign_in(staff)
    with site.app_context(), as_tenant(at.id):
        first = min(sessions.live_sessions("staff", staff.id), key=lambda session: session.created_at)
        assert sessions.end_all("staff", staff.id, keep=first.id) == 2
    assert [each.who() == "nobody" for each in browsers] == [False, True, True]


def test_ending_sessions_at_one_agency_leaves_the_other_alone(site, agency, browser, staff):
    here, there = agency(), agency()
    a, b = browser(here), browser(there)
    a.sign_in(staff)
    b.sign_in(staff)
    with site.app_context(), as_tenant(here.id):
        sessions.end_all("staff", staff.id)
    assert a.who() == "nobody"
    assert b.who() == f"staff {staff.id}"


def test_list_of_sessions_names_devices_and_leaves_out_ended_ones(site, agency, browser, staff, clock):
    at = agency()
    browser(at).sign_in(staff)
    clock.move(hours=9)
    anna = browser(at)
    anna.sign_in(staff)
    with site.app_context(), as_tenant(at.id):
        assert len(sessions.live_sessions("staff", staff.id)) == 1


def test_ended_sessions_are_purged_and_live_ones_kept(app, site, agency, browser, staff, person, clock):
    at = agency()
    anna = browser(at)
    anna.sign_in(staff)
    anna.sign_in(person)
    clock.move(hours=2)
    with app.app_context(), system_session() as session:
        sessions.purge(session)
    assert [len(rows(site, at, user)) for user in (staff, person)] == [1, 0]
    assert anna.who() == f"staff {staff.id}"
