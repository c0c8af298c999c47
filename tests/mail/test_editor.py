"""The editor of one mail's wording."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import all_mails
from app.mail.trial import MOST
from app.mail.wording import Variant, default_wording, variants
from app.mail.wordings import MailWording
from tenants import db
from tests.client import as_it_stands

TEMPLATES = "/verwaltung/einstellungen/e-mail-templates"
PATH = f"{TEMPLATES}/welcome/de_sie"
DU = f"{TEMPLATES}/welcome/de_du"
WELCOME = "Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"
OWN = "{{ anrede }},\n\n{% if vorname %}schön, dass du da bist, {{ vorname }}!{% endif %}\n\n[Los geht es]({{ link }})"


def subjects(agency, variant: str = "de_sie") -> list[str]:
    """Of all versions, the newest first."""
    with agency.work():
        return [row.subject for row in MailWording.history("welcome", Variant(variant))]


def draft(client, **changes: str) -> dict[str, str]:
    """What the editor's form sends as it stands, with some changes."""
    (form,) = (form for form in client.page.all("form") if form["id"] == "fassung")
    return dict(as_it_stands(form)) | changes


def raw(client, path: str, data: dict | None = None):
    """An answer that is no page of its own."""
    method = "GET" if data is None else "POST"
    return client.http.open(
        path, method=method, data=data, base_url=client.base, headers={"Referer": client.base + "/"}
    )


def open_editor(agency, path: str = PATH):
    return agency.sign_in("admin").get(path)


def test_editor_shows_what_is_sent_and_when(cast):
    client = open_editor(cast.a)
    assert client.title == WELCOME
    assert client.value("Text") == default_wording("welcome", Variant("de_sie")).body
    for words in ("Wenn ein neuer Kontakt angelegt wird", "Neue Kontakte erfahren nicht", "Standard von Kontor"):
        assert words in client.text


def test_saving_makes_a_version_that_is_sent_from_then_on(cast):
    client = open_editor(cast.a, DU)
    client.submit("Speichern", {"Betreff": "Hallo {{ vorname }}", "Text": OWN, "Was haben Sie geändert?": "Lockerer"})
    assert "Fassung 1 ist gespeichert." in client.text
    assert "Fassung 1: Lockerer" in client.text
    assert client.value("Text") == OWN
    with cast.a.work():
        wording = MailWording.of("welcome", Variant("de_du"))
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "mail.wording_saved")).one()
        assert (entry.actor_kind, entry.details["variant"]) == ("staff", "Deutsch, Du")
    assert (wording.subject, wording.body) == ("Hallo {{ vorname }}", OWN)
    assert "eigene Fassung" in client.text
    with cast.b.work():
        assert MailWording.newest("welcome", Variant("de_du")) is None


def test_saving_twice_or_unchanged_makes_no_version(cast):
    client = open_editor(cast.a)
    assert "Es war nichts zu ändern." in client.submit("Speichern").text
    assert subjects(cast.a) == []
    sent = draft(client, wording_subject="Neu", wording_body="Neu {{ link }}")
    for _time in range(2):
        assert client.post(PATH, data=sent).status == 200
    assert len(subjects(cast.a)) == 1


@pytest.mark.parametrize("mail", [mail.key for mail in all_mails() if mail.audience != "apex"])
def test_our_own_words_come_back_from_the_form_as_they_were(cast, mail):
    """So that who only switches a mail off does not get a wording of the agency's own."""
    client = cast.a.sign_in("owner")
    for variant in variants():
        client.get(f"{TEMPLATES}/{mail}/{variant.folder}")
        ours = default_wording(mail, variant)
        assert (client.value("Betreff"), client.value("Text")) == (ours.subject, ours.body)
        assert "Es war nichts zu ändern." in client.submit("Speichern").text


def test_a_placeholder_that_does_not_exist_is_refused_and_the_draft_kept(cast):
    client = open_editor(cast.a).submit("Speichern", {"Text": "Hallo {{ agentr }}, {{ link }}"})
    assert client.status == 422
    assert "agentr" in client.text
    assert client.value("Text") == "Hallo {{ agentr }}, {{ link }}"
    assert "Entwurf, noch nicht gespeichert" in client.text
    assert subjects(cast.a) == []


