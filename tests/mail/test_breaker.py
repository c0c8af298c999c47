"""When a mail server may be tried: not while it is down, by one mail after that, and by so many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.mail.breaker import AT_ONCE, LONGEST_BREAK, LONGEST_TURN, SILENCES, Breaker, Breakers


@pytest.fixture
def breaker():
    return Breaker()


def test_breaks_grow_and_end_with_an_answer(breaker, clock):
    assert breaker.wait() == 0
    breaker.failed(10)
    assert 9 < breaker.wait() <= 10
    clock.move(seconds=11)
    assert breaker.wait() == 0
    breaker.failed(10)
    assert 19 < breaker.wait() <= 20
    for _each in range(20):
        clock.move(seconds=LONGEST_BREAK)
        breaker.failed(10)
        assert breaker.wait() <= LONGEST_BREAK
    breaker.answered(0.1)
    assert breaker.wait() == 0


def test_many_mails_that_fail_at_once_count_once(breaker):
    for _each in range(5):
        breaker.failed(10)
    assert breaker.wait() <= 10


def test_a_clock_that_is_set_back_makes_no_break_longer(breaker, clock):
    breaker.failed(10)
    clock.move(days=-3)
    assert breaker.wait() <= LONGEST_BREAK
    clock.move(seconds=LONGEST_BREAK)
    assert breaker.wait() == 0


def test_after_a_break_one_mail_tries_and_the_others_follow_its_answer(breaker, clock):
    breaker.failed(10)
    assert breaker.enter() >= 9
    clock.move(seconds=11)
    assert breaker.enter() == 0
    assert all(breaker.enter() > 0 for _each in range(5))
    breaker.answered(0.1)
    breaker.leave()
    assert [breaker.enter() for _each in range(5)] == [0] * 5


def test_a_mail_that_was_tried_before_lets_others_go_first(breaker, clock):
    breaker.failed(10)
    clock.move(seconds=11)
    assert breaker.enter(tried=True) > 0
    clock.move(seconds=LONGEST_BREAK)
    assert breaker.enter(tried=True) == 0, "when there is no other, it goes itself"


def test_one_message_without_an_answer_stops_nobody_but_several_do(breaker):
    for _each in range(SILENCES - 1):
        breaker.unanswered(10)
    assert breaker.wait() == 0
    breaker.answered(1)
    for _each in range(SILENCES):
        assert breaker.wait() == 0
        breaker.unanswered(10)
    assert breaker.wait() > 9


def test_only_so_many_are_with_an_agencys_server_at_once():
    breaker = Breaker(AT_ONCE, room_soon=0)
    assert [breaker.enter() for _each in range(AT_ONCE)] == [0] * AT_ONCE
    assert breaker.enter() > 0
    breaker.leave()
    assert breaker.enter() == 0


def test_a_mail_waits_on_the_spot_for_one_that_is_about_to_leave():
    breaker = Breaker(AT_ONCE, room_soon=60)
    for _each in range(AT_ONCE):
        breaker.enter()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(breaker.enter)
        breaker.leave()
        assert waiting.result(30) == 0


def test_nobody_waits_on_the_spot_for_a_server_that_has_just_failed():
    breaker = Breaker(AT_ONCE, room_soon=60)
    for _each in range(AT_ONCE):
        breaker.enter()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(breaker.enter)
        breaker.failed(10)
        breaker.leave()
        assert waiting.result(30) > 9


def test_who_finds_no_room_asks_again_one_after_the_other_and_the_urgent_soon():
    breaker = Breaker(AT_ONCE, room_soon=0)
    for _each in range(AT_ONCE):
        breaker.enter()
    turns = [breaker.enter(urgent=False) for _each in range(100)]
    assert turns == sorted(turns)
    assert turns[-1] > 10
    assert breaker.enter(urgent=True) < 1
    assert max(breaker.enter(urgent=False) for _each in range(5000)) <= LONGEST_TURN


def test_trouble_with_one_server_says_nothing_about_others():
    breakers = Breakers()
    breakers.of("a", own=True).failed(10)
    assert breakers.of("a", own=True).wait() > 0
    assert breakers.of("b", own=True).wait() == breakers.of("ours").wait() == 0
