"""The hours of a week: what is chosen, and when that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.availability.week import DAYS, HOURS, SLOTS, Week

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"]
MINUTE = timedelta(minutes=1)
OFFICE = Week.stretch(1, 5, 8, 18)

weeks = st.builds(Week, st.integers(0, (1 << SLOTS) - 1))
ragged = st.lists(st.tuples(st.integers(1, 7), st.integers(0, 23)), max_size=12).map(
    lambda slots: Week(sum(Week().with_range([day], [hour]).bits for day, hour in set(slots)))
)
"""Few hours, so that it is long from one to the next."""

few_or_many = st.one_of(weeks, ragged, ragged.map(lambda week: Week.always() - week))
restless = st.sampled_from([
    datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC),  # Europe
    datetime(2027, 3, 14, 5, 30, tzinfo=UTC), datetime(2027, 11, 7, 4, 30, tzinfo=UTC),  # St John's
    datetime(2027, 4, 3, 15, tzinfo=UTC), datetime(2027, 10, 2, 15, 30, tzinfo=UTC),  # Lord Howe, half an hour
])  # fmt: skip
moments = st.one_of(
    st.builds(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE, st.integers(0, 2 * 365 * 24 * 60)),
    st.builds(lambda at, minutes: at + minutes * MINUTE, restless, st.integers(-1500, 200)),
)


def seen(week: Week, moment: datetime, zone: ZoneInfo) -> bool:
    """What somebody sees who reads the clock on the wall and looks it up."""
    local = moment.astimezone(zone)
    slots = {(day, hour) for day in DAYS for hour in HOURS if (day, hour) in week}
    return (local.isoweekday(), local.hour) in slots


def first_change(week: Week, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """What somebody finds out who looks every minute for fifteen days."""
    slots = set(week)
    before, at = seen(week, moment, zone), moment.astimezone(UTC).replace(second=0, microsecond=0)
    for _minute in range(15 * 24 * 60):
        at += MINUTE
        local = at.astimezone(zone)
        if ((local.isoweekday(), local.hour) in slots) != before:
            return at
    return None


class TestTheValue:
    @given(weeks)
    def test_its_code_reads_as_itself(self, week):
        assert Week.parse(week.code) == week
        assert len(week.code) in (0, 42)

    def test_a_day_is_six_digits(self):
        assert OFFICE.code == "00ffc0" * 5 + "000000" * 2
        assert Week().code == ""
        assert Week.parse("0" * 42) == Week()
        assert Week.always().code == "f" * 42

    @pytest.mark.parametrize("code", ["x" * 42, "0" * 41, "0" * 43, "F" * 42, " ", "0x" + "0" * 40, "0" * 42 + "\n"])
    def test_what_is_no_code_is_refused(self, code):
        with pytest.raises(ValueError, match="digits"):
            Week.parse(code)

    def test_it_has_the_hours_that_were_chosen_and_no_others(self):
        assert OFFICE.count == 50
        assert list(OFFICE) == [(day, hour) for day in range(1, 6) for hour in range(8, 18)]
        assert (1, 8) in OFFICE
        assert (1, 18) not in OFFICE
        assert (6, 9) not in OFFICE

    @pytest.mark.parametrize("slot", [(0, 1), (8, 1), (1, 24), (1, -1)])
    def test_there_is_no_other_hour(self, slot):
        with pytest.raises(ValueError, match="no hour"):
            _ = slot in OFFICE

    @given(weeks, st.sets(st.integers(1, 7)), st.sets(st.integers(0, 23)))
    def test_a_range_is_put_in_and_taken_out(self, week, days, hours):
        ranged = {(day, hour) for day in days for hour in hours}
        assert set(week.with_range(days, hours)) == set(week) | ranged
        assert set(week - Week().with_range(days, hours)) == set(week) - ranged
        turned = set(week.toggled(days, hours))
        assert turned == (set(week) - ranged if ranged <= set(week) else set(week) | ranged)

    def test_a_stretch_goes_over_midnight_and_over_sunday(self):
        assert list(Week.stretch(5, 5, 22, 2)) == [(5, 22), (5, 23), (6, 0), (6, 1)]
        assert list(Week.stretch(7, 7, 23, 1)) == [(1, 0), (7, 23)]
        assert list(Week.stretch(6, 1, 9, 10)) == [(1, 9), (6, 9), (7, 9)]
        assert Week.stretch(1, 7, 0, 24) == Week.always()
        assert Week.stretch(3, 3, 8, 8).count == 24

    @given(weeks)
    def test_its_spans_are_its_hours(self, week):
        found = [
            ((day - 1 + hour // 24) % 7 + 1, hour % 24)
            for day, spans in week.spans()
            for start, end in spans
            for hour in range(start, end if end > start else end + 24)
        ]
        assert sorted(found) == list(week)

    def test_a_night_belongs_to_the_day_it_begins_on(self):
        assert Week.stretch(5, 6, 20, 4).spans() == [(5, [(20, 4)]), (6, [(20, 4)])]
        assert Week.stretch(7, 7, 22, 6).spans() == [(7, [(22, 6)])]
        assert Week.stretch(1, 2, 0, 24).spans() == [(1, [(0, 24)]), (2, [(0, 24)])]


class TestTheClock:
    @given(few_or_many, moments, st.sampled_from(ZONES))
    def test_it_is_open_when_the_wall_clock_says_so(self, week, moment, zone):
        assert week.is_open(moment, ZoneInfo(zone)) == seen(week, moment, ZoneInfo(zone))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(few_or_many, moments, st.sampled_from(ZONES))
    def test_it_changes_when_somebody_who_looks_every_minute_sees_it(self, week, moment, zone):
        expected = first_change(week, moment, ZoneInfo(zone))
        assert week.changes_at(moment, ZoneInfo(zone)) == expected

    def test_round_the_clock_and_never_do_not_change(self):
        for week in (Week(), Week.always()):
            assert week.changes_at(datetime(2027, 1, 1, tzinfo=UTC), BERLIN) is None

    def test_the_hour_that_is_skipped_in_spring_is_not_there(self):
        sunday = Week().with_range([7], [2])
        saturday = datetime(2027, 3, 27, 12, tzinfo=BERLIN)
        assert not sunday.is_open(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), BERLIN)
        assert sunday.changes_at(saturday, BERLIN) == datetime(2027, 4, 4, 2, tzinfo=BERLIN)
        until_two = Week().with_range([7], [0, 1, 2])
        opened = datetime(2027, 3, 28, 0, 30, tzinfo=BERLIN)
        assert until_two.changes_at(opened, BERLIN) == datetime(2027, 3, 28, 1, tzinfo=UTC)

    def test_the_hour_that_comes_twice_in_autumn_is_open_twice(self):
        sunday = Week().with_range([7], [2])
        first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
        assert sunday.is_open(first, BERLIN)
        assert sunday.is_open(second, BERLIN)
        assert sunday.changes_at(first, BERLIN) == datetime(2027, 10, 31, 2, tzinfo=UTC)

    def test_half_an_hour_that_comes_twice(self):
        zone = ZoneInfo("Australia/Lord_Howe")
        week = Week().with_range([7], [1])
        opened = datetime(2027, 4, 4, 1, 10, tzinfo=zone)
        assert week.changes_at(opened, zone) - opened.astimezone(UTC) == timedelta(minutes=80)
