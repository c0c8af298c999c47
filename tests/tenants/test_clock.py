"""The clock that runs faster for a while: what processes are told so live through."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from app import config as configuration
from app.config import ConfigurationError
from app.jobs import job, jobs
from tenants import as_tenant
from tenants.clock import Clock
from tests.security.test_operation import PRODUCTION

DEVELOPMENT = PRODUCTION | {"KONTOR_ENV": "development", "BASE_DOMAIN": "localhost"}
BEGIN = 1_800_000_000


@pytest.fixture
def at(monkeypatch):
    """Set the system's time, in seconds after the beginning."""
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: BEGIN + seconds)


@pytest.fixture
def hastened():
    """A minute in which an hour passes."""
    clock = Clock()
    clock.hasten(60, BEGIN, BEGIN + 60)
    return clock


@pytest.mark.parametrize(("system", "product"), [(-5, -5), (0, 0), (1, 60), (30, 1800), (60, 3600), (70, 3610)])
def test_an_hour_passes_within_a_minute_and_stays_passed(at, hastened, system, product):
    at(system)
    assert hastened.timestamp() == BEGIN + product
    assert hastened.now() == datetime.fromtimestamp(BEGIN + product, UTC)
    assert hastened.real(hastened.now()) == datetime.fromtimestamp(BEGIN + system, UTC)


@pytest.mark.parametrize(
    ("system", "seconds", "wait"), [(-5, 3, 3), (-5, 65, 6), (0, 120, 2), (59, 90, 31), (0, 4200, 660), (99, 7, 7)]
)
def test_who_waits_waits_so_much_shorter(at, hastened, system, seconds, wait):
    at(system)
    assert hastened.real_seconds(seconds) == pytest.approx(wait)


def test_a_clock_that_was_told_nothing_goes_by_the_system(at):
    clock = Clock()
    at(100)
    moment = clock.now()
    assert (clock.timestamp(), clock.real_seconds(7), clock.real(moment)) == (BEGIN + 100, 7, moment)
    clock.move(hours=2)
    assert clock.timestamp() == BEGIN + 7300


def test_a_job_for_later_is_due_when_the_product_says_so(app, cast, clock, monkeypatch, superuser):
    monkeypatch.delitem(jobs, "test.later", raising=False)
    later = job("test.later")(lambda: None)
    monkeypatch.setitem(jobs, "test.later", later)
    begin = datetime.now(UTC)
    clock.hasten(60, begin.timestamp())
    with app.app_context(), as_tenant(cast.a.tenant_id):
        later.defer(at=begin + timedelta(hours=10))
    with superuser.begin() as connection:
        query = "DELETE FROM queue.procrastinate_jobs WHERE task_name = 'test.later' RETURNING scheduled_at"
        due = connection.exec_driver_sql(query).scalar_one()
    assert due == begin + timedelta(minutes=10)


def test_processes_are_told_by_their_environment():
    settings = configuration.load(DEVELOPMENT | {"CLOCK_RATE": "60", "CLOCK_SINCE": "9e8"})
    configuration.check(settings)
    assert settings["CLOCK"] == (60, 9e8, float("inf"))


@pytest.mark.parametrize("rate", ["60", "0.5", "nan", "inf", "-1", "0"])
def test_half_a_clock_is_refused(rate):
    settings = configuration.load(DEVELOPMENT | {"CLOCK_RATE": rate})
    with pytest.raises(ConfigurationError, match="CLOCK_SINCE"):
        configuration.check(settings)


def test_production_goes_by_the_right_time():
    settings = configuration.load(PRODUCTION | {"CLOCK_RATE": "60", "CLOCK_SINCE": "9e8"})
    with pytest.raises(ConfigurationError, match="CLOCK_RATE"):
        configuration.check(settings)
