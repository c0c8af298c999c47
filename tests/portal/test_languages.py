"""The portal speaks one language throughout: pages, forms that do not fit, errors, and the doors before and after."""

from __future__ import annotations

import re

import pytest

from app.contacts.models import Contact
from tenants import current_tenant
from tests.portal.spoken import DOORS, pages, walked, words
from tests.portal.work import file, permit, post, project, task
from tests.test_translations import FORMAL

NEW = "Tonne-Priel-Kanal-Anker47"
WORDS_OF_THEIR_OWN = re.compile(
    r"Kontor|\S+@\S+|\S+\.localhost\S*|\S*\.txt|\((?:Sie|Du)\)|PNG|JPEG|WebP|PDF|Testbrowser"
)
"""What stands in Arabic as it is: names, addresses, kinds of files, and the two words that German chooses between."""


@pytest.fixture
def opened(app, cast):
    """An agency whose people write Arabic, so that any other letter is ours; the addresses of its portal."""
    agency = cast.a
    permit(agency, "projects", "files")
    with agency.work():
        current_tenant().name = "المنارة"
        agency.customer.load().company = "شركة المرفأ"
        agency.other_customer.load().company = "مقهى الميناء"
        agency.contact.load().position = "الإدارة"
        agency.person.load().update(first_name="ليلى", last_name="حداد", title="")
        for someone in agency.staff.values():
            member = someone.load()
            member.first_name, member.last_name = "نور", "صالح"
        Contact.add(agency.other_customer.load(), agency.person.load())
    there = project(agency, "الموقع", description="وصف", members=["member", "admin"])
    one = task(
        agency, "التصميم", project=there, status="waiting", items=["نقطة"], customer_ticks=True, description="وصف"
    )
    for by in ("member", "person"):
        comment = post(agency, one, "نص", by=by)
    file(agency, one, "ملف.txt")
    values = {"task_id": one.id, "project_id": there.id, "comment_id": comment.id}
    return [*pages(app, values), "/kunden/gibt-es-nicht", "/impressum", "/datenschutz"]


def speak(agency, **speech) -> None:
    with agency.work():
        agency.person.load().update(**speech)


def test_german_says_du_throughout(cast, opened):
    speak(cast.a, address_form="du")
    read = list(walked(cast.a.sign_in("person"), opened))
    assert len(read) > 20
    assert not [(where, FORMAL.findall(said)) for where, said in read if FORMAL.search(said.replace("Sie Du", ""))]


def test_du_begins_with_the_link_and_outlasts_signing_out(cast):
    speak(cast.a, address_form="du")
    with cast.a.work():
        person = cast.a.person.load()
        person.password_hash = None
        person.invite()
        link = f"/kunden/passwort/{person.link('set-password')}"
    client, read = cast.a.visit(), []
    read += list(walked(client, [link]))
    client.get(link).submit("Passwort festlegen", {"Neues Passwort": NEW})
    read += [(client.path, client.text)]
    client.submit("Anmelden", {"E-Mail-Adresse": cast.a.person.email, "Passwort": NEW}).submit("Abmelden")
    read += [(client.path, client.text), *walked(client, [*DOORS[:3], link])]
    assert len(read) > 6
    assert not [(where, FORMAL.findall(said)) for where, said in read if FORMAL.search(said)]


def test_arabic_leaves_no_word_of_another_language(cast, opened):
    speak(cast.a, language="ar")
    read = list(walked(cast.a.sign_in("person"), opened))
    assert len(read) > 20
    assert not foreign(read)


def test_arabic_doors_leave_no_word_of_another_language(cast, opened):
    client = cast.a.visit().get("/kunden/anmelden?sprache=ar")
    read = list(walked(client, DOORS))
    client.get("/kunden/anmelden")
    client.post("/kunden/anmelden", {"email": "anna@example.org", "password": "falsch"})
    read += [(client.path, words(client.page))]
    read += [
        (path, words(client.get(path).page)) for path in ("/kunden/passwort/kein-link", "/l/bestaetigen/kein-link")
    ]
    assert {client.get(path).page.all("html")[0]["dir"] for path in DOORS} == {"rtl"}
    assert not foreign(read)


def foreign(read: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Where words in Latin letters stand, and which."""
    found = [(where, re.findall("[A-Za-zÄÖÜäöüß]{2,}", WORDS_OF_THEIR_OWN.sub("", said))) for where, said in read]
    return [(where, said) for where, said in found if said]
