"""Slowing guessers down: per account, per network, at once, and never for long."""

import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from werkzeug.exceptions import TooManyRequests

from app.accounts import throttle
from app.accounts.models import AccountFailures, NetworkFailures
from app.accounts.throttle import ACCOUNT_LIMIT, NETWORK_LIMIT, seconds_to_wait
from app.accounts.tidying import tidy
from tenants import APEX_ID, APEX_SLUG, TenantRef, as_tenant, clock, db, now, system_session, uuid7


@pytest.fixture
def desk(site, agency):
    """Ask the throttle as one agency, from an address of one's choice (a fresh network unless it is given)."""
    here = agency()

    @contextmanager
    def visit(address: str = "203.0.113.7", at=here):
        environ = {"REMOTE_ADDR": address, "kontor.tenant": at}
        with site.test_request_context("/anmelden", method="POST", environ_overrides=environ):
            yield

    visit.agency = here
    return visit


NETWORKS = iter(range(1, 1 << 24))


def fresh_address() -> str:
    """An address in a network that no other test counts for."""
    return f"2001:db8:{next(NETWORKS):x}::1"


def tries(desk, account: str, addresses: list[str]) -> list[int]:
    """Fail once from each address; the answers as 422 (was tried) or 429 (was not)."""
    answers = []
    for address in addresses:
        with desk(address):
            try:
                throttle.check("sign-in", account)
                throttle.failed("sign-in", account)
                answers.append(422)
            except TooManyRequests:
                answers.append(429)
    return answers


def test_eleventh_try_must_wait_and_is_told_how_long(desk):
    address = fresh_address()
    assert tries(desk, "anna", [address] * 12) == [422] * 10 + [429] * 2
    with desk(address), pytest.raises(TooManyRequests) as refused:
        throttle.check("sign-in", "anna")
    assert dict(refused.value.get_headers())["Retry-After"] == str(refused.value.retry_after)
    assert 0 < refused.value.retry_after <= 60


def test_twenty_addresses_against_one_account_are_slowed_together(desk):
    answers = tries(desk, "anna", [fresh_address() for _ in range(20)])
    assert Counter(answers) == {422: ACCOUNT_LIMIT, 429: 10}


def test_one_address_against_fifty_accounts_is_slowed(desk):
    address = fresh_address()
    answers = [tries(desk, f"account-{number}", [address])[0] for number in range(60)]
    assert answers == [422] * NETWORK_LIMIT + [429] * 10
    assert tries(desk, "account-0", [fresh_address()]) == [422], "others are not slowed"


def test_neighbours_in_one_network_count_together(desk):
    base = fresh_address().removesuffix("::1")
    answers = [tries(desk, f"a{number}", [f"{base}:0:{number:x}::9"])[0] for number in range(NETWORK_LIMIT + 1)]
    assert answers == [422] * NETWORK_LIMIT + [429]


def test_network_is_counted_at_all_agencies_together(desk, agency):
    address, other = fresh_address(), agency()
    for number in range(NETWORK_LIMIT):
        with desk(address, at=other if number % 2 else desk.agency):
            throttle.failed("sign-in", f"a{number}")
    with desk(address), pytest.raises(TooManyRequests):
        throttle.check("sign-in", "someone")


def test_account_is_counted_at_each_agency_for_itself(desk, agency):
    tries(desk, "anna", [fresh_address() for _ in range(12)])
    with desk(fresh_address(), at=agency()):
        throttle.check("sign-in", "anna")


def test_scopes_are_counted_apart(desk):
    tries(desk, "anna", [fresh_address() for _ in range(12)])
    with desk(fresh_address()):
        throttle.check("forgot-password", "anna")


def test_right_password_works_after_the_wait(desk, clock):
    address = fresh_address()
    tries(desk, "anna", [address] * 10)
    clock.move(seconds=61)
    with desk(address):
        throttle.check("sign-in", "anna")
        throttle.succeeded("sign-in", "anna")
    assert tries(desk, "anna", [fresh_address() for _ in range(11)]) == [422] * 10 + [429]


def test_wait_doubles_up_to_a_quarter_of_an_hour(desk, clock):
    waits = []
    for _ in range(4):
        tries(desk, "anna", [fresh_address() for _ in range(11)])
        with desk(fresh_address()), pytest.raises(TooManyRequests) as refused:
            throttle.check("sign-in", "anna")
        waits.append(refused.value.retry_after)
        clock.move(seconds=refused.value.retry_after + 1)
    assert [round(wait / 60) for wait in waits] == [1, 2, 4, 8]


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_nobody_ever_waits_longer_than_a_quarter_of_an_hour(failures, limit):
    clock.reset()
    assert 0 <= seconds_to_wait(failures, now(), limit) <= 15 * 60
    assert (seconds_to_wait(failures, now(), limit) > 0) == (failures >= limit)


