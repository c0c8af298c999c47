"""What tests of the second factor share: somebody with an app on the telephone."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp
import pytest

from tenants import clock
from tests.cast import PASSWORD, Agency, Someone
from tests.client import Client
from tests.letters import Letters

DOORS = {"staff": "/anmelden", "person": "/kunden/anmelden"}
INSIDE = {"staff": "/verwaltung/profil", "person": "/kunden/profil"}


@dataclass
class Phone:
    """The app of one of the cast, and the recovery codes that were shown."""

    agency: Agency
    who: Someone
    secret: str
    codes: list[str]

    @property
    def kind(self) -> str:
        return self.who.kind.actor_kind

    @property
    def inside(self) -> str:
        """A page for those alone who are signed in."""
        return INSIDE[self.kind]

    def code(self, seconds: int = 0) -> str:
        """What the app shows now, or showed so many seconds ago (negative) or will show."""
        return pyotp.TOTP(self.secret).at(int(clock.timestamp()) + seconds)

    def wrong(self) -> str:
        """Six figures that are right neither now nor in the steps around."""
        near = {self.code(seconds) for seconds in range(-120, 150, 30)}
        return next(figures for figures in (f"{n:06}" for n in range(len(near) + 1)) if figures not in near)

    def knock(self, client: Client | None = None, password: str = PASSWORD, **query: str) -> Client:
        """A browser that gave the right password and is asked for the code."""
        client = (client or self.agency.visit()).get(DOORS[self.kind], query_string=query)
        return client.submit("Anmelden", {"E-Mail-Adresse": self.who.email, "Passwort": password})

    def is_in(self, client: Client) -> bool:
        return client.get(self.inside, follow=False).status == 200


def set_up(agency: Agency, who: Someone) -> Phone:
    """Switch the second factor on, as the person itself would; the step used is long over."""
    with agency.work():
        user = who.load()
        user.begin_second_factor()
        secret = user.secret_of(user.begun_factor)
        codes = user.confirm_second_factor(pyotp.TOTP(secret).at(int(clock.timestamp())))
    clock.move(minutes=5)
    return Phone(agency, who, secret, codes)


@pytest.fixture(params=["staff", "person"])
def phone(request, cast) -> Phone:
    """Of a member of the staff, and of a person."""
    return set_up(cast.a, cast.a.admin if request.param == "staff" else cast.a.person)


@pytest.fixture
def letters(app) -> Letters:
    """The mails that were sent."""
    return Letters(app)