def test_what_is_meant_is_put_in_by_a_button(cast):
    client = open_editor(cast.a).submit("Speichern", {"Text": "agentr: {{ agentr }} {{ link }}"})
    client.submit("agentur", near="Gemeint ist vielleicht")
    assert client.value("Text") == "agentr: {{ agentur }} {{ link }}"
    assert subjects(cast.a) == []
    assert "Fassung 1 ist gespeichert." in client.submit("Speichern").text


def test_a_required_placeholder_goes_only_when_that_is_confirmed(cast):
    path = f"{TEMPLATES}/set_password/de_sie"
    client = open_editor(cast.a, path).submit("Speichern", {"Text": "Guten Tag"})
    assert client.status == 422
    assert "Ist das Absicht?" in client.errors()["Trotzdem speichern"]
    client.submit("Speichern", {"Trotzdem speichern": True})
    assert "Fassung 1 ist gespeichert." in client.text


def test_the_welcome_mail_may_go_without_its_link_and_that_is_said(cast):
    client = open_editor(cast.a).submit("Speichern", {"Text": "Guten Tag"})
    assert "Fassung 1 ist gespeichert." in client.text
    assert "{{ link }} kommt nicht vor" in client.text


def test_who_was_overtaken_is_told_and_may_save_all_the_same(cast):
    first, second = open_editor(cast.a), open_editor(cast.a)
    first.submit("Speichern", {"Betreff": "Erster"})
    second.submit("Speichern", {"Betreff": "Zweiter"})
    assert second.status == 422
    assert "Fassung 1 gespeichert" in second.text
    assert second.value("Betreff") == "Zweiter"
    second.submit("Speichern")
    assert subjects(cast.a) == ["Zweiter", "Erster"]


def test_switching_off_is_saved_with_the_form_and_says_what_is_missing(cast):
    client = open_editor(cast.a).submit("Speichern", {"Aktiv": False})
    assert "ist abgeschaltet und wird nicht mehr verschickt" in client.text
    assert "Neue Kontakte erfahren nicht von selbst" in client.text
    assert subjects(cast.a) == []
    with cast.a.work():
        assert MailSwitch.off() == {"welcome"}
    assert "ist eingeschaltet" in client.submit("Speichern", {"Aktiv": True}).text
    with cast.a.work():
        assert MailSwitch.off() == set()


def test_nobody_is_told_that_a_switched_off_mail_goes_out(cast):
    client = open_editor(cast.a)
    assert "Ab jetzt geht die E-Mail so hinaus." in client.submit("Speichern", {"Betreff": "Eins"}).text
    client.submit("Speichern", {"Betreff": "Zwei", "Aktiv": False})
    assert "Fassung 2 ist gespeichert." in client.text
    client.get(f"{PATH}/fassungen/1").submit("Fassung 1 wiederherstellen")
    assert "Fassung 1 gilt wieder." in client.text
    assert "Ab jetzt geht" not in client.text


@pytest.mark.parametrize("active", [True, False], ids=["on", "off"])
def test_a_page_opened_before_somebody_switched_does_not_switch_back(cast, active):
    if active:
        open_editor(cast.a).submit("Speichern", {"Aktiv": False})
    stale = open_editor(cast.a)
    open_editor(cast.a).submit("Speichern", {"Aktiv": active})
    stale.submit("Speichern", {"Betreff": "Neu"})
    assert subjects(cast.a) == ["Neu"]
    with cast.a.work():
        assert MailSwitch.off() == (set() if active else {"welcome"})


def test_of_two_who_save_at_once_one_is_told(cast):
    clients = [open_editor(cast.a) for _each in range(2)]
    together = Barrier(2)

    def save(client) -> int:
        together.wait(10)
        return client.submit("Speichern", {"Betreff": f"Von {id(client)}"}).status

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(save, clients)) == [200, 422]
    assert len(subjects(cast.a)) == 1


def test_what_must_be_sent_has_no_switch(cast):
    path = f"{TEMPLATES}/forgot_password/de_sie"
    client = open_editor(cast.a, path)
    assert "wird immer verschickt" in client.text
    client.submit("Speichern", {"Betreff": "Neu"})
    with cast.a.work():
        assert MailSwitch.off() == set()