def test_failures_are_forgotten_after_a_quarter_of_an_hour(desk, clock):
    tries(desk, "anna", [fresh_address()] * 9)
    clock.move(minutes=15, seconds=1)
    assert tries(desk, "anna", [fresh_address() for _ in range(11)]) == [422] * 10 + [429]


def test_now_and_then_a_mistake_is_never_slowed(desk, clock):
    for _ in range(40):
        assert tries(desk, "anna", [fresh_address()]) == [422]
        clock.move(minutes=2)


def test_right_password_of_ones_own_does_not_clear_the_network(desk):
    address = fresh_address()
    for number in range(NETWORK_LIMIT - 1):
        assert tries(desk, f"victim-{number}", [address]) == [422]
        with desk(address):
            throttle.succeeded("sign-in", "mallory")
    assert tries(desk, "victim", [address, address]) == [422, 429]


def test_right_answer_that_comes_after_the_limit_is_refused_like_a_wrong_one(desk):
    """Fifty at once all pass the check; what they find out must not depend on how many there are."""
    tries(desk, "anna", [fresh_address() for _ in range(10)])
    for outcome in (throttle.succeeded, throttle.failed):
        with desk(fresh_address()), pytest.raises(TooManyRequests):
            outcome("sign-in", "anna")


def test_failures_at_once_are_all_counted(site, desk):
    gate, answers = threading.Barrier(30), Counter()

    def guess() -> None:
        with desk(fresh_address()):
            throttle.check("sign-in", "anna")
            gate.wait()
            try:
                throttle.failed("sign-in", "anna")
                answers["counted"] += 1
            except TooManyRequests:
                answers["refused"] += 1

    threads = [threading.Thread(target=guess) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"counted": 10, "refused": 20}
    with site.app_context(), as_tenant(desk.agency.id):
        assert db.session.scalar(select(AccountFailures.failures)) == 30


def test_what_is_limited_right_or_wrong_is_counted_each_time(desk):
    address = fresh_address()
    for _ in range(ACCOUNT_LIMIT):
        with desk(address):
            throttle.spend("forgot-password", "anna")
    with desk(address), pytest.raises(TooManyRequests):
        throttle.spend("forgot-password", "anna")


def test_failure_survives_the_refused_request(browser, staff):
    anna = browser()
    anna.address = fresh_address()
    answers = [anna.post("/sign-in", account=str(staff.id), password="wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    refused = anna.post("/sign-in", account=str(staff.id), password="right")
    assert (refused.status_code, anna.who()) == (429, "nobody")
    assert 0 < int(refused.headers["Retry-After"]) <= 60


def test_check_comes_before_the_session_of_the_request_begins(site, browser, staff):
    anna = browser()
    anna.address = fresh_address()
    anna.token()
    begun = []
    with site.app_context():
        engine = db.engine
    event.listen(engine, "begin", note := lambda connection: begun.append(connection))
    try:
        assert anna.post("/sign-in", account=str(staff.id), password="wrong").status_code == 422
        assert begun == []
    finally:
        event.remove(engine, "begin", note)


def test_counters_hold_neither_addresses_nor_accounts(site, desk):
    tries(desk, "anna@example.org", ["198.51.100.77"])
    with site.app_context(), as_tenant(desk.agency.id):
        keys = [*db.session.scalars(select(AccountFailures.key)), *db.session.scalars(select(NetworkFailures.key))]
    assert all(len(key) == 64 and int(key, 16) for key in keys)


def test_old_counters_are_purged(app, site, desk, clock):
    tries(desk, "old", [fresh_address()])
    clock.move(minutes=31)
    tries(desk, "new", [fresh_address()])
    with app.app_context(), system_session() as session:
        assert throttle.purge(session) >= 2
    with site.app_context(), as_tenant(desk.agency.id):
        assert len(db.session.scalars(select(AccountFailures)).all()) == 1


def test_apex_has_counters_too(desk):
    apex, account = TenantRef(APEX_ID, APEX_SLUG), str(uuid7())
    for _ in range(10):
        with desk(fresh_address(), at=apex):
            throttle.spend("sign-up", account)
    with desk(fresh_address(), at=apex), pytest.raises(TooManyRequests):
        throttle.spend("sign-up", account)


def test_periodic_job_tidies_all_agencies(app, site, desk, clock):
    tries(desk, "old", [fresh_address()])
    clock.move(minutes=31)
    with app.app_context():
        tidy()
    with site.app_context(), as_tenant(desk.agency.id):
        assert db.session.scalars(select(AccountFailures)).all() == []


def test_limits_are_those_of_the_design():
    assert (ACCOUNT_LIMIT, NETWORK_LIMIT) == (10, 50)
    assert (throttle.WINDOW.total_seconds(), throttle.FIRST_WAIT.total_seconds()) == (15 * 60, 60)
