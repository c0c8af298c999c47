"""How hours and moments are said."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from flask import g
from flask_babel import refresh

from app.availability.now import state_of, zone_of
from app.availability.week import Week
from app.availability.words import day_name, in_words
from app.availability.zones import known, place_of, same_clocks, zone_of_country, zones
from tenants import now

OFFICE = Week.stretch(1, 5, 8, 18)


@pytest.fixture
def agency(cast):
    with cast.a.work():
        yield cast.a


def at(clock, *moment, zone="Europe/Berlin") -> None:
    """Move the clock to a moment in a zone."""
    clock.reset()
    clock.move(seconds=(datetime(*moment, tzinfo=ZoneInfo(zone)) - now()).total_seconds() + 1)


def somebody(week=OFFICE, zone=""):
    return SimpleNamespace(hours=week.code, time_zone=zone)


class TestHours:
    @pytest.mark.parametrize(
        ("week", "said"),
        [
            (OFFICE, "Mo–Fr 8–18 Uhr"),
            (Week.stretch(1, 4, 8, 18) | Week.stretch(5, 5, 8, 16) | Week.stretch(6, 6, 10, 13),
             "Mo–Do 8–18, Fr 8–16, Sa 10–13 Uhr"),
            (Week.stretch(1, 5, 8, 12) | Week.stretch(1, 5, 14, 18), "Mo–Fr 8–12 und 14–18 Uhr"),
            (Week.stretch(1, 1, 8, 10) | Week.stretch(1, 1, 11, 12) | Week.stretch(1, 1, 14, 18),
             "Mo 8–10, 11–12 und 14–18 Uhr"),
            (Week().with_range([1, 3, 5], range(8, 12)) | Week.stretch(2, 2, 9, 10), "Mo, Mi, Fr 8–12; Di 9–10 Uhr"),
            (Week.always(), "rund um die Uhr"),
            (Week.stretch(1, 7, 8, 18), "täglich 8–18 Uhr"),
            (Week.stretch(1, 7, 22, 6), "täglich 22–6 Uhr"),
            (Week.stretch(5, 6, 20, 4), "Fr–Sa 20–4 Uhr"),
            (Week.stretch(7, 7, 22, 6), "So 22–6 Uhr"),
            (Week.stretch(6, 7, 0, 24), "Sa–So 0–24 Uhr"),
            (Week.stretch(5, 5, 20, 24) | Week.stretch(6, 6, 0, 24), "Fr 20–24, Sa 0–24 Uhr"),
            (Week(), ""),
        ],
    )  # fmt: skip
    def test_in_german(self, agency, week, said):
        assert in_words(week) == said

    def test_in_english(self, app):
        with app.test_request_context():
            g.locale = "en"
            refresh()
            assert in_words(OFFICE | Week.stretch(6, 6, 10, 13)) == "Mon–Fri 8:00–18:00, Sat 10:00–13:00"
            assert (
                in_words(Week.stretch(1, 7, 8, 12) | Week.stretch(1, 7, 14, 18)) == "daily 8:00–12:00 and 14:00–18:00"
            )
            assert in_words(Week.always()) == "around the clock"
            assert day_name(1) == "Monday"


class TestNow:
    def test_open_until_the_evening(self, agency, clock):
        at(clock, 2027, 1, 5, 10, 42)
        state = state_of(somebody())
        assert (state.open, state.words, state.short) == (True, "jetzt erreichbar, bis 18 Uhr", "jetzt, bis 18 Uhr")
        assert (state.local_time, state.place, state.foreign) == ("10:42", "Berlin", False)

    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            ((2027, 1, 5, 7), "wieder erreichbar ab 8 Uhr"),
            ((2027, 1, 5, 19), "wieder erreichbar ab Mi, 8 Uhr"),
            ((2027, 1, 8, 19), "wieder erreichbar ab Mo, 8 Uhr"),
        ],
    )
    def test_closed(self, agency, clock, moment, said):
        at(clock, *moment)
        state = state_of(somebody())
        assert (state.open, state.words) == (False, said)

    def test_until_midnight_and_on_another_day(self, agency, clock):
        at(clock, 2027, 1, 5, 22)
        assert state_of(somebody(Week.stretch(2, 2, 20, 24))).words == "jetzt erreichbar, bis 24 Uhr"
        assert state_of(somebody(Week.stretch(2, 2, 20, 4))).words == "jetzt erreichbar, bis Mi, 4 Uhr"

    def test_round_the_clock_and_not_said(self, agency):
        always, never = state_of(somebody(Week.always())), state_of(somebody(Week()))
        assert (always.open, always.words) == (True, "jetzt erreichbar, rund um die Uhr")
        assert (never.open, never.words, never.short) == (None, "", "")

    def test_more_than_a_week_ahead_the_date_is_said(self, agency, clock):
        at(clock, 2027, 3, 27, 12)
        assert state_of(somebody(Week().with_range([7], [2]))).words == "wieder erreichbar ab 4. April, 2 Uhr"

    @pytest.mark.parametrize(("hour", "open"), [((1, 30), False), ((3, 0), True), ((3, 59), True), ((4, 0), False)])
    def test_on_the_day_without_two_o_clock(self, agency, clock, hour, open):
        at(clock, 2027, 3, 28, *hour)
        assert state_of(somebody(Week.stretch(7, 7, 2, 4))).open is open

    def test_on_the_day_with_two_o_clock_twice(self, agency, clock):
        week = Week.stretch(7, 7, 2, 3)
        for minutes, open in ((-30, False), (30, True), (90, True), (150, False)):
            clock.reset()
            two = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)
            clock.move(seconds=(two - now()).total_seconds() + 60 * minutes)
            assert state_of(somebody(week)).open is open

    def test_abroad_the_clocks_there_hold(self, agency, clock):
        at(clock, 2027, 1, 5, 10, 0, zone="America/St_Johns")
        state = state_of(somebody(zone="America/St_Johns"))
        assert state.words == "jetzt erreichbar, bis 18 Uhr Ortszeit"
        assert (state.place, state.local_time, state.our_time) == ("St. John’s", "10:00", "14:30")

    def test_a_contact_has_its_own_hours_else_those_of_its_customer(self, agency, clock):
        at(clock, 2027, 1, 5, 10)
        customer = somebody(zone="Asia/Kathmandu")
        own = SimpleNamespace(hours=Week.always().code, customer=customer)
        none = SimpleNamespace(hours="", customer=customer)
        assert state_of(own).week == Week.always()
        assert state_of(none).week == OFFICE
        assert state_of(none).zone.key == "Asia/Kathmandu"

    def test_a_zone_that_nobody_knows_is_the_agencys(self, agency):
        for zone in ("", "Atlantis/Mitte", "../etc/passwd"):
            assert zone_of(somebody(zone=zone)).key == "Europe/Berlin"


class TestZones:
    def test_all_have_german_names_and_the_near_ones_come_first(self):
        names = dict(zones())
        assert list(names)[:2] == ["Europe/Berlin", "Europe/Busingen"]
        assert names["Europe/Lisbon"] == "Portugal (Lissabon)"
        assert names["America/Argentina/Buenos_Aires"] == "Argentinien (Buenos Aires)"
        assert len(names) > 400
        assert all(known(zone) for zone in names)

    @pytest.mark.parametrize(
        ("country", "zone"),
        [
            ("DE", "Europe/Berlin"),
            ("CH", "Europe/Zurich"),
            ("NP", "Asia/Kathmandu"),
            ("US", ""),
            ("CN", ""),
            ("XX", ""),
        ],
    )
    def test_a_country_whose_clocks_agree_has_one(self, country, zone):
        assert zone_of_country(country) == zone

    def test_zones_with_the_same_clocks(self):
        assert same_clocks("Europe/Berlin", "Europe/Vienna")
        assert not same_clocks("Europe/Berlin", "Europe/London")
        assert not same_clocks("Europe/Berlin", "Africa/Lagos")
        assert place_of("America/Mexico_City") == "Mexiko-Stadt"
