"""Strangers who guess at an account must not be able to keep its owner out."""

import pytest

from tests.accounts.test_throttle import fresh_address


def answers(browser, user, password="wrong") -> int:
    return browser.post("/sign-in", account=str(user.id), password=password).status_code


def stranger(browser, at):
    """A browser that never signed in, in a network of its own."""
    new = browser(at)
    new.address = fresh_address()
    return new


def test_strangers_cannot_lock_out_a_browser_that_signed_in_before(agency, browser, staff):
    at = agency()
    anna = stranger(browser, at)
    anna.sign_in(staff)
    anna.post("/sign-out")
    assert [answers(stranger(browser, at), staff) for _ in range(12)] == [422] * 10 + [429] * 2
    assert answers(stranger(browser, at), staff, "right") == 429
    assert answers(anna, staff, "right") == 303


def test_link_from_the_mailbox_gets_past_strangers_who_keep_the_account_busy(agency, browser, staff):
    at = agency()
    for _ in range(10):
        answers(stranger(browser, at), staff)
    anna = stranger(browser, at)
    assert answers(anna, staff, "right") == 429
    anna.post("/follow-link", account=str(staff.id))
    assert answers(anna, staff, "right") == 303


def test_known_browser_may_fail_no_more_often_than_others(agency, browser, staff):
    anna = stranger(browser, agency())
    anna.sign_in(staff)
    assert [answers(anna, staff) for _ in range(12)] == [422] * 10 + [429] * 2


def test_being_known_is_bound_to_account_and_agency(agency, browser, staff, person):
    here, there = agency(), agency()
    anna = stranger(browser, here)
    anna.sign_in(staff)
    known = anna.cookie("__Host-kontor-known")
    for at, account in ((here, person), (there, staff)):
        assert [answers(stranger(browser, at), account) for _ in range(10)] == [422] * 10
        mallory = stranger(browser, at)
        mallory.put_cookie("__Host-kontor-known", known)
        assert answers(mallory, account) == 429


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "\\000", "WzEsW11d.aaaaaa.bbbbbb"])
def test_made_up_cookie_makes_nobody_known(agency, browser, staff, cookie):
    at = agency()
    for _ in range(10):
        answers(stranger(browser, at), staff)
    mallory = stranger(browser, at)
    mallory.put_cookie("__Host-kontor-known", cookie)
    assert answers(mallory, staff) == 429


def test_browser_is_known_for_half_a_year_and_says_so_once(agency, browser, staff, clock):
    anna = stranger(browser, agency())
    first = [cookie for cookie in anna.sign_in(staff).headers.getlist("Set-Cookie") if "known" in cookie]
    assert len(first) == 1
    assert "Max-Age=15552000; Secure; HttpOnly; Path=/; SameSite=Lax" in first[0]
    again = [cookie for cookie in anna.sign_in(staff).headers.getlist("Set-Cookie") if "known" in cookie]
    assert again == []
    clock.move(days=181)
    later = [cookie for cookie in anna.sign_in(staff).headers.getlist("Set-Cookie") if "known" in cookie]
    assert len(later) == 1
