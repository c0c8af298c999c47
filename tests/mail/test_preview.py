"""The finished mail in a frame beside the editor."""

from __future__ import annotations

import pytest

from app.mail.registry import all_mails
from app.mail.wording import variants
from tests.mail.test_editor import PATH, TEMPLATES, draft, open_editor, raw
from tests.page import parse


def shown(client, **changes: str) -> str:
    """What the frame shows of a draft."""
    answer = raw(client, f"{client.path}/vorschau", draft(client, **changes))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("mail", [mail.key for mail in all_mails() if mail.audience != "apex"])
def test_every_mail_shows_in_every_variant(cast, mail):
    client = cast.a.sign_in("owner")
    for variant in variants():
        html = raw(client, f"{TEMPLATES}/{mail}/{variant.folder}/vorschau").text
        assert "envelope" in html
        assert "cid:" not in html
        (root,) = parse(html).all("html")
        assert root["lang"] == variant.language


def test_draft_is_shown_as_it_would_arrive(cast):
    client = open_editor(cast.a)
    html = shown(client, wording_subject="Guten Tag {{ vorname }}", wording_body="**Neu** [Los]({{ link }})")
    assert "Guten Tag Anna" in html
    assert "<strong>Neu</strong>" in html
    assert f"http://{cast.a.host}:8000/kunden/passwort/Beispiel" in html
    assert "Hafenlicht" in html
    text = shown(client, wording_body="**Neu** [Los]({{ link }})", preview_kind="text")
    assert "<strong>" not in text
    assert "Los (http" in text


def test_frame_runs_nothing_and_stands_nowhere_else(cast):
    client = open_editor(cast.a)
    headers = raw(client, f"{PATH}/vorschau").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src" not in policy
    for words in ("default-src 'none'", "sandbox", "frame-ancestors 'self'", "form-action 'none'"):
        assert words in policy
    assert "X-Frame-Options" not in headers
    assert "frame-src 'self'" in client.headers["Content-Security-Policy"]
    html = shown(client, wording_body='<script>alert(1)</script> <img src=x onerror="x"> [x](javascript:alert(1))')
    page = parse(html)
    assert not page.all("script", "img", "iframe", "form")
    assert not [node for node in page.all("a") if "javascript" in node["href"]]


def test_words_about_light_stay_as_they_are_written(cast):
    assert "Holz, light dark oder Eiche" in shown(open_editor(cast.a), wording_body="Holz, light dark oder Eiche")


def test_night_and_day_are_what_is_chosen_and_not_what_the_system_says(cast):
    client = open_editor(cast.a)
    day, night = (shown(client, preview_light=light) for light in ("day", "night"))
    assert "prefers-color-scheme" not in day + night
    assert "@media not all {" in day
    assert "@media all {" in night


def test_a_contact_is_spoken_to_in_the_variant_that_is_edited(cast):
    client = open_editor(cast.a)
    chosen = str(cast.a.contact.id)
    with cast.a.work():
        person = cast.a.person.load()
        person.salutation, person.title, person.last_name, person.address_form = "Frau", "Dr.", "Brandt", "du"
        name, first_name = person.name, person.first_name
    html = shown(client, preview_contact=chosen, wording_body="{{ anrede }}! {{ nachname }}")
    assert "Guten Tag Frau Dr. Brandt!" in html
    assert name in html
    assert "Dieser Kontakt bekommt die E-Mail in der Fassung „Deutsch, Du“." in html
    client.get(f"{TEMPLATES}/welcome/de_du")
    assert f"Hallo {first_name}!" in shown(client, preview_contact=chosen, wording_body="{{ anrede }}!")
    client.get(f"{TEMPLATES}/welcome/en")
    assert "Dear Dr. Brandt!" in shown(client, preview_contact=chosen, wording_body="{{ anrede }}!")


def test_another_agencys_contact_is_nobody(cast):
    client = open_editor(cast.a)
    with cast.b.work():
        name = cast.b.person.load().name
    html = shown(client, preview_contact=str(cast.b.contact.id), wording_body="{{ vorname }}")
    assert "Anna" in html
    assert name not in html.replace("Anna", "")
    client.post(PATH, data=draft(client, preview_contact=str(cast.b.contact.id), wording_subject="Neu"))
    assert client.status == 422


def test_contacts_are_found_by_a_search(cast):
    client = open_editor(cast.a)
    with cast.a.work():
        person = cast.a.person.load()
        name, last_name = person.name, person.last_name
    found = raw(client, f"{TEMPLATES}/kontakte?q={last_name}").json
    assert [one["value"] for one in found] == [str(cast.a.contact.id)]
    assert found[0]["label"].startswith(name)
    assert raw(client, f"{TEMPLATES}/kontakte?q=gibtesnicht").json == []


def test_what_makes_no_mail_is_told_in_the_frame(cast):
    client = open_editor(cast.a)
    for body in ("{{ agentr }}", "{% if link %}", "x" * 7000):
        html = shown(client, wording_body=body)
        assert "Noch keine Vorschau" in html
        assert parse(html).all("li")[0].text()


def test_mail_to_staff_offers_no_contacts(cast):
    client = open_editor(cast.a, f"{TEMPLATES}/staff_news/de_sie")
    assert "Gezeigt für" not in client.text