def test_check_answers_with_a_part_of_the_page(cast):
    client = open_editor(cast.a)
    answer = raw(client, f"{PATH}/pruefung", draft(client, wording_body="{{ agentr }}"))
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'data-wrong="agentr" data-meant="agentur"' in answer.text


def test_test_mail_goes_to_oneself_and_the_draft_stays(cast):
    client = open_editor(cast.a).submit(
        "Testmail", {"Betreff": "Probe {{ agentur }}", "Text": "{{ anrede }} {{ link }}"}
    )
    assert "Die Testmail ist unterwegs an" in client.text
    assert client.value("Betreff") == "Probe {{ agentur }}"
    with cast.a.work():
        (mail,) = db.session.scalars(select(OutgoingMail))
        me = cast.a.admin.load()
        assert (mail.recipient, mail.is_test, mail.sensitive) == (me.email, True, False)
        assert mail.subject == "[Test] Probe Hafenlicht"
        assert b"/kunden/passwort/Beispiel" in mail.content
    assert subjects(cast.a) == []


def test_the_same_test_mail_is_sent_once_and_a_faulty_one_not_at_all(cast):
    client = open_editor(cast.a)
    sent = draft(client, wording_subject="Probe", wording_body="Text")
    for _time in range(2):
        assert client.post(f"{PATH}/testmail", data=sent).status == 200
    assert client.submit("Testmail", {"Text": "{{ unsinn }}"}).status == 422
    assert client.value("Text") == "{{ unsinn }}"
    with cast.a.work():
        assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def test_test_mails_have_a_limit(cast):
    client = open_editor(cast.a)
    for _time in range(MOST):
        client.submit("Testmail")
    assert client.status == 200
    client.submit("Testmail", {"Betreff": "Noch eine"})
    assert client.status == 422
    assert "höchstens 20 Testmails" in client.text
    assert client.value("Betreff") == "Noch eine"


def test_mail_of_which_no_agency_has_one_is_not_there(cast):
    client = cast.a.sign_in("owner")
    for path in ("agency_lookup/de_sie", "unsinn/de_sie", "welcome/fr", "welcome/..", "welcome/de"):
        assert client.get(f"{TEMPLATES}/{path}").status == 404


def test_only_who_may_edit_templates_gets_there(cast):
    member = cast.a.sign_in("member")
    paths = (PATH, f"{PATH}/vorschau", f"{PATH}/fassungen/0", f"{TEMPLATES}/kontakte")
    assert [member.get(path).status for path in paths] == [403] * 4
    for verb in ("", "/vorschau", "/pruefung", "/testmail", "/ruecksetzung", "/fassungen/1/wiederherstellung"):
        assert member.get("/verwaltung/").post(PATH + verb).status == 403
    for path in paths:
        assert cast.a.visit().get(path).path.startswith("/anmelden")


def test_all_variants_are_one_click_away(cast):
    client = open_editor(cast.a)
    for label, path in (("Deutsch, Du Standard", "de_du"), ("English Standard", "en"), ("العربية Standard", "ar")):
        assert client.follow(label).path == f"{TEMPLATES}/welcome/{path}"


def test_name_is_mended_however_many_braces_stay_open(cast):
    client = open_editor(cast.a)
    data = draft(client, wording_body="{{" * 70_000 + " {{ vornme }}", schritt="vornme vorname")
    answer = raw(client, PATH, data)
    assert answer.status_code == 422
    assert "{{ vorname }}" in answer.get_data(as_text=True)


def test_endless_search_for_a_contact_is_cut_short(cast):
    client = open_editor(cast.a)
    words = " ".join(f"wort{number}" for number in range(40_000))
    assert raw(client, PATH, draft(client, preview_query=words)).status_code == 422


@pytest.mark.parametrize("step", [" " + "x" * 50, "a " + "x" * 10_000])
def test_a_name_that_nobody_offered_makes_no_endless_text(cast, step):
    client = open_editor(cast.a)
    body = f"{{{{ {'a ' * 2900}}}}}"
    answer = raw(client, PATH, draft(client, wording_body=body, schritt=step))
    assert (answer.status_code, body in answer.text) == (422, True)
