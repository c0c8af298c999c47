"""Agencies with a row of every kind in them, marked, and everybody who could stand at a door."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from io import BytesIO
from typing import Any

from sqlalchemy import text

from app.access import sections
from app.access.models import ContactPermission
from app.accounts import tokens
from app.accounts.box import lock
from app.accounts.models import SignInSession
from app.contacts.asked import ContactRequest
from app.contacts.mails import send
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.store import store
from app.files.uploads import Upload
from app.groups.models import Group, GroupMembership, Rubric
from app.impersonation.models import Impersonation
from app.mail.models import OutgoingMail
from app.mail.registry import get_mail
from app.mail.servers import MailServer
from app.mail.wording import Variant
from app.mail.wordings import MailWording
from app.members.models import CustomerPicture, MemberList
from app.newsletter.mails import CONFIRM_NEWSLETTER
from app.newsletter.subscription import Subscription
from app.newsletter.wording import consent_words, fingerprint
from app.projects.models import Project
from app.settings.day import today
from app.staff.models import StaffMember
from app.staff.passkeys import Passkey
from app.staff.roles import Role
from app.tasks.models import Task
from tenants import current_tenant, current_tenant_id, db, now, uuid7
from tests.cast import Agency, make_agency
from tests.routes.imported import imports_of

NEW_PASSWORD = "Bernstein-Fähre-Laterne-58"

SECRET = "KRUGXGIZLTOJSXG3TFOJ2GK5DFOQ2TMN"
"""Of every app that somebody has begun to set up."""

MARKED = {
    "tenant": ("name",),
    "customer": ("company", "city", "street"),
    "person": ("first_name", "last_name"),
    "contact": ("position",),
    "contact_request": ("first_name", "last_name", "position"),
    "project": ("name", "description"),
    "task": ("title", "description"),
    "checklist_item": ("text", "done_by"),
    "member_list": ("title", "intro"),
    "file": ("name", "author_name"),
    "comment": ("body", "author_name"),
    "comment_version": ("body",),
    "staff_member": ("first_name", "last_name"),
    "outgoing_mail": ("subject", "recipient_name"),
    "mail_wording": ("subject", "body", "note", "staff_name"),
    "audit_entry": ("object_name", "actor_name"),
    "customer_group": ("name", "description"),
    "rubric": ("name",),
    "sign_in_session": ("device",),
    "passkey": ("label",),
    "consent": ("asked_how", "wording"),
    "customer_import": ("file_name",),
    "customer_import_row": ("label",),
    "impersonation": ("staff_name", "reason"),
}
"""Text columns into which the mark of an agency is written: where it shows, somebody saw that agency."""


@dataclass
class House:
    """An agency, the mark in all its texts, and the values that addresses of pages take.

    What belongs to one of its two customers has a longer mark, `first` or `second`.
    """

    agency: Agency
    mark: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> str:
        return f"{self.mark}EINS"

    @property
    def second(self) -> str:
        return f"{self.mark}ZWEI"

    @cached_property
    def words_seen(self) -> str:
        """That the words of consent stood on the page."""
        with self.agency.work():
            return fingerprint(consent_words(self.agency.person.load()))

    def values(self, endpoint: str, names: set[str]) -> dict[str, Any]:
        """What stands in the address of a page of this agency."""
        found = {name: self.arguments.get(f"{endpoint}.{name}", self.arguments.get(name)) for name in names}
        assert None not in found.values(), f"{endpoint}: say in tests/routes/town.py what {found} is"
        return found


def make_house(app, superuser, mark: str) -> House:
    """A confirmed agency; two customers with a person each, the second in no group; a colleague who is only invited.

    Besides mails, sessions and links.
    """
    agency = make_agency(app, "Hof")
    with agency.work():
        ContactPermission.set(agency.contact.load(), [section.key for section in sections])
        ContactPermission.set(agency.other_contact.load(), [])
        GroupMembership.set(agency.other_customer.load(), [])
        person, owner = agency.person.load(), agency.owner.load()
        person.invite()
        for pictured in (person, agency.other_person.load()):
            pictured.set_picture(b"x")
        invited = StaffMember.join(
            id=uuid7(), first_name="Ines", last_name="Inn", email="ines@example.org", role=Role.MEMBER
        )
        invited.invite(inviter=owner.name)
        owner.forgot_at = now()
        db.session.flush()
        mail = db.session.scalars(OutgoingMail.about("person", person.id)).first()
        session = SignInSession(kind="staff", user_id=owner.id, token_digest=secrets.token_hex(32), device="x")
        db.session.add(session)
        db.session.flush()
        person.wanted_email, person.wanted_email_at = f"{secrets.token_hex(6)}@example.org", now()
        of_person = SignInSession(kind="person", user_id=person.id, token_digest=secrets.token_hex(32), device="x")
        db.session.add(of_person)
        _impersonations(agency)
        projects, tasks = _projects(agency), _tasks(agency)
        wording = MailWording.save(get_mail("welcome"), Variant("de_sie"), "Neu", "Neu")
        sign = partial(_link, owner=owner, invited=invited)
        arguments = {
            "customer_id": agency.customer.id, "contact_id": agency.contact.id, "member_id": invited.id,
            "person_id": person.id,
            "mail_id": mail.id, **dict.fromkeys(("mail.view.mail_id", "mail.resend.mail_id"), _plain_mail(person)),
            "session_id": session.id, "portal.end_session.session_id": of_person.id,
            "key": "welcome", "variant": "de_sie", "number": 1, "version": "x", "path": "css/index.css",
            "wording_seen": wording.id, "page_key": "kunden", "way": "sperren",
            "name": f"20260101-000000-{agency.tenant_id}-{mail.id}", "nowhere": f"rechnungen/{agency.customer.id}",
            "customers.remove.customer_id": Customer.add(company="Leer").id,
            "project_id": projects["first"], "projects.remove.project_id": projects["empty"],
            **tasks, **_files(agency), **_comments(agency), **_groups(agency), **_members(agency),
            **imports_of(agency),
            **dict.fromkeys(("portal.set_password.token", "portal.new_link.token"), person.link("set-password")),
            **_asked(agency), **_newsletter(agency, person), "links.take_address.token": person.wanted_link(),
            **dict.fromkeys(("staff.new_password.token", "staff.new_link.token"), sign("forgot-password")),
            **dict.fromkeys(("staff.invitation.token", "staff.new_invitation.token"), sign("staff-invite")),
            **dict.fromkeys(("signup.confirm.token", "signup.new_link.token"), sign("confirm-agency")),
        }  # fmt: skip
        arguments["passkey_id"] = add_passkey(owner).id
        _mail_server()
        _begin_factors(owner, agency.reader.load(), person)
    house = House(agency, mark, arguments)
    _mark(superuser, house)
    return house


def _plain_mail(person: Person) -> Any:
    """A mail without a personal link, sent."""
    mail = send("password_changed", person, sign_in_url="https://hof.example/", changed_at=now())
    mail.claim()
    mail.sent("OK")
    return mail.id


def _mail_server() -> None:
    """A server of its own that nobody can reach, and a number on its way."""
    MailServer.set(
        host="mail.invalid", port=587, security="starttls", username="x", password="x", address="x@hof.example"
    ).expect("493027")


def _impersonations(agency: Agency) -> None:
    """The owner looked at the portal as each of the persons."""
    for name, person, contact in (
        ("looked_at", agency.person, agency.contact),
        ("other_looked_at", agency.other_person, agency.other_contact),
    ):
        one = Impersonation(
            id=uuid7(), person_id=person.id, contact_id=contact.id, staff_id=agency.owner.id, staff_name="x",
            staff_session_id=uuid7(), reason="x", ended_at=now(),
        )  # fmt: skip
        db.session.add(one)
        agency.things[name] = one.id


def _projects(agency: Agency) -> dict[str, Any]:
    """A visible project of each customer, and one of the first on which nothing hangs."""
    first, second = agency.customer.load(), agency.other_customer.load()
    made = {
        "first": Project.add(customer=first, name="Eins", visible=True, members=[agency.member.load()]),
        "second": Project.add(customer=second, name="Zwei", visible=True),
        "empty": Project.add(customer=first, name="Leer"),
    }
    agency.things |= {"project": made["first"].id, "other_project": made["second"].id}
    return {name: project.id for name, project in made.items()}


def _tasks(agency: Agency) -> dict[str, Any]:
    """A visible task of each customer, that of the first with a checklist which its contacts may tick."""
    project, other = (Project.get(agency.things[name]) for name in ("project", "other_project"))
    first = Task.add(title="Eins", project=project, assignees=[agency.member.load()], customer_ticks=True)
    item, second = first.add_item("Eins"), Task.add(title="Zwei", project=other)
    agency.things |= {"task": first.id, "item": item.id, "other_task": second.id}
    return {"task_id": first.id, "item_id": item.id}


def _files(agency: Agency) -> dict[str, Any]:
    """A file shown to each customer, that of the first with a small picture."""
    author, places = agency.member.load(), (agency.customer.load(), agency.other_customer.load())
    uploads = [Upload("plan.txt", BytesIO(b"x"))]
    first, second = (File.attach(place, uploads, author, visible=True)[0] for place in places)
    store().keep(store().put(BytesIO(b"x")), first.preview_key)
    first.preview_at = now()
    agency.things |= {"file": first.id, "other_file": second.id}
    return {"file_id": first.id}


def _comments(agency: Agency) -> dict[str, Any]:
    """An answer, a note and a person's comment on the first customer's task, an answer on the second one's.

    They can still be changed for longer than the tests run.
    """
    first, second = (Task.get(agency.things[name]) for name in ("task", "other_task"))
    member, person = agency.member.load(), agency.person.load()
    answer, other = Comment.post(first, member, "Eins"), Comment.post(second, member, "Zwei")
    theirs, note = Comment.post(first, person, "Eins"), Comment.post(first, member, "Eins", internal=True)
    answer.edit("Anders")
    answer.created_at = theirs.created_at = now() + timedelta(days=1)
    agency.things |= {"comment": answer.id, "note": note.id, "other_comment": other.id, "their_comment": theirs.id}
    return {
        "comment_id": answer.id,
        **{f"portal_discussion.{verb}.comment_id": theirs.id for verb in ("edit", "delete")},
    }


def _asked(agency: Agency) -> dict[str, Any]:
    """Primary contacts manage those of their firm; one wish of each customer waits for the staff."""
    current_tenant().customers_manage_contacts = True
    wishes = [
        ContactRequest.ask(contact.load(), uuid7(), first_name="Eins", last_name="Eins", position="Rat", email=email)
        for contact, email in ((agency.contact, "ole@example.org"), (agency.other_contact, "anna@example.org"))
    ]
    for wish in wishes:
        wish.waits_at = now()
    agency.things |= {"asked": wishes[0].id, "other_asked": wishes[1].id}
    return {"request_id": wishes[0].id, "portal.remove_colleague.contact_id": wishes[0].id}


def _newsletter(agency: Agency, person: Person) -> dict[str, Any]:
    """Both persons were asked for consent, and the first one to confirm its address."""
    lines = []
    for one in (person, agency.other_person.load()):
        Subscription(one).ask(how="am Telefon", on=today(), by=agency.member.load())
        lines.append(Subscription(one).last)
    agency.things |= {"consent": lines[0].id, "other_consent": lines[1].id}
    person.send_confirmation()
    asked = tokens.seal(*Subscription(person).asked_state)
    return {
        "links.confirm_newsletter.token": tokens.sign(CONFIRM_NEWSLETTER, "person", person.id, asked),
        **dict.fromkeys(("links.confirm_address.token", "links.new_confirmation.token"), person.confirmation_link()),
    }


def _groups(agency: Agency) -> dict[str, Any]:
    """A group in its Rubrik, and a Rubrik without groups."""
    group = db.session.scalars(Group.preselection()).one()
    agency.things |= {"group": group.id, "rubric": group.rubric_id}
    return {
        "group_id": group.id,
        "rubric_id": group.rubric_id,
        "groups.remove_rubric.rubric_id": Rubric.add(name="Leer").id,
    }


def _members(agency: Agency) -> dict[str, Any]:
    """The list of members, shown to everybody: in it a third customer. All have pictures."""
    MemberList.change(public=True, in_portal=True, pictures=True, fields="street city groups")
    third = Customer.add(company="Drei", in_lists=True)
    for customer in (third, agency.customer.load(), agency.other_customer.load()):
        CustomerPicture.set(customer, b"x")
    pictures = ("members.public_picture", "members.preview_picture", "portal_members.picture")
    return dict.fromkeys((f"{endpoint}.customer_id" for endpoint in pictures), third.id)


def add_passkey(member: StaffMember, **values: Any) -> Passkey:
    """A passkey with which nobody can sign in."""
    key = Passkey(staff_id=member.id, credential_id="eHh4", public_key=b"x", label="Laptop", **values)
    db.session.add(key)
    db.session.flush()
    return key


def _begin_factors(*users: Any) -> None:
    """They were shown a secret and have not shown a code yet."""
    for user in users:
        user.begin_second_factor()
        user.begun_factor.secret = lock(SECRET, "one-time-code", current_tenant_id(), user.actor_kind, user.id)


def _link(purpose: str, owner: StaffMember, invited: StaffMember) -> str:
    if purpose == "staff-invite":
        return tokens.sign(purpose, "staff", invited.id, tokens.seal(*invited.invitation_state))
    if purpose == "forgot-password":
        return tokens.sign(purpose, "staff", owner.id, tokens.seal(*owner.forgot_state))
    return tokens.sign(purpose, "staff", owner.id, tokens.seal(owner.email_key, owner.password_hash, None, None))


def _mark(superuser, house: House) -> None:
    agency = house.agency
    customers = {
        house.first: {
            "customer": agency.customer.id,
            "person": agency.person.id,
            "contact": agency.contact.id,
            "contact_request": agency.things["asked"],
            "project": agency.things["project"],
            "file": agency.things["file"],
            "task": agency.things["task"],
            "checklist_item": agency.things["item"],
            "comment": agency.things["their_comment"],
            "consent": agency.things["consent"],
            "impersonation": agency.things["looked_at"],
        },
        house.second: {
            "customer": agency.other_customer.id,
            "person": agency.other_person.id,
            "contact": agency.other_contact.id,
            "contact_request": agency.things["other_asked"],
            "project": agency.things["other_project"],
            "file": agency.things["other_file"],
            "task": agency.things["other_task"],
            "comment": agency.things["other_comment"],
            "consent": agency.things["other_consent"],
            "impersonation": agency.things["other_looked_at"],
        },
    }
    with superuser.begin() as connection:
        for table, columns in MARKED.items():
            owner = "id" if table == "tenant" else "tenant_id"
            # names that are taken once keep an end of their own
            text_of = f":mark || {table}.id" if table in ("rubric", "customer_group") else ":mark"
            values = ", ".join(f"{column} = {text_of}" for column in columns)
            connection.execute(
                text(f"UPDATE {table} SET {values} WHERE {owner} = :tenant"),
                {"mark": house.mark, "tenant": agency.tenant_id},
            )
            for mark, rows in customers.items():
                if table in rows:
                    one = {"mark": mark, "tenant": agency.tenant_id, "id": rows[table]}
                    connection.execute(text(f"UPDATE {table} SET {values} WHERE tenant_id = :tenant AND id = :id"), one)
