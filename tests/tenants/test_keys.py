"""Keys of rows, and finding a row by one."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from werkzeug.exceptions import NotFound

from app.customers.models import Customer
from tenants import as_tenant, now, uuid7
from tests.tenants.conftest import make_agency


def test_ids_sort_by_the_moment_of_their_making():
    before = time.time_ns() // 1_000_000
    ids = [uuid7() for _ in range(20_000)]
    after = time.time_ns() // 1_000_000
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {(id.version, id.variant) for id in ids} == {(7, uuid.RFC_4122)}
    assert before <= ids[0].int >> 80
    assert ids[-1].int >> 80 <= after + 1


def test_ids_of_several_threads_differ():
    made: list[uuid.UUID] = []

    def make():
        mine = [uuid7() for _ in range(2_000)]
        assert mine == sorted(mine)
        made.extend(mine)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 16_000


def test_the_clock_is_aware_and_can_be_moved(clock):
    start = now()
    assert start.utcoffset().total_seconds() == 0
    clock.move(hours=48)
    assert 172_799 < (now() - start).total_seconds() < 172_860


def test_get_finds_own_rows_only(app):
    mine, theirs = make_agency(app), make_agency(app)
    with app.app_context(), as_tenant(theirs.id):
        foreign = Customer.add(kind="firm", company="Fremde").id
    with app.app_context(), as_tenant(mine.id):
        own = Customer.add(kind="firm", company="Eigene").id
        assert Customer.get(own).company == Customer.get(str(own)).company == "Eigene"
        for nothing in (foreign, str(foreign), uuid7(), None, "", "x", "0" * 31, "\x00", "💥", "9" * 5000):
            assert Customer.find(nothing) is None
            with pytest.raises(NotFound):
                Customer.get(nothing)
