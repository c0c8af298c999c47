"""What people typed is shown, never run: one text that breaks out of every place of a page, in every column of text.

All pages of the product are fetched with it, as the staff, as a customer and signed out, and a mail about news is made.
"""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import Text, select, text

from app.access.models import ContactNotification
from app.discussion.models import Comment
from app.files.models import File
from app.jobs import jobs
from app.mail.models import OutgoingMail
from app.notifications.models import Notice
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db
from tests.routes.table import ACCESS
from tests.routes.town import make_house
from tests.tenants.world import scoped_tables

POLYGLOT = "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(alert())//</title/</textarea/--!><svg/onload=alert()>{{7*7}}%(x)s"
CHOSEN = {
    "tenant": {"name", "signature"},
    "staff_member": {"first_name", "last_name"},
    "person": {"first_name", "last_name", "title"},
    "contact": {"position", "phone", "mobile"},
    "contact_request": {"first_name", "last_name", "position"},
    "customer": {"number", "company", "title", "first_name", "last_name", "street", "postcode", "city", "phone",
                 "mobile", "fax", "email", "language", "country", "withdrawn_by", "note"},
    "member_list": {"title", "intro"},
    "consent": {"wording", "asked_how"},
    "customer_import": {"file_name"},
    "customer_import_row": {"label"},
    "rubric": {"name"},
    "customer_group": {"name", "description"},
    "project": {"name", "description"},
    "task": {"title", "description"},
    "checklist_item": {"text", "done_by"},
    "comment": {"body", "author_name"},
    "comment_version": {"body"},
    "file": {"name", "author_name"},
    "outgoing_mail": {
        "subject", "recipient_name", "recipient", "recipient_key", "reason", "reply", "sender", "message_id", "key",
    },
    "mail_wording": {"subject", "body", "note", "staff_name"},
    "mail_server": {"host", "username", "address", "trouble"},
    "audit_entry": {"actor_name", "object_name", "verb"},
    "sign_in_session": {"device"},
    "passkey": {"label"},
    "impersonation": {"staff_name", "reason"},
}  # fmt: skip
"""Columns of text whose contents neither a constraint nor the code limits to a few words."""

LIMITED = {
    "security", "variant", "password", "code",
    "about_kind", "access_kind", "action", "actor_kind", "address_form", "author_kind", "city_key", "digest",
    "direction", "email", "email_key", "encoding", "fate", "fields", "hours", "key", "kind", "language", "media_type",
    "network", "number_key", "object_kind", "occasion", "password_hash", "priority", "reader_kind", "role",
    "credential_id", "salutation", "secret", "section", "separator", "series", "sites", "sort_key", "source", "state",
    "status", "thing_kind", "time_zone", "token_digest", "wanted_email", "twin_key", "version", "website", "word",
}  # fmt: skip
"""All other columns of text: keys, kinds, digests, and addresses that are looked through on the way in."""

UNIQUE = {("customer", "number"), ("rubric", "name"), ("customer_group", "name")}


def test_every_column_of_text_is_tried_or_limited(app):
    free = {
        (table.name, column.name)
        for table in scoped_tables()
        for column in table.c
        if isinstance(column.type, Text) and column.name not in LIMITED
    }
    assert free <= {(table, column) for table, columns in CHOSEN.items() for column in columns}


@pytest.fixture(scope="module")
def poisoned(app, superuser):
    """A house with a row of every kind, and the text in all of them."""
    house = make_house(app, superuser, "Gift")
    with superuser.begin() as connection:
        for table, columns in CHOSEN.items():
            key = "id" if table == "tenant" else "tenant_id"
            for column in columns:
                unique = " || id::text" if (table, column) in UNIQUE else ""
                connection.execute(
                    text(f'UPDATE "{table}" SET "{column}" = :value{unique} WHERE {key} = :tenant'),
                    {"value": POLYGLOT, "tenant": house.agency.tenant_id},
                )
    return house


@pytest.mark.parametrize("who", ["owner", "member", "person", "nobody"])
def test_no_page_runs_what_was_typed(app, poisoned, who):
    agency = poisoned.agency
    browser = agency.visit() if who == "nobody" else agency.sign_in(who)
    shown = 0
    for path in paths(app, poisoned, who):
        browser.get(path)
        assert browser.status < 500, path
        if browser.page is not None:
            is_harmless(browser)
            shown += browser.status == 200
    assert shown >= {"owner": 45, "member": 30, "person": 10, "nobody": 10}[who]


def paths(app, house, who: str) -> list[str]:
    """Everything that this one may fetch, and the searches with the text in them."""
    mine = {"person": lambda access: access.split(":")[0] == "portal", "nobody": lambda access: access == "public"}
    may = mine.get(who, lambda access: access.split(":")[0] not in ("public", "portal"))
    with app.test_request_context(base_url=f"http://{house.agency.host}:8000"):
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and may(ACCESS[rule.endpoint])]
        found = [app.url_for(rule.endpoint, **house.values(rule.endpoint, rule.arguments)) for rule in rules]
        lists = [
            rule.endpoint for rule in rules if not rule.arguments and rule.endpoint.endswith((".index", ".search"))
        ]
        return [*found, *(app.url_for(endpoint, q=POLYGLOT) for endpoint in lists)]


def is_harmless(browser) -> None:
    assert "<svg/onload" not in browser.html, browser.path
    for node in browser.page.walk():
        for name, value in node.attrs.items():
            assert not name.lower().startswith("on"), (browser.path, node.tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert not (value or "").lower().startswith(("javascript:", "data:")), (browser.path, value)


def test_no_mail_runs_what_was_typed(app, poisoned, clock):
    agency = poisoned.agency
    news = {"project_new": Project, "task_new": Task, "comment_new": Comment, "file_new": File}
    with agency.work():
        ContactNotification.set(agency.contact.load(), news)
        for occasion, model in news.items():
            for thing in db.session.scalars(select(model)):
                Notice.write("contact", [agency.contact.id], occasion, thing)
    clock.move(hours=1)
    with app.app_context():
        jobs["notifications.digest"](agency.tenant_id, reader_kind="contact", reader_id=str(agency.contact.id))
    with agency.work():
        mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == "news")).one()
        letter = message_from_bytes(mail.content, policy=default)
    assert letter["Subject"].count("\n") == 0
    html = letter.get_body(("html",)).get_content()
    assert "onload=alert()" in html, "else it would prove nothing"
    assert "<svg" not in html
    assert 'href="javascript:' not in html.lower()


def test_the_name_of_a_file_stays_within_its_header(poisoned):
    browser = poisoned.agency.sign_in("person").get(f"/kunden/dateien/{poisoned.agency.things['file']}")
    assert browser.status == 200
    kind, _semicolon, rest = browser.headers["Content-Disposition"].partition(";")
    assert kind == "attachment"
    assert rest.count('"') == 2
    assert not {"<", ">", "\n"} & set(rest)
