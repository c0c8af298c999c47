"""Slowing guessers down, per account and per network, without ever locking somebody out for long.

Within a quarter of an hour an account may fail ten times and a network fifty times. After that each failure doubles the
wait, from one minute to at most a quarter of an hour (429 with Retry-After). A right password clears its account's
counter, never its network's: whoever guesses at others' accounts may have one of their own.

A browser that has once given the right password counts for itself (known.py), so strangers who keep an account's
counter full do not keep its owner out.

Counters are written in a transaction of their own, because the request that failed is rolled back. Between `check()`
and the answer other requests may have used the last tries up: then `failed()` and `succeeded()` both refuse, so that
guessing many at once gains nothing and the refusal does not tell a right password from a wrong one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from werkzeug.exceptions import TooManyRequests

from tenants import TenantScoped, now, own_transaction, uuid7

from . import known
from .keys import digest
from .models import AccountFailures, FailureCount, NetworkFailures
from .network import client_network

ACCOUNT_LIMIT = 10
NETWORK_LIMIT = 50
WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(minutes=1)


def check(scope: str, account: str) -> None:
    """Call before any work. Raises TooManyRequests (429) while the account or the network of this request must wait.

    `scope` names what is tried ("staff-sign-in", "forgot-password"), `account` whose it is: the address key as typed,
    so that unknown accounts are slowed like known ones.
    """
    with own_transaction() as session:
        for model, key, limit in _counters(scope, account):
            _refuse(session.scalar(select(model).where(model.key == key)), limit)


def failed(scope: str, account: str) -> None:
    """Count one failure. Raises TooManyRequests when the tries had been used up meanwhile."""
    waits = 0
    with own_transaction() as session:
        for model, key, limit in _counters(scope, account):
            count = _locked(session, model, key)
            waits = max(waits, seconds_to_wait(count.failures, count.last_failed_at, limit))
            started_at, failures = count_one_more(count)
            session.execute(
                update(model)
                .where(model.key == key)
                .values(failures=failures, started_at=started_at, last_failed_at=now())
                .execution_options(synchronize_session=False)
            )
    if waits:
        raise TooManyRequests(retry_after=waits)


def succeeded(scope: str, account: str) -> None:
    """It was right: forget the account's failures. Raises TooManyRequests when the tries had been used up meanwhile."""
    with own_transaction() as session:
        for model, key, limit in _counters(scope, account):
            count = session.scalar(select(model).where(model.key == key).with_for_update())
            _refuse(count, limit)
            if count is not None and model is AccountFailures:
                session.delete(count)
    known.remember(scope, account)


def spend(scope: str, account: str) -> None:
    """For what may be done only so often, right or wrong (links by mail, sign-ups): check, and count this time."""
    check(scope, account)
    failed(scope, account)


def pace(scope: str, account: str, limit: int) -> None:
    """For what somebody signed in may well do, but not without end: `limit` times in a quarter of an hour, then 429.

    Only the account counts; a whole office may share one network.
    """
    key = digest("account", scope, account, "")
    with own_transaction() as session:
        count = _locked(session, AccountFailures, key)
        started_at, times = count_one_more(count)
        if times > limit:
            raise TooManyRequests(retry_after=ceil((started_at + WINDOW - now()).total_seconds()))
        session.execute(
            update(AccountFailures)
            .where(AccountFailures.key == key)
            .values(failures=times, started_at=started_at, last_failed_at=now())
            .execution_options(synchronize_session=False)
        )


def trust(scope: str, account: str) -> None:
    """Somebody showed in another way, by a link from the mailbox, whose account it is: count this browser for itself.

    So whoever finds the account kept busy by strangers gets in by „Passwort vergessen?“.
    """
    known.remember(scope, account)


def seconds_to_wait(failures: int, last_failed_at: datetime, limit: int) -> int:
    """Whole seconds until the next try is allowed; 0 means now."""
    if failures < limit:
        return 0
    wait = min(FIRST_WAIT * 2 ** min(failures - limit, 10), WINDOW)
    return max(0, ceil((last_failed_at + wait - now()).total_seconds()))


def count_one_more(count: Any) -> tuple[datetime, int]:
    """Start and failures of the quarter of an hour that now counts, this failure included."""
    moment = now()
    if moment >= count.started_at + WINDOW:
        return moment, 1
    return count.started_at, count.failures + 1


def purge(session: Any) -> int:
    """Delete counters that no longer slow anybody down. For the periodic job, with `system_session()`."""
    old = now() - 2 * WINDOW
    return sum(
        session.execute(
            delete(model).where(model.last_failed_at < old).execution_options(synchronize_session=False)
        ).rowcount
        for model in (AccountFailures, NetworkFailures)
    )


def _counters(scope: str, account: str) -> list[tuple[type, str, int]]:
    """Always in this order, so that requests that lock two counters do not wait for each other in a circle."""
    return [
        (AccountFailures, digest("account", scope, account, known.browser_of(scope, account)), ACCOUNT_LIMIT),
        (NetworkFailures, digest("network", scope, client_network()), NETWORK_LIMIT),
    ]


def _refuse(count: FailureCount | None, limit: int) -> None:
    if count is not None and (seconds := seconds_to_wait(count.failures, count.last_failed_at, limit)):
        raise TooManyRequests(retry_after=seconds)


def _locked(session: Any, model: type, key: str) -> Any:
    """The counter, made if it is new, locked until the transaction ends. One statement, so two first failures meet."""
    values = {"key": key, "failures": 0, "started_at": now(), "last_failed_at": now()}
    keys = ["key"]
    if issubclass(model, TenantScoped):
        values |= {"tenant_id": session.tenant_id, "id": uuid7()}
        keys = ["tenant_id", "key"]
    statement = insert(model).values(values)
    statement = statement.on_conflict_do_update(index_elements=keys, set_={"failures": model.failures})
    return session.execute(statement.returning(model.failures, model.started_at, model.last_failed_at)).one()
