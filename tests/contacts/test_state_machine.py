"""Every state of access × everything that can happen to it: the state after, the mails, which links live, who stays.

The table is the promise (PRODUCT, "Contacts"); `refused` means that nothing at all came of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.accounts.tokens import DeadLink
from app.audit import AuditEntry
from app.contacts.access_states import ACTIONS, actions_for
from app.contacts.models import Contact
from app.contacts.persons import Person, ShutOut
from app.mail.models import OutgoingMail
from app.portal.views.door import living, read_link
from tenants import db
from tests.cast import PASSWORD
from tests.contacts.state_machine import KINDS, bring
from tests.letters import paths_in

OTHER = "Tonne-Priel-Kanal-Anker47"
HAS_ACCESS = ("invited", "link_expired", "password_set", "active", "locked", "undeliverable")
DOOR = "/kunden/passwort/"


def follow(person: Person) -> None:
    """Take the newest link that was mailed, if it lives, and set a password with it."""
    living(read_link(newest_link(person)), Person.find).set_password(OTHER, by=person)


def sign_in(person: Person) -> None:
    if not (there := Person.with_password(person.email or "", PASSWORD)):
        raise PermissionError
    there.sign_in()


HAPPENS: dict[str, Callable[[Person], object]] = {
    "invite": lambda person: person.invite(),
    "password": lambda person: person.give_password(OTHER),
    "password to be changed": lambda person: person.give_password(OTHER, must_change=True),
    "lock": Person.lock,
    "unlock": Person.unlock,
    "revoke": Person.revoke,
    "forgot": Person.request_link,
    "follow the link": follow,
    "sign in": sign_in,
    "another address": lambda person: person.change_address(f"{uuid.uuid4().hex}@example.org"),
    "no address": lambda person: person.change_address(None),
}
REFUSED = (ShutOut, ValueError, PermissionError, DeadLink, LookupError)


@dataclass(frozen=True)
class Came:
    """`mails` are new ones; `link`: what became of the newest link that was there before, "" where there was none."""

    state: str
    mails: str = ""
    link: str = ""
    session: str = ""
    signs_in: bool = False


def stays(kind: str) -> Came:
    """Nothing came of it: links and sessions are what they were."""
    link = {"invited": "lives", "password_set": "lives", "active": "lives", "undeliverable": "lives"}
    signs_in = kind in ("password_set", "active", "undeliverable")
    session = {"password_set": "stays", "active": "stays", "undeliverable": "stays"}.get(kind, "")
    dead = "dead" if kind in ("link_expired", "locked") else ""
    return Came(kind, link=link.get(kind, dead), session=session, signs_in=signs_in)


REPLACED = "password_changed"
NOTHING = {kind: stays(kind) for kind in KINDS}
GIVEN = {
    "none": Came("password_set", "welcome", signs_in=True),
    "invited": Came("password_set", "", "dead", signs_in=True),
    "link_expired": Came("password_set", "", "dead", signs_in=True),
    "password_set": Came("password_set", REPLACED, "dead", "ended", True),
    "active": Came("active", REPLACED, "dead", "ended", True),
    "undeliverable": Came("undeliverable", REPLACED, "dead", "ended", True),
}
TABLE: dict[str, dict[str, Came]] = {
    "invite": NOTHING | {
        "none": Came("invited", "welcome"),
        "invited": Came("invited", "set_password", "dead"),
        "link_expired": Came("invited", "set_password", "dead"),
        "password_set": Came("password_set", "set_password", "dead", "stays", True),
        "active": Came("active", "set_password", "dead", "stays", True),
        "undeliverable": Came("undeliverable", "set_password", "dead", "stays", True),
    },
    "password": NOTHING | GIVEN | {"no_address": Came("no_address")},
    "password to be changed": NOTHING | GIVEN | {"no_address": Came("no_address")},
    "lock": NOTHING | {
        kind: Came("locked", link="dead", session="ended" if stays(kind).session else "") for kind in HAS_ACCESS
    },
    "unlock": NOTHING | {"locked": Came("active", link="lives", signs_in=True)},
    "revoke": NOTHING | {
        kind: Came("none", link="dead", session="ended" if stays(kind).session else "") for kind in HAS_ACCESS
    },
    "forgot": NOTHING | {
        "invited": Came("invited", "set_password", "dead"),
        "link_expired": Came("invited", "set_password", "dead"),
        "password_set": Came("password_set", "forgot_password", "dead", "stays", True),
        "active": Came("active", "forgot_password", "dead", "stays", True),
        "undeliverable": Came("undeliverable", "forgot_password", "dead", "stays", True),
    },
    "follow the link": NOTHING | {
        "invited": GIVEN["invited"],
        "password_set": GIVEN["password_set"],
        "active": GIVEN["active"],
        "undeliverable": GIVEN["undeliverable"],
    },
    "sign in": NOTHING | {"password_set": Came("active", "", "lives", "stays", True)},
    "another address": {
        "no_address": Came("none"),
        "none": Came("none"),
        "invited": Came("link_expired", link="dead"),
        "link_expired": Came("link_expired", link="dead"),
        "password_set": Came("password_set", "", "dead", "stays", True),
        "active": Came("active", "", "dead", "stays", True),
        "locked": Came("locked", link="dead"),
        "undeliverable": Came("active", "", "dead", "stays", True),
    },
    "no address": {
        kind: Came("no_address", link=stays(kind).link and "dead", session="ended" if stays(kind).session else "")
        for kind in KINDS
    },
}  # fmt: skip


def newest_link(person: Person) -> str:
    """The token of the newest link in a mail to this person; LookupError without any."""
    mails = db.session.scalars(OutgoingMail.about("person", person.id))
    paths = [path for mail in mails for path in paths_in(message_from_bytes(mail.content, policy=policy.default))]
    return next(path.removeprefix(DOOR) for path in paths if path.startswith(DOOR)) if paths else _none()


def _none() -> str:
    raise LookupError("no link was mailed")


def opens(token: str) -> bool:
    try:
        return bool(living(read_link(token), Person.find))
    except DeadLink:
        return False


@dataclass
class Case:
    """One person in one state, with the newest link it was mailed and a session where it could sign in."""

    person: Person
    token: str
    mails: set[uuid.UUID]
    session: uuid.UUID | None

    @classmethod
    def of(cls, person: Person) -> Case:
        session = None
        if person.may_sign_in:
            row = SignInSession(kind="person", user_id=person.id, token_digest=uuid.uuid4().hex, device="")
            db.session.add(row)
            db.session.flush()
            session = row.id
        try:
            token = newest_link(person)
        except (LookupError, StopIteration):
            token = ""
        return cls(person, token, {mail.id for mail in cls._mails(person)}, session)

    @staticmethod
    def _mails(person: Person) -> list[OutgoingMail]:
        return list(db.session.scalars(OutgoingMail.about("person", person.id)))

    def came(self) -> Came:
        db.session.flush()
        new = [mail.key for mail in self._mails(self.person) if mail.id not in self.mails]
        kept = self.session and db.session.scalar(select(SignInSession.id).where(SignInSession.id == self.session))
        return Came(
            self.person.access.kind,
            " ".join(new),
            ("lives" if opens(self.token) else "dead") if self.token else "",
            ("stays" if kept else "ended") if self.session else "",
            self.person.may_sign_in,
        )


@pytest.fixture
def cases(cast, clock):
    """One person for each state at agency a, within its session. Who has a password was mailed a link for another."""
    with cast.a.work():
        made = {}
        for kind in sorted(KINDS, key=lambda kind: kind != "link_expired"):
            person = Person.add(first_name="Kim", last_name=kind, email=f"{kind}@example.org")
            Contact.add(cast.a.customer.load(), person)
            if kind == "locked":
                bring(person, "active")
                person.request_link()
                person.lock()
            elif kind == "link_expired":
                person.invite()
                clock.move(hours=48, seconds=5)
            else:
                bring(person, kind)
                person.request_link() if person.password_hash else None
            db.session.flush()
            assert person.access.kind == kind
            made[kind] = Case.of(person)
        yield made


def test_the_table_knows_every_state_and_everything_that_happens():
    assert set(TABLE) == set(HAPPENS)
    assert all(set(row) == set(KINDS) for row in TABLE.values())
    assert set(ACTIONS) == set(KINDS)


@pytest.mark.parametrize("happens", HAPPENS)
def test_what_comes_of_it_in_every_state(cases, happens):
    came = {}
    for kind, case in cases.items():
        with suppress(REFUSED):
            HAPPENS[happens](case.person)
        came[kind] = case.came()
    assert came == {kind: TABLE[happens][kind] for kind in cases}


@pytest.mark.parametrize("happens", ["invite", "password", "password to be changed", "forgot"])
def test_nobody_of_locked_customers_gets_anything(cast, cases, happens):
    cast.a.customer.load().lock()
    for kind, case in cases.items():
        before = case.came()
        assert not before.link or not opens(case.token)
        with suppress(REFUSED):
            HAPPENS[happens](case.person)
        assert case.came() == before, kind
        assert not {"invite", "resend", "password"} & set(case.person.access_actions)


def test_a_fresh_link_opens_and_the_one_before_does_not(cases):
    for kind in ("none", "invited", "link_expired", "password_set", "active", "undeliverable"):
        case = cases[kind]
        case.person.invite()
        db.session.flush()
        assert opens(newest_link(case.person)), kind
        assert not case.token or not opens(case.token)


def test_who_is_locked_or_has_no_address_is_mailed_nothing_whatever_happens(cases):
    for kind in ("locked", "no_address"):
        case = cases[kind]
        for happens in ("invite", "password", "forgot"):
            with suppress(REFUSED):
                HAPPENS[happens](case.person)
        case.person.welcome()
        assert case.came().mails == ""


def test_only_a_password_by_staff_is_to_be_changed(cases):
    for kind, happens, expected in (
        ("none", "password", False),
        ("active", "password to be changed", True),
        ("active", "revoke", False),
        ("active", "password to be changed", True),
        ("active", "password", False),
        ("invited", "follow the link", False),
    ):
        HAPPENS[happens](cases[kind].person)
        assert cases[kind].person.must_change_password is expected


def test_what_staff_are_offered_changes_something(cases):
    """No button leads nowhere: each that a state offers is one that the verbs do not refuse."""
    verbs = {"resend": "invite"}
    for kind, case in cases.items():
        for action in case.person.access_actions:
            with db.session.begin_nested() as point:
                before = case.came()
                HAPPENS[verbs.get(action, action)](case.person)
                assert case.came() != before, (kind, action)
                point.rollback()
            db.session.refresh(case.person)


def test_shut_out_leaves_only_what_takes_away():
    assert {action for kind in KINDS for action in actions_for(kind, shut_out=True)} == {"lock", "unlock", "revoke"}


def test_nothing_is_logged_where_nothing_happened(cases):
    for kind in ("none", "no_address"):
        for verb in (Person.lock, Person.unlock, Person.revoke):
            verb(cases[kind].person)
        db.session.flush()
        told = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.object_id == cases[kind].person.id)).all()
        assert not {"person.locked", "person.unlocked", "person.revoked"} & set(told)
